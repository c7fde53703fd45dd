"""The card that is shown when the data are newer than the program: they can be carried out, never opened."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.kit import Button, Card, MessageBar, Words


class CarryOutCard(Card):
    """Says why there is no way in, and offers to copy the data to where the newer program is."""

    asked = Signal(object)
    left = Signal(object)

    def __init__(self, why: str, parent: QWidget | None = None) -> None:
        super().__init__("程序太旧", "数据没有改动", parent)
        self.bar = MessageBar(parent=self)
        self.bar.say("warning", why)
        self.body.addWidget(self.bar)
        note = "可以先把数据原样导出到U盘，再到装有新版程序的电脑上选「从备份恢复」；未答复的批次一并导出。"
        self.body.addWidget(Words(note, wraps=True))
        carry = Button("导出数据", name="carry_out", parent=self)
        carry.clicked.connect(lambda _checked=False: self.asked.emit(self))
        back = Button("返回", name="back", parent=self)
        back.clicked.connect(lambda _checked=False: self.left.emit(self))
        foot = QHBoxLayout()
        foot.addWidget(carry)
        foot.addWidget(back)
        foot.addStretch(1)
        self.body.addLayout(foot)

    def say(self, kind: str, text: str) -> None:
        """Show how it went."""
        self.bar.say(kind, text)
