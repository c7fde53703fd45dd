"""打印机: which printer each kind of paper goes to, how forms lie on its paper, and the calibration of the offset."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.faults import UserError
from app.models.sheets import SHEETS, Lay
from app.services.counter import Counter
from app.services.initials import initials
from app.services.printers.calibration import calibration_sheet, seen_from_paper
from app.services.printers.profiles import KINDS, Profile, calibrated, tenths
from app.services.printing.catalogue import FORMS
from app.ui.kit import (
    Button,
    Card,
    ChoiceInput,
    Column,
    EmptyState,
    FormGrid,
    IntInput,
    Option,
    PageContext,
    PreviewDoc,
    Remark,
    Table,
    TextInput,
    Words,
)

_ALL, _OWN = "*", "own"
_LINES = (Option("1", "带表格线", "d"), Option("0", "套打", "t"))
_WAYS = (Option("0", "按驱动", "q"), Option("1", "ESC/POS", "e"))


def _paper(row: object) -> str:
    return (row.lay.sheet.label if row.lay.sheet else "随表") if isinstance(row, Profile) else ""


def _how(row: object) -> str:
    if not isinstance(row, Profile):
        return ""
    return f"{'带线' if row.lay.has_lines else '套打'}{'　ESC/POS' if row.lay.is_raw else ''}"


class PrintersPane(QWidget):
    """The printers of this station."""

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._profiles, self._ops = context, context.services.printers, context.ops
        self.kinds = {
            kind: ChoiceInput(f"printer_{kind}", words, self._printers, placeholder="系统默认")
            for kind, words in KINDS.items()
        }
        for kind, field in self.kinds.items():
            field.edited.connect(partial(self._on_kind_chosen, kind))
        self.table = Table(
            "printers",
            (
                Column("printer", "打印机", 11),
                Column("title", "用于", 12),
                Column("paper", "纸张", 10, show=_paper),
                Column("moved", "偏移", 14, show=lambda row: row.lay.moved if isinstance(row, Profile) else ""),
                Column("copies", "份数", 4, is_number=True,
                       show=lambda row: str(row.lay.copies) if isinstance(row, Profile) else ""),
                Column("how", "方式", 9, show=_how),
            ),
            empty=EmptyState("打印设置", "没有单独设置：每张表按自己的纸张打印。在下面填好再按保存"),
            memory=context.memory,
            label="打印设置",
        )  # fmt: skip
        self.form: FormGrid = self._form()
        self.table.opened.connect(lambda _id: self.form.focus_first())
        self.table.picked.connect(self._on_picked)
        self._lay_out()

    def fill(self) -> None:
        """Read everything anew."""
        for kind, printer in self._profiles.defaults().items():
            self.kinds[kind].set_value(printer)
        rows = {row.id: row for row in self._profiles.all()}
        self._rows = rows
        self.table.fill(
            tuple(rows), lambda ids: tuple(rows[str(one)] for one in ids), total=f"共 {len(rows)} 项"
        )

    _rows: dict[str, Profile]

    def save(self) -> None:
        """Keep what the form says."""
        if self.form.judge():
            self._ops.do(
                lambda: self._profiles.keep(self._profile()),
                done=lambda _changes: self._on_kept("已保存打印设置"),
                failed=self._refuse,
            )

    def preview(self) -> None:
        """Show the calibration sheet of what the form says, on the way to its printer."""
        try:
            profile = self._profile()
        except UserError as fault:
            self._refuse(fault)
            return
        if profile.printer not in self._here():
            text = f"{profile.printer} 现在没有接上，校准页先存为 PDF；接好后再打"
            self._context.shell.tell("warning", text, key="printer")
        doc = PreviewDoc(
            "打印校准页",
            calibration_sheet(profile.lay, profile.printer),
            printer=profile.printer,
            lay=profile.lay,
        )
        self._context.shell.preview(doc)

    def _form(self) -> FormGrid:
        form = FormGrid(parent=self)
        card = form.card("怎样打", "偏移单位毫米，右和下为正，一位小数")
        for field in (
            ChoiceInput("printer", "打印机", self._printers, required=True),
            ChoiceInput("subject", "用于", _subjects, required=True),
            ChoiceInput("paper", "纸张", _papers, required=True),
            TextInput("x", "横向偏移", suffix="毫米"),
            TextInput("y", "纵向偏移", suffix="毫米"),
            IntInput("copies", "份数"),
            ChoiceInput("lines", "表格线", _LINES, required=True),
            ChoiceInput("raw", "输出", _WAYS, required=True),
        ):
            card.add(field)
        card = form.card("校准", "先打校准页，量十字到纸边的距离，填在这里")
        card.add(TextInput("seen_x", "量得到左边", suffix="毫米"))
        card.add(TextInput("seen_y", "量得到上边", suffix="毫米"))
        form.fill(_blank())
        form.completed.connect(lambda _values: self._on_adjust_asked())
        return form

    def _lay_out(self) -> None:
        kinds = Card("哪种纸用哪台打印机", "改了就生效；没有打印机时存为 PDF")
        line = QHBoxLayout()
        line.setSpacing(8)
        for field in self.kinds.values():
            line.addWidget(Words(field.label, role="label"))
            line.addWidget(field, 1)
        kinds.body.addLayout(line)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for text, name, slot in (
            ("打印校准页", "calibrate", self.preview),
            ("按量得的调整", "adjust", self._on_adjust_asked),
            ("删去这一项", "drop_profile", self._on_drop_asked),
        ):
            foot.addWidget(self._button(text, name, slot))
        foot.addStretch(1)
        foot.addWidget(self._button("保存打印设置", "keep_profile", self.save, look="primary"))
        card = Card("打印设置", "一台打印机可按表、按种类各设一项；没设的用“所有打印”那一项")
        card.body.addWidget(self.table, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(kinds)
        box.addWidget(card, 2)
        box.addWidget(self.form, 3)
        box.addLayout(foot)

    def _button(self, text: str, name: str, slot: object, *, look: str = "") -> Button:
        button = Button(text, name=name, look=look, parent=self)
        if callable(slot):
            button.clicked.connect(lambda _checked=False: slot())
        return button

    def _printers(self) -> Iterator[Option]:
        """Offer the printers of this machine, and those a profile speaks of."""
        here = self._here()
        known = [row.printer for row in self._profiles.all()]
        for name in dict.fromkeys([*here, *known, *self._profiles.defaults().values()]):
            if name:
                yield Option(name, name, initials(name), "" if name in here else "现在没有接上")

    def _here(self) -> list[str]:
        return list(self._context.printers.names()) if self._context.printers is not None else []

    def _profile(self) -> Profile:
        """Return what the form says; raises UserError where a number is none."""
        values = self.form.values()
        lay = Lay(
            paper="" if values["paper"] == _OWN else str(values["paper"] or ""),
            x=tenths(str(values["x"] or ""), "x"),
            y=tenths(str(values["y"] or ""), "y"),
            has_lines=values["lines"] != "0",
            copies=values["copies"] if isinstance(values["copies"], int) else 1,
            is_raw=values["raw"] == "1",
        )
        subject = str(values["subject"] or "")
        return Profile(str(values["printer"] or ""), "" if subject == _ALL else subject, lay)

    def _on_picked(self, row_id: object) -> None:
        found = self._rows.get(str(row_id))
        if found is not None:
            self.form.fill(_values(found))

    def _on_kind_chosen(self, kind: str, _edit: object) -> None:
        printer = str(self.kinds[kind].value() or "")
        if printer != self._profiles.defaults()[kind]:
            self._ops.do(lambda: self._profiles.choose(kind, printer))

    def _on_adjust_asked(self) -> None:
        """Turn what was measured into another offset, and keep it."""
        values = self.form.values()
        if not values["seen_x"] or not values["seen_y"]:
            missing = "seen_x" if not values["seen_x"] else "seen_y"
            self._refuse(UserError("先打校准页，再把量得的毫米数填在这里。", field=missing))
            return
        try:
            profile = self._profile()
            seen = (tenths(str(values["seen_x"]), "seen_x"), tenths(str(values["seen_y"]), "seen_y"))
            lay = calibrated(profile.lay, seen, seen_from_paper(profile.lay))
        except UserError as fault:
            self._refuse(fault)
            return
        self.form.fill(_values(Profile(profile.printer, profile.subject, lay)))
        self.save()

    def _on_drop_asked(self) -> None:
        found = self._rows.get(str(self.table.current_id()))
        if found is not None:
            self._ops.do(
                lambda: self._profiles.drop(found.printer, found.subject),
                done=lambda _changes: self._on_kept(f"已删去 {found.printer} 的{found.title}"),
            )

    def _on_kept(self, text: str) -> None:
        self._context.shell.toast(text)
        self.fill()

    def _refuse(self, fault: UserError) -> None:
        self.form.show_findings((Remark(fault.field or "printer", "error", fault.text),))


def _subjects() -> Iterator[Option]:
    yield Option(_ALL, "所有打印", "sydy")
    for kind, words in KINDS.items():
        yield Option(kind, f"所有{words}", initials(f"所有{words}"))
    for key, form in FORMS.items():
        yield Option(key, form.title, initials(form.title))


def _papers() -> Iterator[Option]:
    yield Option(_OWN, "随表（原纸张）", "sb")
    for sheet in SHEETS.values():
        yield Option(sheet.key, sheet.words, initials(sheet.label))


def _values(profile: Profile) -> dict[str, object]:
    lay = profile.lay
    return {
        "printer": profile.printer, "subject": profile.subject or _ALL, "paper": lay.paper or _OWN,
        "x": f"{lay.x / 10:.1f}", "y": f"{lay.y / 10:.1f}", "copies": lay.copies,
        "lines": "1" if lay.has_lines else "0", "raw": "1" if lay.is_raw else "0", "seen_x": "", "seen_y": "",
    }  # fmt: skip


def _blank() -> dict[str, object]:
    return {**_values(Profile("", "", Lay())), "printer": ""}
