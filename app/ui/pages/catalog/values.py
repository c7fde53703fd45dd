"""A record's values on their way between column, form and draft; no widget here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from app.models.checks.phone import check_phone
from app.models.checks.uscc import check_uscc
from app.models.field import Field as Meta
from app.services import codes
from app.services.catalog.kinds import FIELDS
from app.services.catalog.service import CatalogRecord
from app.services.initials import initials
from app.ui.inputs import options_of
from app.ui.kit import Check, Option

_EMPTY: tuple[object, ...] = (None, "", [])


def check_of(meta: Meta) -> Check | None:
    """Return the validator a column names, to judge its input on leaving."""
    if meta.check == "uscc":
        return lambda text: check_uscc(text, field=meta.key)
    if meta.check == "phone":
        return lambda text: check_phone(text, field=meta.key)
    return None


@cache
def places() -> tuple[Option, ...]:
    """Return where work or a class may be: whole townships first, then their villages."""
    towns = (Option(one.code, one.label, initials(one.label.split()[-1])) for one in codes.towns())
    return (*towns, *options_of("division"))


def places_with(code: str, written: str) -> tuple[Option, ...]:
    """Return the places, and one more for a code that no list here has, in the words it was written with."""
    listed = places()
    if not code or any(one.code == code for one in listed):
        return listed
    here = "市内" if code[:4] == listed[0].code[:4] else "市外"
    return (*listed, Option(code, f"{here}　{written or '未写明'}"))


def shown(record: CatalogRecord) -> dict[str, object]:
    """Return a record's values as the form takes them."""
    fields = FIELDS[record.kind]
    values = {key: _shown(fields[key], value) for key, value in record.values.items()}
    return values | ({"parent": str(record.parent_id)} if record.parent_id else {})


def stored(kind: str, values: Mapping[str, object], *, is_new: bool) -> dict[str, object]:
    """Return the form's values as the columns hold them.

    What a new record leaves empty is left out, so that the column's own default stands.
    """
    fields = FIELDS[kind]
    held = {key: _stored(fields[key].widget, value) for key, value in values.items() if key in fields}
    return {key: value for key, value in held.items() if not (is_new and value in _EMPTY)}


def title_of(values: Mapping[str, object]) -> str:
    """Return what a record is called."""
    return str(values.get("title") or values.get("name") or values.get("class_no") or "")


def frozen(values: Mapping[str, object]) -> dict[str, object]:
    """Return the form's values as a draft keeps them."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def is_changed(before: Mapping[str, object], now: Mapping[str, object]) -> bool:
    """Tell whether the form holds anything else than when it was opened."""
    keys = {*before, *now}
    return any((before.get(key) or None) != (now.get(key) or None) for key in keys)


def _shown(meta: Meta, value: object) -> object:
    if meta.widget == "bool":
        return "1" if value else "0"
    is_free = meta.widget == "tags" and not meta.choices
    return "、".join(str(one) for one in value) if is_free and isinstance(value, list | tuple) else value


def _stored(widget: str, value: object) -> object:
    if widget == "bool":
        return value == "1"
    if widget == "tags":
        if isinstance(value, list | tuple):
            return list(value)
        return [part for part in str(value or "").replace("、", " ").replace("，", " ").split() if part]
    return value if widget in {"int", "money", "date"} else (value or "")
