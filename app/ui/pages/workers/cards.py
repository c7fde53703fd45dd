"""The card reader as the page sees it: asked by F4, or listened to while a reader of its own accord gives cards."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from app.services.counter import Counter
from app.ui.kit import PageContext

_LISTEN_MS = 400


class CardWatch(QObject):
    """Takes cards from the reader; `taken` carries the card, on the window's thread."""

    taken = Signal(object)

    def __init__(self, context: PageContext[Counter], parent: QObject) -> None:
        super().__init__(parent)
        self._ops, self._reader, self._shell = context.ops, context.services.reader, context.shell
        self._ops.do(self._reader.open)
        if self._reader.gives_unasked:
            timer = QTimer(self)
            timer.timeout.connect(self.listen)
            timer.start(_LISTEN_MS)

    def ask(self) -> None:
        """Read the card lying there, or say that there is none."""
        if self._ops.do(self._open) and not self.listen():
            self._shell.tell("info", "读卡器上没有卡：请放好身份证再按 F4。", key="card")

    def _open(self) -> bool:
        self._reader.open()
        return True

    def listen(self) -> bool:
        """Take a card that was newly put there; say whether there was one."""
        card = self._ops.do(self._reader.poll)
        if card is not None:
            self.taken.emit(card)
        return card is not None
