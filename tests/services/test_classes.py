"""A class as a whole: days, results and states change together, make no needless event, and can be taken back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from app.faults import UserError
from app.models.trail import OutboxEvent
from app.models.worker import Worker
from app.services.results import Refused, Saved
from tests.services.town import Town

DAY = date(2026, 10, 14)


def events(town: Town, kind: str) -> int:
    with town.desk.database.reading() as session:
        return session.scalar(select(func.count()).where(OutboxEvent.type == kind)) or 0


def class_of(town: Town, *names: str) -> tuple[int, dict[str, int]]:
    """Return a class still waiting to begin, with these learners: its id, and name → enrolment id."""
    catalog = town.counter.catalog
    rows = catalog.rows("session", catalog.ids("session"))
    session = next(row.id for row in reversed(rows) if row.state == "招生中")
    made = {}
    for name in names:
        saved = town.counter.enrolments.enrol(town.worker(name), session)
        assert isinstance(saved, Saved), saved
        made[name] = saved.id
    return session, made


def states(town: Town, session: int) -> dict[str, str]:
    return {one.name: one.state_code for one in town.counter.enrolments.roster(session).learners}


def test_marking_what_is_marked_so_already_tells_nobody(town: Town) -> None:
    session = town.session()
    learner = town.counter.enrolments.roster(session).learners[0]
    before = events(town, "attendance.recorded")
    mark = learner.days[DAY]
    town.counter.classes.mark(session, {DAY: {learner.enrolment_id: mark}})
    assert events(town, "attendance.recorded") == before
    town.counter.classes.mark(session, {DAY: {learner.enrolment_id: "online"}})
    assert events(town, "attendance.recorded") == before + 1


def test_marks_of_several_days_are_one_step_back(town: Town) -> None:
    session = town.session()
    learner = town.counter.enrolments.roster(session).learners[0]
    was = dict(learner.days)
    number = learner.enrolment_id
    free = next(day for day in (date(2026, 10, 17), date(2026, 10, 18)) if day not in was)
    town.counter.classes.mark(session, {DAY: {number: "absent"}, free: {number: "present"}})
    assert town.counter.enrolments.roster(session).learners[0].days == {**was, DAY: "absent", free: "present"}
    town.counter.undo.undo()
    assert town.counter.enrolments.roster(session).learners[0].days == was


def test_a_learner_who_left_is_marked_no_more_and_frees_the_seat(town: Town) -> None:
    session, made = class_of(town, "苏计成")
    known = town.counter.catalog.rows("session", (session,))[0].extra
    assert known.startswith("1 /")
    town.counter.enrolments.leave(made["苏计成"], "家中有事")
    assert town.counter.catalog.rows("session", (session,))[0].extra.startswith("0 /")
    assert states(town, session) == {"苏计成": "left"}
    with pytest.raises(UserError, match="不能再退班"):
        town.counter.enrolments.leave(made["苏计成"], "再退")
    town.counter.undo.undo()
    assert states(town, session) == {"苏计成": "enrolled"}


def test_beginning_and_closing_move_every_learner_and_come_back(town: Town) -> None:
    session, made = class_of(town, "苏计成", "周丽娟")
    classes = town.counter.classes
    before = events(town, "enrolment.changed")
    classes.begin(session)
    assert set(states(town, session).values()) == {"studying"}
    assert events(town, "enrolment.changed") == before + 2
    with pytest.raises(UserError, match="不能再开班"):
        classes.begin(session)
    classes.finish(session, dict.fromkeys(made.values(), "passed"))
    assert set(states(town, session).values()) == {"finished"}
    town.counter.undo.undo()
    assert set(states(town, session).values()) == {"studying"}
    assert {one.exam for one in town.counter.enrolments.roster(session).learners} == {""}
    town.counter.undo.undo()
    assert set(states(town, session).values()) == {"enrolled"}


def test_a_class_that_cannot_close_stays_as_it_was(town: Town) -> None:
    session, made = class_of(town, "苏计成", "周丽娟")
    town.counter.classes.begin(session)
    with pytest.raises(UserError, match="周丽娟"):
        town.counter.classes.finish(session, {made["苏计成"]: "passed"})
    assert [one.exam for one in town.counter.enrolments.roster(session).learners] == ["", ""]


def test_results_may_follow_after_the_class_is_closed(town: Town) -> None:
    session = town.session()
    learner = town.counter.enrolments.roster(session).learners[0]
    town.counter.classes.record_results(session, {learner.enrolment_id: "failed"})
    assert town.counter.enrolments.roster(session).learners[0].exam == "failed"
    town.counter.undo.undo()
    assert town.counter.enrolments.roster(session).learners[0].exam == learner.exam


def test_a_cancelled_class_frees_its_learners(town: Town) -> None:
    session, _ = class_of(town, "苏计成")
    town.counter.classes.cancel(session, "人数不够")
    assert states(town, session) == {"苏计成": "left"}
    refused = town.counter.enrolments.enrol(town.worker("周丽娟"), session)
    assert isinstance(refused, Refused)
    with pytest.raises(UserError, match="不能取消"):
        town.counter.classes.cancel(town.session(), "已结束")


def test_a_certificate_is_registered_once_and_linked(town: Town) -> None:
    session = town.session()
    learner = town.counter.enrolments.roster(session).learners[0]
    number = "S000014000001265000017"
    paper = {"certificate_no": number, "issued_on": date(2026, 11, 20)}
    answer = town.counter.enrolments.certify(learner.enrolment_id, paper)
    assert isinstance(answer, Saved), answer
    assert town.counter.enrolments.roster(session).learners[0].certificate == number
    town.counter.enrolments.certify(learner.enrolment_id, paper)
    held = town.counter.workers.open(learner.worker_id).certificates
    assert [row.values["certificate_no"] for row in held].count(number) == 1


def test_nobody_is_enrolled_under_age(town: Town) -> None:
    session, _ = class_of(town)
    number = town.worker("苏计成")
    with town.desk.database.transaction() as store:
        store.get_one(Worker, number).birth = date(2012, 5, 6)
    young = town.counter.enrolments.enrol(number, session)
    assert isinstance(young, Refused)
    assert [finding.code for finding in young.findings] == ["child"]
