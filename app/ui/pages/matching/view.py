"""推荐: who, what is near and why, what a course would open; and the recommendations that wait for a follow-up."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.faults import UserError
from app.services.counter import Counter
from app.services.feedback import READY_REASONS
from app.services.matching.steps import Step
from app.services.recommending import WorkerMatches
from app.services.results import Refused, Saved
from app.services.whynots import Answer, WhyLine
from app.ui.inputs import texts
from app.ui.kit import Act, Card, Column, EmptyState, Page, PageContext, Table, TwoPane
from app.ui.ops import Changes
from app.ui.pages.matching import viewmodel
from app.ui.pages.matching.follow import FollowPane
from app.ui.pages.matching.person import Marking, PersonPane
from app.ui.pages.matching.why import WhyPane

_WAITING_WHY = (
    "登记为「未就业，有意愿」、还没有推荐过的人会列在这里。在「登记与查询」打开一位后按 F9 也能推荐"
)
_WAITING, _PERSON, _WHY = range(3)
_SHOWN = (
    "match", "job", "employer", "course", "institution", "session", "worker", "enrolment", "feedback",
)  # fmt: skip


class MatchingPage(Page):
    """Recommends, says why not, and follows up."""

    page_key, title = "matching", "推荐"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__(context.home)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._worker_id = 0
        self._found: WorkerMatches | None = None
        self._steps: tuple[Step, ...] = ()
        self._marking: Marking | None = None
        self._referral = 0
        self.waiting = self._waiting_table()
        self.person, self.why = PersonPane(self), WhyPane(context, self)
        self.jobs, self.courses, self.scroller = self.person.jobs, self.person.courses, self.person.scroller
        self.follow = FollowPane(context, self)
        self._lay_out()
        self._wire()

    def open(self, target: object | None) -> None:
        """Show a person by his id, what should be followed up (`due`), one referral, or what was shown.

        One referral is given as (worker id, match id).
        """
        if isinstance(target, int):
            self._come_to(target)
        if isinstance(target, tuple):
            self._come_to(int(target[0]))
            self._referral = int(target[1])
        self._fill(takes_keys=target != "due" and not self._referral)
        if target == "due":
            self.follow.show_due()

    def refresh(self, changes: Changes) -> None:
        """Read anew what concerns matching."""
        if changes.touch(*_SHOWN):
            self._fill()

    def primary_focus(self) -> QWidget | None:
        """Return the referral asked for, else the jobs of the person shown, else the list of those who wait."""
        if self._referral:
            return self.follow.table
        if self._found is None:
            return self.waiting
        return self.jobs if self._found.jobs.matches else self.courses

    def _waiting_table(self) -> Table:
        return Table(
            "waiting_seekers",
            (
                Column("name", "姓名", 5.2),
                Column("about", "情况", 11.5),
                Column("village", "住在", 9.5),
                Column("skills", "会做", 7),
                Column("wish", "想做", 7),
                Column("pay", "期望月薪", 5.2),
                Column("area", "范围", 4.6),
            ),
            empty=EmptyState("等着推荐的人", _WAITING_WHY),
            memory=self._context.memory,
            label="等着推荐的人",
        )

    def _lay_out(self) -> None:
        waiting = Card("等着推荐的人", "有就业意愿、还没有推荐过")
        waiting.body.addWidget(self.waiting, 1)
        self._left = QStackedWidget(self)
        for pane in (waiting, self.person, self.why):
            self._left.addWidget(pane)
        self.panes = TwoPane(self._left, "推荐", self.follow, "跟踪", self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panes)

    def _wire(self) -> None:
        person = self.person
        self.waiting.opened.connect(self.open_person)
        person.job_chosen.connect(lambda uid: self._on_job_chosen(str(uid)))
        person.course_chosen.connect(lambda uid: self._on_course_chosen(str(uid)))
        person.arrived.connect(self._on_offer_arrived)
        person.mark_asked.connect(self._on_mark_asked)
        person.reasons.chosen.connect(self._on_reason_given)
        person.why_asked.connect(lambda _pane: self._on_why_asked())
        person.left.connect(lambda _pane: self._on_left())
        person.back_asked.connect(lambda _pane: self._context.shell.open_page("workers", self._worker_id))
        person.facing_asked.connect(lambda _pane: self._on_facing_asked())
        self.answer(Act.FACE, self._on_facing_asked)
        person.assumption_kept.connect(lambda _pane: self._on_assumption_kept())
        person.assumption_dropped.connect(lambda _pane: self._assume(()))
        self.why.stepped.connect(self._on_line_chosen)
        self.why.answered.connect(self._on_answer_chosen)
        self.why.closed.connect(lambda _pane: self._show_lists())
        self.follow.followed.connect(self._told)
        self.follow.chosen.connect(self._on_person_chosen)
        self.answer(Act.NEXT_AREA, self._on_area_asked)
        self.answer(Act.PRINT, self._on_print_asked)
        self.answer(Act.UNDO, self._on_undo_asked)
        self.answer(Act.CLOSE, self._on_close_asked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the height to the lists in a low window."""
        super().resizeEvent(event)
        self.person.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange anew at another type size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and self._found:
            QTimer.singleShot(0, self, self.person.fit)

    def _on_area_asked(self) -> None:
        self.panes.switch_area()
        focused = self.window().focusWidget()
        if focused is not None and self.follow.isAncestorOf(focused):
            self.follow.table.focus_list()
        else:
            self._focus()

    def _on_print_asked(self) -> None:
        self.panes.show_side()
        self.follow.papers.drop()

    def _on_person_chosen(self, worker_id: object) -> None:
        self.open_person(worker_id)
        self.panes.show_main()

    def open_person(self, worker_id: object) -> None:
        """Show one person and put the keys on the first job."""
        if isinstance(worker_id, int):
            self._come_to(worker_id)
            self._fill(takes_keys=True)

    def _come_to(self, worker_id: int) -> None:
        if worker_id != self._worker_id:
            self._steps, self._marking = (), None
        self._worker_id, self._referral = worker_id, 0
        if self._left.currentIndex() == _WHY:
            self._left.setCurrentIndex(_PERSON)

    def _fill(self, *, takes_keys: bool = False, then: str = "") -> None:
        worker_id, steps = self._worker_id, self._steps
        self._referral = 0 if takes_keys else self._referral
        if self._found is None or self._found.worker_id != worker_id:
            self._found = None  # nothing of the last person may be chosen for this one
            self.person.show_nothing()
        if not worker_id:
            self._show(None, takes_keys=takes_keys)
            return
        self._ops.start(
            "正在推荐",
            lambda _progress: self._counter.recommending.for_worker(worker_id, steps=steps),
            done=lambda found: self._arrived(found, takes_keys=takes_keys, then=then),
            failed=lambda fault: self._failed(worker_id, fault),
        )

    def _arrived(self, found: WorkerMatches, *, takes_keys: bool, then: str) -> None:
        if (found.worker_id, found.assumed) != (self._worker_id, self._steps):
            return  # somebody else was asked for meanwhile
        self._show(found, takes_keys=takes_keys)
        if then:
            self.person.focus_offer(then)

    def _failed(self, worker_id: int, fault: UserError) -> None:
        if worker_id == self._worker_id:
            self._context.shell.tell("error", fault.text, key="fault")
            self._show(None, takes_keys=True)

    def _show(self, found: WorkerMatches | None, *, takes_keys: bool) -> None:
        self._found = found
        if found is None:
            self._worker_id, self._steps = 0, ()
            self._fill_waiting()
            self._left.setCurrentIndex(_WAITING)
        else:
            self.person.show_person(found)
            if self._left.currentIndex() != _WHY:
                self._left.setCurrentIndex(_PERSON)
            elif not takes_keys:
                self.why.begin(self._worker_id)
        self.follow.show_person(self._worker_id)
        if self._referral:
            self.panes.show_side()
            self.follow.show_row(self._referral)
        if takes_keys:
            self._focus()
            QTimer.singleShot(0, self, lambda: self.scroller.verticalScrollBar().setValue(0))

    def _fill_waiting(self) -> None:
        recommending = self._counter.recommending
        ids = self._ops.do(recommending.waiting) or ()
        self.waiting.fill(
            ids,
            lambda wanted: recommending.seekers(tuple(one for one in wanted if isinstance(one, int))),
            total=f"{len(ids):,} 人",
            note="Enter 给这一位推荐",
        )

    def _on_offer_arrived(self, at: object) -> None:
        if isinstance(at, tuple):
            target, uid = at
            self.person.show_offer(
                self._ops.do(lambda: self._counter.recommending.particulars(str(target), str(uid)))
            )

    def _on_job_chosen(self, uid: str) -> None:
        found = self._found
        if found is None or self._restored(uid) or self._is_barred(uid):
            return
        match = next((one for one in found.jobs.matches if one.job.id == uid), None)
        if match is None:
            return
        if uid in found.opened:
            self._context.shell.tell("info", viewmodel.ONLY_ASSUMED, key="fault")
            return
        self._record(uid, f"{match.job.title}（{match.job.employer}）", (*match.pluses, *match.minuses))

    def _record(self, uid: str, title: str, reasons: tuple[str, ...]) -> None:
        worker_id = self._worker_id
        self._told(
            self._ops.do(lambda: self._counter.following.record(worker_id, "job", uid, title, reasons))
        )

    def _on_course_chosen(self, uid: str) -> None:
        if self._restored(uid) or self._is_barred(uid):
            return
        worker_id = self._worker_id
        self._told(self._ops.do(lambda: self._counter.enrolments.enrol_in(worker_id, uid)))

    def _is_barred(self, uid: str) -> bool:
        """Say why what was pinned cannot be recommended now."""
        reasons = viewmodel.barred_reasons(self._found, uid)
        if reasons:
            self._context.shell.tell("error", f"置顶了，但现在不能推荐：{reasons}", key="fault")
        return bool(reasons)

    def _restored(self, uid: str) -> bool:
        """Recommend again what was hidden."""
        remark = self._found.remarks.get(uid) if self._found else None
        if remark is None or remark.kind != "hide":
            return False
        worker_id = self._worker_id
        self._told(self._ops.do(lambda: self._counter.feedbacks.lift(worker_id, uid)))
        return True

    def _on_mark_asked(self, asked: object) -> None:
        found = self._found
        if not isinstance(asked, Marking) or found is None:
            return
        worker_id, remark = self._worker_id, found.remarks.get(asked.uid)
        if remark is not None and remark.kind == asked.kind:
            self._told(self._ops.do(lambda: self._counter.feedbacks.lift(worker_id, asked.uid)))
            return
        self._marking = asked
        question = "放到最前面，因为" if asked.kind == "pin" else "不再推荐给这一位，因为"
        self.person.reasons.ask(question, READY_REASONS[asked.kind])

    def _on_reason_given(self, reason: str) -> None:
        asked, found, worker_id = self._marking, self._found, self._worker_id
        if asked is None or found is None:
            return
        title = viewmodel.title_of(found, asked.uid)
        self._told(
            self._ops.do(
                lambda: self._counter.feedbacks.record(
                    worker_id, asked.target, asked.uid, title, asked.kind, reason
                )
            )
        )
        if not self.person.focus_offer(asked.uid):
            self.person.focus_first()

    def _on_why_asked(self) -> None:
        if self._worker_id:
            self._steps = ()
            self._left.setCurrentIndex(_WHY)
            self.why.begin(self._worker_id)

    def _show_lists(self) -> None:
        self._left.setCurrentIndex(_PERSON)
        self._fill(takes_keys=True)

    def _on_line_chosen(self, line: object) -> None:
        if not isinstance(line, WhyLine):
            return
        if line.steps:
            self._assume(line.steps, line.offer)
        elif line.offer:
            self._left.setCurrentIndex(_PERSON)
            self._fill(takes_keys=True, then=line.offer)
        else:
            self._context.shell.tell("info", f"{line.reason}：{line.relief}", key="fault")

    def _on_answer_chosen(self, answer: object) -> None:
        if not isinstance(answer, Answer):
            return
        if answer.steps:
            self._assume(answer.steps, answer.uid)
        elif answer.reasons:
            self._context.shell.tell("info", f"{answer.title}：{'；'.join(answer.reasons)}", key="fault")
        elif self._restored(answer.uid):
            self._show_lists()
        elif answer.target == "job":
            self._record(answer.uid, answer.title, (f"本人问起（排第 {answer.place}）",))
            self._show_lists()
        else:
            self._on_course_chosen(answer.uid)
            self._show_lists()

    def _assume(self, steps: tuple[Step, ...], offer: str = "") -> None:
        """Show the lists as if the steps were taken; nothing is kept."""
        self._steps = steps
        self._left.setCurrentIndex(_PERSON)
        may_keep = bool(steps) and all(step.is_wish for step in steps)
        self._fill(takes_keys=True, then="" if may_keep else offer)
        if may_keep:
            self.person.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_assumption_kept(self) -> None:
        steps, worker_id = self._steps, self._worker_id
        self._steps = ()
        self._told(self._ops.do(lambda: self._counter.whynots.keep(worker_id, steps)))
        self._fill(takes_keys=True)

    def _on_close_asked(self) -> None:
        if self.follow.list.drop():
            return
        if self.person.reasons.drop():
            self.person.focus_first()
        elif self._left.currentIndex() == _WHY:
            if not self.why.drop():
                self._show_lists()
        elif self._steps:
            self._assume(())
        else:
            self._on_left()

    def _on_left(self) -> None:
        if self._worker_id:
            self._come_to(0)
            self._fill(takes_keys=True)

    def _on_facing_asked(self) -> None:
        if self._worker_id:
            self._context.shell.open_page("workers", (self._worker_id, "facing"))

    def _focus(self) -> None:
        first = self.primary_focus()
        if self._left.currentIndex() == _WHY:
            self.why.table.focus_list()
        elif first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _told(self, answer: object) -> None:
        if isinstance(answer, Refused):
            self._context.shell.tell("error", texts(answer.findings), key="fault")
        elif isinstance(answer, Saved):
            extra = f"（{texts(answer.warnings)}）" if answer.warnings else ""
            self._context.shell.toast(answer.text + extra, self._on_undo_asked)

    def _on_undo_asked(self) -> None:
        told = self._ops.do(self._counter.undo.undo)
        if told is not None:
            label, changes = told
            self._context.shell.toast(f"已撤销{label}")
            self._ops.announce(changes)
