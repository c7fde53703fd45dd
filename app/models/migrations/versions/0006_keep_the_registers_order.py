"""Keep the register's order."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    op.create_index("ix_worker_recent", "worker", ["is_void", "last_visit_at", "updated_at"])


def downgrade() -> None:
    """Refuse: a station never goes back; it restores a backup."""
    raise RuntimeError("no way back")
