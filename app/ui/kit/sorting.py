"""The order of a short list by one of its columns: figures by size, words by pinyin, blanks last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cmp_to_key

from PySide6.QtCore import QCollator, QLocale

MOST = 2000
_BETWEEN_FIGURES = re.compile(r"(?<=\d)[,，](?=\d)")


def sorted_ids(ids: Sequence[object], cells: Sequence[str], *, is_descending: bool) -> tuple[object, ...]:
    """Return the ids in the order of their cells; equal ones keep their place, blanks stay last."""
    collator = QCollator(QLocale("zh_CN"))
    collator.setNumericMode(True)
    order = cmp_to_key(collator.compare)
    pairs = [(_BETWEEN_FIGURES.sub("", cell.strip()), one) for cell, one in zip(cells, ids, strict=True)]
    filled = [pair for pair in pairs if pair[0]]
    filled.sort(key=lambda pair: order(pair[0]), reverse=is_descending)
    return tuple(one for _, one in (*filled, *(pair for pair in pairs if not pair[0])))
