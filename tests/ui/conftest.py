"""One application and one theme for all tests of the window; standard size and light before each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme import PaletteName, Scale, Theme
from app.ui.window import Window
from tests.ui.fakes import FakePrinters, FakeServices, make_window


@pytest.fixture(scope="session")
def session_theme(qapp: QApplication) -> Theme:
    qapp.setProperty("is_quiet", True)
    made = Theme(qapp)
    made.set_palette(PaletteName.LIGHT)
    return made


@pytest.fixture
def theme(session_theme: Theme) -> Theme:
    is_plain = session_theme.scale is Scale.STANDARD and session_theme.palette_name is PaletteName.LIGHT
    if not is_plain:
        session_theme.set_palette(PaletteName.LIGHT)
        session_theme.set_scale(Scale.STANDARD)
    return session_theme


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def printers() -> FakePrinters:
    return FakePrinters()


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, theme: Theme, services: FakeServices, printers: FakePrinters
) -> Iterator[Window]:
    made = make_window(qapp, theme=theme, services=services, printers=printers)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
