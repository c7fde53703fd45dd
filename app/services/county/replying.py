"""Answering a station: everything the county holds of it, open or decided, in one sealed reply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.faults import UserError
from app.models.county import (
    Claim,
    CountyPerson,
    CountyRecord,
    CountyVerdict,
    Likeness,
    RefusedFile,
    SentReply,
    StationEvent,
    StationKey,
    TakenBatch,
)
from app.services import journal
from app.services.county.office import Bureau
from app.services.county.records import REJECTED
from app.services.county.stations import called, newest_key, station_signers
from app.services.county.taking import Fate, missing
from app.services.county.tallying import tally_of
from app.services.exchange.agekeys import fingerprint
from app.services.exchange.bag import NO_BATCH, BagInfo, Kind
from app.services.exchange.canonical import sha256
from app.services.exchange.envelope import seal
from app.services.exchange.naming import file_name
from app.services.exchange.reply import EpochAnswer, OpenItem, Reply, Verdict, pack_reply
from app.services.exchange.tally import Tally

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Sent:
    """One reply as it went out."""

    station: str
    seq: int
    file_name: str
    sealed: bytes
    reply: Reply


class Replying:
    """The way down."""

    def __init__(self, bureau: Bureau, ref_versions: Mapping[str, str]) -> None:
        self._bureau, self._versions = bureau, ref_versions

    def reply(self, station: str) -> Sent:
        """Seal the next reply to a station, signed by the bureau's first key.

        Raises:
            UserError: the station has no epoch that is still believed.

        """
        bureau, now = self._bureau, self._bureau.clock.now()
        with bureau.store.transaction() as session:
            key = newest_key(session, station)
            if key is None:
                raise UserError(
                    f"服务站 {station} 没有登记，或登记的纪元都停用了，无法给它回执。", field="station"
                )
            last = session.scalar(
                select(SentReply).where(SentReply.station == station).order_by(SentReply.seq.desc()).limit(1)
            )
            seq = last.seq + 1 if last else 1
            reply = Reply(
                station, seq, _epochs(session, station), _items(session, station), verdicts_of(session, station),
                self._versions, station_signers(session),
            )  # fmt: skip
            info = self._info(key, seq, last.sha256 if last else NO_BATCH)
            sealed = seal(pack_reply(info, reply), bureau.keys.first, [key.box_key, bureau.keys.escrow])
            name = file_name(station, key.epoch, seq, Kind.ACK)
            session.add(
                SentReply(
                    station=station, seq=seq, epoch=key.epoch, file_name=name, sha256=sha256(sealed), sealed=sealed,
                    sent_at=now, sent_by=bureau.operator.login,
                )
            )  # fmt: skip
            journal.note(session, bureau, "reply.sealed", entity="reply", uid=name, detail=sha256(sealed))
        return Sent(station, seq, name, sealed, reply)

    def _info(self, key: StationKey, seq: int, before: str) -> BagInfo:
        signer = self._bureau.keys.first
        return BagInfo(
            kind=Kind.ACK, station=signer.station, epoch=signer.epoch, seq=seq, recipient=key.station,
            recipient_key=fingerprint(key.box_key), created_at=self._bureau.clock.now(), app_version=VERSION,
            operator=self._bureau.operator.login, prev_sha256=before, ref_versions=self._versions,
        )  # fmt: skip

    def stations(self) -> tuple[str, ...]:
        """Return every station that can be answered."""
        with self._bureau.store.reading() as session:
            query = select(StationKey.station).where(StationKey.revoked_at.is_(None)).distinct()
            return tuple(sorted(session.scalars(query)))


def _epochs(session: Session, station: str) -> tuple[EpochAnswer, ...]:
    gaps = missing(session, station)
    batches: dict[str, list[TakenBatch]] = defaultdict(list)
    for batch in session.scalars(
        select(TakenBatch).where(TakenBatch.station == station).order_by(TakenBatch.seq)
    ):
        batches[batch.epoch].append(batch)
    refused: dict[str, list[tuple[int, str]]] = defaultdict(list)
    told = select(RefusedFile).where(RefusedFile.station == station, RefusedFile.reason == "fork")
    for file in session.scalars(told.order_by(RefusedFile.id)):
        refused[file.epoch].append((file.seq, file.text))
    keys = session.scalars(
        select(StationKey).where(StationKey.station == station).order_by(StationKey.epoch)
    ).all()
    return tuple(
        _epoch(
            key,
            batches[key.epoch],
            tally_of(session, station, key.epoch),
            gaps.get(key.epoch, ()),
            tuple(dict.fromkeys(refused[key.epoch])),
        )
        for key in keys
    )


def _epoch(
    key: StationKey,
    batches: list[TakenBatch],
    held: Tally,
    gap: tuple[int, ...],
    refused: tuple[tuple[int, str], ...],
) -> EpochAnswer:
    applied = [batch for batch in batches if batch.state == Fate.APPLIED.value]
    last = applied[-1] if applied else None
    return EpochAnswer(
        epoch=key.epoch,
        applied_through=last.seq if last else 0,
        event=last.to_event if last else 0,
        hash=last.last_hash if last else "",
        counts=dict(sorted(held.counts.items())),
        hashes=dict(sorted(held.hashes.items())),
        missing=gap,
        parked=tuple(batch.seq for batch in batches if batch.state == Fate.PARKED.value),
        refused=refused,
        is_revoked=key.revoked_at is not None,
        closed_by=key.closed_by,
        batches=tuple((batch.seq, batch.sealed_sha256) for batch in batches),
    )


def _items(session: Session, station: str) -> tuple[OpenItem, ...]:
    return (*_rejected(session, station), *_duplicates(session, station), *_conflicts(session, station))


def _rejected(session: Session, station: str) -> list[OpenItem]:
    """Return the events sent back; one is settled once a later event about the same thing was accepted."""
    later = (CountyRecord.epoch > StationEvent.epoch) | (
        (CountyRecord.epoch == StationEvent.epoch) & (CountyRecord.seq > StationEvent.seq)
    )
    settled = select(CountyRecord.uid).where(CountyRecord.uid == StationEvent.entity_uid, later).exists()
    query = select(StationEvent).where(
        StationEvent.station == station, StationEvent.outcome == REJECTED, ~settled
    )
    return [
        OpenItem("rejected", event.entity, event.entity_uid, event.field, event.text, event.epoch, event.seq)
        for event in session.scalars(query.order_by(StationEvent.epoch, StationEvent.seq))
    ]


def _duplicates(session: Session, station: str) -> list[OpenItem]:
    own, twin = aliased(CountyPerson), aliased(CountyPerson)
    found: list[tuple[str, str, OpenItem]] = []
    names = {station: "本站"}
    for mine, other in ((Likeness.one, Likeness.other), (Likeness.other, Likeness.one)):
        query = (
            select(mine, twin.uid, twin.station, twin.name, Likeness.state, Likeness.reasons)
            .join(own, own.uid == mine)
            .join(twin, twin.uid == other)
            .where(own.station == station, Likeness.state != "different")
        )
        for uid, other_uid, where, name, state, reasons in session.execute(query):
            there = names.get(where) or names.setdefault(where, called(session, where))
            said = "县里认定为同一人" if state == "same" else "疑似同一人"
            text = f"与{there}登记的{name}{said}：{'，'.join(reasons)}"
            found.append((uid, other_uid, OpenItem("duplicate", "worker", uid, "", text)))
    return [item for _, _, item in sorted(found, key=lambda one: one[:2])]


def _conflicts(session: Session, station: str) -> list[OpenItem]:
    query = select(CountyRecord).where(CountyRecord.station == station, CountyRecord.is_branched.is_(True))
    found = []
    for record in session.scalars(query.order_by(CountyRecord.uid)):
        for line in record.open_fields:
            name, kept, other, is_protected = line if isinstance(line, list) else ("", "", "", False)
            waits = "待县里核定" if is_protected else "取了较晚的一个，请核对"
            text = f"恢复前后两处改得不一样：现为「{kept}」，另一处为「{other}」，{waits}"
            found.append(OpenItem("conflict", record.entity, record.uid, str(name), text))
    return found


def verdicts_of(session: Session, station: str) -> tuple[Verdict, ...]:
    """Return every decision ever made on a case of a station, in the order in which they were made."""
    query = (
        select(Claim.case_number, CountyVerdict)
        .join(CountyVerdict, CountyVerdict.claim_uid == Claim.uid)
        .where(Claim.station == station)
        .order_by(CountyVerdict.id)
    )
    return tuple(
        Verdict(
            number,
            held.result,
            held.decided_on,
            held.amount,
            held.document_no,
            held.field,
            held.reason,
            held.fix_by,
            held.at_version,
        )
        for number, held in session.execute(query)
    )
