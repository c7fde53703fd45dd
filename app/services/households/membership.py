"""Joining and leaving a household inside the caller's transaction, each with its events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.household import Household
from app.models.worker import Worker
from app.services import journal
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.households.rules import HEAD, HEADS
from app.services.workers import records

FIELDS = ("number", "hukou_code", "address", "head_name", "head_uid", "phone", "note")


@dataclass(frozen=True, slots=True)
class Former:
    """How a worker stood before he joined or left, for the way back."""

    worker_id: int
    household_id: int | None
    fields: Mapping[str, object]


def former_of(worker: Worker) -> Former:
    """Return what joining or leaving may change of a worker."""
    kept = {"household_head": worker.household_head, "relation_to_head": worker.relation_to_head}
    return Former(worker.id, worker.household_id, kept)


def members_of(session: Session, household_id: int) -> list[Worker]:
    """Return the registered members, the head first, then in the order of their registration."""
    query = select(Worker).where(Worker.household_id == household_id, Worker.is_void.is_(False))
    found = session.scalars(query.order_by(Worker.id)).all()
    return sorted(found, key=lambda one: one.relation_to_head not in HEADS)


def household_of(session: Session, desk: Desk, worker: Worker) -> tuple[Household, bool]:
    """Return the worker's household, founded now where he has none; and whether it was."""
    if worker.household is not None and not worker.household.is_void:
        return worker.household, False
    is_head = worker.relation_to_head in HEADS or worker.household_head in ("", worker.name)
    values = {
        "hukou_code": worker.hukou_code,
        "address": worker.hukou_text,
        "head_name": worker.name if is_head else worker.household_head,
        "phone": worker.phone,
    }
    household = found(session, desk, values)
    join(session, desk, household, worker, HEAD if is_head else worker.relation_to_head)
    return household, True


def found(session: Session, desk: Desk, values: Mapping[str, object], import_uid: str = "") -> Household:
    """Found a household without members."""
    now = desk.clock.now()
    kept = {key: values[key] for key in FIELDS if key in values}
    household = Household(
        uid=desk.ids.new(), version=1, created_at=now, updated_at=now, import_uid=import_uid, **kept
    )
    session.add(household)
    session.flush()
    tell_founded(session, desk, household)
    return household


def tell_founded(session: Session, desk: Desk, household: Household) -> None:
    """Record that the household is there, for the first time or again."""
    data = records.travelling(records.values_of(household, FIELDS))
    tell(session, desk, household, "household.founded", data=data)


def relation_in(household: Household, name: str, relation: str) -> str:
    """Return the relation of one who joins: whoever bears the head's name, where no head is in yet, is he."""
    if not household.head_uid and name == household.head_name and relation in {"", *HEADS}:
        return HEAD
    return relation


def join(session: Session, desk: Desk, household: Household, worker: Worker, relation: str) -> None:
    """Let a registered worker join; his 户主姓名 becomes the household's.

    Raises:
        UserError: he belongs to another household, or the household has another head.

    """
    if worker.household_id is not None and worker.household_id != household.id:
        other = session.get(Household, worker.household_id)
        if other is not None and not other.is_void:
            raise UserError(f"{worker.name}已在{other.head_name}户，请先从那一户移出，再归入这一户。")
    relation = relation_in(household, worker.name, relation)
    if relation in HEADS and household.head_uid not in ("", worker.uid):
        raise UserError(f"这一户的户主是{household.head_name}，请改{worker.name}与户主关系后再归户。")
    worker.household = household
    session.flush()
    data: dict[str, Json] = {"worker": worker.uid, "household": household.uid}
    if relation:
        data["relation"] = relation
    bump(desk, household)
    tell(session, desk, household, "household.joined", data=data)
    if relation in HEADS and household.head_uid != worker.uid:
        change(session, desk, household, {"head_uid": worker.uid, "head_name": worker.name})
    amend(session, desk, worker, {"household_head": household.head_name, "relation_to_head": relation})


def leave(session: Session, desk: Desk, worker: Worker, reason: str = "") -> Household | None:
    """Let a worker leave; the last one out dissolves the household."""
    household = worker.household
    if household is None:
        return None
    worker.household = None
    session.flush()
    bump(desk, household)
    data: dict[str, Json] = {"worker": worker.uid, "household": household.uid}
    tell(session, desk, household, "household.left", data=data, reason=reason)
    if household.head_uid == worker.uid:
        change(session, desk, household, {"head_uid": ""})
    if worker.household_head == household.head_name:
        amend(session, desk, worker, {"household_head": "", "relation_to_head": ""})
    if not members_of(session, household.id):
        dissolve(session, desk, household, "户内已没有登记的成员")
    return household


def dissolve(session: Session, desk: Desk, household: Household, reason: str) -> None:
    """Make a household void; whoever is still in it leaves first."""
    for worker in members_of(session, household.id):
        worker.household = None
        session.flush()
        bump(desk, household)
        data: dict[str, Json] = {"worker": worker.uid, "household": household.uid}
        tell(session, desk, household, "household.left", data=data, reason=reason)
    household.is_void = True
    bump(desk, household)
    tell(session, desk, household, "household.voided", data={"reason": reason}, reason=reason)


def restore(session: Session, desk: Desk, former: Former) -> Worker | None:
    """Put a worker back where he stood, his household with him."""
    worker = session.get(Worker, former.worker_id)
    if worker is None or worker.is_void or worker.household_id == former.household_id:
        return None
    if former.household_id is None:
        leave(session, desk, worker, "撤销归户")
    else:
        household = session.get_one(Household, former.household_id)
        if household.is_void:
            household.is_void = False
            bump(desk, household)
            tell_founded(session, desk, household)
        join(session, desk, household, worker, str(former.fields["relation_to_head"]))
    amend(session, desk, worker, former.fields)
    return worker


def change(session: Session, desk: Desk, household: Household, values: Mapping[str, object]) -> bool:
    """Change fields of a household; say whether anything differed."""
    patch = records.changed(records.values_of(household, FIELDS), values)
    if not patch:
        return False
    for key, value in patch.items():
        setattr(household, key, value)
    bump(desk, household)
    told = {key: records.plain(value) for key, value in patch.items()}
    tell(session, desk, household, "household.changed", patch=told)
    return True


def amend(session: Session, desk: Desk, worker: Worker, values: Mapping[str, object]) -> None:
    """Change fields of a worker that follow from his household; nothing happens where they hold already."""
    patch = records.changed(records.values_of(worker, values), values)
    if not patch:
        return
    for key, value in patch.items():
        setattr(worker, key, value)
    worker.version += 1
    worker.updated_at = desk.clock.now()
    told = {key: records.plain(value) for key, value in patch.items()}
    event = journal.Change("worker.changed", worker.uid, worker.version, worker.version - 1, patch=told)
    session.flush()
    journal.record(session, desk, event)


def bump(desk: Desk, household: Household) -> None:
    """Count one more change of a household."""
    household.version += 1
    household.updated_at = desk.clock.now()


def tell(
    session: Session,
    desk: Desk,
    household: Household,
    kind: str,
    *,
    data: Mapping[str, Json] | None = None,
    patch: Mapping[str, Json] | None = None,
    reason: str = "",
) -> None:
    """Record one change of a household at the version it has now."""
    event = journal.Change(
        type=kind,
        entity_uid=household.uid,
        version=household.version,
        base=household.version - 1,
        data=data,
        patch=patch,
        reason=reason,
    )
    session.flush()
    journal.record(session, desk, event)
