"""Looking into a file that is not the one in use, without changing it: counting its rows, reading what can be read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

_STEP = 256
_MOST_FAULTS = 2000
_MOST_IN_THE_DARK = 300
_LAST = 1 << 31


@dataclass(slots=True)
class TableRead:
    """What was read of one table, and the ranges of row numbers that were not.

    Where the table's end cannot be read, nobody knows what came after row `unknown_after`; else it is -1.
    """

    name: str
    rows: int = 0
    lost: list[tuple[int, int]] = field(default_factory=list)
    unknown_after: int = -1

    @property
    def lost_rows(self) -> int:
        """Return how many row numbers lie in the ranges that could not be read."""
        return sum(last - first + 1 for first, last in self.lost)


def row_counts(path: Path, key: bytes) -> Mapping[str, int]:
    """Return how many rows each table of a file holds.

    Raises:
        OSError: it cannot be read.

    """
    try:
        with closing(_opened(path, key)) as copy:
            names = [row[0] for row in copy.execute(_TABLES).fetchall()]
            return {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608 - our own tables
    except sqlcipher.DatabaseError as fault:
        raise OSError(str(fault)) from fault


def salvage(damaged: Path, key: bytes, into: Path) -> tuple[TableRead, ...]:
    """Copy every row that can still be read to a fresh file under the same key; the damaged one stays as it is.

    Raises:
        OSError: the fresh file cannot be written.

    """
    work = into.with_name(f"{into.name}.work")
    into.unlink(missing_ok=True)
    try:
        for end in ("", "-wal"):
            if damaged.with_name(f"{damaged.name}{end}").exists():
                shutil.copyfile(
                    damaged.with_name(f"{damaged.name}{end}"), work.with_name(f"{work.name}{end}")
                )
        with closing(_opened(into, key)) as target:
            return _copy_all(_Reader(work, key), target)
    except sqlcipher.DatabaseError as fault:
        raise OSError(str(fault)) from fault
    finally:
        for end in ("", "-wal", "-shm"):
            work.with_name(f"{work.name}{end}").unlink(missing_ok=True)


def read_columns(
    path: Path, key: bytes, table: str, columns: Sequence[str]
) -> tuple[tuple[object, ...], ...]:
    """Return these columns of all rows of a table; nothing when there is no such table."""
    wanted = ", ".join(f'"{column}"' for column in columns)
    with closing(_opened(path, key)) as copy:
        if table not in {row[0] for row in copy.execute(_TABLES).fetchall()}:
            return ()
        return tuple(copy.execute(f'SELECT {wanted} FROM "{table}"').fetchall())  # noqa: S608 - our own tables


_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
_SCHEMA = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
)


def _opened(path: Path, key: bytes) -> sqlcipher.Connection:
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA cipher_log_level = NONE")
    return connection


class _Reader:
    """Reads a damaged file; after each fault the file is opened anew, since the cipher refuses everything then."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._connection: sqlcipher.Connection | None = None
        self.faults = 0

    def rows(self, query: str, *given: int) -> list[tuple[object, ...]] | None:
        """Return the rows of a query; None where it cannot be answered."""
        try:
            if self._connection is None:
                self._connection = _opened(self._path, self._key)
            found: list[tuple[object, ...]] = self._connection.execute(query, given).fetchall()
        except sqlcipher.DatabaseError:
            self.faults += 1
            self.close()
            return None
        return found

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _copy_all(reader: _Reader, target: sqlcipher.Connection) -> tuple[TableRead, ...]:
    try:
        schema = reader.rows(_SCHEMA) or []
        return tuple(_copy(reader, target, str(name), str(statement)) for name, statement in schema)
    finally:
        reader.close()


def _copy(reader: _Reader, target: sqlcipher.Connection, name: str, statement: str) -> TableRead:
    told, reader.faults = TableRead(name), 0
    target.execute(statement)
    ends = reader.rows(f'SELECT min(rowid), max(rowid) FROM "{name}"')  # noqa: S608 - our own tables
    first, last = ends[0] if ends else (1, _LAST)
    if not isinstance(first, int) or not isinstance(last, int):
        return told
    target.execute("BEGIN")
    seen = 0
    most = _MOST_FAULTS if ends else _MOST_IN_THE_DARK
    for rows in _ranges(reader, name, _windows(first, last, is_dark=not ends), most, told):
        marks = ", ".join("?" * (len(rows[0]) - 1))
        target.executemany(f'INSERT OR IGNORE INTO "{name}" VALUES ({marks})', [row[1:] for row in rows])  # noqa: S608 - our own tables
        told.rows += len(rows)
        seen = max(seen, int(str(rows[-1][0])))
    target.execute("COMMIT")
    if not ends:
        told.lost = [(begin, end) for begin, end in told.lost if end < seen]
        told.unknown_after = seen
    return told


def _windows(first: int, last: int, *, is_dark: bool) -> list[tuple[int, int]]:
    """Return the ranges to read, the first on top; they grow where nobody knows how far the rows go."""
    windows, step = [], _STEP
    while first <= last:
        windows.append((first, min(first + step - 1, last)))
        first += step
        step *= 2 if is_dark else 1
    return windows[::-1]


def _ranges(
    reader: _Reader, name: str, waiting: list[tuple[int, int]], most: int, told: TableRead
) -> Iterator[list[tuple[object, ...]]]:
    """Yield rows, their numbers first, range by range; what cannot be read is halved until one row is left."""
    query = f'SELECT rowid, * FROM "{name}" WHERE rowid BETWEEN ? AND ? ORDER BY rowid'  # noqa: S608 - our own tables
    while waiting:
        begin, end = waiting.pop()
        rows = None if reader.faults > most else reader.rows(query, begin, end)
        if rows:
            yield rows
        elif rows is None and begin < end and reader.faults <= most:
            half = (begin + end) // 2
            waiting += [(half + 1, end), (begin, half)]
        elif rows is None:
            _lose(told.lost, begin, end)


def _lose(lost: list[tuple[int, int]], first: int, last: int) -> None:
    if lost and lost[-1][1] + 1 == first:
        lost[-1] = (lost[-1][0], last)
    else:
        lost.append((first, last))
