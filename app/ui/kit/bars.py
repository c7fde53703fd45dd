"""Bars above a page or a form: what happened and what can be done about it, until it is read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.ui.kit.button import Button
from app.ui.kit.icons import IconLabel
from app.ui.kit.words import Words, restyle

_MARKS = {
    "ok": ("done", "ok"),
    "info": ("info", "accent_ink"),
    "warning": ("warn", "ask"),
    "error": ("error", "no"),
}


class MessageBar(QFrame):
    """A bar with icon, words, up to two actions and a close button; tone is ok, info, warning or error.

    `action_asked` carries the words of the action pressed; `closed` the bar itself.

    >>> bar.say("warning", "此记录已被修改", action="查看差异", second="重新载入")
    """

    action_asked = Signal(object)
    closed = Signal(object)

    def __init__(self, *, can_close: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bar")
        self._icon = IconLabel("info", "accent_ink", self)
        self._words = Words(wraps=True, parent=self)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._first = Button(look="link", name="bar_action", parent=self)
        self._second = Button(look="link", name="bar_second", parent=self)
        self._close = Button("知道了", look="link", name="bar_close", parent=self)
        self._close.setVisible(can_close)
        box = QHBoxLayout(self)
        box.setContentsMargins(10, 4, 8, 4)
        box.setSpacing(8)
        box.addWidget(self._icon, 0)
        box.addWidget(self._words, 1)
        for button in (self._first, self._second, self._close):
            box.addWidget(button, 0)
        self._first.clicked.connect(lambda: self.action_asked.emit(self._first.text()))
        self._second.clicked.connect(lambda: self.action_asked.emit(self._second.text()))
        self._close.clicked.connect(self._on_close_asked)
        self.say("info", "")

    def say(self, tone: str, text: str, *, action: str = "", second: str = "") -> None:
        """Show these words and actions."""
        self._icon.show_icon(*_MARKS[tone])
        self._words.setText(text)
        self.setAccessibleName(text)
        for button, words in ((self._first, action), (self._second, second)):
            button.say(words)
            button.setVisible(bool(words))
        self.setProperty("tone", tone)
        restyle(self)

    def text(self) -> str:
        """Return the words shown."""
        return self._words.text()

    def _on_close_asked(self) -> None:
        self.hide()
        self.closed.emit(self)


class DraftBar(MessageBar):
    """Offers a draft found after a crash or power cut: `resumed` and `dropped`.

    >>> bar.offer("张龚 的登记，昨天 16:32 未保存")
    """

    resumed = Signal(object)
    dropped = Signal(object)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(can_close=False, parent=parent)
        self.action_asked.connect(self._on_action_asked)
        self.hide()

    def offer(self, text: str) -> None:
        """Offer to go on with the draft described."""
        self.say("info", f"有未完成的草稿：{text}", action="继续填写", second="丢弃")
        self.show()

    def go_on(self) -> None:
        """Go on with the draft, as the button does."""
        if not self.isHidden():
            self._on_action_asked("继续填写")

    def _on_action_asked(self, words: object) -> None:
        self.hide()
        (self.resumed if words == "继续填写" else self.dropped).emit(self)
