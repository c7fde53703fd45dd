"""Recommending to a person: profiles from the store, ranking by the pure engine, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.faults import UserError
from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.enrolment import Enrolment, Match
from app.models.enums import MatchOutcome
from app.models.worker import Worker
from app.paths import resources
from app.ports import CHINA
from app.services import journal
from app.services.catalog.lines import seats_taken
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.matching.courses import CourseMatches, recommend_courses
from app.services.matching.distance import Places
from app.services.matching.jobs import JobIndex, JobMatches, WhyNone, recommend_jobs, why_none
from app.services.matching.occupations import Occupations
from app.services.matching.profile import CourseOffer
from app.services.offers import Particulars, Seeker, particulars_of, seeker_of
from app.services.profiles import offer_of, posting_of, profile_of
from app.services.results import Changes, Saved
from app.services.undo import UndoStack

_TOUCHED = frozenset({"match"})
_NEXT: Mapping[str, tuple[str, ...]] = {
    "made": ("contacted", "declined"),
    "contacted": ("interviewed", "declined", "turned_down"),
    "interviewed": ("started", "declined", "turned_down"),
    "started": ("stayed", "left"),
    "stayed": ("left",),
}
_WAIT: Mapping[str, timedelta] = {
    "made": timedelta(days=3),
    "contacted": timedelta(days=3),
    "interviewed": timedelta(days=7),
    "started": timedelta(days=30),
}
_WILLING = "9"  # 未就业，有意愿


@dataclass(frozen=True, slots=True)
class WorkerMatches:
    """What can be recommended to one worker today, with reasons; `why` says why there is nothing, when so.

    `made` tells which jobs and sessions he was recommended or enrolled in already, and when.
    """

    worker_id: int
    name: str
    jobs: JobMatches
    courses: CourseMatches
    why: WhyNone | None
    seeker: Seeker
    made: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One recommendation on the follow-up list; `nexts` are the outcomes that may be recorded now."""

    id: int
    worker_id: int
    name: str
    title: str
    outcome: str
    since: date
    due: date | None
    nexts: tuple[tuple[str, str], ...]
    note: str = ""
    is_due: bool = False


