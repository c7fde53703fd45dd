"""What a check says about one value: the shape shared by every validator."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs: an error cannot be saved, a warning can, with a reason."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to put right: `text` is the Chinese UI text and says what to do.

    `proposal` is the whole value as it was probably meant, where there is one to adopt.
    """

    field: str
    level: Level
    code: str
    text: str
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """The normalised value and everything found about it."""

    value: str
    findings: tuple[Finding, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.level is Level.ERROR for finding in self.findings)


def error(field: str, code: str, text: str) -> Finding:
    """Return a finding that cannot be saved."""
    return Finding(field, Level.ERROR, code, text)


def warning(field: str, code: str, text: str, proposal: str = "") -> Finding:
    """Return a finding that can be saved with a reason."""
    return Finding(field, Level.WARNING, code, text, proposal)
