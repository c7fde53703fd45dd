"""A batch from its events: the lines, the readable summary and the description put into one bag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from app.faults import UserError
from app.services.exchange.bag import EVENTS, SUMMARY, BagInfo, pack_bag
from app.services.exchange.canonical import Json, canonical, instant_text
from app.services.exchange.events import Event
from app.services.exchange.lines import Line, chained, pack_events, pack_lines

AMOUNT_KEY = "amount"


class Told(Protocol):
    """What a batch's figures are counted from: an event, or its line in the outbox."""

    @property
    def seq_in_station(self) -> int:
        """Return its number at the station."""

    @property
    def type(self) -> str:
        """Return what happened."""

    @property
    def entity(self) -> str:
        """Return the kind of record."""

    @property
    def entity_id(self) -> str:
        """Return the record's identity."""

    @property
    def data(self) -> Mapping[str, Json] | None:
        """Return the record it carries."""


def pack_batch(info: BagInfo, events: Sequence[Event]) -> bytes:
    """Return the `bag.zip` of a batch; counts and event range are taken from the events.

    Raises: UserError when there is nothing to send; Refused when the events do not follow each other.
    """
    if not events:
        raise UserError("没有待上报的业务，无需导出。")
    return _packed(info, events, pack_events(events))


def pack_outbox(info: BagInfo, lines: Sequence[Line]) -> bytes:
    """Return the same `bag.zip` from the lines of the outbox, which were checked when they were recorded.

    Raises: UserError when there is nothing to send; Refused when the lines are changed or do not follow each other.
    """
    if not lines:
        raise UserError("没有待上报的业务，无需导出。")
    return _packed(info, lines, pack_lines(chained(lines)))


def _packed(info: BagInfo, told: Sequence[Told], events: bytes) -> bytes:
    first, last = told[0].seq_in_station, told[-1].seq_in_station
    whole = replace(info, counts=count_types(told), from_event=first, to_event=last)
    return pack_bag(whole, {EVENTS: events, SUMMARY: summary(whole, told)})


def count_types(events: Iterable[Told]) -> dict[str, int]:
    """Return how many events of each type there are, by type."""
    return dict(sorted(Counter(event.type for event in events).items()))


def amounts(events: Iterable[Told]) -> dict[str, int]:
    """Return the sum in 分 of the amounts applied for, by subsidy kind."""
    sums: Counter[str] = Counter()
    for event in events:
        if event.type == "application.taken_in":
            sums[_text(event.data, "kind")] += _whole(event.data, AMOUNT_KEY)
    return dict(sorted(sums.items()))


def people(events: Iterable[Told]) -> int:
    """Return how many different workers the events are about."""
    found: set[str] = set()
    for event in events:
        worker = event.entity_id if event.entity == "worker" else _text(event.data, "worker")
        found |= {worker} - {""}
    return len(found)


def summary(info: BagInfo, events: Sequence[Told]) -> bytes:
    """Return the readable summary that stands beside the events in the bag."""
    value: dict[str, Json] = {
        "station": info.station,
        "epoch": info.epoch,
        "seq": info.seq,
        "created_at": instant_text(info.created_at),
        "operator": info.operator,
        "from_event": info.from_event,
        "to_event": info.to_event,
        "events": len(events),
        "people": people(events),
        "counts": dict(info.counts),
        "amounts_fen": dict(amounts(events)),
    }
    return canonical(value) + b"\n"


def _text(data: Mapping[str, Json] | None, key: str) -> str:
    value = (data or {}).get(key, "")
    return value if isinstance(value, str) else ""


def _whole(data: Mapping[str, Json] | None, key: str) -> int:
    value = (data or {}).get(key, 0)
    return value if isinstance(value, int) else 0
