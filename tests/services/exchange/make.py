"""Invented events, keys and batches for the exchange tests; every person is 示例."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.ports import FixedClock, SeededIds
from app.services.exchange.agekeys import BoxKey, fingerprint, make_box_key
from app.services.exchange.bag import BagInfo, Kind
from app.services.exchange.batch import pack_batch
from app.services.exchange.canonical import GENESIS
from app.services.exchange.envelope import seal
from app.services.exchange.events import Event
from app.services.exchange.signing import SigningKey, make_key

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
STATION = "140321100001"
EPOCH = "A"


@dataclass(frozen=True, slots=True)
class Place:
    """A county, an escrow and a station that know each other."""

    county: BoxKey
    escrow: BoxKey
    station: SigningKey


def place() -> Place:
    return Place(make_box_key(), make_box_key(), make_key(STATION, EPOCH, bytes(range(32))))


def events(count: int, *, prev: str = GENESIS, start: int = 1) -> list[Event]:
    ids = SeededIds(7, FixedClock(NOW))
    made: list[Event] = []
    for number in range(start, start + count):
        kind = number % 3
        worker = ids.new()
        data = {
            0: {
                "name": f"示例{number}",
                "id_type": "01",
                "id_number": "示例",
                "sex": "1",
                "birth": "1990-01-01",
            },
            1: {
                "worker": worker,
                "case_number": f"140321100001-PX-20261124-A{number:04d}-0",
                "kind": "training",
                "amount": 180000,
                "taken_in_on": "2026-11-24",
            },
            2: {"worker": worker, "place_kind": "3", "started": "2026-11"},
        }[kind]
        name = {0: "worker.registered", 1: "application.taken_in", 2: "movement.recorded"}[kind]
        event = Event(
            event_id=ids.new(),
            seq_in_station=number,
            type=name,
            entity=name.split(".")[0],
            entity_id=worker if kind == 0 else ids.new(),
            entity_version=1,
            base_version=0,
            occurred_at=NOW,
            recorded_at=NOW + timedelta(seconds=number),
            operator="示例经办人",
            ref={"policy": "2026.3#0f"},
            prev_event_hash=prev,
            data=data,
        )
        prev = event.hash()
        made.append(event)
    return made


def info(at: Place, **changes: object) -> BagInfo:
    base = BagInfo(
        kind=Kind.UP,
        station=STATION,
        epoch=EPOCH,
        seq=1,
        recipient="140321",
        recipient_key=fingerprint(at.county.recipient),
        created_at=NOW,
        app_version="0.1.0",
        operator="示例经办人",
        ref_versions={"policy": "2026.3"},
    )
    return replace(base, **changes)


def batch(at: Place, count: int = 6, **changes: object) -> bytes:
    return pack_batch(info(at, **changes), events(count))


def sealed(at: Place, count: int = 6, **changes: object) -> bytes:
    return seal(batch(at, count, **changes), at.station, [at.county.recipient, at.escrow.recipient])


def raw_zip(*members: tuple[zipfile.ZipInfo | str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()
