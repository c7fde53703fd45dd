"""Bank accounts that a subsidy is paid into: cards and the passbooks of rural banks."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from app.models.checks.finding import Checked, Finding, error, warning
from app.models.checks.identity import check_digit
from app.models.reading import narrow

_JUNK = re.compile(r"[-‐-―−'’]")
_LOOKALIKES: Final = {"O": "0", "I": "1", "L": "1", "|": "1", "Z": "2", "S": "5", "B": "8"}


class AccountKind(StrEnum):
    """A card carries a Luhn digit; a passbook (存折, 一本通) mostly does not."""

    CARD = "card"
    PASSBOOK = "passbook"


def has_luhn(digits: str) -> bool:
    """Return whether the last digit is the Luhn check of the others.

    Source: ISO/IEC 7812-1, annex B.
    """
    total = 0
    for place, character in enumerate(reversed(digits)):
        number = int(character) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def check_account(text: str, *, field: str = "account", kind: AccountKind = AccountKind.CARD) -> Checked:
    """Check an account number; a Luhn mismatch warns on a card and says nothing on a passbook."""
    number = _JUNK.sub("", narrow(text)).upper()
    shape = _shape_fault(number, field, kind)
    if shape is not None:
        return Checked(number, (shape,))
    findings: list[Finding] = []
    if re.fullmatch(r"[1-9][0-9]{5}(19|20)[0-9]{9}[0-9X]", number) and check_digit(number[:17]) == number[17]:
        findings.append(warning(field, "account.identity", "这像是身份证号码，请核对是不是填错了格"))
    if kind is AccountKind.CARD:
        if not has_luhn(number):
            findings.append(
                warning(field, "account.luhn", "银行卡号校验不符：可能录错一位，请对照卡面逐位核对")
            )
        if not number.startswith("62"):
            text = "卡号不是62开头，可能不是银联借记卡，请核对能否收款（存折请把类型改为“存折”）"
            findings.append(warning(field, "account.issuer", text))
    return Checked(number, tuple(findings))


def check_repeated(first: str, second: str, *, field: str = "account") -> tuple[Finding, ...]:
    """Return an error where the account typed a second time is not the first."""
    if _JUNK.sub("", narrow(first)).upper() == _JUNK.sub("", narrow(second)).upper():
        return ()
    return (error(field, "account.repeated", "两次录入的账号不一样，请对照银行卡或存折重新录入"),)


def check_holder(holder: str, *, applicant: str, reason: str = "", field: str = "account_holder") -> Checked:
    """Check that the holder is the applicant; an agent's or guardian's account needs a reason."""
    name = holder.strip()
    if not name:
        return Checked(name, (error(field, "account.holder_empty", "请填写开户人姓名"),))
    if name == applicant.strip():
        return Checked(name)
    if reason.strip():
        text = f"开户人“{name}”不是申请人本人，已注明原因，请复核人核对委托或监护材料"
        return Checked(name, (warning(field, "account.holder_other", text),))
    text = f"开户人“{name}”不是申请人“{applicant.strip()}”，请改用本人账户，或填写由监护人、代理人代收的原因"
    return Checked(name, (error(field, "account.holder_other", text),))


def _shape_fault(number: str, field: str, kind: AccountKind) -> Finding | None:
    if not number:
        return error(field, "account.empty", "请填写银行账号")
    if re.fullmatch(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,2}", number):
        text = "表格把账号当成了数字，后几位已经丢失，请对照卡面重新录入（单元格先设为“文本”）"
        return error(field, "account.lost_digits", text)
    for place, character in enumerate(number, 1):
        if character.isascii() and character.isdigit():
            continue
        if character == "X" and place == 18 == len(number):
            return error(field, "account.identity", "这像是身份证号码，请填写银行账号")
        hint = f"，是不是“{_LOOKALIKES[character]}”？" if character in _LOOKALIKES else "，"
        return error(field, "account.characters", f"账号第{place}位“{character}”不是数字{hint}请改正")
    low, high, name = (16, 19, "银行卡号") if kind is AccountKind.CARD else (8, 32, "存折账号")
    if low <= len(number) <= high:
        return None
    text = f"{name}应为{low}至{high}位，现在是{len(number)}位，请对照卡面或存折核对"
    return error(field, "account.length", text)
