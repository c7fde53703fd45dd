"""Reads a sum of money as a person writes it into 分; refuses what could mean two sums."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from app.services.intake.folding import fold

_PLAIN = re.compile(
    r"^[¥￥]?([0-9]+(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?)(万|千|k|w)?元?整?(?:人民币)?$"
)
_SPOKEN = re.compile(
    r"^([0-9一二两三四五六七八九])(万|千|百)(零?)([0-9一二两三四五六七八九])?(千|百|十)?(?:元|块|块钱)?$"
)
_RANGE = re.compile(
    r"^[¥￥]?([0-9.,]+(?:万|千|k|w)?)元?(?:-|~|至|到|—|–|――)+[¥￥]?([0-9.,]+(?:万|千|k|w)?)元?$"
)
_PER_MONTH = re.compile(r"(?:/|每|一)?(?:个)?月(?:薪|收入|工资)?$|^(?:月薪|每月|月收入|月工资|月)")
_OTHER_UNIT = re.compile(r"(天|日|年|小时|时|件|周|次|趟|课时)")
_VAGUE = re.compile(r"(左右|上下|以上|以下|约|多|来元|几|余|不等|面议|不定|起)")
_SCALE = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000, "百": 100, "十": 10, None: 1, "": 1}
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
MOST = 10_000_000_00  # a thousand 万 in 分: more is a slip of the hand


class MoneyFault(ValueError):  # noqa: N818 - a fault of the text, not of the program
    """The text is no single certain sum; the message is a clause for the clerk."""


def read_fen(text: str) -> int:
    """Read one certain sum in 元 and give it in 分; a month is the only unit of time that passes.

    Raises: MoneyFault.
    """
    bare = fold(text).replace("，", ",")
    if _RANGE.match(_PER_MONTH.sub("", bare)):
        raise MoneyFault("写的是一个范围，请只填一个数")
    if _VAGUE.search(bare):
        raise MoneyFault("写的不是确定的数，请填一个数，如 3200")
    bare = _PER_MONTH.sub("", bare).removesuffix("/")
    if _OTHER_UNIT.search(bare):
        raise MoneyFault("写的不是按月的数，请折算成每月多少元")
    fen = _plain(bare)
    if fen is None:
        fen = _spoken(bare)
    if fen is None:
        raise MoneyFault("认不出是多少钱，请填数字，如 3200")
    if fen > MOST:
        raise MoneyFault("金额大得不正常，请核对")
    return fen


def read_range(text: str) -> tuple[int, int]:
    """Read "3000-4500元/月" as the lowest and highest sum in 分; one sum stands for both.

    Raises: MoneyFault.
    """
    bare = _PER_MONTH.sub("", fold(text)).removesuffix("/")
    found = _RANGE.match(bare)
    if not found:
        sum_of = read_fen(text)
        return sum_of, sum_of
    high_text = found[2]
    low_text = found[1]
    if high_text[-1] in "万千kw" and low_text[-1] not in "万千kw":
        low_text += high_text[-1]  # 3-4千: the unit belongs to both
    low, high = read_fen(low_text), read_fen(high_text)
    if low > high:
        raise MoneyFault("前面的数比后面的大，请核对")
    return low, high


def _plain(bare: str) -> int | None:
    found = _PLAIN.match(bare)
    if not found:
        return None
    try:
        sum_of = Decimal(found[1].replace(",", "")) * _SCALE[found[2]] * 100
    except InvalidOperation:
        return None
    if sum_of != sum_of.to_integral_value():
        raise MoneyFault("小数超过两位，请核对")
    return int(sum_of)


def _spoken(bare: str) -> int | None:
    found = _SPOKEN.match(bare)
    if not found:
        return None
    first, unit, zero, second, tail = found.groups()
    sum_of = _digit(first) * _SCALE[unit]
    if second:
        if zero and not tail:
            raise MoneyFault("写法不确定，请填数字，如 3200")
        scale = _SCALE[tail] if tail else _SCALE[unit] // 10  # 三千二 is 3200
        if scale >= _SCALE[unit]:
            return None
        sum_of += _digit(second) * scale
    elif zero or tail:
        return None
    return sum_of * 100


def _digit(char: str) -> int:
    return int(char) if char.isdigit() else _DIGITS[char]
