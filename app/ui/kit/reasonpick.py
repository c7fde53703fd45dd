"""Asking why in one key: ready reasons with figures, and a line for any other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.ui.kit.button import Button
from app.ui.kit.fields import TextInput
from app.ui.kit.words import Words

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class ReasonPick(QWidget):
    """Hidden until asked; a figure, Enter on a reason or Enter in the line chooses (`chosen` carries the words).

    >>> pick.ask("不再推荐这个岗位，因为", ("本人明确不去", "路上不好走")); pick.chosen.connect(self._on_reason)
    """

    chosen = Signal(str)
    dropped = Signal(object)

    def __init__(self, columns: int = 3, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._question = Words("", role="label", wraps=True, parent=self)
        self._grid = QGridLayout()
        self._grid.setSpacing(4)
        self._buttons: list[Button] = []
        self._reasons: tuple[str, ...] = ()
        self.other = TextInput(
            "other_reason", "别的原因", placeholder="别的原因：打字后按 Enter", max_length=60, parent=self
        )
        self.other.stepped.connect(lambda _step: self._choose(self.other.text()))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4)
        box.addWidget(self._question)
        box.addLayout(self._grid)
        box.addWidget(self.other)
        self.hide()

    def ask(self, question: str, reasons: Sequence[str]) -> None:
        """Show the reasons and put the keys on the first."""
        for old in self._buttons:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons, self._reasons = [], tuple(reasons)
        self._question.say(f"{question}（按数字，Esc 不办了）")
        self.other.set_value("")
        for place, reason in enumerate(self._reasons):
            button = Button(f"{place + 1} {reason}", name=f"reason_{place + 1}", parent=self)
            button.clicked.connect(lambda _checked=False, words=reason: self._choose(words))
            self._grid.addWidget(button, place // self._columns, place % self._columns)
            QWidget.setTabOrder(self._buttons[-1] if self._buttons else self, button)
            self._buttons.append(button)
        QWidget.setTabOrder(self._buttons[-1], self.other)
        self.show()
        self._buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def drop(self) -> bool:
        """Ask no longer; says whether anything was asked."""
        if self.isHidden():
            return False
        self.hide()
        self.dropped.emit(self)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a figure as the reason with that number, Enter as the one that has the keys."""
        pressed = next((one for one in self._buttons if one.hasFocus()), None)
        number = int(event.text()) if event.text().isdecimal() else 0
        if pressed is not None and event.key() in _ENTER:
            pressed.click()
        elif pressed is not None and 0 < number <= len(self._reasons):
            self._choose(self._reasons[number - 1])
        else:
            super().keyPressEvent(event)

    def _choose(self, reason: str) -> None:
        if reason.strip() and not self.isHidden():
            self.hide()
            self.chosen.emit(reason.strip())
