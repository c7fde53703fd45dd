"""What is recommended is on offer today: filled, suspended and withdrawn offers are gone at once."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.faults import Conflict, UserError
from app.models.trail import OutboxEvent
from app.models.worker import Worker
from app.ports import FixedClock
from app.services import journal
from app.services.catalog.service import CatalogEntry
from app.services.matching.profile import CourseOffer, JobPosting
from app.services.results import Saved
from tests.services.test_training import save
from tests.services.town import Town

PERSON = "曹铁柱"


def jobs(town: Town) -> list[JobPosting]:
    return [
        one.job for one in town.counter.recommending.for_worker(town.worker(PERSON), top=300).jobs.matches
    ]


def courses(town: Town) -> list[CourseOffer]:
    found = town.counter.recommending.for_worker(town.worker(PERSON), top=300).courses
    return [one.course for one in found.matches]


def number_of(town: Town, kind: str, uid: str) -> int:
    catalog = town.counter.catalog
    return next(number for number in catalog.ids(kind) if catalog.open(kind, number).uid == uid)


def start(town: Town, job: JobPosting) -> None:
    saved = town.counter.following.record(town.worker(PERSON), "job", job.id, job.title, ("离家近",))
    for outcome in ("contacted", "interviewed", "started"):
        town.counter.following.follow(saved.id, outcome)


def test_a_filled_job_is_recommended_to_nobody_else(town: Town) -> None:
    job = jobs(town)[0]
    others = town.counter.workers.ids()[:20]
    assert isinstance(save(town, "job", number_of(town, "job", job.id), head_left=1), Saved)
    start(town, job)
    for number in others:
        found = town.counter.recommending.for_worker(number, top=300).jobs.matches
        assert job.id not in {one.job.id for one in found}


def test_filling_a_place_is_a_change_of_the_job_with_its_trail(town: Town) -> None:
    job = jobs(town)[0]
    number = number_of(town, "job", job.id)
    before = town.counter.catalog.open("job", number)
    start(town, job)
    after = town.counter.catalog.open("job", number)
    assert (after.version, after.values["head_left"]) == (before.version + 1, before.values["head_left"] - 1)
    with town.desk.database.reading() as session:
        line = session.scalar(select(OutboxEvent.line).where(OutboxEvent.type == "job.changed"))
        assert journal.verify(session).is_whole
    assert json.loads(line or "")["patch"] == {"head_left": after.values["head_left"]}
    stale = CatalogEntry("job", before.values, town.desk.ids.new(), number, before.version, before.parent_id)
    with pytest.raises(Conflict):
        town.counter.catalog.save(stale)


def test_a_suspended_institution_is_recommended_no_more(town: Town) -> None:
    offer = courses(town)[0]
    session = number_of(town, "session", offer.id)
    course = town.counter.catalog.open("session", session).parent_id
    institution = town.counter.catalog.open("course", course).parent_id
    save(town, "institution", institution, standing="suspended")
    assert offer.institution not in {one.institution for one in courses(town)}


def test_jobs_of_an_employer_off_the_list_are_recommended_no_more(town: Town) -> None:
    job = jobs(town)[0]
    employer = town.counter.catalog.open("job", number_of(town, "job", job.id)).parent_id
    town.counter.catalog.void("employer", employer, "已注销")
    assert job.employer not in {one.employer for one in jobs(town)}


def test_courses_off_the_list_are_recommended_no_more(town: Town) -> None:
    offer = courses(town)[0]
    course = town.counter.catalog.open("session", number_of(town, "session", offer.id)).parent_id
    town.counter.catalog.void("course", course, "停办")
    assert offer.id not in {one.id for one in courses(town)}


def test_a_voided_enrolment_gives_its_seat_back(town: Town) -> None:
    offer = courses(town)[0]
    saved = town.counter.enrolments.enrol_in(town.worker("周丽娟"), offer.id)
    assert isinstance(saved, Saved)
    taken = next(one for one in courses(town) if one.id == offer.id)
    town.counter.undo.undo()
    free = next(one for one in courses(town) if one.id == offer.id)
    assert (taken.seats_left, free.seats_left) == (offer.seats_left - 1, offer.seats_left)


def test_a_recommendation_is_due_after_three_days(town: Town, clock: FixedClock) -> None:
    job = jobs(town)[0]
    town.counter.following.record(town.worker(PERSON), "job", job.id, job.title, ())
    waiting = town.counter.following.due(only_due=False)
    assert town.counter.following.due() == ()
    assert waiting[0].due == clock.today() + timedelta(days=3)
    assert [code for code, _ in waiting[0].nexts] == ["contacted", "declined"]


def test_a_recommendation_is_undone(town: Town) -> None:
    job = jobs(town)[0]
    town.counter.following.record(town.worker(PERSON), "job", job.id, job.title, ())
    label, changes = town.counter.undo.undo()
    assert job.title in label
    assert changes.touches("match")
    assert town.counter.following.due(only_due=False) == ()


@pytest.mark.parametrize("missing", [{"hukou_code": ""}, {"birth": None}])
def test_without_birthday_or_village_the_field_is_named(town: Town, missing: dict[str, object]) -> None:
    number = town.worker(PERSON)
    with town.desk.database.transaction() as session:
        for key, value in missing.items():
            setattr(session.get_one(Worker, number), key, value)
    with pytest.raises(UserError, match="户籍村") as told:
        town.counter.recommending.for_worker(number)
    assert told.value.field == "hukou_code"
