"""The frame that is shown at once, before anything heavy is loaded: the product's name, and room for one card."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget


def _words(text: str, role: str, parent: QWidget | None = None) -> QLabel:
    """Return a label in a role of the style sheet; the kit is not loaded yet when the frame is shown."""
    label = QLabel(text, parent)
    label.setProperty("role", role)
    return label


class EntranceFrame(QWidget):
    """The first window: the name at the left, one card at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("entrance")
        self.setWindowTitle("家门口 · 基层就业服务站")
        self.resize(1366, 728)
        brand = QFrame(self)
        brand.setObjectName("rail")
        brand.setFixedWidth(380)
        left = QVBoxLayout(brand)
        left.setContentsMargins(48, 48, 40, 40)
        left.setSpacing(10)
        left.addStretch(2)
        self._title = _words("家门口", "brand", brand)
        left.addWidget(self._title)
        left.addWidget(_words("基层就业服务站", "brandline", brand))
        left.addSpacing(18)
        for line in ("登记一次，不再重填", "能得到什么，逐条说清", "断网照常办，U盘交县里"):
            left.addWidget(_words(line, "brandnote", brand))
        left.addStretch(3)
        left.addWidget(_words("数据加密保存在本机，不连网", "brandnote", brand))
        self._stack = QStackedWidget(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(brand)
        row.addWidget(self._stack, 1)
        self.wait("正在打开…")

    def sizeHint(self) -> QSize:
        """Return the size on the smallest common screen."""
        return QSize(1366, 728)

    def wait(self, text: str) -> None:
        """Say that something is being loaded."""
        words = _words(text, "heading")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._put(words)

    def show_card(self, card: QWidget, *, width: int = 620, height: int = 380) -> None:
        """Show one card in the middle of the room, no larger than it need be."""
        card.setMaximumSize(width, height)
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(40, 24, 40, 24)
        box.addStretch(1)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(card, 100)
        line.addStretch(1)
        box.addLayout(line, 100)
        box.addStretch(1)
        self._put(holder)

    def _put(self, widget: QWidget) -> None:
        while self._stack.count():
            old = self._stack.widget(0)
            self._stack.removeWidget(old)
            old.deleteLater()
        self._stack.addWidget(widget)
