"""Sheets over the window: what they have in common, and the calm words after a bug."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.errors import CrashNote
from app.ui.kit.button import Button
from app.ui.kit.icons import IconLabel
from app.ui.kit.words import Words
from app.ui.theme import tokens


class Veil(QWidget):
    """Covers the window and holds one sheet in its middle; `closed` when it goes."""

    closed = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("veil")
        self._sheet = QFrame(self)
        self._sheet.setObjectName("sheet")
        self._before: QWidget | None = None
        window.installEventFilter(self)
        self.hide()

    def bring(self) -> None:
        """Come to the front and take the keys."""
        self._before = self.window().focusWidget()
        self._place()
        self.show()
        self.raise_()
        self._place()

    def put_away(self) -> None:
        """Go, and give the keys back to where they were."""
        self.hide()
        if self._before is not None:
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        """Stay as large as the window."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc and let no other key through."""
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Dim what lies below."""
        shade = QColor(tokens().rail)
        shade.setAlphaF(0.38)
        QPainter(self).fillRect(self.rect(), shade)

    def _place(self) -> None:
        around = self.window()
        self.setGeometry(0, 0, around.width(), around.height())
        size = self._sheet.sizeHint()
        width, height = min(size.width(), self.width() - 48), min(size.height(), self.height() - 48)
        self._sheet.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)


_CALM = """程序自身出了差错，不是您操作不对。已保存的记录没有受影响，正在填写的内容留在草稿里。
可以接着办理；如果同一处再出错，请把下面的编号告诉县里的技术支持。"""


class CrashSheet(Veil):
    """Says that a bug struck, what is safe and what to do; shows the bug's number, never its text."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        box = QVBoxLayout(self._sheet)
        box.setContentsMargins(24, 18, 24, 16)
        box.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(IconLabel("warn", "ask", self._sheet, scale=1.6))
        head.addWidget(Words("刚才这一步没有做成", role="big", parent=self._sheet), 1)
        box.addLayout(head)
        words = Words(_CALM, wraps=True, parent=self._sheet)
        words.setMinimumWidth(440)
        box.addWidget(words)
        self._number = Words(role="figure", parent=self._sheet)
        self._number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(self._number)
        foot = QHBoxLayout()
        foot.addStretch(1)
        copy = Button("复制编号", name="crash_copy", parent=self._sheet)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._number.text()))
        self._close = Button("接着办理  Esc", look="primary", name="crash_close", parent=self._sheet)
        self._close.clicked.connect(self.put_away)
        foot.addWidget(copy)
        foot.addWidget(self._close)
        box.addLayout(foot)

    def show_note(self, note: CrashNote) -> None:
        """Show the number of a bug."""
        self._number.setText(f"错误编号 {note.number}")
        self.bring()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def text(self) -> str:
        """Return the number shown."""
        return self._number.text()
