"""The shape of a declared layout: its fields, what they are called in the wild, and how a cell is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple, Protocol

from app.models.checks.finding import Finding, Level
from app.services.intake.context import Context
from app.services.intake.sheets import Cell

Value = str | int | bool | date | tuple[str, ...]
Values = dict[str, Value]


class Fault(NamedTuple):
    """What is wrong with one cell."""

    level: Level
    code: str
    text: str


class Parsed(NamedTuple):
    """A cell read: its typed value, None for nothing, and what is wrong with it."""

    value: Value | None
    faults: tuple[Fault, ...] = ()


NOTHING = Parsed(None)


class Parser(Protocol):
    """Reads one cell; never raises."""

    def __call__(self, cell: Cell, label: str, context: Context) -> Parsed:
        """Read the cell of the column `label`."""
        ...


Finish = Callable[[Values, Context], list[Finding]]


def refuse(code: str, text: str) -> Parsed:
    """Give a cell that keeps its row out."""
    return Parsed(None, (Fault(Level.ERROR, code, text),))


def warn(value: Value | None, code: str, text: str) -> Parsed:
    """Give a value that goes in with a remark."""
    return Parsed(value, (Fault(Level.WARNING, code, text),))


@dataclass(frozen=True, slots=True)
class Field:
    """One column that a layout knows; what it is called in the wild stands in resources/reference/columns.toml.

    Keys with a dot (`movements.unit`) belong to a sub-row; `is_many` takes several columns of the same name.
    """

    key: str
    label: str
    parser: Parser
    is_required: bool = False
    is_many: bool = False
    is_ignored: bool = False
    is_cached: bool = True
    is_text: bool = False


def _no_finish(values: Values, context: Context) -> list[Finding]:  # noqa: ARG001
    return []


@dataclass(frozen=True)
class Layout:
    """A declared layout: what one row is, which fields it has, and what is checked across them.

    `identity` names the fields that make a row one and the same thing; a second such row in a file is refused.
    """

    key: str
    label: str
    fields: tuple[Field, ...]
    identity: tuple[str, ...]
    finish: Finish = _no_finish
    has_day_columns: bool = False

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """The fields by their keys."""
        return {field.key: field for field in self.fields}

    def label_of(self, key: str) -> str:
        """Give the label of a key, the key itself where the layout does not know it."""
        return self.by_key[key].label if key in self.by_key else key

    def field(self, key: str) -> Field:
        """Give the field of a key; KeyError for a key the layout does not have."""
        return self.by_key[key]
