"""The inputs: each with its key, label, value, state and remarks."""

from __future__ import annotations

from app.ui.kit.fields.bankcard import BankCardInput
from app.ui.kit.fields.choice import ChoiceInput
from app.ui.kit.fields.field import Check, Field, FieldEdit, FieldState, FindingLike, Remark
from app.ui.kit.fields.line import (
    DateInput,
    IdInput,
    IntInput,
    MoneyInput,
    MonthInput,
    NoteInput,
    PhoneInput,
    TextInput,
)
from app.ui.kit.fields.lists import ListChoice
from app.ui.kit.fields.options import Option, matching_options
from app.ui.kit.fields.segments import ButtonChoice
from app.ui.kit.fields.tags import TagsInput
from app.ui.kit.fields.typed import day_parser, half_width, parse_month, parse_yuan, yuan_text

__all__ = [
    "BankCardInput",
    "ButtonChoice",
    "Check",
    "ChoiceInput",
    "DateInput",
    "Field",
    "FieldEdit",
    "FieldState",
    "FindingLike",
    "IdInput",
    "IntInput",
    "ListChoice",
    "MoneyInput",
    "MonthInput",
    "NoteInput",
    "Option",
    "PhoneInput",
    "Remark",
    "TagsInput",
    "TextInput",
    "day_parser",
    "half_width",
    "matching_options",
    "parse_month",
    "parse_yuan",
    "yuan_text",
]
