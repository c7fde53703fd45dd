"""岗位与培训: five lists, one form for each kind of record, the class, and the way to import them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.catalog.kinds import KINDS
from app.services.catalog.lines import Filter
from app.services.counter import Counter
from app.services.results import Saved
from app.ui.inputs import texts
from app.ui.intake import ImportPane
from app.ui.kit import (
    Act,
    Button,
    Card,
    ChoiceInput,
    Column,
    EmptyState,
    Option,
    Page,
    PageContext,
    Table,
    TextInput,
)
from app.ui.ops import Changes
from app.ui.pages.catalog import viewmodel
from app.ui.pages.catalog.classroom import ClassPane
from app.ui.pages.catalog.form import PRINTED, RecordPane
from app.ui.papermenu import PaperMenu


class CatalogPage(Page):
    """The catalogue of work and training near home."""

    page_key, title = "catalog", "岗位与培训"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__(context.home)
        self._context, self._counter, self._ops = context, context.services, context.ops
        options = tuple(Option(kind.key, kind.label) for kind in KINDS.values())
        self.kinds = ChoiceInput("kind", "看", options, required=True)
        self.kinds.set_value("job")
        self.kinds.edited.connect(lambda _edit: self._on_kind_chosen())
        self.filter = TextInput("catalog_filter", "筛选", placeholder=viewmodel.HINTS["job"])
        self.filter.edited.connect(lambda _edit: self._fill())
        self.filter.stepped.connect(lambda _step: self.table.focus_list())
        self._open_only = {
            key: ChoiceInput(
                f"only_open_{key}",
                "范围",
                (Option("all", "全部", "qb"), Option("open", words)),
                required=True,
            )
            for key, words in viewmodel.OPEN_WORDS.items()
        }
        for choice in self._open_only.values():
            choice.set_value("all")
            choice.edited.connect(lambda _edit: self._fill())
        self._empties: dict[str, EmptyState] = {}
        self._forms: dict[str, RecordPane] = {}
        self._is_from_class = False

    def make(self) -> Iterator[None]:
        """Build the lists, the class, and the import."""
        self._tables = {key: self._table(key) for key in KINDS}
        self._lists = QStackedWidget(self)
        for table in self._tables.values():
            self._lists.addWidget(table)
        self._stack = QStackedWidget(self)
        yield
        self.classroom = ClassPane(self._context, self._stack)
        yield
        self._import = ImportPane(self._context, parent=self._stack)
        yield
        self._lay_out()
        self._wire()

    def open(self, target: object | None) -> None:
        """Show a list by its kind, or go on with what is shown."""
        if isinstance(target, str) and target in KINDS:
            self._leave_pane()
            self.kinds.set_value(target)
            self._clear_filter()
            self._on_kind_chosen()
            self._show_list()
        elif self._stack.currentWidget() is self._list:
            self._fill()

    def leave(self) -> None:
        """Keep what is half done."""
        self._leave_pane()

    def refresh(self, changes: Changes) -> None:
        """Read the list anew, and the class when it is in front."""
        if changes.touch(*KINDS, "enrolment", "worker"):
            self._fill()
            if self._stack.currentWidget() is self.classroom and self.classroom.session_id:
                self.classroom.show_class(self.classroom.session_id)

    def primary_focus(self) -> QWidget | None:
        """Return the list in front, or the grid of the class."""
        front = self._stack.currentWidget()
        if front is self.classroom:
            return self.classroom.grid
        return self.table if front is self._list else None

    @property
    def kind(self) -> str:
        """Return which list is in front."""
        return str(self.kinds.value() or "job")

    @property
    def table(self) -> Table:
        """Return the list in front."""
        return self._tables[self.kind]

    def _table(self, key: str) -> Table:
        label = KINDS[key].label
        empty = EmptyState(
            label, f"还没有{label}。按 F2 新登记，或导入表格", action=f"新的{label}", act=Act.NEW
        )
        empty.action_asked.connect(lambda _state: self._on_new_asked())
        self._empties[key] = empty
        columns = tuple(Column(name, title, width) for name, title, width in viewmodel.TITLES[key])
        table = Table(f"catalog_{key}", columns, empty=empty, memory=self._context.memory, label=label)
        open_it = self._open_class if key == "session" else lambda number: self._open_record(key, number)
        table.opened.connect(open_it)
        return table

    def _lay_out(self) -> None:
        self._list = Card("岗位与培训", "Enter 打开")
        bar, narrow = QHBoxLayout(), QHBoxLayout()
        bar.addWidget(self.kinds, 3)
        bar.addStretch(1)
        self._close_job = self._button("停招", "list_close_job", self._on_close_job_asked)
        self._edit = self._button("改班期", "edit_session", self._on_edit_session_asked)
        self._new = Button("新岗位", act=Act.NEW, name="new_record", parent=self)
        self._new.clicked.connect(lambda _checked=False: self._on_new_asked())
        self._papers = {
            key: PaperMenu(self._context, key, lambda: _int(self.table.current_id()), parent=self)
            for key in PRINTED
        }
        for button in (*self._papers.values(), self._close_job, self._edit, self._new):
            bar.addWidget(button)
        bar.addWidget(self._button("导入表格", "import_catalog", self._on_import_asked))
        narrow.addWidget(self.filter, 3)
        for choice in self._open_only.values():
            narrow.addWidget(choice, 1)
        narrow.addStretch(1)
        self._list.body.addLayout(bar)
        self._list.body.addLayout(narrow)
        self._list.body.addWidget(self._lists, 1)
        for pane in (self._list, self.classroom, self._import):
            self._stack.addWidget(pane)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)

    def _wire(self) -> None:
        self.classroom.left.connect(lambda _pane: self._show_list())
        self.classroom.edit_asked.connect(self._on_class_form_asked)
        self.classroom.told.connect(self._say)
        self._import.left.connect(lambda _pane: self._show_list())
        self.answer(Act.NEW, self._on_new_asked)
        self.answer(Act.SAVE, self._on_save_asked)
        self.answer(Act.SAVE_NEXT, self._on_save_next_asked)
        self.answer(Act.CLOSE, self._on_close_asked)
        self.answer(Act.UNDO, self._on_undo_asked)
        self.answer(Act.PRINT, self._on_print_asked)
        self._show_tools()

    def _button(self, text: str, name: str, slot: Callable[[], object]) -> Button:
        button = Button(text, name=name, parent=self)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def _form(self, key: str) -> RecordPane:
        if key not in self._forms:
            pane = RecordPane(self._context, key, self._on_undo_asked, self)
            pane.saved.connect(self._on_saved)
            pane.voided.connect(lambda _saved: self._return_from_form())
            pane.left.connect(lambda _pane: self._on_close_asked())
            self._forms[key] = pane
            self._stack.addWidget(pane)
        return self._forms[key]

    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self._list)
        self._fill()
        self.table.focus_list()

    def _show_tools(self) -> None:
        key = self.kind
        for name, choice in self._open_only.items():
            choice.setVisible(name == key)
        self._close_job.setVisible(key == "job")
        self._edit.setVisible(key == "session")
        for name, menu in self._papers.items():
            menu.setVisible(name == key)
        self._new.say(f"新{KINDS[key].label}")
        self._list.set_note("Enter 看学员和签到" if key == "session" else "Enter 打开")

    def _fill(self) -> None:
        key, catalog = self.kind, self._counter.catalog
        self._lists.setCurrentWidget(self._tables[key])
        only_open = key in self._open_only and self._open_only[key].value() == "open"
        wanted = Filter(str(self.filter.value() or ""), only_open=only_open)
        ids = self._ops.do(lambda: catalog.ids(key, wanted)) or ()
        label = KINDS[key].label
        is_narrowed = bool(wanted.text.strip()) or only_open
        why = "没有符合筛选的。按 Esc 清除筛选" if is_narrowed else f"还没有{label}。按 F2 新登记，或导入表格"
        self._empties[key].say(label, why)
        self._tables[key].fill(
            ids,
            lambda wanted: catalog.rows(key, tuple(_int(one) for one in wanted)),
            total=f"{'找到' if is_narrowed else '共'} {len(ids):,} 条",
        )

    def _open_record(self, key: str, number: object) -> None:
        pane = self._form(key)
        self._is_from_class = False
        if pane.show_record(_int(number)):
            self._stack.setCurrentWidget(pane)
            pane.form.focus_first()

    def _open_class(self, number: object) -> None:
        self.classroom.show_class(_int(number))
        self._stack.setCurrentWidget(self.classroom)
        self.classroom.focus_first()

    def _leave_pane(self) -> None:
        front = self._stack.currentWidget()
        if isinstance(front, RecordPane):
            front.keep_draft()
        elif front is self.classroom:
            self.classroom.leave()

    def _clear_filter(self) -> None:
        self.filter.set_value("")
        for choice in self._open_only.values():
            choice.set_value("all")

    def _on_kind_chosen(self) -> None:
        self.filter.set_value("")
        self.filter.inputs()[0].setProperty("placeholderText", viewmodel.HINTS[self.kind])
        self._show_tools()
        self._fill()

    def _on_close_asked(self) -> None:
        front = self._stack.currentWidget()
        if front is self.classroom:
            self.classroom.go_back()
        elif front is self._import:
            self._import.go_back()
        elif front is not self._list:
            self._leave_pane()
            self._return_from_form()
        elif self.filter.value() or any(one.value() == "open" for one in self._open_only.values()):
            self._clear_filter()
            self._fill()

    def _on_new_asked(self) -> None:
        if self._stack.currentWidget() is self.classroom:
            self.classroom.finder.focus_input()
            return
        self._leave_pane()
        pane = self._form(self.kind)
        self._stack.setCurrentWidget(pane)
        pane.begin()

    def _on_save_asked(self) -> None:
        front = self._stack.currentWidget()
        if isinstance(front, RecordPane):
            front.save()
        elif front is self.classroom:
            self.classroom.write()
        elif front is self._import:
            self._import.answer(Act.SAVE)

    def _on_save_next_asked(self) -> None:
        front = self._stack.currentWidget()
        if isinstance(front, RecordPane):
            front.save(goes_on=True)
        elif front is self._import:
            self._import.answer(Act.SAVE_NEXT)

    def _on_saved(self, saved: object) -> None:
        self._return_from_form()
        if isinstance(saved, Saved):
            self.table.select(saved.id)

    def _return_from_form(self) -> None:
        """Go back to the list, or to the class whose form it was."""
        front = self._stack.currentWidget()
        number = self.classroom.session_id
        is_its_form = (
            isinstance(front, RecordPane) and front.kind == "session" and front.record_id == number > 0
        )
        if is_its_form and self._is_from_class:
            self._open_class(number)
        else:
            self._show_list()

    def _say(self, saved: object) -> None:
        if isinstance(saved, Saved):
            extra = f"（{texts(saved.warnings)}）" if saved.warnings else ""
            undo = self._on_undo_asked if saved.is_changed else None
            self._context.shell.toast(saved.text + extra, undo)

    def _on_close_job_asked(self) -> None:
        number = self.table.current_id()
        if isinstance(number, int):
            self._say(self._ops.do(lambda: self._counter.catalog.close_job(number)))

    def _on_class_form_asked(self, number: object) -> None:
        self._open_record("session", number)
        self._is_from_class = True

    def _on_edit_session_asked(self) -> None:
        number = self._tables["session"].current_id()
        if isinstance(number, int):
            self._open_record("session", number)

    def _on_import_asked(self) -> None:
        self._stack.setCurrentWidget(self._import)
        self._import.begin()

    def _on_print_asked(self) -> None:
        front = self._stack.currentWidget()
        if front is self.classroom:
            self.classroom.papers.drop()
        elif front is self._list and self.kind in self._papers:
            self._papers[self.kind].drop()

    def _on_undo_asked(self) -> None:
        if self._stack.currentWidget() is self.classroom and not self.classroom.keep():
            return
        told = self._ops.do(self._counter.undo.undo)
        if told is not None:
            label, changes = told
            self._context.shell.toast(f"已撤销{label}")
            self._ops.announce(changes)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
