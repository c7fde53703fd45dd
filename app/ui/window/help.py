"""The keys (F1), from the one table: first what the page in front answers, then what works everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.actions import EVERYWHERE, KEYS, PAGE_ACTS, TYPING_KEYS, Act, key_row
from app.ui.kit.button import Button
from app.ui.kit.words import Words
from app.ui.window.sheets import Veil


@dataclass(frozen=True, slots=True)
class HelpRow:
    """One line of the sheet: the key as printed, what it does, and the acts it stands for."""

    key: str
    text: str
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True)
class HelpPart:
    """A titled part of the sheet."""

    title: str
    rows: tuple[HelpRow, ...]


def parts_of(title: str, answered: Mapping[Act, str]) -> tuple[HelpPart, ...]:
    """Return the whole sheet for a page, given the acts it answers and what each does there in words.

    Every act of the table stands in exactly one part.
    """
    own = [HelpRow(row.key, answered[row.act] or row.text, (row.act,)) for row in KEYS if row.act in answered]
    everywhere = [
        HelpRow(row.key, row.text, (row.act,)) for row in KEYS if row.act in EVERYWHERE - answered.keys()
    ]
    places = "、".join(key_row(act).text[3:-1] for act in PAGE_ACTS)
    everywhere.append(HelpRow("Alt+1…8", f"换页：{places}", PAGE_ACTS))
    rest = [
        HelpRow(row.key, row.text, (row.act,))
        for row in KEYS
        if row.act not in EVERYWHERE | answered.keys() | set(PAGE_ACTS)
    ]
    parts = (
        HelpPart(f"本页：{title}", tuple(own)),
        HelpPart("随处可用", tuple(everywhere)),
        HelpPart("填写和列表中", tuple(HelpRow(key, text) for key, text in TYPING_KEYS)),
        HelpPart("在别的页上", tuple(rest)),
    )
    return tuple(part for part in parts if part.rows)


class HelpSheet(Veil):
    """Every key of the window; made anew for the page in front each time it comes."""

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
        self._scroll = _HighScroll(self._sheet)
        self._parts: tuple[HelpPart, ...] = ()
        box.addWidget(self._scroll, 1)

    def show_keys(self, title: str, answered: Mapping[Act, str]) -> None:
        """Come to the front with the keys of a page, and the window's own."""
        self._parts = parts_of(title, answered)
        inside = QWidget()
        inside.setObjectName("scrolled")
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(32)
        middle = 2 if len(self._parts[0].rows) > 4 else 1
        for parts in (self._parts[:middle], self._parts[middle:]):
            column = QVBoxLayout()
            column.setSpacing(5)
            for part in parts:
                self._add(column, part, inside)
            column.addStretch(1)
            columns.addLayout(column, 1)
        self._scroll.setWidget(inside)
        self._scroll.updateGeometry()
        self.bring()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def parts(self) -> tuple[HelpPart, ...]:
        """Return what is shown."""
        return self._parts

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by ↑ ↓ PgUp PgDn, close on Esc, let no other key through."""
        bar = self._scroll.verticalScrollBar()
        steps = {
            Qt.Key.Key_Down: bar.singleStep() * 2, Qt.Key.Key_Up: -bar.singleStep() * 2,
            Qt.Key.Key_PageDown: bar.pageStep(), Qt.Key.Key_PageUp: -bar.pageStep(),
        }  # fmt: skip
        by = steps.get(Qt.Key(event.key()))
        if by is not None:
            bar.setValue(bar.value() + by)
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take another size with another type."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and self.isVisible():
            self._place()

    def _add(self, column: QVBoxLayout, part: HelpPart, parent: QWidget) -> None:
        column.addWidget(Words(part.title, role="heading", parent=parent))
        caps = [Words(row.key, role="key", parent=parent) for row in part.rows]
        for cap in caps:
            cap.ensurePolished()
        wide = max(cap.sizeHint().width() for cap in caps)
        for cap, row in zip(caps, part.rows, strict=True):
            line = QHBoxLayout()
            line.setSpacing(14)
            holder = QHBoxLayout()
            holder.addWidget(cap)
            holder.addSpacing(wide - cap.sizeHint().width())
            line.addLayout(holder)
            line.setAlignment(holder, Qt.AlignmentFlag.AlignTop)
            line.addWidget(Words(row.text, wraps=True, parent=parent), 1)
            column.addLayout(line)
        column.addSpacing(8)


class _HighScroll(QScrollArea):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def sizeHint(self) -> QSize:
        """Return the whole of what is inside, so that nothing scrolls where there is room."""
        inside: QWidget | None = self.widget()
        layout = inside.layout() if inside is not None else None
        if inside is None or layout is None:
            return super().sizeHint()
        width = max(inside.sizeHint().width(), 800)
        return QSize(width + 14, layout.heightForWidth(width) + 4)
