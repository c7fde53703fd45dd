"""给群众看: what this person may get, in type that is read from across the counter; nothing else is shown."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.actions import Act
from app.ui.kit import Button, Card, ScrollPane, Words
from app.ui.pages.workers.viewmodel import Facing


class FacingPane(Card):
    """The large view; `left` when it is put away. It shows no number and no address."""

    left = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("facing_pane")
        self._name = Words("", role="public", tone="strong")
        self.away = Button("收起", act=Act.CLOSE, name="facing_away", parent=self)
        self.away.clicked.connect(lambda _checked=False: self.left.emit(self))
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self.away)
        self.body.addLayout(head)
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)
        self.body.addWidget(ScrollPane(inside, self), 1)

    def show_lines(self, name: str, lines: tuple[Facing, ...]) -> None:
        """Show a person's name and what he may get."""
        self._name.say(f"{name}，您能得到：")
        while self._lines.count():
            item = self._lines.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for line in lines:
            self._lines.addWidget(Words(line.title, role="public", wraps=True))
            self._lines.addWidget(Words(line.told, role="public", tone=line.tone, wraps=True))
        if not lines:
            self._lines.addWidget(Words("资料还不全，请把缺的填好再看", role="public", wraps=True))
        self._lines.addStretch(1)

    def lines(self) -> tuple[str, ...]:
        """Return the words shown, from the top."""
        shown = (self._lines.itemAt(at).widget() for at in range(self._lines.count()))
        return tuple(words.text() for words in shown if isinstance(words, Words))
