"""The event: one business change as one canonical line, chained to the line before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.faults import UserError
from app.services.exchange.canonical import (
    GENESIS,
    Json,
    canonical,
    instant_from,
    instant_text,
    parse,
    sha256,
)
from app.services.exchange.schemas import first_fault, identity

MAX_LINE = 256 * 1024
"""Bytes an event's line may have."""

_HASH = re.compile(r"[0-9a-f]{64}")
_REQUIRED = frozenset(
    {
        *("event_id", "seq_in_station", "type", "entity", "entity_id", "entity_version"),
        *("base_version", "occurred_at", "recorded_at", "operator", "prev_event_hash"),
    }
)
_OPTIONAL = frozenset({"approver", "ref", "data", "patch"})


class EventFault(UserError):  # noqa: N818 - the glossary of faults
    """An event that cannot be applied as it stands; `field` names the part that is wrong."""


@dataclass(frozen=True, slots=True)
class Event:
    """One business change. Instants are aware UTC; exactly one of `data` and `patch` is given."""

    event_id: str
    seq_in_station: int
    type: str
    entity: str
    entity_id: str
    entity_version: int
    base_version: int
    occurred_at: datetime
    recorded_at: datetime
    operator: str
    prev_event_hash: str = GENESIS
    approver: str = ""
    ref: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Json] | None = None
    patch: Mapping[str, Json] | None = None

    def line(self) -> bytes:
        """Return the canonical line, without the line break."""
        return canonical(_to_json(self))

    def hash(self) -> str:
        """Return the SHA-256 of the line: what the next event names as `prev_event_hash`."""
        return sha256(self.line())


@dataclass(frozen=True, slots=True)
class OpenLine:
    """An event's canonical line but for its place in the chain, so that only the chaining waits for its turn."""

    before: bytes
    middle: bytes
    after: bytes

    def closed(self, seq: int, previous: str) -> bytes:
        """Return the whole line at its place: what `Event.line` gives for that number and hash."""
        return b"%b%b%b%d%b" % (self.before, previous.encode(), self.middle, seq, self.after)


def open_line(event: Event) -> OpenLine:
    """Return the line of an event whose `seq_in_station` and `prev_event_hash` are not known yet."""
    value = _to_json(event)
    kind, recorded = canonical(value.pop("type")), canonical(value.pop("recorded_at"))
    ref = b',"ref":' + canonical(value.pop("ref")) if "ref" in value else b""
    del value["seq_in_station"], value["prev_event_hash"]
    return OpenLine(
        canonical(value)[:-1] + b',"prev_event_hash":"',
        b'","recorded_at":' + recorded + ref + b',"seq_in_station":',
        b',"type":' + kind + b"}",
    )


def event_hash(line: bytes) -> str:
    """Return the hash of a line as it was received, well formed or not."""
    return sha256(line)


def _to_json(event: Event) -> dict[str, Json]:
    value: dict[str, Json] = {
        "event_id": event.event_id,
        "seq_in_station": event.seq_in_station,
        "type": event.type,
        "entity": event.entity,
        "entity_id": event.entity_id,
        "entity_version": event.entity_version,
        "base_version": event.base_version,
        "occurred_at": instant_text(event.occurred_at),
        "recorded_at": instant_text(event.recorded_at),
        "operator": event.operator,
        "prev_event_hash": event.prev_event_hash,
    }
    if event.approver:
        value["approver"] = event.approver
    if event.ref:
        value["ref"] = dict(event.ref)
    if event.data is not None:
        value["data"] = dict(event.data)
    if event.patch is not None:
        value["patch"] = dict(event.patch)
    return value


def check_event(event: Event) -> None:
    """Refuse an event whose content does not fit its type.

    Raises: EventFault naming the field.
    """
    if not event.type.startswith(f"{event.entity}.") and event.entity:
        raise EventFault(f"业务类型“{event.type}”与对象“{event.entity}”不符。", field="entity")
    name, wrong = first_fault(event.type, event.data, event.patch)
    if wrong:
        raise EventFault(f"{event.type} 的 {name}：{wrong}。", field=name)


