"""Numbers that identify a person: the citizen number of GB 11643-1999 and its relatives.

The address code is never an error: it is the county at issue time, and counties are renamed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from operator import mul
from typing import Final

from app.models.checks.age import full_years
from app.models.checks.finding import Checked, Finding, error, warning
from app.models.reading import narrow
from app.models.values import IdNumber

PROVINCES: Final = {
    "11": "北京市",
    "12": "天津市",
    "13": "河北省",
    "14": "山西省",
    "15": "内蒙古自治区",
    "21": "辽宁省",
    "22": "吉林省",
    "23": "黑龙江省",
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "37": "山东省",
    "41": "河南省",
    "42": "湖北省",
    "43": "湖南省",
    "44": "广东省",
    "45": "广西壮族自治区",
    "46": "海南省",
    "50": "重庆市",
    "51": "四川省",
    "52": "贵州省",
    "53": "云南省",
    "54": "西藏自治区",
    "61": "陕西省",
    "62": "甘肃省",
    "63": "青海省",
    "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
    "71": "台湾省",
    "81": "香港特别行政区",
    "82": "澳门特别行政区",
    "83": "台湾居民居住证",
}
ID_TYPES: Final = {
    "01": "居民身份证",
    "02": "军官证",
    "03": "武警警官证",
    "04": "香港特区护照/通行证",
    "05": "澳门特区护照/通行证",
    "06": "台湾居民来往大陆通行证",
    "07": "外国人永久居留身份证",
    "08": "外国人护照",
    "99": "其他",
}
OLDEST: Final = 120
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_PERMITS = {"810000", "820000", "830000"}
_SEXES = {"1": "男", "2": "女"}
_WHOLE = re.compile(r"[0-9]{17}[0-9X]")
_JUNK = re.compile("[-'‘’`\u00ad\u2010-\u2015\u2212]")
_LOST = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)
_CROSSES = "\u00d7\u0425\u0445\u2715\u2716"
_LOOKALIKES = {"O": "0", "I": "1", "L": "1", "|": "1", "О": "0", "〇": "0", "Z": "2", "S": "5", "B": "8"}
_FOREIGN_2017 = re.compile(r"[A-Z]{3}[0-9]{12}")
_FREE = re.compile(r"[0-9A-Z()/.\u4e00-\u9fff]{4,30}")


class IdKind(StrEnum):
    """Which document a number belongs to, by its shape."""

    CITIZEN = "citizen"
    PERMIT = "permit"
    FOREIGN = "foreign"
    FOREIGN_2017 = "foreign_2017"
    OLD = "old"
    OTHER = "other"


def check_digit(first_17: str) -> str:
    """Return the ISO 7064 MOD 11-2 check character of 17 digits."""
    if len(first_17) != len(_WEIGHTS):
        raise ValueError("the check character is of 17 digits")
    total = sum(map(mul, _WEIGHTS, map(int, first_17)))
    return _CHECKS[total % 11]


def upgrade_15(number: str) -> str:
    """Return the 18-character number of a first-generation card's 15 digits.

    Sequences 996 to 999 were kept for people born in the 1800s.

    Raises: ValueError when it is not 15 digits.
    """
    if re.fullmatch(r"[0-9]{15}", number) is None:
        raise ValueError("only 15 digits can be upgraded")
    century = "18" if number[12:] >= "996" else "19"
    first_17 = number[:6] + century + number[6:]
    return first_17 + check_digit(first_17)


def kind_of(number: str) -> IdKind:
    """Return which document a normalised number belongs to; the check character is not judged."""
    if re.fullmatch(r"[0-9]{17}[0-9X]", number):
        if number.startswith("9"):
            return IdKind.FOREIGN
        return IdKind.PERMIT if number[:6] in _PERMITS else IdKind.CITIZEN
    if re.fullmatch(r"[0-9]{15}", number):
        return IdKind.OLD
    return IdKind.FOREIGN_2017 if _FOREIGN_2017.fullmatch(number) else IdKind.OTHER


def normal_identity(text: str) -> str:
    """Return the number half-width and in capitals, without blanks, hyphens or invisible characters.

    A cross or Cyrillic Х at the end becomes X only where the check character is X.
    """
    number = _JUNK.sub("", narrow(text)).upper()
    if len(number) == 18 and number[-1] in _CROSSES and _is_digits(number[:17]):
        return number[:17] + "X" if check_digit(number[:17]) == "X" else number
    return number


def check_identity(
    text: str,
    *,
    field: str = "id_number",
    id_type: str = "01",
    today: date,
    county_codes: Collection[str] = frozenset(),
    is_archive: bool = False,
) -> Checked:
    """Check an identity number of the given HR document type.

    `county_codes` are the six-digit codes known to the station, retired ones included; an empty
    collection judges the province only. `is_archive` lets a 15-digit number through, upgraded, for
    searching and old papers.

    Source: GB 11643-1999 "公民身份号码是特征组合码，由十七位数字本体码和一位数字校验码组成".
    """
    number = normal_identity(text)
    if not number:
        return _refused(number, field, "empty", "请填写证件号码")
    if id_type == "01":
        return _check_citizen(number, field, today, county_codes, is_archive=is_archive)
    if id_type == "07":
        return _check_foreign(number, field, today)
    return _check_free(number, field)


def check_agreement(
    number: str,
    *,
    sex: str = "",
    birth: date | None = None,
    sex_field: str = "sex",
    birth_field: str = "birth",
) -> tuple[Finding, ...]:
    """Return an error, showing both, where a typed sex or birthday is not the one in the number."""
    told = IdNumber(number)
    found: list[Finding] = []
    if sex in _SEXES and told.sex and sex != told.sex:
        text = f"性别填的是“{_SEXES[sex]}”，证件号码里是“{_SEXES[told.sex]}”，请核对后改正其中一个"
        found.append(error(sex_field, "identity.sex_conflict", text))
    if birth is not None and told.birth is not None and birth != told.birth:
        text = f"出生日期填的是 {birth}，证件号码里是 {told.birth}，请核对后改正其中一个"
        found.append(error(birth_field, "identity.birth_conflict", text))
    return tuple(found)


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _refused(number: str, field: str, code: str, text: str) -> Checked:
    return Checked(number, (error(field, f"identity.{code}", text),))


def _check_citizen(
    number: str, field: str, today: date, counties: Collection[str], *, is_archive: bool
) -> Checked:
    upgraded = ""
    if len(number) == 15 and _is_digits(number):
        upgraded = number = upgrade_15(number)
    shape = _shape_fault(number, field)
    if shape is not None:
        return Checked(number, (shape,))
    if number.startswith("9"):
        text = "这是外国人永久居留身份证号码，请把证件类型改为“07 外国人永久居留身份证”"
        return _refused(number, field, "wrong_type", text)
    findings = [*_old_card(upgraded, field, is_archive=is_archive), *_place(number, field, counties)]
    findings += _body(number, field, today)
    return Checked(number, tuple(findings))


def _old_card(upgraded: str, field: str, *, is_archive: bool) -> tuple[Finding, ...]:
    if not upgraded:
        return ()
    if is_archive:
        return (warning(field, "identity.upgraded", f"15位旧号码已换算为 {upgraded}，请对照现用证件核对"),)
    text = f"15位的一代证自2013年1月1日起停用，请按现用证件填写18位号码（换算应为 {upgraded}）"
    return (error(field, "identity.old_card", text),)


def _shape_fault(number: str, field: str) -> Finding | None:
    """Return what is wrong with length and characters, or None for 17 digits and a digit or X."""
    if _LOST.fullmatch(number):
        text = "表格把号码当成了数字，后几位已经丢失，请对照证件重新录入（单元格先设为“文本”）"
        return error(field, "identity.lost_digits", text)
    if _WHOLE.fullmatch(number):
        return None
    for place, character in enumerate(number, 1):
        if character.isascii() and (character.isdigit() or (character == "X" and place == 18)):
            continue
        return _strange(number, place, character, field)
    if len(number) != 18:
        return error(field, "identity.length", f"身份证号码应为18位，现在是{len(number)}位，请对照证件补全")
    return None


def _strange(number: str, place: int, character: str, field: str) -> Finding:
    if character in _CROSSES and place == 18 == len(number):
        text = "最后一位录成了“×”，但按前17位算不是 X，请对照证件逐位核对"
        return error(field, "identity.check", text)
    if character in _LOOKALIKES:
        digit = _LOOKALIKES[character]
        text = f"第{place}位是字母“{character}”，是不是数字“{digit}”？请改正"
        return error(field, "identity.lookalike", text)
    if character == "X" or character in _CROSSES:
        return error(field, "identity.characters", f"字母 X 只能在第18位，现在在第{place}位，请对照证件核对")
    shown = character if unicodedata.category(character)[0] in "LNPS" else f"U+{ord(character):04X}"
    return error(field, "identity.characters", f"第{place}位“{shown}”不是数字，请对照证件改正")


def _place(number: str, field: str, counties: Collection[str]) -> tuple[Finding, ...]:
    if number[:6] in _PERMITS:
        text = "这是港澳台居民居住证号码：户籍不在内地农村，农民工政策不适用"
        return (warning(field, "identity.permit", text),)
    if number[:2] not in PROVINCES:
        return (error(field, "identity.province", f"前两位“{number[:2]}”不是省份代码，请对照证件核对"),)
    if counties and number[:6] not in counties:
        text = f"前六位“{number[:6]}”不在本站的县区代码表里，可能是旧代码或外地代码，请核对一眼"
        return (warning(field, "identity.county", text),)
    return ()


def _body(number: str, field: str, today: date) -> list[Finding]:
    """Judge birthday, sequence and check character of 17 digits and one more."""
    findings: list[Finding] = []
    birth = IdNumber(number).birth
    spelled = f"{number[6:10]}年{number[10:12]}月{number[12:14]}日"
    if birth is None:
        text = f"号码里的出生日期 {spelled} 不存在，请对照证件核对第7至14位"
        findings.append(error(field, "identity.birth", text))
    elif birth > today:
        text = f"号码里的出生日期 {spelled} 还没有到，请对照证件核对第7至14位"
        findings.append(error(field, "identity.future", text))
    elif full_years(birth, today) > OLDEST:
        text = f"号码里的出生日期 {spelled} 已超过{OLDEST}周岁，请对照证件核对第7至14位"
        findings.append(error(field, "identity.too_old", text))
    if check_digit(number[:17]) != number[17]:
        text = "身份证号码校验不符：可能有一位录错，或相邻两位录反，请对照证件逐位核对"
        findings.append(error(field, "identity.check", text))
    if number[14:17] == "000":
        text = "顺序码是 000，很少见，请对照证件再核对第15至17位"
        findings.append(warning(field, "identity.sequence", text))
    elif number[14:17] >= "996" and birth is not None and full_years(birth, today) < 100:
        text = f"顺序码 {number[14:17]} 原为百岁老人保留，请对照证件再核对第15至17位"
        findings.append(warning(field, "identity.sequence", text))
    return findings


def _check_foreign(number: str, field: str, today: date) -> Checked:
    """Check a foreign permanent resident's number, of the 2023 or the 2017 card."""
    if _FOREIGN_2017.fullmatch(number):
        findings = [
            warning(field, "identity.foreign_2017", "这是2017版证件号码，没有可核对的校验，请再对照证件")
        ]
        if not _is_short_date(number[7:13]):
            text = "号码第8至13位应是出生日期（年2位、月、日），请对照证件核对"
            findings.append(warning(field, "identity.birth", text))
        return Checked(number, tuple(findings))
    if len(number) == 15:
        return _refused(number, field, "characters", "2017版号码应为3个字母加12位数字，请对照证件改正")
    shape = _shape_fault(number, field)
    if shape is not None:
        return Checked(number, (shape,))
    if not number.startswith("9"):
        text = "外国人永久居留身份证号码应以9开头；如是居民身份证或居住证，请把证件类型改为“01”"
        return _refused(number, field, "wrong_type", text)
    place: list[Finding] = []
    if number[1:3] not in PROVINCES:
        text = f"第2、3位“{number[1:3]}”不是省份代码，请对照证件核对"
        place.append(warning(field, "identity.province", text))
    return Checked(number, (*place, *_body(number, field, today)))


def _is_short_date(digits: str) -> bool:
    try:
        date(2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    except ValueError:
        return False
    return True


def _check_free(number: str, field: str) -> Checked:
    if _FREE.fullmatch(number) is None:
        return _refused(number, field, "free", "证件号码应为4至30位字母、数字，请对照证件核对")
    if (
        kind_of(number) in {IdKind.CITIZEN, IdKind.PERMIT, IdKind.FOREIGN}
        and check_digit(number[:17]) == number[17]
    ):
        text = "这像是身份证号码，请核对证件类型是否选对"
        return Checked(number, (warning(field, "identity.wrong_type", text),))
    return Checked(number)
