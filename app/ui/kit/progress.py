"""The strip at the foot that shows long work, its count and 取消."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from app.ui.kit.button import Button
from app.ui.kit.words import ShortWords, Words
from app.ui.ops import Step


class ProgressStrip(QFrame):
    """Shows one Step at a time; `cancel_asked` when the clerk wants it to stop."""

    cancel_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("strip")
        self._words = ShortWords(parent=self)
        self._count = Words(role="caption", parent=self)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setMinimumWidth(120)
        self._cancel = Button("取消", name="strip_cancel", parent=self)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 4, 16, 4)
        box.setSpacing(12)
        box.addWidget(self._words, 3)
        box.addWidget(self._bar, 2)
        box.addWidget(self._count)
        box.addWidget(self._cancel)
        self._cancel.clicked.connect(self._on_cancel_clicked)
        self.hide()

    def show_step(self, step: Step) -> None:
        """Show how far the work is."""
        self._words.say(f"{step.label}  {step.text}".strip())
        self._count.setText(
            f"{step.done:,} / {step.of:,}" if step.of else (f"{step.done:,}" if step.done else "")
        )
        self._bar.setRange(0, step.of)
        self._bar.setValue(step.done)

    def begin(self, label: str) -> None:
        """Appear with the label and no count yet."""
        self._cancel.setEnabled(True)
        self._cancel.say("取消")
        self.show_step(Step(label, 0, 0, ""))
        self.show()

    def text(self) -> str:
        """Return the words shown."""
        return self._words.whole_text()

    def _on_cancel_clicked(self) -> None:
        self._cancel.setEnabled(False)
        self._cancel.say("正在停下…")
        self.cancel_asked.emit(self)
