"""Jobs and courses of the county beside the station's: what a snapshot changes, and the switch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from app.models.base import Tracked
from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.enrolment import Enrolment
from app.models.field import Field
from app.models.fields import fields_of
from app.models.values import format_yuan
from app.services import bulk, codes
from app.services.desk import Desk
from app.services.exchange.reference import Package
from app.services.exchange.tables import Value
from app.services.references.offers import OFFERS, PARENT, UID, Offer
from app.services.references.results import Line, TableDifference

LISTED = 200
"""Lines of each kind of change that a preview carries; the rest is counted."""

Row = dict[str, object]


@dataclass(slots=True)
class Plan:
    """What a snapshot does to one table; `released` are the station's own records that the county lists no more."""

    offer: Offer
    new: list[Row] = field(default_factory=list)
    changed: list[tuple[Row, Row]] = field(default_factory=list)
    retired: list[Row] = field(default_factory=list)
    released: list[Row] = field(default_factory=list)
    same: list[Row] = field(default_factory=list)
    kept: list[Row] = field(default_factory=list)
    ids: dict[str, int] = field(default_factory=dict)


def compare(session: Session, package: Package) -> tuple[TableDifference, ...]:
    """Return what the snapshot would change, without changing it."""
    return tuple(_difference(plan) for plan in _plans(session, package))


def switch(session: Session, desk: Desk, package: Package) -> dict[str, int]:
    """Bring the county's records in line with the snapshot; return the counts.

    A record that the station had registered itself is not made again: it is the county's from then on.
    """
    now, counts = (
        desk.clock.now(),
        dict.fromkeys(("new", "changed", "retired", "released", "same", "kept"), 0),
    )
    until = package.header.expires if package.header.kind.value == "job" else None
    ids: dict[str, int] = {}
    for plan in _plans(session, package):
        _insert(session, plan, ids, now)
        _update(session, plan, ids, now)
        ids = {**plan.ids, **_new_ids(session, plan)}
        if until is not None and plan.offer.entity is Job:
            _list_until(session, until)
        for key, rows in (("new", plan.new), ("changed", plan.changed), ("retired", plan.retired),
                          ("released", plan.released), ("same", plan.same), ("kept", plan.kept)):  # fmt: skip
            counts[key] += len(rows)
    return counts


def _plans(session: Session, package: Package) -> list[Plan]:
    """Return what the snapshot does to each table, owners first; a record still in use is not retired."""
    plans: list[Plan] = []
    parents: dict[str, int] = {}
    for offer in OFFERS[package.header.kind]:
        plan = _plan(session, offer, package.rows(offer.table), parents)
        parents = plan.ids
        plans.append(plan)
    going: set[int] = set()
    for plan in reversed(plans):
        going = _spare(session, plan, going)
    return plans


def _plan(
    session: Session, offer: Offer, rows: Iterable[dict[str, Value]], parents: Mapping[str, int]
) -> Plan:
    plan, held = Plan(offer), _held(session, offer)
    ours = {str(row["origin"]): row for row in held if row["origin"]}
    alike = _alike(offer, [row for row in held if not row["origin"] and not row["is_void"]])
    seen: set[str] = set()
    taken: set[object] = set()
    for told in rows:
        uid = str(told.pop(UID))
        parent = str(told.pop(PARENT, ""))
        values = _kept_values(offer, told)
        if offer.parent:
            values[_PARENT_UID] = parent
        known = ours.get(uid) or alike(values, parents.get(parent, 0))
        seen.add(uid)
        if known is None or known["id"] in taken:
            plan.new.append({**values, UID: uid})
            continue
        taken.add(known["id"])
        plan.ids[uid] = int(str(known["id"]))
        patch = _patch(offer, known, values, uid, parents.get(parent, 0))
        if patch:
            plan.changed.append((known, patch))
        else:
            plan.same.append(known)
    gone = [row for uid, row in ours.items() if uid not in seen and not row["is_void"]]
    plan.retired = [row for row in gone if row["uid"] == row["origin"]]
    plan.released = [row for row in gone if row["uid"] != row["origin"]]
    return plan


