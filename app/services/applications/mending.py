"""Putting right what a case was sent back for: its account, under the same case number, before it goes up again."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.faults import Conflict, UserError
from app.models.application import Application
from app.models.checks.finding import Level
from app.models.enums import ApplicationState as S
from app.services import journal
from app.services.applications import filing as filing_rules
from app.services.applications.filing import Filing, account_of
from app.services.applications.writing import choice_of, write_step
from app.services.desk import Desk
from app.services.results import Changes, Refused, Saved

OPEN = frozenset({S.TAKEN.value, S.TO_REVIEW.value, S.RETURNED.value})
_LABELS: Mapping[str, str] = {
    "bank_account": "账号",
    "bank_kind": "账户类型",
    "bank_name": "开户网点",
    "bank_holder": "户名",
}


class Mending:
    """What a clerk may correct in a case that is still at the counter."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def bank_of(self, application_id: int) -> Mapping[str, str]:
        """Return bank, kind and holder of the account; the number itself is typed anew by whoever holds the card."""
        with self._desk.database.reading() as session:
            case = _case(session, application_id)
            return {key: str(getattr(case, key)) for key in _LABELS if key != "bank_account"}

    def mend(
        self, application_id: int, bank: Mapping[str, str], *, version: int, event_id: str, reason: str = ""
    ) -> Saved | Refused:
        """Write another account into a case, and tell the county; that it changed is in the journal.

        Raises:
            Conflict: the case was changed since that version.
            UserError: it has been reviewed or closed, or nothing differs.

        """
        with self._desk.database.transaction() as session:
            case = _case(session, application_id)
            if version != case.version:
                raise Conflict(f"{case.case_number} 已被修改，请查看差异后再办。")
            if case.state not in OPEN:
                raise UserError("复核以后收款账户不能再改；要改请复核人退回补正。")
            filing = Filing(choice_of(session, case), event_id, bank=bank, reason=reason)
            findings = filing_rules.findings(session, filing)
            if any(finding.level is Level.ERROR for finding in findings):
                return Refused(findings)
            differs = self._write(session, case, {**bank, "bank_account": account_of(bank)})
            label = _in_words(differs)
            change = journal.Change(
                "application.changed",
                case.uid,
                case.version,
                case.version - 1,
                patch={key: str(getattr(case, key)) for key in differs},
                event_id=event_id,
                reason="；".join(part for part in (f"补正：{label}", reason) if part),
            )
            journal.record(session, self._desk, change)
            text = f"{case.case_number} 已补正：{label}"
            changes = Changes(frozenset({"application"}), frozenset({case.uid}))
            return Saved(case.id, case.uid, case.version, text, changes, findings)

    def _write(self, session: Session, case: Application, bank: Mapping[str, str]) -> list[str]:
        differ = [key for key in _LABELS if key in bank and bank[key] != getattr(case, key)]
        if not differ:
            raise UserError("收款账户和原来的一样，没有要补正的。", field="bank_account")
        for key in differ:
            setattr(case, key, bank[key])
        case.version += 1
        case.updated_at = self._desk.clock.now()
        write_step(session, self._desk, case, case.state, case.state, f"补正：{_in_words(differ)}")
        return differ


def _in_words(keys: list[str]) -> str:
    return "、".join(_LABELS[key] for key in keys)


def _case(session: Session, application_id: int) -> Application:
    case = session.get(Application, application_id)
    if case is None or case.is_void:
        raise UserError("没有这件申请，请刷新后再试。")
    return case
