"""What only the county keeps: stations and their keys, batches taken in, the state they make, and its answers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import COUNTY, Base, Instant


class StationKey(Base):
    """One epoch of a station, certified by the county until a day; closed by a newer one or revoked, never deleted.

    `continues` and `after_seq` are the epoch that this one grows from and the last event of it that its PC holds.
    """

    __tablename__ = "station_key"
    __table_args__ = (UniqueConstraint("station", "epoch"), {"info": COUNTY})

    id: Mapped[int] = mapped_column(primary_key=True)
    station: Mapped[str] = mapped_column()
    name: Mapped[str] = mapped_column(default="")
    epoch: Mapped[str] = mapped_column()
    epoch_uid: Mapped[str] = mapped_column()
    sign_key: Mapped[str] = mapped_column()
    box_key: Mapped[str] = mapped_column()
    valid_to: Mapped[date] = mapped_column()
    certificate: Mapped[bytes] = mapped_column()
    certificate_sig: Mapped[bytes] = mapped_column()
    enrolled_at: Mapped[datetime] = mapped_column(Instant)
    enrolled_by: Mapped[str] = mapped_column()
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_reason: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[str] = mapped_column(default="")
    continues: Mapped[str] = mapped_column(default="")
    after_seq: Mapped[int] = mapped_column(BigInteger, default=0)


class TakenBatch(Base):
    """One batch that was verified: applied in its turn, or parked until the gap before it is filled."""

    __tablename__ = "taken_batch"
    __table_args__ = (UniqueConstraint("station", "epoch", "seq"), {"info": COUNTY})

    id: Mapped[int] = mapped_column(primary_key=True)
    station: Mapped[str] = mapped_column()
    epoch: Mapped[str] = mapped_column()
    seq: Mapped[int] = mapped_column()
    state: Mapped[str] = mapped_column()
    file_name: Mapped[str] = mapped_column()
    bag_sha256: Mapped[str] = mapped_column()
    sealed_sha256: Mapped[str] = mapped_column()
    prev_sha256: Mapped[str] = mapped_column()
    from_event: Mapped[int] = mapped_column()
    to_event: Mapped[int] = mapped_column()
    first_prev: Mapped[str] = mapped_column()
    last_hash: Mapped[str] = mapped_column()
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    acked_down_seq: Mapped[int] = mapped_column(default=0)
    bag: Mapped[bytes] = mapped_column()
    taken_at: Mapped[datetime] = mapped_column(Instant)
    taken_by: Mapped[str] = mapped_column()
    applied_at: Mapped[datetime | None] = mapped_column(Instant)


class RefusedFile(Base):
    """A file that was not taken in, with the layer that refused it; the bytes are kept where they may be used later."""

    __tablename__ = "refused_file"
    __table_args__ = (UniqueConstraint("sha256", "reason"), {"info": COUNTY})

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column()
    sha256: Mapped[str] = mapped_column()
    station: Mapped[str] = mapped_column(default="")
    epoch: Mapped[str] = mapped_column(default="")
    seq: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column()
    text: Mapped[str] = mapped_column()
    sealed: Mapped[bytes | None] = mapped_column()
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[str] = mapped_column()


class StationEvent(Base):
    """One event line of a station exactly as it came, with what became of it here."""

    __tablename__ = "station_event"
    __table_args__ = (
        Index("ix_station_event_entity", "entity_uid"),
        Index("ix_station_event_id", "event_id"),
        {"info": COUNTY},
    )

    station: Mapped[str] = mapped_column(primary_key=True)
    epoch: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    event_id: Mapped[str] = mapped_column()
    type: Mapped[str] = mapped_column()
    entity: Mapped[str] = mapped_column()
    entity_uid: Mapped[str] = mapped_column()
    line: Mapped[str] = mapped_column()
    batch_id: Mapped[int] = mapped_column(ForeignKey("taken_batch.id"), index=True)
    outcome: Mapped[str] = mapped_column(default="accepted")
    field: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")


class CountyRecord(Base):
    """One record as the events about it leave it: folded from them alone, so any order of arrival gives the same."""

    __tablename__ = "county_record"
    __table_args__ = (Index("ix_county_record_entity", "entity", "station"), {"info": COUNTY})

    uid: Mapped[str] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column()
    station: Mapped[str] = mapped_column()
    version: Mapped[int] = mapped_column()
    epoch: Mapped[str] = mapped_column()
    seq: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[dict[str, object]] = mapped_column(JSON)
    open_fields: Mapped[list[object]] = mapped_column(JSON)
    is_branched: Mapped[bool] = mapped_column(default=False)
    is_void: Mapped[bool] = mapped_column(default=False)


class CountyPerson(Base):
    """The keys by which one registration is compared with those of other stations."""

    __tablename__ = "county_person"
    __table_args__ = {"info": COUNTY}

    uid: Mapped[str] = mapped_column(ForeignKey("county_record.uid"), primary_key=True)
    station: Mapped[str] = mapped_column(index=True)
    id_number: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column()
    birth: Mapped[str] = mapped_column()
    sex: Mapped[str] = mapped_column()
    phone: Mapped[str] = mapped_column()
    village: Mapped[str] = mapped_column()
    is_void: Mapped[bool] = mapped_column(default=False)


class CountyPersonKey(Base):
    """One key under which alike registrations stand together; only those that share one are compared."""

    __tablename__ = "county_person_key"
    __table_args__ = (Index("ix_county_person_key_uid", "uid"), {"info": COUNTY})

    key: Mapped[str] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(ForeignKey("county_record.uid"), primary_key=True)


class Likeness(Base):
    """Two registrations that may be one person: the score with its reasons, and who decided."""

    __tablename__ = "likeness"
    __table_args__ = (UniqueConstraint("one", "other"), {"info": COUNTY})

    id: Mapped[int] = mapped_column(primary_key=True)
    one: Mapped[str] = mapped_column(ForeignKey("county_record.uid"), index=True)
    other: Mapped[str] = mapped_column(ForeignKey("county_record.uid"), index=True)
    score: Mapped[int] = mapped_column()
    reasons: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default="open")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(default="")


class Claim(Base):
    """One application as the county judges it: the station's answer, the same engine's answer here, the verdict."""

    __tablename__ = "claim"
    __table_args__ = {"info": COUNTY}

    uid: Mapped[str] = mapped_column(ForeignKey("county_record.uid"), primary_key=True)
    station: Mapped[str] = mapped_column(index=True)
    case_number: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column()
    state: Mapped[str] = mapped_column(index=True)
    filed_on: Mapped[date] = mapped_column()
    worker_uid: Mapped[str] = mapped_column(default="")
    employer_uid: Mapped[str] = mapped_column(default="")
    amount: Mapped[int | None] = mapped_column(BigInteger)
    outcome: Mapped[str] = mapped_column()
    pack: Mapped[str] = mapped_column()
    divergence: Mapped[str] = mapped_column(default="")
    verdict: Mapped[str] = mapped_column(default="", index=True)
    is_waiting: Mapped[bool] = mapped_column(default=False, index=True)


class LedgerRow(Base):
    """What one claim means for one person, as the duplicate rule asks it; an employer's claim has a row a learner."""

    __tablename__ = "ledger_row"
    __table_args__ = {"info": COUNTY}

    claim_uid: Mapped[str] = mapped_column(ForeignKey("claim.uid"), primary_key=True)
    id_number: Mapped[str] = mapped_column(primary_key=True, index=True)
    row: Mapped[dict[str, object]] = mapped_column(JSON)


