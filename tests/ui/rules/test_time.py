"""Rule 19: slow work says so and lets the clerk go on; what is done stays until it is read."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.progress import Progress
from app.services.sample import sample
from app.ui.kit import PreviewDoc
from app.ui.ops import CURSOR_MS, STRIP_MS, Ops, ThreadRunner
from tests.journeys.conftest import Counter
from tests.ui.rules import scenes

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def threaded(at_counter: Counter, qtbot: QtBot) -> Counter:
    """Let background work run on its own thread, as it does at a station."""
    ops: Ops = at_counter.desktop._ops
    ops._runner = ThreadRunner()
    return at_counter


@pytest.mark.rule(19)
def test_nothing_then_a_busy_cursor_then_the_strip_with_count_and_cancel(
    threaded: Counter, qtbot: QtBot
) -> None:
    window, stop = threaded.desktop.window, threading.Event()
    done: list[str] = []

    def slow(progress: Progress) -> None:
        for at in range(200):
            progress.step(at, 200, "第 1 张表")
            if stop.wait(0.02):
                return

    assert (CURSOR_MS, STRIP_MS) == (500, 1000)
    window._ops.start("正在导入名册", slow, cancelled=lambda: done.append("cancelled"))
    QTest.qWait(100)
    assert QApplication.overrideCursor() is None
    assert not window._strip.isVisible()
    qtbot.waitUntil(lambda: QApplication.overrideCursor() is not None, timeout=900)
    qtbot.waitUntil(window._strip.isVisible, timeout=1500)
    qtbot.waitUntil(lambda: "/ 200" in window._strip._count.text())
    assert window._strip.text() == "正在导入名册  第 1 张表"
    cancel = window._strip.findChild(QPushButton, "strip_cancel")
    assert cancel is not None
    assert cancel.text() == "取消"
    cancel.click()
    qtbot.waitUntil(lambda: bool(done))
    assert not window._strip.isVisible()


@pytest.mark.rule(19)
def test_the_rest_stays_usable_and_a_save_goes_through_while_a_roster_comes_in(
    threaded: Counter, qtbot: QtBot
) -> None:
    page = scenes.a_list(threaded)
    pane = page.list.show_import()
    pane.begin_with(sample("roster"))
    qtbot.waitUntil(lambda: pane._is_checked, timeout=20_000)
    before = threaded.town.counter.workers.count()
    pane.run()
    assert threaded.desktop._ops.is_busy
    threaded.press(Qt.Key.Key_F2)
    threaded.type("140321199001019935")
    page.form.fill({"name": "冯示例", "hukou_code": "140321106203"})
    threaded.press(Qt.Key.Key_S, CTRL)
    assert page._record is not None
    qtbot.waitUntil(lambda: not threaded.desktop._ops.is_busy, timeout=30_000)
    assert threaded.town.counter.workers.count() >= before + 1


@pytest.mark.rule(19)
def test_what_was_written_stays_until_read_and_opens_its_folder(
    at_counter: Counter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    page = scenes.page_of(at_counter, "exchange", type(at_counter.desktop.window.page("exchange")))
    page._write_card(tmp_path / "站.card")
    bar = at_counter.desktop.window._bars["station_card"]
    assert bar._first.text() == "打开文件夹"
    bar._first.click()
    assert [Path(url.toLocalFile()) for url in shown] == [tmp_path]
    QTest.qWait(30)
    assert bar.isVisible()
    bar._close.click()
    assert "station_card" not in at_counter.desktop.window._bars


@pytest.mark.rule(19)
def test_a_form_saved_as_a_file_opens_its_folder(
    at_counter: Counter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", shown.append)
    window = at_counter.desktop.window
    monkeypatch.setattr(at_counter.printed, "names", tuple)
    target = tmp_path / "表.pdf"
    monkeypatch.setattr(at_counter.printed, "save_pdf", lambda _pdf, _title, then: then(str(target)))
    scenes.forms(at_counter, "forms")
    at_counter.press(Qt.Key.Key_F8)
    assert isinstance(window._preview._doc, PreviewDoc)
    at_counter.press(Qt.Key.Key_Return)
    bar = window._bars["printed"]
    assert "已存为" in bar.text()
    bar._first.click()
    assert [Path(url.toLocalFile()) for url in shown] == [tmp_path]
