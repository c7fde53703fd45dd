"""补字: characters in the names here that no font draws, and the pictures they are printed with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.faults import UserError
from app.services.counter import Counter
from app.services.glyphs import GlyphCard
from app.ui.kit import Button, Column, EmptyState, PageContext, Remark, Table, TextInput, Words, choose_file

_HOW = (
    "印不出来的字，打印时留空白。在白纸上用黑笔把这个字写大、拍正，裁到只剩这个字，选进来：以后各种表上都按正文大小"
    "印它，PDF 里复制出来仍是原来的字。"
)
_PICTURES = "字的图片 (*.png *.jpg *.jpeg *.bmp)"
_SIDE = 96  # pixels of the picture shown


@dataclass(frozen=True, slots=True)
class _Row:
    point: int
    code: str
    state: str
    where: str
    picture: bytes = b""


class GlyphPane(QWidget):
    """The list, and below it what attaches a picture to a character."""

    def __init__(self, context: PageContext[Counter], parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._ops = context, context.ops
        self.table = Table(
            "glyphs",
            (
                Column("code", "编码", 8),
                Column("state", "打印", 12),
                Column("where", "出现在 / 备注", 24),
            ),
            empty=EmptyState("补字", "名册里的字都印得出来，没有要补的"),
            memory=context.memory,
            label="补字",
        )
        self.table.picked.connect(lambda _id: self._show_chosen())
        self.which = TextInput("glyph_code", "字或编码", placeholder="如 U+30001", max_length=12, parent=self)
        self._note = TextInput("glyph_note", "备注", placeholder="谁的名字、出处", parent=self)
        self._picture = QLabel(self)
        self._picture.setFixedSize(_SIDE, _SIDE)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setAccessibleName("这个字现在的图片")
        self._rows: dict[object, _Row] = {}
        self._lay_out()

    def fill(self) -> None:
        """Read the list anew, what nobody can draw first."""
        glyphs = self._context.services.glyphs
        self._ops.start("查名册里的字", lambda _progress: (glyphs.wanted(), glyphs.all()), done=self._on_read)

    def _on_read(self, found: tuple[tuple[tuple[str, str], ...], tuple[GlyphCard, ...]]) -> None:
        wanted = [_Row(ord(char), f"U+{ord(char):04X}", "印不出来，留空白", name) for char, name in found[0]]
        drawn = [_Row(card.point, card.code, "按图片打印", card.note, card.picture) for card in found[1]]
        self._rows = {row.point: row for row in (*wanted, *drawn)}
        total = f"{len(wanted)} 个字印不出来，{len(drawn)} 个字配了图片"
        self.table.fill(tuple(self._rows), lambda ids: tuple(self._rows[one] for one in ids), total=total)
        self._show_chosen()

    def attach(self, path: Path) -> None:
        """Attach the picture in a file to the character named."""
        glyphs, which, note = self._context.services.glyphs, self.which.text(), self._note.text()

        def work() -> GlyphCard:
            try:
                return glyphs.attach(which, path.read_bytes(), note)
            except OSError as fault:
                raise UserError(f"读不了 {path.name}，请重新选择。", field="glyph_code") from fault

        self._ops.start(
            "收下这个字", lambda _progress: work(), done=self._on_attached, failed=self._on_refused
        )

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self._picture)
        fields = QVBoxLayout()
        row = QHBoxLayout()
        for words, field, stretch in (("字或编码", self.which, 1), ("备注", self._note, 2)):
            row.addWidget(Words(words, role="label", parent=self))
            row.addWidget(field, stretch)
        fields.addLayout(row)
        buttons = QHBoxLayout()
        pick = Button("选这个字的图片…", look="primary", name="glyph_picture", parent=self)
        pick.clicked.connect(lambda _checked=False: self._on_picture_asked())
        self._remove = Button("不再用这张图片", name="glyph_remove", parent=self)
        self._remove.clicked.connect(lambda _checked=False: self._on_remove_asked())
        buttons.addWidget(pick)
        buttons.addWidget(self._remove)
        buttons.addStretch(1)
        fields.addLayout(buttons)
        line.addLayout(fields, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(Words(_HOW, wraps=True, parent=self))
        box.addWidget(self.table, 1)
        box.addLayout(line)

    def _show_chosen(self) -> None:
        row = self._rows.get(self.table.current_id())
        pixmap = QPixmap()
        if row is not None and row.picture:
            pixmap.loadFromData(row.picture)
        self._picture.setPixmap(pixmap.scaled(_SIDE, _SIDE) if not pixmap.isNull() else QPixmap())
        self._picture.setVisible(not pixmap.isNull())
        self._remove.setEnabled(row is not None and bool(row.picture))
        if row is not None:
            self.which.set_value(row.code)

    def _on_picture_asked(self) -> None:
        if self.which.text():
            choose_file(self, "选这个字的图片", _PICTURES, self.attach)
        else:
            self.which.set_findings((Remark("glyph_code", "error", "先填是哪个字，或它的编码，如 U+30001"),))

    def _on_attached(self, card: GlyphCard) -> None:
        self._context.shell.toast(f"{card.code} 以后按这张图片打印")
        self._note.set_value("")
        self.fill()
        self.table.select(card.point)

    def _on_refused(self, fault: UserError) -> None:
        self.which.set_findings((Remark("glyph_code", "error", fault.text),))

    def _on_remove_asked(self) -> None:
        row = self._rows.get(self.table.current_id())
        if row is not None:
            glyphs, point = self._context.services.glyphs, row.point
            self._ops.start(
                "收回图片", lambda _progress: glyphs.remove(point), done=lambda _changes: self.fill()
            )
