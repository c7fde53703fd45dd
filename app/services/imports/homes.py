"""户号 of a roster into households: rows of one village and one number belong together; nothing else is guessed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.models.household import Household
from app.models.worker import Worker
from app.services import bulk, journal
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.households.membership import FIELDS
from app.services.households.rules import HEADS
from app.services.imports.writer import Job, Tally, Touch
from app.services.intake.rows import ParsedRow
from app.services.workers import records

NUMBER = "household_no"
_Key = tuple[str, str]


def join_by_number(session: Session, desk: Desk, job: Job, rows: Sequence[ParsedRow], tally: Tally) -> None:
    """Bring the workers of a chunk into the households their rows number, founding those that are not there.

    A row without village, or a number of which no row says who the head is, is left to the clerk; whoever is in
    a household already stays there.
    """
    refused = {row.number for row, _ in tally.refused}
    told = {
        str(row.values["id_number"]): str(row.values[NUMBER])
        for row in rows
        if row.values.get(NUMBER) and row.number not in refused
    }
    if not told:
        return
    query = select(Worker).where(Worker.id_number.in_(list(told)), Worker.is_void.is_(False))
    groups: dict[_Key, list[Worker]] = {}
    for worker in session.scalars(query.order_by(Worker.id)):
        if worker.hukou_code and worker.household_id is None:
            groups.setdefault((worker.hukou_code, told[worker.id_number]), []).append(worker)
    homes = _known(session, list(groups))
    changes = _found(session, desk, job, groups, homes)
    for key, members in groups.items():
        if key in homes:
            changes += _join(session, homes[key], members)
            tally.touches.append(Touch("household", homes[key].uid, homes[key].version))
    session.flush()
    if changes:
        journal.record_many(session, desk, changes)


def _known(session: Session, keys: Sequence[_Key]) -> dict[_Key, Household]:
    villages, numbers = {village for village, _ in keys}, {number for _, number in keys}
    query = select(Household).where(
        Household.hukou_code.in_(villages), Household.number.in_(numbers), Household.is_void.is_(False)
    )
    return {(home.hukou_code, home.number): home for home in session.scalars(query)}


def _found(
    session: Session, desk: Desk, job: Job, groups: dict[_Key, list[Worker]], homes: dict[_Key, Household]
) -> list[journal.Change]:
    """Found what is not there yet, all of a chunk in one statement."""
    now = desk.clock.now()
    first = (session.scalar(select(func.max(Household.id))) or 0) + 1
    fresh: list[dict[str, object]] = []
    for key, members in groups.items():
        head = next((one for one in members if one.relation_to_head in HEADS), None)
        named = head.name if head else next((one.household_head for one in members if one.household_head), "")
        head = head or next((one for one in members if one.name == named), None)
        if key in homes or not named:
            continue
        own = {
            "hukou_code": key[0],
            "number": key[1],
            "head_name": named,
            "head_uid": head.uid if head else "",
        }
        own["address"] = next((one.hukou_text for one in members if one.hukou_text), "")
        stamp = {"id": first + len(fresh), "uid": desk.ids.new(), "created_at": now, "updated_at": now}
        fresh.append({**own, **stamp, "version": 1, "import_uid": job.uid})
    bulk.insert(session, Household, fresh)
    made = session.scalars(select(Household).where(Household.id >= first).order_by(Household.id)).all()
    homes |= {(home.hukou_code, home.number): home for home in made}
    return [
        journal.Change(
            "household.founded", home.uid, data=records.travelling(records.values_of(home, FIELDS))
        )
        for home in made
    ]


def _join(session: Session, home: Household, members: Sequence[Worker]) -> list[journal.Change]:
    ids = [worker.id for worker in members]
    session.execute(update(Worker).where(Worker.id.in_(ids)).values(household_id=home.id))
    changes: list[journal.Change] = []
    for worker in members:
        data: dict[str, Json] = {"worker": worker.uid, "household": home.uid}
        if worker.relation_to_head:
            data["relation"] = worker.relation_to_head
        home.version += 1
        changes.append(
            journal.Change("household.joined", home.uid, home.version, home.version - 1, data=data)
        )
    return changes
