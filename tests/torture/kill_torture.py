"""K1: kill -9 at random moments while a clerk saves; prints how many accepted changes were lost (0) as JSON.

Run by the suite in its short form and by hand in its long form: `python -m tests.torture.kill --kills 200`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from app.models.checks.identity import check_digit
from app.models.desk import Draft
from app.models.trail import JournalEntry, OutboxEvent
from app.models.worker import SearchKey, Worker
from app.ports import FixedClock, SystemIds
from app.services import journal
from app.services.desk import Desk
from app.services.drafts import Drafts
from app.services.home import Founding, StationHome
from app.services.keyslots import Cost
from app.services.results import Saved
from app.services.undo import UndoStack
from app.services.workers.rows import WorkerRows
from app.services.workers.service import Entry, Workers, draft_of_new

PASSWORD = "示例-Mima-2026"
QUICK = Cost(memory_kib=8, time=1, parallelism=1)
VILLAGE = "140321106203"


def open_home(folder: Path) -> StationHome:
    clock = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    return StationHome(folder, clock=clock, ids=SystemIds(), cost=QUICK)


def number_for(count: int) -> str:
    first = f"14032119{60 + count % 40:02d}{1 + count // 40 % 12:02d}{1 + count // 480 % 28:02d}{count // 13440:03d}"
    return first + check_digit(first)


def clerk(folder: Path, acknowledged: Path, start: int) -> None:
    """Register, amend, add rows and keep drafts until killed; every accepted verb is acknowledged on disk."""
    desk = open_home(folder).log_in("wang", PASSWORD)
    workers, rows, drafts = Workers(desk, UndoStack()), WorkerRows(desk), Drafts(desk)
    handle = os.open(acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    count = start
    while True:
        values = {"id_number": number_for(count), "name": f"甲{count}", "hukou_code": VILLAGE}
        event = drafts.fresh_event_id()
        drafts.keep("worker", draft_of_new(event), event_id=event, title="甲", payload=values)
        os.write(handle, f"draft {event}\n".encode())
        saved = workers.save(Entry(values=values, event_id=event))
        assert isinstance(saved, Saved), saved
        os.write(handle, f"worker {saved.uid} {event}\n".encode())
        entry = Entry({**values, "note": "改"}, desk.ids.new(), worker_id=saved.id, version=1)
        workers.save(entry)
        os.write(handle, f"event {entry.event_id}\n".encode())
        rows.add(saved.id, "movement", {"place_kind": "2", "started": "2026-03"})
        count += 1


def examine(folder: Path, acknowledged: Path) -> tuple[int, int, int]:
    """Return accepted changes lost, half-done changes found, and the number of workers registered."""
    desk = open_home(folder).log_in("wang", PASSWORD)
    try:
        words = (
            [line.split() for line in acknowledged.read_text().splitlines()] if acknowledged.exists() else []
        )
        return (*_compare(desk, words), _count(desk))
    finally:
        desk.database.close()


def _count(desk: Desk) -> int:
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Worker)) or 0


def _compare(desk: Desk, words: list[list[str]]) -> tuple[int, int]:
    with desk.database.reading() as session:
        uids = set(session.scalars(select(Worker.uid)))
        events = {
            row.event_id: row for row in session.execute(select(OutboxEvent.event_id, OutboxEvent.entity_uid))
        }
        told = {
            json.loads(text)["event"]
            for text in session.scalars(
                select(JournalEntry.detail).where(JournalEntry.detail.startswith("{"))
            )
        }
        drafts = set(session.scalars(select(Draft.event_id)))
        found = set(session.scalars(select(SearchKey.worker_id)))
        ids = set(session.scalars(select(Worker.id)))
        registered = set(
            session.scalars(select(OutboxEvent.entity_uid).where(OutboxEvent.type == "worker.registered"))
        )
        is_whole = journal.verify(session).is_whole
    lost = sum(word[1] not in uids or word[2] not in events for word in words if word[0] == "worker")
    lost += sum(word[1] not in events for word in words if word[0] == "event")
    last = next((word[1] for word in reversed(words) if word[0] == "draft"), "")
    lost += bool(last) and words[-1][0] == "draft" and last not in drafts and last not in events
    half = len(uids ^ registered) + len(set(events) ^ told) + len(ids ^ found) + (not is_whole)
    return lost, half


def run(kills: int, seed: int) -> dict[str, int]:
    """Kill a saving clerk `kills` times and return the figures."""
    dice = random.Random(seed)
    folder = Path(tempfile.mkdtemp(prefix="jmk-kill-"))
    home, acknowledged = open_home(folder / "station"), folder / "acknowledged"
    desk, _ = home.found(Founding("140321106000", "140321", "wang", "王", PASSWORD))
    desk.database.close()
    lost = half = workers = 0
    for _ in range(kills):
        child = os.fork()
        if child == 0:
            clerk(folder / "station", acknowledged, workers)
            os._exit(1)
        time.sleep(dice.uniform(0.03, 0.25))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        missing, broken, workers = examine(folder / "station", acknowledged)
        lost, half = lost + missing, half + broken
    shutil.rmtree(folder)
    return {"kills": kills, "workers": workers, "accepted_lost": lost, "half_done": half}


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.stdout.write(json.dumps(run(given.kills, given.seed)) + "\n")


if __name__ == "__main__":
    main()
