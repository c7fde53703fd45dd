"""A fresh, encrypted station for each test of a service."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.models.enums import Role
from app.ports import FixedClock, SeededIds
from app.services.desk import Desk
from app.services.home import Founding, StationHome
from app.services.keyslots import Cost
from tests.services.town import Town, build, reopen

# The vendor's card library is imitated in C: without a compiler there is nothing to test the helper against.
collect_ignore = [] if shutil.which("cc") or shutil.which("gcc") else ["test_sdt.py"]
QUICK = Cost(memory_kib=8, time=1, parallelism=1)
PASSWORD = "示例-Mima-2026"


def morning() -> FixedClock:
    """Return a clock that stands on the day of the tests."""
    return FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))


@pytest.fixture
def clock() -> FixedClock:
    return morning()


@pytest.fixture
def home(tmp_path: Path, clock: FixedClock) -> StationHome:
    return StationHome(tmp_path / "station", clock=clock, ids=SeededIds(7, clock), cost=QUICK)


@pytest.fixture
def founding() -> Founding:
    return Founding(
        station_code="140321101000",
        bureau_code="140321",
        login="wang",
        clerk_name="王秀兰",
        password=PASSWORD,
        role=Role.ADMIN,
        is_sample=True,
    )


@pytest.fixture
def desk(home: StationHome, founding: Founding) -> Iterator[Desk]:
    made, _ = home.found(founding)
    yield made
    made.database.close()


@pytest.fixture(scope="session")
def town_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the sample town once; every test works on a copy of its files."""
    clock = morning()
    folder = tmp_path_factory.mktemp("town") / "station"
    build(StationHome(folder, clock=clock, ids=SeededIds(7, clock), cost=QUICK)).close()
    return folder


@contextmanager
def copied(town_folder: Path, target: Path, clock: FixedClock) -> Iterator[Town]:
    """Open a copy of the sample town."""
    shutil.copytree(town_folder, target)
    made = reopen(StationHome(target, clock=clock, ids=SeededIds(8, clock), cost=QUICK))
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def town(town_folder: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Town]:
    with copied(town_folder, tmp_path / "town", clock) as made:
        yield made
