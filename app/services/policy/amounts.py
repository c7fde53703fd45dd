"""Amounts from the rates of a pack: never guessed, and never 0 for want of a rate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.services.policy.attendance import counted_days
from app.services.policy.employer_conditions import yuan
from app.services.policy.look import Look
from app.services.policy.occupations import Craft, level_code, level_name, resolve, same_craft
from app.services.policy.pack_model import Rate

NO_RATE: Final = "无法计算，待县区人社局下发标准"
LATER: Final = "选定培训班后按等级、天数或课时计算"


@dataclass(frozen=True, slots=True)
class Amount:
    """What could be paid: fen and the formula in words, or None and the reason."""

    fen: int | None
    reason: str
    formula: str
    is_example: bool
    fund: str
    rate: str


def amount_of(kind: str, look: Look) -> Amount:
    """Return the amount of one application or roster row by the most specific rate that fits."""
    rate = rate_for(kind, look)
    if look.is_early and not _is_reckonable(kind, rate, look):
        return Amount(None, LATER, "", is_example=False, fund=rate.fund if rate else "", rate="")
    if rate is None:
        return Amount(None, NO_RATE, "", is_example=False, fund="", rate="")
    fen, formula = _FORMULAS[rate.formula](rate, look)
    if fen is None:
        return Amount(None, formula, "", rate.is_example, rate.fund, rate.id)
    if rate.cap and fen > rate.cap:
        fen, formula = rate.cap, f"{formula}，超过封顶{yuan(rate.cap)}，按封顶计"
    if rate.is_example:
        formula += "，示例标准"
    return Amount(fen, "", formula, rate.is_example, rate.fund, rate.id)


def _is_reckonable(kind: str, rate: Rate | None, look: Look) -> bool:
    if rate is None:
        return bool(look.maybe_text("certificate.level" if kind == "evaluation" else "course.level"))
    return _FORMULAS[rate.formula](rate, look)[0] is not None


def rate_for(kind: str, look: Look) -> Rate | None:
    """Return the most specific rate: occupation and level before level alone before any."""
    part = "certificate" if kind == "evaluation" else "course"
    occupation, trade, level = (look.maybe_text(f"{part}.{key}") for key in ("occupation", "trade", "level"))
    craft = resolve(occupation, trade, look.rules.names) if occupation else None
    fitting = [rate for rate in look.rules.rates if rate.kind == kind and _fits(rate, craft, level, look)]
    return max(fitting, key=lambda rate: (bool(rate.occupation), bool(rate.level)), default=None)


def _fits(rate: Rate, craft: Craft | None, level: str, look: Look) -> bool:
    if rate.level and rate.level != level_code(level):
        return False
    if not rate.occupation:
        return True
    if craft is None:
        return False
    return craft.code == rate.occupation or bool(
        same_craft(craft, Craft(rate.occupation), look.rules.classes)
    )


def _fixed(rate: Rate, look: Look) -> tuple[int | None, str]:
    part = "certificate" if rate.kind == "evaluation" else "course"
    level = level_code(look.maybe_text(f"{part}.level"))
    words = level_name(level) if level else "不分等级"
    return rate.amount, f"{words}每人{yuan(rate.amount)}"


def _per_day(rate: Rate, look: Look) -> tuple[int | None, str]:
    days = len(counted_days(look))
    if days == 0:
        return None, "没有可计的到课日，无法计算"
    counted = min(days, rate.cap_units) if rate.cap_units else days
    total, parts, done = 0, [], 0
    for tier in rate.tiers:
        span = min(counted, tier.to_day) - done
        if span > 0:
            total += span * tier.amount
            parts.append(f"{span}天×{yuan(tier.amount)}")
            done += span
    limit = f"（到课{days}天，最多计{min(counted, done)}天）" if done < days else ""
    return total, f"{'＋'.join(parts)}{limit}＝{yuan(total)}"


def _per_class_hour(rate: Rate, look: Look) -> tuple[int | None, str]:
    hours = look.maybe("session.class_hours")
    if not isinstance(hours, int) or hours == 0:
        return None, "没有登记课时，无法计算"
    counted = min(hours, rate.cap_units) if rate.cap_units else hours
    limit = f"（共{hours}课时，最多计{counted}课时）" if counted < hours else ""
    total = counted * rate.amount
    return total, f"{counted}课时×{yuan(rate.amount)}{limit}＝{yuan(total)}"


_FORMULAS: Final[Mapping[str, Callable[[Rate, Look], tuple[int | None, str]]]] = MappingProxyType(
    {
        "fixed_by_level": _fixed,
        "per_day_tiered": _per_day,
        "per_class_hour": _per_class_hour,
    }
)
FORMULAS: Final = frozenset(_FORMULAS)
