"""C1: the clock a year off, over daylight saving, midnight and the new year: the counter's order and the clerk's day.

The station runs in a process of its own whose wall clock a preloaded shim moves (clockshift.c); where nothing can be
compiled, the product's own clock is set instead.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select

from app.faults import UserError
from app.models.trail import OutboxEvent
from app.ports import CHINA, Clock, FixedClock, SystemClock, SystemIds
from app.services import journal
from app.services.exchange.events import parse_event
from app.services.home import StationHome
from tests.services.town import reopen
from tests.torture.day import QUICK, Day, laid
from tests.torture.figures import Figures, Row

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
_CALENDAR = date(2026, 11, 25)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the clock shows at log-in and after each jump, in UTC; the zone of the machine; whether it is doubtful."""

    name: str
    shown: Sequence[datetime]
    doubts: Sequence[bool]
    zone: str = "Asia/Shanghai"


def _at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


SCENES = (
    Scene("a year behind", (_at(2025, 11, 24, 1),), (True,)),
    Scene("a year ahead", (_at(2027, 11, 24, 1),), (True,)),
    Scene("daylight saving ends", (_at(2026, 12, 6, 5, 59, 50),), (False,), "Cuba"),
    Scene("daylight saving, machine in New York", (_at(2026, 11, 25, 6, 30),), (False,), "America/New_York"),
    Scene("before midnight in China", (_at(2026, 11, 25, 15, 59, 30),), (False,)),
    Scene("after midnight in China", (_at(2026, 11, 25, 16, 0, 1),), (False,)),
    Scene("the last day of the year", (_at(2026, 12, 31, 15, 59, 30),), (False,)),
    Scene("the first day of the year", (_at(2026, 12, 31, 16, 0, 1),), (False,)),
    Scene("a year back while running", (_at(2026, 11, 25, 2), _at(2025, 11, 25, 2)), (False, True)),
    Scene("a year on while running", (_at(2026, 11, 25, 2), _at(2027, 11, 25, 2)), (False, True)),
)


def clocks(count: int = 60, seed: int = 1) -> Figures:
    """C1: work through so many scenes, the ten of the table first and then some at random moments."""
    figures, dice, warned = Figures(), random.Random(seed), 0
    with tempfile.TemporaryDirectory(prefix="jmk-clock-") as name:
        folder = Path(name)
        shim = _compiled(folder)
        for turn in range(count):
            scene = SCENES[turn] if turn < len(SCENES) else _any_scene(dice)
            figures.cuts += 1
            shutil.copytree(laid(), folder / "at")
            warned += _judge(scene, _played(scene, folder / "at", shim), folder / "at", figures)
            shutil.rmtree(folder / "at")
    how = (
        "the wall clock of a process moved by a preloaded shim"
        if shim
        else "the product's clock set in a process"
    )
    figures.told = (
        f"clocks ({how}; libfaketime not needed): {warned} warned of and no number given out until the "
        "day was confirmed; order by counter, numbers by the business day"
    )
    return figures


def _compiled(folder: Path) -> Path | None:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    library = folder / "clockshift.so"
    words = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(HERE / "clockshift.c")]
    subprocess.run(words, check=True, capture_output=True)
    return library


def _any_scene(dice: random.Random) -> Scene:
    """Return a log-in at any moment from two years before the last record to two years after it."""
    days = dice.choice((dice.uniform(-730, -1), dice.uniform(1, 40), dice.uniform(50, 730)))
    shown = datetime.fromtimestamp(_at(2026, 11, 24, 1).timestamp() + days * 86400, tz=UTC)
    zone = dice.choice(("Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"))
    return Scene(f"{shown:%Y-%m-%d %H:%M}", (shown,), (not 0 < days < 45,), zone)


def _played(scene: Scene, folder: Path, shim: Path | None) -> Mapping[str, list[object]]:
    words = [
        sys.executable,
        "-m",
        "tests.torture.clock_torture",
        str(folder),
        *[f"{one.timestamp()}" for one in scene.shown],
    ]
    env = {**os.environ, "TZ": scene.zone}
    if shim is not None:
        env |= {"LD_PRELOAD": str(shim), "CLOCK_SHIFT": f"{scene.shown[0].timestamp() - time.time():.0f}"}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: Mapping[str, list[object]] = json.loads(done.stdout)
    return told


