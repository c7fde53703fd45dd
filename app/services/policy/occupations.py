"""When two occupations, trades or levels are the same: three answers, because lists are often incomplete."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_CODE = re.compile(r"\d-\d{2}-\d{2}-\d{2}")

LEVELS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "5": ("五级", "初级工", "初级", "五级/初级工"),
        "4": ("四级", "中级工", "中级", "四级/中级工"),
        "3": ("三级", "高级工", "高级", "三级/高级工"),
        "2": ("二级", "技师", "二级/技师"),
        "1": ("一级", "高级技师", "一级/高级技师"),
        "apprentice": ("学徒工",),
        "special_technician": ("特级技师",),
        "chief_technician": ("首席技师",),
        "special": ("专项", "专项职业能力"),
        "pass": ("合格证", "培训合格证", "无等级"),
    }
)
_LEVEL_OF = {name: code for code, names in LEVELS.items() for name in (code, *names)}


@dataclass(frozen=True, slots=True)
class Craft:
    """An occupation code (or an unresolved name) and a trade; "" means that the trade is not told."""

    code: str
    trade: str = ""


@dataclass(frozen=True, slots=True)
class CraftClass:
    """Crafts that count as one; `is_sure` false leaves the decision to the county."""

    name: str
    members: tuple[Craft, ...]
    is_sure: bool
    clause: str
    note: str


def all_of(claims: Iterable[bool | None]) -> bool | None:
    """Return Kleene's and: False wins, then unsure."""
    told = list(claims)
    return False if False in told else None if None in told else True


def any_of(claims: Iterable[bool | None]) -> bool | None:
    """Return Kleene's or: True wins, then unsure."""
    told = list(claims)
    return True if True in told else None if None in told else False


def not_so(claim: bool | None) -> bool | None:  # noqa: FBT001 - a claim, not a switch
    """Return Kleene's not."""
    return None if claim is None else not claim


def level_code(text: str) -> str | None:
    """Return the code of a level however it is written, or None when it is not a level."""
    return _LEVEL_OF.get(text.strip())


def level_name(code: str) -> str:
    """Return how a level is written for people."""
    return LEVELS[code][-1] if code in LEVELS else code


def same_level(one: str | None, other: str | None) -> bool | None:
    """Tell whether two levels are the same; None when either is not known or not understood."""
    first, second = (level_code(text) if text else None for text in (one, other))
    return None if first is None or second is None else first == second


def resolve(occupation: str, trade: str, names: Mapping[str, Craft]) -> Craft:
    """Return the craft of an occupation given by code or by any of its names."""
    named = names.get(occupation)
    craft = named or Craft(occupation)
    told = trade or craft.trade
    own = names.get(told)
    is_own_name = own is not None and own.code == craft.code and not own.trade
    return Craft(craft.code, "" if is_own_name else told)


def is_code(text: str) -> bool:
    """Tell whether `text` is written as a code of the national classification."""
    return _CODE.fullmatch(text) is not None


def same_craft(one: Craft, other: Craft, classes: Iterable[CraftClass]) -> bool | None:
    """Tell whether two crafts count as one; None when trade, name or class leave it unsure."""
    if one == other:
        return True
    if not (is_code(one.code) and is_code(other.code)):
        return None
    if one.code == other.code:
        told = bool(one.trade and other.trade)
        direct: bool | None = False if told else None
    else:
        direct = False
    return any_of([direct, *(_share(one, other, each) for each in classes)])


def _share(one: Craft, other: Craft, craft_class: CraftClass) -> bool | None:
    share = all_of(any_of(_is(craft, member) for member in craft_class.members) for craft in (one, other))
    return None if share and not craft_class.is_sure else share


def _is(craft: Craft, member: Craft) -> bool | None:
    if craft.code != member.code:
        return False
    if not member.trade or craft.trade == member.trade:
        return True
    return False if craft.trade else None
