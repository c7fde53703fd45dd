"""No recommendation ever breaks a hard rule, by a checker that shares no code with the gates."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
import states
from hypothesis import given, settings
from hypothesis import strategies as st

from app import paths
from app.services.matching.distance import Places
from app.services.matching.gates import GATE_LABELS, all_closed, first_closed, pair_of
from app.services.matching.jobs import JobIndex, recommend_jobs
from app.services.matching.profile import Band, Shift, age

PLACES = Places.read(paths.resources() / "reference" / "places.csv")


def _check(seed: int, count: int) -> None:
    rng = random.Random(seed)
    worker = states.worker(rng)
    jobs = [states.job(rng, number) for number in range(count)]
    found = recommend_jobs(worker, JobIndex(jobs, PLACES), states.DAY)
    km = {job.id: PLACES.between(worker.village, job.village).km for job in jobs}
    for match in found.matches:
        assert states.violations(worker, match.job, km[match.job.id]) == []
    allowed = {job.id for job in jobs if not states.violations(worker, job, km[job.id])}
    assert found.feasible == len(allowed - worker.hidden), "nothing that is allowed is held back"
    assert {match.job.id for match in found.hidden} == allowed & worker.hidden
    assert {one.job.id for one in found.barred} == {job.id for job in jobs} & worker.pinned - allowed
    removed = sum(number for _, _, number in found.removed)
    assert found.feasible + len(found.hidden) + removed == found.total == count


def test_no_hard_rule_is_broken_in_seeded_states(rounds):
    for seed in range(rounds):
        _check(seed, 30)


@given(seed=st.integers(10_000, 2**40), count=st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_no_hard_rule_is_broken_in_drawn_states(seed, count):
    _check(seed, count)


def _plain():
    rng = random.Random(1)
    worker = replace(
        states.worker(rng),
        birth=date(1990, 5, 1),
        sex="1",
        education=2,
        skills=(),
        certificates=frozenset(),
        wish_pay=400_000,
        is_pay_hard=False,
        wish_area=None,
        is_area_hard=False,
        max_km=None,
        limits=frozenset(),
        barred_classes=frozenset(),
        available_from=None,
        available_months=frozenset(),
        max_days=None,
        refused_employers=frozenset(),
        is_placed=False,
        village="140321106212",
    )
    job = replace(
        states.job(rng, 1),
        employer_id="e9",
        village="140321106203",
        pay_low=380_000,
        pay_high=420_000,
        min_age=None,
        max_age=None,
        education=0,
        certificates=frozenset(),
        skill_level=None,
        demands=frozenset(),
        health_class="",
        shift=Shift.DAY,
        days=6,
        months=frozenset(),
        starts_on=None,
        closes_on=None,
        vacancies=1,
        is_open=True,
    )
    return worker, job


@pytest.mark.parametrize(
    ("gate", "worker_change", "job_change", "words"),
    [
        ("vacant", {}, {"vacancies": 0}, "0 个名额"),
        ("vacant", {}, {"closes_on": date(2026, 11, 23)}, "2026-11-23"),
        ("placed", {"is_placed": True}, {}, "已上岗"),
        ("refused", {"refused_employers": frozenset({"e9"})}, {}, "不再推荐"),
        ("area", {"wish_area": Band.COUNTY, "is_area_hard": True}, {"village": "140302001000"}, "本县区"),
        ("area", {"max_km": 20}, {"village": "140302001000"}, "最远 20 公里"),
        ("pay", {"wish_pay": 500_000, "is_pay_hard": True}, {}, "5,000"),
        ("legal_age", {"birth": date(2011, 1, 1)}, {}, "15 岁"),
        ("legal_age", {"birth": date(2009, 1, 1)}, {"demands": frozenset({"heavy"})}, "17 岁"),
        ("age", {}, {"max_age": 35}, "36 岁"),
        ("protected", {"sex": "2"}, {"demands": frozenset({"underground"})}, "女职工"),
        ("schooling", {}, {"education": 3}, "高中"),
        ("certificate", {}, {"certificates": frozenset({"焊工证"})}, "缺 1 个证：焊工证"),
        ("certificate", {}, {"skill_level": 4}, "4 级"),
        ("limits", {"limits": frozenset({"night"})}, {"shift": Shift.TWO}, "夜班"),
        ("health", {"barred_classes": frozenset({"餐饮"})}, {"health_class": "餐饮"}, "餐饮"),
        ("time", {"max_days": 5}, {}, "6 天"),
        ("time", {"available_from": date(2027, 1, 1)}, {"closes_on": date(2026, 12, 1)}, "2027-01-01"),
        ("time", {"available_from": date(2027, 1, 1)}, {"starts_on": date(2026, 9, 1)}, "2026-11-24 前"),
    ],
)
def test_a_gate_closes_with_its_reason_and_numbers(gate, worker_change, job_change, words):
    worker, job = _plain()
    near = PLACES.between(worker.village, job.village)
    assert first_closed(pair_of(worker, job, near, states.DAY)) is None
    worker, job = replace(worker, **worker_change), replace(job, **job_change)
    closed = all_closed(pair_of(worker, job, PLACES.between(worker.village, job.village), states.DAY))
    assert [key for key, _ in closed] == [gate]
    assert words in closed[0][1]
    assert gate in GATE_LABELS


def test_not_filled_in_is_never_a_reason_to_refuse():
    worker, job = _plain()
    worker = replace(worker, education=None, wish_pay=None, is_pay_hard=True, is_area_hard=True)
    job = replace(job, education=3, shift=None, days=None)
    assert all_closed(pair_of(worker, job, PLACES.between(worker.village, job.village), states.DAY)) == ()


def test_who_could_come_before_today_is_never_too_late_for_a_post_still_open():
    worker, job = _plain()
    worker = replace(worker, available_from=date(2026, 11, 20))
    job = replace(job, starts_on=date(2026, 11, 1))
    assert all_closed(pair_of(worker, job, PLACES.between(worker.village, job.village), states.DAY)) == ()


def test_a_gate_that_closes_twice_says_both():
    worker, job = _plain()
    worker = replace(worker, max_days=5, available_from=date(2027, 1, 1), wish_area=Band.TOWN, max_km=5)
    worker = replace(worker, is_area_hard=True)
    job = replace(job, closes_on=date(2026, 12, 1), village="140302001000")
    closed = dict(all_closed(pair_of(worker, job, PLACES.between(worker.village, job.village), states.DAY)))
    assert "6 天" in closed["time"]
    assert "2027-01-01" in closed["time"]
    assert "本乡镇" in closed["area"]
    assert "最远 5 公里" in closed["area"]


@pytest.mark.parametrize(
    ("birth", "on", "years"),
    [
        (date(2010, 11, 24), date(2026, 11, 24), 16),
        (date(2010, 11, 25), date(2026, 11, 24), 15),
        (date(2008, 2, 29), date(2026, 2, 28), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
    ],
)
def test_a_year_is_reached_on_the_birthday(birth, on, years):
    assert age(birth, on) == years
