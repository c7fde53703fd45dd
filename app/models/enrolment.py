"""报名, attendance by day, and what was recommended."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import COUNTER, Base, Instant, Tracked
from app.models.catalog import TrainingSession
from app.models.fields import column
from app.models.worker import Worker


class Enrolment(Tracked):
    """One worker in one session."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("worker_id", "session_id"), {"info": COUNTER})

    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"), index=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("training_session.id"), index=True)
    state: Mapped[str] = column(label="状态", choices="enrolment_state", default="enrolled")
    enrolled_on: Mapped[date] = column(label="报名日期", widget="date")
    exam: Mapped[str] = column(label="考核结果", choices="exam", widget="choice", default="")
    learner_fee: Mapped[int | None] = column(label="学员缴费", widget="money")
    contract_from: Mapped[date | None] = column(label="合同起", widget="date")
    contract_to: Mapped[date | None] = column(label="合同止", widget="date")
    has_wage_evidence: Mapped[str] = column(
        label="参保或工资流水", widget="choice", choices="yes_no", default=""
    )
    is_contract_open_ended: Mapped[bool] = column(label="无固定期限", widget="bool", default=False)
    is_dispatched: Mapped[str] = column(label="劳务派遣", widget="choice", choices="yes_no", default="")
    certificate_uid: Mapped[str] = mapped_column(default="")
    worker: Mapped[Worker] = relationship()
    session: Mapped[TrainingSession] = relationship()
    days: Mapped[list[AttendanceDay]] = relationship(back_populates="enrolment", order_by="AttendanceDay.day")


class AttendanceDay(Base):
    """One day of one learner: imported from the 签到 sheet or entered day by day, never a typed total."""

    __tablename__ = "attendance_day"
    __table_args__ = (UniqueConstraint("enrolment_id", "day"), {"info": COUNTER})

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    day: Mapped[date] = mapped_column()
    is_present: Mapped[bool] = mapped_column()
    is_online: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="")
    enrolment: Mapped[Enrolment] = relationship(back_populates="days")


class Match(Tracked):
    """One recommendation made to one worker, with the reasons then given and what came of it."""

    __tablename__ = "match"
    __table_args__ = {"info": COUNTER}

    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"), index=True)
    target: Mapped[str] = mapped_column()
    target_uid: Mapped[str] = mapped_column(index=True)
    title: Mapped[str] = mapped_column()
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    outcome: Mapped[str] = column(label="结果", choices="match_outcome", default="made")
    outcome_on: Mapped[date | None] = mapped_column()
    outcome_note: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column()
    worker: Mapped[Worker] = relationship()
