"""The papers of one case that its applicant signs or takes home: the application forms and the slip."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.application import Application
from app.models.catalog import TrainingSession
from app.models.desk import Account
from app.models.enrolment import Enrolment
from app.models.enums import ApplicationState as S
from app.services import codes
from app.services.desk import Desk
from app.services.papers import values
from app.services.papers.fitting import Fit
from app.services.papers.openings import employer_values
from app.services.papers.values import Values
from app.services.policy.facts import Facts
from app.services.policy.outcome import Outcome

SLIP = "acceptance_slip"
FORM_OF_KIND = {
    "training": "training_subsidy", "living": "living_allowance", "evaluation": "evaluation_subsidy",
    "employer": "employer_subsidy",
}  # fmt: skip
DECLINED = frozenset({Outcome.INELIGIBLE.value, Outcome.NOT_COVERED.value})


def personal(session: Session, desk: Desk, application_id: int) -> tuple[str, Values]:  # noqa: ARG001 - a maker's
    """Gather the application form of a person's case (forms 2.4, 2.5)."""
    application = case_of(session, application_id)
    return application.case_number, values.subsidy(session, application, names(session))


def evaluation(session: Session, desk: Desk, application_id: int) -> tuple[str, Values]:
    """Gather the 评价（鉴定）补贴申请表 (forms 2.6): the certificate that the case rests on."""
    subject, given = personal(session, desk, application_id)
    application = case_of(session, application_id)
    held = application.worker.certificates if application.worker else []
    row = next((one for one in reversed(held) if one.certificate_no == application.certificate_uid), None)
    blank = dict.fromkeys(("issuer_code", "website", "check", "theory_score", "practice_score", "first"))
    told: Values = {
        "kind": row.certificate_kind if row else None,
        "number": application.certificate_uid or None,
        "issued_on": row.issued_on if row else None,
        "issuer": row.issuer if row else None,
        "occupation": _occupation(application.occupation, application.trade),
        "occupation_code": application.occupation or None,
        "level": codes.label("level", application.level) if application.level else None,
    }
    return subject, {**given, "certificate": {**blank, **told}}


def employer(session: Session, desk: Desk, application_id: int) -> tuple[str, Values]:  # noqa: ARG001 - a maker's
    """Gather the 企业直补申请表 (forms 2.7): the employer, its class, how many were trained, what it asks for."""
    application = case_of(session, application_id)
    unit, called = application.employer, names(session)
    facts = Facts.from_json(application.facts)
    return application.case_number, {
        "application": _claim(application),
        "employer": employer_values(unit) if unit else {},
        "training": _training(session, application),
        **_class(application.session),
        "cost": {
            "total": _fen(facts, "employer.training_cost"),
            **dict.fromkeys(("teachers", "books", "rooms", "materials")),
        },
        "education": _education(facts),
        "bank": {
            "branch": application.bank_name or (unit.bank_name if unit else None),
            "account_name": application.bank_holder or (unit.name if unit else None),
            "account_number": application.bank_account,
        },
        "clerk": {"name": called.get(application.taken_by, application.taken_by)},
        "reviewer": {"name": called.get(application.reviewed_by)},
    }


def slip(session: Session, desk: Desk, application_id: int) -> tuple[str, Values]:
    """Gather the two-part 受理回执 of a case.

    Raises:
        UserError: there is no such case, or it is to be declined and was never taken in.

    """
    application = case_of(session, application_id)
    if is_declined(application):
        raise UserError(
            f"{application.case_number} 拟不予受理，不出受理回执，请打印「不予受理通知书」当面说明原因。"
        )
    clerk = names(session).get(application.taken_by, application.taken_by)
    return application.case_number, values.slip(session, desk, application, clerk)


def fits(session: Session, desk: Desk, application_id: int) -> Iterator[Fit]:  # noqa: ARG001 - a fitter's signature
    """List the slip and the application form of a case."""
    application = session.get(Application, application_id)
    if application is None:
        return
    if not is_declined(application) and application.state not in {S.REJECTED, S.WITHDRAWN}:
        yield Fit(SLIP, application_id)
    if application.kind in FORM_OF_KIND:
        yield Fit(FORM_OF_KIND[application.kind], application_id)


def case_of(session: Session, application_id: int) -> Application:
    """Return a case.

    Raises:
        UserError: there is none.

    """
    application = session.get(Application, application_id)
    if application is None or application.is_void:
        raise UserError("没有这件申请，请刷新后再试。")
    return application


def is_declined(application: Application) -> bool:
    """Tell whether the judgement leaves nothing but 不予受理."""
    return application.outcome in DECLINED


def names(session: Session) -> dict[str, str]:
    """Return what the clerks are called, by login."""
    return {row.login: row.name for row in session.scalars(select(Account))}


def _claim(application: Application) -> Values:
    blank = dict.fromkeys(
        ("station_opinion", "county_opinion", "notice_period", "notice_result", "payment"), None
    )
    return {
        **blank,
        "case_number": application.case_number,
        "filed_on": application.filed_on,
        "amount": application.amount,
        "rate_text": values.rate_text(application),
        "fund": values.FUNDS.get(application.fund, "other") if application.fund else None,
        "catalogue": application.pack,
        "invoice_number": application.invoice_no or None,
    }


def _class(taught: TrainingSession | None) -> Values:
    course = taught.course if taught else None
    return {
        "session": {
            "number": taught.class_no if taught else None,
            "started": taught.opens_on if taught else None,
            "ended": taught.closes_on if taught else None,
        },
        "course": {
            "occupation": _occupation(course.occupation, course.trade) if course else None,
            "occupation_code": course.occupation if course else None,
            "level": codes.label("level", course.level) if course and course.level else None,
            "hours": course.class_hours if course else None,
        },
    }


def _training(session: Session, application: Application) -> Values:
    """Count the learners of the roster as they are recorded in the class; what is not recorded is blank."""
    taught = application.session
    wanted = [row.worker_id for row in application.roster]
    query = select(Enrolment).where(
        Enrolment.session_id == application.session_id, Enrolment.worker_id.in_(wanted), ~Enrolment.is_void
    )
    learners = session.scalars(query).all()
    return {
        "title": taught.course.title if taught else None,
        "organised_by": taught.training_organised_by if taught else None,
        "mode": taught.course.mode if taught else None,
        "place": values.address_of(taught.place_code, taught.place_text) if taught else None,
        **dict.fromkeys(("teachers", "taken_on")),
        "learners": len(wanted) or None,
        "passed": sum(one.exam == "passed" for one in learners) if learners else None,
        "certified": sum(bool(one.certificate_uid) for one in learners) if learners else None,
        "eligible": sum(row.outcome == Outcome.ELIGIBLE for row in application.roster) if wanted else None,
    }


def _education(facts: Facts) -> Values:
    drawn, frontline = _fen(facts, "employer.fund_drawn"), _fen(facts, "employer.fund_frontline")
    share = f"{frontline * 100 / drawn:.0f}%" if drawn and frontline is not None else None
    return {
        "wages": _fen(facts, "employer.wage_total"),
        "drawn": drawn,
        "frontline": frontline,
        "share": share,
    }


def _fen(facts: Facts, path: str) -> int | None:
    found = facts.get(path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def _occupation(code: str, trade: str) -> str | None:
    name = codes.label("occupation", code) if code else ""
    return f"{name}（{trade}）" if name and trade and trade != name else name or trade or None
