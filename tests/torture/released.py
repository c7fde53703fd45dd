"""Databases of released schemas, kept as packed SQL; `python -m tests.torture.released` adds what is missing.

A fixture was made by the product of today and carried into the tables that the migrations of its day had laid, so
that its journal is a chain and its batches are sealed. Everybody in it is invented. Once added it is never remade.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
import zstandard
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from app.models.database import Database
from app.models.upgrade import _config, migrate
from tests.services.town import reopen
from tests.torture.day import KEY, Day, home_in, lay_ground

FOLDER = Path(__file__).resolve().parent / "released"
_SUFFIX = ".sql.zst"
_FIRST = "0001"
_RAW = zstandard.DICT_TYPE_RAWCONTENT
_TREE = {"worker": ("category", "movement", "certificate", "search_key")}
"""What is multiplied when a fixture is enlarged, and what hangs on it."""


def revisions() -> list[str]:
    """Return the released revisions there are fixtures of, oldest first."""
    return sorted(path.name.removesuffix(_SUFFIX) for path in FOLDER.glob(f"*{_SUFFIX}"))


def load(revision: str, path: Path, key: bytes = KEY) -> None:
    """Lay the database of a released schema."""
    script = _unpacked(revision)
    connection = sqlcipher.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(script.decode())
    connection.close()


def _unpacked(revision: str) -> bytes:
    """Return the script; those after the first are packed as what differs from it."""
    base = zstandard.ZstdCompressionDict(b"" if revision == _FIRST else _unpacked(_FIRST), _RAW)
    unpacker = zstandard.ZstdDecompressor(dict_data=base, max_window_size=2**27)
    return unpacker.decompress((FOLDER / f"{revision}{_SUFFIX}").read_bytes())


def enlarge(engine: Engine, workers: int) -> None:
    """Register the same people again under other numbers until there are so many."""
    with engine.begin() as connection:
        ids = connection.exec_driver_sql("SELECT count(*), max(id) FROM worker").one()
        have, step = int(ids[0]), int(ids[1]) + 1
        for turn in range(1, -(-workers // have)):
            for table in ("worker", *_TREE["worker"]):
                _again(connection, table, turn, step)


def _again(connection: Connection, table: str, turn: int, step: int) -> None:
    looked = inspect(connection)
    unique = {column for index in looked.get_unique_constraints(table) for column in index["column_names"]}
    unique |= {
        column for index in looked.get_indexes(table) if index["unique"] for column in index["column_names"]
    }
    has_id = any(column["name"] == "id" for column in looked.get_columns(table))
    first = connection.exec_driver_sql(f"SELECT max(id) + 1 FROM {table}").scalar_one() if has_id else 0
    names, values = [], []
    for column in looked.get_columns(table):
        name, value = column["name"], f'"{column["name"]}"'
        if name == "id":
            value = f"id + {turn * step}" if table == "worker" else f"{first or 1} + row_number() OVER () - 1"
        elif name == "worker_id":
            value = f"worker_id + {turn * step}"
        elif name in unique and name != "key":
            value = f"\"{name}\" || '-{turn}'"
        names.append(f'"{name}"')
        values.append(value)
    where = f"WHERE {'id' if table == 'worker' else 'worker_id'} < {step}"
    connection.exec_driver_sql(
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table} {where}"
    )


def contents(
    connection: Connection, columns: Mapping[str, list[str]] | None = None
) -> dict[str, tuple[int, str]]:
    """Return by table how many rows there are and the hash of these columns, of all of them when none are given."""
    return {
        table: _hash(connection, table, names)
        for table, names in (columns or columns_of(connection)).items()
        if table != "alembic_version"
    }


def columns_of(connection: Connection) -> dict[str, list[str]]:
    """Return the columns of every table."""
    looked = inspect(connection)
    return {
        table: [one["name"] for one in looked.get_columns(table)]
        for table in sorted(looked.get_table_names())
    }


def _hash(connection: Connection, table: str, names: list[str]) -> tuple[int, str]:
    wanted = ", ".join(f'"{name}"' for name in names)
    digest, count = sha256(), 0
    for row in connection.exec_driver_sql(f'SELECT {wanted} FROM "{table}" ORDER BY {wanted}'):
        digest.update(repr(tuple(row)).encode())
        count += 1
    return count, digest.hexdigest()


# --- making them ------------------------------------------------------------------------------------------


def make(revision: str, source: Path, key: bytes) -> None:
    """Carry a station of today into the schema of a revision and keep it packed."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "old.db"
        store = Database(path, KEY)
        migrate(store.engine, revision)
        store.close()
        connection = sqlcipher.connect(str(path), isolation_level=None)
        connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
        connection.execute(f"ATTACH '{source}' AS today KEY \"x'{key.hex()}'\"")
        for table in _tables(connection, "main"):
            both = _columns(connection, "main", table) & _columns(connection, "today", table)
            names = ", ".join(f'"{column}"' for column in sorted(both))
            connection.execute(f'INSERT INTO main."{table}" ({names}) SELECT {names} FROM today."{table}"')
        connection.execute("DETACH today")
        script = "\n".join(_dump(connection))
        connection.close()
    FOLDER.mkdir(exist_ok=True)
    base = zstandard.ZstdCompressionDict(b"" if revision == _FIRST else _unpacked(_FIRST), _RAW)
    how = zstandard.ZstdCompressionParameters.from_level(19, window_log=24, enable_ldm=True)
    packed = zstandard.ZstdCompressor(compression_params=how, dict_data=base).compress(script.encode())
    (FOLDER / f"{revision}{_SUFFIX}").write_bytes(packed)


def _tables(connection: sqlcipher.Connection, schema: str) -> Iterator[str]:
    query = f"SELECT name FROM {schema}.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return (row[0] for row in connection.execute(query).fetchall() if row[0] != "alembic_version")


def _dump(connection: sqlcipher.Connection) -> Iterator[str]:
    """Yield the statements that lay this database again: tables, rows, indexes."""
    parts = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    yield "BEGIN;"
    for kind, name, statement in parts:
        if kind == "table":
            yield f"{statement};"
            columns = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
            quoted = " || ',' || ".join(f'quote("{row[1]}")' for row in columns)
            for row in connection.execute(f'SELECT {quoted} FROM "{name}"'):
                yield f'INSERT INTO "{name}" VALUES({row[0]});'
    yield from (f"{statement};" for kind, _, statement in parts if kind != "table")
    yield "COMMIT;"


def _columns(connection: sqlcipher.Connection, schema: str, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f'PRAGMA {schema}.table_info("{table}")').fetchall()}


def main() -> None:
    """Add the fixtures that are missing, of one clerk's day at the sample town."""
    known = [script.revision for script in ScriptDirectory.from_config(_config(None)).walk_revisions()]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_ground(folder)
        day = Day(town := reopen(home_in(folder)), folder, lambda _words: None)
        day.round()
        key, source = town.desk.database._key, home_in(folder).folder / "station.db"
        town.close()
        for revision in sorted(set(known) - set(revisions())):
            make(revision, source, key)
            sys.stdout.write(f"{revision}: {(FOLDER / f'{revision}{_SUFFIX}').stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
