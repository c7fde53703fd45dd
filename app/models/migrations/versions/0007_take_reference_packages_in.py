"""Take reference packages in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.models.base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Move the schema forward."""
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holiday")),
        info={"kept_by": "counter"},
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("published_at", app.models.base.Instant(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("second_by", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint("kind", "version", name=op.f("uq_publication_kind")),
        info={"kept_by": "county"},
    )
    op.create_table(
        "reference_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("row", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_claim")),
        info={"kept_by": "counter"},
    )
    op.create_index("ix_reference_claim_key", "reference_claim", ["key"])

    op.create_table(
        "reference_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_code")),
        sa.UniqueConstraint("listing", "code", name=op.f("uq_reference_code_listing")),
        info={"kept_by": "counter"},
    )
    op.create_table(
        "reference_package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("signers", sa.String(), nullable=False),
        sa.Column("published_at", app.models.base.Instant(timezone=True), nullable=True),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("bag", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("taken_at", app.models.base.Instant(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("applied_at", app.models.base.Instant(timezone=True), nullable=True),
        sa.Column("applied_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_package")),
        sa.UniqueConstraint("kind", "version", "sha256", name=op.f("uq_reference_package_kind")),
        sa.UniqueConstraint("uid", name=op.f("uq_reference_package_uid")),
        info={"kept_by": "counter"},
    )
    op.create_index("ix_reference_package_state", "reference_package", ["state"])

    op.create_table(
        "reference_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_person")),
        info={"kept_by": "counter"},
    )
    op.create_index("ix_reference_person_key", "reference_person", ["key"])

    op.create_table(
        "sent_reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("station", sa.String(), nullable=False),
        sa.Column("epoch", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", app.models.base.Instant(timezone=True), nullable=False),
        sa.Column("sealed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_sent_reference_publication_id_publication")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_reference")),
        sa.UniqueConstraint(
            "publication_id", "station", "epoch", name=op.f("uq_sent_reference_publication_id")
        ),
        info={"kept_by": "county"},
    )
    op.create_index("ix_sent_reference_station", "sent_reference", ["station"])

    op.add_column(
        "application",
        sa.Column("policy_package", sa.Integer(), server_default="0", nullable=False),
        inline_references=True,
    )

    op.add_column(
        "course", sa.Column("origin", sa.String(), server_default="", nullable=False), inline_references=True
    )
    op.create_index("ix_course_origin", "course", ["origin"])

    op.add_column(
        "employer",
        sa.Column("origin", sa.String(), server_default="", nullable=False),
        inline_references=True,
    )
    op.create_index("ix_employer_origin", "employer", ["origin"])

    op.add_column(
        "institution",
        sa.Column("origin", sa.String(), server_default="", nullable=False),
        inline_references=True,
    )
    op.create_index("ix_institution_origin", "institution", ["origin"])

    op.add_column(
        "job", sa.Column("origin", sa.String(), server_default="", nullable=False), inline_references=True
    )
    op.add_column("job", sa.Column("listed_until", sa.Date(), nullable=True), inline_references=True)
    op.create_index("ix_job_origin", "job", ["origin"])

    op.add_column(
        "training_session",
        sa.Column("origin", sa.String(), server_default="", nullable=False),
        inline_references=True,
    )
    op.create_index("ix_training_session_origin", "training_session", ["origin"])


def downgrade() -> None:
    """Refuse: a station never goes back; it restores a backup."""
    raise RuntimeError("no way back")
