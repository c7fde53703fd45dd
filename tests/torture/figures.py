"""What a torture run reports, the same for every kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.torture.examine import Findings


@dataclass(slots=True)
class Figures:
    """How often it was cut off, what had been accepted by then, what was lost or half; reopening in seconds."""

    cuts: int = 0
    accepted: int = 0
    lost: int = 0
    half: int = 0
    reopened: float = 0.0
    faults: list[str] = field(default_factory=list)
    more: dict[str, float] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        """Tell whether nothing was lost and nothing stands by half."""
        return not self.lost and not self.half

    def take(self, found: Findings, where: str) -> None:
        """Count one cut."""
        self.cuts += 1
        self.accepted += found.accepted
        self.lost += len(found.lost)
        self.half += len(found.half)
        self.reopened = max(self.reopened, found.reopened)
        self.faults += [f"{where}: {text}" for text in (*found.lost, *found.half)]

    def add(self, other: Figures) -> None:
        """Count the cuts of another part of the run as well."""
        self.cuts += other.cuts
        self.accepted += other.accepted
        self.lost += other.lost
        self.half += other.half
        self.reopened = max(self.reopened, other.reopened)
        self.faults += other.faults


def words_of(lines: Sequence[str]) -> list[list[str]]:
    """Return the acknowledged lines as words."""
    return [line.split() for line in lines if line]
