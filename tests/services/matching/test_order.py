"""The order: cases beyond dispute, and what must not change it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
import states
from hypothesis import given, settings
from hypothesis import strategies as st

from app import paths
from app.services.matching.distance import Places, band_between
from app.services.matching.jobs import JobIndex, recommend_jobs
from app.services.matching.occupations import Occupations
from app.services.matching.profile import Band, JobPosting, Shift, Skill, WorkerProfile
from app.services.matching.weights import WEIGHTS, distance_part

REFERENCE = paths.resources() / "reference"
PLACES, TABLE = Places.read(REFERENCE / "places.csv"), Occupations.read(REFERENCE)
CARER = WorkerProfile(
    id="w",
    birth=date(1980, 3, 2),
    sex="2",
    village="140321106212",
    education=2,
    skills=(Skill("4-10-01-05", 5, 2),),
    certificates=frozenset({"健康证"}),
    wish_pay=350_000,
    wish_area=Band.COUNTY,
    needs=frozenset({"day", "home"}),
)
POST = JobPosting(
    id="b",
    title="养老护理员",
    employer_id="e",
    employer="示例养老院",
    occupation="4-10-01-05",
    village="140321100000",
    pay_low=360_000,
    pay_high=420_000,
    shift=Shift.DAY,
    days=6,
    has_contract=True,
    is_insured=True,
    is_paid_daily=False,
    posted_on=date(2026, 11, 10),
)


def ranked(worker, jobs, top=10_000):
    return [
        one.job.id
        for one in recommend_jobs(worker, JobIndex(jobs, PLACES, TABLE), states.DAY, top=top).matches
    ]


def drawn(seed, count=25):
    rng = random.Random(seed)
    return states.worker(rng), [states.job(rng, number) for number in range(count)]


@pytest.mark.parametrize(
    "worse",
    [
        {"pay_low": 300_000, "pay_high": 360_000},
        {"village": "320583000000"},
        {"occupation": "6-16-01-06"},
        {"shift": Shift.NIGHT},
        {"has_contract": False, "is_insured": False},
        {"years": 5},
        {"posted_on": date(2026, 9, 1)},
    ],
)
def test_a_job_worse_in_one_thing_and_equal_in_the_rest_stands_lower(worse):
    assert ranked(CARER, [replace(POST, id="a", **worse), POST]) == ["b", "a"]


def test_weights_are_the_published_ones_and_make_a_hundred():
    assert list(WEIGHTS.values()) == [30, 20, 15, 15, 8, 7, 5]
    assert sum(WEIGHTS.values()) == 100


@given(seed=st.integers(0, 2**32))
@settings(max_examples=80, deadline=None)
def test_the_parts_in_words_add_up_to_the_points(seed):
    worker, jobs = drawn(seed)
    for match in recommend_jobs(worker, JobIndex(jobs, PLACES, TABLE), states.DAY).matches:
        assert sum(part.points for part in match.components) == match.points <= 10_000
        assert len(match.pluses) <= 3
        assert len(match.minuses) <= 2
        assert not set(match.pluses) & set(match.minuses)
        assert all("%" not in words for words in (*match.pluses, *match.minuses))


@given(seed=st.integers(0, 2**32), data=st.data())
@settings(max_examples=80, deadline=None)
def test_raising_the_pay_never_lowers_the_rank(seed, data):
    worker, jobs = drawn(seed)
    before = ranked(worker, jobs)
    if not before:
        return
    told = [one for one in before if next(job for job in jobs if job.id == one).pay_low]
    if not told:
        return
    chosen = data.draw(st.sampled_from(told))
    more = data.draw(st.integers(1, 500_000))
    raised = [
        replace(one, pay_low=one.pay_low + more, pay_high=one.pay_high + more) if one.id == chosen else one
        for one in jobs
    ]
    assert ranked(worker, raised).index(chosen) <= before.index(chosen)


@given(seed=st.integers(0, 2**32), data=st.data())
@settings(max_examples=80, deadline=None)
def test_bringing_the_job_home_never_lowers_the_rank(seed, data):
    worker, jobs = drawn(seed)
    before = ranked(worker, jobs)
    if not before or worker.village.endswith("000"):  # a whole town is no home that a job can be brought to
        return
    chosen = data.draw(st.sampled_from(before))
    if not next(one for one in jobs if one.id == chosen).village:  # nobody knows how far it was
        return
    moved = [replace(one, village=worker.village) if one.id == chosen else one for one in jobs]
    assert ranked(worker, moved).index(chosen) <= before.index(chosen)


@given(seed=st.integers(0, 2**32), data=st.data())
@settings(max_examples=80, deadline=None)
def test_learning_the_trade_never_lowers_the_job(seed, data):
    worker, jobs = drawn(seed)
    found = recommend_jobs(worker, JobIndex(jobs, PLACES, TABLE), states.DAY).matches
    if not found:
        return
    chosen = data.draw(st.sampled_from(found))
    skilled = replace(worker, skills=(*worker.skills, Skill(chosen.job.occupation, 1, 9)))
    after = {
        one.job.id: one
        for one in recommend_jobs(skilled, JobIndex(jobs, PLACES, TABLE), states.DAY, top=99).matches
    }
    assert after[chosen.job.id].points >= chosen.points


@given(seed=st.integers(0, 2**32), extra=st.integers(0, 2**32))
@settings(max_examples=60, deadline=None)
def test_one_more_job_never_reorders_the_others(seed, extra):
    worker, jobs = drawn(seed)
    more = [*jobs, states.job(random.Random(extra), 9999)]
    assert [one for one in ranked(worker, more) if one != "j9999"] == ranked(worker, jobs)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_input_changes_nothing(seed):
    worker, jobs = drawn(seed)
    mixed = random.Random(seed).sample(jobs, len(jobs))
    assert recommend_jobs(worker, JobIndex(mixed, PLACES, TABLE), states.DAY) == recommend_jobs(
        worker, JobIndex(jobs, PLACES, TABLE), states.DAY
    )


SPOILED = {
    "skill": ({"skills": (), "wish_posts": frozenset(), "trained": frozenset()}, {}),
    "distance": ({}, {"village": "440103000000"}),
    "pay": ({}, {"pay_low": 0}),
    "schedule": ({"needs": frozenset()}, {}),
    "stability": ({}, {"has_contract": False, "is_insured": False}),
    "experience": ({}, {"years": 60}),
    "freshness": ({}, {"posted_on": states.DAY - timedelta(days=90)}),
}


@given(seed=st.integers(0, 2**32))
@settings(max_examples=80, deadline=None)
def test_taking_away_the_stated_top_reason_lowers_the_score(seed):
    worker, jobs = drawn(seed)
    worker = replace(worker, is_area_hard=False, max_km=None)
    for match in recommend_jobs(worker, JobIndex(jobs, PLACES, TABLE), states.DAY, top=3).matches:
        if not match.pluses:
            continue
        top = next(part for part in match.components if part.sentence == match.pluses[0])
        on_worker, on_job = SPOILED[top.key]
        poorer = JobIndex([replace(match.job, **on_job)], PLACES, TABLE)
        after = recommend_jobs(replace(worker, **on_worker), poorer, states.DAY).matches
        assert not after or after[0].points < match.points, top.key


def test_what_is_not_filled_in_is_neutral_and_says_so():
    blank = WorkerProfile(id="w", birth=date(1980, 3, 2), sex="2", village="140321106212")
    match = recommend_jobs(blank, JobIndex([POST], PLACES, TABLE), states.DAY).matches[0]
    unknown = [part for part in match.components if not part.is_known]
    assert {part.key for part in unknown} == {"skill", "pay", "schedule"}
    assert all(part.share == 50 and "未填" in part.sentence for part in unknown)


def test_reasons_carry_numbers_and_say_how_the_way_was_measured():
    match = recommend_jobs(CARER, JobIndex([POST], PLACES, TABLE), states.DAY).matches[0]
    words = "；".join(part.sentence for part in match.components)
    assert "起薪比您的要求高 100 元" in words
    assert "路程约" in words
    far = Places.of(
        [
            {"code": "140321106212", "longitude": "113.9", "latitude": "37.9", "road_km_to": ""},
            {"code": "140321100000", "longitude": "113.6", "latitude": "37.8", "road_km_to": ""},
        ]
    )
    assert "直线约" in far.between("140321106212", "140321100000").text
    assert "里程未登记" in Places.none().between("140321106212", "140321100000").text


@pytest.mark.parametrize(
    ("place", "band"),
    [
        ("140321106212", Band.VILLAGE),
        ("140321106203", Band.TOWN),
        ("140321106000", Band.TOWN),
        ("140321100000", Band.COUNTY),
        ("140302001000", Band.CITY),
        ("140105000000", Band.PROVINCE),
        ("130104000000", Band.AWAY),
        ("", Band.AWAY),
    ],
)
def test_bands_follow_the_nesting_of_the_codes(place, band):
    assert band_between("140321106212", place) is band


def test_a_town_code_is_not_somebodys_village():
    assert band_between("140321106000", "140321106000") is Band.TOWN


def test_a_nearer_place_never_counts_less():
    order = ["140321106212", "140321106203", "140321100000", "140302001000", "140105000000", "130104000000"]
    shares = [distance_part(CARER, PLACES.between(CARER.village, place))[0] for place in order]
    assert shares == sorted(shares, reverse=True)


def test_a_trade_far_from_what_was_learnt_is_not_called_near() -> None:
    (match,) = recommend_jobs(
        CARER, JobIndex([replace(POST, occupation="6-16-01-05")], PLACES, TABLE), states.DAY
    ).matches
    assert any("不相近" in reason for reason in match.minuses)
    assert not any("上手快" in reason for reason in (*match.pluses, *match.minuses))
