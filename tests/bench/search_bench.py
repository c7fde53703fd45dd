"""Search among 200,000 (or a million) workers through the service, beside the raw indexed query in the same run."""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import insert

from app.models.checks.identity import check_digit
from app.models.worker import SearchKey, Worker
from app.ports import FixedClock, SeededIds
from app.services.desk import Desk
from app.services.home import Founding, StationHome
from app.services.keyslots import Cost
from app.services.searchkeys import keys_for
from app.services.undo import UndoStack
from app.services.workers.service import Workers

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕单仇区解查"
_GIVEN = "建国秀兰志强桂英海燕玉梅永红春生晓东丽华文斌淑珍宝成爱民小军俊杰翠平喜顺德福"
_CHUNK = 5000
ROOT = Path(__file__).resolve().parents[2]
Row = tuple[str, float, str]


def _people(count: int) -> Iterator[tuple[str, str, str, date]]:
    dice = random.Random(20261124)
    for number in range(count):
        name = dice.choice(_SURNAMES) + "".join(dice.sample(_GIVEN, dice.choice((1, 2, 2))))
        born = date(1950 + number % 58, 1 + number // 58 % 12, 1 + number // 696 % 28)
        first = f"14032{1 + number % 2}{born:%Y%m%d}{number // 19488:03d}"
        yield name, first + check_digit(first), f"199{number:08d}", born


def _fill(desk: Desk, count: int) -> list[tuple[str, str, str, date]]:
    now, kept = desk.clock.now(), []
    workers: list[dict[str, object]] = []
    keys: list[dict[str, object]] = []
    for place, person in enumerate(_people(count), start=1):
        name, number, phone, born = person
        workers.append(
            {"id": place, "uid": f"{place:036d}", "id_number": number, "name": name, "sex": "1", "birth": born,
             "phone": phone, "hukou_code": "140321106203", "created_at": now, "updated_at": now, "from_card": []}
        )  # fmt: skip
        found = keys_for(name=name, id_number=number, phones=(phone,))
        keys += [{"kind": kind, "key": key, "worker_id": place} for kind, key in found]
        if place % 97 == 0:
            kept.append(person)
        if place % _CHUNK == 0 or place == count:
            with desk.database.transaction() as session:
                session.execute(insert(Worker), workers)
                session.execute(insert(SearchKey), keys)
            workers, keys = [], []
    return kept


def _times(work: Callable[[str], object], asked: list[str]) -> list[float]:
    spent = []
    for text in asked:
        began = time.perf_counter()
        work(text)
        spent.append((time.perf_counter() - began) * 1000)
    return sorted(spent)


def _p(spent: list[float], part: float) -> float:
    return spent[min(len(spent) - 1, int(len(spent) * part))]


_AT_THE_COUNTER = """
import resource, sys, time
began = time.perf_counter()
from pathlib import Path
from PySide6.QtWidgets import QApplication
from app.ui.theme import Theme, prepare_environment
prepare_environment()
app = QApplication([])
from app.ports import SystemClock, SystemIds
from app.services.counter import build_counter
from app.services.home import StationHome
from app.services.keyslots import Cost
from app.ui.desktop import Desktop
from app.ui.errors import CrashReporter
from app.ui.ops import InlineOps
home = StationHome(Path(sys.argv[1]), clock=SystemClock(), ids=SystemIds(), cost=Cost(8, 1, 1))
counter = build_counter(home.log_in("wang", sys.argv[2]), home)
desktop = Desktop(counter, InlineOps(CrashReporter()), Theme(app))
desktop.window.show(); app.processEvents()
opened = time.perf_counter() - began
for text in ("王", "wang", "140321", "1234"):
    desktop._search(text); app.processEvents()
began = time.perf_counter()
desktop.window.open_page("workers"); app.processEvents()
listed = time.perf_counter() - began
status = Path("/proc/self/status")
words = status.read_text().split() if status.exists() else []
held = int(words[words.index("VmRSS:") + 1]) if words else 0
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(opened, listed, held / 1024, most / 1024)
"""


def _counter(folder: Path) -> list[Row]:
    """Open the window over this station in a process of its own, search, show the list, and weigh it."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", _AT_THE_COUNTER, str(folder), "示例-Mima-2026"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    opened, listed, held, most = (float(word) for word in done.stdout.split()[-4:])
    return [
        ("search: start, from the first import to the window over the open station", opened, "s"),
        ("search: the list of everybody shown", listed, "s"),
        ("search: memory then held", held, f"MB, at most {most:.0f}, aim ≤ 250"),
    ]


def run(count: int = 0, asked: int = 300) -> list[Row]:
    """Measure every kind of key, times in milliseconds; `--million` takes a million workers."""
    count = count or (1_000_000 if "--million" in sys.argv else 200_000)
    with tempfile.TemporaryDirectory(prefix="jmk-bench-") as folder:
        clock = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
        home = StationHome(Path(folder) / "s", clock=clock, ids=SeededIds(1, clock), cost=Cost(8, 1, 1))
        desk, _ = home.found(Founding("140321106000", "140321", "wang", "王", "示例-Mima-2026"))
        kept = _fill(desk, count)
        dice = random.Random(7)
        people = [dice.choice(kept) for _ in range(asked)]
        kinds = {
            "name": [p[0] for p in people],
            "surname alone": [p[0][0] for p in people],
            "id number": [p[1] for p in people],
            "id prefix of 10": [p[1][:10] for p in people],
            "last four of id": [p[1][-4:] for p in people],
            "phone": [p[2] for p in people],
            "last four of phone": [p[2][-4:] for p in people],
            "pinyin initials": ["wxl", "lj", "zzq", "chy"] * (asked // 4),
            "pinyin": ["wang", "lijian", "zhangxiu", "chen"] * (asked // 4),
        }
        rows: list[Row] = [("search: workers registered", float(count), "persons")]
        workers = Workers(desk, UndoStack())
        workers.find("王")
        with desk.database.engine.connect() as raw:

            def raw_query(text: str) -> object:
                sql = "SELECT * FROM worker WHERE id_number = ?"
                return raw.exec_driver_sql(sql, (text,)).fetchall()

            base = statistics.median(_times(raw_query, kinds["id number"]))
        rows.append(("search: raw indexed query, p50", base, "ms"))
        everything: list[float] = []
        for kind, texts in kinds.items():
            spent = _times(workers.find, texts)
            everything += spent
            rows.append((f"search by {kind}: p50", _p(spent, 0.5), f"ms, {_p(spent, 0.5) / base:.1f}× raw"))
            rows.append((f"search by {kind}: p99", _p(spent, 0.99), "ms"))
        rows.append(("search: p99 of all", _p(sorted(everything), 0.99), "ms, aim ≤ 16"))
        desk.database.close()
        return rows + _counter(home.folder)