class Recommending:
    """Jobs and courses for the person at the counter."""

    def __init__(self, desk: Desk, undo: UndoStack) -> None:
        self._desk = desk
        self._undo = undo
        self._occupations = Occupations.read(resources() / "reference")
        self._places = Places.read(resources() / "reference" / "places.csv")
        self._stamp: tuple[object, ...] = ()
        self._index = JobIndex((), self._places, self._occupations)
        self._offers: tuple[CourseOffer, ...] = ()

    def for_worker(self, worker_id: int, *, top: int = 10) -> WorkerMatches:
        """Return the nearest jobs and the courses that open most of them.

        Raises:
            UserError: the worker is gone, or neither birthday nor village is known.

        """
        today = self._desk.clock.today()
        with self._desk.database.reading() as session:
            worker = session.get(Worker, worker_id, options=(selectinload(Worker.certificates),))
            if worker is None or worker.is_void:
                raise UserError("这位不在本站登记名册里，请重新查找。")
            profile = profile_of(session, worker)
            seeker, made = seeker_of(worker, today), _made_before(session, worker_id)
            self._refresh(session)
        jobs = recommend_jobs(profile, self._index, today, top=top)
        courses = recommend_courses(profile, self._offers, self._index, today, top=top)
        why = why_none(profile, self._index, today) if not jobs.matches else None
        return WorkerMatches(worker_id, seeker.name, jobs, courses, why, seeker, made)

    def _refresh(self, session: Session) -> None:
        """Build the index again when anything it was built from has changed since."""
        stamp = tuple(
            value
            for entity in (Job, Employer, Course, Institution, TrainingSession, Enrolment)
            for value in session.execute(
                select(func.count(entity.id), func.max(entity.updated_at), func.sum(entity.version))
            ).one()
        )
        if stamp == self._stamp:
            return
        query = select(Job).where(Job.is_void.is_(False), Job.employer.has(is_void=False))
        query = query.options(joinedload(Job.employer))
        self._index = JobIndex(
            [posting_of(job) for job in session.scalars(query)], self._places, self._occupations
        )
        whole = joinedload(TrainingSession.course).joinedload(Course.institution)
        stands = TrainingSession.course.has(Course.is_void.is_(False) & Course.institution.has(is_void=False))
        taught = session.scalars(
            select(TrainingSession).where(TrainingSession.is_void.is_(False), stands).options(whole)
        ).all()
        taken = seats_taken(session, [row.id for row in taught])
        offers = (offer_of(row, taken.get(row.id, 0)) for row in taught)
        self._offers = tuple(offer for offer in offers if offer is not None)
        self._stamp = stamp

    def particulars(self, target: str, uid: str) -> Particulars:
        """Return whom to call about a job or a session, where it is, and what it asks and gives.

        Raises:
            UserError: it is gone.

        """
        with self._desk.database.reading() as session:
            return particulars_of(session, target, uid)

    def record(
        self, worker_id: int, target: str, target_id: str, title: str, reasons: tuple[str, ...]
    ) -> Saved:
        """Record that a job or a session (`target`) was recommended, with the reasons then given.

        Raises:
            UserError: the same was recommended to him and is still being followed up.

        """
        desk, now = self._desk, self._desk.clock.now()
        with desk.database.transaction() as session:
            worker = session.get_one(Worker, worker_id)
            _refuse_twice(session, worker, target_id, title)
            match = Match(
                uid=desk.ids.new(),
                worker_id=worker_id,
                target=target,
                target_uid=target_id,
                title=title,
                reasons=list(reasons),
                made_at=now,
                made_by=desk.operator.login,
                created_at=now,
                updated_at=now,
                outcome_on=desk.clock.today(),
            )
            session.add(match)
            session.flush()
            data: dict[str, Json] = {
                "worker": worker.uid,
                "target": target_id,
                "target_kind": target,
                "title": title,
                "reasons": list(reasons),
            }
            journal.record(session, desk, journal.Change("match.made", match.uid, data=data))
            number = match.id
            self._undo.push(f"推荐 {title}", lambda: self._void(number))
            return Saved(match.id, match.uid, 1, f"已向{worker.name}推荐 {title}", Changes(_TOUCHED))

    def _void(self, match_id: int) -> Changes:
        with self._desk.database.transaction() as session:
            match = session.get_one(Match, match_id)
            match.is_void = True
            match.version += 1
            data: dict[str, Json] = {"reason": "撤销推荐"}
            change = journal.Change("match.voided", match.uid, match.version, match.version - 1, data=data)
            journal.record(session, self._desk, change)
            return Changes(_TOUCHED)

    def follow(self, match_id: int, outcome: str, note: str = "") -> Saved:
        """Record what came of a recommendation; who starts takes one of the job's places.

        Raises:
            UserError: that outcome does not follow from where it stands.

        """
        with self._desk.database.transaction() as session:
            match = session.get_one(Match, match_id)
            if outcome not in _NEXT.get(match.outcome, ()):
                now, then = MatchOutcome(match.outcome).label, MatchOutcome(outcome).label
                raise UserError(f"现在是「{now}」，不能直接记「{then}」。")
            was = (match.outcome, match.outcome_note, match.outcome_on)
            heads = self._take_head(session, match, -1) if outcome == "started" else 0
            self._put(session, match, outcome, note, self._desk.clock.today())
            text = f"{match.worker.name}：{MatchOutcome(outcome).label}"
            version = match.version
            self._undo.push(f"跟踪（{text}）", lambda: self._unfollow(match_id, version, was, heads))
            return Saved(match.id, match.uid, version, text, Changes(_TOUCHED | {"job"}))

    def _unfollow(
        self, match_id: int, version: int, was: tuple[str, str, date | None], heads: int
    ) -> Changes:
        with self._desk.database.transaction() as session:
            match = session.get_one(Match, match_id)
            if match.version != version:
                raise UserError("这条推荐后来又记过进展，不能撤销。")
            self._put(session, match, *was)
            if heads:
                self._take_head(session, match, heads)
            return Changes(_TOUCHED | {"job"})

    def _put(self, session: Session, match: Match, outcome: str, note: str, on: date | None) -> None:
        match.outcome, match.outcome_note, match.outcome_on = outcome, note, on
        match.version += 1
        match.updated_at = self._desk.clock.now()
        patch: dict[str, Json] = {"outcome": outcome, "note": note, "on": on.isoformat() if on else ""}
        change = journal.Change("match.changed", match.uid, match.version, match.version - 1, patch=patch)
        journal.record(session, self._desk, change)

    def _take_head(self, session: Session, match: Match, by: int) -> int:
        """Change how many places a job has left; return what undoing must add back."""
        job = session.scalar(select(Job).where(Job.uid == match.target_uid))
        if match.target != "job" or job is None or job.head_left + by < 0:
            return 0
        job.head_left += by
        job.version += 1
        job.updated_at = self._desk.clock.now()
        patch: dict[str, Json] = {"head_left": job.head_left}
        change = journal.Change("job.changed", job.uid, job.version, job.version - 1, patch=patch)
        journal.record(session, self._desk, change)
        return -by

    def due(self, *, only_due: bool = True) -> tuple[MatchRow, ...]:
        """Return recommendations that wait for a follow-up, those due longest first."""
        return self._rows(Match.outcome.in_(list(_WAIT)), only_due=only_due)

    def history(self, worker_id: int) -> tuple[MatchRow, ...]:
        """Return everything that was recommended to one worker, the newest first."""
        return self._rows(Match.worker_id == worker_id, only_due=False)[::-1]

    def _rows(self, condition: ColumnElement[bool], *, only_due: bool) -> tuple[MatchRow, ...]:
        today = self._desk.clock.today()
        query = select(Match).where(Match.is_void.is_(False), condition).options(joinedload(Match.worker))
        with self._desk.database.reading() as session:
            rows = [_row(match, today) for match in session.scalars(query.order_by(Match.id))]
        rows.sort(key=lambda row: row.due or date.max)
        return tuple(row for row in rows if row.is_due or not only_due)

    def waiting(self) -> tuple[int, ...]:
        """Return who wants work and has nothing recommended that is still followed up, newest visit first."""
        followed = select(Match.worker_id).where(
            Match.is_void.is_(False), Match.outcome.in_([*_WAIT, "stayed"])
        )
        query = select(Worker.id).where(
            Worker.is_void.is_(False), Worker.work_state == _WILLING, Worker.id.not_in(followed)
        )
        order = (Worker.last_visit_at.desc().nulls_last(), Worker.id)
        with self._desk.database.reading() as session:
            return tuple(session.scalars(query.order_by(*order)))

    def seekers(self, ids: tuple[int, ...]) -> tuple[Seeker, ...]:
        """Return who these workers are and what they look for, in the order given."""
        today = self._desk.clock.today()
        query = select(Worker).where(Worker.id.in_(ids)).options(selectinload(Worker.certificates))
        with self._desk.database.reading() as session:
            found = {row.id: seeker_of(row, today) for row in session.scalars(query)}
        return tuple(found[number] for number in ids if number in found)


