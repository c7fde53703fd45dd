"""The rosters that money is paid by: an enterprise's learners (forms 2.7) and a class's 生活费 (forms 2.5)."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.faults import UserError
from app.models.application import Application, RosterRow
from app.models.catalog import TrainingSession
from app.models.enrolment import Enrolment
from app.models.enums import ApplicationState, SubsidyKind
from app.models.worker import Category, Worker
from app.services import codes
from app.services.classes import taught_of
from app.services.desk import Desk
from app.services.households.terms import ZERO, standing_term, terms_for
from app.services.papers.learners import (
    certificate_of,
    class_values,
    days_marked,
    everyone_in,
    home_of,
    level_of,
    trade_of,
)
from app.services.papers.values import Values
from app.services.policy.outcome import Outcome

_DEAD = frozenset({"withdrawn", "rejected", "refused"})
_SETTLED = frozenset({"reviewed", "exported", "received", "granted"})
_LIVING = ("TPRK", "JCDX", "JYKN", "LJY", "LHS-N", "LHS-D")
_EXAMPLE = "补贴标准为示例，以县区人社局下发的为准。"
_EXAMPLE_TAIL = "，示例标准"


def employer(session: Session, _desk: Desk, ref: int) -> tuple[str, Values]:
    """Return 企业直补学员花名册 of one application, every learner of it: nobody is left out silently.

    Raises:
        UserError: there is no such application, or it is not an enterprise's.

    """
    application = session.get(Application, ref)
    if application is None or application.is_void:
        raise UserError("没有这件申请，请刷新后再试。")
    unit, taught = application.employer, application.session
    if unit is None or taught is None:
        raise UserError(f"{application.case_number} 不是企业直补申请，没有学员花名册。")
    everyone = everyone_in(session, taught.id)
    enrolled = {row.worker_id: row for row in everyone}
    said = _said(application)
    days = len(days_marked(everyone))
    rows = [_staff(row, enrolled.get(row.worker_id), taught, days, said) for row in _roster(session, ref)]
    given: Values = {
        "class": class_values(session, taught, everyone),
        "employer": {"name": unit.name, "uscc": unit.uscc or None},
        "roster": _totals(rows, application.case_number, is_example=_is_example(*said.values())),
    }
    return application.case_number, given


def _roster(session: Session, application_id: int) -> list[RosterRow]:
    query = select(RosterRow).where(RosterRow.application_id == application_id).order_by(RosterRow.position)
    return list(session.scalars(query.options(selectinload(RosterRow.worker))))


def _staff(
    row: RosterRow, enrolment: Enrolment | None, taught: TrainingSession, days: int,
    said: Mapping[str, Mapping[str, object]],
) -> Values:  # fmt: skip
    worker, course = row.worker, taught.course
    held = certificate_of(enrolment) if enrolment else None
    attended = sum(day.is_present for day in enrolment.days) if enrolment else 0
    hours = f"{course.class_hours or ''}"
    is_met = row.outcome == Outcome.ELIGIBLE.value
    return {
        "name": worker.name,
        "sex": codes.label("sex", worker.sex) if worker.sex else None,
        "id_number": worker.id_number,
        "hukou": home_of(worker),
        "phone": worker.phone or None,
        "post": worker.post or None,
        "contract": _contract(enrolment),
        "insured": codes.label("yes_no", enrolment.has_wage_evidence)
        if enrolment and enrolment.has_wage_evidence
        else None,
        "occupation": trade_of(course.occupation, course.trade) or None,
        "level": level_of(course.level),
        "hours": f"{hours}／\n{attended}天" if days else hours or None,
        "certificate_no": held.certificate_no if held else None,
        "issued_on": f"{held.issued_on}" if held and held.issued_on else None,
        "rate": _per_head(said.get(str(row.position), {})) if is_met else None,
        "amount": row.amount if is_met else None,
        "one": 1,
        "note": None if is_met else Outcome(row.outcome).label,
    }


def _contract(row: Enrolment | None) -> str | None:
    if row is None or row.contract_from is None:
        return None
    if row.is_contract_open_ended:
        return f"{row.contract_from}\n无固定期限"
    return f"{row.contract_from}\n{row.contract_to}" if row.contract_to else f"{row.contract_from} 起"


def living(session: Session, _desk: Desk, ref: int) -> tuple[str, Values]:
    """Return 生活费补贴发放花名册 of one class: a line for each claim that still stands.

    Raises:
        UserError: nobody in the class has applied.

    """
    taught = taught_of(session, ref)
    claims = living_claims(session, taught.id)
    if not claims:
        raise UserError(
            f"{taught.class_no} 还没有人申请生活费补贴。请先在「补贴申请」受理，再打印发放花名册。"
        )
    made = [_amount_of(claim) for claim in claims]
    rows = [_claim(claim, said) for claim, said in zip(claims, made, strict=True)]
    given: Values = {
        "class": class_values(session, taught, everyone_in(session, taught.id)),
        "roster": _totals(rows, taught.class_no, is_example=_is_example(*made)),
    }
    return taught.class_no, given


def living_claims(session: Session, session_id: int) -> list[Application]:
    """Return the claims of 生活费补贴 in a class that still stand, in the order of its list."""
    query = (
        select(Application)
        .join(Enrolment, Application.enrolment_id == Enrolment.id)
        .where(
            Enrolment.session_id == session_id, Application.kind == SubsidyKind.LIVING.value,
            Application.is_void.is_(False), Application.state.not_in(_DEAD),
        )
        .order_by(Enrolment.id, Application.id)
        .options(
            selectinload(Application.worker).selectinload(Worker.categories),
            selectinload(Application.enrolment).selectinload(Enrolment.days),
        )
    )  # fmt: skip
    return list(session.scalars(query))


def _claim(claim: Application, said: Mapping[str, object]) -> Values:
    worker = claim.worker
    if worker is None:
        raise ValueError("a living allowance is claimed by a person")
    is_granted = claim.state == ApplicationState.GRANTED.value and claim.verdict_amount is not None
    days = claim.enrolment.days if claim.enrolment else []
    account = "\n".join(part for part in (claim.bank_name, claim.bank_account) if part)
    return {
        "name": worker.name,
        "id_number": worker.id_number,
        "category": _category(claim, worker),
        "days": sum(day.is_present for day in days) or None,
        "rate": None if is_granted else _rate(said),
        "amount": claim.verdict_amount if is_granted else claim.amount,
        "account": account or None,
        "one": 1,
        "note": "县已核定" if is_granted else _standing(claim),
    }


def _standing(claim: Application) -> str | None:
    """Return why a line is not to be paid yet: what its judgement lacks, or where the case stands."""
    if claim.amount is None:
        return Outcome(claim.outcome).label
    return None if claim.state in _SETTLED else ApplicationState(claim.state).label


def _category(claim: Application, worker: Worker) -> str | None:
    """Return the one category that the allowance is paid for; one is enough and two do not pay twice."""
    held: list[Category] = [row for row in worker.categories if row.code in _LIVING]
    if held:
        return codes.label("category", held[0].code)
    return codes.label("category", ZERO) if standing_term(terms_for(worker), claim.filed_on) else None


def _totals(rows: list[Values], number: str, *, is_example: bool) -> Values:
    amounts = [amount for row in rows if isinstance(amount := row["amount"], int)]
    owed = len(rows) - len(amounts)
    waiting = f"其中 {owed} 人没有金额（不符合、资料待补或标准待下发），不计入合计。" if owed else ""
    return {
        "number": number,
        "rows": rows,
        "people": len(rows),
        "total": sum(amounts) if amounts else None,
        "note": waiting + (_EXAMPLE if is_example and amounts else ""),
    }


def _said(application: Application) -> dict[str, Mapping[str, object]]:
    """Return what the judgement said of each learner's amount, by his line."""
    rows = json.loads(application.assessment).get("rows") or []
    return {str(row["ref"]): row["amount"] for row in rows}


def _amount_of(application: Application) -> Mapping[str, object]:
    found: Mapping[str, object] = json.loads(application.assessment).get("amount") or {}
    return found


def _rate(said: Mapping[str, object]) -> str | None:
    """Return the rate in words, without the sum it comes to."""
    text = str(said.get("formula") or "").removesuffix(_EXAMPLE_TAIL)
    return text.partition("＝")[0] or None


def _per_head(said: Mapping[str, object]) -> str | None:
    """Return the rate without the level that stands in its own column: 1,200元."""
    text = _rate(said) or ""
    return text.partition("每人")[2] or text or None


def _is_example(*said: Mapping[str, object]) -> bool:
    return any(bool(one.get("is_example")) for one in said)
