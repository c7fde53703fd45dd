"""A station that was in use before there were households keeps every worker and what hangs on him."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.models import upgrade
from app.models.database import Database, engine_for
from app.models.schema import METADATA

KEY = bytes(range(32))
FOUNDING = "0003"


@pytest.mark.promise("U1")
def test_a_station_in_use_keeps_its_workers(tmp_path: Path) -> None:
    engine = engine_for(tmp_path / "a.db", KEY)
    before = str(ScriptDirectory.from_config(upgrade._config(None)).get_revision(FOUNDING).down_revision)
    upgrade.migrate(engine, before)
    put_people_in(engine, 1500)
    assert upgrade.bring_up_to_date(engine)
    with engine.connect() as connection:
        assert count(connection, "worker") == 1500
        assert count(connection, "category") == 1500
        free = "SELECT count(*) FROM worker WHERE household_id IS NULL"
        assert connection.exec_driver_sql(free).scalar_one() == 1500
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
    engine.dispose()
    database = Database(tmp_path / "a.db", KEY)
    assert database.is_whole()
    database.close()


def put_people_in(engine: Engine, number: int) -> None:
    """Insert workers and one category each, by the columns the table has at this revision."""
    with engine.begin() as connection:
        for table, own in (
            ("worker", lambda at: {"id": at, "uid": f"w{at}", "id_number": f"n{at}", "name": "示例"}),
            ("category", lambda at: {"id": at, "uid": f"c{at}", "worker_id": at, "code": "NMG"}),
        ):
            there = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")}
            columns = [column for column in METADATA.tables[table].columns if column.name in there]
            blanks = {column.name: None if column.nullable else blank(column.type) for column in columns}
            marks = ", ".join("?" * len(blanks))
            names = ", ".join(blanks)
            rows = [tuple({**blanks, **own(at)}.values()) for at in range(1, number + 1)]
            connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def blank(kind: object) -> object:
    """Return what an empty column of this type holds."""
    name = type(kind).__name__
    return {"Instant": "2026-01-01 00:00:00.000000", "JSON": "[]", "Boolean": 0, "Integer": 0}.get(name, "")


def count(connection: Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())
