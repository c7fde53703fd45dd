"""Rosters of 30 columns taken in whole, beside calamine's reading of the same file, while a second clerk saves.

`--long` takes 100,000 rows instead of 20,000.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from app.faults import Cancelled
from app.models.checks.identity import check_digit
from app.models.database import Database
from app.models.enums import Role
from app.ports import FixedClock, SystemIds
from app.progress import NoProgress
from app.services.desk import Desk, Operator, Station
from app.services.home import Founding, StationHome
from app.services.imports.service import Imports
from app.services.keyslots import Cost
from app.services.sample import sample
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers
from tests.bench.search_bench import _people

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PAUSE = 0.05
Row = tuple[str, float, str]


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


class SecondClerk:
    """Another program on the same store, registering one person after another, 50 ms apart."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._stop = folder / "stop"
        self._words = [str(database._path), database._key.hex(), str(self._stop)]
        self._first = 0

    def during(self, work: Callable[[], object]) -> tuple[float, list[float]]:
        """Return how long the work took, and how long each save took meanwhile, sorted."""
        self._stop.unlink(missing_ok=True)
        code = "import sys; from tests.bench.import_bench import save_on; save_on(*sys.argv[1:])"
        words = [sys.executable, "-c", code, *self._words, str(self._first)]
        child = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
        if child.stdout is None or child.stdout.readline() != "ready\n":
            raise RuntimeError("the second clerk did not come")
        began = time.perf_counter()
        work()
        spent = time.perf_counter() - began
        self._stop.touch()
        waits = sorted(json.loads(child.communicate()[0]))
        self._first += len(waits)
        return spent, waits or [0.0]


def save_on(path: str, key: str, stop: str, first: str) -> None:
    """Register people until the file `stop` appears; print how long each save took."""
    database = Database(Path(path), bytes.fromhex(key))
    station = Station("140321106000", "示例站", "140321", "示例局", "A", "")
    desk = Desk(database=database, clock=FixedClock(NOW), ids=SystemIds(), station=station,
                operator=Operator("li", "李", Role.ADMIN))  # fmt: skip
    workers, waits, number = Workers(desk, UndoStack()), [], int(first)
    workers.find("王")
    print("ready", flush=True)
    while not Path(stop).exists():
        bare = f"140311{1950 + number % 50}{1 + number // 50 % 12:02d}{1 + number // 600 % 28:02d}{number // 16800:03d}"
        values = {"id_number": bare + check_digit(bare), "name": "示例", "hukou_code": "140321106203"}
        began = time.perf_counter()
        workers.save(Entry(values, desk.ids.new()))
        waits.append(time.perf_counter() - began)
        number += 1
        time.sleep(PAUSE)
    print(json.dumps(waits))


def _clerk_rows(what: str, waits: list[float]) -> list[Row]:
    middle, worst = waits[len(waits) // 2] * 1000, waits[-1] * 1000
    return [(f"import: a second clerk's worst save during {what}", worst,
             f"ms of {len(waits)} saves, median {middle:.0f}, aim ≤ 200")]  # fmt: skip


class _Impatient:
    """Cancels half-way."""

    def step(self, done: int, of: int, text: str) -> None:  # noqa: ARG002
        if done * 2 > of:
            raise Cancelled


def _measure(imports: Imports, clerk: SecondClerk, path: Path, raw: float, count: int) -> list[Row]:
    def stop_half_way() -> None:
        try:
            imports.run(imports.look(path), _Impatient())
        except Cancelled:
            return

    size = f"{count // 1000},000 rows"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole, waits = clerk.during(lambda: imports.run(imports.look(path), NoProgress()))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    report = imports.history()[0]
    found = [(f"import: {size} while a second clerk saves", whole,
              f"s, {report.new + report.bad} rows, {count / whole:.0f} rows/s, {whole / raw:.1f}× calamine"),
             *_clerk_rows("the import", waits), ("import: memory grown", grown, "MB")]  # fmt: skip
    began = time.perf_counter()
    preview = imports.preview(imports.look(path), NoProgress())
    found.append(("import: the same file compared with the register", time.perf_counter() - began,
                  f"s, {preview.unchanged} unchanged"))  # fmt: skip
    undo, waits = clerk.during(lambda: imports.undo(report.uid))
    found += [("import: undo", undo, "s"), *_clerk_rows("the undo", waits)]
    half, waits = clerk.during(stop_half_way)
    cut = imports.history()[0]
    found += [
        ("import: cancelled half-way", half, f"s, {cut.state}, {cut.new} in"),
        *_clerk_rows("it", waits),
    ]
    began = time.perf_counter()
    gone = imports.undo(cut.uid)
    found.append(("import: undo of what was in", time.perf_counter() - began, f"s, {gone.undone} undone"))
    return found


def run(count: int = 0) -> list[Row]:
    """Measure alone, then beside a second clerk; in seconds, but where the remark says otherwise."""
    count = count or (100_000 if "--long" in sys.argv else 20_000)
    with tempfile.TemporaryDirectory(prefix="jmk-import-") as folder:
        path = Path(folder) / "roster.xlsx"
        _roster(path, count)
        began = time.perf_counter()
        CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        raw = time.perf_counter() - began
        rows: list[Row] = [("import: calamine reading alone", raw, "s")]
        for name in ("alone", "beside"):
            home = StationHome(
                Path(folder) / name, clock=FixedClock(NOW), ids=SystemIds(), cost=Cost(8, 1, 1)
            )
            desk, _ = home.found(Founding("140321106000", "140321", "wang", "王", "示例-Mima-2026"))
            imports = Imports(desk)
            if name == "alone":
                began = time.perf_counter()
                imports.run(imports.look(path), NoProgress())
                whole = time.perf_counter() - began
                rows.append(("import: the whole import", whole, f"s, {whole / raw:.1f}× calamine, aim ≤ 8"))
            else:
                rows += _measure(imports, SecondClerk(desk.database, Path(folder)), path, raw, count)
            desk.database.close()
    return rows
