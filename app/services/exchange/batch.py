"""A batch from its events: the lines, the readable summary and the description put into one bag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.faults import UserError
from app.services.exchange.bag import EVENTS, SUMMARY, BagInfo, pack_bag
from app.services.exchange.canonical import Json, canonical, instant_text
from app.services.exchange.events import Event
from app.services.exchange.lines import pack_events

AMOUNT_KEY = "amount"


def pack_batch(info: BagInfo, events: Sequence[Event]) -> bytes:
    """Return the `bag.zip` of a batch; counts and event range are taken from the events.

    Raises: UserError when there is nothing to send; Refused when the events do not follow each other.
    """
    if not events:
        raise UserError("没有待上报的业务，无需导出。")
    counts = count_types(events)
    whole = replace(
        info, counts=counts, from_event=events[0].seq_in_station, to_event=events[-1].seq_in_station
    )
    return pack_bag(whole, {EVENTS: pack_events(events), SUMMARY: summary(whole, events)})


def count_types(events: Iterable[Event]) -> dict[str, int]:
    """Return how many events of each type there are, by type."""
    return dict(sorted(Counter(event.type for event in events).items()))


def amounts(events: Iterable[Event]) -> dict[str, int]:
    """Return the sum in 分 of the amounts applied for, by subsidy kind."""
    sums: Counter[str] = Counter()
    for event in events:
        if event.type == "application.taken_in":
            sums[_text(event.data, "kind")] += _whole(event.data, AMOUNT_KEY)
    return dict(sorted(sums.items()))


def people(events: Iterable[Event]) -> int:
    """Return how many different workers the events are about."""
    found: set[str] = set()
    for event in events:
        worker = event.entity_id if event.entity == "worker" else _text(event.data, "worker")
        found |= {worker} - {""}
    return len(found)


def summary(info: BagInfo, events: Sequence[Event]) -> bytes:
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
