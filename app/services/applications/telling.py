"""What the outbox and the journal are told of an application: taken in, judged anew, moved, papers received."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.models.application import Application
from app.models.checks.finding import Finding, Level
from app.services import drafts, journal
from app.services.applications.filing import FORM, Filing
from app.services.applications.moves import MOVES
from app.services.applications.writing import received_of, told_beside
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.policy.assessment import Assessment


def tell_taken(
    session: Session,
    desk: Desk,
    application: Application,
    made: Assessment,
    filing: Filing,
    findings: tuple[Finding, ...],
) -> None:
    """Tell that an application was taken in, with what judged it; its draft is forgotten."""
    data: dict[str, Json] = {
        "case_number": application.case_number,
        "kind": application.kind,
        "taken_in_on": application.filed_on.isoformat(),
        "outcome": application.outcome,
        "clauses": [c.clause for c in made.conditions],
        "facts": application.facts,
        "state": application.state,
    }
    if application.worker is not None:
        data["worker"] = application.worker.uid
    if application.employer is not None:
        data["employer"] = application.employer.uid
    if application.amount is not None:
        data["amount"] = application.amount
    data |= told_beside(application)
    told = [finding.text for finding in findings if finding.level is Level.WARNING]
    change = journal.Change(
        "application.taken_in",
        application.uid,
        data=data,
        event_id=filing.event_id,
        ref={"policy": application.pack},
        reason="；".join([*([filing.reason] if filing.reason else []), *told]),
    )
    journal.record(session, desk, change)
    drafts.forget(session, desk, FORM, str(filing.choice.worker_id or filing.choice.employer_id))


def tell_judged(session: Session, desk: Desk, application: Application, text: str) -> None:
    """Tell that an open case was judged anew."""
    data: dict[str, Json] = {
        "case_number": application.case_number, "outcome": application.outcome, "facts": application.facts,
    }  # fmt: skip
    data |= {} if application.amount is None else {"amount": application.amount}
    change = journal.Change(
        "application.changed", application.uid, application.version, application.version - 1, data=data,
        ref={"policy": application.pack}, reason=text,
    )  # fmt: skip
    journal.record(session, desk, change)


def tell_move(session: Session, desk: Desk, application: Application, key: str, reason: str) -> None:
    """Tell that a case was moved, and by whom where it was reviewed."""
    events = {"approve": "reviewed", "return": "returned", "reject": "rejected", "withdraw": "withdrawn"}
    name = events.get(key, "changed")
    data: dict[str, Json] = {"case_number": application.case_number}
    if key == "submit":
        data |= {"outcome": application.outcome, "facts": application.facts, "state": application.state}
        data |= {} if application.amount is None else {"amount": application.amount}
    if name == "reviewed":
        data["is_agreed"] = True
    if name not in {"reviewed", "changed"} or reason.strip():
        data["reason"] = reason
    change = journal.Change(
        f"application.{name}",
        application.uid,
        application.version,
        application.version - 1,
        data=data,
        ref={"policy": application.pack} if key == "submit" else {},
        reason=reason,
        approver=desk.operator.login if MOVES[key].is_review else "",
    )
    journal.record(session, desk, change)


def tell_received(session: Session, desk: Desk, application: Application) -> None:
    """Tell which papers are in hand, so that a station that is rebuilt asks nobody for them twice."""
    session.flush()
    application.version += 1
    application.updated_at = desk.clock.now()
    version, patch = application.version, {"received": received_of(application)}
    change = journal.Change("application.changed", application.uid, version, version - 1, patch=patch)
    journal.record(session, desk, change)