class CountyVerdict(Base):
    """One decision of the bureau on one application; a later one stands beside it, nothing is overwritten."""

    __tablename__ = "county_verdict"
    __table_args__ = {"info": COUNTY}

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_uid: Mapped[str] = mapped_column(ForeignKey("claim.uid"), index=True)
    result: Mapped[str] = mapped_column()
    amount: Mapped[int | None] = mapped_column(BigInteger)
    document_no: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date] = mapped_column()
    field: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    fix_by: Mapped[date | None] = mapped_column()
    at_version: Mapped[int] = mapped_column(default=0)
    by: Mapped[str] = mapped_column()
    at: Mapped[datetime] = mapped_column(Instant)
    source: Mapped[str] = mapped_column(default="")


class SentReply(Base):
    """One reply to a station: cumulative, sealed once, kept as it went."""

    __tablename__ = "sent_reply"
    __table_args__ = (UniqueConstraint("station", "seq"), {"info": COUNTY})

    id: Mapped[int] = mapped_column(primary_key=True)
    station: Mapped[str] = mapped_column()
    seq: Mapped[int] = mapped_column()
    epoch: Mapped[str] = mapped_column()
    file_name: Mapped[str] = mapped_column()
    sha256: Mapped[str] = mapped_column()
    sealed: Mapped[bytes] = mapped_column()
    sent_at: Mapped[datetime] = mapped_column(Instant)
    sent_by: Mapped[str] = mapped_column()


class SentRebuild(Base):
    """One part of what was sent back to a station that lost it; the bytes can be made again, so they are not kept."""

    __tablename__ = "sent_rebuild"
    __table_args__ = (UniqueConstraint("station", "seq"), {"info": COUNTY})

    id: Mapped[int] = mapped_column(primary_key=True)
    station: Mapped[str] = mapped_column()
    seq: Mapped[int] = mapped_column()
    epoch: Mapped[str] = mapped_column()
    part: Mapped[int] = mapped_column()
    parts: Mapped[int] = mapped_column()
    file_name: Mapped[str] = mapped_column()
    sha256: Mapped[str] = mapped_column()
    batches: Mapped[int] = mapped_column()
    events: Mapped[int] = mapped_column(BigInteger)
    sent_at: Mapped[datetime] = mapped_column(Instant)
    sent_by: Mapped[str] = mapped_column()
