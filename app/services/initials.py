"""Pinyin initials of Chinese labels, for filters that a clerk types into."""

from __future__ import annotations

from functools import cache

from app.services.pinyin import Style, lazy_pinyin


@cache
def initials(text: str) -> str:
    """Return the first letters of the readings, in lower case; what is not Chinese stays."""
    return "".join(part[:1] for part in lazy_pinyin(text, style=Style.FIRST_LETTER)).lower()
