"""Whether a slip's code is genuine by the keys that are known: five answers, each with what to do; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.services.slips.payload import SlipCode


class Verdict(StrEnum):
    """What becomes of a slip that is checked; the text is what is shown."""

    GENUINE = "真实"
    ALTERED = "内容被改"
    FORGED = "伪造（签名不符）"
    REVOKED = "纪元已吊销"
    UNKNOWN = "无法核对"
    DIFFERS = "与登记不一致"

    @property
    def mark(self) -> str:
        """Return the mark that stands before it."""
        return {"真实": "✓", "无法核对": "？", "纪元已吊销": "！"}.get(self.value, "✗")


@dataclass(frozen=True, slots=True)
class SlipKey:
    """One epoch of a station whose slips can be checked: `key` is the 32 bytes of its public key."""

    station: str
    epoch: str
    key: bytes
    name: str = ""
    revoked_on: date | None = None
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer on one code, with the key that told."""

    verdict: Verdict
    code: SlipCode
    key: SlipKey | None
    reason: str
    todo: str

    @property
    def station(self) -> str:
        """Return what the station is called."""
        return (self.key.name if self.key else "") or f"服务站 {self.code.case.station}"


_CALL = "请不要凭它办理；留下复印件，打站上登记的电话核对，并报告县区人社局。"


def judge(code: SlipCode, keys: Iterable[SlipKey]) -> Judged:
    """Return what the signature tells; what the register tells is not asked here."""
    here = [key for key in keys if key.station == code.case.station]
    known = [key for key in here if key.epoch == code.epoch]
    signer = next((key for key in known if code.is_signed_by(key.key)), None)
    if signer is not None:
        return _signed(code, signer)
    name = (here[0].name if here else "") or f"服务站 {code.case.station}"
    if known:
        reason = f"签名与{name}纪元 {code.epoch} 的钥匙对不上：二维码不是这个站签的，或签后被改过。"
        return Judged(Verdict.FORGED, code, known[0], reason, _CALL)
    if here:
        reason = f"认识{name}，但没有它纪元 {code.epoch} 的钥匙，不能说真，也不能说假。"
        todo = "读入最新的县级回执（里面有各站的钥匙）后再核对；急用就打这个站的电话，报受理编号。"
        return Judged(Verdict.UNKNOWN, code, here[0], reason, todo)
    reason = f"不认识{name}：它没有在县里登记，或本机还没有读入带各站钥匙的县级回执。"
    todo = "读入最新的县级回执后再核对；仍不认识，请问县区人社局有没有这个站。"
    return Judged(Verdict.UNKNOWN, code, None, reason, todo)


def _signed(code: SlipCode, key: SlipKey) -> Judged:
    if key.is_revoked:
        since = f"（{key.revoked_on} 起）" if key.revoked_on else ""
        reason = (
            f"签名对得上，但这把钥匙（纪元 {code.epoch}）县里已停用{since}，常因电脑丢失："
            "可能是停用前发的真回执，也可能是拿到旧电脑的人仿制的。"
        )
        todo = (
            "不能单凭回执办理。请按受理编号查登记：登记里有这件、内容一致的照常办；没有的，请报告县区人社局。"
        )
        return Judged(Verdict.REVOKED, code, key, reason, todo)
    reason = f"签名对得上，是 {code.signed_on} 打印的。"
    return Judged(Verdict.GENUINE, code, key, reason, "请再看一眼：纸上的字与签发时的原文是否一致。")
