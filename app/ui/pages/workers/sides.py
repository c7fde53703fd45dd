"""The right-hand side of the worker page: 能得到什么 and 这一户, one at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.ui.kit import ScrollPane
from app.ui.pages.workers.home import HomePane

GETS, HOME = 0, 1
_TITLES = ("能得到什么", "这一户")


class Sides(QWidget):
    """Two panes under two tabs."""

    def __init__(self, gets: QWidget, home: HomePane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._panes = (gets, home)
        self._group = QButtonGroup(self)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(4, 0, 4, 0)
        tabs.setSpacing(0)
        for number, title in enumerate(_TITLES):
            button = QPushButton(title, self)
            button.setProperty("look", "tab")
            button.setCheckable(True)
            button.setObjectName(("side_gets", "side_home")[number])
            button.setAccessibleName(title)
            self._group.addButton(button, number)
            tabs.addWidget(button)
        tabs.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addLayout(tabs)
        for pane in self._panes:
            box.addWidget(pane, 1)
        home.counted.connect(self._on_counted)
        self._group.idClicked.connect(self.show_pane)
        self.show_pane(GETS)

    def show_pane(self, number: int) -> None:
        """Show one of the two."""
        self._group.button(number).setChecked(True)
        for at, pane in enumerate(self._panes):
            pane.setVisible(at == number)
        around = self.parentWidget()
        while around is not None and not isinstance(around, ScrollPane):
            around = around.parentWidget()
        if isinstance(around, ScrollPane):
            around.verticalScrollBar().setValue(0)

    def _on_counted(self, members: object) -> None:
        """Say on the tab how many the household has."""
        title = f"{_TITLES[HOME]}（{members} 人）" if members else _TITLES[HOME]
        self._group.button(HOME).setText(title)
        self._group.button(HOME).setAccessibleName(title)
