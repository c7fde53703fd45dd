"""推荐: who, what is near and why, what a course would open; and the recommendations that wait for a follow-up."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.faults import UserError
from app.services.counter import Counter
from app.services.recommending import WorkerMatches
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
    ShortWords,
    Table,
    TwoPane,
    Words,
)
from app.ui.ops import Changes
from app.ui.pages.matching import viewmodel
from app.ui.pages.matching.follow import LOW, FollowPane
from app.ui.theme import em

_SIDE_BY_SIDE_EMS = 44  # below this width a reason would be torn: the two lists stand one below the other
_WAITING_WHY = (
    "登记为「未就业，有意愿」、还没有推荐过的人会列在这里。在「登记与查询」打开一位后按 F9 也能推荐"
)


class _Lane(Card):
    """A list of offers; ← and → go to the one beside it."""

    turned = Signal(object)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of ← and →; the rows take the other keys."""
        key = Qt.Key(event.key())
        if key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.turned.emit(1 if key == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)


class MatchingPage(Page):
    """Recommends and follows up."""

    page_key, title = "matching", "推荐"

    def __init__(self, context: PageContext[Counter]) -> None:
        super().__init__()
        self._context, self._counter, self._ops = context, context.services, context.ops
        self._worker_id = 0
        self._found: WorkerMatches | None = None
        self.waiting = self._waiting_table()
        self._who, self._about = Words("", role="name"), ShortWords("", role="label")
        self._wish = ShortWords("", role="label")
        self._missing = ShortWords("", role="caption", tone="ask")
        self._why = Words("", role="caption", wraps=True)
        self.jobs, self.courses = ReasonList(self), ReasonList(self)
        self._jobs_card = _Lane("岗位", "Enter 推荐给本人　→ 培训")
        self._courses_card = _Lane("培训", "Enter 报名　← 岗位")
        self._no_course = Words("", role="caption", wraps=True)
        self._offer = Card()
        self._offer_title, self._offer_whom = ShortWords("", role="heading"), Words("", role="label")
        self._offer_place, self._offer_parts = (
            Words("", role="caption", wraps=True),
            Words("", role="caption", wraps=True),
        )
        self.follow = FollowPane(context, self)
        self._lay_out()
        self._wire()

    def open(self, target: object | None) -> None:
        """Show a person by his id, what should be followed up (`due`), or go on with what is shown."""
        if isinstance(target, int):
            self._worker_id = target
        self._fill(takes_keys=target != "due")
        if target == "due":
            self.follow.show_due()

    def refresh(self, changes: Changes) -> None:
        """Read anew what concerns matching."""
        if changes.touch(
            "match", "job", "employer", "course", "institution", "session", "worker", "enrolment"
        ):
            self._fill()

    def primary_focus(self) -> QWidget | None:
        """Return the jobs of the person shown, else the list of those who wait."""
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
        self._left.addWidget(waiting)
        self._left.addWidget(self._person_pane())
        self.panes = TwoPane(self._left, "推荐", self.follow, "跟踪", self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panes)

    def _person_pane(self) -> QWidget:
        head = Card()
        line = QHBoxLayout()
        line.addWidget(self._who)
        line.addWidget(self._about, 1)
        back = Button("回到登记", name="back_to_worker", parent=self)
        back.clicked.connect(lambda _checked=False: self._context.shell.open_page("workers", self._worker_id))
        face = self.act_button(Act.FACE, self._on_facing_asked)
        other = Button("换一位", act=Act.CLOSE, name="other_person", parent=self)
        other.clicked.connect(lambda _checked=False: self._on_left())
        line.addWidget(back)
        line.addWidget(face)
        line.addWidget(other)
        head.body.addLayout(line)
        for words in (self._wish, self._missing, self._why):
            head.body.addWidget(words)
        for card, rows in ((self._jobs_card, self.jobs), (self._courses_card, self.courses)):
            card.body.addWidget(rows)
            if rows is self.courses:
                card.body.addWidget(self._no_course)
            card.body.addStretch(1)
        both = QWidget()
        self._lists = QBoxLayout(QBoxLayout.Direction.LeftToRight, both)
        self._lists.setContentsMargins(0, 0, 0, 0)
        self._lists.setSpacing(8)
        self._lists.addWidget(self._jobs_card, 1)
        self._lists.addWidget(self._courses_card, 1)
        self.scroller = ScrollPane(both)
        self._lay_out_offer()
        pane = QWidget()
        box = QVBoxLayout(pane)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(head)
        box.addWidget(self.scroller, 1)
        box.addWidget(self._offer)
        return pane

    def _lay_out_offer(self) -> None:
        offer = QHBoxLayout()
        offer.addWidget(self._offer_title, 1)
        offer.addWidget(self._offer_whom)
        self._offer.body.setSpacing(2)
        self._offer.body.addLayout(offer)
        self._offer.body.addWidget(self._offer_place)
        self._offer.body.addWidget(self._offer_parts)

    def _wire(self) -> None:
        self.waiting.opened.connect(self.open_person)
        self.jobs.chosen.connect(self._on_job_chosen)
        self.courses.chosen.connect(self._on_course_chosen)
        self.jobs.arrived.connect(lambda uid: self._show_offer("job", str(uid)))
        self.courses.arrived.connect(lambda uid: self._show_offer("session", str(uid)))
        self._jobs_card.turned.connect(lambda by: self.courses.focus_row() if by == 1 else None)
        self._courses_card.turned.connect(lambda by: self.jobs.focus_row() if by == -1 else None)
        self.follow.followed.connect(self._told)
        self.follow.chosen.connect(self._on_person_chosen)
        self.answer(Act.NEXT_AREA, self._on_area_asked)
        self.answer(Act.UNDO, self._on_undo_asked)
        self.answer(Act.CLOSE, self._on_left)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the height to the lists in a low window."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_low = self.window().height() < LOW
        has_jobs = self._found is not None and bool(self._found.jobs.matches)
        self._why.setVisible(not (is_low and has_jobs))
        self._offer_parts.setVisible(not is_low)
        is_narrow = self._left.width() < em() * _SIDE_BY_SIDE_EMS
        ways = QBoxLayout.Direction
        self._lists.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)

    def changeEvent(self, event: QEvent) -> None:
        """Arrange anew at another type size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and self._found:
            QTimer.singleShot(0, self, self._fit)

    def _on_area_asked(self) -> None:
        self.panes.switch_area()
        focused = self.window().focusWidget()
        if focused is not None and self.follow.isAncestorOf(focused):
            self.follow.table.focus_list()
        else:
            self._focus()

    def _on_person_chosen(self, worker_id: object) -> None:
        self.open_person(worker_id)
        self.panes.show_main()

    def open_person(self, worker_id: object) -> None:
        """Show one person and put the keys on the first job."""
        if isinstance(worker_id, int):
            self._worker_id = worker_id
            self._fill(takes_keys=True)

    def _fill(self, *, takes_keys: bool = False) -> None:
        worker_id = self._worker_id
        if self._found is None or self._found.worker_id != worker_id:
            self._found = None  # nothing of the last person may be chosen for this one
            self.jobs.show_rows(())
            self.courses.show_rows(())
        if not worker_id:
            self._show(None, takes_keys=takes_keys)
            return
        self._ops.start(
            "正在推荐",
            lambda _progress: self._counter.recommending.for_worker(worker_id),
            done=lambda found: self._arrived(worker_id, found, takes_keys=takes_keys),
            failed=lambda fault: self._failed(worker_id, fault),
        )

    def _arrived(self, worker_id: int, found: WorkerMatches, *, takes_keys: bool) -> None:
        if worker_id == self._worker_id:  # else somebody else was asked for meanwhile
            self._show(found, takes_keys=takes_keys)

    def _failed(self, worker_id: int, fault: UserError) -> None:
        if worker_id == self._worker_id:
            self._context.shell.tell("error", fault.text, key="fault")
            self._show(None, takes_keys=True)

    def _show(self, found: WorkerMatches | None, *, takes_keys: bool) -> None:
        self._found = found
        if found is None:
            self._worker_id = 0
            self._fill_waiting()
        else:
            self._fill_person(found)
        self._left.setCurrentIndex(0 if found is None else 1)
        self.follow.show_person(self._worker_id)
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

    def _fill_person(self, found: WorkerMatches) -> None:
        self._who.say(found.name)
        self._about.say(viewmodel.about_line(found.seeker))
        for words, text in (
            (self._wish, viewmodel.wish_line(found.seeker)),
            (self._missing, viewmodel.missing_line(found.seeker)),
        ):
            words.say(text)
            words.setVisible(bool(text))
        self._why.setText(viewmodel.why_line(found))
        self._fit()
        self._offer.hide()
        self.jobs.show_rows(viewmodel.job_rows(found))
        self.courses.show_rows(viewmodel.course_rows(found))
        self._no_course.setText(viewmodel.course_line(found))
        self._no_course.setVisible(not found.courses.matches)
        self._jobs_card.set_caption(f"岗位（{found.jobs.feasible} 个符合）")
        self._courses_card.set_caption(f"培训（{found.courses.feasible} 个班）")

    def _show_offer(self, target: str, uid: str) -> None:
        told = self._ops.do(lambda: self._counter.recommending.particulars(target, uid))
        self._offer.setVisible(told is not None)
        if told is not None:
            self._offer_title.say(told.title)
            self._offer_whom.setText(told.whom)
            self._offer_place.setText(told.place)
            self._offer_parts.setText(viewmodel.offer_line(told))

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

    def _on_left(self) -> None:
        if self._worker_id:
            self._worker_id = 0
            self._fill(takes_keys=True)

    def _on_facing_asked(self) -> None:
        if self._worker_id:
            self._context.shell.open_page("workers", (self._worker_id, "facing"))

    def _focus(self) -> None:
        first = self.primary_focus()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

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
