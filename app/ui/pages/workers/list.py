"""The register as a list: whoever came last on top; Enter opens, names and numbers are found in the bar above."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ports import CHINA
from app.services.counter import Counter
from app.services.workers.records import WorkerRow
from app.ui.inputs import options_of
from app.ui.intake import ImportPane
from app.ui.kit import (
    Act,
    Button,
    Card,
    ChoiceInput,
    Column,
    EmptyState,
    Option,
    PageContext,
    ShortWords,
    SortBy,
    Table,
    Words,
)

_NO_MATCH = ("没有符合条件的人", "把上面的类别、户籍村清空，或改看“全部”")
_EMPTY = ("本站登记的人员", "还没有登记过人。按 F4 读身份证，或导入名册")
_WHO = (Option("all", "全部", "qb"), Option("today", "今天来的", "jtld"))
_REASONS = (
    Option("verify", "核对证件", "hdzj"),
    Option("call", "电话联系本人", "dhlxbr"),
    Option("inspect", "配合上级核查", "phsjhc"),
)


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
        self._asked = 0
        self._empty = EmptyState("正在读名册", "", action="新登记", act=Act.NEW)
        self._empty.action_asked.connect(lambda _state: context.shell.open_page("workers", "new"))
        self.table = Table(
            "workers",
            (
                Column("name", "姓名", 8, may_sort=True),
                Column("sex", "性别", 4, may_sort=True),
                Column("id_masked", "身份证号", 14, may_sort=True),
                Column("phone_masked", "手机", 9),
                Column("village", "户籍村（社区）", 16, may_sort=True),
                Column("categories", "类别", 14, show=_categories),
                Column("last_visit_at", "上次来", 8, may_sort=True, show=_seen),
            ),
            empty=self._empty,
            memory=context.memory,
            label="登记名册",
        )
        self._order = SortBy("", is_descending=False)
        self.table.sort_asked.connect(self._on_sort_asked)
        self.table.opened.connect(lambda worker_id: context.shell.open_page("workers", worker_id))
        self.who = ChoiceInput("who", "看谁", _WHO)
        self.who.set_value("all")
        self._category = ChoiceInput("category", "类别", lambda: options_of("category"))
        self._village = ChoiceInput("village", "户籍村", lambda: options_of("division"))
        for narrowing in (self.who, self._category, self._village):
            narrowing.edited.connect(lambda _edit: self.fill())
        self._reason = ChoiceInput("reveal_reason", "原因", _REASONS)
        self._reason.set_value(_REASONS[0].code)
        self._lay_out()

    def _lay_out(self) -> None:
        card = Card("登记名册", "回车打开；F2 新登记，F4 读身份证", self)
        card.body.addLayout(self._narrowing())
        card.body.addWidget(self.table, 1)
        card.body.addLayout(self._revealing())
        self._import = ImportPane(self._context, "workers", parent=self)
        self._import.hide()
        self._import.left.connect(lambda _pane: self._hide_import())
        self._card = card
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)
        box.addWidget(self._import)

    def _narrowing(self) -> QHBoxLayout:
        load = Button("导入名册", name="import_roster", parent=self)
        load.clicked.connect(lambda _checked=False: self._show_import())
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(self.who)
        for words, narrowing, share in (("类别", self._category, 2), ("户籍村", self._village, 3)):
            bar.addWidget(Words(words, role="label"))
            bar.addWidget(narrowing, share)
        bar.addStretch(1)
        bar.addWidget(load)
        return bar

    def _revealing(self) -> QHBoxLayout:
        show = Button("看完整号码", name="reveal", parent=self)
        show.clicked.connect(lambda _checked=False: self._on_reveal_asked())
        bar = QHBoxLayout()
        bar.setSpacing(8)
        bar.addWidget(ShortWords("名册里的号码只显示一部分；看完整号码会记入台账", role="caption"), 1)
        bar.addWidget(Words("原因", role="label"))
        bar.addWidget(self._reason)
        bar.addWidget(show)
        return bar

    def fill(self) -> None:
        """Read the list anew."""
        counter = self._context.services
        category, village = str(self._category.value() or ""), str(self._village.value() or "")
        is_today = self.who.value() == "today"
        since = datetime.combine(counter.desk.clock.today(), time.min, CHINA) if is_today else None
        wanted = partial(
            counter.workers.ids,
            category=category,
            village=village,
            seen_since=since,
            order=self._order.key,
            is_descending=self._order.is_descending,
        )
        nobody = _NO_MATCH if is_today or category or village else _EMPTY
        self._asked += 1
        self._context.ops.start(
            "正在读名册", lambda _progress: wanted(), done=partial(self._arrived, self._asked, nobody)
        )

    def _arrived(self, asked: int, nobody: tuple[str, str], ids: Sequence[int]) -> None:
        """Show the list, unless another one was asked for since."""
        if asked == self._asked:
            workers = self._context.services.workers
            self._empty.say(*nobody)
            self.table.fill(
                ids,
                lambda some: workers.rows(tuple(_number(one) for one in some)),
                total=f"共 {len(ids):,} 人",
            )

    def _on_sort_asked(self, order: object) -> None:
        if isinstance(order, SortBy):
            self._order = order
            self.fill()

    def _on_reveal_asked(self) -> None:
        """Show the numbers of the person picked for a while; who looked, at whom and why is in the journal."""
        worker_id, reason = _number(self.table.current_id()), str(self._reason.value() or "")
        workers, shell = self._context.services.workers, self._context.shell
        if not worker_id:
            shell.tell("info", "先在名册里选一个人，再看完整号码。", key="card")
            return
        reason = next((one.text for one in _REASONS if one.code == reason), "")
        number = self._context.ops.do(lambda: workers.reveal(worker_id, "id_number", reason))
        phone = self._context.ops.do(lambda: workers.reveal(worker_id, "phone", reason))
        if number is not None:
            name = workers.rows((worker_id,))[0].name
            told = f"{name}：身份证号 {number}，手机 {phone or '未填'}。已记入台账（{reason}）。"
            shell.tell("info", told, key="card")

    def _show_import(self) -> None:
        self.show_import().begin()

    def show_import(self) -> ImportPane:
        """Put the import in the place of the list."""
        self._card.hide()
        self._import.show()
        return self._import

    def answer(self, act: Act) -> None:
        """Answer 保存 while the import stands in the place of the list."""
        if self._import.isVisibleTo(self):
            self._import.answer(act)

    def close_import(self) -> bool:
        """Go a step back in the import; says whether it stood in the place of the list."""
        is_shown = self._import.isVisibleTo(self)
        if is_shown:
            self._import.go_back()
        return is_shown

    def _hide_import(self) -> None:
        self._import.hide()
        self._card.show()
        self.fill()


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
