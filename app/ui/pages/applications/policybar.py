"""Says that something began under an earlier policy, and offers to judge it by the one in force."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.kit import MessageBar

RECHECK = "按新政策重新核对"


class PolicyBar(MessageBar):
    """A bar that is shown while an older policy counts; `recheck_asked` on its button."""

    recheck_asked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(can_close=False, parent=parent)
        self.action_asked.connect(lambda _words: self.recheck_asked.emit(self))
        self.hide()

    def tell(self, what: str, began: str, newer: str) -> None:
        """Say under which policy it began and which is in force; nothing where `newer` is empty."""
        self.setVisible(bool(newer))
        if newer:
            self.say("info", f"{what}是按{began}开始的，现在启用的是{newer}", action=RECHECK)
