"""Small pieces of text with a role in the style sheet."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at a widget's properties again."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


class Words(QLabel):
    """A label with a role and a tone.

    Roles: heading, caption, label, name, figure, big, public; tones: ok, ask, no, county, strong.

    >>> Words("脱贫人口", tone="ok"); Words(detail, role="caption", wraps=True)
    """

    def __init__(
        self,
        text: str = "",
        *,
        role: str = "",
        tone: str = "",
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setProperty("tone", tone)
        self.setWordWrap(wraps)
        if wraps:
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def minimumSizeHint(self) -> QSize:
        """Return one line's height for wrapped words: the layout asks for more once it knows the width."""
        if not self.wordWrap():
            return super().minimumSizeHint()
        return QSize(40, self.fontMetrics().lineSpacing())

    def say(self, text: str, *, tone: str | None = None) -> None:
        """Show another text, and another tone where given."""
        self.setText(text)
        if tone is not None and tone != self.property("tone"):
            self.setProperty("tone", tone)
            restyle(self)


class ShortWords(Words):
    """A one-line label that gives way with … ; the whole text is its tool tip."""

    def __init__(
        self, text: str = "", *, role: str = "", tone: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__("", role=role, tone=tone, parent=parent)
        self._whole = text
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._fit()

    def say(self, text: str, *, tone: str | None = None) -> None:
        """Show another text."""
        self._whole = text
        super().say(text, tone=tone)
        self._fit()

    def whole_text(self) -> str:
        """Return the text before it was shortened."""
        return self._whole

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002 - Qt's signature
        """Shorten anew."""
        self._fit()

    def _fit(self) -> None:
        room = max(self.width() - 2, 20)
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(self._whole if shown != self._whole else "")


class Rule(QFrame):
    """A hairline between groups."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "rule")
        self.setFixedHeight(1)
