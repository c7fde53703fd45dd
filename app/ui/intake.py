"""Taking a workbook in, in place: choose it, look at what its columns are, import, mend what stayed outside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.imports.keeping import BadRow, ImportReport
from app.services.imports.looking import Look
from app.services.intake.layouts import LAYOUTS
from app.ui.kit import (
    Button,
    Card,
    ChoiceInput,
    Column,
    EmptyState,
    Option,
    PageContext,
    ShortWords,
    Table,
    Words,
    choose_file,
    choose_save,
)
from app.ui.kit.button import Button as KitButton

_PATTERN = "表格 (*.xlsx *.xls *.ods *.csv)"
_FULL = 0.999


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """One source column as the table lists it."""

    index: int
    header: str
    meaning: str
    sureness: str
    samples: str


class ImportPane(QWidget):
    """Imports one workbook; `left` when the clerk goes back."""

    left = Signal(object)

    def __init__(
        self, context: PageContext[Counter], layout: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._layout = context, layout
        self._look: Look | None = None
        self._report: ImportReport | None = None
        self._told = Words("", role="heading", wraps=True)
        self._note = ShortWords("", role="caption")
        self._columns = Table(
            f"import_columns_{layout}",
            (
                Column("header", "表里的列", 12),
                Column("meaning", "当作", 12),
                Column("sureness", "把握", 6),
                Column("samples", "前几行", 30),
            ),
            empty=EmptyState(
                "要导入的表", "还没有选文件。标题行、合并单元格、空行都不用删，列名按平时的叫法就行"
            ),
            memory=context.memory,
            label="列对照",
        )
        self._columns.picked.connect(self._on_column_picked)
        self._meaning = ChoiceInput("meaning", "当作", self._options)
        self._meaning.edited.connect(lambda _edit: self._on_meaning_chosen())
        self._bad = Table(
            f"import_bad_{layout}",
            (Column("number", "行号", 5, is_number=True), Column("findings", "原因", 60, show=_reasons)),
            empty=EmptyState("没有导入的行", "这次导入没有错行"),
            memory=context.memory,
            label="错行",
        )
        self._bad.hide()
        self._lay_out()

    def begin(self) -> None:
        """Start over and ask for a file."""
        self._look = self._report = None
        self._show()
        choose_file(self, "选择要导入的表", _PATTERN, self.look_at)

    def begin_with(self, path: Path) -> None:
        """Start over with a file that is known already."""
        self._look = self._report = None
        self._show()
        self.look_at(path)

    def go_back(self) -> None:
        """Leave the pane."""
        self.left.emit(self)

    def look_at(self, path: Path) -> None:
        """Read the head of a workbook and show what its columns seem to be."""
        imports, layout = self._context.services.imports, self._layout
        self._report = None
        self._context.ops.start(
            "正在读表", lambda _progress: imports.look(path, layout), done=self._on_looked
        )

    def run(self) -> None:
        """Import what was looked at."""
        look = self._look
        if look is not None:
            imports = self._context.services.imports
            self._context.ops.start(f"导入{look.label}", lambda progress: imports.run(look, progress),
                                    done=self._on_imported)  # fmt: skip

    def _lay_out(self) -> None:
        card = Card("导入", "好的行进来，错的行留着改", self)
        card.body.addWidget(self._told)
        card.body.addWidget(self._note)
        line = QHBoxLayout()
        self._meaning_words = ShortWords("选中一列后可改它的含义", role="label")
        line.addWidget(self._meaning_words)
        line.addWidget(self._meaning, 1)
        line.addStretch(1)
        card.body.addLayout(line)
        card.body.addWidget(self._columns, 1)
        card.body.addWidget(self._bad, 1)
        foot = QHBoxLayout()
        self._buttons: dict[str, KitButton] = {}
        for name, text, look in (
            ("import_back", "返回", ""),
            ("import_choose", "另选文件", ""),
            ("import_errors", "错行存成表格", ""),
            ("import_undo", "撤销这次导入", ""),
            ("import_run", "开始导入", "primary"),
        ):
            button = Button(text, look=look, name=name, parent=self)
            self._buttons[name] = button
            foot.addWidget(button)
            if name == "import_back":
                foot.addStretch(1)
        card.body.addLayout(foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)
        self._buttons["import_back"].clicked.connect(lambda _checked=False: self.left.emit(self))
        self._buttons["import_choose"].clicked.connect(lambda _checked=False: self.begin())
        self._buttons["import_run"].clicked.connect(lambda _checked=False: self.run())
        self._buttons["import_undo"].clicked.connect(lambda _checked=False: self._on_undo_asked())
        self._buttons["import_errors"].clicked.connect(lambda _checked=False: self._on_errors_asked())
        self._show()

    def _show(self) -> None:
        look, report = self._look, self._report
        self._columns.setVisible(report is None)
        self._bad.setVisible(report is not None and report.bad > 0)
        for widget in (self._meaning, self._meaning_words):
            widget.setVisible(report is None and look is not None)
        self._buttons["import_run"].setVisible(report is None)
        self._buttons["import_run"].setEnabled(look is not None and look.is_ready)
        self._buttons["import_undo"].setVisible(report is not None)
        self._buttons["import_errors"].setVisible(report is not None and report.bad > 0)
        if look is None:
            self._told.say("请选择要导入的表格")
            self._note.say("xlsx、xls、ods、csv 都可以；身份证号列须是文本格式")
            self._columns.fill((), lambda _ids: ())
        elif report is None:
            self._told.say(f"{look.path.name}：看起来是「{look.label}」，约 {look.rows:,} 行")
            lacking = f"缺少必填列：{'、'.join(look.missing)}，请在下面指定" if look.missing else ""
            self._note.say(lacking or look.seen_before or "请核对每一列的含义，再开始导入")
        else:
            self._told.say(report.text)
            self._note.say(
                "没有导入的行在下面：存成表格改好后再导入，只会补进这些行" if report.bad else "全部导入"
            )

    def _on_looked(self, look: Look) -> None:
        self._look = look
        self._show()
        self._fill_columns()

    def _fill_columns(self) -> None:
        look = self._look
        if look is None:
            return
        labels = {field.key: field.label for field in LAYOUTS[look.layout].fields}
        lines = {
            column.index: ColumnLine(
                column.index,
                column.header,
                labels.get(column.key, "不导入" if not column.key else column.key),
                "确定" if column.confidence >= _FULL else "请核对" if column.key else "",
                "、".join(column.samples),
            )
            for column in look.mapping.columns
        }
        self._columns.fill(tuple(lines), lambda ids: tuple(lines[_int(one)] for one in ids),
                           total=f"{len(lines)} 列，认出 {look.mapping.recognised} 列")  # fmt: skip

    def _options(self) -> tuple[Option, ...]:
        if self._look is None:
            return ()
        fields = LAYOUTS[self._look.layout].fields
        return (Option("", "不导入"), *(Option(field.key, field.label) for field in fields if field.label))

    def _on_column_picked(self, index: object) -> None:
        look = self._look
        column = next((one for one in look.mapping.columns if one.index == index), None) if look else None
        if column is not None:
            self._meaning_words.say(f"「{column.header}」当作")
            self._meaning.set_value(column.key)

    def _on_meaning_chosen(self) -> None:
        index, imports = self._columns.current_id(), self._context.services.imports
        if self._look is not None and isinstance(index, int):
            look, key = self._look, str(self._meaning.value() or "")
            changed = self._context.ops.do(lambda: imports.assign(look, index, key))
            if changed is not None:
                self._on_looked(changed)

    def _on_imported(self, report: ImportReport) -> None:
        self._report = report
        self._show()
        bad = self._context.ops.do(lambda: self._context.services.imports.bad_rows(report.uid)) or ()
        rows = dict(enumerate(bad))
        self._bad.fill(tuple(rows), lambda ids: tuple(rows[_int(one)] for one in ids), total=f"{len(bad)} 行")
        self._context.shell.tell("ok", report.text, key="import")

    def _on_undo_asked(self) -> None:
        report = self._report
        if report is not None:
            imports = self._context.services.imports
            self._context.ops.start(
                "撤销导入", lambda _progress: imports.undo(report.uid), done=self._on_undone
            )

    def _on_undone(self, report: ImportReport) -> None:
        self._context.shell.toast(f"已撤销导入 {report.file_name}")
        self.left.emit(self)

    def _on_errors_asked(self) -> None:
        report = self._report
        if report is None:
            return
        name = f"{Path(report.file_name).stem}-错行.xlsx"
        choose_save(
            self, "错行存到", name, "表格 (*.xlsx)", lambda path: self._write_errors(report.uid, path)
        )

    def _write_errors(self, uid: str, path: Path) -> None:
        service = self._context.services.imports
        self._context.ops.start(
            "写错行表",
            lambda _progress: service.errors_workbook(uid, path),
            done=lambda count: self._context.shell.tell("ok", f"{count} 行已存到 {path}", key="errors"),
        )


def _reasons(row: object) -> str:
    return "；".join(finding.text for finding in row.findings) if isinstance(row, BadRow) else ""


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
