"""Households and workers made again, with their dated rows, who lives with whom, and their search keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.fields import fields_of
from app.models.household import Household, HouseholdFact
from app.models.worker import Category, Certificate, Movement, Worker
from app.services.county.folding import Folded, Step, fold
from app.services.exchange.canonical import Json
from app.services.exchange.events import Event
from app.services.households.membership import FIELDS as HOME_FIELDS
from app.services.imports.persons import PARTS, TOLD_AS
from app.services.imports.undoing import WHY as UNDONE
from app.services.rebuilding import rows
from app.services.rebuilding.history import MEMBERSHIP, Brought, histories, told
from app.services.rebuilding.rows import Work
from app.services.workers import search
from app.services.workers.records import WORKER_FIELDS

_PARTS: Mapping[str, type[Category | Certificate | Movement | HouseholdFact]] = {
    **PARTS,
    "household_fact": HouseholdFact,
}


def households(work: Work, uids: Sequence[str]) -> None:
    """Make the households; who lives in them comes after the workers."""
    for part in work.sliced(uids):
        history = histories(work.session, work.desk.station.epoch, part)
        here = rows.held(work.session, Household, part)
        for uid in part:
            folded, row = fold(history[uid]), here.get(uid)
            if not rows.is_whole(history[uid]):
                work.left("没能重建的户", uid[-8:])
                continue
            home = row if isinstance(row, Household) else Household(uid=uid)
            rows.put(home, folded.body, HOME_FIELDS)
            rows.stamp(home, folded, history[uid])
            work.session.add(home)
            work.count("household", is_new=row is None)
        work.session.flush()


def workers(work: Work, uids: Sequence[str]) -> None:
    """Make the workers, each with the dated rows that came with his registration."""
    for part in work.sliced(uids):
        history = histories(work.session, work.desk.station.epoch, part)
        folded = {uid: fold(history[uid]) for uid in part}
        numbers = [str(one.body.get("id_number") or "") for one in folded.values()]
        query = select(Worker).where(Worker.uid.in_(part) | Worker.id_number.in_(numbers))
        held = list(work.session.scalars(query))
        here, twins = {row.uid: row for row in held}, {row.id_number: row for row in held}
        made: list[tuple[Worker, Sequence[Step]]] = []
        for uid in part:
            if not rows.is_whole(history[uid]):
                work.left("没能重建的人员", uid[-8:])
                continue
            twin = twins.get(str(folded[uid].body.get("id_number") or ""))
            worker = _worker(work, uid, folded[uid], history[uid], here.get(uid), twin)
            if worker is not None:
                twins[worker.id_number] = worker
                made.append((worker, history[uid]))
        work.session.flush()
        for worker, steps in made:
            work.workers.add(worker.id)
            _nested(work, worker, steps)
        work.session.flush()


def _worker(
    work: Work, uid: str, folded: Folded, steps: Sequence[Step], row: Worker | None, twin: Worker | None
) -> Worker | None:
    if row is None and twin is not None and not twin.is_void:
        name = str(folded.body.get("name") or "")
        work.left(
            "同一个人登记过两次",
            f"{name}：丢失的那次登记并入了现在的这一份，以现在的为准，请打开核对一遍；县里会提示疑似同一人",
        )
        return None
    worker = row or twin or Worker(uid=uid, visits=0, from_card=[])
    worker.uid = uid  # a registration that was taken back gives its place to the one that came back
    rows.put(worker, folded.body, WORKER_FIELDS)
    rows.stamp(worker, folded, steps)
    card = folded.body.get("from_card")
    worker.from_card = [str(key) for key in card] if isinstance(card, list) else list(worker.from_card)
    work.session.add(worker)
    work.count("worker", is_new=row is None)
    return worker


def _nested(work: Work, worker: Worker, steps: Sequence[Step]) -> None:
    """Make the dated rows that an import told of within the registration."""
    for step in steps:
        data = step.event.data or {}
        for kind, name in TOLD_AS.items():
            listed = data.get(name)
            for body in listed if isinstance(listed, list) else ():
                if isinstance(body, dict) and not _is_forgotten(steps, step):
                    _part(work, kind, str(body.get("uid")), body, step.event, worker.id)


def _is_forgotten(steps: Sequence[Step], part: Step) -> bool:
    """Tell whether an import was undone after it told of a worker's dated row: those went with him."""
    return any(
        step.place > part.place
        and step.event.type == "worker.voided"
        and (step.event.data or {}).get("reason") == UNDONE
        for step in steps
    )


