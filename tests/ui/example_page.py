"""示范页: an invented page that uses every part of the kit; read it before writing a page."""

# ruff: noqa: ARG002 - the protocols say what these do
from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.kit import (
    Act,
    BankCardInput,
    Card,
    ChoiceInput,
    Column,
    DateInput,
    DraftBar,
    EmptyState,
    FieldEdit,
    FieldState,
    FormGrid,
    IdInput,
    IntInput,
    Mark,
    MoneyInput,
    MonthInput,
    NoteInput,
    Option,
    OutcomeList,
    OutcomeRow,
    Page,
    PageContext,
    PhoneInput,
    PreviewDoc,
    ReasonList,
    ReasonRow,
    ShortWords,
    SortBy,
    Table,
    TagsInput,
    TextInput,
    TwoPane,
    Words,
    day_parser,
)
from app.ui.ops import Changes
from tests.ui.example_services import (
    CATEGORIES,
    NATIONS,
    SETTLED,
    SEX,
    WORK_STATES,
    ExampleServices,
    Saved,
    check_id,
    check_phone,
)


class ExamplePage(Page):
    """One person's record at the left, what it brings at the right, the list below a tab."""

    page_key = "workers"
    title = "登记与查询"

    def __init__(self, context: PageContext[ExampleServices]) -> None:
        super().__init__()
        self._context = context
        self._services = context.services
        self._worker_id = 0
        self.form = FormGrid(parent=self)
        self._build_form()
        self.draft = DraftBar(parent=self)
        self.outcomes = OutcomeList(self)
        self.jobs = ReasonList(self)
        self.courses = ReasonList(self)
        self._lay_out()
        self._wire()

    # -- the page protocol ------------------------------------------------------------------
    def open(self, target: object | None) -> None:
        if isinstance(target, int):
            self._worker_id = target

    def leave(self) -> None:
        self._services.keep_draft(self.form.values())

    def primary_focus(self) -> QWidget | None:
        return self.form.field("id_number")

    # -- building -----------------------------------------------------------------------------
    def _build_form(self) -> None:
        day = day_parser(self._services.today)
        who = self.form.card("身份", "浅蓝：读卡所得")
        who.add(IdInput("id_number", "身份证号", check=check_id, required=True))
        who.add(TextInput("name", "姓名", required=True))
        who.add(ChoiceInput("nation", "民族", NATIONS))
        who.add(DateInput("birth", "出生日期", parse=day)).set_state(FieldState.DERIVED)
        who.add(ChoiceInput("sex", "性别", SEX))
        who.add(PhoneInput("phone", "手机", check=check_phone, required=True))
        who.add(TextInput("hukou_text", "户籍"), span=2)
        who.add(ChoiceInput("urban_rural", "城乡", SETTLED))
        work = self.form.card("就业与去向", "去向只追加，不覆盖")
        work.add(ChoiceInput("work_state", "就业状态", WORK_STATES))
        work.add(TextInput("occupation", "工种"))
        work.add(MoneyInput("monthly_income", "月收入"))
        work.add(TextInput("work_unit", "去向"))
        work.add(MonthInput("started", "开始"))
        work.add(IntInput("family_size", "家庭人口"))
        more = self.form.card("类别与技能", "每一类别须有认定机关与日期")
        more.add(TagsInput("categories", "人员类别", lambda: CATEGORIES), span=2)
        more.add(
            ChoiceInput(
                "education",
                "文化程度",
                (Option("1", "小学", "xx"), Option("2", "初中", "cz"), Option("3", "高中", "gz")),
            )
        )
        more.add(BankCardInput("bank_card", "银行账号"), span=2)
        more.add(DateInput("available_from", "可到岗", parse=day))
        more.add(NoteInput("note", "备注", rows=2), span=0)

    def _lay_out(self) -> None:
        head = Card()
        line = QHBoxLayout()
        line.setSpacing(12)
        self.name_words = Words("张龚", role="name")
        line.addWidget(self.name_words)
        line.addWidget(Words("女 · 43 岁 · 140321********062X", role="label"))
        line.addWidget(Words("脱贫人口", tone="ok"))
        line.addWidget(ShortWords("已登记 2024-03-11 · 第 4 次来", role="caption"), 1)
        line.addWidget(self.act_button(Act.PREVIEW, self._on_preview_asked, "打印登记表"))
        head.body.addLayout(line)
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.saved_words = ShortWords("草稿随时自动保存", role="caption")
        foot.addWidget(self.saved_words, 1)
        foot.addWidget(self.act_button(Act.CLOSE, self._on_close_asked, "放弃"))
        foot.addWidget(self.act_button(Act.SAVE, self._on_save_asked))
        foot.addWidget(self.act_button(Act.SAVE_NEXT, self._on_save_next_asked, look="primary"))
        for widget in (self.draft, head):
            left.addWidget(widget)
        left.addWidget(self.form, 1)
        left.addLayout(foot)
        side = Card("这位能得到什么", "按 2026.3 版政策")
        side.body.addWidget(self.outcomes)
        side.body.addWidget(self.act_button(Act.APPLY, self._on_apply_asked, look="primary"))
        side.body.addWidget(Words("离家近的岗位", role="heading"))
        side.body.addWidget(self.jobs)
        side.body.addWidget(Words("可报的培训", role="heading"))
        side.body.addWidget(self.courses)
        side.body.addStretch(1)
        self.panes = TwoPane(main, "登记", side, "能得到什么", self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panes)

    def _wire(self) -> None:
        self.answer(Act.NEXT_AREA, self.panes.switch_area)
        self.answer(Act.NEW, self._on_new_asked)
        self.answer(Act.READ_CARD, self._on_card_asked)
        self.form.edited.connect(self._on_edited)
        self.form.draft_due.connect(self._on_draft_due)
        self.form.completed.connect(lambda _values: self._on_save_asked())
        self.draft.resumed.connect(lambda _bar: self.form.focus_first())
        self.draft.dropped.connect(lambda _bar: self.form.clear())
        self.outcomes.chosen.connect(lambda key: self.form.field(str(key)).focus_input())

    # -- what the clerk does ------------------------------------------------------------------
    def _on_new_asked(self) -> None:
        self.form.clear()
        self.form.focus_first()

    def _on_card_asked(self) -> None:
        read = {
            "id_number": "14032119830417062X",
            "name": "张龚",
            "nation": "01",
            "hukou_text": "阳泉市 平定县 娘子关镇 磨河滩村",
        }
        self.form.fill(read, state=FieldState.CARD)
        self.form.fill({"sex": "2", "birth": date(1983, 4, 17)})
        self.form.field("sex").set_state(FieldState.CARD)

    def _on_edited(self, edit: object) -> None:
        if isinstance(edit, FieldEdit) and edit.key == "name":
            self.name_words.say(str(edit.value) or "新登记")

    def _on_draft_due(self, values: object) -> None:
        if isinstance(values, dict):
            self._context.ops.do(lambda: self._services.keep_draft(values))
            self.saved_words.say("草稿已自动保存")

    def _on_save_asked(self) -> None:
        if self.form.judge():
            self._context.ops.do(
                lambda: self._services.register(self.form.values()), done=self._on_registered
            )

    def _on_save_next_asked(self) -> None:
        self._on_save_asked()

    def _on_registered(self, saved: Saved) -> None:
        undo: Callable[[], None] = lambda: self._withdraw(saved.worker_id)  # noqa: E731
        self._context.shell.toast("已登记张龚", undo)
        self.form.clear()
        self.form.focus_first()

    def _withdraw(self, worker_id: int) -> None:
        self._context.ops.do(lambda: self._services.withdraw(worker_id))

    def _on_close_asked(self) -> None:
        self._services.keep_draft(self.form.values())

    def _on_apply_asked(self) -> None:
        self._context.shell.open_page("applications", self._worker_id)

    def _on_preview_asked(self) -> None:
        self._context.ops.start(
            "正在生成登记表",
            lambda progress: self._services.print_form(self._worker_id, progress),
            done=self._on_form_made,
        )

    def _on_form_made(self, pdf: bytes) -> None:
        self._context.shell.preview(PreviewDoc("实名制登记表 张龚", pdf, reprint="补打第 2 次"))

    def show_example(self) -> None:
        """Fill both panes with the invented person of the sketch."""
        self._on_card_asked()
        self.form.fill(
            {
                "phone": "13853531234",
                "urban_rural": "rural",
                "work_state": "2",
                "occupation": "家政服务员",
                "monthly_income": 320000,
                "work_unit": "县内乡外",
                "started": "2026-03",
                "family_size": 4,
                "categories": ["TPRK", "CJ"],
                "education": "2",
            }
        )
        self.outcomes.show_rows(
            (
                OutcomeRow(
                    Mark.OK,
                    "职业培训补贴 · 养老护理员 四级",
                    "（九）农民工参加培训；本年度本站未发现重复，以县区比对为准",
                ),
                OutcomeRow(
                    Mark.COUNTY,
                    "生活费补贴 · 培训期间",
                    "（九）脱贫人口；认定在培训期内有效。金额：示例 50 元/天",
                ),
                OutcomeRow(Mark.ASK, "职业技能评价补贴", "还缺：可到岗日期 → 去填", "available_from"),
                OutcomeRow(Mark.NO, "就业见习补贴", "（六）离校两年内未就业高校毕业生"),
                OutcomeRow(Mark.NOT_HERE, "企业直补", "（九）本人不适用：由吸纳其就业的企业申请"),
            )
        )
        self.jobs.show_rows(
            (
                ReasonRow(
                    "养老护理员 · 平定县康养中心",
                    "4,200 元",
                    ("离家 6 公里", "比期望高 700 元", "管午饭"),
                    ("每月 2 个夜班",),
                    payload=1,
                ),
                ReasonRow(
                    "家政服务员 · 娘子关巾帼家政",
                    "3,800 元",
                    ("同镇 2 公里", "证书对口"),
                    ("按单结算",),
                    payload=2,
                ),
            )
        )
        self.courses.show_rows(
            (
                ReasonRow(
                    "养老护理员 四级 · 平定县技工学校",
                    "12-01 开班",
                    ("可享培训补贴",),
                    note="学完可做 12 个岗位　余 8 个名额",
                    payload=3,
                ),
            )
        )


