"""What only the counter keeps: settings, accounts, drafts, imports and comparison lists."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import COUNTER, SHARED, Base, Instant


class Setting(Base):
    """One setting by key; the value is JSON."""

    __tablename__ = "setting"
    __table_args__ = {"info": SHARED}

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[object] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(Instant)
    updated_by: Mapped[str] = mapped_column(default="")


class Account(Base):
    """One clerk or reviewer; the password lives in the key slots beside the database, not here."""

    __tablename__ = "account"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column()
    role: Mapped[str] = mapped_column()
    is_active: Mapped[bool] = mapped_column(default=True)
    pledge_signed_on: Mapped[date | None] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(Instant)


class Draft(Base):
    """Half-done work of one clerk on one form; `event_id` is fixed when the form opens: no twins."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("login", "form", "subject"), {"info": COUNTER})

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(index=True)
    form: Mapped[str] = mapped_column()
    subject: Mapped[str] = mapped_column(default="")
    event_id: Mapped[str] = mapped_column()
    title: Mapped[str] = mapped_column(default="")
    payload: Mapped[dict[str, object]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(Instant)


class ImportRun(Base):
    """One workbook taken in; undone by its uid."""

    __tablename__ = "import_run"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    layout: Mapped[str] = mapped_column()
    file_name: Mapped[str] = mapped_column()
    sha256: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column()
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    mapping: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(default="running")


class ImportRow(Base):
    """One row that could not come in, kept with its reasons until it is mended."""

    __tablename__ = "import_row"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    row_number: Mapped[int] = mapped_column()
    cells: Mapped[list[str | int | float]] = mapped_column(JSON)
    findings: Mapped[list[list[str]]] = mapped_column(JSON)
    is_mended: Mapped[bool] = mapped_column(default=False)


class ImportTouch(Base):
    """One record that an import changed or brought back: what it held before, what it held after, for the way back.

    `version` is the record's right after; a record whose version moved on has been worked on since.
    """

    __tablename__ = "import_touch"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    entity: Mapped[str] = mapped_column()
    uid: Mapped[str] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)
    before: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)


class ComparisonList(Base):
    """A bureau's list (低保, 脱贫/监测 …) with date and horizon; no match never means not eligible."""

    __tablename__ = "comparison_list"
    __table_args__ = {"info": SHARED}

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(index=True)
    title: Mapped[str] = mapped_column()
    authority: Mapped[str] = mapped_column(default="")
    as_of: Mapped[date] = mapped_column()
    horizon: Mapped[date | None] = mapped_column()
    import_uid: Mapped[str] = mapped_column(default="", index=True)


class ComparisonEntry(Base):
    """One person on a comparison list."""

    __tablename__ = "comparison_entry"
    __table_args__ = (Index("ix_comparison_entry_person", "id_number", "kind"), {"info": SHARED})

    id: Mapped[int] = mapped_column(primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("comparison_list.id"), index=True)
    kind: Mapped[str] = mapped_column()
    id_number: Mapped[str] = mapped_column()
    name: Mapped[str] = mapped_column()
    data: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
