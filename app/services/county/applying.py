"""A batch into records: each event kept with what became of it, each record folded, its keys brought in line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.county import CountyRecord, StationEvent, TakenBatch
from app.services import bulk
from app.services.county import claims, people
from app.services.county.folding import Folded, Step, fold, fold_on
from app.services.exchange.canonical import Json, sha256
from app.services.exchange.events import Event, parse_event
from app.services.exchange.lines import Taken
from app.services.policy.pack_model import Packs

ACCEPTED, REJECTED = "accepted", "rejected"

_ENTITY_ID = re.compile(rb'"entity_id":"([0-9a-f-]{36})"')
_SLICE = 400
_POINTERS: Mapping[str, str] = {
    "worker": "这个人",
    "employer": "这个单位",
    "institution": "这个机构",
    "course": "这门课程",
    "session": "这个班",
    "enrolment": "这次报名",
}


def apply(session: Session, batch: TakenBatch, taken: Taken, packs: Packs) -> int:
    """Keep the events of a batch and bring the records up to them; return how many events were sent back."""
    known = _known(session, _named(taken.events))
    rows: list[dict[str, object]] = []
    steps: dict[str, list[Step]] = defaultdict(list)
    for event in taken.events:
        field, why = _fault(event, known, steps)
        rows.append(_row(batch, event, event.line(), field, why))
        if not why:
            steps[event.entity_id].append(Step(batch.epoch, event))
    rows += [
        _aside(batch, bad.number, bad.event_id, bad.line, bad.field, bad.text) for bad in taken.quarantined
    ]
    bulk.insert(session, StationEvent, rows)
    changed = _write(session, batch.station, steps)
    people.update(session, [record for record in changed if record.entity == "worker"])
    claims.update(session, [record for record in changed if record.entity == "application"], packs)
    return sum(row["outcome"] == REJECTED for row in rows)


def has_line(session: Session, batch: TakenBatch, seq: int, digest: str) -> bool:
    """Tell whether the event of this number in a batch has this hash."""
    here = (StationEvent.station == batch.station, StationEvent.epoch == batch.epoch, StationEvent.seq == seq)
    line = session.scalar(select(StationEvent.line).where(*here))
    return line is not None and sha256(line.encode()) == digest


def _row(batch: TakenBatch, event: Event, line: bytes, field: str, why: str) -> dict[str, object]:
    return {
        "station": batch.station, "epoch": batch.epoch, "seq": event.seq_in_station, "event_id": event.event_id,
        "type": event.type, "entity": event.entity, "entity_uid": event.entity_id, "line": line.decode(),
        "batch_id": batch.id, "outcome": REJECTED if why else ACCEPTED, "field": field, "text": why,
    }  # fmt: skip


def _aside(
    batch: TakenBatch, number: int, event_id: str, line: bytes, field: str, why: str
) -> dict[str, object]:
    return {
        "station": batch.station, "epoch": batch.epoch, "seq": batch.from_event + number - 1, "event_id": event_id,
        "type": "", "entity": "", "entity_uid": _about(line), "batch_id": batch.id, "outcome": REJECTED,
        "field": field, "text": why, "line": line.decode("utf-8", "replace").replace("\0", "\ufffd"),
    }  # fmt: skip


def _about(line: bytes) -> str:
    """Return what a malformed line was about, where it can be read, so that a later event settles it."""
    found = _ENTITY_ID.search(line)
    return found.group(1).decode("ascii") if found else ""


def _pointers(event: Event) -> dict[str, str]:
    told = event.patch if event.patch is not None else event.data or {}
    return {key: value for key in _POINTERS if isinstance(value := told.get(key), str) and value}


def _named(events: Iterable[Event]) -> set[str]:
    return {uid for event in events for uid in (event.entity_id, *_pointers(event).values())}


def _known(session: Session, uids: Iterable[str]) -> set[str]:
    wanted, found = sorted(uids), set[str]()
    for at in range(0, len(wanted), _SLICE):
        found |= set(
            session.scalars(select(CountyRecord.uid).where(CountyRecord.uid.in_(wanted[at : at + _SLICE])))
        )
    return found


def _fault(event: Event, known: set[str], steps: Mapping[str, object]) -> tuple[str, str]:
    """Return the field and what is wrong with an event that speaks of something never taken in."""
    if event.patch is not None and event.entity_id not in known and event.entity_id not in steps:
        return "entity_id", "这条记录的登记没有收下，请把这条记录整条重新上报"
    for key, uid in _pointers(event).items():
        if uid not in known and uid not in steps:
            return f"data.{key}", f"所指的{_POINTERS[key]}没有登记过，请先把它重新上报"
    return "", ""


def _write(session: Session, station: str, steps: Mapping[str, Sequence[Step]]) -> list[CountyRecord]:
    held = _held(session, sorted(steps))
    fresh: list[CountyRecord] = []
    changed: list[CountyRecord] = []
    for uid, told in steps.items():
        record = held.get(uid)
        folded = fold(told) if record is None else _folded(session, record, told)
        if record is None:
            record = CountyRecord(uid=uid, entity=folded.entity, station=station)
            fresh.append(record)
        _put(record, folded)
        changed.append(record)
    bulk.insert(session, CountyRecord, [_columns(record) for record in fresh])
    session.flush()
    return changed


def _held(session: Session, uids: Sequence[str]) -> dict[str, CountyRecord]:
    found: dict[str, CountyRecord] = {}
    for at in range(0, len(uids), _SLICE):
        query = select(CountyRecord).where(CountyRecord.uid.in_(uids[at : at + _SLICE]))
        found |= {record.uid: record for record in session.scalars(query)}
    return found


def _folded(session: Session, record: CountyRecord, told: Sequence[Step]) -> Folded:
    """Return the record after more events; folded from its whole history where branches meet."""
    is_straight = not record.is_branched and all(
        step.epoch == record.epoch and step.place > (record.epoch, record.seq) for step in told
    )
    if is_straight:
        before = Folded(
            record.entity, record.version, (record.epoch, record.seq), _body(record), (), record.is_void
        )
        return fold_on(before, told)
    query = select(StationEvent.epoch, StationEvent.line).where(
        StationEvent.entity_uid == record.uid, StationEvent.outcome == ACCEPTED
    )
    return fold([Step(row.epoch, parse_event(row.line.encode())) for row in session.execute(query)])


def _body(record: CountyRecord) -> Mapping[str, Json]:
    return record.body  # type: ignore[return-value]


def _put(record: CountyRecord, folded: Folded) -> None:
    record.version, (record.epoch, record.seq) = folded.version, folded.place
    record.body = dict(folded.body)
    record.open_fields = [field.as_json() for field in folded.open_fields]
    record.is_void, record.is_branched = folded.is_void, folded.is_branched


def _columns(record: CountyRecord) -> dict[str, object]:
    return {
        "uid": record.uid, "entity": record.entity, "station": record.station, "version": record.version,
        "epoch": record.epoch, "seq": record.seq, "body": record.body, "open_fields": record.open_fields,
        "is_void": record.is_void, "is_branched": record.is_branched,
    }  # fmt: skip
