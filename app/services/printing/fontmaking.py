"""Makes a small TrueType font in memory: characters a clerk drew, and gaps that keep a character's place; pure.

A drawn character is an outline like any other: it prints at the size of the text around it, and copies back from the
PDF as the character it stands for.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Final

Contour = Sequence[tuple[int, int]]
"""Points of one closed line in thousandths of an em; the baseline is y = 0, ink lies to its right."""

EM: Final = 1000
ASCENT, DESCENT = 880, -120
_NOTHING: Contour = ((0, DESCENT), (EM, ASCENT), (EM // 2, (ASCENT + DESCENT) // 2))
"""A line without a width: readers take a glyph without any outline for a space, whatever it stands for."""
_MAGIC = 0x5F0F3CF5
_CHECKSUM = 0xB1B0AFBA


def make_font(name: str, glyphs: Mapping[int, Sequence[Contour]]) -> bytes:
    """Return a font whose glyph 1 is a blank of one em and whose characters are one em wide each.

    `name` is its PostScript name, in ASCII.
    """
    points = sorted(glyphs)
    outlines = [b"", _outline([_NOTHING]), *(_outline(glyphs[point]) for point in points)]
    places = [0]
    for outline in outlines:
        places.append(places[-1] + len(outline))
    count = len(outlines)
    tables = {
        b"OS/2": _os2(),
        b"cmap": _cmap(points),
        b"glyf": b"".join(outlines) or b"\0\0\0\0",
        b"head": _head(),
        b"hhea": struct.pack(
            ">LhhhHhhhhhh8xhH", 0x10000, ASCENT, DESCENT, 0, EM, 0, 0, EM, 1, 0, 0, 0, count
        ),
        b"hmtx": struct.pack(">Hh", EM, 0) * count,
        b"loca": struct.pack(f">{count + 1}L", *places),
        b"maxp": struct.pack(">LH13H", 0x10000, count, 4000, 400, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": _name(name),
        b"post": struct.pack(">LlhhL16x", 0x30000, 0, -100, 50, 0),
    }
    return _packed(tables)


def _outline(contours: Sequence[Contour]) -> bytes:
    every = [point for contour in contours for point in contour]
    if not every:
        return b""
    across, up = [x for x, _ in every], [y for _, y in every]
    head = struct.pack(">hhhhh", len(contours), min(across), min(up), max(across), max(up))
    ends, last = [], -1
    for contour in contours:
        last += len(contour)
        ends.append(last)
    body = struct.pack(f">{len(ends)}HH", *ends, 0) + b"\x01" * len(every)
    for values in (across, up):
        steps = (value - before for value, before in zip(values, [0, *values[:-1]], strict=True))
        body += struct.pack(f">{len(values)}h", *steps)
    data = head + body
    return data + b"\0" * (-len(data) % 4)


def _cmap(points: Sequence[int]) -> bytes:
    groups = b"".join(struct.pack(">LLL", point, point, at) for at, point in enumerate(points, 2))
    table = struct.pack(">HHLLL", 12, 0, 16 + len(groups), 0, len(points)) + groups
    return struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table


def _head() -> bytes:
    return struct.pack(
        ">LLLLHHQQhhhhHHhhh", 0x10000, 0x10000, 0, _MAGIC, 0, EM, 0, 0, 0, DESCENT, EM, ASCENT, 0, 8, 2, 1, 0
    )  # fmt: skip


def _os2() -> bytes:
    return struct.pack(
        ">HhHHHhhhhhhhhhhh10B4L4sHHHhhhHH", 1, EM, 400, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, *([0] * 10), 0, 0, 0, 0,
        b"JMK ", 0, 0, 0xFFFF, ASCENT, DESCENT, 0, ASCENT, -DESCENT,
    ) + struct.pack(">LL", 0, 0)  # fmt: skip


def _name(name: str) -> bytes:
    texts = {1: name, 2: "Regular", 3: name, 4: name, 6: name}
    strings, records = b"", b""
    for kind, text in texts.items():
        raw = text.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, 0x409, kind, len(raw), len(strings))
        strings += raw
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + strings


def _packed(tables: Mapping[bytes, bytes]) -> bytes:
    count = len(tables)
    most = 1 << (count.bit_length() - 1)
    head = struct.pack(">LHHHH", 0x10000, count, most * 16, count.bit_length() - 1, count * 16 - most * 16)
    where = len(head) + 16 * count
    directory, body = b"", b""
    for tag, data in sorted(tables.items()):
        padded = data + b"\0" * (-len(data) % 4)
        directory += struct.pack(">4sLLL", tag, _sum(padded), where + len(body), len(data))
        body += padded
    whole = bytearray(head + directory + body)
    at = whole.index(struct.pack(">L", _MAGIC)) - 4
    struct.pack_into(">L", whole, at, (_CHECKSUM - _sum(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)


def _sum(data: bytes) -> int:
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}L", data)
    return sum(words) & 0xFFFFFFFF
