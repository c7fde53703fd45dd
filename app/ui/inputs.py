"""From a column's metadata to its input: what the model says once is what every form shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from app.models.checks.finding import Finding
from app.models.field import Field as Meta
from app.services import codes
from app.services.initials import initials
from app.ui.kit import (
    ChoiceInput,
    DateInput,
    Field,
    FieldState,
    IdInput,
    IntInput,
    MoneyInput,
    MonthInput,
    NoteInput,
    Option,
    PhoneInput,
    TagsInput,
    TextInput,
    day_parser,
)
from app.ui.kit.fields.field import Check
from app.ui.kit.fields.options import MOST_BUTTONS

_YES_NO = (Option("1", "是", "s"), Option("0", "否", "f"))


@cache
def options_of(name: str) -> tuple[Option, ...]:
    """Return a code list as options, with the pinyin initials a filter may type."""
    if name == "yes_no":
        return _YES_NO
    return tuple(
        Option(
            choice.code,
            choice.label,
            initials(choice.note if name == "division" else choice.label),
            choice.note,
        )
        for choice in codes.choices(name)
    )


def warm() -> None:
    """Work out the long lists ahead of the first form, on a thread that nobody waits for."""
    for name in ("division", "occupation", "nation"):
        options_of(name)


def input_for(meta: Meta, *, today: Callable[[], date], check: Check | None = None) -> Field:
    """Return the input of a column; yes/no and short lists become buttons, long ones filter while typing."""
    key, label, needed = meta.key, meta.label, meta.is_required
    if meta.widget == "tags":
        return TagsInput(key, label, _lazy(meta.choices)) if meta.choices else TextInput(key, label)
    if meta.widget in {"choice", "derived"} and meta.choices:
        made: Field = ChoiceInput(key, label, _options(meta.choices), required=needed)
    elif meta.widget in {"date", "derived"}:
        made = DateInput(key, label, parse=day_parser(today), required=needed)
    elif meta.widget == "bool":
        made = ChoiceInput(key, label, _YES_NO)
    else:
        makers: dict[str, Callable[[], Field]] = {
            "id": lambda: IdInput(key, label, check=check, required=needed),
            "phone": lambda: PhoneInput(key, label, check=check, required=needed),
            "money": lambda: MoneyInput(key, label, required=needed),
            "int": lambda: IntInput(key, label, required=needed),
            "month": lambda: MonthInput(key, label, required=needed),
            "note": lambda: NoteInput(key, label, rows=2),
        }
        made = makers.get(meta.widget, lambda: TextInput(key, label, check=check, required=needed))()
    if meta.widget == "derived":
        made.set_state(FieldState.DERIVED)
    return made


def _lazy(name: str) -> Callable[[], tuple[Option, ...]]:
    return lambda: options_of(name)


def _options(name: str) -> tuple[Option, ...] | Callable[[], tuple[Option, ...]]:
    """Return short lists at once, which become buttons; long ones when they are first opened."""
    if name in {"division", "occupation", "nation"}:
        return _lazy(name)
    options = options_of(name)
    return options if len(options) <= MOST_BUTTONS else _lazy(name)


def texts(findings: tuple[Finding, ...]) -> str:
    """Return the words of several findings in one line."""
    return "；".join(finding.text for finding in findings)
