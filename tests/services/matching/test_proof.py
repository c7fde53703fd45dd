"""The quality of recommending, measured over generated states by a checker that shares no code with it.

Short in the suite; `--long` looks at 10,000 states.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import states
import truth

from app import paths
from app.services.matching.classes import why_not_courses
from app.services.matching.courses import recommend_courses
from app.services.matching.distance import Places
from app.services.matching.gates import all_closed, pair_of
from app.services.matching.jobs import JobIndex, JobMatches, place_of, recommend_jobs
from app.services.matching.occupations import Occupations
from app.services.matching.profile import Band, CourseOffer, JobPosting, Skill, WorkerProfile
from app.services.matching.whynot import WhyNot, why_not_jobs

REFERENCE = paths.resources() / "reference"
PLACES, TABLE = Places.read(REFERENCE / "places.csv"), Occupations.read(REFERENCE)
JOBS, CLASSES = 25, 8
State = tuple[random.Random, WorkerProfile, list[JobPosting]]


def every_state(rounds: int, start: int = 0) -> Iterator[State]:
    for seed in range(start, start + rounds):
        rng = random.Random(seed)
        yield rng, states.worker(rng), [states.job(rng, number) for number in range(JOBS)]


def found(worker: WorkerProfile, jobs: list[JobPosting], top: int = 99) -> JobMatches:
    return recommend_jobs(worker, JobIndex(jobs, PLACES, TABLE), states.DAY, top=top)


def order(worker: WorkerProfile, jobs: list[JobPosting]) -> list[str]:
    return [one.job.id for one in found(worker, jobs).matches]


def allowed(worker: WorkerProfile, jobs: list[JobPosting]) -> set[str]:
    """Return the jobs that no rule forbids and no clerk took away, by the independent checker."""
    return {
        job.id
        for job in jobs
        if job.id not in worker.hidden
        and not states.violations(worker, job, truth.way(worker.village, job.village)[1])
    }


def allowed_classes(worker: WorkerProfile, offers: list[CourseOffer]) -> set[str]:
    return {
        one.id
        for one in offers
        if one.id not in worker.hidden
        and not states.class_violations(worker, one, truth.way(worker.village, one.village)[1])
    }


def test_no_hard_rule_is_broken_in_the_top_ten(rounds: int) -> None:
    for _, worker, jobs in every_state(rounds):
        shown = {one.job.id for one in found(worker, jobs, top=10).matches}
        assert shown <= allowed(worker, jobs)
        assert len(shown) == min(10, len(allowed(worker, jobs))), "nothing that is allowed is held back"


def test_every_stated_reason_is_true(rounds: int) -> None:
    for _, worker, jobs in every_state(rounds):
        answer = found(worker, jobs)
        for match in (*answer.matches, *answer.hidden):
            for words in (*match.pluses, *match.minuses):
                assert truth.is_true(words, worker, match.job), words
        for one in answer.barred:
            assert one.reasons
            assert all(truth.is_closed_for(words, worker, one.job) for words in one.reasons)


def test_every_gate_that_closes_says_so_truly(rounds: int) -> None:
    for _, worker, jobs in every_state(rounds):
        for job in jobs:
            closed = all_closed(pair_of(worker, job, PLACES.between(worker.village, job.village), states.DAY))
            assert all(truth.is_closed_for(words, worker, job) for _, words in closed), closed


def test_raising_the_pay_never_lowers_a_job(rounds: int) -> None:
    for rng, worker, jobs in every_state(rounds):
        before = [one.job.id for one in found(worker, jobs).matches]
        told = [one.job.id for one in found(worker, jobs).matches if one.job.pay_low]
        if told:
            chosen, more = rng.choice(told), rng.randrange(1, 500_000)
            raised = [
                replace(one, pay_low=one.pay_low + more, pay_high=one.pay_high + more)
                if one.id == chosen
                else one
                for one in jobs
            ]
            assert order(worker, raised).index(chosen) <= before.index(chosen)


def nearer(worker: WorkerProfile, job: JobPosting) -> list[str]:
    """Return the places that are nearer than the job's in band, and in kilometres as far as these are known."""
    here = truth.way(worker.village, job.village)
    found = []
    for place in states.VILLAGES[:7]:
        band, km, _ = truth.way(worker.village, place)
        is_known = km is not None and here[1] is not None and km <= here[1]
        if band <= here[0] and (is_known or (km, here[1]) == (None, None)):
            found.append(place)
    return found


