"""Reference tables as CSV under zstd, with a JSON header that names columns, types and Chinese titles; pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import zstandard

from app.faults import UserError
from app.services.exchange.canonical import Json, day_from

MAX_PLAIN = 64 * 1024 * 1024
"""Bytes one table may unpack to."""
_LEVEL = 9
_JOINED = "|"
Value = str | int | bool | date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its type (text, int, day, flag or list) and its title."""

    key: str
    type: str
    label: str


@dataclass(frozen=True, slots=True)
class TableHead:
    """What the header says of one table."""

    name: str
    columns: tuple[Column, ...]
    rows: int

    def as_json(self) -> dict[str, Json]:
        """Return it as it stands in the header."""
        columns: list[Json] = [{"key": one.key, "type": one.type, "label": one.label} for one in self.columns]
        return {"name": self.name, "rows": self.rows, "columns": columns}


def head_from(value: Mapping[str, Json]) -> TableHead:
    """Read what `as_json` wrote.

    Raises: ValueError, KeyError, TypeError when it is something else.
    """
    listed, rows = value["columns"], value["rows"]
    if not isinstance(listed, list) or not isinstance(rows, int):
        raise TypeError("columns")
    columns = []
    for one in listed:
        if not isinstance(one, dict) or one["type"] not in _READERS:
            raise ValueError("column")
        columns.append(Column(str(one["key"]), str(one["type"]), str(one["label"])))
    return TableHead(str(value["name"]), tuple(columns), rows)


def pack_table(head: TableHead, rows: Iterable[Sequence[Value]]) -> bytes:
    """Return the table as CSV with its titles on top, packed; the same rows always give the same bytes.

    Raises: UserError when a value cannot be carried.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.label for column in head.columns])
    writers = [_WRITERS[column.type] for column in head.columns]
    for row in rows:
        writer.writerow(
            ["" if value is None else write(value) for write, value in zip(writers, row, strict=True)]
        )
    return zstandard.ZstdCompressor(level=_LEVEL).compress(out.getvalue().encode("utf-8"))


def read_table(head: TableHead, packed: bytes) -> Iterator[tuple[Value, ...]]:
    """Yield the rows of a packed table; an empty cell is None, but "" in a text and () in a list.

    Raises: ValueError when it is not the table that the header names.
    """
    try:
        plain = zstandard.ZstdDecompressor().decompress(packed, max_output_size=MAX_PLAIN)
    except zstandard.ZstdError as fault:
        raise ValueError(head.name) from fault
    reader = csv.reader(io.StringIO(plain.decode("utf-8"), newline=""), strict=True)
    try:
        if next(reader, None) != [column.label for column in head.columns]:
            raise ValueError(head.name)
        readers = [_READERS[column.type] for column in head.columns]
        count = 0
        for cells in reader:
            yield tuple(read(cell) for read, cell in zip(readers, cells, strict=True))
            count += 1
    except csv.Error as fault:
        raise ValueError(head.name) from fault
    if count != head.rows:
        raise ValueError(head.name)


def _write_list(value: Value) -> str:
    parts = value if isinstance(value, tuple) else ()
    if any(_JOINED in part or not part for part in parts):
        raise UserError(f"“{'、'.join(parts)}”里有竖线或空项，不能下发，请改掉。")
    if any(mark in part for part in parts for mark in "\r\n\0"):
        raise UserError(f"“{'、'.join(parts)}”里有换行，不能下发，请改掉。")
    return _JOINED.join(parts)


def _flag(cell: str) -> bool | None:
    if cell not in {"", "0", "1"}:
        raise ValueError(cell)
    return None if cell == "" else cell == "1"


_WRITERS: Mapping[str, Callable[[Value], str]] = {
    "text": lambda value: str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""),
    "int": str,
    "day": lambda value: value.isoformat() if isinstance(value, date) else "",
    "flag": lambda value: "1" if value else "0",
    "list": _write_list,
}
_READERS: Mapping[str, Callable[[str], Value]] = {
    "text": lambda cell: cell,
    "int": lambda cell: int(cell) if cell else None,
    "day": lambda cell: day_from(cell) if cell else None,
    "flag": _flag,
    "list": lambda cell: tuple(cell.split(_JOINED)) if cell else (),
}
