"""Reference packages of 5,000 jobs and 2,000 courses put in force at a counter, beside raw unzip and INSERT."""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import sqlcipher3
from sqlalchemy import select

from app.models.reference import ReferencePackage
from app.paths import resources
from app.ports import FixedClock, SeededIds, SystemIds
from app.progress import NoProgress
from app.services import sample
from app.services.county.contents import Content, Term
from app.services.county.indexing import own_contents
from app.services.county.office import Bureau, Office, Opening
from app.services.county.publishing import Publishing
from app.services.county.stations import Stations
from app.services.exchange import medium
from app.services.exchange.reference import RefKind, Table, files_of, package_of
from app.services.exchange.tables import TableHead, Value
from app.services.home import StationHome
from app.services.keyslots import Cost
from app.services.references.offers import OFFERS, PARENT, UID, identity_of
from app.services.references.results import Preview, State
from tests.services.county.parcels import pack
from tests.services.town import Town, build, reopen

CLOCK = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
QUICK = Cost(8, 1, 1)
JOBS, COURSES, OWNERS = 5_000, 2_000, 400
Row = tuple[str, float, str]
_WORDS = {
    "occupation": "4-12-01-01",
    "place_code": "140321106210",
    "level": "5",
    "mode": "offline",
    "schedule": "白班",
}

_SAME: dict[str, Value] = {"day": date(2027, 3, 1), "flag": False, "list": ("包吃", "包住")}


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _content(kind: RefKind, count: int, shift: int) -> Content:
    """Return a snapshot: `shift` moves a tenth of the rows and a tenth of the values on."""
    owners, offers = OFFERS[kind][:2]
    tables = []
    for offer, rows in ((owners, OWNERS), (offers, count)):
        first = shift * rows // 10 if offer is offers else 0
        lines = [
            _line(offer.columns, offer.table, owners.table, n, shift) for n in range(first, first + rows)
        ]
        tables.append(Table(TableHead(offer.table, offer.columns, rows), sorted(lines, key=str)))
    if kind is RefKind.COURSE:
        tables.append(Table(TableHead("sessions", OFFERS[kind][2].columns, 0), []))
    heads = tuple(table.head for table in tables)
    return Content(kind.label, files_of(tables, {}), heads)


def _line(columns: tuple[object, ...], table: str, owners: str, number: int, shift: int) -> tuple[Value, ...]:
    made: list[Value] = []
    for column in columns:
        key, kind = column.key, column.type
        if key == UID:
            made.append(identity_of(table, str(number)))
        elif key == PARENT:
            made.append(identity_of(owners, str(number % OWNERS)))
        elif key in {"title", "name"}:
            made.append(f"示例{table}{number:05d}")
        elif key == "pay_low":
            made.append(300_000 + number * 100 + (shift if number % 10 == 0 else 0))
        elif kind == "text":
            made.append(
                _WORDS.get(key, f"示例文字{number % 97}" if key in {"note", "address", "place_text"} else "")
            )
        else:
            made.append(
                {"int": number % 60 + 1, "day": date(2027, 3, 1), "flag": False, "list": ("包吃", "包住")}[
                    kind
                ]
            )
    return tuple(made)


def _bureau(folder: Path) -> tuple[Office, Bureau]:
    office = Office(folder, clock=CLOCK, ids=SeededIds(3, CLOCK), cost=QUICK)
    office.found(Opening("140321", "zhao", "赵敏", "示例-Xian-2026", "qian", "钱立", "示例-Fuhe-2026"))
    return office, office.log_in("zhao", "示例-Xian-2026", second=("qian", "示例-Fuhe-2026"))


def _publish(bureau: Bureau, kind: RefKind, content: Content) -> None:
    Publishing(bureau, own_contents(bureau)).publish(kind, content, Term(), second="qian")


def _carry(bureau: Bureau, station: str, stick: Path) -> None:
    stick.mkdir(exist_ok=True)
    for parcel in Publishing(bureau, own_contents(bureau)).parcels(station):
        medium.carry_down(stick, station, parcel.file_name, parcel.sealed)


def _put_in_force(town: Town, stick: Path) -> None:
    references = town.counter.references
    assert references.take_all(stick, NoProgress()).refused == ()
    for card in references.all():
        if card.state is State.WAITING:
            references.apply(card.id)


def _peak(station: Path, stick: Path) -> float:
    """Return by how many MB a fresh process grew at most while it put what is on a stick in force."""
    ends = os.pipe()
    child = os.fork()
    if child == 0:
        town = reopen(StationHome(station, clock=CLOCK, ids=SystemIds(), cost=QUICK))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        _put_in_force(town, stick)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        os.write(ends[1], str(grown).encode())
        os._exit(0)
    os.waitpid(child, 0)
    return int(os.read(ends[0], 32)) / 1024


