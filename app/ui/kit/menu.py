"""A button that drops a short menu: one place for what would otherwise be ten buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.actions import Act
from app.ui.kit.button import Button
from app.ui.kit.icons import icon

_OPENS = frozenset({Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter})
_NUMBERED = 9
_NOTE = 18


@dataclass(frozen=True, slots=True)
class MenuRow:
    """One row: what comes back when it is chosen, its words, a quiet remark at the right; None cannot be chosen."""

    payload: object
    text: str
    note: str = ""


Offered = Callable[[], Sequence[MenuRow]]


class MenuButton(Button):
    """Asks what is offered each time it drops; ↓, Enter, Space or its act's key drop it, ↑ ↓ Enter or a figure choose.

    >>> papers = MenuButton("打印", lambda: (MenuRow("slip", "业务受理回执"),), act=Act.PRINT)
    >>> papers.chosen.connect(print)
    """

    chosen = Signal(object)

    def __init__(
        self,
        text: str,
        offered: Offered,
        *,
        nothing: str = "现在没有可选的",
        act: Act | None = None,
        look: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, act=act, look=look, name=name, parent=parent)
        self._offered, self._nothing = offered, nothing
        self._menu = QMenu(self)
        self._rows: tuple[MenuRow, ...] = ()
        self._menu.setAccessibleName(text)
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow stands after the words
        self._menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._draw()
        self.clicked.connect(lambda _checked=False: self.drop())

    @property
    def menu_(self) -> QMenu:
        """Return the menu, whether it is dropped or not."""
        return self._menu

    def rows(self) -> tuple[MenuRow, ...]:
        """Return what was offered when it dropped last."""
        return self._rows

    def drop(self) -> None:
        """Ask what is offered and drop it below the button, above where there is no room; the first row has the bar."""
        if not self.isVisible() or not self.isEnabled():
            return
        self._rows = tuple(self._offered())
        self._menu.clear()
        for number, row in enumerate(self._rows or (MenuRow(None, self._nothing),), start=1):
            action = self._menu.addAction(_words(row, number if self._rows else 0))
            action.setEnabled(row.payload is not None)
            action.triggered.connect(lambda _checked=False, chosen=row.payload: self.chosen.emit(chosen))
        self._menu.popup(self._place())
        first = next((action for action in self._menu.actions() if action.isEnabled()), None)
        if first is not None:
            self._menu.setActiveAction(first)

    def say(self, text: str) -> None:
        """Change the words and keep the key, with a gap before the arrow."""
        super().say(text)
        self.setText(f"{self.text()} ")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Drop on the keys that open a list."""
        if Qt.Key(event.key()) in _OPENS:
            self.drop()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the arrow anew in another palette."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.EnabledChange}:
            self._draw()

    def _draw(self) -> None:
        self.setIcon(icon("down", "ink" if self.isEnabled() else "disabled", 12))

    def _place(self) -> QPoint:
        """Return where the menu begins: under the button, kept inside the window at the right."""
        width, top = self._menu.sizeHint().width(), self.window()
        left = min(self.mapTo(top, QPoint(0, 0)).x(), top.width() - width - 4)
        below = self.mapTo(top, QPoint(0, self.height() + 1)).y()
        if below + self._menu.sizeHint().height() > top.height():
            below = max(0, self.mapTo(top, QPoint(0, 0)).y() - self._menu.sizeHint().height() - 1)
        return top.mapToGlobal(QPoint(max(0, left), below))


def _words(row: MenuRow, number: int) -> str:
    """Return a row's words; `&` is Qt's mark of the key that chooses, so that figures do."""
    text, note = row.text.replace("&", "&&"), row.note.replace("&", "&&")
    short = note if len(note) <= _NOTE else f"{note[: _NOTE - 1]}…"
    key = f"&{number}  " if 0 < number <= _NUMBERED else ""
    return f"{key}{text}\t{short}" if short else f"{key}{text}"
