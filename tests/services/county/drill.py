"""The long form of R3: a station works some days, its PC is lost, another takes its place; what differs is returned."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from app.ports import FixedClock, SeededIds
from app.services.county.office import Office
from app.services.county.taking import Taking
from app.services.home import StationHome
from app.services.policy.pack_model import Packs
from tests.services.county.busy import Busy
from tests.services.county.conftest import FIRST
from tests.services.county.losses import QUICK, Road, content, differences, new_pc
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