def test_bringing_a_job_nearer_never_lowers_it(rounds: int) -> None:
    for rng, worker, jobs in every_state(rounds):
        before = order(worker, jobs)
        if before:
            chosen = rng.choice(before)
            post = next(one for one in jobs if one.id == chosen)
            if not post.village:
                continue
            moved = replace(post, village=rng.choice(nearer(worker, post)))
            after = order(worker, [moved if one.id == chosen else one for one in jobs])
            assert after.index(chosen) <= before.index(chosen)


def test_adding_the_skill_of_a_job_never_lowers_it(rounds: int) -> None:
    for rng, worker, jobs in every_state(rounds):
        before = found(worker, jobs).matches
        if before:
            chosen = rng.choice(before).job
            skilled = replace(worker, skills=(*worker.skills, Skill(chosen.occupation)))
            ids = [one.job.id for one in before]
            after = [one for one in order(skilled, jobs) if one in ids]
            assert after.index(chosen.id) <= ids.index(chosen.id)


def test_a_level_and_years_never_take_points_from_a_job_of_the_trade(rounds: int) -> None:
    for rng, worker, jobs in every_state(rounds):
        before = found(worker, jobs).matches
        if before:
            chosen = rng.choice(before)
            skilled = replace(worker, skills=(*worker.skills, Skill(chosen.job.occupation, 1, 9)))
            after = {one.job.id: one.points for one in found(skilled, jobs).matches}
            assert after[chosen.job.id] >= chosen.points


def test_one_more_job_never_reorders_the_others(rounds: int) -> None:
    for rng, worker, jobs in every_state(rounds):
        more = [*jobs, states.job(rng, 9999)]
        assert [one for one in order(worker, more) if one != "j9999"] == order(worker, jobs)


def test_the_order_of_the_input_changes_nothing(rounds: int) -> None:
    for rng, worker, jobs in every_state(rounds):
        mixed = rng.sample(jobs, len(jobs))
        assert found(worker, mixed) == found(worker, jobs)
        assert why_not_jobs(worker, JobIndex(mixed, PLACES, TABLE), states.DAY) == why_not_jobs(
            worker, JobIndex(jobs, PLACES, TABLE), states.DAY
        )


SPOILED: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "skill": ({"skills": (), "wish_posts": frozenset(), "trained": frozenset()}, {}),
    "distance": ({}, {"village": "440103000000"}),
    "pay": ({}, {"pay_low": 0}),
    "schedule": ({"needs": frozenset()}, {}),
    "stability": ({}, {"has_contract": False, "is_insured": False}),
    "experience": ({}, {"years": 60}),
    "freshness": ({}, {"posted_on": states.DAY - timedelta(days=90)}),
}


def test_taking_away_the_stated_top_reason_lowers_the_score(rounds: int) -> None:
    for _, drawn, jobs in every_state(rounds):
        worker = replace(drawn, is_area_hard=False, max_km=None)
        for match in found(worker, jobs, top=3).matches:
            if not match.pluses:
                continue
            top = next(part for part in match.components if part.sentence == match.pluses[0])
            on_worker, on_job = SPOILED[top.key]
            after = found(replace(worker, **on_worker), [replace(match.job, **on_job)]).matches
            assert not after or after[0].points < match.points, top.key


def test_everybody_has_three_jobs_or_is_told_why_not(rounds: int) -> None:
    for _, worker, jobs in every_state(rounds):
        why = why_not_jobs(worker, JobIndex(jobs, PLACES, TABLE), states.DAY)
        may = allowed(worker, jobs)
        assert (why.feasible, why.total) == (len(may), len({job.id for job in jobs} - worker.hidden))
        if len(may) < 3:
            assert why.worst is not None
            assert why.worst.count == max(gate.count for gate in why.gates)
            assert why.worst.label


