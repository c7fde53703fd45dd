"""K1: kill -9 at random moments while a clerk saves; whatever was accepted is there, whole, and opening stays quick."""

from __future__ import annotations

import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from app.progress import NoProgress
from app.services.desk import Desk
from app.services.drafts import Drafts
from app.services.imports.service import Imports
from app.services.results import Saved
from app.services.sample import found_empty
from app.services.undo import UndoStack
from app.services.workers.rows import WorkerRows
from app.services.workers.service import Entry, Workers, draft_of_new
from tests.torture.day import VILLAGE, home_in, number_for, roster
from tests.torture.examine import Words, enter, examine
from tests.torture.figures import Figures, Row, words_of

_LARGE = 20_000
_FIRST_IMPORTED = 1_000_000
_MOST_VERBS = 12


def trouble() -> str:
    """Return why nothing can be killed here; empty when it can."""
    return "" if hasattr(os, "fork") else "needs a system that forks"


def run(kills: int = 200, seed: int = 1, workers: int = _LARGE) -> Figures:
    """Kill a saving clerk so many times; from a hundred on, the last of them with so many workers registered."""
    dice, figures = random.Random(seed), Figures()
    with tempfile.TemporaryDirectory(prefix="jmk-kill-") as name:
        folder = Path(name)
        for part in ("stick", "papers"):
            (folder / part).mkdir()
        found_empty(home_in(folder))[0].database.close()
        large = max(1, kills // 20) if kills >= 100 else 0
        _kill(folder, kills - large, dice, figures)
        if large:
            _register(folder, workers)
            many = Figures()
            _kill(folder, large, dice, many)
            figures.more[f"reopened with {workers:,} workers, s"] = many.reopened
            figures.add(many)
    return figures


def _kill(folder: Path, kills: int, dice: random.Random, figures: Figures) -> None:
    for number in range(kills):
        words = _told(folder)
        before = len(words)
        ready, is_ready = os.pipe()
        child = os.fork()
        if child == 0:
            _work(folder, 1 + sum(word[0] == "draft" for word in words), words, is_ready)
        os.close(is_ready)
        if dice.random() < 0.9:  # the others die while the station is being opened
            _wait_for(ready, dice.randrange(1, _MOST_VERBS))
        time.sleep(dice.uniform(0.0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
        words = _told(folder)
        found = examine(folder, words)
        found.accepted = len(words) - before
        figures.take(found, f"kill {number + 1}")


def _wait_for(ready: int, verbs: int) -> None:
    """Wait until the clerk has told of so many verbs, however slow the machine is."""
    while verbs > 0 and (told := os.read(ready, verbs)):
        verbs -= len(told)


def _told(folder: Path) -> Words:
    path = folder / "acknowledged"
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    return words_of([line.rstrip("\n") for line in lines if line.endswith("\n")])


def _work(folder: Path, count: int, words: Words, is_ready: int) -> None:
    """Save until killed; every accepted verb is acknowledged on the disk and told to whoever will kill."""
    try:
        desk, _ = enter(folder, words)
        handle = os.open(folder / "acknowledged", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

        def accept(text: str) -> None:
            os.write(handle, f"{text}\n".encode())
            os.write(is_ready, b".")

        _save_on(desk, accept, count)
    except BaseException as fault:  # noqa: BLE001 - a child of fork says what broke it and never returns
        sys.stderr.write(f"{fault!r}\n")
    os._exit(1)


def _save_on(desk: Desk, accept: Callable[[str], None], count: int) -> None:
    workers, rows, drafts = Workers(desk, UndoStack()), WorkerRows(desk), Drafts(desk)
    while True:
        values = {"id_number": number_for(count), "name": "甲乙", "hukou_code": VILLAGE}
        event = drafts.fresh_event_id()
        drafts.keep("worker", draft_of_new(event), event_id=event, title="甲", payload=values)
        accept(f"draft {event}")
        saved = workers.save(Entry(values=values, event_id=event))
        if not isinstance(saved, Saved):  # it was saved, but killed before it could be acknowledged
            count += 1
            continue
        accept(f"worker {saved.uid} {event}")
        entry = Entry({**values, "note": "改"}, desk.ids.new(), worker_id=saved.id, version=1)
        workers.save(entry)
        accept(f"event {entry.event_id}")
        rows.add(saved.id, "movement", {"place_kind": "2", "started": "2026-03"})
        count += 1


def _register(folder: Path, workers: int) -> None:
    path = folder / "roster.xlsx"
    roster(path, _FIRST_IMPORTED, workers)
    desk, _ = enter(folder, _told(folder))
    imports = Imports(desk)
    report = imports.run(imports.look(path), NoProgress())
    assert report.new == workers, report
    desk.database.close()


ROWS = (Row("K1", "kill -9 while saving", run, trouble),)
