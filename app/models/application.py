"""补贴申请: one claim, the assessment it rests on, its materials, and every step of its life."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import COUNTER, Base, Instant, Tracked
from app.models.catalog import Employer, TrainingSession
from app.models.enrolment import Enrolment
from app.models.fields import column
from app.models.worker import Worker


class Application(Tracked):
    """One application; `facts` and `pack` replay its assessment to the letter."""

    __tablename__ = "application"
    __table_args__ = {"info": COUNTER}

    case_number: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = column(label="事项", choices="subsidy_kind")
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("worker.id"), index=True)
    employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("training_session.id"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    certificate_uid: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = column(label="状态", choices="application_state")
    occupation: Mapped[str] = mapped_column(default="", index=True)
    trade: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    class_no: Mapped[str] = mapped_column(default="")
    covers_from: Mapped[date | None] = mapped_column()
    covers_to: Mapped[date | None] = mapped_column()
    filed_on: Mapped[date] = column(label="受理日期")
    due_on: Mapped[date | None] = column(label="承诺办结日期")
    outcome: Mapped[str] = mapped_column()
    facts: Mapped[str] = mapped_column()
    assessment: Mapped[str] = mapped_column()
    pack: Mapped[str] = mapped_column()
    policy_package: Mapped[int] = mapped_column(default=0, server_default="0")
    amount: Mapped[int | None] = column(label="申请金额", widget="money")
    fund: Mapped[str] = column(label="资金渠道", choices="fund", default="")
    bank_name: Mapped[str] = column(label="开户银行（到网点）", default="")
    bank_kind: Mapped[str] = column(label="账户类型", widget="choice", choices="bank_kind", default="card")
    bank_holder: Mapped[str] = column(label="户名", default="")
    bank_account: Mapped[str] = column(
        label="账号", check="bank", widget="bank", default="", is_protected=True
    )
    invoice_no: Mapped[str] = column(label="缴费票据号", default="")
    invoice_amount: Mapped[int | None] = column(label="票据金额", widget="money")
    guardian_name: Mapped[str] = column(label="监护人", default="")
    guardian_phone: Mapped[str] = column(label="监护人电话", check="phone", widget="phone", default="")
    note: Mapped[str] = column(label="备注", widget="note", default="")
    taken_by: Mapped[str] = mapped_column()
    taken_at: Mapped[datetime] = mapped_column(Instant)
    reviewed_by: Mapped[str] = mapped_column(default="")
    reviewed_at: Mapped[datetime | None] = mapped_column(Instant)
    verdict: Mapped[str] = mapped_column(default="")
    verdict_document: Mapped[str] = mapped_column(default="")
    verdict_amount: Mapped[int | None] = mapped_column()
    verdict_on: Mapped[date | None] = mapped_column()
    verdict_field: Mapped[str] = mapped_column(default="")
    verdict_reason: Mapped[str] = mapped_column(default="")
    fix_by: Mapped[date | None] = mapped_column()
    worker: Mapped[Worker | None] = relationship()
    employer: Mapped[Employer | None] = relationship()
    session: Mapped[TrainingSession | None] = relationship()
    enrolment: Mapped[Enrolment | None] = relationship()
    materials: Mapped[list[Material]] = relationship(order_by="Material.position")
    steps: Mapped[list[Step]] = relationship(order_by="Step.id")
    roster: Mapped[list[RosterRow]] = relationship(order_by="RosterRow.position")


class Material(Base):
    """One line of the materials checklist (forms 2.8)."""

    __tablename__ = "material"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    position: Mapped[int] = mapped_column()
    key: Mapped[str] = mapped_column()
    title: Mapped[str] = mapped_column()
    copies: Mapped[int] = mapped_column(default=1)
    form: Mapped[str] = mapped_column(default="")
    handling: Mapped[str] = mapped_column(default="")
    basis: Mapped[str] = mapped_column(default="")
    is_received: Mapped[bool] = mapped_column(default=False)


class Step(Base):
    """One move in the life of an application: who, when, from where to where, and why."""

    __tablename__ = "step"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column()
    from_state: Mapped[str] = mapped_column(default="")
    to_state: Mapped[str] = mapped_column()
    reason: Mapped[str] = mapped_column(default="")


class RosterRow(Base):
    """One learner of a 企业直补 application, assessed on his own."""

    __tablename__ = "roster_row"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), index=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"), index=True)
    position: Mapped[int] = mapped_column()
    outcome: Mapped[str] = mapped_column()
    amount: Mapped[int | None] = mapped_column()
    reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    worker: Mapped[Worker] = relationship()


class RegisterNumber(Base):
    """One number of the case-number register: gapless per station, day and epoch, never used twice."""

    __tablename__ = "register_number"
    __table_args__ = (UniqueConstraint("station", "day", "epoch", "sequence"), {"info": COUNTER})

    id: Mapped[int] = mapped_column(primary_key=True)
    station: Mapped[str] = mapped_column()
    business: Mapped[str] = mapped_column()
    day: Mapped[date] = mapped_column()
    epoch: Mapped[str] = mapped_column()
    sequence: Mapped[int] = mapped_column()
    number: Mapped[str] = mapped_column(unique=True)
    is_void: Mapped[bool] = mapped_column(default=False)
    void_reason: Mapped[str] = mapped_column(default="")


class Paper(Base):
    """One print: the very bytes that were shown and printed, which copy they were, and how they went out.

    `printer` is PDF where they were kept as a file; the offsets are tenths of a millimetre.
    """

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("kind", "subject", "copy_no"), {"info": COUNTER})

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column()
    subject: Mapped[str] = mapped_column(index=True)
    copy_no: Mapped[int] = mapped_column()
    sha256: Mapped[str] = mapped_column()
    pdf: Mapped[bytes] = mapped_column()
    made_at: Mapped[datetime] = mapped_column(Instant)
    made_by: Mapped[str] = mapped_column()
    reason: Mapped[str] = mapped_column(default="")
    printer: Mapped[str] = mapped_column(default="", server_default="")
    sheet: Mapped[str] = mapped_column(default="", server_default="")
    offset_x: Mapped[int] = mapped_column(default=0, server_default="0")
    offset_y: Mapped[int] = mapped_column(default=0, server_default="0")
    copies: Mapped[int] = mapped_column(default=1, server_default="1")
    has_lines: Mapped[bool] = mapped_column(default=True, server_default="1")
