"""The schema that migrations build is the schema the entities declare."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.faults import UserError
from app.models.database import engine_for
from app.models.schema import METADATA
from app.models.upgrade import bring_up_to_date, head, revision_of

KEY = bytes(range(32))


def test_migrations_build_what_the_entities_declare(tmp_path: Path) -> None:
    engine = engine_for(tmp_path / "a.db", KEY)
    assert bring_up_to_date(engine)
    assert not bring_up_to_date(engine)
    assert revision_of(engine) == head()
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


def test_a_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    engine = engine_for(tmp_path / "a.db", KEY)
    bring_up_to_date(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(UserError, match="更新版本"):
        bring_up_to_date(engine)
    assert revision_of(engine) == "9999"
    engine.dispose()


def test_every_table_says_who_keeps_it() -> None:
    assert {table.info.get("kept_by") for table in METADATA.tables.values()} <= {"both", "counter", "county"}
