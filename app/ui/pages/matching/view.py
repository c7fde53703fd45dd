"""推荐: who, what is near and why, what a course would open; and the recommendations that wait for a follow-up."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.recommending import MatchRow, WorkerMatches
from app.services.results import Refused, Saved
from app.ui.inputs import texts
from app.ui.kit import (
    Act,
    Button,
    Card,
    Column,
    EmptyState,
    Page,
    PageContext,
    ReasonList,
    ScrollPane,
    Table,
    TwoPane,
    Words,
)
from app.ui.ops import Changes
from app.ui.pages.matching import viewmodel


class MatchingPage(Page):
    """Recommends and follows up."""

    page_key, title = "matching", "推荐"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__()
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._worker_id = 0
        self._found: WorkerMatches | None = None
        self._who = Words("", role="name")
        self._why = Words("", role="label", wraps=True)
        self._empty = EmptyState("推荐岗位和培训", "在「登记与查询」打开一位后按 F9，或在上面的查找框里找人")
        self.jobs, self.courses = ReasonList(self), ReasonList(self)
        self.jobs.chosen.connect(self._on_job_chosen)
        self.courses.chosen.connect(self._on_course_chosen)
        self.table = Table(
            "follow_ups",
            (
                Column("name", "姓名", 6),
                Column("title", "推荐了", 10),
                Column("outcome", "进展", 7),
                Column("due", "该回访", 8, show=viewmodel.due_text),
            ),
            empty=EmptyState("推荐的跟踪", "还没有推荐过。选中一个岗位按回车就记下一次推荐"),
            memory=context.memory,
            label="推荐的跟踪",
        )
        self.table.picked.connect(self._on_follow_picked)
        self._nexts = QHBoxLayout()
        self._lay_out()

    def open(self, target: object | None) -> None:
        """Show a person by his id, or go on with the one shown."""
        if isinstance(target, int):
            self._worker_id = target
        self._fill()

    def refresh(self, changes: Changes) -> None:
        """Read anew what concerns matching."""
        if changes.touch("match", "job", "session", "worker", "enrolment"):
            self._fill()

    def primary_focus(self) -> QWidget | None:
        """Return the list of jobs."""
        return self.jobs if self._worker_id else self.table

    def _lay_out(self) -> None:
        head = Card()
        line = QHBoxLayout()
        line.addWidget(self._who)
        line.addStretch(1)
        back = Button("回到登记", name="back_to_worker", parent=self)
        back.clicked.connect(
            lambda _checked=False: self._context.shell.open_page("workers", self._worker_id or None)
        )
        line.addWidget(back)
        head.body.addLayout(line)
        head.body.addWidget(self._why)
        self._jobs_card = Card("岗位", "回车推荐给本人")
        self._jobs_card.body.addWidget(self._empty)
        self._jobs_card.body.addWidget(self.jobs)
        self._jobs_card.body.addStretch(1)
        self._courses_card = Card("培训", "回车报名；自费的也列出来")
        self._courses_card.body.addWidget(self.courses)
        self._courses_card.body.addStretch(1)
        lists = QWidget()
        row = QHBoxLayout(lists)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(ScrollPane(self._jobs_card), 1)
        row.addWidget(ScrollPane(self._courses_card), 1)
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(head)
        left.addWidget(lists, 1)
        side = Card("跟踪", "推荐→联系→面试→上岗→30天在岗")
        side.body.addWidget(self.table, 1)
        side.body.addLayout(self._nexts)
        self.panes = TwoPane(main, "推荐", side, "跟踪", self)
        self.answer(Act.NEXT_AREA, self.panes.switch_area)
        self.answer(Act.UNDO, self._on_undo_asked)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panes)

    def _fill(self) -> None:
        if self._worker_id:
            worker_id = self._worker_id
            self._found = self._ops.do(lambda: self._counter.recommending.for_worker(worker_id))
        found = self._found
        self._empty.setVisible(found is None)
        self._who.say(f"{found.name} 的推荐" if found else "推荐")
        self._why.setText(viewmodel.why_line(found) if found else "")
        self.jobs.show_rows(viewmodel.job_rows(found) if found else ())
        self.courses.show_rows(viewmodel.course_rows(found) if found else ())
        if found:
            self._jobs_card.set_caption(f"岗位（{found.jobs.feasible} 个符合）")
            self._courses_card.set_caption(f"培训（{found.courses.feasible} 个班）")
        rows = {
            row.id: row for row in self._ops.do(lambda: self._counter.recommending.due(only_due=False)) or ()
        }
        self._rows = rows
        self.table.fill(
            tuple(rows), lambda ids: tuple(rows[_int(one)] for one in ids), total=f"{len(rows)} 条在跟踪"
        )
        self._show_nexts(None)

    _rows: dict[int, MatchRow]

    def _on_job_chosen(self, payload: object) -> None:
        found = self._found
        match = next((one for one in found.jobs.matches if one.job.id == payload), None) if found else None
        if match is None:
            return
        worker_id, title = self._worker_id, f"{match.job.title}（{match.job.employer}）"
        reasons = (*match.pluses, *match.minuses)
        saved = self._ops.do(
            lambda: self._counter.recommending.record(worker_id, "job", match.job.id, title, reasons)
        )
        self._told(saved)

    def _on_course_chosen(self, payload: object) -> None:
        worker_id = self._worker_id
        answer = self._ops.do(lambda: self._counter.enrolments.enrol_in(worker_id, str(payload)))
        if isinstance(answer, Refused):
            self._context.shell.tell("error", texts(answer.findings), key="fault")
        else:
            self._told(answer)

    def _told(self, saved: object) -> None:
        if isinstance(saved, Saved):
            extra = f"（{texts(saved.warnings)}）" if saved.warnings else ""
            self._context.shell.toast(saved.text + extra, self._on_undo_asked)

    def _on_undo_asked(self) -> None:
        told = self._ops.do(self._counter.undo.undo)
        if told is not None:
            label, changes = told
            self._context.shell.toast(f"已撤销{label}")
            self._ops.announce(changes)

    def _on_follow_picked(self, number: object) -> None:
        self._show_nexts(self._rows.get(_int(number)))

    def _show_nexts(self, row: MatchRow | None) -> None:
        while self._nexts.count():
            item = self._nexts.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if row is None:
            self._nexts.addWidget(Words("选中一条，记下进展", role="caption"))
            return
        for code, label in row.nexts:
            button = Button(label, name=f"follow_{code}", parent=self)
            button.clicked.connect(lambda _checked=False, one=code: self._follow(row.id, one))
            self._nexts.addWidget(button)
        self._nexts.addStretch(1)

    def _follow(self, match_id: int, outcome: str) -> None:
        saved = self._ops.do(lambda: self._counter.recommending.follow(match_id, outcome))
        if isinstance(saved, Saved):
            self._context.shell.toast(saved.text)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
