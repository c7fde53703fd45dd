"""What a clerk knows better than the engine: an offer put first or taken away for one worker, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import COUNTER, Instant, Tracked
from app.models.fields import column
from app.models.worker import Worker


class Feedback(Tracked):
    """One pin or hide; `target` is `job` or `session`, and what no longer holds is void, never deleted."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_target", "target_uid"), {"info": COUNTER})

    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"), index=True)
    target: Mapped[str] = mapped_column()
    target_uid: Mapped[str] = mapped_column()
    title: Mapped[str] = mapped_column()
    kind: Mapped[str] = column(label="处理", choices="feedback_kind")
    reason: Mapped[str] = column(label="原因", is_required=True)
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column()
    worker: Mapped[Worker] = relationship()
