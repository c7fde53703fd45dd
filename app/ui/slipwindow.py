"""The county's window for slips: the same pane as at the counter, over the county's keys and records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.slips.finding import Finding
from app.ui.kit import SessionMemory
from app.ui.ops import Ops
from app.ui.pages.exchange.slips import SlipDesk, SlipPane

_SIZE = (1100, 680)

Check = Callable[[str, Mapping[str, str] | None], Finding]


class SlipWindow(QWidget):
    """Checks slips until it is closed."""

    def __init__(self, check: Check, today: Callable[[], date], ops: Ops, bureau: str) -> None:
        super().__init__()
        self.setWindowTitle(f"核对受理回执的真伪 · {bureau}")
        self.pane = SlipPane(SlipDesk(check, ops, SessionMemory(), today, back="关闭"), self)
        self.pane.closed.connect(lambda _pane: self.close())
        box = QVBoxLayout(self)
        box.addWidget(self.pane)
        self.resize(*_SIZE)

    def begin(self) -> None:
        """Show the window and wait for a slip."""
        self.show()
        self.pane.begin()
