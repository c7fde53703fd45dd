"""推荐: who, what is near and why, what a course would open; and the recommendations that wait for a follow-up."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent
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
    EmptyState,
    Page,
    PageContext,
    ReasonList,
    ScrollPane,
    TwoPane,
    Words,
)
from app.ui.ops import Changes
from app.ui.pages.matching import viewmodel
from app.ui.pages.matching.followup import FollowUps
from app.ui.theme import em

_SIDE_BY_SIDE_EMS = 44  # below this width a reason would be torn: the two lists stand one below the other


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
        self._empty = EmptyState("", "", action="去登记与查询")
        self._empty.action_asked.connect(lambda _empty: self._on_back_asked())
        self.jobs, self.courses = ReasonList(self), ReasonList(self)
        self.jobs.chosen.connect(self._on_job_chosen)
        self.courses.chosen.connect(self._on_course_chosen)
        self.follow_ups = FollowUps(context, self)
        self.follow_ups.chosen.connect(self._on_person_chosen)
        self.table = self.follow_ups.table
        self._lay_out()
        self.answer(Act.NEXT_AREA, self._on_area_asked)
        self.answer(Act.UNDO, self._on_undo_asked)

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
        """Return the first job, or the follow-ups when nobody is shown."""
        return (self._row(self.jobs) or self._row(self.courses)) if self._found else self.table

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the lists side by side or one below the other."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Arrange anew at another type size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange} and self._found:
            QTimer.singleShot(0, self, self._arrange)

    def _lay_out(self) -> None:
        head = Card()
        line = QHBoxLayout()
        line.addWidget(self._who)
        line.addStretch(1)
        self._back = Button("回到登记", name="back_to_worker", parent=self)
        self._back.clicked.connect(lambda _checked=False: self._on_back_asked())
        line.addWidget(self._back)
        head.body.addLayout(line)
        head.body.addWidget(self._why)
        self._jobs_card = Card("岗位", "Enter 推荐给本人")
        self._jobs_card.body.addWidget(self.jobs)
        self._jobs_card.body.addStretch(1)
        self._courses_card = Card("培训", "Enter 报名；自费的也列出来")
        self._courses_card.body.addWidget(self.courses)
        self._courses_card.body.addStretch(1)
        lists = QWidget()
        self._lists = QBoxLayout(QBoxLayout.Direction.LeftToRight, lists)
        self._lists.setContentsMargins(0, 0, 0, 0)
        self._lists.setSpacing(8)
        self._lists.addWidget(self._jobs_card, 1)
        self._lists.addWidget(self._courses_card, 1)
        self._scroll = ScrollPane(lists)
        person = QWidget()
        column = QVBoxLayout(person)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(head)
        column.addWidget(self._scroll, 1)
        nobody = Card("推荐")
        nobody.body.addWidget(self._empty)
        self._main = QStackedWidget(self)
        self._main.addWidget(nobody)
        self._main.addWidget(person)
        self.panes = TwoPane(self._main, "推荐", self.follow_ups, "跟踪", self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panes)

    def _arrange(self) -> None:
        is_narrow = self._main.width() < em() * _SIDE_BY_SIDE_EMS
        ways = QBoxLayout.Direction
        self._lists.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)

    def _fill(self) -> None:
        place = self._place()
        if place is not None:  # or hiding the focused row would send the keys astray
            self._scroll.setFocus(Qt.FocusReason.OtherFocusReason)
        self._empty.say("推荐岗位和培训", "在「登记与查询」打开一位后按 F9，或按 F3 找人")
        self._found = None
        if self._worker_id:
            worker_id = self._worker_id
            self._found = self._ops.do(
                lambda: self._counter.recommending.for_worker(worker_id), failed=self._on_not_possible
            )
        self.follow_ups.fill()
        self._show_found()
        if place is not None:
            self._return_to(*place)

    def _show_found(self) -> None:
        found = self._found
        self._main.setCurrentIndex(1 if found else 0)
        if found is None:
            return
        self._arrange()
        self._who.say(f"{found.name} 的推荐")
        self._why.setText(viewmodel.why_line(found))
        told = viewmodel.told_to(self._worker_id, self.follow_ups.rows())
        self.jobs.show_rows(viewmodel.job_rows(found, told))
        self.courses.show_rows(viewmodel.course_rows(found))
        for row in (*self._shown(self.jobs), *self._shown(self.courses)):
            row.show()  # now, so that it can take the keys at once
        self._jobs_card.set_caption(f"岗位（{found.jobs.feasible} 个符合）")
        self._courses_card.set_caption(f"培训（{found.courses.feasible} 个班）")

    def _on_not_possible(self, fault: UserError) -> None:
        self._empty.say("还不能推荐", fault.text)

    def _place(self) -> tuple[ReasonList, int, int] | None:
        """Return which row has the keys, and how far the lists are scrolled."""
        focused = self.window().focusWidget()
        for rows in (self.jobs, self.courses):
            shown = self._shown(rows)
            if focused in shown:
                return rows, shown.index(focused), self._scroll.verticalScrollBar().value()
        return None

    def _return_to(self, rows: ReasonList, at: int, scrolled: int) -> None:
        row = self._row(rows, at)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, lambda: self._scroll.verticalScrollBar().setValue(scrolled))

    def _shown(self, rows: ReasonList) -> list[QWidget]:
        layout = rows.layout()
        items = [layout.itemAt(at).widget() for at in range(layout.count())] if layout is not None else []
        return [one for one in items if one is not None]

    def _row(self, rows: ReasonList, at: int = 0) -> QWidget | None:
        shown = self._shown(rows)
        return shown[min(at, len(shown) - 1)] if shown else None

    def _on_area_asked(self) -> None:
        self.panes.switch_area()
        row = self._row(self.jobs)
        if self._back.hasFocus() and row is not None:  # the row that had the keys was read anew
            row.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_person_chosen(self, worker_id: object) -> None:
        self.open(worker_id)
        self.panes.show_main()

    def _on_back_asked(self) -> None:
        self._context.shell.open_page("workers", self._worker_id or None)

    def _on_job_chosen(self, payload: object) -> None:
        found = self._found
        match = next((one for one in found.jobs.matches if one.job.id == payload), None) if found else None
        if match is None:
            return
        worker_id, title = self._worker_id, viewmodel.job_title(match)
        reasons = (*match.pluses, *match.minuses)
        saved = self._ops.do(
            lambda: self._counter.recommending.record(worker_id, "job", match.job.id, title, reasons)
        )
        self._tell(saved)

    def _on_course_chosen(self, payload: object) -> None:
        worker_id = self._worker_id
        answer = self._ops.do(lambda: self._counter.enrolments.enrol_in(worker_id, str(payload)))
        if isinstance(answer, Refused):
            self._context.shell.tell("error", texts(answer.findings), key="fault")
            return
        self._tell(answer)
        if isinstance(answer, Saved) and answer.warnings:
            self._context.shell.tell("warning", f"{answer.text}。{texts(answer.warnings)}", key="enrolment")

    def _tell(self, saved: object) -> None:
        if isinstance(saved, Saved):
            self._context.shell.toast(saved.text, self._on_undo_asked)

    def _on_undo_asked(self) -> None:
        told = self._ops.do(self._counter.undo.undo)
        if told is not None:
            label, changes = told
            self._context.shell.toast(f"已撤销{label}")
            self._ops.announce(changes)
