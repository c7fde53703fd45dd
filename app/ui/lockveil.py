"""The lock over the window: it hides everything, and seats the same clerk or another one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout

from app.services.counter import Counter
from app.services.desk import Operator
from app.services.sample import hint
from app.ui.entrance.forms import LogIn
from app.ui.ops import Lane, Ops
from app.ui.theme import tokens
from app.ui.window import Window
from app.ui.window.sheets import Veil


class LockVeil(Veil):
    """Hides the window until the clerk, or another one, gives a password; drafts stay with whoever wrote them.

    `unlocked` carries the login of who sat here before, which is his own when the same clerk is back.
    """

    unlocked = Signal(object)

    def __init__(self, window: Window, counter: Counter, ops: Ops) -> None:
        super().__init__(window)
        self._counter, self._ops, self._window = counter, ops, window
        self._left = ""
        box = QVBoxLayout(self._sheet)
        box.setContentsMargins(12, 12, 12, 12)
        self._holder = QHBoxLayout()
        box.addLayout(self._holder)

    def lock(self, title: str) -> None:
        """Show the log-in over everything; a second lock changes nothing."""
        if self.isVisible():
            return
        dropped = QApplication.activePopupWidget()
        if dropped is not None:
            dropped.close()  # a menu lies above the veil and would take the password
        while self._holder.count():
            item = self._holder.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        names = self._counter.home.names()
        self._left = self._counter.desk.operator.login
        card = LogIn(title, names, may_recover=False, hint=hint(names), last=self._left)
        card.setMinimumWidth(520)
        card.asked.connect(lambda pair: self._on_asked(card, pair))
        self._holder.addWidget(card)
        self.bring()
        self._window.shut(is_shut=True)
        card.begin()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Hide what lies below: nobody's record is left on the screen."""
        QPainter(self).fillRect(self.rect(), QColor(tokens().rail))

    def keyPressEvent(self, event: QEvent) -> None:
        """Let no key through: a lock does not close on Esc."""
        event.accept()

    def _on_asked(self, card: LogIn, pair: tuple[str, str]) -> None:
        login, password = pair
        self._ops.start(
            "正在登录",
            lambda _progress: self._counter.accounts.switch(login, password),
            done=self._on_switched,
            lane=Lane.DOOR,
            failed=lambda fault: self._refuse(card, fault.text),
        )

    def _refuse(self, card: LogIn, text: str) -> None:
        """Say why, and make room for the words."""
        card.say(text)
        layout = self._sheet.layout()
        if layout is not None:
            layout.activate()
        self._place()

    def _on_switched(self, operator: object) -> None:
        if isinstance(operator, Operator) and operator.login != self._left:
            self._before = None  # it stands in a page of whoever sat here
        self._window.shut(is_shut=False)
        self.put_away()
        self.unlocked.emit(self._left)


def clerk_of(operator: Operator) -> str:
    """Return whose pages these are: a clerk who comes back in another role finds pages of that role."""
    return f"{operator.login}:{operator.role.value}"