def checked(worker: WorkerProfile, why: WhyNot, may: set[str], then: object) -> int:
    """Count again what each proposed step opens; return how many steps were proposed."""
    for relief in why.reliefs:
        words = relief.text(states.DAY, TABLE)
        changes = truth.relaxed(words, worker)
        level = changes.pop("level", None)
        skills = (*worker.skills, Skill(*level)) if level else worker.skills
        opened = then(replace(worker, skills=skills, **changes)) - may
        assert len(relief.opens) == len(opened) > 0, words
        assert set(relief.opens) == opened
        assert not {"birth", "sex", "education", "barred_classes"} & changes.keys()
        assert "limits" not in changes or worker.limits - changes["limits"] == {"night"}
    return len(why.reliefs)


def test_what_a_step_opens_is_counted_truly(rounds: int) -> None:
    proposed = 0
    for _, worker, jobs in every_state(rounds):
        why = why_not_jobs(worker, JobIndex(jobs, PLACES, TABLE), states.DAY)
        proposed += checked(worker, why, allowed(worker, jobs), lambda one, jobs=jobs: allowed(one, jobs))
    assert proposed > rounds // 2, "the states hardly ever ask for a step"


def test_what_a_step_opens_among_classes_is_counted_truly(rounds: int) -> None:
    proposed = 0
    for rng, worker, _ in every_state(rounds):
        offers = [states.course(rng, number) for number in range(CLASSES)]
        why = why_not_courses(worker, offers, PLACES, states.DAY)
        may = allowed_classes(worker, offers)
        assert why.feasible == len(may)
        proposed += checked(worker, why, may, lambda one, offers=offers: allowed_classes(one, offers))
    assert proposed > rounds // 6


def test_nobody_is_sent_to_a_class_he_may_not_join(rounds: int) -> None:
    for rng, worker, jobs in every_state(rounds):
        offers = [states.course(rng, number) for number in range(CLASSES)]
        answer = recommend_courses(worker, offers, JobIndex(jobs, PLACES, TABLE), states.DAY)
        assert {one.course.id for one in answer.matches} == allowed_classes(worker, offers)
        mixed = rng.sample(offers, len(offers))
        assert recommend_courses(worker, mixed, JobIndex(jobs, PLACES, TABLE), states.DAY) == answer


@pytest.mark.parametrize(
    ("step", "is_smaller"),
    [
        ("wish_area", lambda less, most: less < most),
        ("max_km", lambda less, most: less < most),
        ("max_days", lambda less, most: less < most),
        ("wish_pay", lambda less, most: less > most),
    ],
)
def test_the_step_is_the_smallest_that_opens_some(step: str, is_smaller: object, rounds: int) -> None:
    """Nothing is opened by going less far along the same line, to the figure that a person would say."""
    for _, worker, jobs in every_state(rounds):
        may = allowed(worker, jobs)
        for relief in why_not_jobs(worker, JobIndex(jobs, PLACES, TABLE), states.DAY).reliefs:
            changes = truth.relaxed(relief.text(states.DAY, TABLE), worker)
            if set(changes) != {step}:
                continue
            lesser = {
                "wish_area": [Band(at) for at in range(6)],
                "max_km": list(range(0, 2000, 10)),
                "max_days": list(range(1, 8)),
                "wish_pay": list(range(0, 1_500_000, 10_000)),
            }[step]
            for value in lesser:
                if is_smaller(value, changes[step]) and is_smaller(getattr(worker, step), value):
                    assert allowed(replace(worker, **{step: value}), jobs) == may


def test_a_place_is_told_as_it_stands_on_the_list(rounds: int) -> None:
    for _, worker, jobs in every_state(rounds // 3):
        index = JobIndex(jobs, PLACES, TABLE)
        ranked = order(worker, jobs)
        for job in jobs:
            place, of = place_of(worker, index, states.DAY, job.id)
            assert of == len(ranked)
            assert place == (ranked.index(job.id) + 1 if job.id in ranked else 0)


def test_pins_stand_first_and_leave_points_and_the_others_alone(rounds: int) -> None:
    for rng, drawn, jobs in every_state(rounds):
        worker = replace(drawn, pinned=frozenset())
        before = found(worker, jobs).matches
        if before:
            chosen = rng.choice(before).job.id
            after = found(replace(worker, pinned=frozenset({chosen})), jobs).matches
            assert after[0].job.id == chosen
            assert [one.job.id for one in after[1:]] == [one.job.id for one in before if one.job.id != chosen]
            assert {one.job.id: one.points for one in after} == {one.job.id: one.points for one in before}
