"""Rebuild a lost station: epochs that take another's place, and what the county sends back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.models.base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    _counter()
    _county()


def _counter() -> None:
    op.create_table(
        "rebuilt_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_uid", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("batch_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebuilt_event")),
        sa.UniqueConstraint("epoch", "seq", name=op.f("uq_rebuilt_event_epoch")),
        sa.UniqueConstraint("event_id", name=op.f("uq_rebuilt_event_event_id")),
        info={"kept_by": "counter"},
    )
    op.create_index("ix_rebuilt_event_entity_uid", "rebuilt_event", ["entity_uid"])
    op.create_table(
        "taken_rebuild",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("made_at", app.models.base.Instant(timezone=True), nullable=False),
        sa.Column("taken_at", app.models.base.Instant(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("leftovers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_taken_rebuild")),
        info={"kept_by": "counter"},
    )


def _county() -> None:
    op.create_table(
        "sent_rebuild",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("batches", sa.Integer(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", app.models.base.Instant(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_rebuild")),
        sa.UniqueConstraint("station", "seq", name=op.f("uq_sent_rebuild_station")),
        info={"kept_by": "county"},
    )
    op.add_column("station_key", sa.Column("closed_at", app.models.base.Instant(timezone=True)))
    for name in ("closed_by", "continues"):
        op.add_column("station_key", sa.Column(name, sa.String(), nullable=False, server_default=""))
    op.add_column("station_key", sa.Column("after_seq", sa.BigInteger(), nullable=False, server_default="0"))
