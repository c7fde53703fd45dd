"""A class goes one way, from 招生 to 结业; its days come from the sheet and its results from the exam."""

from __future__ import annotations

from datetime import date

import pytest

from app.faults import UserError
from app.models.enrolment import Enrolment
from app.services import journal
from app.services.results import Refused, Saved
from tests.services.test_training import planned, save
from tests.services.town import Town

DAY = date(2026, 10, 14)


def enrolled(town: Town, name: str = "苏计成") -> tuple[int, int]:
    """Return the session and the enrolment of a person newly enrolled."""
    session = planned(town)
    saved = town.counter.enrolments.enrol(town.worker(name), session)
    assert isinstance(saved, Saved)
    return session, saved.id


def state(town: Town, session: int) -> str:
    return str(town.counter.catalog.open("session", session).values["state"])


def test_learners_study_once_the_class_begins(town: Town) -> None:
    session, _ = enrolled(town)
    assert town.counter.enrolments.roster(session).learners[0].state == "已报名"
    town.counter.enrolments.begin(session)
    assert town.counter.enrolments.roster(session).learners[0].state == "在读"
    assert state(town, session) == "open"


def test_a_class_does_not_begin_or_end_twice(town: Town) -> None:
    enrolments, session = town.counter.enrolments, town.session()
    with pytest.raises(UserError, match=r"已结业.*不能再开班"):
        enrolments.begin(session)
    with pytest.raises(UserError, match=r"已结业.*不能再结业"):
        enrolments.finish(session, {})
    assert state(town, session) == "closed"


def test_a_cancelled_class_does_not_begin(town: Town) -> None:
    session = planned(town)
    town.counter.classes.cancel(session, "人数不够")
    with pytest.raises(UserError, match="已取消"):
        town.counter.enrolments.begin(session)


def test_a_refused_end_leaves_class_and_results_as_they_were(town: Town) -> None:
    session, first = enrolled(town)
    other = town.counter.enrolments.enrol(town.worker("周丽娟"), session)
    assert isinstance(other, Saved)
    town.counter.enrolments.begin(session)
    with pytest.raises(UserError, match="周丽娟"):
        town.counter.enrolments.finish(session, {first: "passed"})
    assert state(town, session) == "open"
    assert [one.exam for one in town.counter.enrolments.roster(session).learners] == ["", ""]


def test_overlapping_classes_are_told_but_allowed(town: Town) -> None:
    session, _ = enrolled(town)
    span = town.counter.catalog.open("session", session).values
    catalog = town.counter.catalog
    rows = catalog.rows("session", catalog.ids("session"))
    second = next(row.id for row in rows if row.state == "招生中" and row.id != session)
    save(town, "session", second, opens_on=span["opens_on"], closes_on=span["closes_on"])
    answer = town.counter.enrolments.enrol(town.worker("苏计成"), second)
    assert isinstance(answer, Saved)
    assert "overlap" in {finding.code for finding in answer.warnings}


def test_an_enrolment_with_days_is_not_taken_back(town: Town) -> None:
    learner = town.counter.enrolments.roster(town.session()).learners[0]
    with pytest.raises(UserError, match="退班"):
        town.counter.enrolments.void(learner.enrolment_id, "报错了")


def test_a_person_taken_back_and_enrolled_again_keeps_one_enrolment(town: Town) -> None:
    session, first = enrolled(town)
    town.counter.enrolments.void(first, "报错了")
    assert town.counter.enrolments.roster(session).learners == ()
    _, second = enrolled(town)
    assert first == second
    with town.desk.database.reading() as reading:
        assert reading.get_one(Enrolment, first).version == 3
        assert journal.verify(reading).is_whole


def test_an_unknown_class_takes_nobody(town: Town) -> None:
    with pytest.raises(UserError, match="班期"):
        town.counter.enrolments.enrol_in(town.worker("苏计成"), "no-such-uid")


def test_a_person_taken_off_the_register_is_not_enrolled(town: Town) -> None:
    number = town.worker("苏计成")
    town.counter.workers.void(number, "重复登记")
    with pytest.raises(UserError, match="请先登记"):
        town.counter.enrolments.enrol(number, planned(town))


def test_an_online_day_counts_as_attended_and_is_told_apart(town: Town) -> None:
    enrolments, session = town.counter.enrolments, town.session()
    learner = enrolments.roster(session).learners[1]
    enrolments.mark_day(session, DAY, {learner.enrolment_id: "online"})
    after = enrolments.roster(session).learners[1]
    assert (after.days[DAY], after.attended) == ("online", learner.attended)


def test_a_full_class_takes_again_whom_a_withdrawal_makes_room_for(town: Town) -> None:
    session = planned(town)
    save(town, "session", session, seats=1)
    saved = town.counter.enrolments.enrol(town.worker("苏计成"), session)
    assert isinstance(saved, Saved)
    assert isinstance(town.counter.enrolments.enrol(town.worker("周丽娟"), session), Refused)
    town.counter.undo.undo()
    assert isinstance(town.counter.enrolments.enrol(town.worker("周丽娟"), session), Saved)
