"""Workers are registered once, found by anything, and every change leaves its trail."""

from __future__ import annotations

from app.services import journal
from app.services.desk import Desk
from app.services.results import Refused, Saved
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers


def entry(desk: Desk, **values: object) -> Entry:
    given = {
        "id_number": "140321198304170620",
        "name": "张䶮",
        "hukou_code": "140321106203",
        "urban_rural": "rural",
    }
    return Entry(values={**given, **values}, event_id=desk.ids.new())


def test_a_worker_is_registered_and_found(desk: Desk) -> None:
    workers = Workers(desk, UndoStack())
    saved = workers.save(entry(desk, id_number="14032119830417062X"))
    print(saved)
    assert isinstance(saved, Saved)
    for text in ("张䶮", "zhang", "zy", "1403211983", "062x", "张"):
        print(text, workers.find(text))
    with desk.database.reading() as session:
        assert journal.verify(session).is_whole
