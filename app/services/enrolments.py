"""报名 → 开班 → attendance by day → 结业 → certificate: what the assessments feed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.catalog import TrainingSession
from app.models.checks.finding import Finding, error, warning
from app.models.enrolment import AttendanceDay, Enrolment
from app.models.values import IdNumber
from app.models.worker import Worker
from app.services import codes, journal
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.results import Changes, Refused, Saved
from app.services.undo import UndoStack

_GRADED = frozenset(
    {"exam", "certificate_uid", "learner_fee", "contract_from", "contract_to", "is_contract_open_ended",
     "has_wage_evidence", "is_dispatched", "state"}
)  # fmt: skip
_BEFORE: Mapping[str, frozenset[str]] = {
    "open": frozenset({"planned"}),
    "closed": frozenset({"planned", "open"}),
}
MARKS: Mapping[str, str] = {"present": "√", "online": "线", "absent": "缺"}


@dataclass(frozen=True, slots=True)
class Learner:
    """One line of a class roster; days attended are counted, never typed."""

    enrolment_id: int
    worker_id: int
    name: str
    id_masked: str
    state: str
    attended: int
    days: Mapping[date, str]
    exam: str
    certificate: str


@dataclass(frozen=True, slots=True)
class StaffLine:
    """What 企业直补 asks of one learner: contract, evidence of work, dispatch, and the fee he paid in 分."""

    enrolment_id: int
    name: str
    id_masked: str
    values: Mapping[str, object]


STAFF_KEYS = (
    "contract_from", "contract_to", "is_contract_open_ended", "has_wage_evidence", "is_dispatched", "learner_fee",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClassRoster:
    """One session with its learners and every day somebody was marked."""

    session_id: int
    class_no: str
    title: str
    state: str
    opens_on: date | None
    closes_on: date | None
    seats: int | None
    days: tuple[date, ...]
    learners: tuple[Learner, ...]


class Enrolments:
    """Learners and their days."""

    def __init__(self, desk: Desk, undo: UndoStack) -> None:
        self._desk = desk
        self._undo = undo

    def roster(self, session_id: int) -> ClassRoster:
        """Return a class with its learners."""
        with self._desk.database.reading() as session:
            taught = _session(session, session_id)
            rows = _enrolled(session, session_id)
            days = sorted({day.day for row in rows for day in row.days})
            return ClassRoster(
                session_id=taught.id,
                class_no=taught.class_no,
                title=taught.course.title,
                state=taught.state,
                opens_on=taught.opens_on,
                closes_on=taught.closes_on,
                seats=taught.seats,
                days=tuple(days),
                learners=tuple(_learner(row) for row in rows),
            )

    def enrol(self, worker_id: int, session_id: int, event_id: str = "") -> Saved | Refused:
        """Enrol a worker in a session.

        Raises:
            UserError: one of the two is gone.

        """
        with self._desk.database.transaction() as session:
            worker, taught = session.get(Worker, worker_id), _session(session, session_id)
            if worker is None or worker.is_void:
                raise UserError("这位不在本站登记名册里，请先登记。")
            findings = _may_enrol(session, worker, taught)
            if any(finding.code != "overlap" for finding in findings):
                return Refused(findings)
            enrolment = self._made(session, worker, taught, event_id, findings)
            number, name = enrolment.id, worker.name
            self._undo.push(f"{name}的报名", lambda: self.void(number, "撤销报名"))
            changes = Changes(frozenset({"enrolment", "session"}), frozenset({worker.uid}))
            text = f"已为{name}报名 {taught.course.title}"
            return Saved(enrolment.id, enrolment.uid, 1, text, changes, findings)

    def enrol_in(self, worker_id: int, session_uid: str) -> Saved | Refused:
        """Enrol a worker in a session known by its uid, as matching names it.

        Raises:
            UserError: one of the two is gone.

        """
        with self._desk.database.reading() as session:
            number = session.scalar(select(TrainingSession.id).where(TrainingSession.uid == session_uid))
        return self.enrol(worker_id, number or 0)

    def _made(
        self,
        session: Session,
        worker: Worker,
        taught: TrainingSession,
        event_id: str,
        findings: tuple[Finding, ...],
    ) -> Enrolment:
        now = self._desk.clock.now()
        query = select(Enrolment).where(Enrolment.worker_id == worker.id, Enrolment.session_id == taught.id)
        enrolment = session.scalar(query) or Enrolment(
            uid=self._desk.ids.new(), version=0, worker_id=worker.id, session_id=taught.id, created_at=now
        )
        enrolment.version += 1
        enrolment.is_void = False
        enrolment.updated_at, enrolment.enrolled_on = now, self._desk.clock.today()
        enrolment.state = "studying" if taught.state == "open" else "enrolled"
        session.add(enrolment)
        session.flush()
        data: dict[str, Json] = {"worker": worker.uid, "session": taught.uid}
        change = journal.Change(
            "enrolment.made",
            enrolment.uid,
            enrolment.version,
            enrolment.version - 1,
            data=data,
            event_id=event_id,
            reason="；".join(finding.text for finding in findings),
        )
        journal.record(session, self._desk, change)
        return enrolment

    def void(self, enrolment_id: int, reason: str) -> Changes:
        """Take an enrolment back.

        Raises:
            UserError: days have been marked already.

        """
        with self._desk.database.transaction() as session:
            row = session.get_one(Enrolment, enrolment_id)
            if row.days:
                raise UserError("已有签到记录，不能撤销报名，请改为退班。")
            row.is_void = True
            row.version += 1
            row.updated_at = self._desk.clock.now()
            data: dict[str, Json] = {"reason": reason}
            change = journal.Change(
                "enrolment.voided", row.uid, row.version, row.version - 1, data=data, reason=reason
            )
            journal.record(session, self._desk, change)
            return Changes(frozenset({"enrolment"}))

    def mark_day(self, session_id: int, day: date, marks: Mapping[int, str]) -> Saved:
        """Mark one day of a class: enrolment id → present, online or absent.

        Raises:
            UserError: the day lies outside the class, or in the future.

        """
        with self._desk.database.transaction() as session:
            taught = _session(session, session_id)
            _refuse_day(taught, day, self._desk.clock.today())
            rows = {row.id: row for row in _enrolled(session, session_id)}
            changes = []
            for enrolment_id, mark in marks.items():
                row = rows[enrolment_id]
                held = next((entry for entry in row.days if entry.day == day), None)
                entry = held or AttendanceDay(enrolment_id=row.id, day=day)
                entry.is_present, entry.is_online = mark in {"present", "online"}, mark == "online"
                entry.source = self._desk.operator.login
                session.add(entry)
                data: dict[str, Json] = {
                    "enrolment": row.uid,
                    "days": [{"day": day.isoformat(), "mark": mark}],
                }
                changes.append(journal.Change("attendance.recorded", row.uid, data=data))
            journal.record_many(session, self._desk, changes)
            text = f"已记 {taught.class_no} {day} 签到 {len(marks)} 人"
            return Saved(taught.id, taught.uid, taught.version, text, Changes(frozenset({"enrolment"})))

    def begin(self, session_id: int) -> Saved:
        """Open a class (开班): its enrolled learners begin to study.

        Raises:
            UserError: it has begun, ended or been cancelled already.

        """
        return self._turn(session_id, "open", {"enrolled": "studying"}, "开班")

    def finish(self, session_id: int, results: Mapping[int, str]) -> Saved:
        """Close a class (结业) with exam results: enrolment id → passed, failed or absent.

        Raises:
            UserError: a learner who is still studying has no result, or the class has ended already.

        """
        with self._desk.database.transaction() as session:
            _refuse_turn(_session(session, session_id), "closed", "结业")
            waiting = [row for row in _enrolled(session, session_id) if row.state in {"studying", "enrolled"}]
            lacking = [row.worker.name for row in waiting if row.id not in results and not row.exam]
            if lacking:
                raise UserError(
                    f"还有 {len(lacking)} 人没有考核结果：{'、'.join(lacking[:5])}。请先填结果再结业。"
                )
            changes = []
            for row in waiting:
                row.exam = results.get(row.id, row.exam)
                row.version += 1
                patch: dict[str, Json] = {"exam": row.exam, "state": "finished"}
                changes.append(
                    journal.Change("enrolment.changed", row.uid, row.version, row.version - 1, patch=patch)
                )
            if changes:
                journal.record_many(session, self._desk, changes)
        return self._turn(session_id, "closed", {"studying": "finished", "enrolled": "finished"}, "结业")

    def grade(self, enrolment_id: int, values: Mapping[str, object]) -> Saved:
        """Record the exam result, certificate, fee or contract of one learner."""
        with self._desk.database.transaction() as session:
            row = session.get_one(Enrolment, enrolment_id)
            self._put(session, row, values)
            changes = Changes(frozenset({"enrolment"}), frozenset({row.worker.uid}))
            return Saved(row.id, row.uid, row.version, f"已记 {row.worker.name} 的结果", changes)

    def _put(self, session: Session, row: Enrolment, values: Mapping[str, object]) -> None:
        patch: dict[str, Json] = {}
        for key in sorted(_GRADED & set(values)):
            setattr(row, key, values[key])
            value = values[key]
            patch[key] = value.isoformat() if isinstance(value, date) else value  # type: ignore[assignment]
        row.version += 1
        row.updated_at = self._desk.clock.now()
        change = journal.Change("enrolment.changed", row.uid, row.version, row.version - 1, patch=patch)
        journal.record(session, self._desk, change)

    def staff(self, session_id: int) -> tuple[StaffLine, ...]:
        """Return what is known of each learner of a class that an enterprise gives its own staff."""
        with self._desk.database.reading() as session:
            return tuple(
                StaffLine(
                    row.id,
                    row.worker.name,
                    IdNumber(row.worker.id_number).masked(),
                    {key: getattr(row, key) for key in STAFF_KEYS},
                )
                for row in _enrolled(session, session_id)
            )

    def record_staff(self, session_id: int, lines: Mapping[int, Mapping[str, object]]) -> Saved:
        """Record contracts, evidence and fees of a class: enrolment id → values; what is unchanged is left alone.

        Raises:
            UserError: a contract ends before it begins.

        """
        with self._desk.database.transaction() as session:
            taught = _session(session, session_id)
            changed = 0
            for row in _enrolled(session, session_id):
                given = {key: value for key, value in lines.get(row.id, {}).items() if key in STAFF_KEYS}
                fresh = {key: value for key, value in given.items() if value != getattr(row, key)}
                if not fresh:
                    continue
                self._put(session, row, fresh)
                if row.contract_from and row.contract_to and row.contract_to < row.contract_from:
                    field = f"contract_to_{row.id}"
                    raise UserError(f"{row.worker.name}的合同止早于合同起，请改正。", field=field)
                changed += 1
            text = f"已记 {taught.class_no} 学员的合同和缴费，改了 {changed} 人"
            changes = Changes(frozenset({"enrolment"}))
            return Saved(taught.id, taught.uid, taught.version, text, changes)

    def _turn(self, session_id: int, state: str, learners: Mapping[str, str], word: str) -> Saved:
        with self._desk.database.transaction() as session:
            taught = _session(session, session_id)
            _refuse_turn(taught, state, word)
            taught.state = state
            taught.version += 1
            taught.updated_at = self._desk.clock.now()
            for row in _enrolled(session, session_id):
                row.state = learners.get(row.state, row.state)
            patch: dict[str, Json] = {"state": state, "class_no": taught.class_no}
            change = journal.Change(
                "session.changed", taught.uid, taught.version, taught.version - 1, patch=patch
            )
            journal.record(session, self._desk, change)
            changes = Changes(frozenset({"session", "enrolment"}))
            return Saved(taught.id, taught.uid, taught.version, f"{taught.class_no} 已{word}", changes)


def _session(session: Session, number: int) -> TrainingSession:
    row = session.get(TrainingSession, number)
    if row is None or row.is_void:
        raise UserError("这个班期已不在名单里，请刷新后再试。")
    return row


def _enrolled(session: Session, session_id: int) -> list[Enrolment]:
    query = select(Enrolment).where(Enrolment.session_id == session_id, Enrolment.is_void.is_(False))
    return list(session.scalars(query.order_by(Enrolment.id)))


def _refuse_turn(taught: TrainingSession, state: str, word: str) -> None:
    if taught.state not in _BEFORE[state]:
        now = codes.label("session_state", taught.state)
        raise UserError(f"{taught.class_no} 现在是「{now}」，不能再{word}。")


def _refuse_day(taught: TrainingSession, day: date, today: date) -> None:
    if day > today:
        raise UserError(f"{day} 还没有到，不能记签到。", field="day")
    is_before = taught.opens_on is not None and day < taught.opens_on
    is_after = taught.closes_on is not None and day > taught.closes_on
    if is_before or is_after:
        raise UserError(f"{day} 不在开班 {taught.opens_on} 至结业 {taught.closes_on} 之间。", field="day")


def _may_enrol(session: Session, worker: Worker, taught: TrainingSession) -> tuple[Finding, ...]:
    found: list[Finding] = []
    if taught.state in {"closed", "cancelled"}:
        found.append(
            error("session", "closed", f"{taught.class_no} 已{codes.label('session_state', taught.state)}")
        )
    if taught.course.institution.standing in {"suspended", "cancelled"}:
        found.append(error("session", "suspended", "培训机构已暂停或取消资格，不能报名（通知（六））"))
    here = (Enrolment.session_id == taught.id, Enrolment.is_void.is_(False))
    taken = session.scalar(select(func.count()).select_from(Enrolment).where(*here)) or 0
    if taught.seats and taken >= taught.seats:
        found.append(error("session", "full", f"{taught.class_no} 名额已满（{taught.seats} 人）"))
    if session.scalar(select(Enrolment.id).where(*here, Enrolment.worker_id == worker.id)):
        found.append(error("session", "twice", f"{worker.name}已经报过这个班"))
    others = select(Enrolment).where(Enrolment.worker_id == worker.id, Enrolment.is_void.is_(False))
    for other in session.scalars(others):
        span = other.session
        if span.id != taught.id and _overlap(span, taught):
            text = f"与{span.course.title}（{span.opens_on} 至 {span.closes_on}）时间重叠，请核对"
            found.append(warning("session", "overlap", text))
    return tuple(found)


def _overlap(one: TrainingSession, other: TrainingSession) -> bool:
    if not (one.opens_on and one.closes_on and other.opens_on and other.closes_on):
        return False
    return one.opens_on <= other.closes_on and other.opens_on <= one.closes_on


def _learner(row: Enrolment) -> Learner:
    marks = {
        day.day: "online" if day.is_online else "present" if day.is_present else "absent" for day in row.days
    }
    held = next((c for c in row.worker.certificates if c.uid == row.certificate_uid), None)
    return Learner(
        enrolment_id=row.id,
        worker_id=row.worker_id,
        name=row.worker.name,
        id_masked=IdNumber(row.worker.id_number).masked(),
        state=codes.label("enrolment_state", row.state),
        attended=sum(mark != "absent" for mark in marks.values()),
        days=marks,
        exam=row.exam,
        certificate=held.certificate_no if held else "",
    )
