"""Event lines in and out of zstd, a line at a time, with limits and the hash chain checked on the way."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import zstandard

from app.services.exchange.canonical import GENESIS, Json, parse
from app.services.exchange.events import MAX_LINE, Event, EventFault, event_hash, parse_event
from app.services.exchange.refusal import Reason, Refused

LEVEL = 9
MAX_PLAIN = 256 * 1024 * 1024
"""Bytes the lines of one batch may have once unpacked."""
MAX_LINES = 200_000
_CHUNK = 256 * 1024
# Bytes of a frame taken at once: four may say 128 KiB of one byte, so a thousand would fill 32 MiB.
_BITE = 64
_WINDOW = 8 * 1024 * 1024
_BROKEN = "批次中的业务数据已损坏，请让服务站从电脑中重新导出该批次。"


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A line set aside: its place in the file (from 1), what is known of it and why."""

    number: int
    event_id: str
    seq_in_station: int
    field: str
    text: str
    line: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What the lines of a batch held; `lines` are the events' own, as they came."""

    events: tuple[Event, ...]
    lines: tuple[bytes, ...]
    quarantined: tuple[Quarantined, ...]
    first_prev: str
    last_hash: str
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """An event as the outbox holds it: the line that was checked when it was recorded, and what stands beside it."""

    seq_in_station: int
    type: str
    entity: str
    entity_id: str
    text: bytes
    digest: str

    @property
    def data(self) -> Mapping[str, Json] | None:
        """Return the record that the event carries; the line is read only now."""
        value = parse(self.text)
        found = value.get("data") if isinstance(value, dict) else None
        return found if isinstance(found, dict) else None


def chained(lines: Iterable[Line]) -> Iterator[bytes]:
    """Yield the lines while each has its own hash and names the one before it.

    Raises: Refused at the first that does not.
    """
    prev, seq = "", 0
    for line in lines:
        is_next = not prev or (line.seq_in_station == seq + 1 and _last(_PREV, line.text) == prev)
        if not is_next or event_hash(line.text) != line.digest:
            raise Refused(Reason.CHAIN, f"第 {line.seq_in_station} 号业务记录与前一条接不上，不能导出。")
        prev, seq = line.digest, line.seq_in_station
        yield line.text


def chain(events: Iterable[Event]) -> Iterator[Event]:
    """Yield the events while each names the one before it.

    Raises: Refused at the first that does not.
    """
    prev, seq = "", 0
    for event in events:
        if prev and (event.prev_event_hash != prev or event.seq_in_station != seq + 1):
            raise Refused(Reason.CHAIN, f"第 {event.seq_in_station} 号业务记录与前一条接不上，不能导出。")
        prev, seq = event.hash(), event.seq_in_station
        yield event


def pack_lines(lines: Iterable[bytes]) -> bytes:
    """Compress lines to one zstd frame with a checksum; the same lines always give the same bytes."""
    out = io.BytesIO()
    params = zstandard.ZstdCompressionParameters.from_level(LEVEL, window_log=23, write_checksum=True)
    with zstandard.ZstdCompressor(compression_params=params).stream_writer(out, closefd=False) as writer:
        for some in _in_parts(lines):
            writer.write(some)
    return out.getvalue()


def _in_parts(lines: Iterable[bytes]) -> Iterator[bytes]:
    part: list[bytes] = []
    size = 0
    for line in lines:
        part.append(line)
        size += len(line)
        if size > _CHUNK:
            yield b"\n".join([*part, b""])
            part, size = [], 0
    if part:
        yield b"\n".join([*part, b""])


def pack_events(events: Iterable[Event]) -> bytes:
    """Compress events in order, checking their chain.

    Raises: Refused when the chain is broken.
    """
    return pack_lines(event.line() for event in chain(events))


def unpack_lines(packed: bytes, *, max_plain: int = MAX_PLAIN, max_lines: int = MAX_LINES) -> Iterator[bytes]:
    """Yield the lines one by one, never holding more than a chunk and a line.

    Raises: Refused when the frame is broken, too large once unpacked, or followed by anything else.
    """
    total, lines, rest = 0, 0, b""
    for chunk in _chunks(packed):
        total += len(chunk)
        if total > max_plain:
            raise Refused(Reason.ZIP_BOMB, "批次解开后大得不合常理，已拒收。请让服务站核对后重新导出。")
        *whole, rest = (rest + chunk).split(b"\n")
        lines += len(whole)
        if lines > max_lines or len(rest) > 4 * MAX_LINE:
            raise Refused(Reason.ZIP_BOMB, "批次中的记录多得或长得不合常理，已拒收。请让服务站分批导出。")
        yield from whole
    if rest:
        raise Refused(Reason.EVENTS, _BROKEN)


def _chunks(packed: bytes) -> Iterator[bytes]:
    engine = zstandard.ZstdDecompressor(max_window_size=_WINDOW).decompressobj()
    view = memoryview(packed)
    for start in range(0, len(packed), _BITE):
        if engine.eof:
            raise Refused(Reason.EVENTS, _BROKEN)
        try:
            plain = engine.decompress(view[start : start + _BITE])
        except zstandard.ZstdError as error:
            raise Refused(Reason.EVENTS, _BROKEN) from error
        for at in range(0, len(plain), _CHUNK):
            yield plain[at : at + _CHUNK]
    if not engine.eof or engine.unused_data:
        raise Refused(Reason.EVENTS, _BROKEN)


_PREV = re.compile(rb'"prev_event_hash":"([0-9a-f]{64})"')
_SEQ = re.compile(rb'"seq_in_station":(\d{1,15})')
_ID = re.compile(rb'"event_id":"([0-9a-f-]{36})"')


def take_lines(packed: bytes) -> Taken:
    """Read the lines of a batch: good events apart from malformed ones, the chain checked over both.

    A malformed line is set aside alone; its bytes still count in the chain, so the next line vouches for it.

    Raises: Refused when the chain breaks.
    """
    events: dict[str, Event] = {}
    lines: list[bytes] = []
    aside: list[Quarantined] = []
    first_prev, last, number = "", GENESIS, 0
    offset: int | None = None
    for number, line in enumerate(unpack_lines(packed), start=1):
        found = _take(line, events)
        if isinstance(found, Event):
            lines.append(line)
            prev, is_next = found.prev_event_hash, offset in {None, found.seq_in_station - number}
            offset = found.seq_in_station - number
        else:
            aside.append(_set_aside(number, line, found))
            prev, is_next = _last(_PREV, line), True
        first_prev = first_prev or prev or GENESIS
        if (number > 1 and prev and prev != last) or not is_next:
            text = f"第 {number} 条业务记录与前一条接不上，可能被改动或缺页，已拒收。请让服务站重新导出。"
            raise Refused(Reason.CHAIN, text)
        last = event_hash(line)
    return Taken(tuple(events.values()), tuple(lines), tuple(aside), first_prev or GENESIS, last, number)


def _take(line: bytes, events: dict[str, Event]) -> Event | EventFault:
    try:
        event = parse_event(line)
    except EventFault as fault:
        return fault
    if event.event_id in events:
        return EventFault("同一批次中有两条记录用了同一个标识。", field="event_id")
    events[event.event_id] = event
    return event


def _last(pattern: re.Pattern[bytes], line: bytes) -> str:
    found = pattern.findall(line)
    return bytes(found[-1]).decode("ascii") if found else ""


def _set_aside(number: int, line: bytes, fault: EventFault) -> Quarantined:
    seq = _last(_SEQ, line)
    return Quarantined(number, _last(_ID, line), int(seq) if seq else 0, fault.field, fault.text, line[:4096])
