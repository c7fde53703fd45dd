"""The long forms of R3 and B3: days of work, then a loss or a restore, and what the way back leaves different."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from app.ports import FixedClock, SeededIds
from app.progress import NoProgress
from app.services import backup
from app.services.county.office import Office
from app.services.county.taking import Taking
from app.services.home import StationHome
from app.services.policy.pack_model import Packs
from tests.services.county.busy import Busy
from tests.services.county.conftest import FIRST
from tests.services.county.losses import QUICK, Road, content, differences, essence, new_pc, numbers
from tests.services.town import reopen

BEGIN = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def lost_and_found(
    place: Path, station: Path, bureau: Path, packs: Packs, *, seed: int, days: int, acts: int = 60
) -> list[str]:
    """Copy a station and a bureau into `place`, work, lose the PC, rebuild; return where the new one differs."""
    clock = FixedClock(BEGIN)
    shutil.copytree(station, place / "old")
    shutil.copytree(bureau, place / "bureau")
    (place / "stick").mkdir()
    town = reopen(StationHome(place / "old", clock=clock, ids=SeededIds(seed + 1000, clock), cost=QUICK))
    office = Office(place / "bureau", clock=clock, ids=SeededIds(5, clock), cost=QUICK)
    county = office.log_in(*FIRST)
    road = Road(office, county, Taking(county, packs), place / "stick")
    road.enrol(town.counter)
    busy = Busy(town.counter, seed).begin()
    for _ in range(days):
        busy.work(acts)
        road.up(town.counter)
        clock.advance(days=1)
    fresh = new_pc(place / "new", town.desk, clock, seed=seed + 2000000)
    road.enrol(fresh)
    road.rebuild(fresh)
    found = list(differences(content(town.desk), content(fresh.desk)))
    for store in (town.desk.database, fresh.desk.database, county.store):
        store.close()
    return found


def restored_and_merged(
    place: Path, station: Path, bureau: Path, packs: Packs, *, seed: int, acts: int = 40
) -> tuple[list[str], list[str]]:
    """Restore a day-1 backup after more days, work on, merge what came back; return what differs, and what was lost.

    The first are differences between the merged PC and one rebuilt from nothing but what the county then holds. The
    second are the registrations of either branch that are nowhere on the merged PC, not even under their number.
    """
    clock = FixedClock(BEGIN)
    shutil.copytree(station, place / "old")
    shutil.copytree(bureau, place / "bureau")
    (place / "stick").mkdir()
    home = StationHome(place / "old", clock=clock, ids=SeededIds(seed + 1000, clock), cost=QUICK)
    town = reopen(home)
    office = Office(place / "bureau", clock=clock, ids=SeededIds(5, clock), cost=QUICK)
    county = office.log_in(*FIRST)
    road = Road(office, county, Taking(county, packs), place / "stick")
    road.enrol(town.counter)
    Busy(town.counter, seed).work(acts)
    road.up(town.counter)
    card = backup.make(town.desk.database, home.folder, home.backups, now=clock.now(), progress=NoProgress())
    clock.advance(days=1)
    Busy(town.counter, seed + 1).work(acts)
    road.up(town.counter)
    people = numbers(town.desk)
    town.desk.database.close()
    backup.restore(card, home.folder)
    clock.advance(days=1)
    back = reopen(StationHome(home.folder, clock=clock, ids=SeededIds(seed + 3000000, clock), cost=QUICK))
    road.enrol(back.counter)
    Busy(back.counter, seed + 2).work(acts)
    people |= numbers(back.desk)
    road.up(back.counter)
    road.rebuild(back.counter)
    merged, missing = essence(back.desk), people - numbers(back.desk)
    fresh = new_pc(place / "new", back.desk, clock, epoch="C", seed=seed + 2000000)
    road.enrol(fresh)
    road.rebuild(fresh)
    found = list(differences(merged, essence(fresh.desk)))
    for store in (back.desk.database, fresh.desk.database, county.store):
        store.close()
    return found, sorted(missing)
