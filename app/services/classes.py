"""One class from 开班 to 结业: its days, its results, its states; every verb one transaction with a way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.faults import UserError
from app.models.catalog import TrainingSession
from app.models.enrolment import AttendanceDay, Enrolment
from app.services import codes, journal
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.results import Changes, Saved
from app.services.undo import UndoStack

Marks = Mapping[int, str]
"""Enrolment id → present, online, absent, or an empty text where a mark is taken back."""

TOUCHED = frozenset({"session", "enrolment"})
_ATTENDING = ("enrolled", "studying")
_RESULTS = frozenset({"passed", "failed", "absent", ""})


@dataclass(frozen=True, slots=True)
class _Held:
    state: str
    exam: str


class Classes:
    """What happens to a whole class."""

    def __init__(self, desk: Desk, undo: UndoStack) -> None:
        self._desk = desk
        self._undo = undo

    def mark(self, session_id: int, days: Mapping[date, Marks]) -> Saved:
        """Record any number of days at once; what is marked so already makes no event.

        Raises:
            UserError: a day lies outside the class or in the future, or a learner has left it.

        """
        with self._desk.database.transaction() as session:
            taught = taught_of(session, session_id)
            old, count = self._put_marks(session, taught, days)
            if count:
                self._undo.push("签到", lambda: self._unmark(session_id, old))
            who = f"{next(iter(days))} 签到" if len(days) == 1 else f"{len(days)} 天签到"
            text = f"已记 {taught.class_no} {who} {count} 处" if count else "签到没有改动"
            changes = Changes(frozenset({"enrolment"}))
            return Saved(taught.id, taught.uid, taught.version, text, changes, is_changed=count > 0)

    def _unmark(self, session_id: int, days: Mapping[date, Marks]) -> Changes:
        with self._desk.database.transaction() as session:
            self._put_marks(session, taught_of(session, session_id), days)
            return Changes(frozenset({"enrolment"}))

    def _put_marks(
        self, session: Session, taught: TrainingSession, days: Mapping[date, Marks]
    ) -> tuple[dict[date, dict[int, str]], int]:
        rows = {row.id: row for row in learners_of(session, taught.id)}
        told: dict[int, list[Json]] = {}
        old: dict[date, dict[int, str]] = {}
        for day, marks in sorted(days.items()):
            _refuse_day(taught, day, self._desk.clock.today())
            for number, mark in marks.items():
                row = rows.get(number)
                if row is None:
                    raise UserError("名单变了，请重新打开这个班再记签到。")
                was = mark_of(next((one for one in row.days if one.day == day), None))
                if was != mark:
                    self._put_mark(session, row, day, mark)
                    told.setdefault(number, []).append({"day": day.isoformat(), "mark": mark})
                    old.setdefault(day, {})[number] = was
        changes = [
            journal.Change(
                "attendance.recorded", rows[number].uid, data={"enrolment": rows[number].uid, "days": listed}
            )
            for number, listed in told.items()
        ]
        if changes:
            journal.record_many(session, self._desk, changes)
        return old, sum(len(listed) for listed in told.values())

    def _put_mark(self, session: Session, row: Enrolment, day: date, mark: str) -> None:
        if row.state == "left":
            raise UserError(f"{row.worker.name}已退班，不能再记签到。")
        held = next((one for one in row.days if one.day == day), None)
        if not mark:
            if held is not None:
                session.delete(held)
            return
        if held is None:
            held = AttendanceDay(day=day)
            row.days.append(held)
        held.is_present, held.is_online = mark in {"present", "online"}, mark == "online"
        held.source = self._desk.operator.login

    def record_results(self, session_id: int, results: Mapping[int, str]) -> Saved:
        """Record exam results: enrolment id → passed, failed, absent, or an empty text to take one back."""
        with self._desk.database.transaction() as session:
            taught = taught_of(session, session_id)
            rows = [row for row in learners_of(session, session_id) if row.id in results]
            changed = [row for row in rows if results[row.id] != row.exam]
            was = _held(changed)
            for row in changed:
                row.exam = _result(results[row.id])
            self._tell(session, changed, lambda row: {"exam": row.exam})
            if changed:
                then = _held(changed)
                self._undo.push("考核结果", lambda: self._back(session_id, "", was, then))
            text = f"已记 {taught.class_no} 考核结果 {len(changed)} 人"
            return Saved(taught.id, taught.uid, taught.version, text, Changes(frozenset({"enrolment"})))

    def begin(self, session_id: int) -> Saved:
        """Open a class (开班): its enrolled learners begin to study.

        Raises:
            UserError: it is not waiting to begin.

        """
        with self._desk.database.transaction() as session:
            taught = taught_of(session, session_id)
            if taught.state != "planned":
                raise UserError(
                    f"{taught.class_no} {codes.label('session_state', taught.state)}，不能再开班。"
                )
            return self._turn(session, taught, "open", {"enrolled": "studying"}, "开班")

    def finish(self, session_id: int, results: Mapping[int, str]) -> Saved:
        """Close a class (结业) with exam results: enrolment id → passed, failed or absent.

        Raises:
            UserError: it is closed or cancelled, or a learner who is still studying has no result.

        """
        with self._desk.database.transaction() as session:
            taught = taught_of(session, session_id)
            if taught.state in {"closed", "cancelled"}:
                raise UserError(
                    f"{taught.class_no} {codes.label('session_state', taught.state)}，不能再结业。"
                )
            waiting = [row for row in learners_of(session, session_id) if row.state in _ATTENDING]
            lacking = [row.worker.name for row in waiting if not (results.get(row.id) or row.exam)]
            if lacking:
                names = "、".join(lacking[:5])
                raise UserError(f"还有 {len(lacking)} 人没有考核结果：{names}。请先填结果再结业。")
            turns = dict.fromkeys(_ATTENDING, "finished")
            return self._turn(session, taught, "closed", turns, "结业", results)

    def cancel(self, session_id: int, reason: str) -> Saved:
        """Cancel a class that has not begun; its learners are free for another.

        Raises:
            UserError: it has begun.

        """
        with self._desk.database.transaction() as session:
            taught = taught_of(session, session_id)
            if taught.state != "planned":
                raise UserError(f"{taught.class_no} {codes.label('session_state', taught.state)}，不能取消。")
            return self._turn(session, taught, "cancelled", {"enrolled": "left"}, "取消", reason=reason)

    def _turn(
        self, session: Session, taught: TrainingSession, state: str, turns: Mapping[str, str], word: str,
        results: Mapping[int, str] | None = None, *, reason: str = "",
    ) -> Saved:  # fmt: skip
        rows = learners_of(session, taught.id)
        before = taught.state
        moved = [row for row in rows if row.state in turns]
        was = _held(moved)
        for row in moved:
            row.state = turns[row.state]
            row.exam = _result((results or {}).get(row.id) or row.exam)
        self._tell(session, moved, lambda row: {"state": row.state, "exam": row.exam})
        self._tell_class(session, taught, state, reason)
        number, then = taught.id, _held(moved)
        self._undo.push(f"{taught.class_no} {word}", lambda: self._back(number, before, was, then))
        text = f"{taught.class_no} 已{word}"
        return Saved(taught.id, taught.uid, taught.version, text, Changes(TOUCHED))

    def _back(
        self, session_id: int, state: str, was: Mapping[int, _Held], then: Mapping[int, _Held]
    ) -> Changes:
        with self._desk.database.transaction() as session:
            taught = taught_of(session, session_id)
            rows = [row for row in learners_of(session, session_id) if row.id in then]
            if _held(rows) != then:
                raise UserError(f"{taught.class_no} 的学员后来又改过，不能撤销，请直接修改。")
            for row in rows:
                row.state, row.exam = was[row.id].state, was[row.id].exam
            self._tell(session, rows, lambda row: {"state": row.state, "exam": row.exam})
            if state:
                self._tell_class(session, taught, state, "撤销")
            return Changes(TOUCHED)

    def _tell(
        self, session: Session, rows: list[Enrolment], say: Callable[[Enrolment], dict[str, Json]]
    ) -> None:
        changes = []
        for row in rows:
            row.version += 1
            row.updated_at = self._desk.clock.now()
            changes.append(
                journal.Change("enrolment.changed", row.uid, row.version, row.version - 1, patch=say(row))
            )
        if changes:
            journal.record_many(session, self._desk, changes)

    def _tell_class(self, session: Session, taught: TrainingSession, state: str, reason: str) -> None:
        taught.state = state
        taught.version += 1
        taught.updated_at = self._desk.clock.now()
        patch: dict[str, Json] = {"state": state, "class_no": taught.class_no}
        change = journal.Change(
            "session.changed", taught.uid, taught.version, taught.version - 1, patch=patch, reason=reason
        )
        journal.record(session, self._desk, change)


def taught_of(session: Session, number: int) -> TrainingSession:
    """Return a session that is not void.

    Raises:
        UserError: there is none any more.

    """
    row = session.get(TrainingSession, number)
    if row is None or row.is_void:
        raise UserError("这个班期已不在名单里，请刷新后再试。")
    return row


def learners_of(session: Session, session_id: int) -> list[Enrolment]:
    """Return who is or was in a class, in the order of enrolment, with their days."""
    query = select(Enrolment).where(Enrolment.session_id == session_id, Enrolment.is_void.is_(False))
    loaded = (selectinload(Enrolment.days), selectinload(Enrolment.worker))
    return list(session.scalars(query.order_by(Enrolment.id).options(*loaded)))


def mark_of(day: AttendanceDay | None) -> str:
    """Return the mark of a day: present, online, absent, or an empty text."""
    if day is None:
        return ""
    return "online" if day.is_online else "present" if day.is_present else "absent"


def _held(rows: list[Enrolment]) -> dict[int, _Held]:
    return {row.id: _Held(row.state, row.exam) for row in rows}


def _result(text: str) -> str:
    if text not in _RESULTS:
        raise ValueError(text)
    return text


def _refuse_day(taught: TrainingSession, day: date, today: date) -> None:
    if day > today:
        raise UserError(f"{day} 还没有到，不能记签到。", field="day")
    is_before = taught.opens_on is not None and day < taught.opens_on
    is_after = taught.closes_on is not None and day > taught.closes_on
    if is_before or is_after:
        raise UserError(f"{day} 不在开班 {taught.opens_on} 至结业 {taught.closes_on} 之间。", field="day")