def _apart(work: Callable[[], object]) -> None:
    """Do something in a process of its own, so that this one's memory stays as it was."""
    child = os.fork()
    if child == 0:
        work()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def _raw(town: Town, folder: Path) -> float:
    """Unpack the same bags and INSERT the same rows into an encrypted file of plain tables with one index."""
    with town.desk.database.reading() as session:
        bags = session.scalars(select(ReferencePackage.bag).where(ReferencePackage.version == 1)).all()

    def work() -> None:
        with sqlcipher3.connect(str(folder / "raw.db")) as driver:
            driver.execute("PRAGMA key = 'x''" + "00" * 32 + "'''")
            for bag in bags:
                package = package_of(bag)
                for head in package.header.tables:
                    names = ", ".join(f'"{column.key}"' for column in head.columns)
                    driver.execute(f"CREATE TABLE {head.name} ({names})")
                    rows = [[str(cell) for cell in row.values()] for row in package.rows(head.name)]
                    marks = ", ".join("?" * len(head.columns))
                    driver.executemany(f"INSERT INTO {head.name} VALUES ({marks})", rows)
                    driver.execute(f"CREATE INDEX ix_{head.name} ON {head.name} (uid)")

    return _timed(work)


def _prepare(folder: Path, station: Path) -> None:
    """Found a station and a bureau that know each other, and publish two snapshots and a policy on sticks."""
    town = build(StationHome(station, clock=CLOCK, ids=SystemIds(), cost=QUICK), *sample.TOWN)
    office, bureau = _bureau(folder / "bureau")
    town.counter.batches.install(office.card())
    Stations(bureau).enrol(town.counter.batches.station_card())
    for shift, stick in enumerate(("first", "second")):
        for kind, count in ((RefKind.JOB, JOBS), (RefKind.COURSE, COURSES)):
            _publish(bureau, kind, _content(kind, count, shift))
        _carry(bureau, town.desk.station.code, folder / stick)
    _publish(bureau, RefKind.POLICY, _policy(folder))
    _carry(bureau, town.desk.station.code, folder / "policy")
    bureau.store.close()
    town.close()


def run() -> list[Row]:
    """Measure."""
    with tempfile.TemporaryDirectory(prefix="jmk-reference-") as name:
        folder = Path(name)
        _apart(lambda: _prepare(folder, folder / "station"))
        shutil.copytree(folder / "station", folder / "copy")
        size = sum(path.stat().st_size for path in (folder / "first").rglob("*.age")) / 1024
        memory = _peak(folder / "copy", folder / "first")
        town = reopen(StationHome(folder / "station", clock=CLOCK, ids=SystemIds(), cost=QUICK))
        references, catalog = town.counter.references, town.counter.catalog
        own = len(catalog.ids("job"))
        spent = _timed(lambda: _put_in_force(town, folder / "first"))
        assert len(catalog.ids("job")) == own + JOBS
        assert len(catalog.ids("course")) >= COURSES
        again = _timed(lambda: _put_in_force(town, folder / "second"))
        assert len(catalog.ids("job")) == own + JOBS
        raw = _raw(town, folder)
        taken = _timed(lambda: references.take_all(folder / "policy", NoProgress()))
        card = next(one for one in references.all() if one.state is State.WAITING)
        seen: list[Preview] = []
        looked = _timed(lambda: seen.append(references.preview(card.id, NoProgress())))
        applied = _timed(lambda: references.apply(card.id))
        town.close()
    effect = seen[0].effect
    assert effect is not None
    return [
        (f"reference: {JOBS:,} jobs and {COURSES:,} courses from stick to force", spent, "s, aim ≤ 2"),
        ("reference: the next snapshot, a tenth new, retired, changed", again, "s"),
        ("reference: raw unpack and INSERT of the same rows", raw, "s"),
        ("reference: from stick to force beside raw", spent / raw, "×"),
        ("reference: memory that this added at most, in a fresh process", memory, "MB"),
        ("reference: both packages on the stick", size, "KB"),
        ("reference: a policy verified, its 158 cases run", taken, "s"),
        (
            "reference: whom it changes",
            looked,
            f"s, {effect.looked} people and {effect.cases} cases: {effect.text}",
        ),
        ("reference: a policy put in force", applied, "s"),
    ]


def _policy(folder: Path) -> Content:
    path = pack(folder / "pack")
    assert resources().exists()
    return Content("示例", {one.name: one.read_bytes() for one in path.glob("*.toml")})
