"""Registrations side by side: the keys of each person, and the pairs that may be one, for a person to decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session, aliased

from app.models.county import CountyPerson, CountyPersonKey, Likeness
from app.services import bulk
from app.services.county.likeness import LIKELY, Person, compare, keys_of
from app.services.county.records import Record

_PLAINLY = {"synchronize_session": False}


def update(session: Session, records: Sequence[Record]) -> None:
    """Bring the persons and their pairs in line with the records of workers that changed."""
    told = [(record, person_of(record.uid, record.body)) for record in records]
    moved = [(record, person) for record, person in told if _is_another(record, person)]
    if not moved:
        return
    _forget(session, [record.uid for record, _ in moved if record.before is not None])
    bulk.insert(session, CountyPerson, [_row(record, person) for record, person in moved])
    people = {person.uid: person for record, person in moved if not record.is_void}
    pairs = [{"key": key, "uid": uid} for uid, person in people.items() for key in sorted(keys_of(person))]
    bulk.insert(session, CountyPersonKey, pairs)
    _pair_up(session, people)


def _is_another(record: Record, person: Person) -> bool:
    """Tell whether what is compared of a registration is not what it was."""
    before = record.before
    return before is None or before.is_void != record.is_void or person_of(before.uid, before.body) != person


def _forget(session: Session, uids: Sequence[str]) -> None:
    """Remove what stands of these persons; what a person has decided about a pair stays."""
    if not uids:
        return
    for column in (Likeness.one, Likeness.other):
        open_ones = delete(Likeness).where(Likeness.state == "open", bulk.within(session, column, uids))
        session.execute(open_ones, execution_options=_PLAINLY)
    for column in (CountyPersonKey.uid, CountyPerson.uid):
        standing = delete(column.class_).where(bulk.within(session, column, uids))
        session.execute(standing, execution_options=_PLAINLY)


def person_of(uid: str, body: Mapping[str, object]) -> Person:
    """Return what of a registration is compared."""

    def text(key: str) -> str:
        return str(body.get(key) or "")

    return Person(
        uid, text("id_number"), text("name"), text("birth"), text("sex"), text("phone"), text("hukou_code")
    )


def _row(record: Record, person: Person) -> dict[str, object]:
    return {
        "uid": record.uid, "station": record.station, "id_number": person.number, "name": person.name,
        "birth": person.birth, "sex": person.sex, "phone": person.phone, "village": person.village,
        "is_void": record.is_void,
    }  # fmt: skip


def _pair_up(session: Session, people: Mapping[str, Person]) -> None:
    met = _met(session, people)
    known = {**people, **_known(session, {uid for pair in met for uid in pair} - people.keys())}
    made: dict[tuple[str, str], dict[str, object]] = {}
    for one, other in met:
        if one in known and other in known:
            alike = compare(known[one], known[other])
            if alike.score >= LIKELY:
                made[one, other] = {
                    "one": one, "other": other, "score": alike.score, "reasons": list(alike.reasons)
                }  # fmt: skip
    decided = _decided(session, made)
    bulk.insert(session, Likeness, [made[pair] for pair in sorted(made) if pair not in decided])


def _met(session: Session, people: Mapping[str, Person]) -> set[tuple[str, str]]:
    """Return the pairs, in order, of which one is among these and which share a key."""
    mine, theirs = aliased(CountyPersonKey), aliased(CountyPersonKey)
    query = (
        select(mine.uid, theirs.uid)
        .join(theirs, and_(theirs.key == mine.key, theirs.uid != mine.uid))
        .where(bulk.within(session, mine.uid, people))
    )
    return {(one, other) if one < other else (other, one) for one, other in session.execute(query)}


def _known(session: Session, uids: Collection[str]) -> dict[str, Person]:
    row = CountyPerson
    query = select(row.uid, row.id_number, row.name, row.birth, row.sex, row.phone, row.village)
    found = session.execute(query.where(bulk.within(session, row.uid, uids))) if uids else ()
    return {told.uid: Person(*told) for told in found}


def _decided(session: Session, pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    if not pairs:
        return set()
    ones = {one for one, _ in pairs}
    query = select(Likeness.one, Likeness.other).where(
        bulk.within(session, Likeness.one, ones), Likeness.state != "open"
    )
    return {(row.one, row.other) for row in session.execute(query)}
