"""Two panes side by side that become two tabs where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.ui.theme import em

NARROW = 1200
SIDE_EMS = 26.5


class ScrollPane(QScrollArea):
    """Lets what is too tall for its place be scrolled; takes no focus itself."""

    def __init__(self, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = QWidget(self)
        holder.setObjectName("scrolled")
        box = QVBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(inside)
        self.setWidget(holder)


class TwoPane(QWidget):
    """The main pane at the left, the side pane at the right; below 1200 px of window width they are tabs.

    The side pane scrolls where it is too tall.

    `switch_area()` (F6) goes from one to the other; `show_side()` and `show_main()` bring one to the front.

    >>> panes = TwoPane(form, "登记", card, "能得到什么"); self.answer(Act.NEXT_AREA, panes.switch_area)
    """

    def __init__(
        self, main: QWidget, main_title: str, side: QWidget, side_title: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._main, self._side = main, ScrollPane(side, self)
        self._is_folded = False
        self._is_side_wanted = False
        self._last: dict[QWidget, QWidget] = {}
        self._tabs = QWidget(self)
        tabs = QHBoxLayout(self._tabs)
        tabs.setContentsMargins(4, 0, 4, 0)
        tabs.setSpacing(0)
        self._group = QButtonGroup(self)
        for number, title in enumerate((main_title, f"{side_title}  F6")):
            button = QPushButton(title, self._tabs)
            button.setProperty("look", "tab")
            button.setCheckable(True)
            button.setChecked(number == 0)
            button.setObjectName(("tab_main", "tab_side")[number])
            button.setAccessibleName(title)
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, number)
            tabs.addWidget(button)
        tabs.addStretch(1)
        self._row = QHBoxLayout()
        self._row.setSpacing(12)
        self._row.addWidget(main, 1)
        self._row.addWidget(self._side, 0)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self._tabs)
        box.addLayout(self._row, 1)
        self._group.idClicked.connect(self._on_tab_clicked)
        self._arrange()

    @property
    def is_folded(self) -> bool:
        """Whether the panes are tabs now."""
        return self._is_folded

    def show_side(self) -> None:
        """Bring the side pane to the front and the keys into it."""
        self._note_focus()
        self._is_side_wanted = True
        self._arrange()
        self._enter(self._side)

    def show_main(self) -> None:
        """Bring the main pane to the front and the keys into it."""
        self._note_focus()
        self._is_side_wanted = False
        self._arrange()
        self._enter(self._main)

    def switch_area(self) -> None:
        """Go to the other pane."""
        focused = self.window().focusWidget()
        is_in_side = (
            self._is_side_wanted
            if self._is_folded
            else focused is not None and self._side.isAncestorOf(focused)
        )
        (self.show_main if is_in_side else self.show_side)()

    def minimumSizeHint(self) -> QSize:
        """Return what the tabs need, so that a window can always become narrow enough to fold."""
        width = max(self._main.minimumSizeHint().width(), self._side.minimumSizeHint().width())
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold or unfold."""
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Fold or unfold once the window is known."""
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Fit the side pane to another type size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._arrange()

    def _arrange(self) -> None:
        self._is_folded = self.window().width() < NARROW
        self._tabs.setVisible(self._is_folded)
        self._group.button(1 if self._is_side_wanted else 0).setChecked(True)
        if self._is_folded:
            self._side.setMinimumWidth(0)
            self._side.setMaximumWidth(16_777_215)
        else:
            self._side.setFixedWidth(round(min(em(), 15.5) * SIDE_EMS))
        self._row.setStretch(1, 1 if self._is_folded else 0)
        self._main.setVisible(not (self._is_folded and self._is_side_wanted))
        self._side.setVisible(not self._is_folded or self._is_side_wanted)

    def _on_tab_clicked(self, number: int) -> None:
        (self.show_side if number else self.show_main)()

    def _note_focus(self) -> None:
        focused = self.window().focusWidget()
        for pane in (self._main, self._side):
            if focused is not None and pane.isAncestorOf(focused):
                self._last[pane] = focused

    def _enter(self, pane: QWidget) -> None:
        last = self._last.get(pane)
        candidate: QWidget | None = last if last is not None and isValid(last) else pane
        for _ in range(400):
            if candidate is None:
                return
            takes = bool(candidate.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if (
                takes
                and candidate.isVisible()
                and candidate.isEnabled()
                and (candidate is pane or pane.isAncestorOf(candidate))
            ):
                candidate.setFocus(Qt.FocusReason.TabFocusReason)
                return
            candidate = candidate.nextInFocusChain()
