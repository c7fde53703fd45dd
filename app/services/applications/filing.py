"""What the counter takes in with an application, and what must hold of it before it is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.application import Application
from app.models.catalog import Employer
from app.models.checks.bank import AccountKind, check_account, check_holder
from app.models.checks.finding import Finding, error, warning
from app.models.desk import Account
from app.models.enums import SubsidyKind
from app.models.worker import Worker
from app.services import settings
from app.services.desk import Desk
from app.services.eligibility.service import Choice
from app.services.policy.assessment import Assessment
from app.services.policy.outcome import Outcome

FORM = "application"
_PLEDGE_VALID = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Filing:
    """What the counter takes in: what it is about, the account, and which papers were handed over.

    `policy` is the policy package that the form began with; None stands for the one in force.
    """

    choice: Choice
    event_id: str
    bank: Mapping[str, str] = field(default_factory=dict)
    received: frozenset[str] = frozenset()
    invoice_no: str = ""
    invoice_amount: int | None = None
    guardian_name: str = ""
    guardian_phone: str = ""
    note: str = ""
    reason: str = ""
    policy: int | None = None


def account_of(bank: Mapping[str, str]) -> str:
    """Return the account as it is kept and compared: without the blanks it is typed and read out with."""
    kind = AccountKind.PASSBOOK if bank.get("bank_kind") == "passbook" else AccountKind.CARD
    return check_account(bank.get("bank_account", ""), field="bank_account", kind=kind).value


def findings(session: Session, filing: Filing) -> tuple[Finding, ...]:
    """Return every finding about account and holder."""
    account = account_of(filing.bank)
    if not account:
        return (error("bank_account", "empty", "请填写收款账号；账号要录两遍"),)
    kind = AccountKind.PASSBOOK if filing.bank.get("bank_kind") == "passbook" else AccountKind.CARD
    found = list(check_account(account, field="bank_account", kind=kind).findings)
    worker = session.get(Worker, filing.choice.worker_id) if filing.choice.worker_id else None
    if worker is not None:
        holder = filing.bank.get("bank_holder") or worker.name
        checked = check_holder(holder, applicant=worker.name, reason=filing.reason, field="bank_holder")
        found += checked.findings
        query = select(func.count(func.distinct(Application.worker_id))).where(
            Application.bank_account == account, Application.worker_id != worker.id
        )
        if session.scalar(query):
            text = "这个账号已用于另一人的申请，请核对；确属监护人或家庭共用的写明原因"
            found.append(warning("bank_account", "shared", text))
    employer = session.get(Employer, filing.choice.employer_id) if filing.choice.employer_id else None
    if employer is not None and filing.bank.get("bank_holder", employer.name).strip() != employer.name:
        text = f"户名须与单位名称一致：{employer.name}，直补款不能进别的账户"
        found.append(error("bank_holder", "holder_other", text))
    return tuple(found)


def refuse_without_basis(choice: Choice) -> None:
    """Refuse an application that rests on no class and no certificate.

    Raises:
        UserError: nothing was chosen to rest it on.

    """
    if choice.kind == SubsidyKind.EVALUATION and not choice.certificate_id:
        raise UserError("还没有登记证书，请先在「登记与查询」里登记证书，再受理。", field="basis")
    if choice.kind in {SubsidyKind.TRAINING, SubsidyKind.LIVING} and not choice.enrolment_id:
        raise UserError("这位还没有报过班，请先在「推荐」里报名，再受理。", field="basis")


def pledge_findings(session: Session, desk: Desk) -> tuple[Finding, ...]:
    """Return a warning when the clerk has no valid 廉政守纪承诺书 (clause （十三）); refuse when the setting says so.

    Raises:
        UserError: the pledge is missing or older than a year, and the setting blocks.

    """
    account = session.scalar(select(Account).where(Account.login == desk.operator.login))
    signed = account.pledge_signed_on if account else None
    if signed is not None and signed >= desk.clock.today() - _PLEDGE_VALID:
        return ()
    if settings.read(session, "pledge_required") == "block":
        raise UserError("您的廉政守纪承诺书没有签或已过期（通知（十三）），请在「设置」里签署后再受理。")
    return (
        warning(
            "pledge", "pledge", "您的廉政守纪承诺书没有签或已过期（通知（十三）），请尽快在「设置」里签署"
        ),
    )


def refuse_hopeless(made: Assessment) -> None:
    """Refuse what the notice does not cover or a condition forbids.

    Raises:
        UserError: with the clauses that decide.

    """
    if made.outcome is Outcome.NOT_COVERED:
        raise UserError("本通知不适用于这位申请人，可能适用其他补贴政策，请告知其咨询县区人社局。")
    if made.outcome is Outcome.INELIGIBLE:
        reasons = "；".join(f"{c.clause} {c.reason}" for c in made.deciding)
        raise UserError(f"不符合条件，不能受理：{reasons}。")
