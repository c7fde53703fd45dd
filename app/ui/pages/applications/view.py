"""补贴申请: the list by state, one application being taken in, one case."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.results import Saved
from app.ui.kit import Act, Button, Card, ChoiceInput, Column, EmptyState, Option, Page, PageContext, Table
from app.ui.ops import Changes
from app.ui.pages.applications import viewmodel
from app.ui.pages.applications.apply import ApplyPane
from app.ui.pages.applications.case import CasePane
from app.ui.pages.applications.staff import StaffPane
from app.ui.papermenu import PaperMenu
from app.ui.papers import show_paper


class ApplicationsPage(Page):
    """From a person's claim to a reviewed case."""

    page_key, title = "applications", "补贴申请"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__(context.home)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._filter = ChoiceInput(
            "state", "状态", tuple(Option(code, text) for code, text in viewmodel.FILTERS)
        )
        self._filter.edited.connect(lambda _edit: self._fill())
        self.table = Table(
            "applications",
            (
                Column("case_number", "受理编号", 20),
                Column("kind", "事项", 9),
                Column("who", "申请人", 8),
                Column("subject", "工种等级", 12),
                Column("outcome", "初审", 7),
                Column("amount", "金额", 8, is_number=True),
                Column("state", "状态", 7),
                Column("filed_on", "受理日期", 8),
            ),
            empty=EmptyState("补贴申请", "还没有申请。在「登记与查询」打开一位，按 F7 开始申请"),
            memory=context.memory,
            label="补贴申请",
        )
        self.table.opened.connect(self.show_case)
        self._stack = QStackedWidget(self)

    def make(self) -> Iterator[None]:
        """Build what takes a claim in, then the case."""
        context = self._context
        take = self.act_button(Act.SAVE_NEXT, self._on_take_asked, "受理", look="primary")
        self.apply = ApplyPane(context, take, self._stack)
        yield
        keep = self.act_button(Act.SAVE, self._on_keep_asked, "保存并重新判断", look="primary")
        self.staff = StaffPane(context, keep, self._stack)
        slip = self.act_button(Act.PREVIEW, self._on_handed_asked, "打印受理回执")
        papers = PaperMenu(context, "application", self._case_in_front, parent=self)
        self.answer(Act.PRINT, papers.drop)
        self.case = CasePane(context, (slip, papers), self._stack)
        self._lay_out()
        self._wire()

    def open(self, target: object | None) -> None:
        """Show the list, a case by its id, or begin an application (`("apply", worker_id or 0, kind)`)."""
        if isinstance(target, tuple) and target and target[0] == "apply":
            self._stack.setCurrentWidget(self.apply)
            self.apply.begin(int(target[1]), str(target[2]))
            self.apply.focus().setFocus()
        elif isinstance(target, int):
            self.show_case(target)
        elif self._stack.currentWidget() is self._list:
            self._fill()

    def refresh(self, changes: Changes) -> None:
        """Read the list anew."""
        if changes.touch("application", "account"):
            self._fill()
            record = self.case.record
            if record is not None and self._stack.currentWidget() is self.case:
                self.show_case(record.row.id)
        if changes.touch("worker", "category", "certificate", "enrolment", "session", "employer"):
            self.apply.judge_again()

    def primary_focus(self) -> QWidget | None:
        """Return the account while taking in, the case that is open, else the list."""
        front = self._stack.currentWidget()
        if front is self.staff:
            return self.staff.form.first()
        return {self.apply: self.apply.focus(), self.case: self.case.first()}.get(front, self.table)

    def show_case(self, number: object) -> None:
        """Show one case."""
        if isinstance(number, int):
            record = self._ops.do(lambda: self._counter.applications.open(number))
            if record is not None:
                self.case.show_case(record)
                is_new = self._stack.currentWidget() is not self.case
                self._stack.setCurrentWidget(self.case)
                if is_new:
                    self.case.first().setFocus()

    def _lay_out(self) -> None:
        self._list = Card("补贴申请", "回车打开；谁受理的谁不能复核")
        bar = QHBoxLayout()
        bar.addWidget(self._filter)
        bar.addStretch(1)
        unit = Button("企业直补申请", name="begin_employer", parent=self)
        unit.clicked.connect(lambda _checked=False: self.open(("apply", 0, "employer")))
        bar.addWidget(unit)
        self._list.body.addLayout(bar)
        self._list.body.addWidget(self.table, 1)
        for pane in (self._list, self.apply, self.case, self.staff):
            self._stack.addWidget(pane)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)

    def _wire(self) -> None:
        self.answer(Act.CLOSE, self._on_close_asked)
        self.answer(Act.NEXT_AREA, self._on_area_asked)
        self.apply.taken.connect(self._on_taken)
        self.apply.declined.connect(self._on_declined)
        self.apply.field_wanted.connect(self._on_field_wanted)
        self.apply.staff_wanted.connect(self._on_staff_wanted)
        self.staff.left.connect(self._on_staff_left)
        for pane in (self.apply, self.case):
            pane.clause_wanted.connect(self._on_clause_wanted)
        self.case.moved.connect(self.show_case)

    def _fill(self) -> None:
        state = str(self._filter.value() or "")
        applications = self._counter.applications
        ids = self._ops.do(lambda: applications.ids(state=state)) or ()
        counts = self._ops.do(applications.counts) or {}
        self.table.fill(ids, lambda wanted: applications.rows(tuple(_int(one) for one in wanted)),
                        total=viewmodel.total_line(len(ids), counts))  # fmt: skip

    def _on_take_asked(self) -> None:
        if self._stack.currentWidget() is self.apply:
            self.apply.take()
        else:
            self._on_keep_asked()

    def _on_taken(self, saved: Saved) -> None:
        self._context.shell.toast(f"{saved.text}，按 F8 打印回执")
        for finding in saved.warnings:
            self._context.shell.tell("warning", finding.text, key=f"taken_{finding.code}")
        self.show_case(saved.id)

    def _on_declined(self, saved: Saved) -> None:
        self._context.shell.toast(f"{saved.text}，按 F8 看不予受理通知书")
        self.show_case(saved.id)

    def _on_staff_wanted(self, session_id: object) -> None:
        self._stack.setCurrentWidget(self.staff)
        self.staff.show_session(_int(session_id))

    def _on_staff_left(self, _session_id: object) -> None:
        self._stack.setCurrentWidget(self.apply)
        self.apply.judge_again()
        self.apply.focus().setFocus()

    def _on_keep_asked(self) -> None:
        if self._stack.currentWidget() is self.staff:
            self.staff.save()

    def _on_field_wanted(self, key: object) -> None:
        record = self.apply.worker_id
        if record:
            self._context.shell.open_page("workers", (record, key))
        self._context.shell.tell("info", "补好保存后按 F7 回到申请，填过的还在。", key="field")

    def _on_clause_wanted(self, clause: object) -> None:
        quote = self._counter.policy_text.quote(str(clause))
        self._context.shell.tell("info", f"{clause} 原文：{quote}", key="clause")

    def _on_handed_asked(self) -> None:
        """Show what the applicant is handed now: the slip, or the notice that the case came to."""
        fit = self.case.handed
        if fit is not None and self._stack.currentWidget() is self.case:
            papers = self._counter.papers
            show_paper(self._context, f"正在生成{fit.title}", lambda: papers.paper(fit.form, fit.ref))

    def _case_in_front(self) -> int:
        record = self.case.record
        return record.row.id if record is not None else 0

    def _on_area_asked(self) -> None:
        pane = self._stack.currentWidget()
        if isinstance(pane, ApplyPane | CasePane):
            pane.panes.switch_area()

    def _on_close_asked(self) -> None:
        if self._stack.currentWidget() is self.staff:
            self._on_staff_left(0)
            return
        self._stack.setCurrentWidget(self._list)
        self._fill()
        self.table.setFocus()


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
