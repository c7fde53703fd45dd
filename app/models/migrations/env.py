"""Alembic's entry: run the one history on the connection that `app.models.upgrade` hands over, for one side."""

from __future__ import annotations

from alembic import context
from alembic.operations import Operations
from alembic.operations.ops import CreateIndexOp, CreateTableOp
from sqlalchemy import Table

from app.models.schema import METADATA

connection = context.config.attributes["connection"]
SIDE = context.config.attributes["side"]


def _is_kept(name: str) -> bool:
    table = METADATA.tables.get(name)
    return table is None or table.info["kept_by"] in SIDE


@Operations.implementation_for(CreateTableOp, replace=True)
def _create_table(operations: Operations, operation: CreateTableOp) -> Table:
    """Make a table where this side keeps it; the other side's history goes by without it."""
    table = operation.to_table(operations.migration_context)
    if _is_kept(table.name):
        operations.impl.create_table(table)
    return table


@Operations.implementation_for(CreateIndexOp, replace=True)
def _create_index(operations: Operations, operation: CreateIndexOp) -> None:
    """Make an index where its table is kept."""
    if _is_kept(operation.table_name):
        operations.impl.create_index(operation.to_index(operations.migration_context))


context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
