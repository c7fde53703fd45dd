"""The laws of assessing, over facts of the whole vocabulary and every case of the shipped pack."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.paths import resources
from app.services.policy.cases import read_cases
from app.services.policy.engine import KINDS, assess, replay
from app.services.policy.facts import Facts
from app.services.policy.outcome import Outcome
from app.services.policy.packs import read_packs
from app.services.policy.vocabulary import vocabulary

sys.path.insert(0, str(Path(__file__).parent))
from fact_strategies import SCALARS, get, patched, put, shuffled, spots, value_of, withheld

FOLDER = resources() / "policy" / "yangquan"
PACKS = read_packs(FOLDER)
CASES = read_cases(FOLDER / "cases.toml")
STARTS = [case.facts.to_plain() for case in CASES]
ON = date(2026, 10, 20)
VERSION = PACKS.newest
STRICT = replace(
    PACKS,
    versions=(
        replace(
            VERSION,
            settings={
                **VERSION.settings,
                **{
                    key: replace(VERSION.settings[key], value="county")
                    for key in ("other_level", "other_year")
                },
                "training_proof": replace(VERSION.settings["training_proof"], value="either"),
                "online_days": replace(VERSION.settings["online_days"], value="yes"),
                "year_day": replace(VERSION.settings["year_day"], value="closed_on"),
                "resident_women": replace(VERSION.settings["resident_women"], value="sixty"),
                "risk_cleared": replace(VERSION.settings["risk_cleared"], value="yes"),
            },
        ),
    ),
)
laws = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


def drawn(data):
    kind = data.draw(st.sampled_from(KINDS))
    own = [case.facts.to_plain() for case in CASES if case.kind == kind and not case.is_early]
    return kind, data.draw(patched(own if data.draw(st.integers(0, 4)) else STARTS))


def facts_in(plain):
    """Name every scalar and every whole list, wherever it stands; a row of a list is not a fact by itself."""
    return [spot for spot in spots(plain) if not isinstance(spot[-1], int)]


def outcome(kind, plain, packs=PACKS):
    return assess(kind, Facts.of(plain), ON, packs)


@laws
@given(st.data())
def test_withholding_a_fact_never_turns_anything_into_eligible(data):
    kind, plain = drawn(data)
    packs = data.draw(st.sampled_from([PACKS, STRICT]))
    full = outcome(kind, plain, packs)
    for spot in facts_in(plain):
        less = outcome(kind, withheld(plain, spot), packs)
        if less.outcome is Outcome.ELIGIBLE:
            assert full.outcome is Outcome.ELIGIBLE, (spot, full.explain())
            assert (less.amount.fen or 0) <= (full.amount.fen or 0), spot


@laws
@given(st.data())
def test_supplying_a_missing_scalar_never_turns_eligible_into_needs_info(data):
    kind, plain = drawn(data)
    before = outcome(kind, plain)
    path = data.draw(st.sampled_from(SCALARS))
    if before.outcome is Outcome.ELIGIBLE and get(plain, path) is None:
        put(plain, path, data.draw(value_of(vocabulary()[path])))
        after = outcome(kind, plain)
        assert after.outcome is Outcome.ELIGIBLE, (path, after.explain())


@pytest.mark.parametrize("packs", [PACKS, STRICT], ids=["shipped", "strict"])
def test_no_fact_of_any_case_can_be_withheld_to_become_eligible(packs):
    for case in CASES:
        plain = case.facts.to_plain()
        full = assess(case.kind, case.facts, case.day, packs)
        for spot in facts_in(plain):
            less = assess(case.kind, Facts.of(withheld(plain, spot)), case.day, packs)
            if less.outcome is Outcome.ELIGIBLE:
                assert full.outcome is Outcome.ELIGIBLE, (case.name, spot, full.explain())
                assert (less.amount.fen or 0) <= (full.amount.fen or 0), (case.name, spot)


@laws
@given(st.data())
def test_row_order_never_matters(data):
    kind, plain = drawn(data)
    assert outcome(kind, shuffled(plain, data.draw)) == outcome(kind, plain)


@laws
@given(st.data())
def test_same_facts_and_pack_give_the_same_answer_and_it_can_be_replayed(data):
    kind, plain = drawn(data)
    made = outcome(kind, plain)
    assert outcome(kind, plain) == made
    assert Facts.from_json(made.facts).to_json() == made.facts
    assert replay(made, PACKS) == made


@laws
@given(st.data())
def test_every_answer_is_explained_and_money_is_never_nought(data):
    kind, plain = drawn(data)
    made = outcome(kind, plain)
    assert made.amount.fen is None or made.amount.fen > 0
    assert (made.amount.fen is None) == bool(made.amount.reason)
    assert made.outcome is Outcome.ELIGIBLE or made.deciding
    for condition in made.conditions:
        assert condition.reason
        assert condition.clause
    if made.outcome in (Outcome.INELIGIBLE, Outcome.NOT_COVERED):
        assert made.amount.fen is None


@laws
@given(st.integers(0, 30), st.integers(0, 30))
def test_more_attended_days_never_earn_less(fewer, more):
    fewer, more = sorted((fewer, more))
    earned = [_living(days) for days in (fewer, more)]
    assert (earned[0] or 0) <= (earned[1] or 0)


@cache
def _living(count):
    plain = next(case.facts for case in CASES if case.kind == "living").to_plain()
    days = [date(2026, 3, 2) + timedelta(days=i) for i in range(count)]
    put(plain, "session.closed_on", date(2026, 4, 30))
    rows = [{"date": day, "present": True, "is_online": False, "session": "S-1"} for day in days]
    put(plain, "attendance", rows)
    return outcome("living", plain).amount.fen


@laws
@given(st.integers(1, 300), st.integers(1, 300))
def test_more_class_hours_never_earn_less(fewer, more):
    plain = next(case.facts for case in CASES if case.kind == "training").to_plain()
    put(plain, "course.occupation", "砌筑工")
    earned = []
    for hours in sorted((fewer, more)):
        put(plain, "session.class_hours", hours)
        earned.append(outcome("training", plain).amount.fen)
    assert earned[0] <= earned[1]


@laws
@given(st.data())
def test_one_more_roster_row_never_lowers_the_total(data):
    plain = data.draw(patched([case.facts.to_plain() for case in CASES if case.kind == "employer"]))
    rows = plain.get("roster", [])
    if rows:
        fewer = {**plain, "roster": rows[1:]}
        assert (outcome("employer", fewer).amount.fen or 0) <= (outcome("employer", plain).amount.fen or 0)
