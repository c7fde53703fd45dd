"""The five outcomes of the policy engine as the five marks of the kit."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.policy.outcome import Outcome
from app.ui.kit import Mark

_MARKS: Mapping[Outcome, Mark] = {
    Outcome.ELIGIBLE: Mark.OK,
    Outcome.INELIGIBLE: Mark.NO,
    Outcome.NEEDS_INFO: Mark.ASK,
    Outcome.NEEDS_COUNTY: Mark.COUNTY,
    Outcome.NOT_COVERED: Mark.NOT_HERE,
}


def mark_of(outcome: Outcome) -> Mark:
    """Return the mark of an outcome."""
    return _MARKS[outcome]
