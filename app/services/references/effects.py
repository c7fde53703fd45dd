"""For whom a new policy changes the answer: everybody with a class or certificate, and every open case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.models.application import Application
from app.models.enrolment import Enrolment
from app.models.enums import ApplicationState, SubsidyKind
from app.models.worker import Certificate, Worker
from app.progress import Progress
from app.services.eligibility.service import best_choice, facts_of, judged
from app.services.policy.assessment import Assessment
from app.services.policy.engine import assess
from app.services.policy.facts import Facts
from app.services.policy.outcome import Outcome
from app.services.policy.pack_model import Packs
from app.services.references.results import Affected, PolicyEffect

_OPEN = (
    ApplicationState.TAKEN.value, ApplicationState.TO_REVIEW.value, ApplicationState.RETURNED.value,
    ApplicationState.REVIEWED.value, ApplicationState.EXPORTED.value, ApplicationState.RECEIVED.value,
)  # fmt: skip
_PERSONAL = (SubsidyKind.TRAINING, SubsidyKind.LIVING, SubsidyKind.EVALUATION)
_PART = 50


@dataclass(slots=True)
class _Tally:
    gained: list[Affected] = field(default_factory=list)
    lost: list[Affected] = field(default_factory=list)
    other: list[Affected] = field(default_factory=list)
    amounts: int = 0


def effect_of(session: Session, old: Packs, new: Packs, today: date, progress: Progress) -> PolicyEffect:
    """Return whose answer changes when `new` takes the place of `old`.

    An open case is judged again on the facts it was taken in with, for the day it was filed; a person on what is
    recorded today.

    Raises:
        Cancelled: the clerk stopped.

    """
    tally, people = _Tally(), _people(session)
    cases = session.scalars(
        select(Application).where(Application.state.in_(_OPEN), Application.is_void.is_(False))
    ).all()
    for place, case in enumerate(cases):
        if place % _PART == 0:
            progress.step(place, len(cases) + len(people), f"核对在办申请：{place:,} / {len(cases):,} 件")
        _judge_case(tally, case, old, new)
    for place in range(0, len(people), _PART):
        progress.step(
            len(cases) + place, len(cases) + len(people), f"核对人员：{place:,} / {len(people):,} 人"
        )
        for worker in _workers(session, people[place : place + _PART]):
            _judge_worker(session, tally, worker, old, new, today)
    return PolicyEffect(
        len(people), len(cases), tuple(tally.gained), tuple(tally.lost), tuple(tally.other), tally.amounts
    )


def _people(session: Session) -> list[int]:
    learners = select(Enrolment.worker_id).where(Enrolment.is_void.is_(False))
    holders = select(Certificate.worker_id)
    query = select(Worker.id).where(Worker.is_void.is_(False), Worker.id.in_(learners.union(holders)))
    return list(session.scalars(query.order_by(Worker.id)))


def _workers(session: Session, ids: list[int]) -> Iterator[Worker]:
    parts = (selectinload(Worker.categories), selectinload(Worker.certificates))
    yield from session.scalars(select(Worker).where(Worker.id.in_(ids)).options(*parts).order_by(Worker.id))


def _judge_worker(
    session: Session, tally: _Tally, worker: Worker, old: Packs, new: Packs, today: date
) -> None:
    for kind in _PERSONAL:
        choice, filed = best_choice(session, worker, kind.value)
        if filed is not None or not (choice.enrolment_id or choice.certificate_id):
            continue
        facts = facts_of(session, choice)
        before, after = judged(choice, facts, today, old), judged(choice, facts, today, new)
        _note(tally, before, after, worker=worker, subsidy=kind.label)


def _judge_case(tally: _Tally, case: Application, old: Packs, new: Packs) -> None:
    facts = Facts.from_json(case.facts)
    before = assess(case.kind, facts, case.filed_on, old)
    after = assess(case.kind, facts, case.filed_on, new)
    label = f"{SubsidyKind(case.kind).label} {case.case_number}"
    _note(tally, before, after, worker=case.worker, subsidy=label, case=case)


def _note(
    tally: _Tally, before: Assessment, after: Assessment, *, worker: Worker | None, subsidy: str,
    case: Application | None = None,
) -> None:  # fmt: skip
    if before.outcome is after.outcome:
        tally.amounts += before.amount.fen != after.amount.fen
        return
    name = worker.name if worker is not None else case.employer.name if case and case.employer else ""
    why = after if after.outcome is not Outcome.ELIGIBLE else before
    affected = Affected(
        worker.id if worker is not None else 0, case.id if case is not None else 0, name, subsidy,
        before.outcome.label, after.outcome.label,
        "；".join(f"{one.clause} {one.reason}" for one in why.deciding[:2]),
    )  # fmt: skip
    if after.outcome is Outcome.ELIGIBLE:
        tally.gained.append(affected)
    elif before.outcome is Outcome.ELIGIBLE:
        tally.lost.append(affected)
    else:
        tally.other.append(affected)
