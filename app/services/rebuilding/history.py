"""The lines that come back: kept apart from the outbox, and read together with it as the history of a record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.trail import Batch, OutboxEvent, RebuiltEvent
from app.services import bulk
from app.services.county.folding import Step
from app.services.exchange.canonical import sha256
from app.services.exchange.events import Event, parse_event
from app.services.exchange.lines import Taken
from app.services.exchange.rebuild import Part
from app.services.exchange.refusal import Reason, Refused

SLICE = 400
MEMBERSHIP = ("household.joined", "household.left", "household.voided", "worker.registered", "worker.voided")


@dataclass(slots=True)
class Brought:
    """What of a rebuilding is news here: its records in the order in which they were first told of."""

    records: dict[tuple[str, str], list[Step]] = field(default_factory=dict)
    applied: set[str] = field(default_factory=set)
    """Ids of the events that the county has applied; the rest waits there for a batch that never came."""
    broken: list[str] = field(default_factory=list)
    batches: int = 0
    events: int = 0
    known: int = 0

    def uids(self, *entities: str) -> list[str]:
        """Return the records of some kinds in the order in which they were first told of."""
        return list(dict.fromkeys(uid for entity, uid in self.records if entity in entities))

    def steps(self, *entities: str) -> Iterator[Step]:
        """Yield everything new that was told of some kinds of records."""
        for (entity, _), steps in self.records.items():
            if entity in entities:
                yield from steps


def keep(session: Session, part: Part, taken: Taken, brought: Brought) -> None:
    """Keep the lines of one batch that are not here yet.

    A line that stands in the outbox too is kept for its place: this PC seals it once more in its own epoch.

    Raises:
        Refused: a line that is here under the same id says something else.

    """
    ids = [event.event_id for event in taken.events]
    here, back = _known(session, OutboxEvent, ids), _known(session, RebuiltEvent, ids)
    rows: list[dict[str, object]] = []
    for event in taken.events:
        line = event.line()
        digest = sha256(line)
        _refuse_other(part, event, here.get(event.event_id) or back.get(event.event_id, digest), digest)
        if part.is_applied:
            brought.applied.add(event.event_id)
        if event.event_id not in back:
            rows.append(
                {
                    "epoch": part.epoch, "seq": event.seq_in_station, "event_id": event.event_id, "type": event.type,
                    "entity": event.entity, "entity_uid": event.entity_id, "line": line.decode(), "hash": digest,
                    "batch_seq": part.seq,
                }
            )  # fmt: skip
        if event.event_id in here or event.event_id in back:
            brought.known += 1
            continue
        brought.records.setdefault((event.entity, event.entity_id), []).append(Step(part.epoch, event))
        brought.events += 1
    brought.broken += [
        f"纪元 {part.epoch} 第 {part.seq} 批第 {bad.number} 条：{bad.text}" for bad in taken.quarantined
    ]
    bulk.insert(session, RebuiltEvent, rows)
    session.flush()
    brought.batches += 1


def _refuse_other(part: Part, event: Event, held: str, digest: str) -> None:
    if held != digest:
        raise Refused(
            Reason.FORK,
            f"纪元 {part.epoch} 第 {event.seq_in_station} 条在本机另有内容，没有读入，什么都没有改。请与县里核对。",
        )


def _known(session: Session, entity: type[OutboxEvent | RebuiltEvent], ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for at in range(0, len(ids), SLICE):
        query = select(entity.event_id, entity.hash).where(entity.event_id.in_(ids[at : at + SLICE]))
        found |= {row.event_id: row.hash for row in session.execute(query)}
    return found


def histories(session: Session, present: str, uids: Sequence[str]) -> dict[str, list[Step]]:
    """Return everything that was ever told of these records, here or sent back, in order.

    `present` is the epoch now: that of the events which stand in no batch yet.
    """
    found: dict[str, dict[str, Step]] = {uid: {} for uid in uids}
    wanted = list(uids)
    for at in range(0, len(wanted), SLICE):
        part = wanted[at : at + SLICE]
        rebuilt = select(RebuiltEvent.epoch, RebuiltEvent.line).where(RebuiltEvent.entity_uid.in_(part))
        here = (
            select(Batch.epoch, OutboxEvent.line)
            .outerjoin(Batch, Batch.id == OutboxEvent.batch_id)
            .where(OutboxEvent.entity_uid.in_(part))
        )
        for query in (rebuilt, here):
            for row in session.execute(query):
                event = parse_event(row.line.encode())
                _first(found[event.entity_id], Step(row.epoch or present, event))
    return {uid: sorted(steps.values(), key=lambda step: step.place) for uid, steps in found.items() if steps}


def told(session: Session, present: str, types: Collection[str]) -> list[Step]:
    """Return every event of some types, here or sent back, in order."""
    rebuilt = select(RebuiltEvent.epoch, RebuiltEvent.line).where(RebuiltEvent.type.in_(types))
    here = select(Batch.epoch, OutboxEvent.line).outerjoin(Batch, Batch.id == OutboxEvent.batch_id)
    here = here.where(OutboxEvent.type.in_(types))
    steps = (
        Step(row.epoch or present, parse_event(row.line.encode()))
        for query in (rebuilt, here)
        for row in session.execute(query)
    )
    once: dict[str, Step] = {}
    for step in steps:
        _first(once, step)
    return sorted(once.values(), key=lambda step: step.place)


def _first(into: dict[str, Step], step: Step) -> None:
    """Keep an event at its first place: one that was sealed twice stands where the older epoch has it."""
    held = into.get(step.event.event_id)
    if held is None or step.place < held.place:
        into[step.event.event_id] = step


def gaps(parts: Iterable[Part], held: Mapping[str, int]) -> list[str]:
    """Return in words which batches the county never got, although it has later ones; `held` is what is here."""
    found: list[str] = []
    last: dict[str, int] = dict(held)
    for part in parts:
        before = last.get(part.epoch, 0)
        if part.seq > before + 1:
            found += [f"纪元 {part.epoch} 第 {seq} 批" for seq in range(before + 1, part.seq)]
        last[part.epoch] = part.seq
    return found
