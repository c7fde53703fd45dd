"""Rows of comparison lists and of 签到 sheets: what frees a worker from paper, and the days he was there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.catalog import TrainingSession
from app.models.checks.finding import error
from app.models.desk import ComparisonEntry, ComparisonList
from app.models.enrolment import AttendanceDay, Enrolment
from app.models.worker import Worker
from app.services import journal
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.imports.writer import Job, Tally, Touch
from app.services.intake.days import DayFault, read_day
from app.services.intake.rows import ParsedRow
from app.services.workers import records

SKILL_UPLIFT = "SKILL"
_TITLES: Mapping[str, str] = {
    "技能提升": SKILL_UPLIFT,
    "脱贫": "TPRK",
    "监测": "JCDX",
    "就业困难": "JYKN",
    "零就业": "LJY",
    "城市低保": "DB-C",
    "农村低保": "DB-N",
    "残疾": "CJ",
}


class ComparisonWriter:
    """Writes one bureau's list with its date and horizon; a newer list of the same title stands beside the old."""

    def write(self, session: Session, desk: Desk, job: Job, rows: Sequence[ParsedRow], tally: Tally) -> None:
        """Write one chunk; a person twice on the list under one kind is counted once."""
        listing = self._list(session, desk, job, rows)
        query = select(ComparisonEntry.id_number, ComparisonEntry.kind, ComparisonEntry.data)
        held = {(row.id_number, row.kind, str(row.data.get("certificate_no", ""))) for row in
                session.execute(query.where(ComparisonEntry.list_id == listing.id))}  # fmt: skip
        for row in rows:
            values = row.values
            kind = str(values.get("kind") or listing.kind)
            mark = (str(values["id_number"]), kind, str(values.get("certificate_no", "")))
            if mark in held:
                tally.unchanged += 1
                continue
            held.add(mark)
            data = {
                key: records.plain(value) for key, value in values.items() if key not in {"id_number", "name"}
            }
            session.add(
                ComparisonEntry(
                    list_id=listing.id, kind=kind, id_number=mark[0], name=str(values["name"]), data=data
                )
            )
            tally.new += 1
        session.flush()

    def _list(self, session: Session, desk: Desk, job: Job, rows: Sequence[ParsedRow]) -> ComparisonList:
        found = session.scalar(select(ComparisonList).where(ComparisonList.import_uid == job.uid))
        if found is not None:
            return found
        as_of = day_of_list(job.facts)
        kind = next((code for word, code in _TITLES.items() if word in job.title), "")
        listing = ComparisonList(
            uid=desk.ids.new(),
            kind=kind or str(rows[0].values.get("kind", "")),
            title=job.title,
            authority=str(rows[0].values.get("authority", "")),
            as_of=as_of,
            horizon=_day(job.facts, "有效期至", "有效期", "截止日期"),
            import_uid=job.uid,
        )
        session.add(listing)
        session.flush()
        data: dict[str, Json] = {
            "kind": listing.kind,
            "as_of": as_of.isoformat(),
            "count": len(rows),
            "title": job.title,
        }
        journal.record(session, desk, journal.Change("comparison.loaded", listing.uid, data=data))
        return listing


def day_of_list(facts: Mapping[str, str]) -> date:
    """Return the day a bureau's list speaks of.

    Raises:
        UserError: the words above the header do not say.

    """
    as_of = _day(facts, "数据日期", "名单日期", "日期")
    if as_of is None:
        raise UserError("名单上方没有“数据日期：”，不知道名单是哪一天的，请补上后再导入。", field="as_of")
    return as_of


