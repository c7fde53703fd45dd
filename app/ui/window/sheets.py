"""Sheets over the window: the keys (F1) and the calm words after a bug."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.actions import KEYS, PAGE_ACTS, TYPING_KEYS
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


class HelpSheet(Veil):
    """Every key of the window, from the one table."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        box = QVBoxLayout(self._sheet)
        box.setContentsMargins(24, 16, 24, 16)
        box.setSpacing(10)
        head = QHBoxLayout()
        head.addWidget(Words("帮助与按键", role="big", parent=self._sheet))
        head.addStretch(1)
        self._close = Button("关闭  Esc", name="help_close", parent=self._sheet)
        self._close.clicked.connect(self.put_away)
        head.addWidget(self._close)
        box.addLayout(head)
        inside = QWidget()
        inside.setObjectName("scrolled")
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(32)
        pages = [("Alt+1…8", "换页：" + "、".join(row.text[3:-1] for row in KEYS if row.act in PAGE_ACTS))]
        groups = {"随处可用": list[tuple[str, str]](), "办理": list[tuple[str, str]]()}
        for row in KEYS:
            if row.group in groups:
                groups[row.group].append((row.key, row.text))
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addLayout(self._group("随处可用", [*groups["随处可用"], *pages], inside))
        right.addLayout(self._group("办理", groups["办理"], inside))
        right.addSpacing(8)
        right.addLayout(self._group("填写时", list(TYPING_KEYS), inside))
        for column in (left, right):
            column.addStretch(1)
            columns.addLayout(column, 1)
        scroll = _HighScroll(self._sheet)
        scroll.setWidget(inside)
        box.addWidget(scroll, 1)

    def bring(self) -> None:
        """Come to the front with the keys on the close button."""
        super().bring()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def _group(self, title: str, rows: list[tuple[str, str]], parent: QWidget) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(5)
        grid.addWidget(Words(title, role="heading", parent=parent), 0, 0, 1, 2)
        for at, (key, text) in enumerate(rows, start=1):
            cap = Words(key, role="key", parent=parent)
            grid.addWidget(cap, at, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Words(text, wraps=True, parent=parent), at, 1)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(1, 190)
        return grid


class _HighScroll(QScrollArea):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """Return the whole of what is inside, so that nothing scrolls where there is room."""
        inside = self.widget()
        width = max(inside.sizeHint().width(), 760)
        return QSize(width + 14, inside.layout().heightForWidth(width) + 4)


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
