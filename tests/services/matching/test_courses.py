"""Courses are ranked by the open jobs that they unlock, and nobody is sent to a course he cannot join."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from states import DAY

from app.services.matching.courses import recommend_courses
from app.services.matching.jobs import JobIndex
from app.services.matching.profile import Band, CourseOffer, JobPosting, Skill, WorkerProfile

WORKER = WorkerProfile(
    id="w", birth=date(1985, 1, 1), sex="2", village="140321106212", education=2, income=200_000
)
CARE = CourseOffer(
    id="s1",
    title="养老护理员（五级）",
    institution="示例学校",
    occupation="4-10-01-05",
    level=5,
    village="140321100000",
    starts_on=date(2026, 12, 7),
    ends_on=date(2026, 12, 25),
    enrol_until=date(2026, 12, 4),
    seats_left=10,
)
NANNY = replace(
    CARE,
    id="s2",
    title="育婴员（五级）",
    occupation="4-10-01-01",
    grants=frozenset({"育婴员证"}),
    fee=98_000,
    is_self_paid=True,
)


def job(number, occupation, **more):
    return JobPosting(
        id=f"j{number}",
        title="示例",
        employer_id="e",
        employer="示例",
        occupation=occupation,
        village="140321106203",
        pay_low=400_000,
        pay_high=500_000,
        **more,
    )


JOBS = [job(at, "4-10-01-05") for at in range(12)] + [
    job(20 + at, "4-10-01-01", certificates=frozenset({"育婴员证"})) for at in range(3)
]


def test_the_course_that_unlocks_more_jobs_stands_first_and_says_how_many():
    found = recommend_courses(WORKER, [NANNY, CARE], JobIndex(JOBS), DAY).matches
    assert [(one.course.id, len(one.unlocked)) for one in found] == [("s1", 12), ("s2", 3)]
    assert found[0].headline == "学完可做 12 个岗位"
    assert found[0].pay_gain == 200_000
    assert any("多 2,000 元" in words for words in found[0].pluses)


def test_a_course_he_pays_for_is_shown_as_such_and_not_hidden():
    found = recommend_courses(WORKER, [NANNY], JOBS, DAY).matches[0]
    assert "自费" in found.headline
    assert "980 元" in found.minuses[0]


def test_jobs_that_stay_out_of_reach_unlock_nothing():
    near = replace(WORKER, wish_area=Band.VILLAGE, is_area_hard=True)
    found = recommend_courses(near, [CARE], JOBS, DAY).matches[0]
    assert found.unlocked == ()
    assert "0 个" in found.minuses[0]


def test_what_he_does_already_is_not_unlocked_again():
    carer = replace(WORKER, skills=(Skill("4-10-01-05"),))
    assert recommend_courses(carer, [CARE], JOBS, DAY).matches[0].unlocked == ()


def test_with_equal_jobs_and_pay_the_earlier_start_stands_first():
    later = replace(CARE, id="s0", starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 22))
    found = recommend_courses(WORKER, [later, CARE], JOBS, DAY).matches
    assert [one.course.id for one in found] == ["s1", "s0"]


@pytest.mark.parametrize(
    ("gate", "worker_change", "course_change"),
    [
        ("room", {}, {"seats_left": 0}),
        ("room", {}, {"enrol_until": date(2026, 11, 23)}),
        ("room", {}, {"is_open": False}),
        ("room", {}, {"starts_on": date(2026, 11, 23), "enrol_until": None}),
        ("institution", {}, {"is_institution_sound": False}),
        ("legal_age", {"birth": date(2011, 1, 1)}, {}),
        ("held", {"skills": (Skill("4-10-01-05", 4),)}, {}),
        ("held", {"trained": frozenset({"4-10-01-05"})}, {"level": None}),
        ("schooling", {}, {"education": 3}),
        ("time", {"available_from": date(2027, 1, 1)}, {}),
    ],
)
def test_a_course_he_cannot_join_is_not_recommended(gate, worker_change, course_change):
    found = recommend_courses(replace(WORKER, **worker_change), [replace(CARE, **course_change)], JOBS, DAY)
    assert found.matches == ()
    assert [(key, number) for key, _, number in found.removed] == [(gate, 1)]
