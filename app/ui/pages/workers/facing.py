"""给群众看: what this person may get, in type that is read from across the counter; nothing else is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.actions import Act
from app.ui.kit import Button, Card, ScrollPane, Words
from app.ui.pages.workers.side import GetsPanel
from app.ui.pages.workers.viewmodel import Facing


class FacingPane(Card):
    """The large view of what the panel says; `left` when it is put away. It shows no number and no address.

    ↑ ↓ PgUp PgDn scroll; whoever looks at it sees nothing of the counter around it.
    """

    left = Signal(object)

    def __init__(self, panel: GetsPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("facing_pane")
        self._panel = panel
        self._name = Words("", role="public", tone="strong", wraps=True)
        self.away = Button("收起", act=Act.CLOSE, name="facing_away", parent=self)
        self.away.clicked.connect(lambda _checked=False: self.left.emit(self))
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self.away, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        inside = QWidget()
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(4)
        self._scroll = ScrollPane(inside, self)
        self.body.addWidget(self._scroll, 1)
        panel.told.connect(lambda _panel: self._show_lines(panel.facing()) if self.isVisible() else None)

    def show_for(self, name: str) -> None:
        """Show a person's name and what he may get; what is still being worked out follows by itself."""
        self._name.say(f"{name}，您能得到：")
        self._show_lines(self._panel.facing())
        self._scroll.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by the keys."""
        bar = self._scroll.verticalScrollBar()
        steps = {
            Qt.Key.Key_Down: 48, Qt.Key.Key_Up: -48,
            Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep(),
        }  # fmt: skip
        by = steps.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + by)

    def _show_lines(self, lines: tuple[Facing, ...]) -> None:
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
            self._lines.addWidget(Words("正在查看您能得到什么…", role="public", wraps=True))
        self._lines.addStretch(1)

    def lines(self) -> tuple[str, ...]:
        """Return the words shown, from the top."""
        shown = (self._lines.itemAt(at).widget() for at in range(self._lines.count()))
        return tuple(words.text() for words in shown if isinstance(words, Words))
