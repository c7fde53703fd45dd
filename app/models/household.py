"""户: who lives under one household book, and what is dated about the household as a whole."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import COUNTER, Base, Instant, Tracked
from app.models.fields import column


class Household(Tracked):
    """One household; its members are the workers that name it.

    The head need not be registered: `head_uid` is empty then, and `head_name` stands alone.
    """

    __tablename__ = "household"
    __table_args__ = {"info": COUNTER}

    number: Mapped[str] = column(label="户号", default="")
    hukou_code: Mapped[str] = column(
        label="户籍村", widget="choice", choices="division", default="", index=True
    )
    address: Mapped[str] = column(label="户籍地址", default="")
    head_name: Mapped[str] = column(label="户主姓名", check="name", default="", is_required=True)
    head_uid: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = column(label="家庭电话", check="phone", widget="phone", default="")
    note: Mapped[str] = column(label="备注", default="", is_printed=False)

    facts: Mapped[list[HouseholdFact]] = relationship(back_populates="household", order_by="HouseholdFact.id")


class HouseholdFact(Base):
    """One dated fact of a household, such as 零就业家庭; ended by a later row, never overwritten.

    A row with `is_end` ends what stood before it after `valid_to`; where that is empty it takes the newest back
    from the very beginning, because it was recorded in error.
    """

    __tablename__ = "household_fact"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    code: Mapped[str] = column(label="类别", choices="category", widget="choice", default="LJY")
    is_end: Mapped[bool] = mapped_column(default=False)
    authority: Mapped[str] = column(label="认定机关", default="", is_required=True)
    certified_on: Mapped[date | None] = column(label="认定日期", widget="date", is_required=True)
    valid_to: Mapped[date | None] = column(label="失效日期", widget="date")
    is_open_ended: Mapped[bool] = column(label="长期有效", widget="bool", default=False)
    source: Mapped[str] = column(label="来源", choices="source", widget="choice", default="paper")
    document_no: Mapped[str] = column(label="文号", default="")
    reason: Mapped[str] = column(label="原因", default="")
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(default="")
    household: Mapped[Household] = relationship(back_populates="facts")