class AttendanceWriter:
    """Writes the days of learners; whoever is on the sheet of a class and registered here is enrolled in it."""

    def write(self, session: Session, desk: Desk, job: Job, rows: Sequence[ParsedRow], tally: Tally) -> None:
        """Write one chunk."""
        changes: list[journal.Change] = []
        for row in rows:
            worker = session.scalar(select(Worker).where(Worker.id_number == row.values["id_number"]))
            class_no = str(row.values.get("class_no") or job.facts.get("班号") or "")
            course = session.scalar(select(TrainingSession).where(TrainingSession.class_no == class_no))
            if worker is None or worker.is_void:
                tally.refused.append(
                    (row, (error("id_number", "unknown_worker", "没有登记这位，请先登记再导入签到"),))
                )
            elif course is None:
                text = f"没有登记班号“{class_no}”，请先导入开班计划"
                tally.refused.append((row, (error("class_no", "unknown_session", text),)))
            else:
                changes += self._learner(session, desk, job, worker, course, row, tally)
        session.flush()
        if changes:
            journal.record_many(session, desk, changes)

    def _learner(
        self,
        session: Session,
        desk: Desk,
        job: Job,
        worker: Worker,
        course: TrainingSession,
        row: ParsedRow,
        tally: Tally,
    ) -> list[journal.Change]:
        query = select(Enrolment).where(Enrolment.worker_id == worker.id, Enrolment.session_id == course.id)
        found = session.scalar(query)
        enrolment = found
        changes: list[journal.Change] = []
        if enrolment is None or enrolment.is_void:
            enrolment = _enrol(session, desk, job, worker, course, found)
            if enrolment.version > 1:
                tally.touches.append(Touch("enrolment", enrolment.uid, enrolment.version))
            changes.append(_made(enrolment, worker, course))
        days = dict(_days(row.values))
        before = _mark(session, job, enrolment, days)
        tally.new += bool(before)
        tally.unchanged += not before
        if before:
            tally.touches.append(Touch("attendance", enrolment.uid, before=before))
            changes.append(
                _recorded(enrolment, {day: days[day] for day in days if day.isoformat() in before})
            )
        return changes


def _mark(session: Session, job: Job, enrolment: Enrolment, days: Mapping[date, str]) -> dict[str, object]:
    """Write the marks that are news and return what stood there before, None where nothing did."""
    held = {day.day: day for day in enrolment.days}
    before: dict[str, object] = {}
    for day, mark in days.items():
        is_present, old = mark in {"present", "online"}, held.get(day)
        if old is not None and old.is_present == is_present:
            continue
        before[day.isoformat()] = [old.is_present, old.is_online, old.source] if old is not None else None
        entry = old or AttendanceDay(enrolment_id=enrolment.id, day=day)
        entry.is_present, entry.is_online, entry.source = is_present, mark == "online", job.uid
        session.add(entry)
    return before


def _made(enrolment: Enrolment, worker: Worker, course: TrainingSession) -> journal.Change:
    version, day = enrolment.version, enrolment.enrolled_on.isoformat()
    data = {"worker": worker.uid, "session": course.uid, "enrolled_on": day, "state": enrolment.state}
    return journal.Change("enrolment.made", enrolment.uid, version, version - 1, data=data)


def _recorded(enrolment: Enrolment, days: Mapping[date, str]) -> journal.Change:
    listed: list[Json] = [{"day": day.isoformat(), "mark": mark} for day, mark in sorted(days.items())]
    data: dict[str, Json] = {"enrolment": enrolment.uid, "days": listed}
    return journal.Change("attendance.recorded", enrolment.uid, data=data)


def _enrol(
    session: Session, desk: Desk, job: Job, worker: Worker, course: TrainingSession, void: Enrolment | None
) -> Enrolment:
    now = desk.clock.now()
    enrolment = void or Enrolment(
        uid=desk.ids.new(), version=0, worker_id=worker.id, session_id=course.id, created_at=now
    )
    enrolment.state = "finished" if course.state == "closed" else "studying"
    enrolment.enrolled_on = course.opens_on or desk.clock.today()
    enrolment.version += 1
    enrolment.updated_at, enrolment.import_uid, enrolment.is_void = now, job.uid, False
    session.add(enrolment)
    session.flush()
    return enrolment


def _days(values: Mapping[str, object]) -> Iterable[tuple[date, str]]:
    day, marks = values.get("day"), values.get("days", ())
    if isinstance(day, date):
        yield day, str(values.get("presence") or "present")
    for item in marks if isinstance(marks, tuple) else ():
        text, _, mark = str(item).partition("=")
        yield date.fromisoformat(text), mark


def _day(facts: Mapping[str, str], *names: str) -> date | None:
    for name in names:
        try:
            if name in facts:
                return read_day(facts[name])
        except DayFault:
            continue
    return None
