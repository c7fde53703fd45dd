"""How a column says what it is: its label, group, check and widget stand where it is declared, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import DeclarativeBase, mapped_column

FIELD = "field"


@dataclass(frozen=True, slots=True)
class Field:
    """What a screen, a form, a roster and an event need to know of one column.

    `check` names a validator of `app.models.checks`, `widget` an input of the kit, `choices` a code list of
    `app.services.codes`; `span` counts grid columns.
    """

    key: str
    label: str
    group: str = ""
    check: str = ""
    widget: str = "text"
    choices: str = ""
    hint: str = ""
    span: int = 1
    is_required: bool = False
    is_protected: bool = False
    is_exchanged: bool = True
    is_printed: bool = True


def column(*args: Any, label: str, **kwargs: Any) -> Any:
    """Return a mapped column that carries a `Field`; keyword arguments of both are told apart by name.

    The column is nullable only when its annotation says so.
    """
    names = set(Field.__dataclass_fields__) - {"key", "label"}
    facts = {name: kwargs.pop(name) for name in names & set(kwargs)}
    return mapped_column(*args, info={FIELD: (label, facts)}, **kwargs)


def fields_of(entity: type[DeclarativeBase]) -> Mapping[str, Field]:
    """Return the fields of an entity by key, in the order of declaration."""
    found: dict[str, Field] = {}
    for item in entity.__mapper__.columns:
        if FIELD in item.info:
            label, facts = item.info[FIELD]
            found[item.key] = Field(key=item.key, label=label, **facts)
    return found
