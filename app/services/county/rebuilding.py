"""Giving a station back what it lost: its own batches as they came, sealed to its newest epoch, with the verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.county import SentRebuild, StationKey, TakenBatch
from app.progress import Progress
from app.services import journal
from app.services.county.office import Bureau
from app.services.county.replying import VERSION, verdicts_of
from app.services.county.stations import key_of, newest_key
from app.services.county.taking import Fate
from app.services.exchange.agekeys import fingerprint
from app.services.exchange.bag import EVENTS, BagInfo, Kind, look_into
from app.services.exchange.canonical import sha256
from app.services.exchange.envelope import seal
from app.services.exchange.naming import file_name
from app.services.exchange.rebuild import Part, Rebuild, pack_rebuild, split


@dataclass(frozen=True, slots=True)
class SentPart:
    """One part of a rebuilding as it goes out."""

    station: str
    file_name: str
    sealed: bytes
    batches: int
    events: int


class Rebuilding:
    """The way back of what a station lost."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau

    def rebuild(
        self, station: str, progress: Progress, *, is_everything: bool = False
    ) -> tuple[SentPart, ...]:
        """Seal what the county holds of a station beyond what its PC has; to a PC that has nothing that is all.

        What the PC has is what its station card, or its first batch, says of the epoch it grows from.
        `is_everything` sends all older epochs whatever it says.

        Raises:
            UserError: the station has no newer epoch that is believed, or nothing is missing there.
            Cancelled: the officer stopped it; nothing was sent.

        """
        bureau = self._bureau
        with bureau.store.transaction() as session:
            key = _addressee(session, station)
            held = {} if is_everything else held_there(session, key)
            batches = _beyond(session, key, held)
            if not batches:
                raise UserError(
                    f"服务站 {station} 的纪元 {key.epoch} 不缺什么：县里收过的，那台电脑上都有。",
                    field="station",
                )
            packed = [(_part(one), look_into(one.bag).payload[EVENTS]) for one in batches]
            parts = split(packed)
            first = (
                session.scalar(select(func.max(SentRebuild.seq)).where(SentRebuild.station == station)) or 0
            ) + 1
            sent = []
            for place, part in enumerate(parts):
                progress.step(place, len(parts), "封装重建包")
                told = Rebuild(
                    station, key.epoch, first, place + 1, len(parts), tuple(batch for batch, _ in part),
                    verdicts_of(session, station) if place == 0 else (),
                )  # fmt: skip
                events = {batch.name: lines for batch, lines in part}
                sent.append(self._sealed(session, key, told, events))
        return tuple(sent)

    def _sealed(self, session: Session, key: StationKey, told: Rebuild, events: dict[str, bytes]) -> SentPart:
        bureau, signer, seq = self._bureau, self._bureau.keys.first, told.first + told.part - 1
        info = BagInfo(
            kind=Kind.REBUILD, station=signer.station, epoch=signer.epoch, seq=seq, recipient=key.station,
            recipient_key=fingerprint(key.box_key), created_at=bureau.clock.now(), app_version=VERSION,
            operator=bureau.operator.login,
        )  # fmt: skip
        sealed = seal(pack_rebuild(info, told, events), signer, [key.box_key, bureau.keys.escrow])
        name = file_name(key.station, key.epoch, seq, Kind.REBUILD)
        count = sum(batch.to_event - batch.from_event + 1 for batch in told.batches)
        session.add(
            SentRebuild(
                station=key.station, seq=seq, epoch=key.epoch, part=told.part, parts=told.parts, file_name=name,
                sha256=sha256(sealed), batches=len(told.batches), events=count, sent_at=bureau.clock.now(),
                sent_by=bureau.operator.login,
            )
        )  # fmt: skip
        journal.note(session, bureau, "rebuild.sealed", entity="rebuild", uid=name, detail=sha256(sealed))
        return SentPart(key.station, name, sealed, len(told.batches), count)


def _addressee(session: Session, station: str) -> StationKey:
    key = newest_key(session, station)
    older = select(StationKey.id).where(StationKey.station == station)
    if key is None or session.scalar(older.where(StationKey.epoch < key.epoch).limit(1)) is None:
        raise UserError(
            f"服务站 {station} 还没有登记新的纪元，没有可以封给它的钥匙。请先让站里在新电脑（或恢复后的电脑）上导出"
            "服务站卡，用 enrol 登记，再出重建包。",
            field="station",
        )
    return key


def held_there(session: Session, key: StationKey) -> dict[str, int]:
    """Return, by older epoch, the last event of it that the PC of an epoch holds."""
    found: dict[str, int] = {}
    at: StationKey | None = key
    while at is not None and at.after_seq:
        found[at.continues] = at.after_seq
        at = key_of(session, at.station, at.continues) if at.continues < at.epoch else None
    return found


def _beyond(session: Session, key: StationKey, held: dict[str, int]) -> list[TakenBatch]:
    query = select(TakenBatch).where(TakenBatch.station == key.station, TakenBatch.epoch < key.epoch)
    rows: Iterator[TakenBatch] = iter(session.scalars(query.order_by(TakenBatch.epoch, TakenBatch.seq)))
    return [batch for batch in rows if batch.to_event > held.get(batch.epoch, 0)]


def _part(batch: TakenBatch) -> Part:
    return Part(
        batch.epoch, batch.seq, batch.from_event, batch.to_event, batch.first_prev, batch.last_hash,
        batch.sealed_sha256, batch.counts, batch.state == Fate.APPLIED.value,
    )  # fmt: skip
