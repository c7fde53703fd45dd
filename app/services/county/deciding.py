"""The bureau's decisions: one case at a time or many from a workbook; each stands beside the ones before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.county import Claim, CountyRecord, CountyVerdict, Likeness
from app.services import journal
from app.services.county import claims
from app.services.county.office import Bureau
from app.services.county.records import record_of
from app.services.policy.pack_model import Packs

RESULTS = {"granted": "通过", "refused": "不通过", "returned": "退回"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one case; amounts in 分, `fix_by` the last day to put a returned case right."""

    case_number: str
    result: str
    amount: int | None = None
    document_no: str = ""
    field: str = ""
    reason: str = ""
    fix_by: date | None = None
    decided_on: date | None = None
    source: str = ""


class Deciding:
    """Verdicts on cases, and on whether two registrations are one person."""

    def __init__(self, bureau: Bureau, packs: Packs) -> None:
        self._bureau, self._packs = bureau, packs

    def decide(self, decision: Decision) -> str:
        """Record one decision; return what was done, in words. The same decision again changes nothing.

        Raises:
            UserError: there is no such case, it does not wait for the county, or the decision is not whole.

        """
        _check(decision)
        bureau = self._bureau
        with bureau.store.transaction() as session:
            claim = session.scalar(select(Claim).where(Claim.case_number == decision.case_number))
            if claim is None:
                raise UserError(
                    f"没有受理编号为 {decision.case_number} 的申请，请核对。", field="case_number"
                )
            if _is_same(_latest(session, claim.uid), decision):
                return f"{decision.case_number} 已是「{RESULTS[decision.result]}」，没有改动"
            _refuse_early(claim)
            record = session.get_one(CountyRecord, claim.uid)
            session.add(
                CountyVerdict(
                    at_version=record.version,
                    claim_uid=claim.uid, result=decision.result, amount=decision.amount,
                    document_no=decision.document_no, decided_on=decision.decided_on or bureau.clock.today(),
                    field=decision.field, reason=decision.reason, fix_by=decision.fix_by,
                    by=bureau.operator.login, at=bureau.clock.now(), source=decision.source,
                )
            )  # fmt: skip
            session.flush()
            claims.update(session, [record_of(record)], self._packs)
            said = RESULTS[decision.result]
            journal.note(
                session, bureau, "case.decided", entity="application", uid=claim.uid,
                detail=f"{said} {decision.document_no}".strip(), reason=decision.reason,
            )  # fmt: skip
            return f"{decision.case_number} {said}"

    def settle(self, pair_id: int, *, is_same: bool, note: str = "") -> None:
        """Say whether two registrations are one person.

        Raises:
            UserError: there is no such pair.

        """
        bureau = self._bureau
        with bureau.store.transaction() as session:
            pair = session.get(Likeness, pair_id)
            if pair is None:
                raise UserError("没有这一对疑似重复，请刷新后再试。", field="pair")
            pair.state, pair.note = ("same" if is_same else "different"), note
            pair.decided_by, pair.decided_at = bureau.operator.login, bureau.clock.now()
            journal.note(
                session, bureau, "pair.settled", entity="worker", uid=pair.one,
                detail=f"{pair.state} {pair.other}", reason=note,
            )  # fmt: skip


def _check(decision: Decision) -> None:
    if decision.result not in RESULTS:
        said = "、".join(RESULTS.values())
        raise UserError(f"审核结果只能是：{said}。", field="result")
    if decision.result == "granted" and decision.amount is None:
        raise UserError("通过的须填核定金额。", field="amount")
    if decision.result != "granted" and not decision.reason.strip():
        raise UserError("不通过、退回的须写明原因，老乡要凭它改。", field="reason")
    if decision.amount is not None and decision.amount < 0:
        raise UserError("核定金额不能小于 0。", field="amount")


def _latest(session: Session, uid: str) -> CountyVerdict | None:
    query = select(CountyVerdict).where(CountyVerdict.claim_uid == uid).order_by(CountyVerdict.id.desc())
    return session.scalar(query.limit(1))


def _is_same(latest: CountyVerdict | None, decision: Decision) -> bool:
    return latest is not None and (
        latest.result, latest.amount, latest.document_no, latest.field, latest.reason, latest.fix_by,
    ) == (
        decision.result, decision.amount, decision.document_no, decision.field, decision.reason, decision.fix_by,
    )  # fmt: skip


def _refuse_early(claim: Claim) -> None:
    """Refuse to decide what its station has not reviewed, or has taken back."""
    if claim.state != claims.OPEN:
        said = {"to_review": "站里还没有复核", "returned": "站里退回补正了", "rejected": "站里已不予受理",
                "withdrawn": "本人已撤回", "void": "已作废"}  # fmt: skip
        raise UserError(
            f"{claim.case_number} {said.get(claim.state, '不在待审状态')}，现在不能审。", field="case_number"
        )
