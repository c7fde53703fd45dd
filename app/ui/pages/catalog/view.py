"""岗位与培训: five lists, one form for each kind of record, the class, and the way to import them all."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.catalog.service import KINDS
from app.services.counter import Counter
from app.services.results import Saved
from app.ui.intake import ImportPane
from app.ui.kit import Act, Button, Card, ChoiceInput, Column, EmptyState, Option, Page, PageContext, Table
from app.ui.ops import Changes
from app.ui.pages.catalog.classroom import ClassPane
from app.ui.pages.catalog.form import RecordPane

_TITLES = {
    "job": ("岗位", "用人单位", "工作地点", "月薪", "人数"),
    "employer": ("单位名称", "信用代码", "地址", "电话", "行业"),
    "institution": ("机构名称", "类型", "地址", "电话", "状态"),
    "course": ("培训项目", "机构", "等级", "课时", "收费"),
    "session": ("班号", "培训项目", "上课地点", "起止", "状态"),
}


_WIDTHS = {"job": (11, 15, 12, 12, 7), "course": (14, 15, 8, 8, 6), "session": (8, 14, 12, 15, 6)}
_PLAIN_WIDTHS = (16, 14, 13, 10, 10)
_OPEN_WORDS = {"job": "只看在招的", "session": "只看没结业的"}


class CatalogPage(Page):
    """The catalogue of work and training near home."""

    page_key, title = "catalog", "岗位与培训"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__()
        self._context, self._counter, self._ops = context, context.services, context.ops
        options = tuple(Option(kind.key, kind.label) for kind in KINDS.values())
        self._kind = ChoiceInput("kind", "看", options, required=True)
        self._kind.set_value("job")
        self._kind.edited.connect(lambda _edit: self._show_list())
        self._tables = {key: self._table(key) for key in KINDS}
        self._lists = QStackedWidget(self)
        for table in self._tables.values():
            self._lists.addWidget(table)
        self._forms: dict[str, RecordPane] = {}
        self._class = ClassPane(context, self)
        self._class.left.connect(lambda _pane: self._show_list())
        self._class.record_asked.connect(lambda number: self._open_record("session", number))
        self._import = ImportPane(context, parent=self)
        self._import.left.connect(lambda _pane: self._show_list())
        self._lay_out()

    def open(self, target: object | None) -> None:
        """Show the lists, or the list of the kind that is named."""
        if isinstance(target, str) and target in KINDS:
            self._kind.set_value(target)
            self._show_list()
        elif self._stack.currentWidget() is self._list:
            self._fill()

    def leave(self) -> None:
        """Keep what is half written."""
        pane = self._stack.currentWidget()
        if isinstance(pane, RecordPane):
            pane.keep_draft()

    def refresh(self, changes: Changes) -> None:
        """Read the list and the class anew."""
        if changes.touch(*KINDS, "enrolment"):
            self._fill()
            self._class.refresh()

    def primary_focus(self) -> QWidget | None:
        """Return the list in front; a form or a class keeps its own place."""
        return self._tables[self.kind] if self._stack.currentWidget() is self._list else None

    @property
    def kind(self) -> str:
        """Return which list is in front."""
        return str(self._kind.value() or "job")

    def _table(self, key: str) -> Table:
        first, detail, place, figure, state = _TITLES[key]
        label, wide = KINDS[key].label, _WIDTHS.get(key, _PLAIN_WIDTHS)
        empty = EmptyState(
            label, f"还没有{label}。按 F2 新登记，或导入表格", action=f"新的{label}", act=Act.NEW
        )
        empty.action_asked.connect(lambda _empty: self._on_new_asked())
        table = Table(
            f"catalog_{key}",
            (
                Column("title", first, wide[0]),
                Column("detail", detail, wide[1]),
                Column("place", place, wide[2]),
                Column("figure", figure, wide[3]),
                Column("state", state, wide[4]),
            ),
            empty=empty,
            memory=self._context.memory,
            label=label,
        )
        table.opened.connect(lambda number: self._on_row_opened(key, number))
        return table

    def _lay_out(self) -> None:
        self._list = Card("岗位与培训", "Enter 打开")
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self._kind, 2)
        bar.addStretch(1)
        self._only_open = Button("只看在招的", look="segment", name="only_open", parent=self)
        self._only_open.setProperty("place", "only")
        self._only_open.setCheckable(True)
        self._only_open.clicked.connect(lambda _checked=False: self._show_list())
        bar.addWidget(self._only_open)
        bar.addWidget(self._button("导入表格", "import_catalog", self._on_import_asked))
        self._new = self._button("新登记", "new_record", self._on_new_asked, act=Act.NEW)
        bar.addWidget(self._new)
        self._list.body.addLayout(bar)
        self._list.body.addWidget(self._lists, 1)
        self._stack = QStackedWidget(self)
        for pane in (self._list, self._class, self._import):
            self._stack.addWidget(pane)
        self.answer(Act.NEW, self._on_new_asked)
        self.answer(Act.SAVE, self._on_save_asked)
        self.answer(Act.SAVE_NEXT, self._on_save_next_asked)
        self.answer(Act.CLOSE, self._on_close_asked)
        self.answer(Act.UNDO, self._on_undo_asked)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)

    def _button(self, text: str, name: str, slot: Callable[[], None], *, act: Act | None = None) -> Button:
        button = Button(text, act=act, name=name, parent=self)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def _form(self, key: str) -> RecordPane:
        if key not in self._forms:
            pane = RecordPane(self._context, key, self._on_undo_asked, self)
            pane.saved.connect(self._on_saved)
            pane.voided.connect(lambda _saved: self._show_list())
            pane.left.connect(lambda _pane: self._on_close_asked())
            self._forms[key] = pane
            self._stack.addWidget(pane)
        return self._forms[key]

    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self._list)
        self._fill()
        self._tables[self.kind].focus_list()

    def _fill(self) -> None:
        key, catalog = self.kind, self._counter.catalog
        self._lists.setCurrentWidget(self._tables[key])
        may_close = key in _OPEN_WORDS
        self._only_open.setVisible(may_close)
        self._only_open.say(_OPEN_WORDS.get(key, ""))
        self._new.say(f"新{KINDS[key].label}")
        is_only_open = may_close and self._only_open.isChecked()
        ids = self._ops.do(lambda: catalog.ids(key, only_open=is_only_open)) or ()
        self._tables[key].fill(
            ids,
            lambda wanted: catalog.rows(key, tuple(one for one in wanted if isinstance(one, int))),
            total=f"共 {len(ids):,} 条",
        )

    def _on_row_opened(self, key: str, number: object) -> None:
        if key == "session" and isinstance(number, int):
            self._stack.setCurrentWidget(self._class)
            self._class.show_class(number)
        else:
            self._open_record(key, number)

    def _open_record(self, key: str, number: object) -> None:
        if isinstance(number, int):
            pane = self._form(key)
            self._stack.setCurrentWidget(pane)
            pane.show_record(number)

    def _on_new_asked(self) -> None:
        if self._stack.currentWidget() is self._class:
            self._class.mark_day()
            return
        pane = self._form(self.kind)
        self._stack.setCurrentWidget(pane)
        pane.begin()

    def _on_save_asked(self) -> None:
        pane = self._stack.currentWidget()
        if isinstance(pane, RecordPane):
            pane.save()
        elif isinstance(pane, ClassPane):
            pane.write()

    def _on_save_next_asked(self) -> None:
        pane = self._stack.currentWidget()
        if isinstance(pane, RecordPane):
            pane.save(goes_on=True)

    def _on_saved(self, saved: object) -> None:
        self._return_from_form()
        if isinstance(saved, Saved):
            self._tables[self.kind].select(saved.id)

    def _on_close_asked(self) -> None:
        pane = self._stack.currentWidget()
        if isinstance(pane, ClassPane):
            pane.go_back()
        elif isinstance(pane, RecordPane):
            pane.keep_draft()
            self._return_from_form()
        else:
            self._show_list()

    def _return_from_form(self) -> None:
        """Go back to the list, or to the class whose form it was."""
        pane = self._stack.currentWidget()
        number = self._class.session_id
        if isinstance(pane, RecordPane) and pane.kind == "session" and pane.record_id == number > 0:
            self._stack.setCurrentWidget(self._class)
            self._class.show_class(number)
        else:
            self._show_list()

    def _on_import_asked(self) -> None:
        self._stack.setCurrentWidget(self._import)
        self._import.begin()

    def _on_undo_asked(self) -> None:
        told = self._ops.do(self._counter.undo.undo)
        if told is not None:
            label, changes = told
            self._context.shell.toast(f"已撤销{label}")
            self._ops.announce(changes)
