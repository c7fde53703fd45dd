"""核对受理回执 at the county: the counter's pane in a window of its own, over the county's keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.services.county.office import Bureau, Office
from app.services.county.slips import CountySlips
from app.services.county.stations import Stations
from app.ui.errors import CrashReporter
from app.ui.slipwindow import SlipWindow
from tests.journeys.conftest import InlineOps
from tests.services.county.conftest import FIRST, QUICK, SeededIds, found, morning
from tests.services.county.stations import FakeStation
from tests.services.county.test_slips import slip_of


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    now = morning()
    made = Office(found(tmp_path / "bureau", ""), clock=now, ids=SeededIds(4, now), cost=QUICK).log_in(*FIRST)
    yield made
    made.store.close()


@pytest.fixture
def window(qapp: QApplication, bureau: Bureau) -> Iterator[SlipWindow]:
    check = CountySlips(bureau).check
    made = SlipWindow(check, bureau.clock.today, InlineOps(CrashReporter()), bureau.name)
    made.begin()
    QTest.qWaitForWindowExposed(made)
    yield made
    made.close()


def _said(window: SlipWindow, text: str) -> str:
    QTest.keyClicks(window.focusWidget(), text)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    return window.pane.verdict.text()


def test_the_county_tells_genuine_forged_and_revoked_slips_apart(window: SlipWindow, bureau: Bureau) -> None:
    station = FakeStation(bureau).enrol()
    code = slip_of(station)
    assert bureau.name in window.windowTitle()
    assert _said(window, code.text).startswith("✓ 真实")
    window.pane.begin()
    assert "伪造" in _said(window, replace(code, main="C" * 16).text)
    Stations(bureau).revoke(station.code, station.epoch, "电脑丢失")
    window.pane.begin()
    assert "吊销" in _said(window, code.text)


def test_the_window_is_closed_by_its_own_button(window: SlipWindow) -> None:
    button = window.findChild(QPushButton, "close_slips")
    assert button is not None
    assert button.text().startswith("关闭")
    button.click()
    assert not window.isVisible()
