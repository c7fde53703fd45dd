"""What the private-use characters of old cards and old systems stand for, by the reference table."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Mapping
from functools import cache

from app.paths import resources


@cache
def real_characters() -> Mapping[str, str]:
    """Return the real character of every private-use code point that a standard gave one, read once."""
    with (resources() / "reference" / "pua.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {chr(int(row["private"].removeprefix("U+"), base=16)): row["character"] for row in rows}


def is_private(character: str) -> bool:
    """Whether a character has no meaning but the one its old system gave it."""
    return unicodedata.category(character) == "Co"