_PARENT_UID = "_parent_uid"


def _held(session: Session, offer: Offer) -> list[Row]:
    """Return the records that may be the county's, as plain values."""
    table = _table(offer.entity)
    wanted = {column.key for column in offer.columns} & set(table.columns.keys())
    names = ["id", "uid", "version", "is_void", "origin", *sorted(wanted - {UID})]
    if offer.parent_column:
        names.append(offer.parent_column)
    query = select(*(table.c[name] for name in dict.fromkeys(names)))
    return [dict(row) for row in session.execute(query).mappings()]


def _kept_values(offer: Offer, told: Mapping[str, Value]) -> Row:
    """Return the row as it is stored; what this version of the product does not know is left out."""
    columns = _table(offer.entity).columns
    values: Row = {}
    for key, value in told.items():
        if key not in columns:
            continue
        if value is None and not columns[key].nullable:
            default = columns[key].default
            values[key] = getattr(default, "arg", None) if default is not None else ""
        else:
            values[key] = list(value) if isinstance(value, tuple) else value
    return values


def _patch(offer: Offer, known: Row, values: Row, uid: str, parent_id: int) -> Row:
    """Return what of a record changes; what the county left blank takes nothing from what the station filled in."""
    is_countys = bool(offer.parent) and known["uid"] == uid
    patch = {
        key: value
        for key, value in values.items()
        if key not in {_PARENT_UID, *offer.counters}
        and known[key] != value
        and (is_countys or value not in (None, "", []))
    }
    if offer.entity is Job and values.get("head_left") == 0 and known["head_left"]:
        patch["head_left"] = 0
    if offer.parent_column and known[offer.parent_column] != parent_id:
        patch[_PARENT_UID] = values[_PARENT_UID]
    if known["is_void"]:
        patch["is_void"] = False
    if known["origin"] != uid:
        patch["origin"] = uid
    return patch


Find = Callable[[Row, int], Row | None]


def _alike(offer: Offer, own: Sequence[Row]) -> Find:
    """Return what finds the station's own record of the same thing, as an import would."""
    if offer.entity in {Employer, Institution}:
        by_code = {str(row["uscc"]): row for row in own if row["uscc"]}
        by_name = {str(row["name"]): row for row in own}
        return lambda values, _parent: by_code.get(str(values.get("uscc") or "")) or (
            None if values.get("uscc") and (by_name.get(str(values["name"])) or {}).get("uscc") else
            by_name.get(str(values["name"]))
        )  # fmt: skip
    if offer.entity is TrainingSession:
        by_number = {str(row["class_no"]): row for row in own}
        return lambda values, _parent: by_number.get(str(values["class_no"]))
    keys = ("title", "place_text") if offer.entity is Job else ("course_no", "title")
    by_key = {(row[offer.parent_column], *(str(row[key] or "") for key in keys)): row for row in own}
    return lambda values, parent: by_key.get((parent, *(str(values.get(key) or "") for key in keys)))


def _spare(session: Session, plan: Plan, children_going: set[int]) -> set[int]:
    """Keep what is still in use: a class with learners, an owner with anything left; return the ids that go."""
    ids = [int(str(row["id"])) for row in plan.retired]
    if not ids:
        return set()
    used = _used(session, plan.offer.entity, children_going)
    plan.kept = [row for row in plan.retired if row["id"] in used]
    plan.retired = [row for row in plan.retired if row["id"] not in used]
    return {int(str(row["id"])) for row in plan.retired}


def _used(session: Session, entity: type[Tracked], going: set[int]) -> set[int]:
    if entity is TrainingSession:
        learners = select(Enrolment.session_id).where(Enrolment.is_void.is_(False)).distinct()
        return set(session.scalars(learners))
    child = {Employer: (Job, Job.employer_id), Institution: (Course, Course.institution_id),
             Course: (TrainingSession, TrainingSession.course_id)}.get(entity)  # fmt: skip
    if child is None:
        return set()
    query = select(child[0].id, child[1]).where(child[0].is_void.is_(False))
    return {owner for number, owner in session.execute(query) if number not in going}


