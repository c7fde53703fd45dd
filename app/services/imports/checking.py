"""How the rows of a file would fare before any comes in: what is new, what differs from the register, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models.checks.finding import Finding
from app.services.imports import keeping, merging
from app.services.imports.keeping import BadRow
from app.services.imports.merging import Known
from app.services.imports.workers import other_name
from app.services.intake.context import Context
from app.services.intake.mapping import Mapping as Columns
from app.services.intake.records import sort_out
from app.services.intake.rows import ParsedRow
from app.services.workers.records import WORKER_FIELDS, in_words

LISTED = 20_000
LISTED_BAD = 1000


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of the file that is not the one the station has; `person` is the number he is known by."""

    number: int
    person: str
    who: str
    field: str
    label: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Disputed:
    """A field in which the file and the station differ, and for how many people."""

    field: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Preview:
    """How the rows of a file would fare.

    Of the `good` rows, `new` are not known yet, `filled` only complete what is blank, `differing` hold values
    that must be asked, the rest says nothing new; these stay 0 where a file is not compared (`is_compared`).
    The lists end at 20,000 differences and 1,000 bad rows; `fields` and `bad_count` count all.
    """

    good: int
    bad: tuple[BadRow, ...]
    bad_count: int
    is_compared: bool = False
    new: int = 0
    filled: int = 0
    differing: int = 0
    differences: tuple[Difference, ...] = ()
    fields: tuple[Disputed, ...] = ()

    @property
    def unchanged(self) -> int:
        """Return how many rows say nothing new."""
        return self.good - self.new - self.filled - self.differing

    @property
    def disputed(self) -> int:
        """Return how many values differ in all."""
        return sum(field.count for field in self.fields)


class Checker:
    """Takes the rows of one file a chunk at a time and counts how they would fare."""

    def __init__(self, layout: str, columns: Columns, context: Context) -> None:
        self._columns, self._context = columns, context
        self._is_compared = layout == "workers"
        self._good = self._new = self._filled = self._differing = self._bad_count = 0
        self._bad: list[BadRow] = []
        self._differences: list[Difference] = []
        self._counts: dict[str, int] = {}

    def add(self, session: Session, rows: Sequence[ParsedRow]) -> None:
        """Judge one chunk of rows against the register."""
        good: list[ParsedRow] = []
        for row in rows:
            if row.is_refused:
                self._refuse(row, row.findings)
            else:
                good.append(row)
        if not self._is_compared:
            self._good += len(good)
            return
        known = merging.known_by_number(session, [str(row.values["id_number"]) for row in good])
        for row in good:
            self._compare(row, known.get(str(row.values["id_number"])))

    def preview(self) -> Preview:
        """Return what was counted."""
        fields = sorted(self._counts.items(), key=lambda pair: -pair[1])
        return Preview(
            good=self._good,
            bad=tuple(self._bad),
            bad_count=self._bad_count,
            is_compared=self._is_compared,
            new=self._new,
            filled=self._filled,
            differing=self._differing,
            differences=tuple(self._differences),
            fields=tuple(Disputed(key, WORKER_FIELDS[key].label, count) for key, count in fields),
        )

    def _refuse(self, row: ParsedRow, findings: Sequence[Finding]) -> None:
        self._bad_count += 1
        if len(self._bad) < LISTED_BAD:
            told = keeping.with_repairs(self._columns, row, findings, self._context)
            self._bad.append(told)

    def _compare(self, row: ParsedRow, known: Known | None) -> None:
        record = sort_out(row.values)
        stranger = other_name(known, record) if known is not None and not known.is_void else None
        if stranger is not None:
            self._refuse(row, (stranger,))
            return
        self._good += 1
        if known is None or known.is_void:
            self._new += 1
            return
        merge = merging.merge(known, record)
        self._filled += bool(merge.fills or merge.parts) and not merge.asked
        self._differing += bool(merge.asked)
        for key, (ours, theirs) in merge.asked.items():
            self._counts[key] = self._counts.get(key, 0) + 1
            if len(self._differences) < LISTED:
                self._differences.append(_difference(row.number, known, key, ours, theirs))


def _difference(number: int, known: Known, key: str, ours: object, theirs: object) -> Difference:
    mine, their = in_words(key, ours), in_words(key, theirs)
    if WORKER_FIELDS[key].check == "phone":
        mine, their = _veiled(mine, their), _veiled(their, mine)
    label = WORKER_FIELDS[key].label
    return Difference(
        number, str(known.values["id_number"]), str(known.values["name"]), key, label, mine, their
    )


def _veiled(text: str, other: str) -> str:
    """Veil the middle of a phone number as lists do, but for the figures that tell it from the other."""
    if len(text) != 11:
        return text
    return "".join(
        "*" if 3 <= at < 7 and other[at : at + 1] == sign else sign for at, sign in enumerate(text)
    )
