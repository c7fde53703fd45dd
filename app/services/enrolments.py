"""报名 → 开班 → attendance by day → 结业 → certificate: what the assessments feed on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.catalog import TrainingSession
from app.models.checks.age import WORKING_AGE, full_years
from app.models.checks.finding import Finding, Level, error, warning
from app.models.enrolment import Enrolment
from app.models.values import IdNumber
from app.models.worker import Worker
from app.services import codes, journal
from app.services.catalog.lines import seats_taken
from app.services.classes import Classes, learners_of, mark_of, taught_of
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.results import Changes, Refused, Saved
from app.services.undo import UndoStack
from app.services.workers.rows import WorkerRows

_GRADED = frozenset(
    {"exam", "certificate_uid", "learner_fee", "contract_from", "contract_to", "is_contract_open_ended",
     "has_wage_evidence", "is_dispatched", "state"}
)  # fmt: skip
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
    state_code: str = ""


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
        self._classes = Classes(desk, undo)
        self._rows = WorkerRows(desk)

    def roster(self, session_id: int) -> ClassRoster:
        """Return a class with its learners."""
        with self._desk.database.reading() as session:
            taught = taught_of(session, session_id)
            rows = learners_of(session, session_id)
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
            worker, taught = session.get(Worker, worker_id), taught_of(session, session_id)
            if worker is None or worker.is_void:
                raise UserError("这位不在本站登记名册里，请先登记。")
            findings = _may_enrol(session, worker, taught, self._desk.clock.today())
            if any(finding.level is Level.ERROR for finding in findings):
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
        data: dict[str, Json] = {
            "worker": worker.uid,
            "session": taught.uid,
            "enrolled_on": enrolment.enrolled_on.isoformat(),
            "state": enrolment.state,
        }
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
        return self._classes.mark(session_id, {day: marks})

    def begin(self, session_id: int) -> Saved:
        """Open a class (开班): its enrolled learners begin to study."""
        return self._classes.begin(session_id)

    def finish(self, session_id: int, results: Mapping[int, str]) -> Saved:
        """Close a class (结业) with exam results: enrolment id → passed, failed or absent.

        Raises:
            UserError: a learner who is still studying has no result.

        """
        return self._classes.finish(session_id, results)

    def leave(self, enrolment_id: int, reason: str) -> Saved:
        """Let a learner leave the class (退班): his days stay, his seat is free.

        Raises:
            UserError: he has finished or left already.

        """
        with self._desk.database.transaction() as session:
            row = session.get_one(Enrolment, enrolment_id)
            if row.state not in {"enrolled", "studying"}:
                raise UserError(f"{row.worker.name}{codes.label('enrolment_state', row.state)}，不能再退班。")
            was = row.state
            self._put(session, row, {"state": "left"}, reason)
            name = row.worker.name
            self._undo.push(f"{name}退班", lambda: self._come_back(enrolment_id, was))
            changes = Changes(frozenset({"enrolment", "session"}), frozenset({row.worker.uid}))
            return Saved(row.id, row.uid, row.version, f"{name}已退班", changes)

    def _come_back(self, enrolment_id: int, state: str) -> Changes:
        with self._desk.database.transaction() as session:
            row = session.get_one(Enrolment, enrolment_id)
            if row.state != "left":
                raise UserError(f"{row.worker.name}的报名后来又改过，不能撤销。")
            self._put(session, row, {"state": state}, "撤销退班")
            return Changes(frozenset({"enrolment", "session"}))

    def certify(self, enrolment_id: int, values: Mapping[str, object]) -> Saved | Refused:
        """Register the certificate a learner got at the end and link it; the course fills what is not given.

        Safe to repeat: a certificate that he holds already is linked only.
        """
        number = str(values.get("certificate_no") or "").strip().upper()
        if not number:
            return Refused((error("certificate_no", "empty", "请填写证书编号"),))
        with self._desk.database.reading() as session:
            row = session.get_one(Enrolment, enrolment_id)
            worker_id, course = row.worker_id, row.session.course
            held = (one.uid for one in row.worker.certificates if one.certificate_no == number)
            kept = next(held, "")
            taught: dict[str, object] = {
                "certificate_kind": course.certificate_kind or "training_pass",
                "occupation": course.occupation,
                "trade": course.trade,
                "level": course.level,
                "issuer": course.institution.name,
            }
        given = {key: value for key, value in values.items() if value not in (None, "")}
        warnings: tuple[Finding, ...] = ()
        if not kept:
            answer = self._rows.add(worker_id, "certificate", {**taught, **given, "certificate_no": number})
            if isinstance(answer, Refused):
                return answer
            kept, warnings = answer.uid, answer.warnings
        saved = self.grade(enrolment_id, {"certificate_uid": kept})
        return Saved(saved.id, saved.uid, saved.version, saved.text, saved.changes, warnings)

    def grade(self, enrolment_id: int, values: Mapping[str, object]) -> Saved:
        """Record the exam result, certificate, fee or contract of one learner."""
        with self._desk.database.transaction() as session:
            row = session.get_one(Enrolment, enrolment_id)
            self._put(session, row, values)
            changes = Changes(frozenset({"enrolment"}), frozenset({row.worker.uid}))
            return Saved(row.id, row.uid, row.version, f"已记 {row.worker.name} 的结果", changes)

    def _put(self, session: Session, row: Enrolment, values: Mapping[str, object], reason: str = "") -> None:
        patch: dict[str, Json] = {}
        for key in sorted(_GRADED & set(values)):
            setattr(row, key, values[key])
            value = values[key]
            patch[key] = value.isoformat() if isinstance(value, date) else value  # type: ignore[assignment]
        row.version += 1
        row.updated_at = self._desk.clock.now()
        change = journal.Change(
            "enrolment.changed", row.uid, row.version, row.version - 1, patch=patch, reason=reason
        )
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
                for row in learners_of(session, session_id)
            )

    def record_staff(self, session_id: int, lines: Mapping[int, Mapping[str, object]]) -> Saved:
        """Record contracts, evidence and fees of a class: enrolment id → values; what is unchanged is left alone.

        Raises:
            UserError: a contract ends before it begins.

        """
        with self._desk.database.transaction() as session:
            taught = taught_of(session, session_id)
            changed = 0
            for row in learners_of(session, session_id):
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


def _may_enrol(session: Session, worker: Worker, taught: TrainingSession, today: date) -> tuple[Finding, ...]:
    found: list[Finding] = []
    if taught.state in {"closed", "cancelled"}:
        found.append(
            error("session", "closed", f"{taught.class_no} 已{codes.label('session_state', taught.state)}")
        )
    if taught.course.institution.standing in {"suspended", "cancelled"}:
        found.append(error("session", "suspended", "培训机构已暂停或取消资格，不能报名（通知（六））"))
    here = (Enrolment.session_id == taught.id, Enrolment.is_void.is_(False))
    taken = seats_taken(session, (taught.id,)).get(taught.id, 0)
    if taught.seats and taken >= taught.seats:
        found.append(error("session", "full", f"{taught.class_no} 名额已满（{taught.seats} 人）"))
    if session.scalar(select(Enrolment.id).where(*here, Enrolment.worker_id == worker.id)):
        found.append(error("session", "twice", f"{worker.name}已经报过这个班"))
    others = select(Enrolment).where(
        Enrolment.worker_id == worker.id, Enrolment.is_void.is_(False), Enrolment.state != "left"
    )
    for other in session.scalars(others):
        span = other.session
        if span.id != taught.id and _overlap(span, taught):
            text = f"与{span.course.title}（{span.opens_on} 至 {span.closes_on}）时间重叠，请核对"
            found.append(warning("session", "overlap", text))
    first = taught.opens_on or today
    if worker.birth is not None and full_years(worker.birth, first) < WORKING_AGE:
        found.append(error("session", "child", f"{worker.name}开班时未满16周岁，不能报名"))
    if taught.enrol_until is not None and taught.enrol_until < today and taught.state == "planned":
        found.append(warning("session", "late", f"报名已于 {taught.enrol_until} 截止，请与机构核实"))
    return tuple(found)


def _overlap(one: TrainingSession, other: TrainingSession) -> bool:
    if not (one.opens_on and one.closes_on and other.opens_on and other.closes_on):
        return False
    return one.opens_on <= other.closes_on and other.opens_on <= one.closes_on


def _learner(row: Enrolment) -> Learner:
    marks = {day.day: mark_of(day) for day in row.days}
    held = None
    if row.certificate_uid:
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
        state_code=row.state,
    )
