"""What a roster says otherwise than the station: value against value, and which of the two is to stand."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.imports.checking import Difference, Preview
from app.services.imports.writer import Answers
from app.ui.intake.tables import differences_table
from app.ui.intake.viewmodel import difference_line
from app.ui.kit import Button, EmptyState, ShortWords
from app.ui.kit.memory import Memory

_WHAT = "与本站不同的"
_CHECKING = "正在与本站登记的核对，好了就列在这里"
_NOTHING = "表里的内容与本站登记的没有冲突；本站空着的会自动补上"
_NOT_COMPARED = "只有花名册逐项询问；这一类表里已有的记录按表更新，撤销导入会恢复原样"


class DifferencesPane(QWidget):
    """Lists what differs; `answered(Answers)` whenever the clerk decides otherwise.

    Nothing said keeps the station's value. Enter turns one value round, the buttons a whole column.
    """

    answered = Signal(object)

    def __init__(self, layout: str, memory: Memory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers = Answers()
        self._differences: tuple[Difference, ...] = ()
        self._counts: dict[str, int] = {}
        self._empty = EmptyState(_WHAT, _CHECKING)
        self.table = differences_table(layout, memory, self._empty)
        self._words = ShortWords("", role="caption", parent=self)
        self._theirs = Button("这一项都用表里的", name="differ_theirs", parent=self)
        self._ours = Button("这一项都保留本站的", name="differ_ours", parent=self)
        line = QHBoxLayout()
        line.addWidget(self._words, 1)
        line.addWidget(self._ours)
        line.addWidget(self._theirs)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.table, 1)
        box.addLayout(line)
        self.table.opened.connect(self._on_turned)
        self.table.picked.connect(lambda _at: self._say())
        self._theirs.clicked.connect(lambda _checked=False: self._on_column_chosen(is_theirs=True))
        self._ours.clicked.connect(lambda _checked=False: self._on_column_chosen(is_theirs=False))

    def show_preview(self, preview: Preview | None, answers: Answers) -> None:
        """List what differs under the answers given so far."""
        self._answers = answers
        self._differences = preview.differences if preview is not None else ()
        self._counts = {field.field: field.count for field in preview.fields} if preview is not None else {}
        is_compared = preview is not None and preview.is_compared
        self._empty.say(_WHAT, _CHECKING if preview is None else _NOTHING if is_compared else _NOT_COMPARED)
        disputed = preview.disputed if preview is not None else 0
        listed = len(self._differences)
        more = f"，列出前 {listed:,} 处" if disputed > listed else ""
        self.table.fill(
            tuple(range(listed)),
            lambda ids: tuple(difference_line(self._differences[_int(at)], self._answers) for at in ids),
            total=f"{disputed:,} 处与本站的不同{more}",
            note="↑ ↓ 选择　Enter 换成另一个",
        )
        self._say()

    def _picked(self) -> Difference | None:
        at = self.table.current_id()
        return self._differences[at] if isinstance(at, int) and at < len(self._differences) else None

    def _say(self) -> None:
        one = self._picked()
        for button in (self._ours, self._theirs):
            button.setEnabled(one is not None)
        if one is None:
            self._words.say("")
            return
        count = self._counts.get(one.field, 0)
        stands = "表里的" if one.field in self._answers.columns else "本站的"
        self._words.say(f"「{one.label}」共 {count:,} 处不同，没有单独选的用{stands}")

    def _on_turned(self, at: object) -> None:
        one = self._differences[_int(at)]
        key = (one.person, one.field)
        cells = {**self._answers.cells, key: not self._answers.take(*key)}
        self._give(Answers(self._answers.columns, cells))

    def _on_column_chosen(self, *, is_theirs: bool) -> None:
        one = self._picked()
        if one is not None:
            kept = {key: take for key, take in self._answers.cells.items() if key[1] != one.field}
            others = self._answers.columns - {one.field}
            self._give(Answers(others | {one.field} if is_theirs else others, kept))

    def _give(self, answers: Answers) -> None:
        self._answers = answers
        self.table.refresh()
        self._say()
        self.answered.emit(answers)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
