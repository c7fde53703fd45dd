"""Numbers of skill certificates: what they say about level and year, compared with what was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.models.checks.finding import Checked, Finding, error, warning
from app.models.checks.identity import PROVINCES
from app.models.reading import narrow

LEVELS: Final = {
    "5": "五级/初级工",
    "4": "四级/中级工",
    "3": "三级/高级工",
    "2": "二级/技师",
    "1": "一级/高级技师",
}
KINDS: Final = {
    "skill_level": "职业技能等级证书",
    "vocational_qualification": "职业资格证书",
    "special_ability": "专项职业能力证书",
    "training_pass": "培训合格证书",
}
_SKILL = re.compile(
    r"(?P<kind>[YSJ])[0-9]{4}(?P<province>[0-9]{2})[0-9]{6}(?P<year>[0-9]{2})(?P<level>[0-9])[0-9]{6}"
)
_SENIOR = re.compile(r"[A-Z]{2}[0-9]{20}")
_QUALIFICATION = re.compile(
    r"(?P<year>[0-9]{2})(?P<province>[0-9]{2})[0-9]{2}(?P<place>[0-9])[0-9]{3}(?P<level>[0-9])[0-9]{5}"
)
_FREE = re.compile(r"[0-9A-Z()/.〔〕\[\]\u4e00-\u9fff-]{3,40}")


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a certificate number itself says: level 1 to 5, two-digit year, two-digit province."""

    level: str
    year: str
    province: str


def embedded(number: str) -> Embedded | None:
    """Return what a normalised number says, or None where its form says nothing."""
    match = _SKILL.fullmatch(number) or _QUALIFICATION.fullmatch(number)
    return Embedded(match["level"], match["year"], match["province"]) if match else None


def check_certificate(
    text: str,
    *,
    field: str = "certificate_no",
    kind: str = "skill_level",
    level: str = "",
    issued_on: date | None = None,
) -> Checked:
    """Check a certificate number of the given kind against the level and the day of issue.

    A level that differs is an error, a year that differs a warning. `kind` is one of KINDS; `level`
    is "5" to "1", or "" where it is not known.
    """
    number = re.sub(r"[‐-―−]", "-", narrow(text)).upper()
    if not number:
        return Checked(number, (error(field, "certificate.empty", "请填写证书编号"),))
    if kind not in {"skill_level", "vocational_qualification"}:
        if _FREE.fullmatch(number):
            return Checked(number)
        text = "证书编号应为3至40位字母、数字或汉字，请对照证书核对"
        return Checked(number, (error(field, "certificate.shape", text),))
    number = number.replace("-", "")
    fault = _skill_fault(number) if kind == "skill_level" else _qualification_fault(number)
    if fault:
        return Checked(number, (error(field, "certificate.shape", fault),))
    return Checked(number, (*_cross(number, field, level, issued_on), *_oddities(number, field)))


def check_level(level: str, *, levels: str, occupation: str = "", field: str = "level") -> Checked:
    """Check that a level exists for the occupation; `levels` is the table's range, such as "5-2".

    An empty range (not known) or an empty level (none asked) finds nothing.
    """
    if not level or not levels:
        return Checked(level)
    lowest, _, highest = levels.partition("-")
    if level in LEVELS and int(highest or lowest) <= int(level) <= int(lowest):
        return Checked(level)
    name = f"“{occupation}”" if occupation else "这个职业"
    real = f"{LEVELS[lowest]} 至 {LEVELS[highest]}" if highest else LEVELS[lowest]
    text = f"{name}没有{LEVELS.get(level, f'“{level}”级')}，只有 {real}，请改选"
    return Checked(level, (error(field, "certificate.no_such_level", text),))


def _skill_fault(number: str) -> str:
    if _SKILL.fullmatch(number) or _SENIOR.fullmatch(number):
        return ""
    if _QUALIFICATION.fullmatch(number):
        return "这是16位的职业资格证书编号，请把证书类型改为“职业资格证书”"
    if len(number) != 22:
        return f"职业技能等级证书编号应为22位，现在是{len(number)}位，请对照证书核对"
    return (
        "职业技能等级证书编号应为 Y 或 S 开头加21位数字（特级、首席技师为2个字母加20位数字），请对照证书核对"
    )


def _qualification_fault(number: str) -> str:
    if _QUALIFICATION.fullmatch(number):
        return ""
    if _SKILL.fullmatch(number):
        return "这是22位的职业技能等级证书编号，请把证书类型改为“职业技能等级证书”"
    if len(number) != 16:
        return f"职业资格证书编号应为16位数字，现在是{len(number)}位，请对照证书核对"
    return "职业资格证书编号应全是数字，请对照证书核对"


def _cross(number: str, field: str, level: str, issued_on: date | None) -> tuple[Finding, ...]:
    told = embedded(number)
    if told is None:
        return ()
    found: list[Finding] = []
    if told.level not in LEVELS:
        text = f"编号里的等级位是“{told.level}”，应为1至5，请对照证书核对"
        found.append(error(field, "certificate.level", text))
    elif level and level != told.level:
        chosen = LEVELS.get(level, level)
        text = f"编号里的等级是{LEVELS[told.level]}，选的是{chosen}，请核对后改正其中一个"
        found.append(error(field, "certificate.level_conflict", text))
    if issued_on is not None and int(told.year) != issued_on.year % 100:
        text = f"编号里的年份是“{told.year}”，发证日期是{issued_on.year}年，请对照证书核对"
        found.append(warning(field, "certificate.year_conflict", text))
    return tuple(found)


def _oddities(number: str, field: str) -> tuple[Finding, ...]:
    found: list[Finding] = []
    told = embedded(number)
    if told is not None and told.province not in PROVINCES:
        text = f"编号里的省份代码“{told.province}”不存在，请对照证书核对"
        found.append(warning(field, "certificate.province", text))
    if number.startswith("J"):
        text = "J 开头的编号较少见（技工院校），请对照证书核对"
        found.append(warning(field, "certificate.issuer", text))
    match = _QUALIFICATION.fullmatch(number)
    if match is not None and match["place"] > "4":
        text = f"第7位机构识别码“{match['place']}”应为0至4，请对照证书核对"
        found.append(warning(field, "certificate.issuer", text))
    return tuple(found)
