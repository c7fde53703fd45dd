"""What one publication carries before it is sealed, and how long each kind holds when nobody says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.services.exchange.reference import RefKind
from app.services.exchange.tables import TableHead

LASTS: Mapping[RefKind, timedelta] = {
    RefKind.JOB: timedelta(days=14),
    RefKind.COURSE: timedelta(days=60),
    RefKind.PERSON_INDEX: timedelta(days=60),
    RefKind.BENEFIT_LEDGER: timedelta(days=60),
}
"""How long a package may be put in force and what it lists is fresh; the kinds not named last two years."""
_LONG = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Content:
    """The files of a publication, the tables among them, and what is said of it.

    `counts` is what the officer reads; `facts` go into the header; a kind that is each station's own has no files yet.
    """

    title: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    heads: tuple[TableHead, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """When a publication holds; what is left out is the day of publishing, no end, and the kind's own span."""

    valid_from: date | None = None
    valid_to: date | None = None
    expires: date | None = None
    note: str = ""

    def days(self, kind: RefKind, today: date) -> tuple[date, date | None, date]:
        """Return first day, last day and the day after which it may not be put in force."""
        begins = self.valid_from or today
        return begins, self.valid_to, self.expires or max(begins, today) + LASTS.get(kind, _LONG)
