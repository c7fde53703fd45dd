"""The unified social credit code of GB 32100-2015 and the organisation code of GB 11714 inside it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from app.models.checks.finding import Checked, Finding, error, warning
from app.models.reading import narrow

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_LOOKALIKES = {"I": "1", "O": "0", "S": "5", "V": "U", "Z": "2", "|": "1"}
_JUNK = re.compile(r"[-‐-―−'’]")


class UsccKind(StrEnum):
    """What sort of body a code was given to, by its first two characters."""

    ENTERPRISE = "enterprise"
    INDIVIDUAL = "individual"
    COOPERATIVE = "cooperative"
    GOVERNMENT = "government"
    INSTITUTE = "institute"
    MASS_BODY = "mass_body"
    SOCIETY = "society"
    NGO = "ngo"
    FOUNDATION = "foundation"
    VILLAGE_GROUP = "village_group"
    VILLAGE = "village"
    TOWN_COLLECTIVE = "town_collective"
    UNION = "union"
    OTHER = "other"


KIND_LABELS: Final = {
    UsccKind.ENTERPRISE: "企业",
    UsccKind.INDIVIDUAL: "个体工商户",
    UsccKind.COOPERATIVE: "农民专业合作社",
    UsccKind.GOVERNMENT: "机关",
    UsccKind.INSTITUTE: "事业单位",
    UsccKind.MASS_BODY: "群众团体",
    UsccKind.SOCIETY: "社会团体",
    UsccKind.NGO: "民办非企业单位",
    UsccKind.FOUNDATION: "基金会",
    UsccKind.VILLAGE_GROUP: "组级集体经济组织",
    UsccKind.VILLAGE: "村级集体经济组织",
    UsccKind.TOWN_COLLECTIVE: "乡镇级集体经济组织",
    UsccKind.UNION: "工会",
    UsccKind.OTHER: "其他",
}
_KINDS = {
    "11": UsccKind.GOVERNMENT,
    "12": UsccKind.INSTITUTE,
    "13": UsccKind.MASS_BODY,
    "51": UsccKind.SOCIETY,
    "52": UsccKind.NGO,
    "53": UsccKind.FOUNDATION,
    "81": UsccKind.UNION,
    "91": UsccKind.ENTERPRISE,
    "92": UsccKind.INDIVIDUAL,
    "93": UsccKind.COOPERATIVE,
    "N1": UsccKind.VILLAGE_GROUP,
    "N2": UsccKind.VILLAGE,
    "N3": UsccKind.TOWN_COLLECTIVE,
}


def uscc_check(first_17: str) -> str:
    """Return the check character of the first 17 characters."""
    total = sum(w * _ALPHABET.index(c) for w, c in zip(_WEIGHTS, first_17, strict=True))
    return _ALPHABET[-total % 31]


def organisation_check(first_8: str) -> str:
    """Return the GB 11714 check character of an organisation code's eight characters."""
    total = sum(w * int(c, 36) for w, c in zip(_INNER_WEIGHTS, first_8, strict=True))
    return "0123456789X"[-total % 11]


def uscc_kind(code: str) -> UsccKind:
    """Return what sort of body the code was given to; OTHER for any prefix not in the list."""
    return _KINDS.get(code[:2], UsccKind.OTHER)


def check_uscc(text: str, *, field: str = "uscc") -> Checked:
    """Check a unified social credit code; the outer check character is an error, the inner one a warning.

    Source: GB 32100-2015 "统一社会信用代码由18位的阿拉伯数字或大写英文字母（不使用I、O、Z、S、V）组成".
    """
    code = _JUNK.sub("", narrow(text)).upper()
    shape = _shape_fault(code, field)
    if shape is not None:
        return Checked(code, (shape,))
    if uscc_check(code[:17]) != code[17]:
        text = "统一社会信用代码校验不符：可能有一位录错，请对照营业执照（登记证书）逐位核对"
        return Checked(code, (error(field, "uscc.check", text),))
    findings: list[Finding] = []
    if organisation_check(code[8:16]) != code[16]:
        text = "代码中的组织机构代码（第9至17位）校验不符，请再对照营业执照核对一遍"
        findings.append(warning(field, "uscc.inner_check", text))
    if not code[2:8].isdigit():
        text = f"登记机关区划码（第3至8位）“{code[2:8]}”应全是数字，请再核对"
        findings.append(warning(field, "uscc.division", text))
    return Checked(code, tuple(findings))


def _shape_fault(code: str, field: str) -> Finding | None:
    if not code:
        return error(field, "uscc.empty", "请填写统一社会信用代码")
    for place, character in enumerate(code, 1):
        if character in _LOOKALIKES:
            text = f"第{place}位是“{character}”，代码里不用这个字母，是不是“{_LOOKALIKES[character]}”？请改正"
            return error(field, "uscc.lookalike", text)
        if character not in _ALPHABET:
            text = f"第{place}位“{character}”不能用在代码里，请对照营业执照改正"
            return error(field, "uscc.characters", text)
    if len(code) == 18:
        return None
    old = {15: "这是旧的15位工商注册号，", 9: "这是旧的9位组织机构代码，"}.get(len(code), "")
    text = f"{old}统一社会信用代码应为18位，现在是{len(code)}位，请对照现用的营业执照填写"
    return error(field, "uscc.length", text)
