"""Many rows at once, past the unit of work: for imports and for the trail."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from typing import Protocol, cast

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Select,
    Table,
    Text,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session

from app.models.base import Instant

_AT_ONCE = 5000
Bind = Callable[[object], object]


class _Copy(Protocol):
    def write_row(self, row: Sequence[object]) -> None: ...


class _Cursor(Protocol):
    def copy(self, statement: str) -> AbstractContextManager[_Copy]: ...


class _Driver(Protocol):
    """What of psycopg's connection is used; the counter never loads the driver."""

    def cursor(self) -> AbstractContextManager[_Cursor]: ...


@dataclass(frozen=True, slots=True)
class Ready:
    """Rows of one table bound to their statement; all that is left is to put them in."""

    sql: str
    names: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]

    def put(self, session: Session) -> None:
        """Insert the rows in the session's transaction."""
        if self.rows:
            session.connection().exec_driver_sql(self.sql, list(self.rows))

    def shifted(self, name: str, by: int) -> Ready:
        """Return the rows with one whole number moved up in each of them."""
        at = self.names.index(name) if by and self.rows else 0
        if not by or not self.rows:
            return self
        moved = [(*row[:at], _sum(row[at], by), *row[at + 1 :]) for row in self.rows]
        return replace(self, rows=moved)


def ready(dialect: Dialect, entity: type[DeclarativeBase], rows: Sequence[Mapping[str, object]]) -> Ready:
    """Bind rows for the store of this dialect (SQLite's); columns that are left out take their defaults.

    All rows fill the same columns. This is the slow half of an insert, and it needs no transaction.
    """
    if not rows:
        return Ready("", (), [])
    plan = _plan(_table(entity), dialect, frozenset(rows[0]))
    return Ready(plan.sql, plan.names, [plan.bound(row) for row in rows])


def updates(
    dialect: Dialect, entity: type[DeclarativeBase], rows: Sequence[tuple[int, Mapping[str, object]]]
) -> list[Ready]:
    """Bind changes of rows by their ids, one statement for all that change the same columns."""
    groups: dict[tuple[str, ...], list[tuple[int, Mapping[str, object]]]] = {}
    for number, row in rows:
        groups.setdefault(tuple(sorted(row)), []).append((number, row))
    table = _table(entity)
    found: list[Ready] = []
    for names, group in groups.items():
        binds = [_bind_of(table.c[name], dialect) for name in names]
        bound = [
            (*(_bound(row[name], bind) for name, bind in zip(names, binds, strict=True)), number)
            for number, row in group
        ]
        assigned = ", ".join(f'"{name}" = ?' for name in names)
        sql = f"UPDATE {table.name} SET {assigned} WHERE id = ?"  # noqa: S608 - names from our own tables
        found.append(Ready(sql, (*names, "id"), bound))
    return found


def insert(session: Session, entity: type[DeclarativeBase], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert the rows in the session's transaction; columns that are left out take their defaults.

    One prepared statement serves all rows, so it costs a third of what the same rows cost as objects.
    """
    dialect = session.get_bind().dialect
    if dialect.name == "postgresql":
        _copy(session, entity, rows)
    else:
        ready(dialect, entity, rows).put(session)


def within(
    session: Session, column: InstrumentedAttribute[str], values: Collection[str]
) -> ColumnElement[bool]:
    """Return the condition that a column holds one of these texts, however many they are.

    They travel as one value, so that one statement, prepared once, serves any number of them, and every one is
    looked up in the column's index.
    """
    if session.get_bind().dialect.name == "postgresql":
        return column.in_(select(func.unnest(bindparam(None, list(values), ARRAY(Text)))))
    told = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(told.c.value))


def _copy(session: Session, entity: type[DeclarativeBase], rows: Sequence[Mapping[str, object]]) -> None:
    """Stream the rows through COPY, the server's own door for many rows."""
    if rows:
        plan = _plan(_table(entity), session.get_bind().dialect, frozenset(rows[0]))
        driver = cast("_Driver", session.connection().connection.driver_connection)
        with driver.cursor() as cursor, cursor.copy(plan.copy_sql) as copy:
            for row in rows:
                copy.write_row(plan.bound(row))


def _table(entity: type[DeclarativeBase]) -> Table:
    table = entity.__table__
    if not isinstance(table, Table):
        raise TypeError(entity.__name__)
    return table


def _sum(value: object, by: int) -> object:
    return value + by if isinstance(value, int) else value


class _Plan:
    """How the rows of one table are bound: blanks are bound once, and only what needs it is bound per row."""

    def __init__(self, table: Table, dialect: Dialect, given: frozenset[str]) -> None:
        columns = [column for column in table.columns if column.name in given or not column.primary_key]
        binds = {column.name: _bind_of(column, dialect) for column in columns}
        self._binds = [(name, bind) for name, bind in binds.items() if bind is not None]
        self._blanks = {column.name: _bound(_blank_of(column), binds[column.name]) for column in columns}
        self._in_order = itemgetter(*binds) if len(binds) > 1 else lambda row: (row[next(iter(binds))],)
        self.names = tuple(binds)
        names = ", ".join(f'"{name}"' for name in binds)
        marks = ", ".join("?" * len(binds))
        self.copy_sql = f"COPY {table.name} ({names}) FROM STDIN"
        self.sql = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - names from our own tables

    def bound(self, row: Mapping[str, object]) -> tuple[object, ...]:
        """Return the row as the statement takes it."""
        whole = {**self._blanks, **row}
        for name, bind in self._binds:
            if name in row:
                whole[name] = _bound(row[name], bind)
        values: tuple[object, ...] = self._in_order(whole)
        return values


@lru_cache(maxsize=64)
def _plan(table: Table, dialect: Dialect, given: frozenset[str]) -> _Plan:
    return _Plan(table, dialect, given)


def _bound(value: object, bind: Bind | None) -> object:
    return bind(value) if bind is not None and value is not None else value


def _bind_of(column: Column[object], dialect: Dialect) -> Bind | None:
    bind = column.type.dialect_impl(dialect).bind_processor(dialect)
    is_time = isinstance(column.type, Date | DateTime | Instant)
    return lru_cache(maxsize=1024)(bind) if bind is not None and is_time else bind


def _blank_of(column: Column[object]) -> object:
    value: object = getattr(column.default, "arg", None)
    if callable(value):
        made: Callable[[object], object] = value
        return made(None)
    return value


def numbers(session: Session, query: Select[int]) -> Sequence[int]:
    """Return a column of whole numbers straight from the driver: a million in a sixth of the time and 8 MB."""
    result = session.connection().execute(query)
    found = array("q")
    while part := result.cursor.fetchmany(_AT_ONCE) if result.cursor is not None else ():
        found.extend(row[0] for row in part)
    result.close()
    return found
