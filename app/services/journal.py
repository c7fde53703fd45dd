"""The trail of every change: an outbox event and a journal line chained by hash, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.trail import JournalEntry, OutboxEvent
from app.services import bulk
from app.services.desk import Seat
from app.services.exchange.canonical import GENESIS, Json
from app.services.exchange.events import Event, OpenLine, check_event, open_line

_PAGE = 1000
_WRITER = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One business change; `event_id` was fixed when the form opened, or is made here.

    `data` is the whole record of a new entity, `patch` only what changed. `detail` goes to the journal alone.
    """

    type: str
    entity_uid: str
    version: int = 1
    base: int = 0
    data: Mapping[str, Json] | None = None
    patch: Mapping[str, Json] | None = None
    event_id: str = ""
    reason: str = ""
    approver: str = ""
    ref: Mapping[str, str] = field(default_factory=dict)
    occurred_at: datetime | None = None

    @property
    def entity(self) -> str:
        """Return the kind of record, the first word of the type."""
        return self.type.partition(".")[0]


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check of the journal found; `broken_at` is the first line that does not follow, 0 when none."""

    lines: int
    events: int
    broken_at: int = 0

    @property
    def is_whole(self) -> bool:
        """Tell whether every line follows from the one before."""
        return self.broken_at == 0


def record(session: Session, desk: Seat, change: Change) -> str:
    """Append the event and the journal line of one change; return the event id."""
    return record_many(session, desk, (change,))[0]


def record_many(session: Session, desk: Seat, changes: Sequence[Change]) -> list[str]:
    """Append events and journal lines of many changes, chained in the order given; return their ids."""
    return append(session, desk, [prepared(desk, change) for change in changes])


@dataclass(frozen=True, slots=True)
class Prepared:
    """A change with its event written out but for the chain; the slow half, done before the store is held."""

    change: Change
    event_id: str
    line: OpenLine


def prepared(desk: Seat, change: Change) -> Prepared:
    """Write out and check the event of a change.

    Raises:
        EventFault: its content does not fit its type.

    """
    event = _event(desk, change)
    check_event(event)
    return Prepared(change, event.event_id, open_line(event))


def append(session: Session, desk: Seat, ready: Sequence[Prepared]) -> list[str]:
    """Append prepared events with their journal lines, chained in the order given; return their ids."""
    seq, event_hash = _event_tail(session)
    events: list[dict[str, object]] = []
    notes: list[tuple[str, str, str, str, str]] = []
    for one in ready:
        seq += 1
        change, line = one.change, one.line.closed(seq, event_hash)
        event_hash = sha256(line).hexdigest()
        events.append(
            {
                "seq": seq,
                "event_id": one.event_id,
                "type": change.type,
                "entity": change.entity,
                "entity_uid": change.entity_uid,
                "line": line.decode(),
                "hash": event_hash,
            }
        )
        detail = f'{{"event":"{one.event_id}","sha256":"{event_hash}"}}'
        notes.append((change.type, change.entity, change.entity_uid, detail, change.reason))
    bulk.insert(session, OutboxEvent, events)
    _append(session, desk, notes)
    return [one.event_id for one in ready]


def _event(desk: Seat, change: Change) -> Event:
    now = desk.clock.now()
    return Event(
        event_id=change.event_id or desk.ids.new(),
        seq_in_station=0,
        type=change.type,
        entity=change.entity,
        entity_id=change.entity_uid,
        entity_version=change.version,
        base_version=change.base,
        occurred_at=change.occurred_at or now,
        recorded_at=now,
        operator=desk.operator.login,
        approver=change.approver,
        ref=change.ref,
        data=change.data if change.patch is None else None,
        patch=change.patch,
    )


def note(
    session: Session,
    desk: Seat,
    action: str,
    *,
    entity: str = "",
    uid: str = "",
    detail: str = "",
    reason: str = "",
) -> None:
    """Append a journal line alone: something was seen, printed, tried or refused, but no record changed."""
    _append(session, desk, [(action, entity, uid, detail, reason)])


def note_each(
    session: Session, desk: Seat, action: str, about: Iterable[tuple[str, str, str]], *, reason: str
) -> None:
    """Append a journal line alone for each of many records: its kind, its uid, and a detail."""
    _append(session, desk, [(action, entity, uid, detail, reason) for entity, uid, detail in about])


def note_many(
    session: Session, desk: Seat, action: str, *, entity: str, uid: str, details: Iterable[str]
) -> None:
    """Append a journal line alone for each of several things of one kind that happened to one record."""
    _append(session, desk, [(action, entity, uid, detail, "") for detail in details])


def _append(session: Session, desk: Seat, notes: Iterable[tuple[str, str, str, str, str]]) -> None:
    now = desk.clock.now()
    login = desk.operator.login if desk.is_manned else ""
    tail = session.execute(
        select(JournalEntry.id, JournalEntry.hash).order_by(JournalEntry.id.desc()).limit(1)
    ).first()
    number, previous = (tail.id, tail.hash) if tail else (0, GENESIS)
    rows: list[dict[str, object]] = []
    for action, entity, uid, detail, reason in notes:
        number += 1
        digest = line_hash(number, now, login, action, entity, uid, detail, reason, previous)
        rows.append(
            {
                "id": number,
                "at": now,
                "operator": login,
                "action": action,
                "entity": entity,
                "entity_uid": uid,
                "detail": detail,
                "reason": reason,
                "prev_hash": previous,
                "hash": digest,
            }
        )
        previous = digest
    bulk.insert(session, JournalEntry, rows)
    desk.watch.recorded(now)


def line_hash(number: int, at: datetime, *words: str) -> str:
    """Return the hash of a journal line: SHA-256 over its words, its number and the hash before it."""
    text = _WRITER.encode([number, at.isoformat(timespec="microseconds"), *words])
    return sha256(text.encode()).hexdigest()


def _event_tail(session: Session) -> tuple[int, str]:
    tail = session.execute(
        select(OutboxEvent.seq, OutboxEvent.hash).order_by(OutboxEvent.seq.desc()).limit(1)
    ).first()
    return (tail.seq, tail.hash) if tail else (0, GENESIS)


def verify(session: Session, *, last: int = 0) -> ChainReport:
    """Follow the chain of the journal and of the outbox; `last` checks only that many lines at the end."""
    lines, events = _last_number(session, JournalEntry.id), _last_number(session, OutboxEvent.seq)
    broken = _first_broken_line(session, max(0, lines - last) if last else 0)
    if not broken:
        broken = _first_broken_event(session, max(0, events - last) if last else 0)
    return ChainReport(lines=lines, events=events, broken_at=broken)


def _last_number(session: Session, column: object) -> int:
    found = session.scalar(select(column).order_by(column.desc()).limit(1))  # type: ignore[call-overload,attr-defined]
    return int(found or 0)


def _first_broken_line(session: Session, after: int) -> int:
    previous = session.scalar(select(JournalEntry.hash).where(JournalEntry.id == after)) or GENESIS
    number = after
    query = select(JournalEntry).where(JournalEntry.id > after).order_by(JournalEntry.id)
    for row in session.scalars(query.execution_options(yield_per=_PAGE)):
        number += 1
        expected = line_hash(
            number,
            row.at,
            row.operator,
            row.action,
            row.entity,
            row.entity_uid,
            row.detail,
            row.reason,
            previous,
        )
        if row.id != number or row.prev_hash != previous or row.hash != expected:
            return number
        previous = row.hash
    return 0


def _first_broken_event(session: Session, after: int) -> int:
    previous = session.scalar(select(OutboxEvent.hash).where(OutboxEvent.seq == after)) or GENESIS
    number = after
    query = select(OutboxEvent.seq, OutboxEvent.line, OutboxEvent.hash).where(OutboxEvent.seq > after)
    for row in session.execute(query.order_by(OutboxEvent.seq).execution_options(yield_per=_PAGE)):
        number += 1
        content = json.loads(row.line)
        is_right = (
            sha256(row.line.encode()).hexdigest() == row.hash and content["prev_event_hash"] == previous
        )
        if row.seq != number or not is_right:
            return number
        previous = row.hash
    return 0
