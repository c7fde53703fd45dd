"""核对受理回执: a scanner's text or a picture in, the verdict with what to do out; nothing leaves this PC."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.faults import UserError
from app.services.slips import wording
from app.services.slips.finding import Finding
from app.services.slips.judging import Verdict
from app.services.slips.reading import SUFFIXES, read_picture
from app.ui.kit import (
    Button,
    Card,
    Column,
    DateInput,
    EmptyState,
    FormGrid,
    Memory,
    Remark,
    Table,
    TextInput,
    Words,
    choose_file,
    day_parser,
)
from app.ui.ops import Ops

_TONES: Mapping[Verdict, str] = {Verdict.GENUINE: "ok", Verdict.UNKNOWN: "ask", Verdict.REVOKED: "ask"}
_PICTURES = f"回执的照片、扫描件或 PDF ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"
_HOW = "光标放在这里，扫回执右上方的码；也可以粘贴扫出来的文字，按 Enter 核对"
_LINE_HEIGHT = 200


class CodeInput(TextInput):
    """What a scanner types: letters and figures, with the input method off."""

    is_numeric = True


@dataclass(frozen=True, slots=True)
class SlipDesk:
    """What the pane works with, at a counter or at the county."""

    check: Callable[[str, Mapping[str, str] | None], Finding]
    ops: Ops
    memory: Memory
    today: Callable[[], date]
    back: str = "返回批次"


class SlipPane(QWidget):
    """Checks one slip after another; `closed` when the clerk goes back."""

    closed = Signal(object)

    def __init__(self, desk: SlipDesk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: Finding | None = None
        self.code = CodeInput("slip_code", "二维码内容", placeholder=_HOW, max_length=400, parent=self)
        self.code.stepped.connect(lambda step: self._on_typed() if step == 1 else None)
        self.verdict = Words("", role="big", wraps=True, parent=self)
        self._about = Words("", wraps=True, parent=self)
        self._reason = Words("", wraps=True, parent=self)
        self._todo = Words("", tone="strong", wraps=True, parent=self)
        self.words = Table(
            "slip_words",
            (Column("label", "项目", 9, show=_label), Column("text", "登记里的内容", 34, show=_text)),
            empty=EmptyState("登记里的内容", "本机没有这张回执的原文"),
            memory=desk.memory,
            label="登记里的内容",
        )
        self.words.setMinimumHeight(_LINE_HEIGHT)
        self.form = FormGrid(columns=2, parent=self)
        self._lay_out()
        self._show(None)

    def begin(self) -> None:
        """Wait for a slip."""
        self._show(None)
        self.code.set_value("")
        self.code.focus_input()

    def check(self, text: str) -> None:
        """Check what a scanner typed."""
        found = self._desk.ops.do(lambda: self._desk.check(text, None), failed=self._on_refused)
        if found is not None:
            self._show(found)
            self.code.set_value("")
            if found.can_type:
                self.form.clear()
                self.form.focus_first()
            else:
                self.code.focus_input()

    def check_picture(self, path: Path) -> None:
        """Check the code in a picture."""
        self._desk.ops.start(
            "找图片里的二维码", lambda _progress: read_picture(path), done=self.check, failed=self._on_refused
        )

    def compare(self) -> None:
        """Compare what was typed from the paper with what was signed."""
        if self._found is None or not self.form.judge():
            return
        code = self._found.code.text
        typed = {key: str(value or "") for key, value in self.form.values().items()}
        named = {
            wording.WHO: typed["slip_who"], wording.TAIL: typed["slip_tail"], wording.DUE: typed["slip_due"],
            "check_word": typed["slip_check"],
        }  # fmt: skip
        found = self._desk.ops.do(lambda: self._desk.check(code, named))
        if found is not None:
            self._show(found)
            self.code.focus_input()

    def _lay_out(self) -> None:
        head = Card("核对受理回执的真伪", "不用联网")
        line = QHBoxLayout()
        line.addWidget(self.code, 1)
        line.addWidget(self._button("核对", "check_slip", self._on_typed, look="primary"))
        line.addWidget(self._button("选照片或 PDF…", "slip_picture", self._on_picture_asked))
        head.body.addLayout(line)
        for words in (self.verdict, self._about, self._reason, self._todo):
            head.body.addWidget(words)
        head.body.addWidget(self.words, 1)
        card = self.form.card("对照纸上的字", "别站的回执，本机没有原文：照纸上输入，看有没有被改")
        card.add(TextInput("slip_who", "申请人", required=True, placeholder="照纸上的写，如 王**"))
        card.add(CodeInput("slip_tail", "证件后四位", required=True, max_length=4))
        card.add(DateInput("slip_due", "承诺办结", parse=day_parser(self._desk.today)))
        card.add(
            CodeInput(
                "slip_check", "防伪核对字", required=True, placeholder="二维码左边的 8 位", max_length=9
            )
        )
        self.form.completed.connect(lambda _values: self.compare())
        holder = QWidget()
        foot = QHBoxLayout(holder)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.addStretch(1)
        foot.addWidget(self._button("对照", "compare_slip", self.compare, look="primary"))
        self.form.add_below(holder)
        head.body.addWidget(self.form, 1)
        head.body.addStretch()  # takes the room while there is neither list nor form
        back = QHBoxLayout()
        back.addWidget(self._button(self._desk.back, "close_slips", lambda: self.closed.emit(self)))
        back.addStretch(1)
        head.body.addLayout(back)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(head, 1)

    def _button(self, text: str, name: str, slot: Callable[[], object], *, look: str = "") -> Button:
        button = Button(text, look=look, name=name, parent=self)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def _show(self, found: Finding | None) -> None:
        self._found = found
        rows = dict(enumerate((*found.words, *(("注意", text) for text in found.notes)) if found else (), 1))
        self.words.fill(
            tuple(rows),
            lambda ids: tuple(rows[_int(one)] for one in ids),
            total="请逐行对照纸面",
            note="Ctrl+C 复制",
        )
        self.words.setVisible(bool(rows))
        self.form.setVisible(found is not None and found.can_type)
        for words in (self.verdict, self._about, self._reason, self._todo):
            words.setVisible(found is not None)
        if found is None:
            return
        code = found.code
        self.verdict.say(found.title, tone=_TONES.get(found.verdict, "no"))
        self._about.say(f"{found.station}　{code.case}　{code.signed_on} 打印（纪元 {code.epoch}）")
        self._reason.say(found.reason)
        self._todo.say(found.todo)

    def _on_typed(self) -> None:
        text = self.code.text()
        if text:
            self.check(text)
        else:
            self.code.set_findings((Remark("slip_code", "error", "先扫回执右上方的码，或选一张照片"),))

    def _on_refused(self, fault: UserError) -> None:
        self._show(None)
        self.code.set_findings((Remark("slip_code", "error", fault.text),))
        self.code.focus_input()

    def _on_picture_asked(self) -> None:
        choose_file(self, "选回执的照片、扫描件或 PDF", _PICTURES, self.check_picture)


def _label(row: object) -> str:
    return str(row[0]) if isinstance(row, tuple) else ""


def _text(row: object) -> str:
    return str(row[1] or "（空白）") if isinstance(row, tuple) else ""


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
