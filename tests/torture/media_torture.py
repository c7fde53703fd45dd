"""D1, D2: a disk that is full, a stick that is full, read-only, pulled, busy, or smaller than it says."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from unittest.mock import patch

from app.faults import UserError
from app.models.enums import BatchState
from app.progress import NoProgress
from app.services.counter import build_counter
from app.services.exchange import medium
from app.services.sample import found_empty
from tests.services.town import Town, reopen
from tests.torture.day import Day, home_in, laid
from tests.torture.examine import examine
from tests.torture.figures import Figures, Row
from tests.torture.order_torture import Both

_DISK_MB = 40
_ROOMS = (0, 4, 16, 64, 200, 700)
"""KiB that are left on the disk when a verb begins."""


def trouble() -> str:
    """Return why no real file system can be full or pulled here; empty when it can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "needs root on Linux, to mount"
    missing = [name for name in ("mkfs.ext4", "chattr", "losetup") if shutil.which(name) is None]
    if missing or subprocess.run(["losetup", "-f"], capture_output=True, check=False).returncode:
        return f"needs {', '.join(missing) or 'a loop device'}"
    with tempfile.TemporaryDirectory() as name:
        done = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", name], capture_output=True, check=False)
        if done.returncode == 0:
            subprocess.run(["umount", name], check=False)
    return "" if done.returncode == 0 else "this container may not mount"


@contextmanager
def mounted(folder: Path, *words: str) -> Iterator[Path]:
    """Mount something at the folder, for as long as it is used."""
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", *words, str(folder)], check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


# --- D1 ---------------------------------------------------------------------------------------------------


def full_disks(count: int = 60, seed: int = 1) -> Figures:
    """D1: fill the station's disk before a verb, leaving a little room; what fails is told and done later."""
    figures, dice, told = Figures(), random.Random(seed), 0
    with tempfile.TemporaryDirectory(prefix="jmk-full-") as name:
        size = f"size={_DISK_MB}m"
        for turn in range(0, count, len(_VERBS)):
            folder = Path(name) / f"day{turn}"
            shutil.copytree(laid(), folder, ignore=shutil.ignore_patterns("station"))
            with mounted(folder / "station", "-t", "tmpfs", "-o", size, "tmpfs") as disk:
                shutil.copytree(laid() / "station", disk, dirs_exist_ok=True)
                told += _day_on(folder, min(len(_VERBS), count - turn), dice, figures)
    figures.told = (
        f"verbs on a disk of {_DISK_MB} MB (tmpfs) filled up before each: {told} told in Chinese that it is full and "
        "left all as it was, the rest still fitted; each done after room was made"
    )
    return figures


_VERBS: Mapping[str, Callable[[Day], None]] = {
    "save": Day.save, "apply": Day.apply, "print": Day.print, "import": Day.take_roster, "export": Day.export,
    "backup": Day.back_up, "password": Day.change_password,
}  # fmt: skip


def _day_on(folder: Path, verbs: int, dice: random.Random, figures: Figures) -> int:
    words: list[list[str]] = []
    day = Day(town := reopen(home_in(folder)), folder, lambda text: words.append(text.split()))
    told = 0
    day.save()
    for verb in dice.sample(list(_VERBS), verbs):
        figures.cuts += 1
        filler = folder / "station" / "film.avi"
        _fill(filler, dice.choice(_ROOMS))
        count, turn = day.count, day._turn
        try:
            _VERBS[verb](day)
        except UserError as fault:
            told += 1
            is_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in fault.text)
            figures.expect(
                is_chinese and ("满" in fault.text or "空间" in fault.text), half=f"{verb}: {fault.text}"
            )
            figures.expect(day._turn == turn, half=f"{verb}: it failed and counted")
        filler.unlink()
        day.count = count + 100
        try:
            _VERBS[verb](day)
        except UserError as fault:
            figures.expect(False, half=f"{verb} with room again: {fault.text}")
        day.count += 100
    town.close()
    found = examine(folder, words)
    figures.accepted += found.accepted
    figures.lost += len(found.lost)
    figures.half += len(found.half)
    figures.faults += [*found.lost, *found.half]
    return told


def _fill(path: Path, room: int) -> None:
    """Write until so many KiB are left."""
    free = shutil.disk_usage(path.parent).free - room * 1024
    with path.open("wb") as file:
        try:
            file.write(bytes(max(0, free)))
        except OSError:
            return


# --- D2 ---------------------------------------------------------------------------------------------------


def sticks(count: int = 40, seed: int = 1) -> Figures:
    """D2: carry a batch to sticks that are full, read-only, locked, pulled half-way, busy or fakes."""
    figures, texts = Figures(), set()
    with tempfile.TemporaryDirectory(prefix="jmk-sticks-") as name:
        folder = Path(name)
        desk, _ = found_empty(home := home_in(folder))
        both = Both.__new__(Both)
        both.town, both._saved = Town(build_counter(desk, home), desk), 0
        for turn in range(count):
            kind = list(_STICKS)[turn % len(_STICKS)]
            both.save()
            both.town.counter.batches.seal(NoProgress())
            figures.cuts += 1
            texts.add(_refused(both, kind, folder, figures))
            good = folder / "good"
            with mounted(good, "-t", "tmpfs", "-o", "size=8m", "tmpfs"):
                both.town.counter.batches.export(good, NoProgress())
                states = {card.state for card in both.town.counter.batches.all()}
                figures.expect(
                    states == {BatchState.EXPORTED}, lost=f"{kind}: not carried to a good stick after all"
                )
                figures.accepted += 1
        desk.database.close()
    figures.told = (
        f"sticks ({', '.join(_STICKS)}) on real file systems: the batch stayed 待上报 each time and went out on the "
        f"next good one; {len(texts)} different texts. FAT32 and Windows' locks not "
        "tried: no vfat in this kernel"
    )
    return figures


