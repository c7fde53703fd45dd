"""What a check of a slip found, and the comparison with words typed from the paper; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.services.slips import wording
from app.services.slips.judging import Judged, Verdict
from app.services.slips.payload import SlipCode
from app.services.slips.wording import Words

REFUSE = "不要凭它办理；留下复印件，报告县区人社局。"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: the verdict, why, what to do, and the words that were signed where they are kept here.

    `notes` say what happened to the case or the slip since. `can_type` where the words are kept elsewhere: the few main
    ones can be typed from the paper and compared.
    """

    verdict: Verdict
    code: SlipCode
    station: str
    reason: str
    todo: str
    words: Words = ()
    notes: tuple[str, ...] = ()
    can_type: bool = False

    @property
    def title(self) -> str:
        """Return the verdict as it is shown; a genuine code does not yet make the words on the paper genuine."""
        open_end = "，纸上的字还没有对照" if self.can_type and not self.words else ""
        return f"{self.verdict.mark} {self.verdict}{open_end}"

    def lines(self) -> tuple[str, ...]:
        """Return the finding as lines of text."""
        code = self.code
        printed = f"{code.signed_on} 打印（纪元 {code.epoch}）"
        head = f"{self.title}：{self.station}，受理编号 {code.case}，{printed}"
        told = (f"  {label}：{text}" for label, text in self.words)
        notes = (f"  注意：{text}" for text in self.notes)
        return (head, f"  {self.reason}", *told, *notes, f"  怎么办：{self.todo}")


def compared(found: Finding, typed: Mapping[str, str]) -> Finding:
    """Compare the main words typed from the paper with what was signed; `check_word` is among them."""
    code, given = found.code, dict(typed)
    check = given.pop("check_word", "")
    own = {wording.NUMBER: str(code.case), wording.FILED: code.case.day.isoformat()}
    words = tuple((label, own.get(label) or given.get(label, "")) for label in wording.MAIN)
    if wording.main_hash(words, check) == code.main:
        is_genuine = found.verdict is Verdict.GENUINE
        todo = "可以凭它办理。材料清单和补正事项要看原文时，请打这个站的电话。" if is_genuine else found.todo
        reason = f"{found.reason}输入的几项和核对字与签发时一致。"
        return replace(found, reason=reason, todo=todo, words=words, can_type=False)
    reason = "二维码是真的，但输入的几项与签发时的原文不一致。"
    todo = f"先核对有没有输错（核对字 8 位、姓名的星号个数、日期）。没有输错，就是纸上的字被改过：{REFUSE}"
    return replace(found, verdict=Verdict.ALTERED, reason=reason, todo=todo, words=words, can_type=False)


def finding_of(judged: Judged, *, can_type: bool = False) -> Finding:
    """Return what the keys alone tell; `can_type` where nobody here has the words."""
    todo = judged.todo
    if can_type:
        todo = "这是别站的回执，本机没有它的原文：请把纸上的几项和二维码左边的防伪核对字输进来，看文字有没有被改。"
    return Finding(judged.verdict, judged.code, judged.station, judged.reason, todo, can_type=can_type)
