"""Taking a workbook in, in place: choose it, look at what its columns are, import, mend what stayed outside."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.imports.checking import Preview
from app.services.imports.keeping import ImportReport
from app.services.imports.looking import Look
from app.services.imports.writer import Answers
from app.ui.intake import viewmodel
from app.ui.intake.differ import DifferencesPane
from app.ui.intake.tables import columns_table, history_table
from app.ui.intake.waiting import WaitingRows
from app.ui.kit import (
    OPEN_FOLDER,
    Act,
    Button,
    Card,
    ChoiceInput,
    Option,
    PageContext,
    ShortWords,
    Words,
    choose_file,
    choose_save,
    show_folder,
)
from app.ui.ops import Job

_PATTERN = "表格 (*.xlsx *.xls *.ods *.csv)"
_PARTS = (
    Option("columns", "列对照", "l"),
    Option("differences", "与本站不同的", "b"),
    Option("faults", "错行", "c"),
)
_BUTTONS = (
    ("import_back", "返回", ""),
    ("import_choose", "选择文件", ""),
    ("import_open", "看错行", ""),
    ("import_errors", "错行存成表格", ""),
    ("import_adopt", "全部采用建议", ""),
    ("import_undo", "撤销这次导入", ""),
    ("import_run", "开始导入", "primary"),
)


class ImportPane(QWidget):
    """Imports one workbook; `left` when the clerk goes back.

    Without a file it lists the imports of the past; with one, its columns and its wrong rows; after the
    import, what stayed outside.
    """

    left = Signal(object)

    def __init__(
        self, context: PageContext[Counter], layout: str = "", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context, self._layout = context, layout
        self._look: Look | None = None
        self._preview: Preview | None = None
        self._is_checked = self._is_begun = False
        self._report: ImportReport | None = None
        self._check: Job | None = None
        self._past: dict[str, ImportReport] = {}
        self._told = Words("", role="heading", wraps=True)
        self._note = Words("", role="caption", wraps=True)
        self._columns = columns_table(layout, context.memory)
        self._faults = WaitingRows(context, layout, self)
        self._differences = DifferencesPane(layout, context.memory, self)
        self._history = history_table(layout, context.memory)
        self._part = ChoiceInput("import_part", "看", _PARTS)
        self._part.set_value("columns")
        self._meaning = ChoiceInput("meaning", "当作", self._options)
        self._meaning_words = ShortWords("", role="label")
        self._buttons = {name: Button(text, look=look, name=name) for name, text, look in _BUTTONS}
        self.setAcceptDrops(True)
        self._lay_out()
        self._wire()
        self._show()

    def begin(self) -> None:
        """Start over and ask for a file."""
        self._start_over()
        choose_file(self, "选择要导入的表", _PATTERN, self.look_at)

    def begin_with(self, path: Path) -> None:
        """Start over with a file that is known already."""
        self._start_over()
        self.look_at(path)

    def go_back(self) -> None:
        """Close the row that is open, else leave the pane."""
        if self._faults.is_open:
            self._faults.close_row()
        else:
            self.left.emit(self)

    def answer(self, act: Act) -> None:
        """Answer a key of the page that holds the pane: 保存 imports, or takes in the row that is open."""
        if not self._faults.answer(act) and act is Act.SAVE:
            self.run()

    def look_at(self, path: Path) -> None:
        """Read a workbook and show what its columns seem to be."""
        imports, layout = self._context.services.imports, self._layout
        self._report = None
        self._context.ops.start(
            "正在读表", lambda _progress: imports.look(path, layout), done=self._on_looked
        )

    def run(self) -> None:
        """Import what was looked at."""
        look, imports = self._look, self._context.services.imports
        if look is not None and look.is_ready and self._report is None:
            self._stop_checking()
            self._context.ops.start(
                f"导入{look.label}",
                lambda progress: imports.run(look, progress),
                done=self._on_imported,
                cancelled=self._on_stopped,
            )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let a single file be dropped."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at the dropped file."""
        event.acceptProposedAction()
        self.begin_with(Path(event.mimeData().urls()[0].toLocalFile()))

    def _lay_out(self) -> None:
        card = Card("导入表格", "好的行进来，错的行留着改；文件也可以拖到这里", self)
        card.body.addWidget(self._told)
        card.body.addWidget(self._note)
        line = QHBoxLayout()
        line.addWidget(self._part, 3)
        line.addWidget(self._meaning_words, 2)
        line.addWidget(self._meaning, 3)
        card.body.addLayout(line)
        for inside in (self._columns, self._differences, self._faults, self._history):
            card.body.addWidget(inside, 1)
        foot = QHBoxLayout()
        for name, button in self._buttons.items():
            foot.addWidget(button)
            if name == "import_back":
                foot.addStretch(1)
        card.body.addLayout(foot)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)

    def _wire(self) -> None:
        self._columns.picked.connect(self._on_column_picked)
        self._columns.opened.connect(lambda _index: self._meaning.setFocus())
        self._meaning.edited.connect(lambda _edit: self._on_meaning_chosen())
        self._history.picked.connect(lambda _uid: self._show_buttons())
        self._history.opened.connect(lambda _uid: self._on_past_opened())
        self._faults.turned.connect(lambda _rows: self._show_buttons())
        self._faults.changed.connect(self._on_rows_came_in)
        self._differences.answered.connect(self._on_answered)
        self._part.edited.connect(lambda _edit: self._show())
        for name, slot in (
            ("import_back", self.go_back),
            ("import_choose", self.begin),
            ("import_open", self._on_past_opened),
            ("import_errors", self._on_errors_asked),
            ("import_adopt", self._faults.adopt_all),
            ("import_undo", self._on_undo_asked),
            ("import_run", self.run),
        ):
            self._buttons[name].clicked.connect(lambda _checked=False, do=slot: do())

    def _start_over(self) -> None:
        self._stop_checking()
        self._look = self._preview = self._report = None
        self._is_checked, self._is_begun = False, True
        self._faults.show_preview(None)
        self._show()
        self._buttons["import_choose"].setFocus()

    def _stop_checking(self) -> None:
        """Let go of a check that still runs; what comes after needs its place."""
        if self._check is not None:
            self._check.cancel()
            self._check = None

    def _show(self) -> None:
        """Put in front what belongs to where the clerk is: no file yet, a file looked at, an import done."""
        look, report, part = self._look, self._report, str(self._part.value())
        is_looking = look is not None and report is None
        if report is not None:
            words = viewmodel.words_for_report(report)
        elif look is not None:
            words = viewmodel.words_for_look(look, self._preview, is_checked=self._is_checked)
        else:
            words = ("请选择要导入的表格", "xlsx、xls、ods、csv 都可以。下面是以前的导入，可以撤销", "")
        self._told.say(words[0])
        self._note.say(words[1], tone=words[2])
        self._part.setVisible(is_looking)
        for inside in (self._columns, self._meaning, self._meaning_words):
            inside.setVisible(is_looking and part == "columns")
        self._differences.setVisible(is_looking and part == "differences")
        self._faults.setVisible((is_looking and part == "faults") or report is not None)
        self._history.setVisible(look is None and report is None)
        if look is None and report is None and self._is_begun:
            self._fill_history()
        self._show_buttons()

    def _show_buttons(self) -> None:
        look, report, chosen = self._look, self._report, self._chosen()
        buttons, is_open = self._buttons, self._faults.is_open
        waits = chosen is not None and chosen.bad > 0 and not is_open
        repairable = self._faults.repairable if report is not None else 0
        self._note.setVisible(not is_open)
        buttons["import_choose"].say("选择文件" if look is None else "另选文件")
        for name in ("import_back", "import_choose"):
            buttons[name].setVisible(not is_open)
        buttons["import_run"].setVisible(look is not None and report is None)
        buttons["import_run"].setEnabled(look is not None and look.is_ready)
        buttons["import_undo"].setVisible(chosen is not None and chosen.state != "undone" and not is_open)
        buttons["import_errors"].setVisible(waits)
        buttons["import_open"].setVisible(waits and report is None)
        buttons["import_adopt"].setVisible(repairable > 0 and not is_open)
        buttons["import_adopt"].say(f"全部采用建议（{repairable} 行）")

    def _chosen(self) -> ImportReport | None:
        """Return the import that the buttons are about: the one just done, or the one picked in the list."""
        if self._report is not None:
            return self._report
        return self._past.get(str(self._history.current_id() or "")) if self._look is None else None

    def _fill_history(self) -> None:
        reports = self._context.ops.do(self._context.services.imports.history) or ()
        self._past = {report.uid: report for report in reports}
        lines = {line.uid: line for line in viewmodel.history_lines(reports)}
        self._history.fill(tuple(lines), lambda ids: tuple(lines[str(one)] for one in ids),
                           total=f"共 {len(lines)} 次导入", note="↑ ↓ 选择")  # fmt: skip
        if lines:
            self._history.select(next(iter(lines)))

    def _fill_columns(self) -> None:
        look = self._look
        if look is None:
            return
        lines = {line.index: line for line in viewmodel.column_lines(look)}
        self._columns.fill(
            tuple(lines),
            lambda ids: tuple(lines[_int(one)] for one in ids),
            total=f"{len(lines)} 列，认出 {look.mapping.recognised} 列",
            note="↑ ↓ 选择　Enter 改它的含义",
        )

    def _options(self) -> tuple[Option, ...]:
        if self._look is None:
            return ()
        return viewmodel.meanings(self._look)

    def _on_looked(self, look: Look) -> None:
        self._stop_checking()
        self._look, self._preview, self._is_checked = look, None, not look.is_ready
        self._part.set_value("columns")
        self._faults.show_preview(None)
        self._differences.show_preview(None, look.answers)
        self._show()
        self._fill_columns()
        self._columns.focus_list()
        if look.is_ready:
            imports = self._context.services.imports
            self._check = self._context.ops.start(
                "核对各行",
                lambda progress: imports.preview(look, progress),
                done=lambda preview: self._on_previewed(look, preview),
                cancelled=lambda: self._on_previewed(look, None),
            )

    def _on_previewed(self, look: Look, preview: Preview | None) -> None:
        if look is not self._look or self._report is not None:
            return
        self._preview, self._is_checked, self._check = preview, True, None
        if preview is not None:
            self._faults.show_preview(preview)
            self._differences.show_preview(preview, look.answers)
            if preview.differences and viewmodel.is_sure(look):
                self._part.set_value("differences")
        self._show()
        if str(self._part.value()) == "differences" and self.isVisible():
            self._differences.table.focus_list()

    def _on_answered(self, answers: object) -> None:
        if self._look is not None and isinstance(answers, Answers):
            self._look = self._look.answer(answers)

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
                self._columns.select(index)

    def _on_imported(self, report: ImportReport) -> None:
        self._report, self._preview = report, None
        self._faults.show_report(report)
        self._show()
        if self.isVisible():
            (self._faults if report.bad else self._buttons["import_back"]).setFocus()
        else:
            self._context.shell.tell("ok", report.text, key="import")

    def _on_rows_came_in(self, report: object) -> None:
        if isinstance(report, ImportReport):
            self._report = report
            self._show()

    def _on_past_opened(self) -> None:
        """Show an import of the past with the rows of it that still wait."""
        report = self._chosen()
        if report is not None and self._report is None and report.bad:
            self._on_imported(report)

    def _on_stopped(self) -> None:
        reports = self._context.ops.do(self._context.services.imports.history) or ()
        if reports:
            self._on_imported(reports[0])
            self._context.ops.announce(reports[0].changes)

    def _on_undo_asked(self) -> None:
        report, imports = self._chosen(), self._context.services.imports
        if report is not None:
            self._context.ops.start(
                "撤销导入", lambda progress: imports.undo(report.uid, progress), done=self._on_undone
            )

    def _on_undone(self, report: ImportReport) -> None:
        self._context.shell.toast(f"{report.file_name}：{report.text}")
        was_in_front = self._report is not None
        self._start_over()
        if was_in_front:
            self.left.emit(self)

    def _on_errors_asked(self) -> None:
        report = self._chosen()
        if report is None:
            return
        name = f"{Path(report.file_name).stem}-错行.xlsx"
        choose_save(self, "错行存到", name, "表格 (*.xlsx)", lambda path: self.write_errors(report.uid, path))

    def write_errors(self, uid: str, path: Path) -> None:
        """Write the rows of an import that still wait as a workbook."""
        service = self._context.services.imports
        self._context.ops.start(
            "写错行表",
            lambda _progress: service.errors_workbook(uid, path),
            done=lambda count: self._context.shell.tell(
                "ok",
                f"{count} 行已存到 {path}",
                action=OPEN_FOLDER,
                on_action=lambda: show_folder(path),
                key="errors",
            ),
        )


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
