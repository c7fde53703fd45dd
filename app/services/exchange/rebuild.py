"""What the county sends back to a station that lost it (kind REBUILD): its own batches' lines and the verdicts; pure.

A part is one bag: `rebuild.json.zst` says what is in it, and beside it lie the `events.jsonl.zst` of the station's own
batches, byte for byte as the county took them in, named by epoch and number. Each keeps its chain of hashes, so the
station sees that nothing was added, left out or changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import zstandard

from app.services.exchange.bag import Bag, BagInfo, Kind, pack_bag
from app.services.exchange.canonical import Json, canonical, parse
from app.services.exchange.lines import Taken, take_lines
from app.services.exchange.refusal import Reason, Refused
from app.services.exchange.reply import Verdict, verdict_json, verdict_of

FORMAT = "JMK-REBUILD/1"
INDEX = "rebuild.json.zst"
MAX_INDEX = 64 * 1024 * 1024
MAX_PART = 14 * 1024 * 1024
"""Bytes of events that one part carries; a stick and a PC of 4 GB take that easily."""
MAX_BATCHES = 400
_LEVEL = 9
_WRONG = "重建包的内容不完整或写法不对，已拒收。请让县里重新出具重建包。"
_CHAIN = "重建包里纪元 {} 第 {} 批的记录接不上，可能被改动或缺页，已拒收。请让县里重新出具重建包。"


@dataclass(frozen=True, slots=True)
class Part:
    """One batch of the station as the county holds it; `is_applied` is false where it waits for one before it."""

    epoch: str
    seq: int
    from_event: int
    to_event: int
    first_prev: str
    last_hash: str
    sealed_sha256: str
    counts: Mapping[str, int]
    is_applied: bool = True

    @property
    def name(self) -> str:
        """Return the name of its events in the bag."""
        return f"{self.epoch}-{self.seq:06d}.jsonl.zst"


@dataclass(frozen=True, slots=True)
class Rebuild:
    """One part of a rebuilding: `first` is the number of the first part, `part` counts from 1."""

    station: str
    epoch: str
    first: int
    part: int
    parts: int
    batches: tuple[Part, ...]
    verdicts: tuple[Verdict, ...] = ()


def split(batches: Sequence[tuple[Part, bytes]]) -> list[list[tuple[Part, bytes]]]:
    """Return the batches in as few parts as fit their bags, in order."""
    parts: list[list[tuple[Part, bytes]]] = []
    room = 0
    for batch, packed in batches:
        if not parts or room + len(packed) > MAX_PART or len(parts[-1]) == MAX_BATCHES:
            parts.append([])
            room = 0
        parts[-1].append((batch, packed))
        room += len(packed)
    return parts


def pack_rebuild(info: BagInfo, rebuild: Rebuild, events: Mapping[str, bytes]) -> bytes:
    """Return the `bag.zip` of a part; `events` are the packed lines by the name of their batch."""
    plain = canonical(_to_json(rebuild)) + b"\n"
    return pack_bag(info, {INDEX: zstandard.ZstdCompressor(level=_LEVEL).compress(plain), **events})


def read_rebuild(bag: Bag, *, station: str, epoch: str) -> Rebuild:
    """Read what a part of a rebuilding says, in a bag that was opened and verified.

    Raises:
        Refused: it is none, is cut short, or is for another station or epoch.

    """
    packed = bag.payload.get(INDEX)
    if bag.info.kind is not Kind.REBUILD or packed is None:
        raise Refused(Reason.KIND, "这不是重建包，不能在此处读入。", field="Kind")
    try:
        rebuild = _from_json(
            parse(zstandard.ZstdDecompressor().decompress(packed, max_output_size=MAX_INDEX))
        )
    except (zstandard.ZstdError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Refused(Reason.EVENTS, _WRONG) from fault
    if (rebuild.station, bag.info.recipient) != (station, station):
        text = f"这是给服务站 {rebuild.station} 的重建包，不是本站的，没有读入。"
        raise Refused(Reason.ADDRESSEE, text, field="Recipient")
    if rebuild.epoch != epoch:
        text = (
            f"这个重建包是给纪元 {rebuild.epoch} 的，本机现在是纪元 {epoch}。请用本机的服务站卡向县里重新要。"
        )
        raise Refused(Reason.ADDRESSEE, text, field="Epoch")
    if {batch.name for batch in rebuild.batches} | {INDEX} != set(bag.payload):
        raise Refused(Reason.EVENTS, _WRONG)
    return rebuild


def lines_of(bag: Bag, batch: Part) -> Taken:
    """Return the lines of one batch, its chain and its ends checked against what the county says of it.

    Raises:
        Refused: a line is changed, missing or out of place.

    """
    taken = take_lines(bag.payload[batch.name])
    told = (batch.first_prev, batch.last_hash, batch.to_event - batch.from_event + 1)
    is_outside = any(not batch.from_event <= one.seq_in_station <= batch.to_event for one in taken.events)
    if (taken.first_prev, taken.last_hash, taken.count) != told or is_outside:
        raise Refused(Reason.CHAIN, _CHAIN.format(batch.epoch, batch.seq))
    return taken


def check_order(batches: Iterable[Part]) -> None:
    """Check that the batches of an epoch that follow each other are one chain.

    Raises:
        Refused: one does not grow from the one before it.

    """
    before: Part | None = None
    for batch in batches:
        is_next = before is not None and (before.epoch, before.seq + 1) == (batch.epoch, batch.seq)
        is_later = before is None or (before.epoch, before.seq) < (batch.epoch, batch.seq)
        grows = before is not None and (before.last_hash, before.to_event + 1) == (
            batch.first_prev,
            batch.from_event,
        )
        if not is_later or (is_next and not grows):
            raise Refused(Reason.CHAIN, _CHAIN.format(batch.epoch, batch.seq))
        before = batch


def _to_json(rebuild: Rebuild) -> dict[str, Json]:
    return {
        "format": FORMAT,
        "station": rebuild.station,
        "epoch": rebuild.epoch,
        "first": rebuild.first,
        "part": rebuild.part,
        "parts": rebuild.parts,
        "batches": [_batch_json(batch) for batch in rebuild.batches],
        "verdicts": [verdict_json(verdict) for verdict in rebuild.verdicts],
    }


def _batch_json(batch: Part) -> dict[str, Json]:
    return {
        "epoch": batch.epoch, "seq": batch.seq, "from_event": batch.from_event, "to_event": batch.to_event,
        "first_prev": batch.first_prev, "last_hash": batch.last_hash, "sealed_sha256": batch.sealed_sha256,
        "counts": dict(batch.counts), "is_applied": batch.is_applied,
    }  # fmt: skip


def _from_json(value: Json) -> Rebuild:
    whole = _object(value)
    if whole["format"] != FORMAT:
        raise ValueError(FORMAT)
    return Rebuild(
        station=_text(whole, "station"),
        epoch=_text(whole, "epoch"),
        first=_whole(whole, "first"),
        part=_whole(whole, "part"),
        parts=_whole(whole, "parts"),
        batches=tuple(_batch(_object(one)) for one in _list(whole, "batches")),
        verdicts=tuple(verdict_of(_object(one)) for one in _list(whole, "verdicts")),
    )


def _batch(value: Mapping[str, Json]) -> Part:
    return Part(
        epoch=_text(value, "epoch"),
        seq=_whole(value, "seq"),
        from_event=_whole(value, "from_event"),
        to_event=_whole(value, "to_event"),
        first_prev=_text(value, "first_prev"),
        last_hash=_text(value, "last_hash"),
        sealed_sha256=_text(value, "sealed_sha256"),
        counts={key: int(str(one)) for key, one in _object(value["counts"]).items()},
        is_applied=value["is_applied"] is True,
    )


def _object(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("object")
    return value


def _list(value: Mapping[str, Json], name: str) -> Sequence[Json]:
    found = value[name]
    if not isinstance(found, list):
        raise TypeError(name)
    return found


def _text(value: Mapping[str, Json], name: str) -> str:
    found = value[name]
    if not isinstance(found, str):
        raise TypeError(name)
    return found


def _whole(value: Mapping[str, Json], name: str) -> int:
    found = value[name]
    if not isinstance(found, int) or isinstance(found, bool):
        raise TypeError(name)
    return found
