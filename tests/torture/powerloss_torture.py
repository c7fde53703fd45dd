"""K2: the power goes at random moments; what was not flushed by then is lost, torn or out of order.

A clerk's day runs above a preloaded recorder (powerloss.c); the disk it leaves is then played back for each moment,
opened with the product, and compared with what had been acknowledged.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.torture.day import lay_ground
from tests.torture.disk import Disk, Record, read_record
from tests.torture.examine import examine
from tests.torture.figures import Figures, Row, words_of

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ACKNOWLEDGED = "acknowledged"
_TURNS = frozenset("SRUTCMD")


def trouble() -> str:
    """Return why the power cannot be cut on this machine; empty when it can."""
    if sys.platform != "linux":
        return "the recorder needs Linux"
    return "" if shutil.which("gcc") or shutil.which("cc") else "there is no C compiler"


class Recording:
    """Some work: the ground it began on and the record of all it did to the folder `live`."""

    def __init__(self, folder: Path, work: str) -> None:
        self.base, log, self.live = folder / "base", folder / "record", folder / "live"
        library = folder / "powerloss.so"
        compiler = shutil.which("gcc") or shutil.which("cc") or "cc"
        flags = [
            "-shared",
            "-fPIC",
            "-O2",
            "-o",
            str(library),
            str(HERE / "powerloss.c"),
            "-ldl",
            "-lpthread",
        ]
        subprocess.run([compiler, *flags], check=True, capture_output=True)
        shutil.copytree(self.live, self.base)
        seen = {"LD_PRELOAD": str(library), "POWERLOSS_ROOT": str(self.live), "POWERLOSS_LOG": str(log)}
        words = [sys.executable, "-m", "tests.torture.day", str(self.live), work]
        subprocess.run(words, cwd=ROOT, env={**os.environ, **seen}, check=True)
        self.records = tuple(read_record(log))

    def moments(self, count: int, dice: random.Random) -> list[int]:
        """Return moments of which half lie where something is flushed, renamed, cut or made, half anywhere."""
        turns = [at for at, record in enumerate(self.records) if record.kind in _TURNS]
        chosen = [dice.choice(turns) + dice.choice((0, 1)) for _ in range(count // 2)]
        chosen += [dice.randrange(1, len(self.records)) for _ in range(count - len(chosen))]
        return sorted(chosen)

    def disks(self, moments: list[int]) -> Iterator[tuple[int, Disk, list[list[str]]]]:
        """Yield for each moment the disk as it was, and the words that were acknowledged."""
        disk, told, at = Disk(self.base), bytearray(), 0
        number: int | None = None
        for moment in moments:
            for record in self.records[at:moment]:
                disk.play(record)
                number = _note(record, number, told)
            at = moment
            yield moment, disk, words_of(told.decode().splitlines())


def _note(record: Record, number: int | None, told: bytearray) -> int | None:
    if record.kind == "C" and record.name == ACKNOWLEDGED:
        return record.inode
    if record.kind == "W" and record.inode == number:
        told += record.a
    return number


def record_day(folder: Path, rounds: int) -> Recording:
    """Lay the ground and record a day of so many rounds."""
    lay_ground(folder / "live")
    return Recording(folder, work=str(rounds))


def cut(recording: Recording, points: int, seed: int) -> Figures:
    """Cut the power of a recorded day at so many moments and return the figures."""
    dice, figures, image = random.Random(seed), Figures(), recording.live.parent / "image"
    for moment, disk, words in recording.disks(recording.moments(points, dice)):
        way = dice.choice(("lost", "torn", "torn"))
        disk.image(image, dice, way)
        figures.take(examine(image, words), f"{way} at {moment}")
        shutil.rmtree(image)
    figures.more["operations recorded"] = len(recording.records)
    return figures


def run(points: int = 500, seed: int = 1) -> Figures:
    """Record a day, cut its power at so many moments and return the figures."""
    with tempfile.TemporaryDirectory(prefix="jmk-power-") as name:
        return cut(record_day(Path(name), max(2, min(6, points // 80))), points, seed)


ROWS = (Row("K2", "power loss", run, trouble),)
