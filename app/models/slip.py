"""What a slip was signed with when it was printed: the code in its QR and the words it covers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import COUNTER, Base, Instant


class SlipProof(Base):
    """One print of a slip; `words` are label and text of each line, masked as on the paper."""

    __tablename__ = "slip_proof"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    case_number: Mapped[str] = mapped_column(index=True)
    code: Mapped[str] = mapped_column()
    check_word: Mapped[str] = mapped_column()
    words: Mapped[list[list[str]]] = mapped_column(JSON)
    paper_uid: Mapped[str] = mapped_column()
    copy_no: Mapped[int] = mapped_column()
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column()
