"""Alembic's entry: run the one history on the connection that `app.models.upgrade` hands over, for one side."""

from __future__ import annotations

from collections.abc import Callable

from alembic import context
from alembic.operations import Operations, ops, toimpl

from app.models.schema import METADATA

connection = context.config.attributes["connection"]
SIDE = context.config.attributes["side"]


def _is_kept(name: str) -> bool:
    table = METADATA.tables.get(name)
    return table is None or table.info["kept_by"] in SIDE


def _go_by(operation: type[ops.MigrateOperation], do: Callable[..., object]) -> None:
    """Let an operation on a table that this side does not keep go by without effect."""

    @Operations.implementation_for(operation, replace=True)
    def _do(operations: Operations, step: ops.AddColumnOp) -> object:
        return do(operations, step) if _is_kept(step.table_name) else None


_go_by(ops.CreateTableOp, toimpl.create_table)
_go_by(ops.CreateIndexOp, toimpl.create_index)
_go_by(ops.AddColumnOp, toimpl.add_column)

if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one():
    raise RuntimeError("a migration rebuilds tables: foreign keys must be off before its transaction begins")

context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
