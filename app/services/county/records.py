"""The county's records brought up to new events: read, folded on and written, many at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.county import CountyRecord, StationEvent
from app.services import bulk
from app.services.county.folding import Folded, Step, fold, fold_on
from app.services.exchange.canonical import Json
from app.services.exchange.events import parse_event

ACCEPTED, REJECTED = "accepted", "rejected"

_COLUMNS = (
    "uid", "entity", "station", "version", "epoch", "seq", "body", "open_fields", "is_branched", "is_void",
)  # fmt: skip
_PLAIN = attrgetter(*_COLUMNS)


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands, without the unit of work; `before` is what was stored of it, None when it is new."""

    uid: str
    entity: str
    station: str
    version: int
    epoch: str
    seq: int
    body: Mapping[str, Json]
    open_fields: Sequence[Json] = ()
    is_branched: bool = False
    is_void: bool = False
    before: Record | None = None


def record_of(held: CountyRecord) -> Record:
    """Return a stored record as a plain value."""
    return Record(*_PLAIN(held))


def write(session: Session, station: str, steps: Mapping[str, Sequence[Step]]) -> list[Record]:
    """Bring the records up to these steps; return those that changed, as they stand now."""
    held = _held(session, steps)
    changed = [_stepped(session, station, uid, held.get(uid), told) for uid, told in steps.items()]
    bulk.insert(session, CountyRecord, [_row(one) for one in changed if one.before is None])
    known = [_row(one) for one in changed if one.before is not None]
    if known:
        session.execute(update(CountyRecord), known)
    return changed


def _held(session: Session, uids: Collection[str]) -> dict[str, Record]:
    columns = [getattr(CountyRecord, name) for name in _COLUMNS]
    query = select(*columns).where(bulk.within(session, CountyRecord.uid, uids))
    return {row[0]: Record(*row) for row in session.execute(query)}


def _stepped(session: Session, station: str, uid: str, before: Record | None, told: Sequence[Step]) -> Record:
    folded = fold(told) if before is None else _folded(session, before, told)
    epoch, seq = folded.place
    return Record(
        uid, before.entity if before else folded.entity, before.station if before else station, folded.version,
        epoch, seq, folded.body, [one.as_json() for one in folded.open_fields], folded.is_branched, folded.is_void,
        before,
    )  # fmt: skip


def _folded(session: Session, record: Record, told: Sequence[Step]) -> Folded:
    """Return the record after more events; folded from its whole history where branches meet."""
    place = (record.epoch, record.seq)
    is_straight = not record.is_branched and all(
        step.epoch == record.epoch and step.place > place for step in told
    )
    if is_straight:
        before = Folded(record.entity, record.version, place, record.body, (), record.is_void)
        return fold_on(before, told)
    query = select(StationEvent.epoch, StationEvent.line).where(
        StationEvent.entity_uid == record.uid, StationEvent.outcome == ACCEPTED
    )
    return fold([Step(row.epoch, parse_event(row.line.encode())) for row in session.execute(query)])


def _row(record: Record) -> dict[str, object]:
    return dict(zip(_COLUMNS, _PLAIN(record), strict=True))
