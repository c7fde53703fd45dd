"""Characters that no font draws, as a clerk drew them: a code point and its picture."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import COUNTER, Base, Instant


class Glyph(Base):
    """One picture of one character; the newest that is not void is printed, older ones stay as they were."""

    __tablename__ = "glyph"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    point: Mapped[int] = mapped_column(index=True)
    picture: Mapped[bytes] = mapped_column()
    sha256: Mapped[str] = mapped_column()
    note: Mapped[str] = mapped_column(default="")
    is_void: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column()
