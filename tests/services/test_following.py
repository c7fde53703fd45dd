"""Recommendations follow the store at once, are made once, and what came of them can be taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.faults import UserError
from app.ports import FixedClock
from app.services.catalog.service import CatalogEntry
from app.services.following import READY_REASONS
from app.services.results import Saved
from tests.services.town import Town


def change(town: Town, kind: str, number: int, **values: object) -> None:
    known = town.counter.catalog.open(kind, number)
    entry = CatalogEntry(
        kind, {**known.values, **values}, town.desk.ids.new(), number, known.version, known.parent_id
    )
    assert isinstance(town.counter.catalog.save(entry), Saved)


def best(town: Town, name: str = "曹铁柱") -> tuple[int, str, str]:
    worker = town.worker(name)
    job = town.counter.recommending.for_worker(worker).jobs.matches[0].job
    return worker, job.id, job.title


def job_id(town: Town, uid: str) -> int:
    catalog = town.counter.catalog
    return next(row.id for row in catalog.rows("job", catalog.ids("job")) if row.uid == uid)


def test_a_suspended_institution_is_recommended_no_more(town: Town) -> None:
    worker = town.worker("曹铁柱")
    first = town.counter.recommending.for_worker(worker).courses.matches[0].course
    catalog = town.counter.catalog
    number = next(
        row.id
        for row in catalog.rows("institution", catalog.ids("institution"))
        if row.title == first.institution
    )
    change(town, "institution", number, standing="suspended")
    courses = town.counter.recommending.for_worker(worker, top=50).courses.matches
    assert first.institution not in {match.course.institution for match in courses}


def test_a_closed_job_is_recommended_no_more(town: Town) -> None:
    worker, uid, _ = best(town)
    town.counter.catalog.close_job(job_id(town, uid))
    jobs = town.counter.recommending.for_worker(worker, top=500).jobs.matches
    assert uid not in {match.job.id for match in jobs}


def test_the_same_job_is_recommended_once(town: Town) -> None:
    worker, uid, title = best(town)
    recommending = town.counter.recommending
    saved = town.counter.following.record(worker, "job", uid, title, ())
    assert uid in recommending.for_worker(worker).made
    with pytest.raises(UserError, match="推荐过"):
        town.counter.following.record(worker, "job", uid, title, ())
    town.counter.following.follow(saved.id, "declined")
    town.counter.following.record(worker, "job", uid, title, ())


def test_who_starts_takes_a_place_and_gives_it_back_on_undo(town: Town) -> None:
    worker, uid, title = best(town)
    number = job_id(town, uid)
    left = town.counter.catalog.open("job", number).values["head_left"]
    saved = town.counter.following.record(worker, "job", uid, title, ())
    for outcome in ("contacted", "interviewed", "started"):
        town.counter.following.follow(saved.id, outcome)
    assert town.counter.catalog.open("job", number).values["head_left"] == left - 1
    town.counter.undo.undo()
    assert town.counter.catalog.open("job", number).values["head_left"] == left
    assert town.counter.following.history(worker)[0].outcome == "已面试"


def test_who_left_a_job_is_recommended_to_again(town: Town) -> None:
    worker, uid, title = best(town)
    recommending = town.counter.recommending
    saved = town.counter.following.record(worker, "job", uid, title, ())
    for outcome in ("contacted", "interviewed", "started", "left"):
        town.counter.following.follow(saved.id, outcome)
    assert town.counter.following.due(only_due=False) == ()
    assert recommending.for_worker(worker).jobs.matches


def test_an_employer_who_turned_him_down_is_left_out(town: Town) -> None:
    worker, uid, title = best(town)
    recommending = town.counter.recommending
    employer = recommending.for_worker(worker).jobs.matches[0].job.employer_id
    saved = town.counter.following.record(worker, "job", uid, title, ())
    town.counter.following.follow(saved.id, "contacted")
    town.counter.following.follow(saved.id, "turned_down", "名额已满")
    jobs = recommending.for_worker(worker, top=500).jobs.matches
    assert employer not in {match.job.employer_id for match in jobs}
    assert town.counter.following.history(worker)[0].note == "名额已满"


def test_offers_say_whom_to_call(town: Town) -> None:
    worker, uid, title = best(town)
    told = town.counter.recommending.particulars("job", uid)
    assert told.title.startswith(title)
    assert dict(told.parts)["工资"]
    course = town.counter.recommending.for_worker(worker).courses.matches[0].course.id
    assert dict(town.counter.recommending.particulars("session", course).parts)["班号"]
    with pytest.raises(UserError):
        town.counter.recommending.particulars("job", course + "0")


def test_who_waits_for_work_is_listed_until_something_is_recommended(town: Town) -> None:
    recommending = town.counter.recommending
    waiting = recommending.waiting()
    assert waiting
    seekers = recommending.seekers(waiting[:5])
    assert [one.id for one in seekers] == list(waiting[:5])
    assert replace(seekers[0], name="").id_masked.count("*") == 8
    worker = waiting[0]
    match = recommending.for_worker(worker).jobs.matches[0]
    town.counter.following.record(worker, "job", match.job.id, match.job.title, match.pluses)
    assert worker not in recommending.waiting()


def test_who_is_registered_no_more_is_not_asked_about(town: Town, clock: FixedClock) -> None:
    worker, uid, title = best(town)
    town.counter.following.record(worker, "job", uid, title, ())
    clock.advance(days=3)
    assert len(town.counter.following.due()) == 1
    town.counter.workers.void(worker, "重复登记")
    assert town.counter.following.due() == ()
    assert next(line.count for line in town.counter.today.day().waiting if line.key == "due") == 0


def test_thirty_days_in_work_are_asked_about_on_the_thirtieth(town: Town, clock: FixedClock) -> None:
    worker, uid, title = best(town)
    saved = town.counter.following.record(worker, "job", uid, title, ())
    for outcome in ("contacted", "interviewed", "started"):
        town.counter.following.follow(saved.id, outcome)
    clock.advance(days=29)
    assert town.counter.following.due() == ()
    with pytest.raises(UserError, match="满 30 天"):
        town.counter.following.follow(saved.id, "stayed")
    clock.advance(days=1)
    assert [row.id for row in town.counter.following.due()] == [saved.id]
    town.counter.following.follow(saved.id, "stayed")
    assert town.counter.following.history(worker)[0].outcome == "在岗满30天"


def test_what_came_to_nothing_has_ready_reasons(town: Town) -> None:
    assert {"declined", "turned_down", "left"} == set(READY_REASONS)
    assert all(len(reasons) <= 9 for reasons in READY_REASONS.values()), "a figure chooses"
