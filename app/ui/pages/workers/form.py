"""The form of one person, made from the columns' metadata; his dated rows stand between its cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


def build_form(today: Callable[[], date], parent: QWidget) -> tuple[FormGrid, Mapping[str, RowsCard]]:
    """Return the form, and the cards of dated rows by kind."""
    form = FormGrid(parent=parent)
    rows = {kind: RowsCard(kind, today, parent) for kind in viewmodel.ROW_KEYS}
    for place, group in enumerate(viewmodel.GROUPS):
        card = form.card(group.caption, group.note)
        for key, span in group.keys:
            card.add(input_for(WORKER_FIELDS[key], today=today, check=_check(key, today)), span=span)
        if place == _ROWS_AFTER:
            for one in rows.values():
                form.add_below(one)
    return form, rows


def reason_input(parent: QWidget) -> TextInput:
    """Return the input that appears when a protected field is changed."""
    made = TextInput("reason", "改动原因", placeholder="改姓名、证件号须写原因，记入台账", parent=parent)
    made.hide()
    return made


def _check(key: str, today: Callable[[], date]) -> Check | None:
    if not WORKER_FIELDS[key].check:
        return None
    return lambda text: check_field(key, text, today=today())
