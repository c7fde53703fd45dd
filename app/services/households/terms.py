"""From the rows of a household to the terms in which a fact such as 零就业家庭 holds for every member."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.models.household import HouseholdFact
from app.models.worker import Worker

ZERO = "LJY"


@dataclass(frozen=True, slots=True)
class Term:
    """One stretch in which the fact holds: both days belong to it; no `end` and not open means nobody said."""

    start: date | None
    end: date | None
    is_open: bool
    authority: str
    document_no: str
    source: str
    is_cut: bool = False

    def holds_on(self, day: date) -> bool:
        """Tell whether the fact holds that day, as far as its end is known."""
        return self.start is not None and self.start <= day and (self.end is None or day <= self.end)

    def told(self) -> str:
        """Return the term in words."""
        begun = f"{self.start:%Y-%m-%d} 认定" if self.start else "认定日期未填"
        until = "长期有效" if self.is_open else f"至 {self.end:%Y-%m-%d}" if self.end else "失效日期未填"
        return " · ".join(part for part in (begun, until, self.authority, self.document_no) if part)


def terms_of(rows: Iterable[HouseholdFact], code: str = ZERO) -> tuple[Term, ...]:
    """Return the terms of one fact, oldest first.

    A row that ends cuts every term recorded before it; one without a day takes back the newest, as an error.
    """
    terms: list[Term] = []
    for row in sorted(rows, key=lambda one: one.id):
        if row.code != code:
            continue
        if row.is_end and row.valid_to is None:
            terms = terms[:-1]
        elif row.is_end and row.valid_to is not None:
            terms = [cut for term in terms if (cut := _cut(term, row.valid_to)) is not None]
        else:
            end = None if row.is_open_ended else row.valid_to
            terms.append(
                Term(row.certified_on, end, row.is_open_ended, row.authority, row.document_no, row.source)
            )
    return tuple(terms)


def _cut(term: Term, last: date) -> Term | None:
    """Return the term as it stands after an end; None when it would never have held."""
    if term.start is not None and last < term.start:
        return None
    if term.end is not None and term.end <= last:
        return term
    return replace(term, end=last, is_open=False, is_cut=True)


def terms_for(worker: Worker) -> tuple[Term, ...]:
    """Return the terms of 零就业家庭 that the worker's household gives him."""
    household = worker.household
    return () if household is None or household.is_void else terms_of(household.facts)


def standing_term(terms: Iterable[Term], day: date) -> Term | None:
    """Return the newest term that holds on a day."""
    return next((term for term in reversed(tuple(terms)) if term.holds_on(day)), None)


def codes_of(worker: Worker) -> tuple[str, ...]:
    """Return the categories of a worker as a list shows them: his own, then his household's while not ended."""
    own = [row.code for row in worker.categories]
    if ZERO not in own and any(not term.is_cut for term in terms_for(worker)):
        own.append(ZERO)
    return tuple(own)


def source_words(head: str, term: Term) -> str:
    """Return where the fact comes from, as it is told beside a member's categories."""
    certified = f"，{term.start:%Y-%m} 认定" if term.start else ""
    return f"零就业家庭：户主{head}{certified}"
