"""One application and one theme for all tests of the window; standard size and light before each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.theme import Theme
from app.ui.window import Window
from tests.ui.fakes import FakePrinters, FakeServices, make_window
from tests.ui.looks import plain_theme


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    qapp.setProperty("is_quiet", True)
    return plain_theme(qapp)


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
