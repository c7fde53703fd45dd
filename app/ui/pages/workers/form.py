"""The form of one person, made from the columns' metadata; his dated rows stand between its cards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from PySide6.QtWidgets import QWidget

from app.services.workers.records import WORKER_FIELDS
from app.services.workers.rules import check_field
from app.ui.inputs import input_for
from app.ui.kit import FormGrid, TextInput
from app.ui.kit.fields.field import Check
from app.ui.pages.workers import viewmodel
from app.ui.pages.workers.rows import RowsCard

_ROWS_AFTER = 1
_PART = 12  # so many inputs are made at a time


def fill_form(form: FormGrid, rows: dict[str, RowsCard], today: Callable[[], date]) -> Iterator[None]:
    """Fill the form group by group, and `rows` with the cards of dated rows by kind."""
    for place, group in enumerate(viewmodel.GROUPS):
        card = form.card(group.caption, group.note)
        for at, (key, span) in enumerate(group.keys):
            card.add(input_for(WORKER_FIELDS[key], today=today, check=_check(key, today)), span=span)
            if at % _PART == _PART - 1:
                yield
        if place == _ROWS_AFTER:
            for kind in viewmodel.ROW_KEYS:
                rows[kind] = RowsCard(kind, today, form)
                form.add_below(rows[kind])
        yield


def reason_input(parent: QWidget) -> TextInput:
    """Return the input that appears when a protected field is changed."""
    made = TextInput("reason", "改动原因", placeholder="改姓名、证件号须写原因，记入台账", parent=parent)
    made.hide()
    return made


def _check(key: str, today: Callable[[], date]) -> Check | None:
    if not WORKER_FIELDS[key].check:
        return None
    return lambda text: check_field(key, text, today=today())
