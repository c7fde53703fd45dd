"""Keep feedback, and what a person says of his limits: pay floor, kilometres, days a week, needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.models.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    with op.batch_alter_table("worker", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_pay_floor", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("max_km", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("max_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("needs", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "feedback",
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("target_uid", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("made_at", app.models.base.Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", app.models.base.Instant(timezone=True), nullable=False),
        sa.Column("updated_at", app.models.base.Instant(timezone=True), nullable=False),
        sa.Column("import_uid", sa.String(), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_feedback_worker_id_worker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("uid", name=op.f("uq_feedback_uid")),
        info={"kept_by": "both"},
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index("ix_feedback_target", ["target_uid"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_import_uid"), ["import_uid"], unique=False)
        batch_op.create_index(batch_op.f("ix_feedback_worker_id"), ["worker_id"], unique=False)
