"""A roster of 20,000 rows and 30 columns taken in whole, beside calamine's reading of the same file in the same run."""

from __future__ import annotations

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from app.ports import FixedClock, SystemIds
from app.progress import NoProgress
from app.services.home import Founding, StationHome
from app.services.imports.service import Imports
from app.services.keyslots import Cost
from app.services.sample import sample
from tests.bench.search_bench import _people

ROWS = 20_000


def _roster(path: Path, rows: int) -> None:
    """Write the sample roster's columns with as many invented people as asked."""
    model = CalamineWorkbook.from_path(str(sample("roster"))).get_sheet_by_index(0).to_python()
    header, body = model[3], [row for row in model[4:400] if row[1] and len(str(row[4])) == 18]
    number_at = next(place for place, name in enumerate(header) if "身份" in str(name))
    name_at = next(place for place, name in enumerate(header) if str(name).replace(" ", "") == "姓名")
    born_at = next(place for place, name in enumerate(header) if "出生" in str(name))
    sex_at = next(place for place, name in enumerate(header) if "性别" in str(name))
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.write_row(0, 0, header)
    for place, (name, number, _phone, born) in enumerate(_people(rows), start=1):
        row = [cell.isoformat() if hasattr(cell, "isoformat") else cell for cell in body[place % len(body)]]
        row[number_at], row[name_at], row[born_at] = number, name, born.isoformat()
        row[sex_at] = "男" if int(number[16]) % 2 else "女"
        sheet.write_row(place, 0, row)
    book.close()


def run() -> list[tuple[str, float, str]]:
    """Measure in seconds."""
    with tempfile.TemporaryDirectory(prefix="jmk-import-") as folder:
        path = Path(folder) / "roster.xlsx"
        _roster(path, ROWS)
        began = time.perf_counter()
        CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        raw = time.perf_counter() - began
        clock = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
        home = StationHome(Path(folder) / "s", clock=clock, ids=SystemIds(), cost=Cost(8, 1, 1))
        desk, _ = home.found(Founding("140321106000", "140321", "wang", "王", "示例-Mima-2026"))
        imports = Imports(desk)
        began = time.perf_counter()
        report = imports.run(imports.look(path), NoProgress())
        whole = time.perf_counter() - began
        desk.database.close()
    return [
        ("import: calamine reading alone", raw, "s"),
        (
            "import: rows taken in, encrypted, with keys, events and journal",
            float(report.new),
            f"bad {report.bad}",
        ),
        ("import: the whole import", whole, f"s, {whole / raw:.1f}× calamine, aim ≤ 8"),
    ]