def _insert(session: Session, plan: Plan, parents: Mapping[str, int], now: datetime) -> None:
    rows = []
    for row in plan.new:
        parent = str(row.pop(_PARENT_UID, ""))
        made = {**row, "origin": row[UID], "created_at": now, "updated_at": now}
        if plan.offer.parent_column:
            made[plan.offer.parent_column] = parents[parent]
        rows.append(made)
    bulk.insert(session, plan.offer.entity, rows)


def _update(session: Session, plan: Plan, parents: Mapping[str, int], now: datetime) -> None:
    changes: list[tuple[int, Row]] = []
    for known, patch in plan.changed:
        parent = patch.pop(_PARENT_UID, None)
        if parent is not None:
            patch[plan.offer.parent_column] = parents[str(parent)]
        changes.append(_moved(known, patch, now))
    changes += [_moved(known, {"is_void": True}, now) for known in plan.retired]
    changes += [_moved(known, _released(plan.offer), now) for known in plan.released]
    for ready in bulk.updates(session.get_bind().dialect, plan.offer.entity, changes):
        ready.put(session)


def _released(offer: Offer) -> Row:
    """Return what becomes of the station's own record when the county lists it no more; a job of it is closed."""
    return {"origin": "", **({"head_left": 0, "listed_until": None} if offer.entity is Job else {})}


def _moved(known: Row, patch: Row, now: datetime) -> tuple[int, Row]:
    return int(str(known["id"])), {**patch, "version": int(str(known["version"])) + 1, "updated_at": now}


def _new_ids(session: Session, plan: Plan) -> dict[str, int]:
    if not plan.new:
        return {}
    table = _table(plan.offer.entity)
    query = select(table.c.origin, table.c.id).where(table.c.origin != "")
    return {row[0]: row[1] for row in session.execute(query)}


def _list_until(session: Session, until: date) -> None:
    table = _table(Job)
    here = (table.c.origin != "", table.c.is_void.is_(False))
    session.execute(table.update().where(*here).values(listed_until=until))


def _table(entity: type[Tracked]) -> Table:
    table = entity.__table__
    assert isinstance(table, Table)  # noqa: S101 - every entity has one
    return table


def _difference(plan: Plan) -> TableDifference:
    fields = fields_of(plan.offer.entity)
    lines = [Line("新增", _title(row)) for row in plan.new[:LISTED]]
    for known, patch in plan.changed[:LISTED]:
        lines.append(Line("修改", _title(known), "；".join(_words(fields, known, patch))))
    lines += [Line("停用", _title(row)) for row in plan.retired[:LISTED]]
    lines += [Line("交还", _title(row), "县里不再列，仍是本站的") for row in plan.released[:LISTED]]
    return TableDifference(
        plan.offer.label, len(plan.new), len(plan.changed), len(plan.retired), len(plan.same), len(plan.kept),
        len(plan.released), tuple(lines),
    )  # fmt: skip


def _title(row: Row) -> str:
    return str(row.get("title") or row.get("name") or row.get("class_no") or "")


def _words(fields: Mapping[str, Field], known: Row, patch: Row) -> Iterable[str]:
    if patch.get("origin"):
        yield "本站已有，今后按县里的"
    if patch.get("is_void") is False:
        yield "恢复"
    for key, value in patch.items():
        if key in fields:
            yield f"{fields[key].label} {_shown(fields[key], known[key])} → {_shown(fields[key], value)}"


def _shown(field: Field, value: object) -> str:
    parts = value if isinstance(value, list) else [] if value in (None, "") else [value]
    return "、".join(_in_words(field, part) for part in parts) or "空"


def _in_words(field: Field, value: object) -> str:
    if field.widget == "money" and isinstance(value, int):
        return format_yuan(value)
    return codes.label(field.choices, str(value)) if field.choices else str(value)
