"""Buttons that print their key."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.actions import Act, key_of, key_row


class Button(QPushButton):
    """A push button; `look` is "", primary, link or status. An `act` prints its key after the words.

    >>> save = Button("保存并下一位", act=Act.SAVE_NEXT, look="primary")
    """

    def __init__(
        self,
        text: str = "",
        *,
        act: Act | None = None,
        look: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._act = act
        self.setProperty("look", look)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if name:
            self.setObjectName(name)
        self.say(text or (key_row(act).text if act else ""))

    @property
    def act(self) -> Act | None:
        """Return the act whose key the button shows."""
        return self._act

    def say(self, text: str) -> None:
        """Change the words and keep the key."""
        self.setAccessibleName(text)
        self.setText(f"{text}  {key_of(self._act)}" if self._act else text)