def worker_id(work: Work, uid: str) -> int:
    """Return the id of a worker by his uid, or of whoever is registered under his number; 0 where nobody is."""
    found = work.id_of(Worker, uid)
    if found or not uid:
        return found
    steps = histories(work.session, work.desk.station.epoch, [uid]).get(uid, [])
    number = fold(steps).body.get("id_number") if steps else None
    query = select(Worker.id).where(Worker.id_number == number)
    found = (work.session.scalar(query) if number else None) or 0
    if found:
        work.ids["worker", uid] = found
    return found


def parts(work: Work, kind: str, uids: Sequence[str]) -> None:
    """Make the dated rows that have an event of their own; one that was taken back goes."""
    pointer = "household" if kind == "household_fact" else "worker"
    for part in work.sliced(uids):
        history = histories(work.session, work.desk.station.epoch, part)
        owners = {uid: str(fold(steps).body.get(pointer) or "") for uid, steps in history.items()}
        of_owner = histories(work.session, work.desk.station.epoch, sorted(set(owners.values())))
        for uid in part:
            steps = history[uid]
            if fold(steps).is_void or _is_forgotten(of_owner.get(owners[uid], []), steps[0]):
                _forget(work.session, kind, uid)
                continue
            find = (
                work.id_of(Household, owners[uid]) if pointer == "household" else worker_id(work, owners[uid])
            )
            if not find or not rows.is_whole(steps):
                work.left(
                    "没能重建的类别、证书、去向或户内认定", f"{kind} {uid[-8:]}：所属的人或户没有上报过"
                )
                continue
            _part(work, kind, uid, dict(fold(steps).body), steps[0].event, find)
        work.session.flush()


def _forget(session: Session, kind: str, uid: str) -> None:
    entity = _PARTS[kind]
    row = session.scalar(select(entity).where(entity.uid == uid))
    if row is not None:
        session.delete(row)


def _part(work: Work, kind: str, uid: str, body: Mapping[str, Json], event: Event, owner: int) -> None:
    entity = _PARTS[kind]
    if work.is_here(kind, entity.uid, uid):
        return
    is_fact = kind == "household_fact"
    row: Base = entity(uid=uid, recorded_at=event.recorded_at, recorded_by=event.operator)
    setattr(row, "household_id" if is_fact else "worker_id", owner)
    rows.put(row, body, [*fields_of(entity), "is_end"] if is_fact else fields_of(entity), is_partial=True)
    work.session.add(row)
    work.count(kind, is_new=True)


def memberships(work: Work, brought: Brought) -> None:
    """Put every worker into the household that was last told of; nothing is done where no such news came."""
    if not any(step.event.type in MEMBERSHIP for step in brought.steps("household", "worker")):
        return
    homes: dict[str, str] = {}
    gone: set[str] = set()
    for step in told(work.session, work.desk.station.epoch, MEMBERSHIP):
        _moved(homes, gone, step.event)
    for part in work.sliced(sorted(homes)):
        for worker in work.session.scalars(select(Worker).where(Worker.uid.in_(part))):
            worker.household_id = work.id_of(Household, homes[worker.uid]) or None
        work.session.flush()


def _moved(homes: dict[str, str], gone: set[str], event: Event) -> None:
    """Follow one move; a registration that was taken back keeps its place in a household that is dissolved."""
    worker = str((event.data or {}).get("worker") or "")
    if event.type == "household.joined":
        homes[worker] = event.entity_id
    elif event.type == "household.left":
        homes[worker] = ""
    elif event.type == "worker.registered":
        homes[event.entity_id] = ""
        gone.discard(event.entity_id)
    elif event.type == "worker.voided":
        gone.add(event.entity_id)
    else:
        is_undone = (event.data or {}).get("reason") == UNDONE
        left = [
            uid for uid, home in homes.items() if home == event.entity_id and (is_undone or uid not in gone)
        ]
        homes.update(dict.fromkeys(left, ""))


def index(work: Work) -> None:
    """Write the search keys of everybody who was touched."""
    for part in work.sliced(sorted(work.workers)):
        for worker in work.session.scalars(select(Worker).where(Worker.id.in_(part))):
            search.index(work.session, worker)
