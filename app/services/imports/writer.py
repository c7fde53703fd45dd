"""What a writer of one kind of rows is, and what it says of each row it was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy.orm import Session

from app.models.checks.finding import Finding
from app.services.desk import Desk
from app.services.intake.rows import ParsedRow


@dataclass(slots=True)
class Tally:
    """What became of the rows of one chunk; `before` keeps what changed records held, by uid."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[ParsedRow, tuple[Finding, ...]]] = field(default_factory=list)
    before: dict[str, dict[str, object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Job:
    """One import under way: its uid stands on everything it makes; `facts` are the remarks above the header."""

    uid: str
    title: str
    facts: Mapping[str, str]


class Writer(Protocol):
    """Writes rows of one layout inside the caller's transaction."""

    def write(self, session: Session, desk: Desk, job: Job, rows: Sequence[ParsedRow], tally: Tally) -> None:
        """Write the rows and count them."""
