"""One refused row, opened: its wrong cells with their reasons and certain repairs, mended by keys alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.imports.keeping import BadRow, CellFault
from app.ui.actions import Act
from app.ui.kit import (
    Button,
    FieldEdit,
    FieldState,
    FindingLike,
    FormGrid,
    Remark,
    ShortWords,
    TextInput,
    Words,
)

_PREFIX = "cell_"
_KEYS = "Enter 下一格；末格时导入　Esc 回到列表"


@dataclass(frozen=True, slots=True)
class Mended:
    """What the clerk made of a row: the texts by their place in it; `goes_on` opens the next one."""

    number: int
    changes: dict[int, str]
    goes_on: bool = False


class _CellInput(TextInput):
    """A wrong cell; where its repair is certain, a button puts it in."""

    def __init__(self, fault: CellFault) -> None:
        super().__init__(f"{_PREFIX}{fault.index}", fault.column, max_length=500)
        self.fault = fault
        self.set_value(fault.content)
        if fault.repair:
            button = Button(f"采用建议：{fault.repair}", name=f"adopt_{fault.index}", parent=self)
            button.setToolTip(fault.why)
            button.clicked.connect(lambda _checked=False: self._on_adopt_asked())
            self._row.addWidget(button)

    @property
    def is_untouched(self) -> bool:
        """Whether the cell still holds what the file holds."""
        return self.text() == self.fault.content.strip()

    def adopt(self) -> None:
        """Put the repair in."""
        if self.fault.repair:
            self.set_value(self.fault.repair)
            self.edited.emit(FieldEdit(self.key, self.value()))

    def _on_adopt_asked(self) -> None:
        self.adopt()
        self.focus_input()


class MendPane(QWidget):
    """Shows one refused row.

    `asked(Mended)` when it is to come in, `judged(Mended)` when a cell was left and the row is to be judged again,
    `left` on the way back to the list.
    """

    asked = Signal(object)
    judged = Signal(object)
    left = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mend")
        self._row: BadRow | None = None
        self._cells: list[_CellInput] = []
        self._others: list[TextInput] = []
        self._form: FormGrid | None = None
        self._head = Words("", role="heading", wraps=True, parent=self)
        self._hint = ShortWords(_KEYS, role="caption", parent=self)
        self._back = Button("回到列表", act=Act.CLOSE, name="mend_back", parent=self)
        self._more = Button("改其余的格", name="mend_more", parent=self)
        self._take = Button("导入这一行", act=Act.SAVE, name="mend_take", parent=self)
        self._adopt = Button(
            "采用建议并导入", act=Act.SAVE_NEXT, look="primary", name="mend_adopt", parent=self
        )
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self._head)
        foot = QHBoxLayout()
        foot.addWidget(self._hint, 1)
        for button in (self._back, self._more, self._take, self._adopt):
            foot.addWidget(button)
        self._box.addLayout(foot)
        self._back.clicked.connect(lambda _checked=False: self.left.emit(self))
        self._more.clicked.connect(lambda _checked=False: self._open_others())
        self._take.clicked.connect(lambda _checked=False: self.take())
        self._adopt.clicked.connect(lambda _checked=False: self.adopt_and_take())

    @property
    def number(self) -> int:
        """Return the number of the row shown, 0 when there is none."""
        return self._row.number if self._row is not None else 0

    def show_row(self, row: BadRow, left: int) -> None:
        """Open a row; `left` says how many wait in all."""
        self._row = row
        name = f"　{row.who}" if row.who else ""
        self._head.say(f"第 {row.number} 行{name}：{len(row.faults)} 处要看，还有 {left} 行没有通过")
        old, self._form = self._form, FormGrid(columns=2, parent=self)
        if old is not None:
            self._box.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._box.insertWidget(1, self._form, 1)
        self._fill(self._form, row)
        self._form.show()
        self._form.left.connect(lambda _key: self._on_left())
        self._form.completed.connect(lambda _values: self.take())
        self._adopt.setVisible(bool(row.repairs))
        self._more.setVisible(bool(self._others))
        self._form.focus_first()

    def take(self) -> None:
        """Ask for the row to come in as it stands."""
        self._ask(goes_on=True)

    def adopt_and_take(self) -> None:
        """Put the repairs into the cells nobody touched, and ask for the row to come in."""
        for cell in self._cells:
            if cell.is_untouched:
                cell.adopt()
        self._ask(goes_on=True)

    def show_findings(self, findings: Iterable[FindingLike]) -> None:
        """Show what is still wrong, each at its cell; what belongs to no cell stands in the heading."""
        row = self._row
        if row is None or self._form is None:
            return
        places = {cell.field: cell.index for cell in reversed(row.shown) if cell.field}
        told = list(findings)
        lost = [one.text for one in told if one.level == "error" and one.field not in places]
        remarks = [
            Remark(f"{_PREFIX}{places[one.field]}", one.level, one.text)
            for one in told
            if one.field in places
        ]
        own = {cell.key for cell in self._cells}
        if any(one.level == "error" and one.field not in own for one in remarks):
            self._open_others()
        for cell in (*self._cells, *self._others):
            cell.set_findings(one for one in remarks if one.field == cell.key)
        if lost:
            self._head.say(f"第 {row.number} 行：" + "；".join(lost), tone="no")
        wrong = {one.field for one in remarks if one.level == "error"}
        first = next((cell for cell in (*self._cells, *self._others) if cell.key in wrong), None)
        if first is not None:
            first.focus_input()

    def _fill(self, form: FormGrid, row: BadRow) -> None:
        self._cells, self._others = [], []
        card = form.card("要改的格", columns=1)
        reasons: dict[int, list[CellFault]] = {}
        for fault in row.faults:
            reasons.setdefault(fault.index, []).append(fault)
        for index, faults in reasons.items():
            if index >= 0 and any(fault.is_error for fault in faults):
                cell = _CellInput(next((one for one in faults if one.repair), faults[0]))
                self._cells.append(cell)
                card.add(cell, span=0)
                cell.set_findings(_remarks(cell.key, faults))
        lost = "；".join(fault.text for fault in reasons.get(-1, ()) if fault.is_error)
        if lost:
            card.set_note(lost)
        others = form.card("这一行其余的格", columns=2)
        for shown in row.shown:
            if not any(cell.fault.index == shown.index for cell in self._cells):
                other = TextInput(f"{_PREFIX}{shown.index}", shown.header.split("/")[-1], max_length=500)
                other.set_value(shown.text)
                others.add(other)
                other.set_findings(_remarks(other.key, reasons.get(shown.index, ())))
                other.set_state(FieldState.READ_ONLY)
                self._others.append(other)

    def _open_others(self) -> None:
        """Let the other cells be typed in too."""
        for other in self._others:
            other.set_state(FieldState.PLAIN)
        self._more.hide()

    def _changes(self) -> dict[int, str]:
        row = self._row
        held = {cell.index: cell.text.strip() for cell in row.shown} if row is not None else {}
        typed = {int(cell.key.removeprefix(_PREFIX)): cell.text() for cell in (*self._cells, *self._others)}
        return {index: text for index, text in typed.items() if text != held.get(index, "")}

    def _ask(self, *, goes_on: bool) -> None:
        if self._row is not None:
            self.asked.emit(Mended(self._row.number, self._changes(), goes_on))

    def _on_left(self) -> None:
        """Judge the row again once something was changed in it."""
        changes = self._changes()
        if self._row is not None and changes and self.isVisible():
            self.judged.emit(Mended(self._row.number, changes))

    def note_findings(self, findings: Iterable[FindingLike]) -> None:
        """Show at the wrong cells what is still wrong with them, and leave the cursor where it is."""
        row = self._row
        if row is None:
            return
        fields = {cell.index: cell.field for cell in row.shown}
        told = list(findings)
        for cell in self._cells:
            field = fields.get(cell.fault.index)
            cell.set_findings([one for one in told if one.field == field])


def _remarks(key: str, faults: Iterable[CellFault]) -> list[Remark]:
    return [Remark(key, "error" if fault.is_error else "warning", fault.text) for fault in faults]
