"""X1: the county's counts and hashes against the counter's; what differs is told as 对账不平 and never mended."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.models.store import Store
from app.services.county.state import digest
from app.services.replies import UNEVEN
from tests.torture.figures import Figures, Row
from tests.torture.order_torture import Both, together


def reckonings(count: int = 200, seed: int = 1) -> Figures:
    """X1: spoil one row on one side so many times, take a reply in, and put it back; every other reply is unspoilt."""
    figures, dice = Figures(), random.Random(seed)
    with together() as both:
        for turn in range(count):
            if not turn % 10:
                both.save()
                both.save()
                both.carry_up(dice)
                for path in sorted(both.stick.rglob("*-UP.age")):
                    both.taking.take_in(path)
            _even(both, figures, "unspoilt")
            way = dice.choice(list(_WAYS))
            store, table, spoil = _WAYS[way]
            undo = _spoilt(store(both), table, spoil, dice)
            figures.cuts += 1
            _told(both, figures, way)
            undo()
            figures.accepted += 1
        _even(both, figures, "put back")
    figures.told = (
        f"rows spoilt on either side ({', '.join(_WAYS)}): each told as 对账不平, none mended by itself"
    )
    return figures


def _even(both: Both, figures: Figures, when: str) -> None:
    both.reply()
    taken = both.town.counter.replies.take_in(both.replies[-1])
    figures.expect(taken.is_even, lost=f"{when}: {[item.text for item in both.town.counter.replies.items()]}")


def _told(both: Both, figures: Figures, way: str) -> None:
    both.reply()
    before = digest(both.bureau), _outbox(both)
    taken = both.town.counter.replies.take_in(both.replies[-1])
    items = [item for item in both.town.counter.replies.items() if item.kind == UNEVEN]
    figures.expect(
        not taken.is_even and "对账不平" in taken.text and items, lost=f"{way} was not told: {taken.text}"
    )
    figures.expect((digest(both.bureau), _outbox(both)) == before, half=f"{way} was mended by itself")


def _outbox(both: Both) -> str:
    with both.town.desk.database.reading() as session:
        rows = session.execute(text("SELECT seq, type, line, batch_id FROM outbox_event ORDER BY seq")).all()
    return sha256(repr(rows).encode()).hexdigest()


def _spoilt(
    store: Store, table: str, spoil: Callable[[Session, int], None], dice: random.Random
) -> Callable[[], None]:
    """Spoil one row of a table and return what puts it back."""
    with store.reading() as session:
        found = session.execute(text(f"SELECT * FROM {table}")).mappings().all()
    row = dict(dice.choice(found))
    with store.transaction() as session:
        spoil(session, int(row["seq"]))

    def undo() -> None:
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        with store.transaction() as session:
            session.execute(text(f"DELETE FROM {table} WHERE seq = :seq"), {"seq": row["seq"]})
            session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)

    return undo


def _run(statement: str) -> Callable[[Session, int], None]:
    def spoil(session: Session, seq: int) -> None:
        session.execute(text(statement), {"seq": seq})

    return spoil


def _county(both: Both) -> Store:
    return both.bureau.store


def _counter(both: Both) -> Store:
    return both.town.desk.database


_WAYS: dict[str, tuple[Callable[[Both], Store], str, Callable[[Session, int], None]]] = {
    "an event lost at the county": (
        _county, "station_event", _run("DELETE FROM station_event WHERE seq = :seq"),
    ),
    "a line changed at the county": (
        _county, "station_event", _run("UPDATE station_event SET line = replace(line, '\"', '”') WHERE seq = :seq"),
    ),
    "an event of another type at the county": (
        _county, "station_event", _run("UPDATE station_event SET type = 'worker.voided' WHERE seq = :seq"),
    ),
    "an event lost at the counter": (
        _counter, "outbox_event", _run("DELETE FROM outbox_event WHERE seq = :seq"),
    ),
    "a line changed at the counter": (
        _counter, "outbox_event", _run("UPDATE outbox_event SET line = line || ' ' WHERE seq = :seq"),
    ),
}  # fmt: skip

ROWS = (Row("X1", "reconciliation", reckonings),)
