"""What a writer of one kind of rows is, and what it says of each row it was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.orm import Session

from app.models.checks.finding import Finding
from app.services.desk import Desk
from app.services.intake.rows import ParsedRow


@dataclass(frozen=True, slots=True)
class Touch:
    """A record that was there already: what it held before the import and what right after, for the way back."""

    entity: str
    uid: str
    version: int = 1
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """What became of the rows so far; `refused` and `touches` are those of the chunk under way.

    `held` counts the values of the file that were not taken because the station's own stand.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    held: int = 0
    refused: list[tuple[ParsedRow, tuple[Finding, ...]]] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Answers:
    """What the clerk said to values that differ from the station's own; nothing said keeps the station's.

    `columns` are fields in which the file's value wins; `cells` says it for one person (his number) and field.
    """

    columns: frozenset[str] = frozenset()
    cells: Mapping[tuple[str, str], bool] = field(default_factory=dict)

    def take(self, number: str, key: str) -> bool:
        """Tell whether the file's value is to stand."""
        return self.cells.get((number, key), key in self.columns)


@dataclass(frozen=True, slots=True)
class Job:
    """One import under way: its uid stands on everything it makes; `facts` are the remarks above the header.

    `mends` is the uid of the import whose refused rows come home mended; empty for a file of its own.
    """

    uid: str
    title: str
    facts: Mapping[str, str]
    mends: str = ""
    answers: Answers = field(default_factory=Answers)


class Chunk(Protocol):
    """Rows made ready, so that the store is held only while they are put in."""

    def is_current(self, session: Session) -> bool:
        """Tell whether the records they rest on are still as they were when they were made ready."""

    def write(self, session: Session, tally: Tally) -> None:
        """Put the rows in, inside the caller's transaction, and count them."""


class Writer(Protocol):
    """Writes rows of one layout; one writer serves one import."""

    chunk: int

    def prepare(self, session: Session, desk: Desk, job: Job, rows: Sequence[ParsedRow]) -> Chunk:
        """Work out what the rows come to; the session may be a reading one."""


class PlainWriter(Protocol):
    """Writes the rows of a short file one after another inside the caller's transaction."""

    def write(self, session: Session, desk: Desk, job: Job, rows: Sequence[ParsedRow], tally: Tally) -> None:
        """Write the rows and count them."""


@dataclass(frozen=True, slots=True)
class _PlainChunk:
    writer: PlainWriter
    desk: Desk
    job: Job
    rows: Sequence[ParsedRow]

    def is_current(self, session: Session) -> bool:  # noqa: ARG002 - nothing was worked out ahead
        return True

    def write(self, session: Session, tally: Tally) -> None:
        self.writer.write(session, self.desk, self.job, self.rows, tally)


class Plain:
    """Lets a plain writer stand where chunks are made ready: short ones, for all its work is done while it holds."""

    chunk = 25

    def __init__(self, writer: PlainWriter) -> None:
        self._writer = writer

    def prepare(self, session: Session, desk: Desk, job: Job, rows: Sequence[ParsedRow]) -> Chunk:  # noqa: ARG002
        """Keep the rows for the transaction."""
        return _PlainChunk(self._writer, desk, job, rows)
