"""Pictures of workers: kept at the counter, inside the encrypted database, and never sent with a batch."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import COUNTER, Base, Instant


class Photo(Base):
    """One picture of a worker as a JPEG of at most 300 KB; the newest recorded is the one shown and printed."""

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("worker_id", "sha256"), {"info": COUNTER})

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"), index=True)
    sha256: Mapped[str] = mapped_column()
    kind: Mapped[str] = mapped_column()
    jpeg: Mapped[bytes] = mapped_column()
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(default="")
