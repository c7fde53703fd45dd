"""Telephone numbers: mobiles (virtual operators included) and landlines with their area code."""

from __future__ import annotations

import re
from typing import Final

from app.models.checks.finding import Checked, error, warning
from app.models.reading import narrow

AREA_CODE: Final = "0353"
_JUNK = re.compile(r"[-‐-―−()\u00b7.]")
_ABROAD = re.compile(r"^(\+|00)86")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(01[0-9]|02[0-9]|0[3-9][0-9]{2})([2-8][0-9]{6,7})")
_LOCAL = re.compile(r"[2-8][0-9]{6}")
_TWO = re.compile(r"[/、,;，；|]|或")


def check_phone(text: str, *, field: str = "phone", area_code: str = AREA_CODE) -> Checked:
    """Check a mobile or landline; a local number of 7 digits gets the station's area code.

    A phone shared by a household is normal and is counted elsewhere.
    """
    bare = narrow(text)
    if not bare:
        return Checked("", (error(field, "phone.empty", "请填写联系电话"),))
    if _TWO.search(bare.strip("/、,;|")):
        return Checked(bare, (error(field, "phone.several", "这里只填一个号码，另一个请填到“紧急联系电话”"),))
    digits = _ABROAD.sub("", _JUNK.sub("", bare))
    if _MOBILE.fullmatch(digits.removeprefix("0")):
        return Checked(digits.removeprefix("0"))
    if _LANDLINE.fullmatch(f"0{digits}") and bare.startswith(("+", "00")):
        digits = f"0{digits}"
    if match := _LANDLINE.fullmatch(digits):
        return Checked(f"{match[1]}-{match[2]}")
    if _LOCAL.fullmatch(digits):
        text = f"座机号码没有区号，已按本地补为 {area_code}-{digits}，如不是本地请改正"
        return Checked(f"{area_code}-{digits}", (warning(field, "phone.area_code", text),))
    return Checked(digits, (error(field, "phone.shape", _fault(digits)),))


def _fault(digits: str) -> str:
    for place, character in enumerate(digits, 1):
        if not (character.isascii() and character.isdigit()):
            return f"电话第{place}位“{character}”不是数字，请改正"
    if digits.startswith("1"):
        if len(digits) != 11:
            return f"手机号码应为11位，现在是{len(digits)}位，请核对"
        return f"手机号码不会以“{digits[:2]}”开头，请核对"
    return "电话看不懂：手机填11位号码，座机请带区号，例如 0353-2123456"
