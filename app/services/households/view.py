"""A household as it is shown: its members, how they work, what is certain of all of them, and what is doubtful."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.checks.age import full_years
from app.models.household import Household
from app.models.values import IdNumber
from app.models.worker import Worker
from app.services import codes
from app.services.households import rules, terms
from app.services.households.membership import FIELDS, members_of
from app.services.households.terms import Term
from app.services.workers.records import values_of

_MOST = 8


@dataclass(frozen=True, slots=True)
class Member:
    """One line of a household; the number is masked."""

    worker_id: int
    name: str
    relation: str
    age: int | None
    id_masked: str
    work_state: str
    categories: tuple[str, ...]
    is_head: bool
    is_employed: bool
    is_working_age: bool


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    """One household, whole; `standing` is the term of 零就业家庭 that holds today."""

    id: int
    uid: str
    version: int
    values: Mapping[str, object]
    members: tuple[Member, ...]
    terms: tuple[Term, ...]
    standing: Term | None
    doubts: tuple[str, ...]
    hint: str

    @property
    def head_name(self) -> str:
        """Return the head's name."""
        return str(self.values["head_name"])

    @property
    def employed(self) -> tuple[Member, ...]:
        """Return the members of working age that are recorded as employed."""
        return tuple(one for one in self.members if one.is_employed and one.is_working_age)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody who seems to belong here, and why; `household_id` is 0 for a person in no household."""

    worker_id: int
    household_id: int
    title: str
    why: str
    detail: str


def record_of(session: Session, household: Household, today: date) -> HouseholdRecord:
    """Return the whole household; its session must still be open."""
    workers = members_of(session, household.id)
    held = terms.terms_of(household.facts)
    standing = terms.standing_term(held, today)
    people = [rules.person_of(worker, today) for worker in workers]
    found = rules.doubts(people) if standing is not None else ()
    return HouseholdRecord(
        id=household.id,
        uid=household.uid,
        version=household.version,
        values=values_of(household, FIELDS),
        members=tuple(
            _member(worker, person, household, today) for worker, person in zip(workers, people, strict=True)
        ),
        terms=held,
        standing=standing,
        doubts=tuple(finding.text for finding in found),
        hint="" if standing is not None else rules.hint(people),
    )


def _member(worker: Worker, person: rules.Person, household: Household, today: date) -> Member:
    own = [row.code for row in worker.categories if row.code not in ("NMG", terms.ZERO)]
    return Member(
        worker_id=worker.id,
        name=worker.name,
        relation=codes.label("relation", worker.relation_to_head) if worker.relation_to_head else "",
        age=full_years(worker.birth, today) if worker.birth else None,
        id_masked=IdNumber(worker.id_number).masked(),
        work_state=person.state_words if worker.work_state else "",
        categories=tuple(dict.fromkeys(codes.label("category", code) for code in own)),
        is_head=worker.uid == household.head_uid,
        is_employed=person.is_employed,
        is_working_age=person.is_working_age,
    )


def proposals_for(session: Session, worker: Worker, household: Household | None) -> tuple[Proposal, ...]:
    """Return who may live with a worker: same village, and the same head's name or the same house.

    Households come first where he is in none yet; nobody joins by being named here.
    """
    if not worker.hukou_code:
        return ()
    house = household.address if household is not None else worker.hukou_text
    house = house if rules.names_a_house(house) else ""
    homes = _homes(session, worker, house) if household is None else []
    return tuple([*homes, *_people(session, worker, household, house)][:_MOST])


def _homes(session: Session, worker: Worker, house: str) -> list[Proposal]:
    """Return households of the same head or house; his own namesake as the head is another person."""
    same_head = Household.head_name == (worker.household_head or worker.name)
    if worker.household_head in ("", worker.name):
        same_head &= Household.head_uid == ""
    alike = or_(same_head, Household.address == house) if house else same_head
    query = select(Household).where(
        Household.hukou_code == worker.hukou_code, Household.is_void.is_(False), alike
    )
    found = []
    for household in session.scalars(query.order_by(Household.id).limit(_MOST)):
        members = members_of(session, household.id)
        why = "户籍地址相同" if house and household.address == house else "户主姓名相同"
        if members:
            title = f"{household.head_name}户（{len(members)} 人）"
            names = "、".join(one.name for one in members)
            found.append(Proposal(members[0].id, household.id, title, why, names))
    return found


def _people(session: Session, worker: Worker, household: Household | None, house: str) -> list[Proposal]:
    """Return workers in no household who name the same head, are he, or write the same house."""
    head = household.head_name if household is not None else worker.household_head or worker.name
    alike = [Worker.household_head == head]
    if head != worker.name and (household is None or not household.head_uid):
        alike.append(Worker.name == head)
    if house:
        alike.append(Worker.hukou_text == house)
    query = (
        select(Worker)
        .outerjoin(Household, Household.id == Worker.household_id)
        .where(
            Worker.hukou_code == worker.hukou_code,
            or_(Worker.household_id.is_(None), Household.is_void),
            Worker.is_void.is_(False),
            Worker.id != worker.id,
            or_(*alike),
        )
    )
    found = session.scalars(query.order_by(Worker.id).limit(_MOST))
    return [Proposal(one.id, 0, one.name, _why(one, head), _about(one)) for one in found]


def _why(worker: Worker, head: str) -> str:
    if worker.name == head:
        return "是这位户主"
    return "户主姓名相同" if worker.household_head == head else "户籍地址相同"


def _about(worker: Worker) -> str:
    relation = codes.label("relation", worker.relation_to_head) if worker.relation_to_head else ""
    return " · ".join(part for part in (relation, IdNumber(worker.id_number).masked()) if part)


def copied_down(worker: Worker) -> dict[str, object]:
    """Return what a member of the same household shares with this one; nothing that is his alone."""
    household = worker.household if worker.household is not None and not worker.household.is_void else None
    shared: dict[str, object] = values_of(worker, _OF_THE_HOUSE)
    is_head = worker.relation_to_head in rules.HEADS or not worker.household_head
    shared["household_head"] = (
        household.head_name if household is not None else worker.name if is_head else worker.household_head
    )
    shared["phone"] = household.phone if household is not None else worker.phone
    if household is not None and household.address:
        shared["hukou_text"] = household.address
    if worker.live_code == worker.hukou_code:
        shared |= values_of(worker, ("live_code", "live_text"))
    return {key: value for key, value in shared.items() if value not in (None, "")}


_OF_THE_HOUSE: Sequence[str] = (
    "hukou_code", "hukou_text", "urban_rural", "hukou_kind", "family_size", "labour_count", "away_count",
)  # fmt: skip
