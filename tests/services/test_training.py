"""From 报名 to 结业: days are counted, never typed; suspended institutions and full classes take nobody."""

from __future__ import annotations

from datetime import date

import pytest

from app.faults import Conflict, UserError
from app.ports import FixedClock
from app.services.catalog.service import CatalogEntry
from app.services.results import Refused, Saved
from tests.services.town import Town


def planned(town: Town) -> int:
    catalog = town.counter.catalog
    return next(row.id for row in catalog.rows("session", catalog.ids("session")) if row.state == "招生中")


def save(town: Town, kind: str, number: int, **values: object) -> Saved | Refused:
    known = town.counter.catalog.open(kind, number)
    entry = CatalogEntry(
        kind, {**known.values, **values}, town.desk.ids.new(), number, known.version, known.parent_id
    )
    return town.counter.catalog.save(entry)


def test_attended_days_are_counted_from_the_sheet(town: Town) -> None:
    roster = town.counter.enrolments.roster(town.session())
    first = roster.learners[0]
    assert (len(roster.days), first.attended) == (17, sum(mark != "absent" for mark in first.days.values()))


def test_a_worker_is_enrolled_once_and_taken_back(town: Town) -> None:
    enrolments, session = town.counter.enrolments, planned(town)
    worker = town.worker("苏计成")
    assert isinstance(enrolments.enrol(worker, session), Saved)
    again = enrolments.enrol(worker, session)
    assert isinstance(again, Refused)
    assert again.findings[0].code == "twice"
    label, _ = town.counter.undo.undo()
    assert "报名" in label
    assert isinstance(enrolments.enrol(worker, session), Saved)


def test_a_full_or_finished_class_takes_nobody(town: Town) -> None:
    session = planned(town)
    save(town, "session", session, seats=1)
    town.counter.enrolments.enrol(town.worker("苏计成"), session)
    full = town.counter.enrolments.enrol(town.worker("周丽娟"), session)
    assert isinstance(full, Refused)
    assert full.findings[0].code == "full"
    closed = town.counter.enrolments.enrol(town.worker("周丽娟"), town.session())
    assert isinstance(closed, Refused)
    assert closed.findings[0].code == "closed"


def test_a_suspended_institution_takes_nobody(town: Town) -> None:
    session = planned(town)
    course = town.counter.catalog.open("session", session).parent_id
    institution = town.counter.catalog.open("course", course).parent_id
    save(town, "institution", institution, standing="suspended")
    answer = town.counter.enrolments.enrol(town.worker("苏计成"), session)
    assert isinstance(answer, Refused)
    assert answer.findings[0].code == "suspended"


def test_a_day_is_marked_inside_the_class_only(town: Town) -> None:
    enrolments, session = town.counter.enrolments, town.session()
    learner = enrolments.roster(session).learners[0]
    enrolments.mark_day(session, date(2026, 10, 14), {learner.enrolment_id: "absent"})
    assert enrolments.roster(session).learners[0].days[date(2026, 10, 14)] == "absent"
    for day in (date(2026, 10, 1), date(2026, 11, 30)):
        with pytest.raises(UserError):
            enrolments.mark_day(session, day, {learner.enrolment_id: "present"})


def test_a_class_closes_only_with_results(town: Town) -> None:
    enrolments, session = town.counter.enrolments, planned(town)
    saved = enrolments.enrol(town.worker("苏计成"), session)
    assert isinstance(saved, Saved)
    enrolments.begin(session)
    with pytest.raises(UserError, match="没有考核结果"):
        enrolments.finish(session, {})
    enrolments.finish(session, {saved.id: "passed"})
    assert enrolments.roster(session).learners[0].state == "已结业"


def test_a_job_is_checked_saved_and_undone(town: Town) -> None:
    catalog = town.counter.catalog
    number = catalog.ids("job")[0]
    wrong = save(town, "job", number, pay_low=500000, pay_high=300000)
    assert isinstance(wrong, Refused)
    told = save(town, "job", number, note="限男性", title="门卫（限男）")
    assert isinstance(told, Saved)
    assert [finding.code for finding in told.warnings] == ["sex_limit"]
    town.counter.undo.undo()
    assert catalog.open("job", number).values["title"] != "门卫（限男）"


def test_a_record_changed_elsewhere_is_a_conflict(town: Town) -> None:
    number = town.counter.catalog.ids("employer")[0]
    known = town.counter.catalog.open("employer", number)
    save(town, "employer", number, contact="甲")
    entry = CatalogEntry(
        "employer", {**known.values, "contact": "乙"}, town.desk.ids.new(), number, known.version
    )
    with pytest.raises(Conflict):
        town.counter.catalog.save(entry)


def test_a_bad_credit_code_is_refused_at_its_field(town: Town) -> None:
    values = {"name": "示例单位", "uscc": "91140321MA0K9A01XM"}
    answer = town.counter.catalog.save(CatalogEntry("employer", values, town.desk.ids.new()))
    assert isinstance(answer, Refused)
    assert answer.findings[0].field == "uscc"


def test_recommendations_are_recorded_and_followed_in_order(town: Town, clock: FixedClock) -> None:
    recommending, worker = town.counter.recommending, town.worker("曹铁柱")
    found = recommending.for_worker(worker)
    best = found.jobs.matches[0]
    saved = town.counter.following.record(worker, "job", best.job.id, best.job.title, best.pluses)
    with pytest.raises(UserError, match="不能直接记"):
        town.counter.following.follow(saved.id, "started")
    for outcome in ("contacted", "interviewed", "started"):
        town.counter.following.follow(saved.id, outcome)
    clock.advance(days=29)
    with pytest.raises(UserError, match="满 30 天"):
        town.counter.following.follow(saved.id, "stayed")
    clock.advance(days=1)
    (row,) = town.counter.following.due()
    assert [code for code, _ in row.nexts] == ["stayed", "left"]
    town.counter.following.follow(saved.id, "stayed")
    assert town.counter.following.due(only_due=False) == ()
    assert recommending.for_worker(worker).jobs.matches == ()


def test_every_registered_worker_has_jobs_or_a_reason(town: Town) -> None:
    for number in town.counter.workers.ids()[::8]:
        found = town.counter.recommending.for_worker(number)
        assert found.jobs.matches or found.why


def test_the_day_counts_what_waits(town: Town) -> None:
    day = town.counter.today.day()
    lines = {line.key: line.count for line in day.waiting}
    assert lines["unsealed"] == town.counter.batches.outbox().count
    assert day.month["新登记"] == town.counter.workers.count()
    town.counter.workers.begin_visit(town.worker("曹铁柱"))
    assert [name for _, name, _ in town.counter.today.day().visits] == ["曹铁柱"]
