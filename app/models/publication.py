"""What the county has published: every version with its content, and the file that went to each station."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import COUNTY, Base, Instant


class Publication(Base):
    """One published version of one kind; a later one stands beside it, nothing is overwritten.

    `content` is empty where every station gets its own (person index, benefit ledger).
    """

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("kind", "version"), {"info": COUNTY})

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column()
    version: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime] = mapped_column(Instant)
    published_by: Mapped[str] = mapped_column()
    second_by: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date] = mapped_column()
    valid_to: Mapped[date | None] = mapped_column()
    expires: Mapped[date] = mapped_column()
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    content: Mapped[bytes] = mapped_column()
    sha256: Mapped[str] = mapped_column()


class SentReference(Base):
    """One package as it was sealed for one epoch of a station; a second copy is the same file."""

    __tablename__ = "sent_reference"
    __table_args__ = (UniqueConstraint("publication_id", "station", "epoch"), {"info": COUNTY})

    id: Mapped[int] = mapped_column(primary_key=True)
    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"))
    station: Mapped[str] = mapped_column(index=True)
    epoch: Mapped[str] = mapped_column()
    file_name: Mapped[str] = mapped_column()
    sha256: Mapped[str] = mapped_column()
    sealed: Mapped[bytes] = mapped_column()
    sealed_at: Mapped[datetime] = mapped_column(Instant)
    sealed_by: Mapped[str] = mapped_column()
