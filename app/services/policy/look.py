"""What a condition sees: typed access to facts that notes which were used and which were missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.services.policy.facts import MISSING, Facts, Value, shown
from app.services.policy.outcome import FactUsed, MissingFact
from app.services.policy.pack_model import PackVersion
from app.services.policy.vocabulary import vocabulary

LATER = (
    "course",
    "session",
    "institution",
    "attendance",
    "result",
    "certificate",
    "contract",
    "learner",
    "roster",
)


@dataclass(slots=True)
class Look:
    """One condition's look at the facts on one day under one version of the rules.

    `is_early` is the look before a course is chosen: what can only be known later does not count as missing.
    """

    facts: Facts
    day: date
    rules: PackVersion
    is_early: bool = False
    used: dict[str, FactUsed] = field(default_factory=dict)
    missing: dict[str, MissingFact] = field(default_factory=dict)

    def at(self, row: Facts) -> Look:
        """Return a look at one row that notes into the same lists."""
        return Look(row, self.day, self.rules, self.is_early, self.used, self.missing)

    def text(self, path: str) -> str | None:
        """Return a needed text or choice; note it as missing when it is not there."""
        value = self._needed(path)
        return value if isinstance(value, str) else None

    def flag(self, path: str) -> bool | None:
        """Return a needed yes or no."""
        value = self._needed(path)
        return value if isinstance(value, bool) else None

    def count(self, path: str) -> int | None:
        """Return a needed number, money in fen."""
        value = self._needed(path)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def day_at(self, path: str) -> date | None:
        """Return a needed day; an open end reads as the last day there is."""
        value = self._needed(path)
        return date.max if value == "open" else value if isinstance(value, date) else None

    def rows(self, path: str) -> tuple[Facts, ...] | None:
        """Return needed rows; None, noted as missing, when nobody has looked."""
        rows = self.facts.rows(path)
        if isinstance(rows, tuple):
            return rows
        self._note(path + "[]")
        return None

    def maybe(self, path: str) -> Value | None:
        """Return a fact that may be left out without being asked for."""
        value = self.facts.get(path)
        if value is MISSING:
            return None
        self._use(path, value)
        return value

    def maybe_text(self, path: str) -> str:
        """Return a text that may be left out, "" then."""
        value = self.maybe(path)
        return value if isinstance(value, str) else ""

    def maybe_day(self, path: str) -> date | None:
        """Return a day that may be left out; an open end reads as the last day there is."""
        value = self.maybe(path)
        return date.max if value == "open" else value if isinstance(value, date) else None

    def words(self, path: str) -> str:
        """Return the fact at `path` in words, choices by their label."""
        value = self.facts.get(path)
        return "未填" if value is MISSING else _words(self.facts.prefix + path, value)

    def _needed(self, path: str) -> Value | None:
        value = self.maybe(path)
        if value is None:
            self._note(path)
        return value

    def _use(self, path: str, value: Value) -> None:
        full = self.facts.prefix + path
        spec = vocabulary()[full]
        words = _words(full, value)
        if full in self.used and words not in self.used[full].value.split("、"):
            words = f"{self.used[full].value}、{words}"
        self.used[full] = FactUsed(full, spec.label, words)

    def _note(self, path: str) -> None:
        full = self.facts.prefix + path
        spec = vocabulary()[full]
        is_later = self.is_early and full.removeprefix("roster[].").split(".")[0].removesuffix("[]") in LATER
        self.missing[full] = MissingFact(full, spec.label, spec.field, spec.asked_in, is_later)


def _words(full: str, value: Value) -> str:
    choices = vocabulary()[full].choices
    return choices.get(value, shown(value)) if isinstance(value, str) else shown(value)
