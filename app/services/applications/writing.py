"""What an application is written from: the judgement in columns, the checklist, the roster, a step of its life."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models.application import Application, Material, RosterRow, Step
from app.models.enums import SubsidyKind
from app.models.worker import Certificate, Worker
from app.services.desk import Desk
from app.services.eligibility.service import Choice
from app.services.exchange.canonical import Json
from app.services.policy.assessment import Assessment
from app.services.policy.facts import Facts
from app.services.policy.materials import Material as MaterialSaid
from app.services.policy.materials import MaterialState
from app.services.policy.outcome import Outcome

WAIVED = "比对免提交"
BESIDE = (
    "bank_name", "bank_kind", "bank_holder", "bank_account", "invoice_no", "invoice_amount", "guardian_name",
    "guardian_phone", "note",
)  # fmt: skip
"""What an application's event tells beside the judgement: where the money goes, the invoice, a minor's guardian."""
_HANDED_BACK = frozenset({"id-card"})  # looked at and given back, never kept (policy （十二）)


def handling_of(material: MaterialSaid) -> str:
    """Return how the counter handles one paper: 收取, 核验退回 or 比对免提交."""
    if material.state is MaterialState.WAIVED:
        return WAIVED
    if material.id in _HANDED_BACK:
        return "核验退回"
    return "收取或告知承诺" if material.state is MaterialState.PAPER_OR_PLEDGE else "收取"


def judged_columns(made: Assessment) -> dict[str, object]:
    """Return the columns that an assessment fills: what replays it, its amount, what the duplicate rule asks."""
    facts = Facts.from_json(made.facts)
    is_evaluation = made.kind == SubsidyKind.EVALUATION
    part = "certificate" if is_evaluation else "course"

    def value(path: str) -> str:
        found = facts.get(path)
        return found if isinstance(found, str) else ""

    def day(path: str) -> date | None:
        found = facts.get(path)
        return found if isinstance(found, date) else None

    return {
        "outcome": made.outcome.value,
        "facts": made.facts,
        "assessment": json.dumps(made.as_plain(), ensure_ascii=False, sort_keys=True),
        "pack": str(made.pack),
        "amount": made.amount.fen,
        "fund": made.fund.code if made.fund else "",
        "occupation": value(f"{part}.occupation"),
        "trade": value(f"{part}.trade"),
        "level": value(f"{part}.level"),
        "class_no": "" if is_evaluation else value("session.ref"),
        "certificate_uid": value("certificate.number"),
        "covers_from": day("session.opened_on"),
        "covers_to": day("session.closed_on"),
    }


def write_materials(
    session: Session, application: Application, made: Assessment, received: frozenset[str]
) -> None:
    """Add the papers of the checklist that are not on it yet; the first time that is all of them."""
    held = {row.key: row for row in application.materials}
    for place, material in enumerate(made.materials, start=1):
        is_waived = material.state is MaterialState.WAIVED
        row = held.get(material.id) or Material(application_id=application.id, key=material.id)
        row.position, row.title, row.copies = place, material.title, material.copies
        row.form = "" if is_waived else "原件"
        row.handling, row.basis = handling_of(material), material.note
        row.is_received = bool(row.is_received) or is_waived or material.id in received
        session.add(row)


def received_of(application: Application) -> list[Json]:
    """Return the keys of the papers that are in hand."""
    return [row.key for row in application.materials if row.is_received]


def told_beside(application: Application) -> dict[str, Json]:
    """Return what an application's event tells beside the judgement; blanks are left out."""
    told: dict[str, Json] = {
        key: value for key in BESIDE if (value := getattr(application, key)) not in (None, "")
    }
    return {**told, **_rests_on(application), "received": received_of(application)}


def _rests_on(application: Application) -> dict[str, Json]:
    pointers = {"session": application.session, "enrolment": application.enrolment}
    return {key: row.uid for key, row in pointers.items() if row is not None}


def write_roster(session: Session, application: Application, made: Assessment) -> None:
    """Write each learner of an employer's roster with his own answer, in place of what was written before."""
    session.execute(delete(RosterRow).where(RosterRow.application_id == application.id))
    rows = Facts.from_json(made.facts).rows("roster")
    numbers = (
        {str(row.get("ref")): str(row.get("worker.id_number")) for row in rows}
        if isinstance(rows, tuple)
        else {}
    )
    query = select(Worker).where(Worker.id_number.in_(list(numbers.values())))
    people = {worker.id_number: worker for worker in session.scalars(query)}
    for place, row in enumerate(made.rows, start=1):
        session.add(
            RosterRow(
                application_id=application.id,
                worker_id=people[numbers[row.ref]].id,
                position=place,
                outcome=row.outcome.value,
                amount=row.amount.fen if row.outcome is Outcome.ELIGIBLE else None,
                reasons=[f"{c.clause} {c.reason}" for c in row.deciding],
            )
        )


def write_step(
    session: Session, desk: Desk, application: Application, source: str, target: str, reason: str
) -> None:
    """Add one step to the life of an application."""
    session.add(
        Step(
            application_id=application.id,
            at=desk.clock.now(),
            by=desk.operator.login,
            from_state=source,
            to_state=target,
            reason=reason,
        )
    )


def choice_of(session: Session, application: Application) -> Choice:
    """Return what a taken application is about, to judge it once more under its own case number."""
    certificate = None
    if application.kind == SubsidyKind.EVALUATION:
        query = select(Certificate.id).where(
            Certificate.worker_id == application.worker_id,
            Certificate.certificate_no == application.certificate_uid,
        )
        certificate = session.scalar(query.order_by(Certificate.id.desc()))
    return Choice(
        kind=application.kind,
        worker_id=application.worker_id or 0,
        enrolment_id=application.enrolment_id or 0,
        certificate_id=certificate or 0,
        employer_id=application.employer_id or 0,
        session_id=application.session_id or 0,
        case_number=application.case_number,
    )
