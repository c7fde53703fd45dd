"""Reads what stands above the header: the title, and remarks such as 数据日期：2026-10-31 or 班号：SL2026-01."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import date

from app.services.intake.days import DayFault, read_day
from app.services.intake.folding import as_text, fold
from app.services.intake.mapping import Mapping
from app.services.intake.sheets import Sheet

_PAIR = re.compile(r"([一-鿿]{2,8})[:：]\s*([^\s\u3000:：（(]+)")


@dataclass(frozen=True, slots=True)
class Preface:
    """The words above a header: the first line, and every "name：value" found."""

    title: str
    facts: Table[str, str]

    def text(self, *names: str) -> str:
        """Give the value of the first of the names that is there, or nothing."""
        return next((self.facts[name] for name in names if name in self.facts), "")

    def day(self, *names: str) -> date | None:
        """Give the value of the first of the names that is there as a day; None when it is none."""
        try:
            return read_day(self.text(*names))
        except DayFault:
            return None


def read_preface(sheet: Sheet, mapping: Mapping) -> Preface:
    """Read the rows above the header of a mapped sheet."""
    lines: list[str] = []
    for row in sheet.head()[: mapping.header_row - 1]:
        lines += [text for cell in row if (text := as_text(cell))]
    facts: dict[str, str] = {}
    for line in lines:
        for name, value in _PAIR.findall(line):
            facts.setdefault(fold(name), value)
    return Preface(lines[0] if lines else "", facts)
