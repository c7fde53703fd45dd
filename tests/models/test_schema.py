"""The schema that migrations build is the schema the entities declare."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from app.faults import UserError
from app.models import upgrade
from app.models.database import engine_for
from app.models.schema import METADATA
from app.models.upgrade import AT_THE_COUNTER, AT_THE_COUNTY, bring_up_to_date, head, revision_of

KEY = bytes(range(32))


@pytest.mark.parametrize("side", [AT_THE_COUNTER, AT_THE_COUNTY], ids=["counter", "county"])
def test_migrations_build_what_the_entities_of_a_side_declare(tmp_path: Path, side: frozenset[str]) -> None:
    engine = engine_for(tmp_path / "a.db", KEY)
    assert bring_up_to_date(engine, side)
    assert not bring_up_to_date(engine, side)
    assert revision_of(engine) == head()
    kept = {table.name for table in METADATA.tables.values() if table.info["kept_by"] in side}
    with engine.connect() as connection:
        assert set(inspect(connection).get_table_names()) == kept | {"alembic_version"}
        options = {"include_name": lambda name, kind, _above: kind != "table" or name in kept,
                   "include_object": lambda _it, name, kind, _back, _to: kind != "table" or name in kept}  # fmt: skip
        assert compare_metadata(MigrationContext.configure(connection, opts=options), METADATA) == []
    engine.dispose()


@pytest.mark.promise("U3")
def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    engine = engine_for(tmp_path / "a.db", KEY)
    bring_up_to_date(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UserError, match="更新版本"):
        bring_up_to_date(engine)
    assert revision_of(engine) == "9999"
    engine.dispose()


def _is_on(connection: Connection) -> bool:
    return bool(connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one())


@pytest.mark.promise("U5")
def test_no_foreign_key_is_followed_while_a_table_is_rebuilt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLAlchemy begins a transaction with the first statement, and inside one the pragma would be ignored."""
    engine, seen, real = engine_for(tmp_path / "a.db", KEY), [], command.upgrade

    def watched(config: Config, revision: str) -> None:
        seen.append(_is_on(config.attributes["connection"]))
        real(config, revision)
        seen.append(_is_on(config.attributes["connection"]))

    monkeypatch.setattr(command, "upgrade", watched)
    bring_up_to_date(engine)
    assert seen == [False, False]
    with engine.connect() as connection:
        assert _is_on(connection)
    engine.dispose()


@pytest.mark.promise("U5")
def test_a_migration_with_foreign_keys_on_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_for(tmp_path / "a.db", KEY)
    monkeypatch.setattr(upgrade, "_unbound", nullcontext)
    with pytest.raises(RuntimeError, match="foreign keys"):
        bring_up_to_date(engine)
    assert revision_of(engine) == ""
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()


def test_every_table_says_who_keeps_it() -> None:
    assert {table.info.get("kept_by") for table in METADATA.tables.values()} <= {"both", "counter", "county"}
