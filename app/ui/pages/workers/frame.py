"""The pieces of the page and what lies in front: the register, one person, or the large view for the public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.ui.kit import Button, FormGrid, PageContext, ShortWords, TwoPane
from app.ui.pages.workers.facing import FacingPane
from app.ui.pages.workers.home import HomePane
from app.ui.pages.workers.list import WorkersList
from app.ui.pages.workers.side import GetsPanel
from app.ui.pages.workers.sides import Sides
from app.ui.pages.workers.viewmodel import FORM_KEYS


class Frame(QStackedWidget):
    """One of three in front: the list, the person with what he gets and his household beside him, the large view.

    `resized` tells that there is more or less room.
    """

    resized = Signal(object)

    def __init__(
        self,
        context: PageContext[Counter],
        buttons: tuple[Button, Button, Button],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._context, self._shell, self._buttons = context, context.shell, buttons
        box = QVBoxLayout(parent)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self)

    def fill(self, main: QWidget) -> Iterator[None]:
        """Make one piece after another; `main` is the person's own column."""
        context, (apply, match, kin) = self._context, self._buttons
        self.panel = GetsPanel(context, apply, match, self)
        self.home = HomePane(context, kin, self)
        self.sides = Sides(self.panel, self.home, self)
        yield
        self.panes = TwoPane(main, "登记", self.sides, "能得到什么 · 这一户", self)
        self.facing = FacingPane(self.panel, self)
        yield
        self.list = WorkersList(context, self)
        for widget in (self.list, self.panes, self.facing):
            self.addWidget(widget)
        yield

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of the new size."""
        super().resizeEvent(event)
        self.resized.emit(event.size())

    @property
    def is_list(self) -> bool:
        """Tell whether the register lies in front."""
        return self.currentWidget() is self.list

    def first_of_others(self) -> QWidget | None:
        """Return what takes the keys in the register or in the large view, None while a person lies in front."""
        found: dict[QWidget, QWidget] = {self.list: self.list.table, self.facing: self.facing.away}
        return found.get(self.currentWidget())

    def go_to(self, form: FormGrid, key: str) -> None:
        """Put the cursor into a field of the form; of what the form does not ask, say where it is asked."""
        if key not in FORM_KEYS:
            self._shell.tell("info", "这一项在培训班、证书或类别里填写。", key="field")
            return
        self.panes.show_main()
        form.field(key).focus_input()

    def show_facing(self, name: str) -> None:
        """Show the large view alone."""
        self.facing.show_for(name)
        self._shell.alone(is_alone=True)
        self.setCurrentWidget(self.facing)
        self.facing.away.setFocus()

    def leave_facing(self) -> bool:
        """Put the large view away; say whether it was there."""
        if self.currentWidget() is not self.facing:
            return False
        self.setCurrentWidget(self.panes)
        self._shell.alone(is_alone=False)
        return True


class Foot(QHBoxLayout):
    """The line under the form: what is kept by itself, the reason for a guarded change, the buttons."""

    def __init__(self, reason: QWidget, buttons: Iterable[Button]) -> None:
        super().__init__()
        self.setSpacing(8)
        self.words = ShortWords("草稿随时自动保存", role="caption")
        self.addWidget(self.words, 1)
        self.addWidget(reason, 1)
        for button in buttons:
            self.addWidget(button)


class Column(QWidget):
    """The person's own column: widgets one below another, the last with the room that is left above the foot."""

    def fill(self, widgets: Iterable[QWidget], last: QWidget, foot: QLayout) -> None:
        """Lay the widgets out, once they are made."""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        for widget in widgets:
            box.addWidget(widget)
        box.addWidget(last, 1)
        box.addLayout(foot)
