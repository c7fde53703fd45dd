"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.models.base

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Refuse: a station never goes back; it restores a backup."""
    raise RuntimeError("no way back")
