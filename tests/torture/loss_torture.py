"""R3, B3, S1: PCs lost, disks put back, sticks read raw: what the county holds comes back, nobody's number does."""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from app.models.worker import Worker
from app.paths import resources
from app.ports import FixedClock, SeededIds
from app.services.county.office import Office, Opening
from app.services.county.taking import Taking
from app.services.home import StationHome
from app.services.policy.pack_model import Packs
from app.services.policy.packs import load_packs
from tests.services.county.busy import Busy
from tests.services.county.conftest import FIRST, SECOND
from tests.services.county.drill import BEGIN, lost_and_found
from tests.services.county.losses import QUICK, Road, content, differences, register
from tests.services.town import Town, build, reopen
from tests.torture.day import number_for
from tests.torture.figures import Figures, Row

_ACTS = 40


def lost_stations(count: int = 25, seed: int = 1) -> Figures:
    """R3: let a station work one to three days, lose its PC, rebuild another from the county; compare row by row."""
    figures, dice, packs = Figures(), random.Random(seed), _packs()
    with _templates() as (station, bureau):
        for turn in range(count):
            days = dice.randint(1, 3)
            with tempfile.TemporaryDirectory(prefix="jmk-torture-") as place:
                found = lost_and_found(
                    Path(place), station, bureau, packs, seed=dice.randrange(10**6), days=days, acts=_ACTS
                )
            figures.cuts += 1
            figures.accepted += days * _ACTS
            figures.expect(not found, lost=f"{turn}: {found[:2]}")
    figures.told = f"PCs lost after {figures.accepted:,} acts: every row the county had came back"
    return figures


def forks(count: int = 25, seed: int = 1) -> Figures:
    """B3: put a disk back whole after both sides went on; the county refuses, both name the batch, nothing is lost."""
    figures, dice, packs = Figures(), random.Random(seed), _packs()
    with _templates() as (station, bureau):
        for turn in range(count):
            with tempfile.TemporaryDirectory(prefix="jmk-torture-") as place:
                _fork(Path(place), station, bureau, packs, figures, dice, turn)
            figures.cuts += 1
    figures.told = (
        "disks put back whole: each fork refused and named by both sides, no row of either copy lost"
    )
    return figures


def raw_reads(count: int = 5, seed: int = 1) -> Figures:
    """S1: look for every known number in each raw file of the station, its backups and its stick."""
    figures, dice, packs = Figures(), random.Random(seed), _packs()
    files = numbers = 0
    with _templates() as (station, bureau):
        for _ in range(count):
            with tempfile.TemporaryDirectory(prefix="jmk-torture-") as place:
                town, road = _opened(Path(place), station, bureau, packs, dice.randrange(10**6))
                Busy(town.counter, dice.randrange(10**6)).begin(36).work(_ACTS)
                road.up(town.counter)
                road.down(town.counter)
                with town.desk.database.reading() as session:
                    known = {number.encode() for number in session.scalars(select(Worker.id_number))}
                for path in (one for one in Path(place).rglob("*") if one.is_file()):
                    files += 1
                    hits = _numbers(path.read_bytes()) & known
                    figures.expect(not hits, lost=f"{path.name}: {len(hits)} numbers")
                numbers += len(known)
                _close(town, road)
            figures.cuts += 1
    figures.told = f"folders and sticks: {files} raw files searched for {numbers} known numbers, none found"
    return figures


def _fork(
    place: Path, station: Path, bureau: Path, packs: Packs, figures: Figures, dice: random.Random, turn: int
) -> None:
    town, road = _opened(place, station, bureau, packs, turn)
    busy = Busy(town.counter, dice.randrange(10**6)).begin()
    for _ in range(dice.randint(1, 3)):
        busy.work(10)
        road.up(town.counter)
        road.down(town.counter)
    town.close()
    shutil.copytree(place / "old", place / "image")
    later = _town(place / "old", 5000 + turn)
    register(later.counter, number_for(1), "示例后")
    figures.expect(road.up(later.counter) == ["applied"], lost=f"{turn}: the newer copy was not taken in")
    kept = content(later.desk)
    older = _town(place / "image", 6000 + turn)
    register(older.counter, number_for(2), "示例旧")
    road.stick = place / "another stick"
    road.stick.mkdir()
    figures.expect(road.up(older.counter) == ["fork"], lost=f"{turn}: the fork was taken in")
    reply = road.down(older.counter)
    named = reply.fork is not None and f"第 {reply.fork.first} 批" in reply.text
    figures.expect(named, lost=f"{turn}: the batch was not named: {reply.text}")
    road.enrol(older.counter)
    figures.expect(road.up(older.counter) == ["applied"], lost=f"{turn}: the way on was refused")
    road.rebuild(older.counter)
    gone = [line for line in differences(kept, content(older.desk)) if line.startswith("-")]
    figures.expect(not gone, lost=f"{turn}: {gone[:2]}")
    figures.expect(
        older.counter.workers.find("示例旧").rows, lost=f"{turn}: the older copy's own work is gone"
    )
    later.close()
    _close(older, road)


@contextmanager
def _templates() -> Iterator[tuple[Path, Path]]:
    """Build a station with offers and a bureau; every turn works on copies."""
    with tempfile.TemporaryDirectory(prefix="jmk-torture-") as folder:
        clock = FixedClock(BEGIN)
        station, bureau = Path(folder) / "station", Path(folder) / "bureau"
        home = StationHome(station, clock=clock, ids=SeededIds(7, clock), cost=QUICK)
        build(home, "employers", "jobs", "institutions", "courses", "sessions").close()
        office = Office(bureau, clock=clock, ids=SeededIds(3, clock), cost=QUICK)
        office.found(Opening("140321", FIRST[0], "赵敏", FIRST[1], SECOND[0], "钱立", SECOND[1], ""))
        yield station, bureau


def _opened(place: Path, station: Path, bureau: Path, packs: Packs, seed: int) -> tuple[Town, Road]:
    shutil.copytree(station, place / "old")
    shutil.copytree(bureau, place / "bureau")
    (place / "stick").mkdir()
    clock = FixedClock(BEGIN)
    office = Office(place / "bureau", clock=clock, ids=SeededIds(5, clock), cost=QUICK)
    county = office.log_in(*FIRST)
    town, road = (
        _town(place / "old", 1000 + seed),
        Road(office, county, Taking(county, packs), place / "stick"),
    )
    road.enrol(town.counter)
    return town, road


def _town(folder: Path, seed: int) -> Town:
    clock = FixedClock(BEGIN)
    return reopen(StationHome(folder, clock=clock, ids=SeededIds(seed, clock), cost=QUICK))


def _close(town: Town, road: Road) -> None:
    town.close()
    road.bureau.store.close()


def _packs() -> Packs:
    return load_packs(resources() / "policy" / "yangquan")


def _numbers(raw: bytes) -> set[bytes]:
    """Return every run of 18 characters that could be an identity number, as UTF-8 or as UTF-16."""
    runs = (run.replace(b"\0", b"") for run in re.findall(rb"(?:\d\0?){17,}X?", raw))
    return {run[at : at + 18] for run in runs for at in range(len(run) - 17)}


ROWS = (
    Row("R3", "lost PCs", lost_stations),
    Row("B3", "forks", forks),
    Row("S1", "raw reads", raw_reads),
)
