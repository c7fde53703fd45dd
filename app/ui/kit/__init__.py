"""What pages are built of; it knows no page and no service."""

from __future__ import annotations

from app.ui.actions import Act
from app.ui.kit.bars import DraftBar, MessageBar
from app.ui.kit.button import Button
from app.ui.kit.fields import (
    BankCardInput,
    ButtonChoice,
    Check,
    ChoiceInput,
    DateInput,
    Field,
    FieldEdit,
    FieldState,
    FindingLike,
    IdInput,
    IntInput,
    ListChoice,
    MoneyInput,
    MonthInput,
    NoteInput,
    Option,
    PhoneInput,
    Remark,
    TagsInput,
    TextInput,
    day_parser,
    parse_month,
)
from app.ui.kit.files import OPEN_FOLDER, choose_file, choose_folder, choose_save, show_folder
from app.ui.kit.form import FormCard, FormGrid
from app.ui.kit.icons import IconLabel, icon
from app.ui.kit.memory import Memory, SessionMemory
from app.ui.kit.menu import MenuButton, MenuRow
from app.ui.kit.page import RAIL, Page, PageContext, PageSpec, Shell
from app.ui.kit.panel import Card, EmptyState, Mark, OutcomeList, OutcomeRow, ReasonList, ReasonRow
from app.ui.kit.preview import PageSource, PreviewDoc, PreviewPane, Printers, PrintOrder
from app.ui.kit.printbar import PageImage, PrintDesk
from app.ui.kit.reasonpick import ReasonPick
from app.ui.kit.rowmodel import Column, SortBy
from app.ui.kit.split import ScrollPane, TwoPane
from app.ui.kit.table import Table
from app.ui.kit.words import Rule, ShortWords, Words

__all__ = [
    "OPEN_FOLDER",
    "RAIL",
    "Act",
    "BankCardInput",
    "Button",
    "ButtonChoice",
    "Card",
    "Check",
    "ChoiceInput",
    "Column",
    "DateInput",
    "DraftBar",
    "EmptyState",
    "Field",
    "FieldEdit",
    "FieldState",
    "FindingLike",
    "FormCard",
    "FormGrid",
    "IconLabel",
    "IdInput",
    "IntInput",
    "ListChoice",
    "Mark",
    "Memory",
    "MenuButton",
    "MenuRow",
    "MessageBar",
    "MoneyInput",
    "MonthInput",
    "NoteInput",
    "Option",
    "OutcomeList",
    "OutcomeRow",
    "Page",
    "PageContext",
    "PageImage",
    "PageSource",
    "PageSpec",
    "PhoneInput",
    "PreviewDoc",
    "PreviewPane",
    "PrintDesk",
    "PrintOrder",
    "Printers",
    "ReasonList",
    "ReasonPick",
    "ReasonRow",
    "Remark",
    "Rule",
    "ScrollPane",
    "SessionMemory",
    "Shell",
    "ShortWords",
    "SortBy",
    "Table",
    "TagsInput",
    "TextInput",
    "TwoPane",
    "Words",
    "choose_file",
    "choose_folder",
    "choose_save",
    "day_parser",
    "icon",
    "parse_month",
    "show_folder",
]
