"""The line that says for ten seconds what was done, with 撤销."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.kit.button import Button
from app.ui.kit.words import Words

TOAST_MS = 10_000
FOOT = 92  # clear of the status strip and the page's row of buttons


class Toast(QFrame):
    """One line near the foot of its parent. `show_text(text, undo)`; Ctrl+Z and 撤销 call `undo` once."""

    gone = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._words = Words(parent=self)
        self._button = Button("撤销", name="toast_undo", parent=self)
        box = QHBoxLayout(self)
        box.setContentsMargins(14, 8, 10, 8)
        box.setSpacing(12)
        box.addWidget(self._words)
        box.addWidget(self._button)
        self._undo: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time_over)
        self._button.clicked.connect(self.undo)
        self.hide()

    def show_text(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Show what was done; the former line gives way, to nothing where there is no text."""
        if not text:
            self.drop()
            return
        self._undo = undo
        self._words.setText(text)
        self.setAccessibleName(text)
        self._button.setVisible(undo is not None)
        self.show()
        self._fit()
        self.raise_()
        self._timer.start(TOAST_MS)

    def _fit(self) -> None:
        """Be as wide as the words, at most six tenths of the window; longer words wrap."""
        around = self.parentWidget()
        most = round(around.width() * 0.6) if around is not None else 800
        wanted = self._words.fontMetrics().horizontalAdvance(self._words.text()) + 8
        self._words.setWordWrap(wanted > most)
        self._words.setFixedWidth(min(wanted, most))
        self.adjustSize()
        self._stand()

    def text(self) -> str:
        """Return the words shown, empty when none are."""
        return self._words.text() if not self.isHidden() else ""

    def undo(self) -> bool:
        """Take back what was done, where that is still offered; says whether it was."""
        undo, self._undo = self._undo, None
        if undo is None:
            return False
        self._on_time_over()
        undo()
        return True

    def drop(self) -> None:
        """Go at once, and the way back with it."""
        self._on_time_over()

    def place(self) -> None:
        """Fit the words and stand centred above the foot of the parent."""
        self._fit()
        self._stand()

    def _stand(self) -> None:
        around = self.parentWidget()
        if around is not None:
            self.move((around.width() - self.width()) // 2, around.height() - self.height() - FOOT)

    def _on_time_over(self) -> None:
        self._timer.stop()
        self._undo = None
        self.hide()
        self.gone.emit(self)
