"""试读: one card is read with the reader that is chosen, and shown masked; no page takes it meanwhile."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.faults import UserError
from app.models.values import IdNumber
from app.services import codes
from app.services.counter import Counter
from app.services.devices.reader import Card as IdCard
from app.ui.inputs import texts
from app.ui.kit import Button, Card, PageContext, Words

_EVERY_MS = 200
_PATIENCE = 100  # polls: twenty seconds
_IDLE = "选好读卡器，按「试读」放一张身份证，看看读不读得出来；只显示，不登记。"


class TrialCard(Card):
    """A button and what came of it."""

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._ops, self._counter = context.ops, context.services
        self._reader = context.services.reader
        self._left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._button = Button("试读", name="try_reader", parent=self)
        self._button.clicked.connect(lambda _checked=False: self.begin())
        self.words = Words(_IDLE, role="caption", wraps=True, parent=self)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self._button)
        line.addWidget(self.words, 1)
        self.body.addLayout(line)

    def begin(self) -> None:
        """Begin to try the reader, or stop trying."""
        if self._timer.isActive():
            self.stop(_IDLE)
            return
        self._left = _PATIENCE
        self._ops.do(self._reader.try_out, failed=self._refuse, done=lambda _none: self._on_begun())

    def look(self) -> None:
        """Show the card that came; give up after twenty seconds."""
        card = self._ops.do(self._reader.tried, failed=self._refuse)
        if card is not None:
            today = self._counter.desk.clock.today()
            self.stop(told(card, today), tone="ok")
            return
        self._left -= 1
        if self._left <= 0 and self._timer.isActive():
            self.stop(f"没有读到卡。{self._reader.no_card}", tone="ask")

    def stop(self, text: str, tone: str = "") -> None:
        """Give the reader back to the pages and say what came of it."""
        self._timer.stop()
        self._reader.end_trial()
        self._button.say("试读")
        self.words.say(text, tone=tone)

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop when the clerk goes elsewhere."""
        super().hideEvent(event)
        if self._timer.isActive():
            self.stop(_IDLE)

    def _on_begun(self) -> None:
        self._button.say("不试了")
        self.words.say("请把身份证放到读卡器上……", tone="")
        self._timer.start()
        self.look()

    def _refuse(self, fault: UserError) -> None:
        self.stop(fault.text, tone="no")


def told(card: IdCard, today: date) -> str:
    """Return what a card said, masked: enough to see that it was read, too little to copy."""
    name = card.name[:1] + "*" * (len(card.name) - 1) if card.name else "（只有号码，没有姓名）"
    parts = [
        name,
        codes.label("sex", card.sex),
        f"{card.birth:%Y} 年出生",
        IdNumber(card.id_number).masked(),
        "有住址" if card.address else "没有住址",
        "有照片" if card.photo else "没有照片",
    ]
    doubts = texts(card.findings(today))
    return f"读到：{'　'.join(parts)}。" + (f"（{doubts}）" if doubts else "")
