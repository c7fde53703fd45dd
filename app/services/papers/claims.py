"""The papers of one case that its applicant signs or takes home: the application forms and the slip."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.application import Application
from app.models.desk import Account
from app.models.enums import ApplicationState as S
from app.services.desk import Desk
from app.services.papers import values
from app.services.papers.fitting import Fit
from app.services.papers.values import Values
from app.services.policy.outcome import Outcome

SLIP = "acceptance_slip"
FORM_OF_KIND = {"training": "training_subsidy", "living": "living_allowance"}
DECLINED = frozenset({Outcome.INELIGIBLE.value, Outcome.NOT_COVERED.value})


def personal(session: Session, desk: Desk, application_id: int) -> tuple[str, Values]:  # noqa: ARG001 - a maker's
    """Gather the application form of a person's case (forms 2.4, 2.5)."""
    application = case_of(session, application_id)
    return application.case_number, values.subsidy(session, application, names(session))


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