class ExampleListPage(Page):
    """A list of people; it is read anew when a worker changed."""

    page_key = "matching"
    title = "推荐"

    def __init__(self, context: PageContext[ExampleServices]) -> None:
        super().__init__()
        self._context = context
        self._services = context.services
        self.table = Table(
            "example_people",
            (
                Column("name", "姓名", 6, may_sort=True),
                Column("id_masked", "身份证号", 13),
                Column("village", "村", 8),
                Column("age", "年龄", 4, is_number=True, may_sort=True),
                Column("seen_on", "上次来", 8),
            ),
            empty=EmptyState(
                "本站登记的人员", "还没有登记过人。刷身份证或按 F2 开始第一位", action="新登记", act=Act.NEW
            ),
            memory=context.memory,
            label="人员列表",
        )
        card = Card("本站登记的人员", "示例")
        card.body.addWidget(self.table)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)
        self.table.opened.connect(lambda worker_id: self._context.shell.open_page("workers", worker_id))
        self.table.sort_asked.connect(self._fill_table)

    def open(self, target: object | None) -> None:
        self._fill_table(None)

    def refresh(self, changes: Changes) -> None:
        if changes.touch("worker"):
            self._fill_table(None)

    def primary_focus(self) -> QWidget | None:
        return self.table

    def _fill_table(self, sort: object) -> None:
        wanted = sort if isinstance(sort, SortBy) else None
        ids = self._context.ops.do(lambda: self._services.list_ids(wanted))
        self.table.fill(ids or (), self._services.lines, total=f"共 {len(ids or ()):,} 人")


class OtherPage(Page):
    """A page with nothing on it but its empty state."""

    page_key = "today"
    title = "今日"

    def __init__(self, context: PageContext[ExampleServices]) -> None:
        super().__init__()
        self.opened_with: list[object | None] = []
        self.refreshed: list[Changes] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        card = Card("今日", "示例")
        card.body.addWidget(
            EmptyState("今天要办的事", "今天还没有人来。读身份证开始", action="读身份证", act=Act.READ_CARD)
        )
        box.addWidget(card)

    def open(self, target: object | None) -> None:
        self.opened_with.append(target)

    def refresh(self, changes: Changes) -> None:
        self.refreshed.append(changes)
