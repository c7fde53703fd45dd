"""What happened: the journal chained by hash, the outbox, and the batches sealed from it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import COUNTER, SHARED, Base, Instant


class JournalEntry(Base):
    """One line of the 审计台账; `hash` covers the line and the hash before it."""

    __tablename__ = "journal_entry"
    __table_args__ = {"info": SHARED}

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    operator: Mapped[str] = mapped_column()
    action: Mapped[str] = mapped_column(index=True)
    entity: Mapped[str] = mapped_column()
    entity_uid: Mapped[str] = mapped_column(index=True)
    detail: Mapped[str] = mapped_column()
    reason: Mapped[str] = mapped_column(default="")
    prev_hash: Mapped[str] = mapped_column()
    hash: Mapped[str] = mapped_column()


class Batch(Base):
    """One sealed batch; the sealed bytes are kept, so a second export is bit-identical."""

    __tablename__ = "batch"
    __table_args__ = (UniqueConstraint("epoch", "seq"), {"info": COUNTER})

    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[str] = mapped_column()
    seq: Mapped[int] = mapped_column()
    file_name: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column()
    from_event: Mapped[int] = mapped_column()
    to_event: Mapped[int] = mapped_column()
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column()
    bag_sha256: Mapped[str] = mapped_column()
    sealed: Mapped[bytes] = mapped_column()
    sealed_at: Mapped[datetime] = mapped_column(Instant)
    sealed_by: Mapped[str] = mapped_column()


class Export(Base):
    """One time a batch was written to a medium and read back."""

    __tablename__ = "export"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column()
    medium: Mapped[str] = mapped_column()
    path: Mapped[str] = mapped_column()
    sha256: Mapped[str] = mapped_column()


class OutboxEvent(Base):
    """One event, as the canonical line that will travel; written with the change it tells of."""

    __tablename__ = "outbox_event"
    __table_args__ = {"info": COUNTER}

    seq: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str] = mapped_column()
    entity: Mapped[str] = mapped_column()
    entity_uid: Mapped[str] = mapped_column(index=True)
    line: Mapped[str] = mapped_column()
    hash: Mapped[str] = mapped_column()
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batch.id"), index=True)


class CountyReply(Base):
    """One reply of the county that was taken in, kept as it came; of the county's numbers the highest one counts."""

    __tablename__ = "county_reply"
    __table_args__ = {"info": COUNTER}

    seq: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column()
    sha256: Mapped[str] = mapped_column()
    sealed: Mapped[bytes] = mapped_column()
    made_at: Mapped[datetime] = mapped_column(Instant)
    taken_at: Mapped[datetime] = mapped_column(Instant)
    taken_by: Mapped[str] = mapped_column()
    counts: Mapped[dict[str, int]] = mapped_column(JSON)


class CountyItem(Base):
    """One thing the newest reply still holds open; each reply tells all of them anew."""

    __tablename__ = "county_item"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(index=True)
    entity: Mapped[str] = mapped_column()
    entity_uid: Mapped[str] = mapped_column(index=True)
    field: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column()
    epoch: Mapped[str] = mapped_column(default="")
    seq: Mapped[int] = mapped_column(default=0)
    fix_by: Mapped[date | None] = mapped_column()


class RebuiltEvent(Base):
    """One event of this station that this PC had lost and the county sent back, as the line that once travelled.

    It stands apart from the outbox: it never goes up again, and its number may be used by another epoch too.
    """

    __tablename__ = "rebuilt_event"
    __table_args__ = (UniqueConstraint("epoch", "seq"), {"info": COUNTER})

    id: Mapped[int] = mapped_column(primary_key=True)
    epoch: Mapped[str] = mapped_column()
    seq: Mapped[int] = mapped_column()
    event_id: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str] = mapped_column()
    entity: Mapped[str] = mapped_column()
    entity_uid: Mapped[str] = mapped_column(index=True)
    line: Mapped[str] = mapped_column()
    hash: Mapped[str] = mapped_column()
    batch_seq: Mapped[int] = mapped_column()


class TakenRebuild(Base):
    """One rebuilding that was taken in: what it brought, and what has to be made by hand again."""

    __tablename__ = "taken_rebuild"
    __table_args__ = {"info": COUNTER}

    seq: Mapped[int] = mapped_column(primary_key=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    taken_at: Mapped[datetime] = mapped_column(Instant)
    taken_by: Mapped[str] = mapped_column()
    files: Mapped[list[str]] = mapped_column(JSON)
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    leftovers: Mapped[list[list[str]]] = mapped_column(JSON)
