"""Households at the counter: found, join, leave, certify 零就业家庭 once for all, end it for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.faults import Conflict, UserError
from app.models.checks.finding import Finding, error
from app.models.household import Household, HouseholdFact
from app.models.worker import Worker
from app.services import journal
from app.services.desk import Desk
from app.services.households import membership, rules, terms, view
from app.services.households.terms import Term
from app.services.households.view import HouseholdRecord, Proposal
from app.services.results import Changes, Refused, Saved
from app.services.undo import UndoStack
from app.services.workers import records
from app.services.workers.rules import errors_of

_TOUCHED = frozenset({"worker", "household"})
_CERTIFIED = ("authority", "certified_on", "valid_to", "is_open_ended", "source", "document_no")
_EDITED = ("number", "address", "head_name", "phone", "note")


@dataclass(frozen=True, slots=True)
class AtHome:
    """A worker's household, or none, and who seems to belong to it."""

    worker_id: int
    household: HouseholdRecord | None
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Kin:
    """What the next member of a household begins with: `of` is the worker whose household it is."""

    of: int
    head_name: str
    source: str
    place: int
    values: Mapping[str, object]


class Households:
    """Who belongs together."""

    def __init__(self, desk: Desk, undo: UndoStack) -> None:
        self._desk = desk
        self._undo = undo

    def at_home(self, worker_id: int) -> AtHome:
        """Return a worker's household with its members, and who may belong to it.

        Raises:
            UserError: he is not registered here any more.

        """
        with self._desk.database.reading() as session:
            worker = _worker(session, worker_id)
            household = worker.household if worker.household and not worker.household.is_void else None
            record = view.record_of(session, household, self._desk.clock.today()) if household else None
            return AtHome(worker.id, record, view.proposals_for(session, worker, household))

    def kin(self, worker_id: int) -> Kin:
        """Return what the next member of a worker's household begins with.

        Raises:
            UserError: he is not registered here any more.

        """
        with self._desk.database.reading() as session:
            worker = _worker(session, worker_id)
            values = view.copied_down(worker)
            home = worker.household if worker.household and not worker.household.is_void else None
            place = len(membership.members_of(session, home.id)) + 1 if home else 2
            return Kin(worker.id, str(values["household_head"]), worker.name, place, values)

    def found(self, worker_id: int) -> Saved:
        """Found a household with one worker in it; he is its head unless his record names another.

        Raises:
            UserError: he is gone, or belongs to a household already.

        """
        with self._desk.database.transaction() as session:
            worker = _worker(session, worker_id)
            former = membership.former_of(worker)
            household, is_new = membership.household_of(session, self._desk, worker)
            if not is_new:
                raise UserError(f"{worker.name}已在{household.head_name}户。")
            self._undo.push(f"{household.head_name}户的立户", lambda: self._restore((former,)))
            return _saved(household, f"已立户：户主{household.head_name}", worker)

    def unite(self, worker_id: int, other_id: int, relation: str = "") -> Saved:
        """Bring another registered worker into a worker's household, or a worker into the other's.

        Where neither is in one, it is founded from the first. `relation` is the other's to the head.

        Raises:
            UserError: one is gone, both are in different households, or there would be two heads.

        """
        with self._desk.database.transaction() as session:
            worker, other = _worker(session, worker_id), _worker(session, other_id)
            if worker.id == other.id:
                raise UserError("不能把本人再加进自己的户里，请选家里的另一位。")
            formers = (membership.former_of(worker), membership.former_of(other))
            homeless = worker.household is None or worker.household.is_void
            if homeless and other.household is not None and not other.household.is_void:
                worker, other = other, worker
            household, _ = membership.household_of(session, self._desk, worker)
            if other.household_id == household.id:
                raise UserError(f"{other.name}已经在{household.head_name}户。")
            given = relation or other.relation_to_head
            membership.join(session, self._desk, household, other, given)
            self._undo.push(f"{other.name}的归户", lambda: self._restore(formers))
            doubted = _doubts(session, household, self._desk.clock.today())
            return _saved(
                household, f"{other.name}已归入{household.head_name}户", worker, other, found=doubted
            )

    def leave(self, worker_id: int, reason: str = "") -> Saved:
        """Let a member leave his household; the last one out dissolves it.

        Raises:
            UserError: he is gone, or in no household.

        """
        with self._desk.database.transaction() as session:
            worker = _worker(session, worker_id)
            former = membership.former_of(worker)
            household = membership.leave(session, self._desk, worker, reason)
            if household is None:
                raise UserError(f"{worker.name}没有归在哪一户。")
            self._undo.push(f"{worker.name}的移出", lambda: self._restore((former,)))
            return _saved(household, f"{worker.name}已移出{household.head_name}户", worker)

    def change(self, household_id: int, version: int, values: Mapping[str, object]) -> Saved | Refused:
        """Change number, address, head, phone or note of a household; a new head goes down to every member.

        Raises:
            Conflict: another window changed the household since it was opened.

        """
        clean, findings = rules.check_household(values)
        if errors_of(findings):
            return Refused(findings)
        with self._desk.database.transaction() as session:
            household = _household(session, household_id)
            if household.version != version:
                raise Conflict(f"{household.head_name}户刚被修改过，请重新打开后再改。")
            old = records.values_of(household, _EDITED)
            wanted = {key: clean[key] for key in _EDITED if key in clean}
            if not self._rewrite(session, household, wanted):
                return replace(_saved(household, "没有改动"), is_changed=False)
            now_at = household.version
            self._undo.push(
                f"{household.head_name}户的修改", lambda: self._change_back(household_id, now_at, old)
            )
            return _saved(household, f"已保存{household.head_name}户")

    def _rewrite(self, session: Session, household: Household, wanted: Mapping[str, object]) -> bool:
        """Write the fields; with a new head every relation to the old one is asked for anew."""
        is_new_head = wanted.get("head_name", household.head_name) != household.head_name
        members = membership.members_of(session, household.id)
        head = next((one for one in members if one.name == wanted.get("head_name")), None)
        more = {"head_uid": head.uid if head else ""} if is_new_head else {}
        if not membership.change(session, self._desk, household, {**wanted, **more}):
            return False
        for worker in members if is_new_head else ():
            relation = rules.HEAD if worker is head else ""
            fields = {"household_head": household.head_name, "relation_to_head": relation}
            membership.amend(session, self._desk, worker, fields)
        return True

    def _change_back(self, household_id: int, version: int, old: Mapping[str, object]) -> Changes:
        with self._desk.database.transaction() as session:
            household = _household(session, household_id)
            if household.version != version:
                raise UserError(f"{household.head_name}户后来又改过，不能撤销，请直接修改。")
            self._rewrite(session, household, old)
            return _saved(household, "").changes

    def certify(self, household_id: int, values: Mapping[str, object]) -> Saved | Refused:
        """Record once that a household is certified as 零就业家庭; every member counts from then on.

        Raises:
            UserError: the household is gone.

        """
        today = self._desk.clock.today()
        findings = rules.check_certified(values, today)
        if findings:
            return Refused(findings)
        with self._desk.database.transaction() as session:
            household = _household(session, household_id)
            kept = {key: values[key] for key in _CERTIFIED if values.get(key) not in (None, "")}
            fact = self._record(session, household, kept)
            self._push_fact(household, fact.uid, "零就业家庭认定", None)
            text = f"{household.head_name}户已记为零就业家庭，户内成员都按此判断"
            return _saved(household, text, found=_doubts(session, household, today))

    def end(self, household_id: int, values: Mapping[str, object]) -> Saved | Refused:
        """End 零就业家庭 for the whole household after `valid_to`; with `is_mistake` take the newest back.

        Raises:
            UserError: the household is gone.

        """
        reason = str(values.get("reason") or "").strip()
        last = None if values.get("is_mistake") else values.get("valid_to")
        with self._desk.database.transaction() as session:
            household = _household(session, household_id)
            held = terms.terms_of(household.facts)
            found = _may_end(held, last, is_mistake=bool(values.get("is_mistake")))
            if not reason:
                found.append(error("reason", "empty", "请写明终止的原因，如“成员已就业”“认定录错”"))
            if found:
                return Refused(tuple(found))
            kept: dict[str, object] = {"is_end": True, "reason": reason}
            if isinstance(last, date):
                kept["valid_to"] = last
            fact = self._record(session, household, kept)
            self._push_fact(household, fact.uid, "零就业家庭终止", held[-1])
            until = f"，有效至 {last:%Y-%m-%d}" if isinstance(last, date) else "，作为录错，自始不计"
            return _saved(household, f"{household.head_name}户的零就业家庭认定已终止{until}")

    def _record(self, session: Session, household: Household, values: Mapping[str, object]) -> HouseholdFact:
        fact = HouseholdFact(
            uid=self._desk.ids.new(),
            household_id=household.id,
            code=terms.ZERO,
            recorded_at=self._desk.clock.now(),
            recorded_by=self._desk.operator.login,
            **{"is_end": False, **values},
        )
        session.add(fact)
        session.flush()
        session.expire(household, ["facts"])
        told = records.travelling(values)
        event = journal.Change(
            type="household_fact.recorded",
            entity_uid=fact.uid,
            data={**told, "household": household.uid, "code": fact.code, "is_end": fact.is_end},
            reason=fact.reason,
        )
        journal.record(session, self._desk, event)
        return fact

    def _push_fact(self, household: Household, uid: str, label: str, former: Term | None) -> None:
        """Leave the way back: a certification is taken back as an error, an end by certifying as before."""
        household_id = household.id
        again: dict[str, object] = {"is_end": True, "reason": f"撤销{label}"}
        if former is not None:
            again = {key: getattr(former, key) for key in ("authority", "source", "document_no")}
            again |= {"certified_on": former.start, "valid_to": former.end, "is_open_ended": former.is_open}

        def back() -> Changes:
            with self._desk.database.transaction() as session:
                home = _household(session, household_id)
                if not home.facts or home.facts[-1].uid != uid:
                    raise UserError("这一户的认定后来又有记录，不能撤销，请在“这一户”里改。")
                self._record(session, home, again)
                return _saved(home, "").changes

        self._undo.push(f"{household.head_name}户的{label}", back)

    def _restore(self, formers: tuple[membership.Former, ...]) -> Changes:
        with self._desk.database.transaction() as session:
            for former in reversed(formers):
                membership.restore(session, self._desk, former)
        return Changes(_TOUCHED)


