"""How a column says what it is: its label, group, check and widget stand where it is declared, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import DeclarativeBase, mapped_column

from app.models.field import Field

FIELD = "field"


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
