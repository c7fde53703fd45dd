"""The referral followed: 推荐→联系→面试→上岗→30天在岗, each step with the day on which it should be asked about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from app.faults import UserError
from app.models.catalog import Job
from app.models.enrolment import Match
from app.models.enums import MatchOutcome
from app.models.values import mask_phone
from app.models.worker import Worker
from app.ports import CHINA
from app.services import journal
from app.services.desk import Desk
from app.services.exchange.canonical import Json
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
WAIT: Mapping[str, timedelta] = {
    "made": timedelta(days=3),
    "contacted": timedelta(days=3),
    "interviewed": timedelta(days=7),
    "started": timedelta(days=30),
}
"""How long after each step the next is asked about; a state that is not here waits for nothing."""
READY_REASONS: Mapping[str, tuple[str, ...]] = {
    "declined": ("离家远", "工资低", "活儿太累", "班次不合适", "家里走不开", "已找到别的活"),
    "turned_down": ("已招满", "年龄不合要求", "经验或技能不够", "缺证书", "体检没通过", "单位没说"),
    "left": ("活儿太累", "工资没按时发", "家里有事", "找到更好的", "单位辞退", "活儿干完了"),
}
"""Why it came to nothing, as it is said most often; anything else may be typed."""


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
    phone_masked: str = ""


class Following:
    """What was recommended, and what came of it."""

    def __init__(self, desk: Desk, undo: UndoStack) -> None:
        self._desk = desk
        self._undo = undo

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
            UserError: that outcome does not follow from where it stands, or not yet.

        """
        with self._desk.database.transaction() as session:
            match = session.get_one(Match, match_id)
            if outcome not in _NEXT.get(match.outcome, ()):
                now, then = MatchOutcome(match.outcome).label, MatchOutcome(outcome).label
                raise UserError(f"现在是「{now}」，不能直接记「{then}」。")
            self._refuse_early(match, outcome)
            was = (match.outcome, match.outcome_note, match.outcome_on)
            heads = self._take_head(session, match, -1) if outcome == "started" else 0
            self._put(session, match, outcome, note, self._desk.clock.today())
            text = f"{match.worker.name}：{MatchOutcome(outcome).label}"
            version = match.version
            self._undo.push(f"跟踪（{text}）", lambda: self._unfollow(match_id, version, was, heads))
            return Saved(match.id, match.uid, version, text, Changes(_TOUCHED | {"job"}))

    def _refuse_early(self, match: Match, outcome: str) -> None:
        """Refuse to call thirty days in work what is not thirty days yet."""
        began, today = match.outcome_on, self._desk.clock.today()
        if outcome == "stayed" and began is not None and began + WAIT["started"] > today:
            full = began + WAIT["started"]
            raise UserError(f"{began:%m-%d} 上岗，到 {full:%m-%d} 才满 30 天，到那天再记。")

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
        return self._rows(Match.outcome.in_(list(WAIT)), only_due=only_due)

    def history(self, worker_id: int) -> tuple[MatchRow, ...]:
        """Return everything that was recommended to one worker, the newest first."""
        rows = self._rows(Match.worker_id == worker_id, only_due=False)
        return tuple(sorted(rows, key=lambda row: -row.id))

    def _rows(self, condition: ColumnElement[bool], *, only_due: bool) -> tuple[MatchRow, ...]:
        today = self._desk.clock.today()
        stands = Match.is_void.is_(False) & Match.worker.has(is_void=False)
        query = select(Match).where(stands, condition).options(joinedload(Match.worker))
        with self._desk.database.reading() as session:
            rows = [_row(match, today) for match in session.scalars(query.order_by(Match.id))]
        rows.sort(key=lambda row: row.due or date.max)
        return tuple(row for row in rows if row.is_due or not only_due)


def count_due(session: Session, today: date) -> int:
    """Return how many recommendations wait for a follow-up on this day."""
    query = select(Match.outcome, Match.outcome_on, Match.made_at).where(
        Match.is_void.is_(False), Match.outcome.in_(list(WAIT)), Match.worker.has(is_void=False)
    )
    return sum(
        (on or day_of(made_at)) + WAIT[outcome] <= today for outcome, on, made_at in session.execute(query)
    )


def _row(match: Match, today: date) -> MatchRow:
    since = match.outcome_on or day_of(match.made_at)
    wait = WAIT.get(match.outcome)
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
        phone_masked=mask_phone(match.worker.phone),
    )


def day_of(instant: datetime) -> date:
    """Return the day of an instant in China."""
    return instant.astimezone(CHINA).date()


def _refuse_twice(session: Session, worker: Worker, target_uid: str, title: str) -> None:
    query = select(Match).where(
        Match.worker_id == worker.id, Match.target_uid == target_uid, Match.is_void.is_(False),
        Match.outcome.in_(list(WAIT)),
    )  # fmt: skip
    held = session.scalar(query.limit(1))
    if held is not None:
        raise UserError(
            f"{day_of(held.made_at):%m-%d} 已向{worker.name}推荐过{title}，请在「跟踪」里记进展。"
        )
