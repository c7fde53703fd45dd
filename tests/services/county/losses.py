"""Stations that are lost, copied and restored, and the stick between them and the county."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.application import Application, Material, RegisterNumber, RosterRow, Step
from app.models.base import Base
from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.enrolment import AttendanceDay, Enrolment, Match
from app.models.enums import Role
from app.models.feedback import Feedback
from app.models.household import Household, HouseholdFact
from app.models.worker import Category, Certificate, Movement, SearchKey, Worker
from app.ports import Clock, SeededIds
from app.progress import NoProgress
from app.services import sample
from app.services.counter import Counter, build_counter
from app.services.county.office import Bureau, Office
from app.services.county.rebuilding import Rebuilding
from app.services.county.replying import Replying
from app.services.county.stations import Stations
from app.services.county.taking import Taking
from app.services.desk import Desk
from app.services.exchange import medium
from app.services.home import Founding, StationHome
from app.services.keyslots import Cost
from app.services.rebuilding.service import Rebuilt
from app.services.replies import TakenReply
from app.services.workers.service import Entry

QUICK = Cost(memory_kib=8, time=1, parallelism=1)

_OF_THIS_PC = {"id", "import_uid", "updated_at", "visits", "last_visit_at"}
"""Columns that no event carries: local handles, and when somebody last came (README names them)."""
_KEYS: Mapping[type[Base], str] = {
    Employer: "uid", Institution: "uid", Job: "uid", Course: "uid", TrainingSession: "uid", Household: "uid",
    HouseholdFact: "uid", Worker: "uid", Category: "uid", Certificate: "uid", Movement: "uid", Enrolment: "uid",
    AttendanceDay: "", Match: "uid", Feedback: "uid", Application: "uid", Material: "", Step: "", RosterRow: "",
    RegisterNumber: "number", SearchKey: "",
}  # fmt: skip
_POINTERS = {
    "worker_id": Worker, "employer_id": Employer, "institution_id": Institution, "course_id": Course,
    "session_id": TrainingSession, "organised_by_employer_id": Employer, "household_id": Household,
    "enrolment_id": Enrolment, "application_id": Application,
}  # fmt: skip
_BY_STICK = {"exported", "received", "granted", "refused"}
"""States that a stick or the county makes: they are the county's verdicts, not events of the station."""


def content(desk: Desk) -> dict[str, list[str]]:
    """Return every row of every table that events make, ids told as uids, in an order of its own."""
    with desk.database.reading() as session:
        names = {entity: _uids(session, entity) for entity in set(_POINTERS.values())}
        return {
            entity.__tablename__: sorted(
                _line(row, names) for row in session.scalars(select(entity)) if _counts(row)
            )
            for entity in _KEYS
        }


def _uids(session: Session, entity: type[Base]) -> dict[int, str]:
    table = entity.__table__
    return {row.id: row.uid for row in session.execute(select(table.c.id, table.c.uid))}


def _counts(row: Base) -> bool:
    return not (isinstance(row, Step) and ({row.from_state, row.to_state} & _BY_STICK or row.by == "county"))


def _line(row: Base, names: Mapping[type[Base], Mapping[int, str]]) -> str:
    told: dict[str, object] = {}
    for column in row.__table__.columns:
        if column.key in _OF_THIS_PC or (isinstance(row, AttendanceDay) and column.key == "source"):
            continue
        value = getattr(row, column.key)
        entity = _POINTERS.get(column.key)
        told[column.key] = names[entity].get(value, "") if entity is not None and value else value
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)