def _refused(both: Both, kind: str, folder: Path, figures: Figures) -> str:
    batches = both.town.counter.batches
    newest = batches.all()[0]
    with _STICKS[kind](folder, newest.name) as (stick, patched):
        try:
            with patched:
                batches.export(stick, NoProgress())
        except UserError as fault:
            text = fault.text
        else:
            figures.expect(False, lost=f"{kind}: was called exported")
            return ""
        carried = [path.name for path in stick.rglob("*.age")] if stick.is_dir() else []
        figures.expect(newest.name not in carried or kind == "a fake", half=f"{kind}: {carried}")
    state = next(card.state for card in batches.all() if card.id == newest.id)
    figures.expect(state is BatchState.SEALED, lost=f"{kind}: the batch is {state}")
    is_clear = text.endswith("。") and any(word in text for word in ("U 盘", "U盘", "文件"))
    figures.expect(is_clear, half=f"{kind}: {text}")
    return text


Stick = tuple[Path, AbstractContextManager[object]]


@contextmanager
def _full(folder: Path, _name: str) -> Iterator[Stick]:
    with mounted(folder / "stick", "-t", "tmpfs", "-o", "size=64k", "tmpfs") as stick:
        (stick / "film.avi").write_bytes(bytes(60 * 1024))
        yield stick, _as_it_is()


@contextmanager
def _read_only(folder: Path, _name: str) -> Iterator[Stick]:
    with _disk(folder, 4) as (stick, _):
        subprocess.run(["mount", "-o", "remount,ro", str(stick)], check=True)
        yield stick, _as_it_is()


@contextmanager
def _locked(folder: Path, _name: str) -> Iterator[Stick]:
    with _disk(folder, 4) as (stick, _):
        place = stick / "JMK" / "UP"
        place.mkdir(parents=True)
        subprocess.run(["chattr", "+i", str(place)], check=True)
        yield stick, _as_it_is()
        subprocess.run(["chattr", "-i", str(place)], check=True)


@contextmanager
def _pulled(folder: Path, _name: str) -> Iterator[Stick]:
    """Take the medium away when the file was written and before it is renamed."""
    with _disk(folder, 4) as (stick, _):
        write = medium._write_part

        def write_and_pull(part: Path, data: bytes) -> None:
            write(part, data)
            subprocess.run(["umount", "-l", str(stick)], check=True)
            stick.rmdir()

        yield stick, patch.object(medium, "_write_part", write_and_pull)
        stick.mkdir(exist_ok=True)


@contextmanager
def _fake(folder: Path, _name: str) -> Iterator[Stick]:
    """Let the stick say that it has 64 MB while it has hardly any."""
    chip = folder / "chip"
    with (
        mounted(chip, "-t", "tmpfs", "-o", "size=1m", "tmpfs"),
        _disk(folder, 64, chip / "image") as (stick, _),
    ):
        (chip / "gone").write_bytes(bytes(shutil.disk_usage(chip).free))
        yield stick, _as_it_is()
        (chip / "gone").unlink()


@contextmanager
def _busy(folder: Path, name: str) -> Iterator[Stick]:
    """Mount something on the very name that is written: the kernel calls it busy, as a virus scanner's lock would."""
    with _disk(folder, 4) as (stick, _):
        part = stick / "JMK" / "UP" / f"{name}.part"
        part.parent.mkdir(parents=True)
        part.touch()
        subprocess.run(["mount", "--bind", str(folder / "image"), str(part)], check=True)
        waits: list[float] = []
        real = medium._carry
        try:
            yield (
                stick,
                patch.object(
                    medium,
                    "_carry",
                    lambda *given, **named: real(*given, **(named | {"pause": waits.append})),
                ),
            )
        finally:
            subprocess.run(["umount", str(part)], check=True)
        assert waits == [medium.PAUSE * 2**turn for turn in range(medium.TRIES - 1)], waits


@contextmanager
def _too_long(folder: Path, _name: str) -> Iterator[Stick]:
    with _disk(folder, 4) as (stick, _):
        deep = stick.joinpath(*(["很长的文件夹名" * 10] * 18))
        yield deep, _as_it_is()


@contextmanager
def _disk(folder: Path, size: int, image: Path | None = None) -> Iterator[Stick]:
    """Mount an ext4 of so many MB over a file, as a block device of its own."""
    image = image or folder / "image"
    image.unlink(missing_ok=True)
    with image.open("wb") as file:
        file.truncate(size * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", "-O", "^has_journal", str(image)], check=True, capture_output=True)
    with mounted(folder / "stick", "-o", "loop", str(image)) as stick:
        yield stick, _as_it_is()


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


_STICKS: Mapping[str, Callable[[Path, str], AbstractContextManager[Stick]]] = {
    "full": _full, "read-only": _read_only, "locked folder": _locked, "pulled half-way": _pulled, "a fake": _fake,
    "busy": _busy, "path too long": _too_long,
}  # fmt: skip

ROWS = (
    Row("D1", "disk full", full_disks, trouble),
    Row("D2", "bad sticks", sticks, trouble),
)