def count_due(session: Session, today: date) -> int:
    """Return how many recommendations wait for a follow-up on this day."""
    query = select(Match.outcome, Match.outcome_on, Match.made_at).where(
        Match.is_void.is_(False), Match.outcome.in_(list(_WAIT))
    )
    return sum(
        (on or _day(made_at)) + _WAIT[outcome] <= today for outcome, on, made_at in session.execute(query)
    )


def _row(match: Match, today: date) -> MatchRow:
    since = match.outcome_on or _day(match.made_at)
    wait = _WAIT.get(match.outcome)
    due = since + wait if wait else None
    return MatchRow(
        id=match.id,
        worker_id=match.worker_id,
        name=match.worker.name,
        title=match.title,
        outcome=MatchOutcome(match.outcome).label,
        since=since,
        due=due,
        nexts=tuple((code, MatchOutcome(code).label) for code in _NEXT.get(match.outcome, ())),
        note=match.outcome_note,
        is_due=due is not None and due <= today,
    )


def _day(instant: datetime) -> date:
    return instant.astimezone(CHINA).date()


def _made_before(session: Session, worker_id: int) -> dict[str, date]:
    made = select(Match.target_uid, Match.made_at).where(
        Match.worker_id == worker_id, Match.is_void.is_(False)
    )
    enrolled = (
        select(TrainingSession.uid, Enrolment.enrolled_on)
        .join(Enrolment, Enrolment.session_id == TrainingSession.id)
        .where(Enrolment.worker_id == worker_id, Enrolment.is_void.is_(False), Enrolment.state != "left")
    )
    found = {uid: _day(at) for uid, at in session.execute(made.order_by(Match.id))}
    return found | {row[0]: row[1] for row in session.execute(enrolled)}


def _refuse_twice(session: Session, worker: Worker, target_uid: str, title: str) -> None:
    query = select(Match).where(
        Match.worker_id == worker.id, Match.target_uid == target_uid, Match.is_void.is_(False),
        Match.outcome.in_(list(_WAIT)),
    )  # fmt: skip
    held = session.scalar(query.limit(1))
    if held is not None:
        raise UserError(f"{_day(held.made_at):%m-%d} 已向{worker.name}推荐过{title}，请在「跟踪」里记进展。")