@dataclass
class Road:
    """The county and the stick: everything that goes up or comes down goes through files on it."""

    office: Office
    bureau: Bureau
    taking: Taking
    stick: Path

    def enrol(self, counter: Counter) -> None:
        counter.batches.install(self.office.card())
        Stations(self.bureau).enrol(counter.batches.station_card())

    def up(self, counter: Counter) -> list[str]:
        """Seal and carry what waits; return what became of each file at the county."""
        if counter.batches.outbox().count:
            counter.batches.seal(NoProgress())
        report = counter.batches.export(self.stick, NoProgress())
        taken = [self.taking.take_in(self.stick / "JMK" / "UP" / name) for name in report.files]
        return [one.reason or one.fate.value for one in taken]

    def down(self, counter: Counter) -> TakenReply:
        sent = Replying(self.bureau, {}).reply(counter.desk.station.code)
        carried = medium.carry_down(self.stick, sent.station, sent.file_name, sent.sealed)
        return counter.replies.take_in(carried.path)

    def rebuild(self, counter: Counter, *, is_everything: bool = False) -> Rebuilt:
        parts = Rebuilding(self.bureau).rebuild(
            counter.desk.station.code, NoProgress(), is_everything=is_everything
        )
        files = [
            medium.carry_down(self.stick, part.station, part.file_name, part.sealed).path for part in parts
        ]
        return counter.rebuilds.take_in(files, NoProgress())


def new_pc(folder: Path, old: Desk, clock: Clock, *, epoch: str = "B", seed: int = 77) -> Counter:
    """Return the counter of a brand-new PC that takes the place of a lost one."""
    home = StationHome(folder, clock=clock, ids=SeededIds(seed, clock), cost=QUICK)
    login, name, password = sample.CLERK
    desk, _ = home.found(
        Founding(
            station_code=old.station.code, bureau_code=old.station.bureau_code, login=login, clerk_name=name,
            password=password, role=Role.ADMIN, station_name=old.station.name, phone=old.station.phone,
            address=old.station.address, epoch=epoch,
        )
    )  # fmt: skip
    return build_counter(desk, home)


def register(counter: Counter, number: str, name: str, **more: object) -> int:
    """Register somebody by the form."""
    saved = counter.workers.save(
        Entry(
            {"id_type": "01", "id_number": number, "name": name, "hukou_code": "140321101201", "nation": "01",
             "phone": "19900000001", **more},
            counter.desk.ids.new(),
        )
    )  # fmt: skip
    return int(saved.id)  # type: ignore[union-attr]


def differences(one: Mapping[str, list[str]], other: Mapping[str, list[str]]) -> Iterable[str]:
    """Yield where two stations differ, table by table."""
    for table, lines in one.items():
        for mark, rows in (("-", set(lines) - set(other[table])), ("+", set(other[table]) - set(lines))):
            yield from (f"{mark} {table} {line[:600]}" for line in sorted(rows)[:3])


def numbers(desk: Desk) -> set[str]:
    """Return the identity numbers of everybody who was ever registered here."""
    with desk.database.reading() as session:
        return set(session.scalars(select(Worker.id_number)))


def essence(desk: Desk) -> dict[str, list[str]]:
    """Return what a station knows by the keys of life: a person by his number, a learner by person and class.

    Two branches may have registered one person, or enrolled him, twice: which of the twins is kept differs, who is
    registered and enrolled does not.
    """
    with desk.database.reading() as session:
        people = {row.id: row.id_number for row in session.scalars(select(Worker))}
        classes = _uids(session, TrainingSession)
        told: dict[str, list[tuple[object, ...]]] = {
            "worker": [(one.id_number, one.is_void) for one in session.scalars(select(Worker))],
            "enrolment": [
                (people[one.worker_id], classes[one.session_id], one.is_void)
                for one in session.scalars(select(Enrolment))
            ],
            "application": [
                (one.case_number, one.state, people.get(one.worker_id or 0), one.is_void, one.amount)
                for one in session.scalars(select(Application))
            ],
            "register_number": [(one.number, one.is_void) for one in session.scalars(select(RegisterNumber))],
        }
        for part in (Category, Certificate, Movement):
            told[part.__tablename__] = [
                (one.uid, people[one.worker_id]) for one in session.scalars(select(part))
            ]
        for dated in (Match, Feedback):
            told[dated.__tablename__] = [
                (one.uid, people[one.worker_id], one.version, one.is_void)
                for one in session.scalars(select(dated))
            ]
        for kept in (Employer, Institution, Job, Course, TrainingSession):
            told[kept.__tablename__] = [
                (one.uid, one.version, one.is_void) for one in session.scalars(select(kept))
            ]
    return {table: sorted(json.dumps(line) for line in lines) for table, lines in told.items()}
