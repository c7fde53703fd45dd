"""The card reader as the page sees it: asked by F4, or listened to while a reader of its own accord gives cards."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.services.counter import Counter
from app.ui.kit import PageContext
from app.ui.kit.page import Page
from app.ui.ops import Changes

_LISTEN_MS = 400
_LOOKS = 3  # a reader that gives cards by itself is looked at so often before "no card" is true


class CardWatch(QObject):
    """Takes cards from the reader; `taken` carries the card, on the window's thread; none while locked."""

    taken = Signal(object)

    def __init__(self, context: PageContext[Counter], page: Page) -> None:
        super().__init__(page)
        self._ops, self._reader, self._shell = context.ops, context.services.reader, context.shell
        self._page: QWidget = page
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.listen)
        self._looks = 0
        self._ops.changed.connect(self._on_changed)
        self._known = self._reader.current
        self._begin()

    def ask(self) -> None:
        """Read the card lying there, or say that there is none; a reader that gives unasked has a moment."""
        if self._begin():
            self._looks = _LOOKS if self._reader.gives_unasked else 1
            self.listen()

    def listen(self) -> bool:
        """Take a card that was newly put there; say whether there was one."""
        card = self._ops.do(self._reader.poll) if self._page.isEnabled() else None
        if card is not None:
            self._looks = 0
            self.taken.emit(card)
        elif self._looks:
            self._looks -= 1
            if not self._looks:
                self._shell.tell("info", self._reader.no_card, key="card")
        return card is not None

    def _begin(self) -> bool:
        """Make ready the reader that is chosen now; say whether it is."""
        is_ready = bool(self._ops.do(self._open))
        self._known = self._reader.current
        if self._reader.gives_unasked:
            self._timer.start(_LISTEN_MS)
        else:
            self._timer.stop()
        return is_ready

    def _open(self) -> bool:
        self._reader.open()
        return True

    def _on_changed(self, changes: object) -> None:
        if isinstance(changes, Changes) and changes.touch("setting"):
            self._reader.choose()
            if self._reader.current is not self._known:
                self._begin()
