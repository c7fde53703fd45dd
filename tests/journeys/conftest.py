"""The real window over a copy of the sample town, driven by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.models.sheets import Lay
from app.services.devices.simulator import Simulator
from app.ui.desktop import Desktop
from app.ui.errors import CrashReporter
from app.ui.ops import InlineOps
from app.ui.theme import Theme
from tests.services.conftest import clock, town, town_folder  # noqa: F401 - fixtures
from tests.services.town import Town
from tests.ui.looks import plain_theme


@dataclass
class Printed:
    """A printer that keeps what it was given."""

    pages: list[bytes] = field(default_factory=list)
    lays: list[Lay] = field(default_factory=list)
    tables: list[bytes] = field(default_factory=list)

    def names(self) -> tuple[str, ...]:
        return ("示例打印机",)

    def print_pdf(self, pdf: bytes, printer: str, copies: int, title: str, lay: Lay) -> None:  # noqa: ARG002
        self.pages.append(pdf)
        self.lays.append(lay)

    def save_pdf(self, pdf: bytes, title: str, then: Callable[[str], None]) -> None:  # noqa: ARG002
        self.pages.append(pdf)
        then("示例.pdf")

    def save_table(self, workbook: bytes, title: str, then: Callable[[str], None]) -> None:  # noqa: ARG002
        self.tables.append(workbook)
        then("示例.xlsx")


@dataclass
class Counter:
    """The window, the town, and hands that only use keys."""

    desktop: Desktop
    town: Town
    printed: Printed
    theme: Theme
    faults: list[object]

    @property
    def window(self) -> QWidget:
        return self.desktop.window

    def press(self, key: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        target = self.window.focusWidget() or self.window
        QTest.keyClick(target, key, with_)
        QTest.qWait(5)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.window.focusWidget(), text)
        QTest.qWait(5)

    def lay(self, name: str) -> None:
        reader = self.town.counter.reader.current
        assert isinstance(reader, Simulator)
        reader.put(next(card for card in reader.cards if card.name == name))

    def focus(self) -> str:
        """Return the key of the field the cursor is in."""
        widget = self.window.focusWidget()
        while widget is not None and not widget.objectName():
            widget = widget.parentWidget()
        return widget.objectName() if widget is not None else ""


def _end(*roots: QObject) -> None:
    """Delete these and all inside, and empty what is left of them in Python.

    Slots hold them from within Qt, where no collector looks: 5 MB a window would stay, and be searched again and again.
    """
    inside = [one for root in roots for one in (root, *root.findChildren(QObject))]
    for root in roots:
        root.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    for one in inside:
        vars(one).clear()


@contextmanager
def opened(qapp: QApplication, town: Town) -> Iterator[Counter]:  # noqa: F811
    """Open the window over a town, and close it again."""
    theme = plain_theme(qapp)
    faults: list[object] = []
    crashes = CrashReporter()
    crashes.reported.connect(faults.append)
    printed = Printed()
    desktop = Desktop(town.counter, InlineOps(crashes), theme, printers=printed)
    desktop.window.resize(1366, 728)
    desktop.window.show()
    desktop.window.activateWindow()
    QTest.qWaitForWindowExposed(desktop.window)
    try:
        yield Counter(desktop, town, printed, theme, faults)
    finally:
        desktop.window.close()
        _end(
            desktop, desktop.window
        )  # or its idle timer locks a window that is gone, in the middle of another test
        plain_theme(qapp)  # once the window is gone: styling it anew takes seconds
    assert faults == []


@pytest.fixture
def at_counter(qapp: QApplication, town: Town) -> Iterator[Counter]:  # noqa: F811
    with opened(qapp, town) as counter:
        yield counter
