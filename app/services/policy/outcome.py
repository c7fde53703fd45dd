"""The five outcomes, how they combine, and what one condition says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What the station may say; it never approves."""

    ELIGIBLE = "eligible"
    NEEDS_COUNTY = "needs_county"
    NEEDS_INFO = "needs_info"
    INELIGIBLE = "ineligible"
    NOT_COVERED = "not_covered"

    @property
    def label(self) -> str:
        """Return the words shown on screen and paper."""
        return _LABELS[self]

    @property
    def mark(self) -> str:
        """Return the one-character mark that stands beside the words."""
        return _MARKS[self]

    @property
    def severity(self) -> int:
        """Return the place in the order 不适用 > 不符合 > 需补充信息 > 需县区审定 > 符合."""
        return list(Outcome).index(self)


_LABELS = {
    Outcome.ELIGIBLE: "符合",
    Outcome.NEEDS_COUNTY: "需县区审定",
    Outcome.NEEDS_INFO: "需补充信息",
    Outcome.INELIGIBLE: "不符合",
    Outcome.NOT_COVERED: "本通知不适用",
}
_MARKS = {
    Outcome.ELIGIBLE: "✓",
    Outcome.NEEDS_COUNTY: "县",
    Outcome.NEEDS_INFO: "？",
    Outcome.INELIGIBLE: "✗",
    Outcome.NOT_COVERED: "—",
}


def combine(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the outcome when all must hold: the most severe; 符合 when there is none."""
    return max(outcomes, key=lambda o: o.severity, default=Outcome.ELIGIBLE)


def best(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the outcome when one is enough; asking comes before leaving it to the county.

    A branch that needs information may still turn out 符合, so it goes before one the county must decide.
    """
    order = (
        Outcome.ELIGIBLE,
        Outcome.NEEDS_INFO,
        Outcome.NEEDS_COUNTY,
        Outcome.INELIGIBLE,
        Outcome.NOT_COVERED,
    )
    return min(outcomes, key=order.index, default=Outcome.INELIGIBLE)


def outcome_named(text: str) -> Outcome | None:
    """Return the outcome whose code or Chinese label is `text`."""
    return next((o for o in Outcome if text in (o.value, o.label)), None)


@dataclass(frozen=True, slots=True)
class FactUsed:
    """One fact that a condition looked at, in words."""

    path: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class MissingFact:
    """One fact that a condition needed and did not find; `field` is the input that answers it."""

    path: str
    label: str
    field: str
    asked_in: str
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a condition function answers before its clause and facts are put beside it."""

    outcome: Outcome
    reason: str
    warnings: tuple[str, ...] = ()
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition as judged: its clause, its words, the facts used and what is missing.

    `is_later` marks what can only be known later, in an assessment before a course is chosen: 届时需要.
    """

    id: str
    clause: str
    title: str
    outcome: Outcome
    reason: str
    facts: tuple[FactUsed, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    warnings: tuple[str, ...] = ()
    is_later: bool = False

    @property
    def label(self) -> str:
        """Return 届时需要 or the words of the outcome."""
        return "届时需要" if self.is_later else self.outcome.label


def met(reason: str, *warnings: str) -> Verdict:
    """Return 符合."""
    return Verdict(Outcome.ELIGIBLE, reason, warnings)


def unmet(reason: str, *warnings: str) -> Verdict:
    """Return 不符合."""
    return Verdict(Outcome.INELIGIBLE, reason, warnings)


def ask(reason: str, *warnings: str) -> Verdict:
    """Return 需补充信息."""
    return Verdict(Outcome.NEEDS_INFO, reason, warnings)


def county(reason: str, *warnings: str) -> Verdict:
    """Return 需县区审定."""
    return Verdict(Outcome.NEEDS_COUNTY, reason, warnings)


def outside(reason: str, *warnings: str) -> Verdict:
    """Return 本通知不适用."""
    return Verdict(Outcome.NOT_COVERED, reason, warnings)
