"""What one column is to a screen, a form, a roster and an event; free of the database."""

from __future__ import annotations

from dataclasses import dataclass


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
