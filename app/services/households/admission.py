"""Registering straight into a household: what saving a worker asks of it, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.models.checks.finding import Finding, warning
from app.models.household import Household, HouseholdFact
from app.models.worker import Worker
from app.services.desk import Desk
from app.services.households import membership, rules, terms


class Home:
    """The household that a new worker joins: that of `host`, founded now where he has none; or nobody's."""

    def __init__(self, session: Session, desk: Desk, host: int) -> None:
        self._session, self._desk = session, desk
        self._household: Household | None = None
        self.founded = 0
        self.findings: tuple[Finding, ...] = ()
        worker = session.get(Worker, host) if host else None
        if worker is None or worker.is_void:
            return
        self._household, is_new = membership.household_of(session, desk, worker)
        self.founded = self._household.id if is_new else 0

    @property
    def told(self) -> str:
        """Return what joining adds to the words about a registration."""
        return f"，归入{self._household.head_name}户" if self._household is not None else ""

    def settle(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return the values as the household makes them: its head, and who is he where no head is in yet."""
        clean, home = dict(values), self._household
        if home is None:
            return clean
        typed = str(clean.get("household_head") or "")
        name, relation = str(clean.get("name") or ""), str(clean.get("relation_to_head") or "")
        relation = membership.relation_in(home, name, relation)
        if relation in rules.HEADS and (home.head_uid or name != home.head_name):
            relation = ""
            text = f"这一户的户主是{home.head_name}，{name}与户主关系请重新填写"
            self.findings += (warning("relation_to_head", "two_heads", text),)
        elif typed not in ("", home.head_name):
            text = f"户主姓名填的是{typed}，归入的是{home.head_name}户，已按{home.head_name}记"
            self.findings += (warning("household_head", "other_head", text),)
        if not relation and not self.findings:
            text = "与户主关系没有填，请问清后补上"
            self.findings += (warning("relation_to_head", "no_relation", text),)
        return {**clean, "household_head": home.head_name, "relation_to_head": relation}

    def take_in(self, worker: Worker) -> tuple[Finding, ...]:
        """Let the worker join; return what his work says against 零就业家庭."""
        if self._household is None:
            return ()
        membership.join(self._session, self._desk, self._household, worker, worker.relation_to_head)
        return work_doubts(worker, worker.work_state, self._desk.clock.today())


def dissolve_founded(session: Session, desk: Desk, household_id: int) -> None:
    """Take back a household that was founded for a registration, unless somebody else joined since."""
    household = session.get(Household, household_id) if household_id else None
    if household is None or household.is_void or len(membership.members_of(session, household.id)) > 1:
        return
    if not household.facts:
        membership.dissolve(session, desk, household, "撤销登记")


def work_doubts(worker: Worker, work_state: str, today: date) -> tuple[Finding, ...]:
    """Warn where one is recorded as employed while his household counts as 零就业家庭 today."""
    if terms.standing_term(terms.terms_for(worker), today) is None:
        return ()
    person = rules.Person(worker.name, work_state, is_working_age=True)
    return rules.doubts([person])


def holders(category: str) -> ColumnElement[bool]:
    """Return the condition under which a worker is listed under a category, by himself or by his household."""
    own = Worker.categories.any(code=category)
    if category != terms.ZERO:
        return own
    newest = select(func.max(HouseholdFact.id)).where(HouseholdFact.code == category)
    newest = newest.group_by(HouseholdFact.household_id)
    homes = (
        select(Household.id)
        .join(HouseholdFact, HouseholdFact.household_id == Household.id)
        .where(HouseholdFact.id.in_(newest), HouseholdFact.is_end.is_(False), Household.is_void.is_(False))
    )
    return or_(own, Worker.household_id.in_(homes))