def _judge(scene: Scene, told: Mapping[str, list[object]], folder: Path, figures: Figures) -> int:
    figures.expect(told["doubts"] == list(scene.doubts), lost=f"{scene.name}: doubts {told['doubts']}")
    figures.expect(
        told["refused"] == list(scene.doubts), lost=f"{scene.name}: a number in doubt: {told['refused']}"
    )
    days = [
        _CALENDAR if doubt else shown.astimezone(CHINA).date()
        for shown, doubt in zip(scene.shown, scene.doubts, strict=True)
    ]
    numbers = [str(number).split("-")[2] for number in told["numbers"]]
    figures.expect(numbers == [f"{day:%Y%m%d}" for day in days], lost=f"{scene.name}: {numbers} on {days}")
    home = StationHome(folder / "station", clock=FixedClock(scene.shown[-1]), ids=SystemIds(), cost=QUICK)
    town = reopen(home)
    with town.desk.database.reading() as session:
        rows = session.execute(select(OutboxEvent.seq, OutboxEvent.line).order_by(OutboxEvent.seq)).all()
        figures.expect(journal.verify(session).is_whole, half=f"{scene.name}: the chain is broken")
    town.close()
    figures.expect(
        [seq for seq, _ in rows] == list(range(1, len(rows) + 1)), lost=f"{scene.name}: order by counter"
    )
    order = [
        event.event_id for event in (parse_event(line.encode()) for _, line in rows[-len(told["events"]) :])
    ]
    figures.expect(order == told["events"], lost=f"{scene.name}: the order of the counter changed")
    figures.accepted += len(told["events"])
    return sum(scene.doubts)


class _Shown:
    """The clock of the child: the machine's under the shim, else one that is set."""

    def __init__(self, moments: Sequence[float]) -> None:
        self._moments = [datetime.fromtimestamp(moment, tz=UTC) for moment in moments]
        self.is_shimmed = "CLOCK_SHIFT" in os.environ
        self.clock: Clock = SystemClock() if self.is_shimmed else FixedClock(self._moments[0])

    def jump(self, turn: int) -> None:
        """Set the wall clock, as somebody does in the system's settings."""
        by = (self._moments[turn] - self._moments[turn - 1]).total_seconds()
        if self.is_shimmed:
            os.environ["CLOCK_SHIFT"] = f"{int(os.environ['CLOCK_SHIFT']) + by:.0f}"
        elif isinstance(self.clock, FixedClock):
            self.clock.advance(seconds=by)


def _work(folder: Path, moments: Sequence[float]) -> Mapping[str, list[object]]:
    """Take an application in at each moment, after confirming the day where it is in doubt."""
    shown = _Shown(moments)
    town = reopen(StationHome(folder / "station", clock=shown.clock, ids=SystemIds(), cost=QUICK))
    told: dict[str, list[object]] = {"doubts": [], "refused": [], "numbers": [], "events": []}
    words: list[list[str]] = []
    day = Day(town, folder, lambda text: words.append(text.split()))
    for turn in range(len(moments)):
        if turn:
            shown.jump(turn)
        is_doubtful = town.counter.time.doubt() is not None
        told["doubts"].append(is_doubtful)
        told["refused"].append(_is_refused(day) if is_doubtful else False)
        if is_doubtful:
            town.counter.time.confirm(_CALENDAR)
        day.apply()
        told["numbers"].append(next(word[1] for word in reversed(words) if word[0] == "case"))
    with town.desk.database.reading() as session:
        lines = session.scalars(select(OutboxEvent.line).order_by(OutboxEvent.seq.desc()).limit(len(moments)))
        told["events"] += [parse_event(line.encode()).event_id for line in lines][::-1]
    town.close()
    return told


def _is_refused(day: Day) -> bool:
    try:
        day.apply()
    except UserError as fault:
        return "日期还没有核对" in fault.text
    return False


ROWS = (Row("C1", "wrong clocks", clocks),)

if __name__ == "__main__":
    sys.stdout.write(json.dumps(_work(Path(sys.argv[1]), [float(word) for word in sys.argv[2:]])))
