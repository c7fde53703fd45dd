"""岗位与培训: five lists, one form for each kind of record, the class, and the way to import them all."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.catalog.kinds import KINDS
from app.services.counter import Counter
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


class CatalogPage(Page):
    """The catalogue of work and training near home."""

    page_key, title = "catalog", "岗位与培训"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__()
        self._context, self._counter, self._ops = context, context.services, context.ops
        options = tuple(Option(kind.key, kind.label) for kind in KINDS.values())
        self._kind = ChoiceInput("kind", "看", options)
        self._kind.set_value("job")
        self._kind.edited.connect(lambda _edit: self._show_list())
        self._tables = {key: self._table(key) for key in KINDS}
        self._lists = QStackedWidget(self)
        for table in self._tables.values():
            self._lists.addWidget(table)
        self._forms: dict[str, RecordPane] = {}
        self._class = ClassPane(context, self)
        self._class.left.connect(lambda _pane: self._show_list())
        self._import = ImportPane(context, parent=self)
        self._import.left.connect(lambda _pane: self._show_list())
        self._lay_out()

    def open(self, target: object | None) -> None:
        """Show the lists."""
        del target
        if self._stack.currentWidget() is self._list:
            self._fill()

    def refresh(self, changes: Changes) -> None:
        """Read the list anew."""
        if changes.touch(*KINDS, "enrolment"):
            self._fill()

    def primary_focus(self) -> QWidget | None:
        """Return the list in front."""
        return self._tables[self.kind]

    @property
    def kind(self) -> str:
        """Return which list is in front."""
        return str(self._kind.value() or "job")

    def _table(self, key: str) -> Table:
        first, detail, place, figure, state = _TITLES[key]
        label = KINDS[key].label
        table = Table(
            f"catalog_{key}",
            (
                Column("title", first, 15),
                Column("detail", detail, 18),
                Column("place", place, 14),
                Column("figure", figure, 14),
                Column("state", state, 8),
            ),
            empty=EmptyState(
                label, f"还没有{label}。按 F2 新登记，或导入表格", action=f"新的{label}", act=Act.NEW
            ),
            memory=self._context.memory,
            label=label,
        )
        table.opened.connect(lambda number: self._open_record(key, number))
        return table

    def _lay_out(self) -> None:
        self._list = Card("岗位与培训", "回车打开；F2 新登记")
        bar = QHBoxLayout()
        bar.addWidget(self._kind, 2)
        bar.addStretch(1)
        self._classroom = self._button("学员与签到", "classroom", self._on_class_asked)
        bar.addWidget(self._classroom)
        bar.addWidget(self._button("导入表格", "import_catalog", self._on_import_asked))
        self._list.body.addLayout(bar)
        self._list.body.addWidget(self._lists, 1)
        self._stack = QStackedWidget(self)
        for pane in (self._list, self._class, self._import):
            self._stack.addWidget(pane)
        self.answer(Act.NEW, self._on_new_asked)
        self.answer(Act.SAVE, self._on_save_asked)
        self.answer(Act.CLOSE, self._show_list)
        self.answer(Act.UNDO, self._on_undo_asked)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)

    def _button(self, text: str, name: str, slot: object) -> Button:
        button = Button(text, name=name, parent=self)
        button.clicked.connect(lambda _checked=False: slot())  # type: ignore[operator]
        return button

    def _form(self, key: str) -> RecordPane:
        if key not in self._forms:
            save = Button("保存", act=Act.SAVE, look="primary", name=f"save_{key}", parent=self)
            save.clicked.connect(lambda _checked=False: self._on_save_asked())
            pane = RecordPane(self._context, key, save, self)
            pane.saved.connect(lambda _saved: self._show_list())
            pane.left.connect(lambda _pane: self._show_list())
            self._forms[key] = pane
            self._stack.addWidget(pane)
        return self._forms[key]

    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self._list)
        self._fill()
        self._tables[self.kind].setFocus()

    def _fill(self) -> None:
        key, catalog = self.kind, self._counter.catalog
        self._lists.setCurrentWidget(self._tables[key])
        self._classroom.setVisible(key == "session")
        ids = self._ops.do(lambda: catalog.ids(key)) or ()
        self._tables[key].fill(ids, lambda wanted: catalog.rows(key, tuple(_int(one) for one in wanted)),
                               total=f"共 {len(ids):,} 条")  # fmt: skip

    def _open_record(self, key: str, number: object) -> None:
        pane = self._form(key)
        self._stack.setCurrentWidget(pane)
        pane.show_record(_int(number))

    def _on_new_asked(self) -> None:
        pane = self._form(self.kind)
        self._stack.setCurrentWidget(pane)
        pane.begin()

    def _on_save_asked(self) -> None:
        pane = self._stack.currentWidget()
        if isinstance(pane, RecordPane):
            pane.save()

    def _on_class_asked(self) -> None:
        number = self._tables["session"].current_id()
        if isinstance(number, int):
            self._class.show_class(number)
            self._stack.setCurrentWidget(self._class)
        else:
            self._context.shell.tell("info", "先选中一个班期。", key="class")

    def _on_import_asked(self) -> None:
        self._stack.setCurrentWidget(self._import)
        self._import.begin()

    def _on_undo_asked(self) -> None:
        told = self._ops.do(self._counter.undo.undo)
        if told is not None:
            label, changes = told
            self._context.shell.toast(f"已撤销{label}")
            self._ops.announce(changes)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
