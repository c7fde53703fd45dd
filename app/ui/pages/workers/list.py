"""The register as a list: whoever came last on top; Enter opens, names and numbers are found in the bar above."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ports import CHINA
from app.services.counter import Counter
from app.services.workers.records import WorkerRow
from app.ui.inputs import options_of
from app.ui.intake import ImportPane
from app.ui.kit import Act, Button, Card, ChoiceInput, Column, EmptyState, PageContext, ShortWords, Table


def _seen(row: object) -> str:
    at = row.last_visit_at if isinstance(row, WorkerRow) else None
    return f"{at.astimezone(CHINA):%Y-%m-%d}" if at else ""


def _categories(row: object) -> str:
    held = row.categories if isinstance(row, WorkerRow) else ()
    return "、".join(label for label in held if label != "农民工")


class WorkersList(QWidget):
    """The list with its filter and the way to import a roster."""

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.table = Table(
            "workers",
            (
                Column("name", "姓名", 8),
                Column("sex", "性别", 4),
                Column("id_masked", "身份证号", 14),
                Column("phone_masked", "手机", 9),
                Column("village", "户籍村（社区）", 16),
                Column("categories", "类别", 14, show=_categories),
                Column("last_visit_at", "上次来", 8, show=_seen),
            ),
            empty=EmptyState(
                "本站登记的人员", "还没有登记过人。按 F4 读身份证，或导入名册", action="新登记", act=Act.NEW
            ),
            memory=context.memory,
            label="登记名册",
        )
        self.table.opened.connect(lambda worker_id: context.shell.open_page("workers", worker_id))
        self._filter = ChoiceInput("category", "类别", lambda: options_of("category"))
        self._filter.edited.connect(lambda _edit: self.fill())
        self._filter.setMaximumWidth(220)
        load = Button("导入名册", name="import_roster", parent=self)
        load.clicked.connect(lambda _checked=False: self._show_import())
        self._lay_out(load)

    def _lay_out(self, load: Button) -> None:
        card = Card("登记名册", "回车打开；F2 新登记，F4 读身份证", self)
        bar = QHBoxLayout()
        bar.addWidget(ShortWords("只看某一类别", role="label"))
        bar.addWidget(self._filter)
        bar.addStretch(1)
        bar.addWidget(load)
        card.body.addLayout(bar)
        card.body.addWidget(self.table, 1)
        self._import = ImportPane(self._context, "workers", parent=self)
        self._import.hide()
        self._import.left.connect(lambda _pane: self._hide_import())
        self._card = card
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)
        box.addWidget(self._import)

    def fill(self) -> None:
        """Read the list anew."""
        workers, category = self._context.services.workers, str(self._filter.value() or "")
        ids = self._context.ops.do(lambda: workers.ids(category=category)) or ()
        self.table.fill(ids, lambda wanted: workers.rows(tuple(_number(one) for one in wanted)),
                        total=f"共 {len(ids):,} 人")  # fmt: skip

    def _show_import(self) -> None:
        self.show_import().begin()

    def show_import(self) -> ImportPane:
        """Put the import in the place of the list."""
        self._card.hide()
        self._import.show()
        return self._import

    def _hide_import(self) -> None:
        self._import.hide()
        self._card.show()
        self.fill()


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
