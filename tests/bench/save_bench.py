"""Saving one record whole (checks, search keys, event, journal), beside a raw INSERT and commit in the same run."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from app.models.checks.identity import check_digit
from app.ports import FixedClock, SystemIds
from app.services.desk import Desk
from app.services.home import Founding, StationHome
from app.services.keyslots import Cost
from app.services.results import Saved
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers
from tests.bench.search_bench import _fill, _p

_SIZES = (20_000, 200_000)
_SAVES = 500
_RAW = "INSERT INTO bench (a, b) VALUES (?, ?)"
Row = tuple[str, float, str]


def _values(count: int) -> dict[str, object]:
    born = f"{1960 + count // 336 % 40}{1 + count // 28 % 12:02d}{1 + count % 28:02d}"
    first = f"110105{born}{count // 13440:03d}"
    return {
        "id_number": first + check_digit(first),
        "name": f"新增{'甲乙丙丁戊己庚辛'[count % 8]}",
        "hukou_code": "140321106203",
        "phone": f"198{count:08d}",
        "work_state": "2",
        "has_pension": "0",
    }


def _raw(desk: Desk, saves: int) -> list[float]:
    """Insert one row and commit, on the same encrypted file with the same pragmas."""
    spent = []
    with desk.database.engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE bench (a INTEGER PRIMARY KEY, b TEXT)")
        connection.commit()
        for count in range(saves):
            began = time.perf_counter()
            connection.exec_driver_sql(_RAW, (count, "x" * 400))
            connection.commit()
            spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)


def _saves(workers: Workers, desk: Desk, saves: int) -> tuple[list[float], list[float]]:
    registering, amending = [], []
    for count in range(saves):
        values = _values(count)
        entry = Entry(values, desk.ids.new())
        began = time.perf_counter()
        saved = workers.save(entry)
        registering.append((time.perf_counter() - began) * 1000)
        if not isinstance(saved, Saved):
            raise TypeError(saved)
        entry = Entry({**values, "monthly_income": 300_000}, desk.ids.new(), worker_id=saved.id, version=1)
        began = time.perf_counter()
        workers.save(entry)
        amending.append((time.perf_counter() - began) * 1000)
    return sorted(registering), sorted(amending)


def _at(size: int, saves: int) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="jmk-save-") as folder:
        clock = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
        home = StationHome(Path(folder) / "s", clock=clock, ids=SystemIds(), cost=Cost(8, 1, 1))
        desk, _ = home.found(Founding("140321106000", "140321", "wang", "王", "示例-Mima-2026"))
        _fill(desk, size)
        workers = Workers(desk, UndoStack())
        workers.save(Entry(_values(saves + 1), desk.ids.new()))
        raw = _raw(desk, saves)
        registering, amending = _saves(workers, desk, saves)
        desk.database.close()
    base = statistics.median(raw)
    rows: list[Row] = [
        (f"save at {size:,}: raw INSERT and commit, p50", base, f"ms, p99 {_p(raw, 0.99):.2f}")
    ]
    for what, spent in (("register", registering), ("amend", amending)):
        middle = _p(spent, 0.5)
        rows.append((f"save at {size:,}: {what}, p50", middle, f"ms, {middle / base:.1f}× raw"))
        rows.append((f"save at {size:,}: {what}, p99", _p(spent, 0.99), "ms, aim ≤ 50"))
    return rows


def run(sizes: tuple[int, ...] = _SIZES, saves: int = _SAVES) -> list[Row]:
    """Measure registering and amending at both sizes, times in milliseconds; `--brief` takes the smaller alone."""
    chosen = sizes[:1] if "--brief" in sys.argv else sizes
    return [row for size in chosen for row in _at(size, saves)]
