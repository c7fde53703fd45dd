"""A second clerk saves while a long import and its undo run: both finish, and nothing of either is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.faults import UserError
from app.models.database import Database
from app.models.trail import JournalEntry, OutboxEvent
from app.models.turns import Turns
from app.models.worker import SearchKey, Worker
from app.ports import FixedClock, SystemIds
from app.progress import NoProgress
from app.services import journal
from app.services.desk import Desk, Operator
from app.services.home import Founding, StationHome
from app.services.imports.service import Imports
from app.services.results import Saved
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers
from tests.services.conftest import QUICK
from tests.services.intake import make

PEOPLE = 1500


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock, founding: Founding) -> Desk:
    """Found a station whose identities do not depend on which thread asks first."""
    made, _ = StationHome(tmp_path / "fair", clock=clock, ids=SystemIds(), cost=QUICK).found(founding)
    return made


class SecondClerk(threading.Thread):
    """Registers people one after another through a store of his own, as a second window does."""

    def __init__(self, desk: Desk, store: Database, first: int) -> None:
        super().__init__()
        self._desk = Desk(database=store, clock=desk.clock, ids=desk.ids, station=desk.station,
                          operator=Operator("li", "李", desk.operator.role))  # fmt: skip
        self._first, self._is_over = first, threading.Event()
        self.saved: list[str] = []
        self.faults: list[Exception] = []

    def run(self) -> None:
        workers = Workers(self._desk, UndoStack())
        while not self._is_over.wait(0.01):
            number = make.identity(self._first + len(self.saved))
            values = {"id_number": number, "name": "示例", "hukou_code": "140321106203", "note": "柜台"}
            try:
                answer = workers.save(Entry(values, self._desk.ids.new()))
            except UserError as fault:
                self.faults.append(fault)
                return
            if isinstance(answer, Saved):
                self.saved.append(number)

    def during(self, work: Callable[[], object]) -> None:
        """Save for as long as the work lasts."""
        self.start()
        try:
            work()
        finally:
            self._is_over.set()
            self.join()


@pytest.mark.parametrize("is_same_store", [True, False])
def test_a_clerk_saves_while_an_import_and_its_undo_run(
    desk: Desk, tmp_path: Path, *, is_same_store: bool
) -> None:
    path = make.roster(tmp_path / "a.xlsx", PEOPLE)
    imports = Imports(desk)
    store = desk.database if is_same_store else Database(desk.database._path, desk.database._key)
    seen = imports.look(path, "workers")
    first, second = SecondClerk(desk, store, 5000), SecondClerk(desk, store, 7000)
    first.during(lambda: imports.run(seen, NoProgress()))
    report = imports.history()[0]
    assert (report.new, report.bad) == (PEOPLE, 0)
    second.during(lambda: imports.undo(report.uid))
    assert first.faults == second.faults == []
    assert first.saved
    assert second.saved
    counter = [*first.saved, *second.saved]
    with desk.database.reading() as session:
        assert journal.verify(session).is_whole
        alive = set(session.scalars(select(Worker.id_number).where(Worker.is_void.is_(False))))
        assert alive == set(counter)
        strays = select(func.count()).select_from(SearchKey).join(Worker, SearchKey.worker_id == Worker.id)
        assert session.scalar(strays.where(Worker.is_void.is_(True))) == 0
        keyed = select(func.count(SearchKey.worker_id.distinct()))
        assert session.scalar(keyed) == len(counter)
        told = select(func.count()).select_from(OutboxEvent).where(OutboxEvent.type == "worker.registered")
        assert session.scalar(told) == PEOPLE + len(counter)
        assert session.scalar(select(func.count()).select_from(JournalEntry)) > PEOPLE
    if not is_same_store:
        store.close()
    desk.database.close()


def test_who_was_registered_at_the_counter_meanwhile_is_completed_not_doubled(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make.roster(tmp_path / "a.xlsx", 3)
    workers = Workers(desk, UndoStack())
    number = make.identity(1)
    values = {"id_number": number, "name": make.person(1)[1], "hukou_code": "140321106203"}
    transaction = Database.transaction
    calls: list[int] = []

    def _slip_in(self: Database) -> object:
        calls.append(1)
        if len(calls) == 2:  # the first is the beginning of the import, the second its chunk
            workers.save(Entry(values, desk.ids.new()))
        return transaction(self)

    monkeypatch.setattr(Database, "transaction", _slip_in)
    imports = Imports(desk)
    report = imports.run(imports.look(path, "workers"), NoProgress())
    assert (report.new, report.changed) == (2, 1)
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Worker)) == 3
        assert journal.verify(session).is_whole
    desk.database.close()


def test_writers_take_turns_in_the_order_they_asked() -> None:
    turns, order = Turns(), []
    assert turns.enter(1)

    def wait(name: int) -> None:
        assert turns.enter(10)
        order.append(name)
        turns.leave()

    threads = []
    for name in range(5):
        threads.append(threading.Thread(target=wait, args=(name,)))
        threads[-1].start()
        while len(turns._waiting) <= name:
            pass
    turns.leave()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]


def test_a_writer_that_waits_in_vain_is_told_and_leaves_the_queue() -> None:
    turns = Turns()
    assert turns.enter(1)
    assert not turns.enter(0.01)
    turns.leave()
    assert turns.enter(0.01)


def test_a_store_held_by_another_program_is_waited_for_and_then_given_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.models.database._PATIENCE", 0.2)
    other = Database(desk.database._path, desk.database._key)
    with other.transaction() as held:
        held.connection()  # a session takes the store when it first speaks to it
        with pytest.raises(UserError, match="占用"), desk.database.transaction() as session:
            session.connection()
    with desk.database.transaction() as session:
        journal.note(session, desk, "test.written")
    other.close()
    desk.database.close()
