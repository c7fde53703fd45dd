"""Checking a slip at the counter: what its signature tells, then what the register here tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.application import Application
from app.models.enums import ApplicationState, SubsidyKind
from app.models.slip import SlipProof
from app.ports import CHINA
from app.services import journal
from app.services.desk import Desk
from app.services.signers import known_keys
from app.services.slips import wording
from app.services.slips.finding import REFUSE, Finding, compared, finding_of
from app.services.slips.judging import Judged, Verdict, judge
from app.services.slips.payload import SlipCode
from app.services.slips.reading import read_picture
from app.services.slips.wording import Words

_LOOK = (
    "二维码和登记都对得上。请再对照纸面：下面是打印时的原文，有一处不同，就是纸上的字被改过，不要凭它办理。"
)


class Slips:
    """Whether slips are genuine."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check(self, text: str, typed: Mapping[str, str] | None = None) -> Finding:
        """Check what a scanner typed; `typed` are words read from the paper, by label, with the check word.

        Raises:
            UserError: it is no slip's code, or was not read whole.

        """
        code = SlipCode.parse(text)
        desk = self._desk
        with desk.database.transaction() as session:
            judged = judge(code, known_keys(session, desk))
            if code.case.station == desk.station.code:
                found = _at_home(session, judged, desk.station.epoch)
            else:
                found = finding_of(judged, can_type=judged.verdict is Verdict.GENUINE)
                found = compared(found, typed) if typed and found.can_type else found
            detail = f"{found.verdict} {code.epoch} {code.signed_on}"
            journal.note(session, desk, "slip.checked", entity="slip", uid=str(code.case), detail=detail)
        return found

    def check_picture(self, path: Path) -> Finding:
        """Check the code in a photograph, a scan or a PDF.

        Raises:
            UserError: the file cannot be read, or no slip's code is found in it.

        """
        return self.check(read_picture(path))


def _at_home(session: Session, judged: Judged, epoch: str) -> Finding:
    """Return what the station's own register says of one of its slips."""
    code, found = judged.code, finding_of(judged)
    number = str(code.case)
    proofs = session.scalars(
        select(SlipProof).where(SlipProof.case_number == number).order_by(SlipProof.id)
    ).all()
    case = session.scalar(select(Application).where(Application.case_number == number))
    printed = [proof for proof in proofs if proof.code == code.text]
    notes = _since(case, proofs, printed)
    if judged.verdict is Verdict.FORGED:
        return _altered(session, found) or replace(found, words=_registered(case), notes=notes)
    if judged.verdict is Verdict.UNKNOWN:
        return replace(found, words=_registered(case), notes=notes)
    if printed:
        words = tuple((line[0], line[1]) for line in printed[-1].words)
        if judged.verdict is Verdict.REVOKED:
            todo = "本机登记里有这次打印，原文在下面：对照一致的照常办理，有一处不同就不要凭它办理。"
            return replace(found, words=words, notes=notes, todo=todo)
        return replace(found, words=words, notes=notes, todo=_LOOK)
    if judged.verdict is Verdict.REVOKED:
        return replace(found, words=_registered(case), notes=notes)
    return _unprinted(found, case, notes, is_older=code.epoch != epoch)


def _unprinted(
    found: Finding, case: Application | None, notes: tuple[str, ...], *, is_older: bool
) -> Finding:
    """Return what is to be said of a code with our signature that this PC has no print of."""
    if case is None:
        reason = f"{found.reason}但本机登记里没有这个编号。"
        todo = (
            f"如果换过电脑或恢复过备份，先在「上报与回执」读入重建包再核对；没有换过的，"
            f"可能有人用了本站的旧数据：{REFUSE}"
        )
        return replace(found, verdict=Verdict.DIFFERS, reason=reason, todo=todo)
    if not is_older:
        reason = f"{found.reason}但本机打印过的回执里没有这一张。"
        todo = f"下面是登记里现在的内容。可能有人用本站的数据另外打印过：{REFUSE}"
        return replace(
            found, verdict=Verdict.DIFFERS, reason=reason, todo=todo, words=_registered(case), notes=notes
        )
    todo = "本机没有那一次的打印存档（换过电脑或恢复过备份）。请与下面登记的内容对照，一致的照常办理。"
    return replace(found, todo=todo, words=_registered(case), notes=notes)


def _altered(session: Session, found: Finding) -> Finding | None:
    """Return that a genuine signature was moved to other words, with the slip it was taken from."""
    signature = found.code.text.rpartition(":")[2]
    proof = session.scalar(select(SlipProof).where(SlipProof.code.endswith(signature)).limit(1))
    if proof is None:
        return None
    words = tuple((line[0], line[1]) for line in proof.words)
    reason = f"签名是本站给 {proof.case_number} 打印的那一张的，二维码里的编号、日期或内容被改过。下面是那一张的原文。"
    return replace(found, verdict=Verdict.ALTERED, reason=reason, todo=f"以登记为准，{REFUSE}", words=words)


def _registered(case: Application | None) -> Words:
    """Return the main words as the register has them today."""
    if case is None:
        return ()
    worker, employer = case.worker, case.employer
    name = worker.name[:1] + "*" * (len(worker.name) - 1) if worker else employer.name if employer else ""
    tail = worker.id_number[-4:] if worker else employer.uscc[-4:] if employer else ""
    return (
        (wording.NUMBER, case.case_number),
        ("事项名称", SubsidyKind(case.kind).label),
        (wording.FILED, case.filed_on.isoformat()),
        (wording.WHO, name),
        (wording.TAIL, tail),
    )


def _since(
    case: Application | None, proofs: Sequence[SlipProof], printed: Sequence[SlipProof]
) -> tuple[str, ...]:
    notes = []
    if case is not None:
        notes.append(f"这件申请现在：{'已作废' if case.is_void else ApplicationState(case.state).label}")
    later = [row for row in proofs if printed and row.id > printed[-1].id and row.code != printed[-1].code]
    if later:
        notes.append(f"之后又补打过 {len(later)} 次，最后一次 {_local(later[-1])}，内容以最后一次为准")
    return tuple(notes)


def _local(proof: SlipProof) -> date:
    return proof.made_at.astimezone(CHINA).date()
