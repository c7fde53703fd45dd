"""What waits today: figures for the first page and for the strip at the foot of the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.application import Application
from app.models.catalog import TrainingSession
from app.models.enrolment import Enrolment, Match
from app.models.enums import BatchState
from app.models.trail import Batch, JournalEntry, OutboxEvent
from app.models.worker import Certificate, Worker
from app.ports import CHINA
from app.services import backup
from app.services.desk import Desk
from app.services.following import count_due
from app.services.home import StationHome

_SOON = timedelta(days=7)
_CLOSED = (BatchState.ANSWERED.value, BatchState.RELEASED.value)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the day: how many, of what, and which page (and which view of it) deals with it."""

    key: str
    text: str
    count: int
    page: str
    view: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The strip: what is not sealed yet, the last batch the county is known to have, what came back, the care taken."""

    waiting: int
    county_batch: int
    returned: int
    care: str


@dataclass(frozen=True, slots=True)
class Day:
    """The first page: who came, what waits, and this month's figures (clause （十一）)."""

    day: date
    visits: tuple[tuple[int, str, str], ...]
    waiting: tuple[Waiting, ...]
    month: Mapping[str, int]


class Today:
    """Looks at everything and changes nothing."""

    def __init__(self, desk: Desk, home: StationHome) -> None:
        self._desk = desk
        self._home = home

    def status(self, care: str = "") -> Status:
        """Return the facts of the strip."""
        with self._desk.database.reading() as session:
            received = select(func.max(Batch.seq)).where(
                Batch.state.in_((BatchState.RECEIVED.value, BatchState.ANSWERED.value))
            )
            return Status(
                waiting=_unsealed(session),
                county_batch=session.scalar(received) or 0,
                returned=_in_state(session, "returned"),
                care=care or self._care(),
            )

    def _care(self) -> str:
        cards = backup.listed(self._home.backups)
        return f"{cards[0].made_at.astimezone(CHINA):%m-%d %H:%M} 已备份" if cards else "还没有备份"

    def _backup(self, today: date) -> Waiting:
        is_due = backup.is_due(backup.listed(self._home.backups), today)
        return Waiting("backup", "今天的备份还没做", int(is_due), "settings", "care")

    def day(self) -> Day:
        """Return the first page."""
        today = self._desk.clock.today()
        with self._desk.database.reading() as session:
            return Day(
                day=today,
                visits=_visits(session, today),
                waiting=(*_waiting(session, today), self._backup(today)),
                month=_month(session, today.replace(day=1)),
            )


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=CHINA)


def _visits(session: Session, today: date) -> tuple[tuple[int, str, str], ...]:
    query = select(Worker).where(Worker.last_visit_at >= _start(today), Worker.is_void.is_(False))
    rows = session.scalars(query.order_by(Worker.last_visit_at.desc()).limit(8))
    return tuple(
        (row.id, row.name, f"{row.last_visit_at.astimezone(CHINA):%H:%M}" if row.last_visit_at else "")
        for row in rows
    )


def _unsealed(session: Session) -> int:
    query = select(func.count()).select_from(OutboxEvent).where(OutboxEvent.batch_id.is_(None))
    return session.scalar(query) or 0


def _in_state(session: Session, *states: str) -> int:
    query = (
        select(func.count())
        .select_from(Application)
        .where(Application.state.in_(states), Application.is_void.is_(False))
    )
    return session.scalar(query) or 0


def _waiting(session: Session, today: date) -> tuple[Waiting, ...]:
    batches = select(func.count()).select_from(Batch).where(Batch.state.not_in(_CLOSED))
    opening = (
        select(func.count())
        .select_from(TrainingSession)
        .where(TrainingSession.state == "planned", TrainingSession.opens_on.between(today, today + _SOON))
    )
    closing = (
        select(func.count())
        .select_from(TrainingSession)
        .where(TrainingSession.state == "open", TrainingSession.closes_on.between(today, today + _SOON))
    )
    return (
        Waiting("to_review", "待复核的申请", _in_state(session, "to_review"), "applications"),
        Waiting("returned", "退回待改的申请", _in_state(session, "returned"), "applications"),
        Waiting("reviewed", "复核通过、等着上报", _in_state(session, "reviewed"), "exchange"),
        Waiting("unsealed", "还没封存的变动", _unsealed(session), "exchange"),
        Waiting("batches", "县里还没答复的批次", session.scalar(batches) or 0, "exchange"),
        Waiting("due", "该回访的推荐", count_due(session, today), "matching", "due"),
        Waiting("opening", "7 天内开班", session.scalar(opening) or 0, "catalog", "session"),
        Waiting("closing", "7 天内结业", session.scalar(closing) or 0, "catalog", "session"),
    )


def _month(session: Session, first: date) -> Mapping[str, int]:
    start = _start(first)

    def count(query: object) -> int:
        return session.scalar(query) or 0  # type: ignore[call-overload]

    visits = (
        select(func.count())
        .select_from(JournalEntry)
        .where(JournalEntry.action == "worker.visited", JournalEntry.at >= start)
    )
    learners = (
        select(func.count())
        .select_from(Enrolment)
        .where(Enrolment.enrolled_on >= first, Enrolment.is_void.is_(False))
    )
    certificates = select(func.count()).select_from(Certificate).where(Certificate.issued_on >= first)
    started = (
        select(func.count())
        .select_from(Match)
        .where(Match.outcome.in_(("started", "stayed")), Match.outcome_on >= first, Match.is_void.is_(False))
    )
    workers = (
        select(func.count()).select_from(Worker).where(Worker.created_at >= start, Worker.is_void.is_(False))
    )
    filed = (
        select(func.count())
        .select_from(Application)
        .where(Application.filed_on >= first, Application.is_void.is_(False))
    )
    return {
        "新登记": count(workers),
        "到场": count(visits),
        "培训人次": count(learners),
        "取证人数": count(certificates),
        "上岗人数": count(started),
        "受理申请": count(filed),
    }