def _may_end(held: tuple[Term, ...], last: object, *, is_mistake: bool) -> list[Finding]:
    if not held:
        return [error("valid_to", "none", "这一户没有记录零就业家庭认定，不用终止")]
    if is_mistake:
        return []
    if not isinstance(last, date):
        return [error("valid_to", "empty", "请填写有效至哪一天；如果是认定录错了，请选“录错作废”")]
    start = held[-1].start
    if start is not None and last < start:
        text = f"有效至早于认定日期 {start:%Y-%m-%d}；如果是认定录错了，请选“录错作废”"
        return [error("valid_to", "reversed", text)]
    return []


def _worker(session: Session, worker_id: int) -> Worker:
    worker = session.get(Worker, worker_id)
    if worker is None or worker.is_void:
        raise UserError("这位不在本站登记名册里，可能已被撤销，请重新查找。")
    return worker


def _household(session: Session, household_id: int) -> Household:
    household = session.get(Household, household_id)
    if household is None or household.is_void:
        raise UserError("这一户已经没有了，可能刚被撤销，请重新打开。")
    return household


def _doubts(session: Session, household: Household, today: date) -> tuple[Finding, ...]:
    if terms.standing_term(terms.terms_of(household.facts), today) is None:
        return ()
    workers = membership.members_of(session, household.id)
    return rules.doubts([rules.person_of(worker, today) for worker in workers])


def _saved(household: Household, text: str, *workers: Worker, found: tuple[Finding, ...] = ()) -> Saved:
    uids = frozenset({household.uid, *(worker.uid for worker in workers)})
    changes = Changes(_TOUCHED, uids)
    return Saved(household.id, household.uid, household.version, text, changes, found)
