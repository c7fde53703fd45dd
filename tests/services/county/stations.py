"""Invented stations that seal real batches: chains of events through epochs, with computed identity numbers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from app.models.checks.identity import check_digit
from app.ports import FixedClock, SeededIds
from app.services.county.office import Bureau
from app.services.county.stations import Stations
from app.services.exchange.agekeys import BoxKey, fingerprint, make_box_key
from app.services.exchange.bag import NO_BATCH, BagInfo, Kind
from app.services.exchange.batch import pack_batch
from app.services.exchange.canonical import GENESIS, Json, sha256
from app.services.exchange.envelope import seal
from app.services.exchange.events import Event
from app.services.exchange.naming import file_name
from app.services.exchange.signing import SigningKey, make_key
from app.services.exchange.stationcard import StationCard

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PASTURE = "140321101000"


def number(at: int, born: str = "19850312") -> str:
    first = f"140321{born}{at:03d}"
    return first + check_digit(first)


@dataclass
class FakeStation:
    """One epoch of a station; `say` appends an event, `sealed` seals what was said since into the next batch."""

    bureau: Bureau
    code: str = PASTURE
    epoch: str = "A"
    seed: int = 1
    seq: int = 0
    last: str = GENESIS
    batch: int = 0
    before: str = NO_BATCH
    waiting: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ids = SeededIds(self.seed * 100 + ord(self.epoch), FixedClock(NOW))
        self.key: SigningKey = make_key(self.code, self.epoch, bytes([self.seed, ord(self.epoch)] * 16))
        self.box: BoxKey = make_box_key()

    def card(self) -> StationCard:
        return StationCard("娘子关镇就业服务站", self.ids.new(), self.key.public(), self.box.recipient)

    def enrol(self) -> FakeStation:
        Stations(self.bureau).enrol(self.card())
        return self

    def say(
        self,
        type_: str,
        uid: str = "",
        *,
        data: dict[str, Json] | None = None,
        patch: dict[str, Json] | None = None,
        version: int = 1,
        base: int = 0,
        at: int = 0,
        ref: dict[str, str] | None = None,
    ) -> str:
        self.seq += 1
        uid = uid or self.ids.new()
        event = Event(
            event_id=self.ids.new(), seq_in_station=self.seq, type=type_, entity=type_.partition(".")[0], entity_id=uid,
            entity_version=version, base_version=base, occurred_at=NOW,
            recorded_at=NOW + timedelta(seconds=at or self.seq),
            operator="示例经办人", prev_event_hash=self.last, data=data, patch=patch, ref=ref or {},
        )  # fmt: skip
        self.last = event.hash()
        self.waiting.append(event)
        return uid

    def register(self, at: int, name: str = "示例甲", **more: Json) -> str:
        person: dict[str, Json] = {
            "id_type": "01", "id_number": number(at), "name": name, "birth": "1985-03-12", "sex": "1",
            "hukou_code": "140321101201",
        }  # fmt: skip
        return self.say("worker.registered", data={**person, **more})

    def sealed(self, **changes: object) -> tuple[str, bytes]:
        """Seal what waits; return the file's name and bytes."""
        self.batch += 1
        info = BagInfo(
            kind=Kind.UP, station=self.code, epoch=self.epoch, seq=self.batch, recipient="140321",
            recipient_key=fingerprint(self.bureau.keys.box.recipient), created_at=NOW, app_version="0.1.0",
            operator="示例经办人", prev_sha256=self.before,
        )  # fmt: skip
        bag = pack_batch(replace(info, **changes), self.waiting)
        self.waiting = []
        sealed = seal(bag, self.key, [self.bureau.keys.box.recipient, self.bureau.keys.escrow])
        self.before = sha256(sealed)
        return file_name(self.code, self.epoch, self.batch), sealed

    def restored(self, epoch: str, *, seq: int, last: str, seed: int = 0) -> FakeStation:
        """Return the station as it goes on from an older copy that ended at `seq`, in a new epoch."""
        return FakeStation(self.bureau, self.code, epoch, seed or self.seed, seq, last)