def parse_event(line: bytes) -> Event:
    """Read and check one line.

    Raises: EventFault naming the field.
    """
    if len(line) > MAX_LINE:
        raise EventFault("这一条记录过大，请由上报的服务站核对后重新上报。", field="line")
    try:
        value = parse(line)
    except (ValueError, RecursionError) as error:
        raise EventFault("这一条记录不是规范的 JSON，请由上报的服务站重新上报。", field="line") from error
    if not isinstance(value, dict):
        raise EventFault("这一条记录不是规范的 JSON，请由上报的服务站重新上报。", field="line")
    event = _from_json(value)
    check_event(event)
    if canonical(value) != line or value.get("ref") == {}:
        raise EventFault("这一条记录的写法不规范，请由上报的服务站重新上报。", field="line")
    return event


def _from_json(value: dict[str, Json]) -> Event:
    for name in sorted(_REQUIRED - value.keys()):
        raise EventFault(f"记录缺少 {name}。", field=name)
    for name in sorted(value.keys() - _REQUIRED - _OPTIONAL):
        raise EventFault(f"记录中有不认识的项“{name[:60]}”。", field=name[:60])
    return Event(
        event_id=_identity(value, "event_id"),
        seq_in_station=_whole(value, "seq_in_station", least=1),
        type=_text(value, "type"),
        entity=_text(value, "entity"),
        entity_id=_identity(value, "entity_id"),
        entity_version=_whole(value, "entity_version", least=1),
        base_version=_whole(value, "base_version", least=0),
        occurred_at=_instant(value, "occurred_at"),
        recorded_at=_instant(value, "recorded_at"),
        operator=_text(value, "operator"),
        prev_event_hash=_hash(value, "prev_event_hash"),
        approver=_text(value, "approver") if "approver" in value else "",
        ref=_ref(value),
        data=_object(value, "data"),
        patch=_object(value, "patch"),
    )


def _text(value: Mapping[str, Json], name: str) -> str:
    found = value[name]
    if not isinstance(found, str) or not found.strip():
        raise EventFault(f"记录的 {name} 应填写文字。", field=name)
    return found


def _identity(value: Mapping[str, Json], name: str) -> str:
    wrong = identity(value[name])
    if wrong:
        raise EventFault(f"记录的 {name} {wrong}。", field=name)
    return _text(value, name)


def _whole(value: Mapping[str, Json], name: str, *, least: int) -> int:
    found = value[name]
    if isinstance(found, bool) or not isinstance(found, int) or not least <= found < 1 << 53:
        raise EventFault(f"记录的 {name} 应为不小于 {least} 的整数。", field=name)
    return found


def _instant(value: Mapping[str, Json], name: str) -> datetime:
    try:
        return instant_from(_text(value, name))
    except ValueError as error:
        raise EventFault(f"记录的 {name} 应为时刻，如 2026-11-24T08:00:00.000000Z。", field=name) from error


def _hash(value: Mapping[str, Json], name: str) -> str:
    found = _text(value, name)
    if not _HASH.fullmatch(found):
        raise EventFault(f"记录的 {name} 应为 64 位摘要。", field=name)
    return found


def _object(value: Mapping[str, Json], name: str) -> dict[str, Json] | None:
    if name not in value:
        return None
    found = value[name]
    if not isinstance(found, dict):
        raise EventFault(f"记录的 {name} 应为成组的内容。", field=name)
    return found


def _ref(value: Mapping[str, Json]) -> dict[str, str]:
    result: dict[str, str] = {}
    for name, found in (_object(value, "ref") or {}).items():
        if not isinstance(found, str):
            raise EventFault(f"记录的 ref.{name} 应填写文字。", field=f"ref.{name}")
        result[name] = found
    return result
