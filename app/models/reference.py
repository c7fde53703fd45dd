"""What came down from the county: its packages with their bytes, and the tables that are replaced whole."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import COUNTER, Base, Instant


class ReferencePackage(Base):
    """One reference package that was verified; never deleted, so that what it ruled can be replayed.

    `bag` holds the signed container; of a parked one `sealed` holds the file, for a newer version of the product.
    """

    __tablename__ = "reference_package"
    __table_args__ = (UniqueConstraint("kind", "version", "sha256"), {"info": COUNTER})

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column()
    version: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str] = mapped_column()
    sha256: Mapped[str] = mapped_column()
    signers: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None] = mapped_column(Instant)
    published_by: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None] = mapped_column()
    valid_to: Mapped[date | None] = mapped_column()
    expires: Mapped[date | None] = mapped_column()
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    bag: Mapped[bytes] = mapped_column()
    sealed: Mapped[bytes | None] = mapped_column()
    taken_at: Mapped[datetime] = mapped_column(Instant)
    taken_by: Mapped[str] = mapped_column()
    applied_at: Mapped[datetime | None] = mapped_column(Instant)
    applied_by: Mapped[str] = mapped_column(default="")


class ReferencePerson(Base):
    """One registration anywhere in the county, under the number itself or under its keyed hash."""

    __tablename__ = "reference_person"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    station: Mapped[str] = mapped_column()
    name: Mapped[str] = mapped_column(default="")


class ReferenceClaim(Base):
    """One claim anywhere in the county as the duplicate rule asks it, under the number or under its keyed hash."""

    __tablename__ = "reference_claim"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    ref: Mapped[str] = mapped_column()
    row: Mapped[dict[str, object]] = mapped_column(JSON)


class ReferenceCode(Base):
    """One entry of a code list that the county added, renamed or retired; none is ever deleted."""

    __tablename__ = "reference_code"
    __table_args__ = (UniqueConstraint("listing", "code"), {"info": COUNTER})

    id: Mapped[int] = mapped_column(primary_key=True)
    listing: Mapped[str] = mapped_column()
    code: Mapped[str] = mapped_column()
    label: Mapped[str] = mapped_column()
    note: Mapped[str] = mapped_column(default="")
    is_retired: Mapped[bool] = mapped_column(default=False)


class Holiday(Base):
    """One day that is not what its weekday says: a day off, or a working day in exchange (调休)."""

    __tablename__ = "holiday"
    __table_args__ = {"info": COUNTER}

    day: Mapped[date] = mapped_column(primary_key=True)
    is_workday: Mapped[bool] = mapped_column()
    name: Mapped[str] = mapped_column(default="")
