"""A village that tests fill with families: registering, amending, and what its households and events are."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import select

from app.models.checks.identity import check_digit
from app.models.trail import OutboxEvent
from app.services.desk import Desk
from app.services.exchange.events import parse_event
from app.services.households.service import AtHome, Households
from app.services.households.view import HouseholdRecord
from app.services.results import Saved
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers

VILLAGE = "140321106203"
ADDRESS = "山西省平定县娘子关镇磨河滩村三组12号"


def number(birth: str, order: str) -> str:
    bare = f"140321{birth}{order}"
    return bare + check_digit(bare)


@dataclass
class Village:
    desk: Desk
    undo: UndoStack
    workers: Workers
    households: Households
    made: int = 0

    def register(self, name: str, *, of: int = 0, birth: str = "19830417", **values: object) -> Saved:
        self.made += 1
        given = {
            "id_number": number(birth, f"{self.made * 2 + 100:03d}"),
            "name": name,
            "hukou_code": VILLAGE,
            "urban_rural": "rural",
            "hukou_text": ADDRESS,
        }
        saved = self.workers.save(Entry({**given, **values}, self.desk.ids.new(), household_of=of))
        assert isinstance(saved, Saved), saved
        return saved

    def amend(self, worker_id: int, **values: object) -> Saved:
        known = self.workers.open(worker_id)
        entry = Entry({**known.values, **values}, self.desk.ids.new(), worker_id, known.version)
        saved = self.workers.save(entry)
        assert isinstance(saved, Saved), saved
        return saved

    def home(self, worker_id: int) -> HouseholdRecord:
        found = self.households.at_home(worker_id).household
        assert found is not None
        return found

    def proposed(self, worker_id: int) -> list[tuple[str, str]]:
        found: AtHome = self.households.at_home(worker_id)
        return [(one.title, one.why) for one in found.proposals]

    def names(self, worker_id: int) -> list[str]:
        return [one.name for one in self.home(worker_id).members]

    def events(self) -> list[dict[str, object]]:
        with self.desk.database.reading() as session:
            lines = session.scalars(select(OutboxEvent.line).order_by(OutboxEvent.seq)).all()
        for line in lines:
            parse_event(line.encode())
        return [json.loads(line) for line in lines]

    def kinds(self) -> list[str]:
        return [str(event["type"]) for event in self.events()]
