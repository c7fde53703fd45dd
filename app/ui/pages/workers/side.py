"""这位能得到什么: the four subsidies with their clauses, the nearest jobs, the courses that open most of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.counter import Counter
from app.services.eligibility.service import Outlook
from app.services.recommending import WorkerMatches
from app.ui.kit import Act, Button, Card, OutcomeList, PageContext, ReasonList, Words
from app.ui.pages.workers import viewmodel

_HINT = "打开或登记一位后，这里逐条说明能享受的补贴、附近的岗位和可报的培训。"


class GetsPanel(Card):
    """The right-hand pane; `field_wanted` names the field that would answer a ？, `outcome_chosen` the subsidy."""

    field_wanted = Signal(object)
    outcome_chosen = Signal(object)
    match_chosen = Signal(object)
    facing_asked = Signal(object)
    told = Signal(object)

    def __init__(
        self, context: PageContext[Counter], apply: Button, match: Button, parent: QWidget | None = None
    ) -> None:
        super().__init__("这位能得到什么", "", parent)
        self._ops, self._counter = context.ops, context.services
        self._worker_id = 0
        self._outlooks: tuple[Outlook, ...] = ()
        self._found: WorkerMatches | None = None
        face = Button("给群众看", act=Act.FACE, name="facing", parent=self)
        face.clicked.connect(lambda _checked=False: self.facing_asked.emit(self))
        self.outcomes = OutcomeList(self)
        self.outcomes.chosen.connect(self._on_outcome)
        self._hint = Words(_HINT, role="caption", wraps=True)
        self.jobs, self.courses = ReasonList(self), ReasonList(self)
        self.jobs.chosen.connect(self.match_chosen)
        self.courses.chosen.connect(self.match_chosen)
        self._jobs_title = Words("离家近的岗位", role="heading")
        self._courses_title = Words("可报的培训", role="heading")
        self._parts = (
            self.outcomes,
            apply,
            self._jobs_title,
            self.jobs,
            self._courses_title,
            self.courses,
            match,
            face,
        )
        for widget in (self._hint, *self._parts):
            self.body.addWidget(widget)
        self.body.addStretch(1)
        self.show_nobody()

    def show_nobody(self) -> None:
        """Say what this pane is for."""
        self._worker_id, self._outlooks, self._found = 0, (), None
        self._hint.show()
        self.set_note("")
        for part in self._parts:
            part.hide()

    def show_person(self, worker_id: int) -> None:
        """Work out and show what a person may get, the jobs near his home and the courses."""
        if worker_id != self._worker_id:
            self.show_nobody()
        self._worker_id = worker_id
        self._ops.start(
            "正在判断",
            lambda _progress: self._counter.eligibility.outlook(worker_id),
            done=lambda outlooks: self._judged(worker_id, outlooks),
        )
        self._ops.start(
            "正在推荐",
            lambda _progress: self._counter.recommending.for_worker(worker_id, top=3),
            done=lambda found: self._arrived(worker_id, found),
            failed=lambda _fault: self._arrived(worker_id, None),
        )

    def _judged(self, worker_id: int, outlooks: tuple[Outlook, ...]) -> None:
        if worker_id == self._worker_id:  # else somebody else stands at the counter by now
            self.show_outlook(outlooks)

    def _arrived(self, worker_id: int, found: WorkerMatches | None) -> None:
        if worker_id == self._worker_id:
            self.show_matches(found)

    def facing(self) -> tuple[viewmodel.Facing, ...]:
        """Return what the pane says, for the person across the counter."""
        return viewmodel.facing_outlooks(self._outlooks) + viewmodel.facing_matches(self._found)

    def show_outlook(self, outlooks: tuple[Outlook, ...]) -> None:
        """Show what a person may get, clause by clause."""
        self._outlooks = outlooks
        self._hint.hide()
        for part in self._parts:
            part.show()
        self.outcomes.show_rows(viewmodel.outcome_rows(outlooks))
        packs = [outlook.pack for outlook in outlooks if outlook.pack]
        self.set_note(f"按 {packs[0].partition('#')[0]} 版政策" if packs else "")
        self.told.emit(self)

    def show_matches(self, found: WorkerMatches | None) -> None:
        """Show jobs and courses; where there is nothing, why."""
        self._found = found
        if found is None:
            self._jobs_title.setText("离家近的岗位：先填户籍村和出生日期")
            self.jobs.show_rows(())
            self.courses.show_rows(())
            return
        total = found.jobs.feasible
        why = f"：{found.why}" if found.why else ""
        self._jobs_title.setText(f"离家近的岗位（{total} 个符合）" if total else f"没有符合的岗位{why}")
        self._courses_title.setText(f"可报的培训（{found.courses.feasible} 个班）")
        self.jobs.show_rows(viewmodel.job_rows(found.jobs))
        self.courses.show_rows(viewmodel.course_rows(found.courses))
        self.told.emit(self)

    def _on_outcome(self, payload: object) -> None:
        if not isinstance(payload, tuple):
            return
        kind, field = payload
        if field:
            self.field_wanted.emit(field)
        else:
            self.outcome_chosen.emit(kind)
