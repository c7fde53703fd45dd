"""Pins and hides: what a clerk puts first or takes away for one worker, always with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.enums import FeedbackKind
from app.models.feedback import Feedback
from app.models.worker import Worker
from app.ports import CHINA
from app.services import journal
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.results import Changes, Saved
from app.services.undo import UndoStack

_TOUCHED = frozenset({"feedback"})
READY_REASONS: Mapping[str, tuple[str, ...]] = {
    "pin": ("本人点名要这个", "单位急招，已说好", "离家近，好照顾家里", "以前在这家干过"),
    "hide": ("本人明确不去", "以前干过，不合适", "路上不好走", "单位口碑不好", "家里人不同意"),
}
"""What is said most often, so that a reason costs one key; anything else may be typed."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One pin or hide that holds: of which offer, why, since when and by whom."""

    id: int
    kind: str
    target: str
    target_uid: str
    title: str
    reason: str
    since: date
    by: str


class Feedbacks:
    """What holds for one worker and one offer: nothing, a pin or a hide."""

    def __init__(self, desk: Desk, undo: UndoStack) -> None:
        self._desk = desk
        self._undo = undo

    def record(
        self, worker_id: int, target: str, target_uid: str, title: str, kind: str, reason: str
    ) -> Saved:
        """Pin or hide a job or a session for one worker; what held for it before is void.

        Raises:
            UserError: no reason was given, or the same holds already.

        """
        label = FeedbackKind(kind).label
        if not reason.strip():
            raise UserError(f"{label}要说原因：选一条，或自己写一句。", field="reason")
        with self._desk.database.transaction() as session:
            worker = session.get_one(Worker, worker_id)
            former = _standing(session, worker_id, target_uid)
            if former is not None and (former.kind, former.reason) == (kind, reason.strip()):
                raise UserError(f"{title}已经{label}，原因相同。")
            if former is not None:
                self._put_void(session, former, is_void=True, why=f"改为{label}")
            made = self._add(session, worker, target, target_uid, title, kind, reason.strip())
            number, known = made.id, former.id if former is not None else 0
            self._undo.push(f"{label} {title}", lambda: self._swap(number, known))
            text = f"已为{worker.name}{label}：{title}（{made.reason}）"
            return Saved(number, made.uid, 1, text, Changes(_TOUCHED))

    def lift(self, worker_id: int, target_uid: str) -> Saved:
        """Take a pin or a hide back.

        Raises:
            UserError: nothing holds for this offer.

        """
        with self._desk.database.transaction() as session:
            former = _standing(session, worker_id, target_uid)
            if former is None:
                raise UserError("这一条没有置顶，也没有隐藏。")
            self._put_void(session, former, is_void=True, why="撤下")
            label, number = FeedbackKind(former.kind).label, former.id
            self._undo.push(f"撤下{label} {former.title}", lambda: self._swap(0, number))
            text = f"已撤下{label}：{former.title}"
            return Saved(number, former.uid, former.version, text, Changes(_TOUCHED))

    def standing(self, worker_id: int) -> tuple[Remark, ...]:
        """Return every pin and hide that holds for one worker, the oldest first."""
        with self._desk.database.reading() as session:
            return standing_of(session, worker_id)

    def _add(
        self,
        session: Session,
        worker: Worker,
        target: str,
        target_uid: str,
        title: str,
        kind: str,
        reason: str,
    ) -> Feedback:
        desk, now = self._desk, self._desk.clock.now()
        made = Feedback(
            uid=desk.ids.new(), worker_id=worker.id, target=target, target_uid=target_uid, title=title,
            kind=kind, reason=reason, made_at=now, made_by=desk.operator.login, created_at=now, updated_at=now,
        )  # fmt: skip
        session.add(made)
        session.flush()
        self._tell(session, made, worker, base=0)
        return made

    def _tell(self, session: Session, made: Feedback, worker: Worker, *, base: int) -> None:
        data: dict[str, Json] = {
            "worker": worker.uid,
            "target": made.target_uid,
            "target_kind": made.target,
            "title": made.title,
            "kind": made.kind,
            "reason": made.reason,
        }
        change = journal.Change("feedback.recorded", made.uid, base + 1, base, data=data, reason=made.reason)
        journal.record(session, self._desk, change)

    def _put_void(self, session: Session, row: Feedback, *, is_void: bool, why: str) -> None:
        base = row.version
        row.is_void = is_void
        row.version += 1
        row.updated_at = self._desk.clock.now()
        if not is_void:
            self._tell(session, row, row.worker, base=base)
            return
        data: dict[str, Json] = {"reason": why}
        change = journal.Change("feedback.voided", row.uid, row.version, base, data=data, reason=why)
        journal.record(session, self._desk, change)

    def _swap(self, gone: int, back: int) -> Changes:
        """Void one row and let another hold again; 0 for none."""
        with self._desk.database.transaction() as session:
            if gone:
                self._put_void(session, session.get_one(Feedback, gone), is_void=True, why="撤销")
            if back:
                row = session.get_one(Feedback, back)
                if not gone and _standing(session, row.worker_id, row.target_uid) is not None:
                    raise UserError(f"{row.title}后来又处理过，不能撤销。")
                self._put_void(session, row, is_void=False, why="")
            return Changes(_TOUCHED)


def standing_of(session: Session, worker_id: int) -> tuple[Remark, ...]:
    """Return every pin and hide that holds for one worker, the oldest first."""
    query = select(Feedback).where(Feedback.worker_id == worker_id, Feedback.is_void.is_(False))
    return tuple(
        Remark(
            row.id,
            row.kind,
            row.target,
            row.target_uid,
            row.title,
            row.reason,
            row.made_at.astimezone(CHINA).date(),
            row.made_by,
        )
        for row in session.scalars(query.order_by(Feedback.id))
    )


def _standing(session: Session, worker_id: int, target_uid: str) -> Feedback | None:
    query = select(Feedback).where(
        Feedback.worker_id == worker_id, Feedback.target_uid == target_uid, Feedback.is_void.is_(False)
    )
    return session.scalar(query.limit(1))
