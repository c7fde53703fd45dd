"""A member counts as 零就业家庭 on a day when his own category or his household's fact holds, and only then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.household import Household, HouseholdFact
from app.models.worker import Category, Worker
from app.paths import resources
from app.services.eligibility.facts import worker_facts
from app.services.policy.facts import Facts
from app.services.policy.look import Look
from app.services.policy.outcome import Outcome
from app.services.policy.packs import load_packs
from app.services.policy.person_conditions import category_held

FIRST = date(2026, 1, 1)
SPAN = 60
DAYS = st.integers(0, SPAN).map(lambda number: FIRST + timedelta(days=number))
RULES = load_packs(resources() / "policy" / "yangquan").versions[0]


@dataclass(frozen=True)
class Row:
    """What was recorded: a certification from `start`, without an `end` for ever; or, `is_end`, its end."""

    start: date
    end: date | None
    is_end: bool = False


def spans(row: Row) -> Row:
    return row if row.end is None or row.end >= row.start else replace(row, start=row.end, end=row.start)


CERTIFIED = st.builds(Row, DAYS, st.none() | DAYS).map(spans)
RECORDED = st.lists(CERTIFIED | st.builds(Row, DAYS, st.none() | DAYS, st.just(True)), max_size=5)


def days_of(rows: list[Row]) -> set[date]:
    """Return the days on which the rows hold, told apart day by day as a clerk would cross them off."""
    every = [FIRST + timedelta(days=number) for number in range(-5, SPAN + 6)]
    held: list[set[date]] = []
    for row in rows:
        if not row.is_end:
            held.append({day for day in every if row.start <= day and (row.end is None or day <= row.end)})
        elif row.end is None:
            held = held[:-1]
        else:
            last = row.end
            # A certification that would end before it began never was one, and is not the newest any more.
            held = [kept for one in held if (kept := {day for day in one if day <= last}) or not one]
    return set().union(*held)


def member(own: list[Row], household: list[Row] | None) -> Worker:
    worker = Worker(name="王小", id_type="01", id_number="", urban_rural="rural")
    for at, row in enumerate(own, start=1):
        held = {"certified_on": row.start, "valid_to": row.end, "is_open_ended": row.end is None}
        worker.categories.append(Category(id=at, code="LJY", authority="示例", source="paper", **held))
    if household is not None:
        worker.household = Household(head_name="王大", is_void=False)
        for at, row in enumerate(household, start=1):
            held = {"certified_on": row.start, "valid_to": row.end, "is_end": row.is_end}
            held |= {
                "is_open_ended": row.end is None and not row.is_end,
                "document_no": "",
                "source": "paper",
            }
            worker.household.facts.append(HouseholdFact(id=at, code="LJY", authority="示例", **held))
    return worker


def judged(worker: Worker, opened: date, closed: date) -> tuple[Outcome, str]:
    plain = {"worker": worker_facts(worker), "session": {"opened_on": opened, "closed_on": closed}}
    verdict = category_held(Look(Facts.of(plain), closed, RULES), codes=("LJY",), who="零就业家庭")
    return verdict.outcome, verdict.reason


@given(st.lists(CERTIFIED, max_size=2), st.none() | RECORDED, DAYS)
def test_a_member_counts_by_his_own_category_or_by_his_household(
    own: list[Row], household: list[Row] | None, day: date
) -> None:
    outcome, _ = judged(member(own, household), day, day)
    holds = day in days_of(own) | days_of(household or [])
    assert (outcome is Outcome.ELIGIBLE) is holds


def test_the_reason_says_whose_household_it_is() -> None:
    outcome, reason = judged(member([], [Row(FIRST, None)]), FIRST, FIRST)
    assert outcome is Outcome.ELIGIBLE
    assert reason.startswith("零就业家庭成员（户主王大），")


def test_an_end_in_the_middle_of_the_training_is_left_to_the_county() -> None:
    last = FIRST + timedelta(days=10)
    worker = member([], [Row(FIRST, None), Row(FIRST, last, is_end=True)])
    assert judged(worker, FIRST, last)[0] is Outcome.ELIGIBLE
    assert judged(worker, FIRST, last + timedelta(days=1))[0] is Outcome.NEEDS_COUNTY


@pytest.mark.parametrize("is_void", [False, True])
def test_a_dissolved_household_gives_nothing(is_void: bool) -> None:
    worker = member([], [Row(FIRST, None)])
    assert worker.household is not None
    worker.household.is_void = is_void
    assert (judged(worker, FIRST, FIRST)[0] is Outcome.ELIGIBLE) is not is_void
