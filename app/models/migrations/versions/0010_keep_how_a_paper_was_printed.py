"""Keep how a paper was printed: printer, paper, how far it was moved, copies, with or without lines."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    for name in ("printer", "sheet"):
        op.add_column("paper", sa.Column(name, sa.String(), nullable=False, server_default=""))
    for name, otherwise in (("offset_x", "0"), ("offset_y", "0"), ("copies", "1")):
        op.add_column("paper", sa.Column(name, sa.Integer(), nullable=False, server_default=otherwise))
    op.add_column("paper", sa.Column("has_lines", sa.Boolean(), nullable=False, server_default="1"))
