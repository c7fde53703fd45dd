"""What a torture run reports, the same for every kind; and the rows of reliability that it reports on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tests.torture.examine import Findings


@dataclass(slots=True)
class Figures:
    """How often it was cut off or tried, what had been accepted by then, what was lost or half; reopening in seconds.

    `told` says what was tried, where that is more than cutting off.
    """

    cuts: int = 0
    accepted: int = 0
    lost: int = 0
    half: int = 0
    reopened: float = 0.0
    faults: list[str] = field(default_factory=list)
    more: dict[str, float] = field(default_factory=dict)
    told: str = ""

    @property
    def is_well(self) -> bool:
        """Tell whether nothing was lost and nothing stands by half."""
        return not self.lost and not self.half

    def expect(self, is_true: object, lost: str = "", half: str = "") -> None:
        """Count what is lost or stands by half unless this is true."""
        if not is_true:
            self.lost += bool(lost)
            self.half += bool(half)
            self.faults += [text for text in (lost, half) if text]

    def take(self, found: Findings, where: str) -> None:
        """Count one cut."""
        self.cuts += 1
        self.accepted += found.accepted
        self.lost += len(found.lost)
        self.half += len(found.half)
        self.reopened = max(self.reopened, found.reopened)
        self.faults += [f"{where}: {text}" for text in (*found.lost, *found.half)]

    def say(self) -> str:
        """Return what was tried, in words."""
        told = self.told or f"{self.accepted:,} accepted before; reopened in {self.reopened:.2f} s"
        return told if self.is_well else f"NOT HELD; tried were {told}"

    def add(self, other: Figures) -> None:
        """Count the cuts of another part of the run as well."""
        self.cuts += other.cuts
        self.accepted += other.accepted
        self.lost += other.lost
        self.half += other.half
        self.reopened = max(self.reopened, other.reopened)
        self.faults += other.faults


def no_trouble() -> str:
    """Return nothing: it can be run on any machine."""
    return ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of reliability's table: its long form, and why that cannot run on this machine ('' when it can).

    `run` takes how much of it is tried (left out: all of it) and a seed.
    """

    key: str
    title: str
    run: Callable[..., Figures]
    trouble: Callable[[], str] = no_trouble


def words_of(lines: Sequence[str]) -> list[list[str]]:
    """Return the acknowledged lines as words."""
    return [line.split() for line in lines if line]
