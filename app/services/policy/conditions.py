"""The closed vocabulary of conditions: a pack names these functions and gives them parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, get_type_hints

from app.services.policy import (
    attendance,
    course_conditions,
    duplicates,
    employer_conditions,
    person_conditions,
)
from app.services.policy.look import Look
from app.services.policy.outcome import Condition, Outcome, Verdict
from app.services.policy.pack_model import ConditionSpec

Judge = Callable[..., Verdict]

_JUDGES: Final[tuple[Judge, ...]] = (
    person_conditions.household_rural,
    person_conditions.rural_worker,
    person_conditions.work_form_in_scope,
    person_conditions.age_window,
    person_conditions.not_drawing_pension,
    person_conditions.not_student,
    person_conditions.category_held,
    person_conditions.new_graduate,
    person_conditions.graduate_origin,
    course_conditions.in_catalogue,
    course_conditions.training_finished,
    course_conditions.training_result,
    course_conditions.effective_date,
    course_conditions.institution_allowed,
    course_conditions.certificate_counts,
    course_conditions.certificate_number,
    course_conditions.issued,
    employer_conditions.employer_is_enterprise,
    employer_conditions.organised_directly,
    employer_conditions.bears_cost,
    employer_conditions.learner_paid_nothing,
    employer_conditions.employed_in_training,
    employer_conditions.frontline_funds,
    duplicates.no_duplicate,
    duplicates.no_same_certificate,
    duplicates.living_not_paid,
    attendance.attended,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the vocabulary: its function, what it says, and the type of each parameter."""

    name: str
    judge: Judge
    summary: str
    params: Mapping[str, object]


def _entry(judge: Judge) -> Entry:
    hints = get_type_hints(judge)
    names = [name for name in inspect.signature(judge).parameters if name != "look"]
    summary = (inspect.getdoc(judge) or "").split("\n")[0]
    name = getattr(judge, "__name__", "")
    return Entry(name, judge, summary, MappingProxyType({name: hints[name] for name in names}))


CONDITIONS: Final[Mapping[str, Entry]] = MappingProxyType(
    {entry.name: entry for entry in map(_entry, _JUDGES)}
)


def judge_one(spec: ConditionSpec, look: Look) -> Condition:
    """Return what one condition of a pack says about the facts of `look`."""
    own = Look(look.facts, look.day, look.rules, look.is_early)
    verdict = CONDITIONS[spec.use].judge(own, **spec.params)
    missing = tuple(own.missing[path] for path in sorted(own.missing))
    is_asked = verdict.outcome is Outcome.NEEDS_INFO
    waits = bool(missing) and all(fact.is_later for fact in missing)
    return Condition(
        id=spec.id,
        clause=spec.clause,
        title=spec.title,
        outcome=verdict.outcome,
        reason=verdict.reason,
        facts=tuple(own.used.values()),
        missing=missing if is_asked else (),
        warnings=verdict.warnings,
        is_later=is_asked and (verdict.is_later or waits),
    )
