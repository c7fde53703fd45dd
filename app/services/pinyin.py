"""Readings of Chinese characters: pypinyin with the few phrases that change an initial instead of its 47,000.

`app/__init__.py` keeps pypinyin from loading all of them, which would hold 45 MB for the whole day.
"""

from __future__ import annotations

import csv

from pypinyin import Style, lazy_pinyin, load_phrases_dict, pinyin

from app.paths import resources

__all__ = ["Style", "lazy_pinyin", "pinyin"]


def _polyphones() -> dict[str, list[list[str]]]:
    path = resources() / "reference" / "polyphones.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["phrase"]: [[part] for part in row["reading"].split()] for row in rows}


load_phrases_dict(_polyphones())
