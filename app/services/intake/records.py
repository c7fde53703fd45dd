"""Sorts a row's flat values into the worker's own fields and his categories, skills and movements."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.intake.layout import Value, Values


@dataclass(frozen=True, slots=True)
class Record:
    """One worker as a roster tells of him; the keys of every part are the entity's."""

    fields: Values
    categories: tuple[Values, ...] = ()
    skills: tuple[Values, ...] = ()
    movements: tuple[Values, ...] = ()


def sort_out(values: Values) -> Record:
    """Sort the values of a workers row.

    A category's authority, dates and document go with each category of the cell; a movement without a known
    kind of place is left out of the movements and stays readable in the row's cells.
    """
    fields: Values = {}
    parts: dict[str, Values] = {"categories": {}, "skills": {}, "movements": {}}
    for key, value in values.items():
        if "." in key:
            part, _, name = key.partition(".")
            parts[part][name] = value
        else:
            fields[key] = value
    return Record(
        fields, _categories(parts["categories"]), _skills(parts["skills"]), _movements(parts["movements"])
    )


def _categories(part: Values) -> tuple[Values, ...]:
    codes = part.pop("code", ())
    return tuple({"code": code, **part} for code in codes) if isinstance(codes, tuple) else ()


def _skills(part: Values) -> tuple[Values, ...]:
    more = part.pop("more", ())
    found = [_named(part)] if part else []
    for text in more if isinstance(more, tuple) else ():
        occupation, _, level = text.partition("|")
        extra: Values = {"occupation": occupation}
        if level:
            extra |= {"level": level, "certificate_kind": "skill_level"}
        found.append(_named(extra))
    return tuple(found)


def _named(part: Values) -> Values:
    """Keep a trade that has no code as the trade's name."""
    occupation: Value | None = part.get("occupation")
    if isinstance(occupation, str) and not occupation[:1].isdigit():
        part = {**part, "trade": occupation}
        del part["occupation"]
    return part


def _movements(part: Values) -> tuple[Values, ...]:
    return (part,) if "place_kind" in part else ()
