"""A thermal printer of paper alone: reads ESC/POS as the manual says it and returns what would be burnt."""

from __future__ import annotations

from app.services.devices.escpos import DOTS


def burnt(data: bytes) -> list[tuple[list[bytes], int]]:
    """Return what each copy shows: its rows of dots, and the commands they took, by the printer's manual."""
    copies, at = [], 0
    while at < len(data):
        assert data[at : at + 2] == b"\x1b@"
        at += 2
        rows, bands = [], 0
        while data[at : at + 3] == b"\x1dv0":
            assert data[at + 3] == 0
            wide = data[at + 4] + 256 * data[at + 5]
            high = data[at + 6] + 256 * data[at + 7]
            assert wide * 8 == DOTS
            at += 8
            rows += [data[at + row * wide : at + (row + 1) * wide] for row in range(high)]
            at += wide * high
            bands += 1
        assert data[at : at + 2] == b"\x1bd"
        assert data[at + 3 : at + 7] == b"\x1dVB\x00"
        at += 7
        copies.append((rows, bands))
    return copies


def is_black(rows: list[bytes], x: int, y: int) -> bool:
    return bool(rows[y][x // 8] & 0x80 >> x % 8)
