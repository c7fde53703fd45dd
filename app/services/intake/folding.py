"""Folds text for comparing (never for storing) and turns cells into the text a person typed."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from app.services.intake.sheets import Cell

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202f\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[\s*#:;,.、·/\\|_\-—–~\"'“”‘’【】\[\]<>《》?!？！。，；：]+")
_BRACKETS = re.compile(r"\([^()]*\)")
BLANKS = frozenset(
    {"", "/", "\\", "-", "--", "—", "——", "–", "*", "N/A", "n/a", "NULL", "null", "#N/A", "#REF!"}
)
NOTHING = frozenset({"无", "没有", "暂无", "空"})


def tidy(text: str) -> str:
    """Take away what nobody typed on purpose: invisible characters, outer blanks, the leading apostrophe."""
    if text.isalnum():
        return text
    text = _INVISIBLE.sub("", text).replace("\u00a0", " ").replace("\u3000", " ").strip()
    return text.removeprefix("'").strip()


def fold(text: str) -> str:
    """Fold for lookup: compatibility forms, no blanks, no case."""
    if text.isalnum() and text.isascii():
        return text.lower()
    return _SPACES.sub("", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).lower()


def fold_header(text: str) -> str:
    """Fold a column's name: as `fold`, and without punctuation; brackets keep what they hold."""
    return _PUNCTUATION.sub("", fold(text)).replace("(", "").replace(")", "")


def without_brackets(text: str) -> str:
    """Fold a column's name and drop the remarks in brackets, such as 月收入（元）."""
    return fold_header(_BRACKETS.sub("", fold(text)))


def as_text(cell: Cell) -> str:
    """Give the text a person would read in the cell."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e16 else repr(cell)
    if isinstance(cell, datetime) and (cell.hour or cell.minute or cell.second):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing or only a stroke that stands for nothing."""
    return isinstance(cell, str) and (not cell or cell.isspace() or tidy(cell) in BLANKS)
