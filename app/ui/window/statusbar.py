"""The strip at the foot that tells the truth about batches, backup and self-check."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.kit.button import Button
from app.ui.kit.icons import IconLabel
from app.ui.kit.words import ShortWords, Words, restyle


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """What the strip says.

    `waiting` pieces for the next batch, `county_batch` the last one confirmed (0: none yet), `returned` to
    be mended, `care` the words on backup and self-check; `is_healthy` False turns those amber.
    """

    waiting: int = 0
    county_batch: int = 0
    returned: int = 0
    care: str = ""
    is_healthy: bool = True


class StatusBar(QFrame):
    """The strip; `asked` carries the key of the page that explains the part pressed."""

    asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("statusbar")
        offline = Words("离线可用", parent=self)
        offline.setObjectName("status_offline")
        self._waiting = Button(look="status", name="status_waiting", parent=self)
        self._batch = Button(look="status", name="status_batch", parent=self)
        self._returned = Button(look="status", name="status_returned", parent=self)
        self._care = ShortWords(role="caption", parent=self)
        self._care.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 2, 16, 3)
        box.setSpacing(8)
        box.addWidget(IconLabel("dot", "ok", self))
        box.addWidget(offline)
        box.addSpacing(4)
        for button, key in (
            (self._waiting, "exchange"),
            (self._batch, "exchange"),
            (self._returned, "applications"),
        ):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, key=key: self.asked.emit(key))
            box.addWidget(button)
        box.addWidget(self._care, 1)
        self.show_facts(StatusFacts())

    def show_facts(self, facts: StatusFacts) -> None:
        """Show these facts."""
        self._waiting.say(f"待上报 {facts.waiting} 件")
        self._batch.say(f"县已收至第 {facts.county_batch} 批" if facts.county_batch else "县里还没有回执")
        self._returned.say(f"退回待改 {facts.returned} 件")
        self._returned.setVisible(facts.returned > 0)
        self._returned.setProperty("tone", "ask")
        restyle(self._returned)
        self._care.say(facts.care, tone="" if facts.is_healthy else "ask")
