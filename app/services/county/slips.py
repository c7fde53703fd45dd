"""Checking a slip at the bureau: every station's keys are here, and the cases that batches brought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.county import Claim, CountyRecord, StationKey
from app.models.enums import ApplicationState, SubsidyKind
from app.ports import CHINA
from app.services import journal
from app.services.county.office import Bureau
from app.services.exchange.signing import PublicKey
from app.services.slips import wording
from app.services.slips.finding import Finding, compared, finding_of
from app.services.slips.judging import SlipKey, Verdict, judge
from app.services.slips.payload import SlipCode
from app.services.slips.wording import Words

_SIGNED = frozenset({Verdict.GENUINE, Verdict.REVOKED})


class CountySlips:
    """Whether slips of any station are genuine."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau

    def check(self, text: str, typed: Mapping[str, str] | None = None) -> Finding:
        """Check a slip's code; `typed` are words read from the paper, by label, with the check word.

        Raises:
            UserError: it is no slip's code, or was not read whole.

        """
        code = SlipCode.parse(text)
        with self._bureau.store.transaction() as session:
            judged = judge(code, _keys(session))
            found = _registered(session, finding_of(judged, can_type=judged.verdict in _SIGNED))
            found = compared(found, typed) if typed and found.can_type else found
            detail = f"{found.verdict} {code.epoch} {code.signed_on}"
            journal.note(
                session, self._bureau, "slip.checked", entity="slip", uid=str(code.case), detail=detail
            )
        return found


def _keys(session: Session) -> list[SlipKey]:
    return [
        SlipKey(
            held.station,
            held.epoch,
            PublicKey(held.station, held.epoch, held.sign_key.encode("ascii")).raw,
            held.name,
            held.revoked_at.astimezone(CHINA).date() if held.revoked_at else None,
            held.revoked_at is not None,
        )
        for held in session.scalars(select(StationKey))
    ]


def _registered(session: Session, found: Finding) -> Finding:
    """Add what the station's batches have brought of the case; it is not here while the batch is still on its way."""
    if found.verdict not in _SIGNED:
        return found
    claim = session.scalar(select(Claim).where(Claim.case_number == str(found.code.case)))
    if claim is None:
        text = "县里还没有收到这件：可能站里还没上报，也可能没有这件事。请问站里，收到批次后再核对一次"
        return replace(found, notes=(*found.notes, text))
    uid = claim.worker_uid or claim.employer_uid
    subject = session.get(CountyRecord, uid) if uid else None
    words = _words(claim, subject.body if subject else {}, is_person=bool(claim.worker_uid))
    note = f"这件申请在县里：{ApplicationState(claim.state).label}"
    todo = (
        "请对照纸面与县里登记的几项；要核对全部文字，用 --who --tail --due --check 输入纸上的几项和核对字。"
    )
    if found.verdict is Verdict.REVOKED:
        todo = "县里登记里有这件：与下面几项一致的照常办理，不一致的不要凭它办理，并查那台停用的电脑。"
    return replace(found, words=words, notes=(*found.notes, note), todo=todo)


def _words(claim: Claim, body: Mapping[str, object], *, is_person: bool) -> Words:
    name = str(body.get("name") or "")
    number = str(body.get("id_number" if is_person else "uscc") or "")
    return (
        (wording.NUMBER, claim.case_number),
        ("事项名称", SubsidyKind(claim.kind).label),
        (wording.FILED, claim.filed_on.isoformat()),
        (wording.WHO, name[:1] + "*" * (len(name) - 1) if is_person else name),
        (wording.TAIL, number[-4:]),
    )
