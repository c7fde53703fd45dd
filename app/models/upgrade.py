"""Bring a database to the schema of this version, or refuse one that is newer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.faults import NewerData

_SCRIPTS = Path(__file__).resolve().parent / "migrations"


AT_THE_COUNTER = frozenset({"both", "counter"})
AT_THE_COUNTY = frozenset({"both", "county"})


def _config(connection: Connection | None, side: frozenset[str] = AT_THE_COUNTER) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"], config.attributes["side"] = connection, side
    return config


@cache
def head() -> str:
    """Return the revision this version of the product speaks."""
    return ScriptDirectory.from_config(_config(None)).get_current_head() or ""


def revision_of(engine: Engine) -> str:
    """Return the revision a database stands at; empty when it is new."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def bring_up_to_date(engine: Engine, side: frozenset[str] = AT_THE_COUNTER) -> bool:
    """Migrate the database in one transaction; tell whether anything was done.

    There is one history; of its tables only those are made that this `side` keeps.

    Raises:
        NewerData: the database was written by a newer version; nothing is changed.

    """
    at = revision_of(engine)
    if at == head():
        return False
    scripts = ScriptDirectory.from_config(_config(None))
    if at and at not in {script.revision for script in scripts.walk_revisions()}:
        raise NewerData("这份数据是更新版本的程序写的，本版本不能打开。请安装新版程序；数据没有改动。")
    migrate(engine, "head", side)
    return True


def migrate(engine: Engine, revision: str, side: frozenset[str] = AT_THE_COUNTER) -> None:
    """Take a database to a revision in one transaction, in which no foreign key is followed."""
    with engine.connect() as connection, _unbound(connection):
        command.upgrade(_config(connection, side), revision)
        connection.commit()


@contextmanager
def _unbound(connection: Connection) -> Iterator[None]:
    """Let SQLite follow no foreign key meanwhile: a table that is rebuilt would take what points at it along.

    The pragma is without effect inside a transaction, so it goes to the driver before one begins.
    """
    driven = connection.connection if connection.dialect.name == "sqlite" else None
    if driven is not None:
        driven.cursor().execute("PRAGMA foreign_keys = OFF")
    try:
        yield
    finally:
        connection.rollback()
        if driven is not None:
            driven.cursor().execute("PRAGMA foreign_keys = ON")
