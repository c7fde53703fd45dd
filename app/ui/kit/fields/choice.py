"""One of a list, in the form that fits its length."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.ui.kit.fields.lists import ListChoice
from app.ui.kit.fields.options import MOST_BUTTONS, Option, Options
from app.ui.kit.fields.segments import ButtonChoice


def ChoiceInput(  # noqa: N802 - reads as the input it makes
    key: str, label: str, options: Sequence[Option] | Options, *, required: bool = False,
    placeholder: str = "", parent: QWidget | None = None,
) -> ButtonChoice | ListChoice:  # fmt: skip
    """Make a choice of one, valued by code: up to five options as buttons, more as a list that filters.

    `options` is a sequence, or a function returning one where the list changes while the page is open.

    >>> ChoiceInput("sex", "性别", (Option("1", "男", "n"), Option("2", "女", "nv")), required=True)
    """
    if callable(options):
        return ListChoice(key, label, options, required=required, placeholder=placeholder, parent=parent)
    fixed = tuple(options)
    if len(fixed) <= MOST_BUTTONS:
        return ButtonChoice(key, label, fixed, required=required, parent=parent)
    return ListChoice(key, label, lambda: fixed, required=required, placeholder=placeholder, parent=parent)
