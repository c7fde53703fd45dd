"""The figures of the hand-over sheet (批次交接单) that goes with a stick and must equal the file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.services.exchange.bag import BagInfo
from app.services.exchange.batch import amounts, count_types, people
from app.services.exchange.canonical import sha256
from app.services.exchange.events import Event
from app.services.exchange.naming import file_name


@dataclass(frozen=True, slots=True)
class Handover:
    """What both clerks sign; amounts in 分, the period from the first to the last recorded instant."""

    batch: str
    station: str
    recipient: str
    first_at: datetime
    last_at: datetime
    counts: Mapping[str, int]
    amounts: Mapping[str, int]
    applications: Mapping[str, int]
    people: int
    total_count: int
    total_amount: int
    file_name: str
    size: int
    digest: str
    check_code: str
    medium_serial: str = ""
    heads: Mapping[str, int] = field(default_factory=dict)


def handover(info: BagInfo, events: Sequence[Event], sealed: bytes, *, serial: str = "") -> Handover:
    """Return the figures of a batch that holds at least one event."""
    digest = sha256(sealed)
    sums = amounts(events)
    taken_in = [event for event in events if event.type == "application.taken_in"]
    kinds = [str((event.data or {}).get("kind", "")) for event in taken_in]
    return Handover(
        batch=f"{info.station}-{info.epoch}-{info.seq:06d}",
        station=info.station,
        recipient=info.recipient,
        first_at=min(event.recorded_at for event in events),
        last_at=max(event.recorded_at for event in events),
        counts=count_types(events),
        amounts=sums,
        applications={kind: kinds.count(kind) for kind in sorted(set(kinds))},
        people=people(events),
        total_count=len(events),
        total_amount=sum(sums.values()),
        file_name=file_name(info.station, info.epoch, info.seq, info.kind),
        size=len(sealed),
        digest=grouped(digest),
        check_code=check_code(digest),
        medium_serial=serial,
        heads=heads(taken_in),
    )


def heads(taken_in: Iterable[Event]) -> dict[str, int]:
    """Return how many people the applications of each kind are for; an enterprise's are for its learners."""
    found: dict[str, set[str]] = {}
    for event in taken_in:
        data = event.data or {}
        people = found.setdefault(str(data.get("kind", "")), set())
        people |= {str(data["worker"])} if "worker" in data else set(_learners(data.get("facts")))
    return {kind: len(people) for kind, people in sorted(found.items())}


def _learners(facts: object) -> Iterable[str]:
    rows = json.loads(facts).get("roster") if isinstance(facts, str) and facts else None
    return (str(row["worker"]["id_number"]) for row in rows or ())


def grouped(digest: str) -> str:
    """Return a digest in groups of four characters, as it is printed."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def check_code(digest: str) -> str:
    """Return four groups of four digits from a file's SHA-256 that two clerks compare by telephone."""
    number = int(digest, 16) % 10**16
    return " ".join(f"{number:016d}"[at : at + 4] for at in range(0, 16, 4))
