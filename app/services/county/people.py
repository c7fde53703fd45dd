"""Registrations side by side: the keys of each person, and the pairs that may be one, for a person to decide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.models.county import CountyPerson, CountyPersonKey, CountyRecord, Likeness
from app.services import bulk
from app.services.county.likeness import LIKELY, Person, compare, keys_of

_SLICE = 400


def update(session: Session, records: Sequence[CountyRecord]) -> None:
    """Bring the persons and their pairs in line with the records of workers that changed."""
    if not records:
        return
    uids = [record.uid for record in records]
    for part in _sliced(uids):
        session.execute(delete(CountyPersonKey).where(CountyPersonKey.uid.in_(part)))
        session.execute(delete(CountyPerson).where(CountyPerson.uid.in_(part)))
        undecided = (Likeness.state == "open", or_(Likeness.one.in_(part), Likeness.other.in_(part)))
        session.execute(delete(Likeness).where(*undecided))
    bulk.insert(session, CountyPerson, [_row(record) for record in records])
    people = {record.uid: person_of(record.uid, record.body) for record in records if not record.is_void}
    keys = {uid: keys_of(person) for uid, person in people.items()}
    pairs = [{"key": key, "uid": uid} for uid, held in keys.items() for key in sorted(held)]
    bulk.insert(session, CountyPersonKey, pairs)
    _pair_up(session, people, keys)


def person_of(uid: str, body: Mapping[str, object]) -> Person:
    """Return what of a registration is compared."""

    def text(key: str) -> str:
        return str(body.get(key) or "")

    return Person(
        uid, text("id_number"), text("name"), text("birth"), text("sex"), text("phone"), text("hukou_code")
    )


def _row(record: CountyRecord) -> dict[str, object]:
    person = person_of(record.uid, record.body)
    return {
        "uid": record.uid, "station": record.station, "id_number": person.number, "name": person.name,
        "birth": person.birth, "sex": person.sex, "phone": person.phone, "village": person.village,
        "is_void": record.is_void,
    }  # fmt: skip


def _pair_up(session: Session, people: Mapping[str, Person], keys: Mapping[str, frozenset[str]]) -> None:
    near = _neighbours(session, keys)
    others = {uid for found in near.values() for uid in found} - people.keys()
    known = {**people, **_known(session, others)}
    made: dict[tuple[str, str], dict[str, object]] = {}
    for uid, found in near.items():
        for other in found - {uid}:
            pair = (uid, other) if uid < other else (other, uid)
            if pair not in made and other in known:
                alike = compare(known[pair[0]], known[pair[1]])
                if alike.score >= LIKELY:
                    made[pair] = {
                        "one": pair[0], "other": pair[1], "score": alike.score, "reasons": list(alike.reasons)
                    }  # fmt: skip
    decided = _decided(session, made)
    bulk.insert(session, Likeness, [made[pair] for pair in sorted(made) if pair not in decided])


def _neighbours(session: Session, keys: Mapping[str, frozenset[str]]) -> dict[str, set[str]]:
    holders: dict[str, set[str]] = defaultdict(set)
    wanted = sorted({key for held in keys.values() for key in held})
    for part in _sliced(wanted):
        query = select(CountyPersonKey.key, CountyPersonKey.uid).where(CountyPersonKey.key.in_(part))
        for key, uid in session.execute(query):
            holders[key].add(uid)
    return {uid: set().union(*(holders[key] for key in held)) - {uid} for uid, held in keys.items()}


def _known(session: Session, uids: Iterable[str]) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for part in _sliced(sorted(uids)):
        for row in session.scalars(select(CountyPerson).where(CountyPerson.uid.in_(part))):
            found[row.uid] = Person(
                row.uid, row.id_number, row.name, row.birth, row.sex, row.phone, row.village
            )
    return found


def _decided(session: Session, pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    ones = sorted({one for one, _ in pairs})
    found: set[tuple[str, str]] = set()
    for part in _sliced(ones):
        query = select(Likeness.one, Likeness.other).where(Likeness.one.in_(part), Likeness.state != "open")
        found |= {(row.one, row.other) for row in session.execute(query)}
    return found


def _sliced(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[at : at + _SLICE] for at in range(0, len(values), _SLICE))
