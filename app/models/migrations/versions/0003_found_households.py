"""Found households: who belongs together, and what is certified of them together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.models.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    op.create_table(
        "household",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("hukou_code", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("head_name", sa.String(), nullable=False),
        sa.Column("head_uid", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.models.base.Instant(timezone=True), nullable=False),
        sa.Column("updated_at", app.models.base.Instant(timezone=True), nullable=False),
        sa.Column("import_uid", sa.String(), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        sa.UniqueConstraint("uid", name=op.f("uq_household_uid")),
        info={"kept_by": "both"},
    )
    op.create_index(op.f("ix_household_hukou_code"), "household", ["hukou_code"])
    op.create_index(op.f("ix_household_import_uid"), "household", ["import_uid"])
    op.create_table(
        "household_fact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("is_end", sa.Boolean(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("is_open_ended", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("document_no", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recorded_at", app.models.base.Instant(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_household_fact_household_id_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_fact")),
        sa.UniqueConstraint("uid", name=op.f("uq_household_fact_uid")),
        info={"kept_by": "both"},
    )
    op.create_index(op.f("ix_household_fact_household_id"), "household_fact", ["household_id"])
    # The reference stands inside the column: the table is not written anew, nothing of it can be lost.
    op.add_column(
        "worker",
        sa.Column(
            "household_id",
            sa.Integer(),
            sa.ForeignKey("household.id", name=op.f("fk_worker_household_id_household")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_worker_household_id"), "worker", ["household_id"])
    op.create_index(op.f("ix_worker_hukou_code"), "worker", ["hukou_code"])


def downgrade() -> None:
    """Refuse: a station never goes back; it restores a backup."""
    raise RuntimeError("no way back")
