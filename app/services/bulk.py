"""Many rows at once, past the unit of work: for imports and for the trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Column, Connection, Table
from sqlalchemy.orm import DeclarativeBase, Session

Bind = Callable[[object], object]


@dataclass(frozen=True, slots=True)
class _Slot:
    """One column of the statement: its name, what it holds when a row leaves it out, how a value is bound."""

    name: str
    blank: Callable[[], object]
    bind: Bind | None


def insert(session: Session, entity: type[DeclarativeBase], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert the rows in the session's transaction; columns that are left out take their defaults.

    One prepared statement serves all rows, so it costs a third of what the same rows cost as objects.
    """
    table = entity.__table__
    if not isinstance(table, Table):
        raise TypeError(entity.__name__)
    connection = session.connection()
    if not rows or connection.dialect.paramstyle != "qmark":
        if rows:
            connection.execute(table.insert(), [dict(row) for row in rows])
        return
    slots = [
        _slot(column, connection) for column in table.columns if column.name in rows[0] or not _is_key(column)
    ]
    names = ", ".join(f'"{slot.name}"' for slot in slots)
    marks = ", ".join("?" * len(slots))
    sql = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - names from our own tables
    connection.exec_driver_sql(sql, [_bound(row, slots) for row in rows])


def _bound(row: Mapping[str, object], slots: Sequence[_Slot]) -> tuple[object, ...]:
    bound: list[object] = []
    for slot in slots:
        value = row[slot.name] if slot.name in row else slot.blank()
        bound.append(slot.bind(value) if slot.bind is not None and value is not None else value)
    return tuple(bound)


def _is_key(column: Column[object]) -> bool:
    return column.primary_key


def _slot(column: Column[object], connection: Connection) -> _Slot:
    bind = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return _Slot(column.name, _blank_of(column), bind)


def _blank_of(column: Column[object]) -> Callable[[], object]:
    default = column.default
    value: object = getattr(default, "arg", None)
    if callable(value):
        made: Callable[[object], object] = value
        return lambda: made(None)
    return lambda: value
