"""A batch into records: each event kept with what became of it, each record folded, its keys brought in line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.county import CountyRecord, StationEvent, TakenBatch
from app.services import bulk
from app.services.county import claims, people, records
from app.services.county.folding import Step
from app.services.county.records import ACCEPTED, REJECTED
from app.services.exchange.canonical import sha256
from app.services.exchange.events import Event
from app.services.exchange.lines import Taken
from app.services.policy.pack_model import Packs

_ENTITY_ID = re.compile(rb'"entity_id":"([0-9a-f-]{36})"')
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
    pointers = [_pointers(event) for event in taken.events]
    named = {event.entity_id for event in taken.events}
    known = _known(session, named.union(*(told.values() for told in pointers)))
    rows: list[dict[str, object]] = []
    steps: dict[str, list[Step]] = defaultdict(list)
    for event, line, told in zip(taken.events, taken.lines, pointers, strict=True):
        field, why = _fault(event, told, known, steps)
        rows.append(_row(batch, event, line, field, why))
        if not why:
            steps[event.entity_id].append(Step(batch.epoch, event))
    rows += [
        _aside(batch, bad.number, bad.event_id, bad.line, bad.field, bad.text) for bad in taken.quarantined
    ]
    bulk.insert(session, StationEvent, rows)
    changed = records.write(session, batch.station, steps)
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


def _known(session: Session, uids: Collection[str]) -> set[str]:
    query = select(CountyRecord.uid).where(bulk.within(session, CountyRecord.uid, uids))
    return set(session.scalars(query))


def _fault(
    event: Event, pointers: Mapping[str, str], known: set[str], steps: Mapping[str, object]
) -> tuple[str, str]:
    """Return the field and what is wrong with an event that speaks of something never taken in."""
    if event.patch is not None and event.entity_id not in known and event.entity_id not in steps:
        return "entity_id", "这条记录的登记没有收下，请把这条记录整条重新上报"
    for key, uid in pointers.items():
        if uid not in known and uid not in steps:
            return f"data.{key}", f"所指的{_POINTERS[key]}没有登记过，请先把它重新上报"
    return "", ""
