"""Sealing a batch from the outbox, beside json, zstd and age alone over the same events in the same run."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import zstandard
from sqlalchemy import select

from app.models.trail import OutboxEvent
from app.ports import FixedClock, SeededIds
from app.progress import NoProgress
from app.services import journal
from app.services.batches import Batches
from app.services.desk import Desk
from app.services.exchange.agekeys import make_box_key
from app.services.exchange.canonical import Json
from app.services.exchange.lines import LEVEL
from app.services.home import StationHome
from app.services.keyslots import Cost
from app.services.sample import found_empty
from tests.bench.search_bench import _people

_EVENTS, _FULL, _CHUNK = 20_000, 100_000, 2_000
_SAME: dict[str, Json] = {
    "id_type": "111", "sex": "1", "nation": "01", "hukou_code": "140321106203", "live_code": "140321106203",
    "hukou_kind": "1",
    "hukou_text": "山西省阳泉市平定县娘子关镇某某村", "urban_rural": "2", "politics": "13", "marriage": "20",
    "education": "70", "health": "1", "work_state": "2", "work_form": "flexible", "monthly_income": 320000,
    "occupation": "6-29-01-02", "has_pension": "0", "is_student": "0", "wish_jobs": ["4-07-03-04", "4-10-01-01"],
    "wish_pay": 400000, "wish_area": "county", "plans_to_leave": "1", "relation_to_head": "户主",
}  # fmt: skip
Row = tuple[str, float, str]


def _changes(desk: Desk, count: int) -> Iterator[journal.Change]:
    for name, number, phone, born in _people(count):
        mine: dict[str, Json] = {"name": name, "id_number": number, "phone": phone, "birth": born.isoformat()}
        data = {**_SAME, **mine, "household_head": name, "emergency_phone": phone}
        yield journal.Change(type="worker.registered", entity_uid=desk.ids.new(), data=data)


def _alone(values: list[object], recipients: list[pyrage.x25519.Recipient]) -> bytes:
    """Write, pack and seal the same events with the libraries and nothing else."""
    lines = (json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":")) for one in values)
    packed = zstandard.ZstdCompressor(level=LEVEL).compress("\n".join(lines).encode())
    sealed: bytes = pyrage.encrypt(packed, recipients)
    return sealed


def _timed(work: Callable[[], object]) -> tuple[float, object]:
    began = time.perf_counter()
    made = work()
    return time.perf_counter() - began, made


def run(count: int = 0) -> list[Row]:
    """Measure in seconds; `--full` seals 100,000 events instead of 20,000."""
    count = count or (_FULL if "--full" in sys.argv else _EVENTS)
    with tempfile.TemporaryDirectory(prefix="jmk-batch-") as folder:
        clock = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
        home = StationHome(Path(folder) / "s", clock=clock, ids=SeededIds(3, clock), cost=Cost(8, 1, 1))
        desk, _ = found_empty(home)
        changes = list(_changes(desk, count))
        for at in range(0, count, _CHUNK):
            with desk.database.transaction() as session:
                journal.record_many(session, desk, changes[at : at + _CHUNK])
        batches = Batches(desk, home)
        keys = [
            pyrage.x25519.Recipient.from_str(key)
            for key in (make_box_key().recipient, make_box_key().recipient)
        ]
        with desk.database.reading() as session:
            values = [json.loads(line) for line in session.scalars(select(OutboxEvent.line))]
        raw, sealed = min((_timed(lambda: _alone(values, keys)) for _ in range(2)), key=lambda one: one[0])
        values.clear()
        took, _ = _timed(lambda: batches.seal(NoProgress()))
        carried, _report = _timed(lambda: batches.export(Path(folder), NoProgress()))
        size = batches.all()[0].size
        desk.database.close()
    raw_size = len(sealed) if isinstance(sealed, bytes) else 0
    return [
        ("batch: events", float(count), f"{size / 1e6:.2f} MB sealed, {raw_size / 1e6:.2f} MB alone"),
        ("batch: json, zstd and age alone", raw, "s"),
        ("batch: sealed from the outbox", took, f"s, {took / raw:.2f}× alone, aim ≤ 2.5"),
        ("batch: carried to a medium and read back", carried, "s"),
    ]
