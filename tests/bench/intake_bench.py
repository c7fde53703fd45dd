"""Measures reading and parsing a roster of 20,000 rows beside reading it alone."""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter

from python_calamine import CalamineWorkbook

from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import choose
from app.services.intake.rows import read_rows
from app.services.intake.sheets import open_workbook
from tests.services.intake import make

ROWS = 20_000


def run(rows: int = ROWS) -> list[tuple[str, float, str]]:
    """Give (what, figure, unit): seconds of each, and the ratio the plan allows eight of."""
    with tempfile.TemporaryDirectory() as folder:
        path = make.roster(Path(folder) / "roster.xlsx", rows)
        began = perf_counter()
        alone = sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())
        read = perf_counter() - began
        context = make.context()
        began = perf_counter()
        book = open_workbook(path)
        sheet, mapping = choose(LAYOUTS["workers"], book)
        refused = sum(row.is_refused for row in read_rows(LAYOUTS["workers"], sheet, mapping, context))
        parsed = perf_counter() - began
    return [
        (f"calamine reads {alone:,} rows", read, "s"),
        (f"reading and parsing ({refused} refused)", parsed, "s"),
        ("parsing beside reading alone", parsed / read, "×"),
    ]
