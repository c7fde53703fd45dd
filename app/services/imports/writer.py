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
    """What became of the rows so far; `refused` and `touches` are those of the chunk under way."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[ParsedRow, tuple[Finding, ...]]] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Job:
    """One import under way: its uid stands on everything it makes; `facts` are the remarks above the header.

    `mends` is the uid of the import whose refused rows come home mended; empty for a file of its own.
    """

    uid: str
    title: str
    facts: Mapping[str, str]
    mends: str = ""


class Writer(Protocol):
    """Writes rows of one layout inside the caller's transaction."""

    def write(self, session: Session, desk: Desk, job: Job, rows: Sequence[ParsedRow], tally: Tally) -> None:
        """Write the rows and count them."""
