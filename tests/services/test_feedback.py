"""A pin or a hide holds for one person and one offer, with its reason, in the trail, until it is lifted."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from app.faults import UserError
from app.models.trail import OutboxEvent
from app.services import journal
from app.services.feedback import READY_REASONS
from app.services.matching.jobs import JobMatches
from tests.services.test_following import job_id
from tests.services.town import Town

PERSON, OTHER = "曹铁柱", "周丽娟"


def jobs(town: Town, name: str = PERSON) -> JobMatches:
    return town.counter.recommending.for_worker(town.worker(name), top=300).jobs


def mark(town: Town, uid: str, kind: str, reason: str = "本人点名要这个") -> None:
    town.counter.feedbacks.record(town.worker(PERSON), "job", uid, "示例岗位", kind, reason)


def ids(found: JobMatches) -> list[str]:
    return [one.job.id for one in found.matches]


def test_a_pinned_job_stands_first_and_the_others_keep_their_order(town: Town) -> None:
    before = jobs(town)
    chosen = before.matches[5]
    mark(town, chosen.job.id, "pin")
    after = jobs(town)
    assert after.matches[0].job.id == chosen.job.id
    assert (after.matches[0].is_pinned, after.matches[0].points) == (True, chosen.points)
    assert ids(after)[1:] == [one for one in ids(before) if one != chosen.job.id]
    assert after.feasible == before.feasible


def test_a_pin_is_for_one_person_alone(town: Town) -> None:
    before, chosen = ids(jobs(town, OTHER)), jobs(town).matches[5].job.id
    mark(town, chosen, "pin")
    assert ids(jobs(town, OTHER)) == before


def test_a_hidden_job_is_gone_and_counted_and_comes_back(town: Town) -> None:
    before = jobs(town)
    chosen = before.matches[0].job.id
    mark(town, chosen, "hide", "路上不好走")
    after = jobs(town)
    assert chosen not in ids(after)
    assert [one.job.id for one in after.hidden] == [chosen]
    assert (after.feasible, after.total) == (before.feasible - 1, before.total)
    remark = town.counter.recommending.for_worker(town.worker(PERSON)).remarks[chosen]
    assert (remark.kind, remark.reason, remark.by) == ("hide", "路上不好走", town.desk.operator.login)
    town.counter.feedbacks.lift(town.worker(PERSON), chosen)
    assert ids(jobs(town)) == ids(before)


def test_a_pin_brings_nothing_back_that_a_gate_removed(town: Town) -> None:
    chosen = jobs(town).matches[0].job
    mark(town, chosen.id, "pin")
    town.counter.catalog.close_job(job_id(town, chosen.id))
    found = jobs(town)
    assert chosen.id not in ids(found)
    assert [(one.job.id, one.reasons) for one in found.barred] == [
        (chosen.id, ("岗位已停止招聘（余 0 个名额）",))
    ]


def test_a_class_is_pinned_and_hidden_like_a_job(town: Town) -> None:
    worker = town.worker(PERSON)

    def offers() -> list[str]:
        found = town.counter.recommending.for_worker(worker, top=300).courses
        return [one.course.id for one in found.matches]

    before = offers()
    town.counter.feedbacks.record(worker, "session", before[2], "示例班", "pin", "本人点名要这个")
    town.counter.feedbacks.record(worker, "session", before[0], "示例班", "hide", "本人明确不去")
    assert offers() == [before[2], before[1], *before[3:]]


def test_marking_is_a_change_with_its_trail_and_both_ways_back(town: Town) -> None:
    before = jobs(town)
    chosen = before.matches[3].job.id
    mark(town, chosen, "pin")
    mark(town, chosen, "hide", "本人明确不去")
    assert chosen not in ids(jobs(town))
    label, changes = town.counter.undo.undo()
    assert "不再推荐" in label
    assert changes.touches("feedback")
    assert ids(jobs(town))[0] == chosen
    town.counter.undo.undo()
    assert ids(jobs(town)) == ids(before)
    with town.desk.database.reading() as session:
        query = select(OutboxEvent.line).where(OutboxEvent.entity == "feedback").order_by(OutboxEvent.seq)
        events = [json.loads(line) for line in session.scalars(query)]
        assert journal.verify(session).is_whole
    assert [event["type"].partition(".")[2] for event in events] == [
        "recorded", "voided", "recorded", "voided", "recorded", "voided",
    ]  # fmt: skip
    assert (events[0]["data"]["kind"], events[0]["data"]["target"]) == ("pin", chosen)
    versions = [(event["base_version"], event["entity_version"]) for event in events]
    assert versions == [(0, 1), (1, 2), (0, 1), (1, 2), (2, 3), (3, 4)]


def test_lifting_is_undone_unless_something_holds_since(town: Town) -> None:
    worker, chosen = town.worker(PERSON), jobs(town).matches[3].job.id
    mark(town, chosen, "hide")
    town.counter.feedbacks.lift(worker, chosen)
    town.counter.undo.undo()
    assert chosen not in ids(jobs(town))
    town.counter.feedbacks.lift(worker, chosen)
    assert town.counter.feedbacks.standing(worker) == ()


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_mark_without_a_reason_is_refused(town: Town, reason: str) -> None:
    with pytest.raises(UserError, match="原因") as told:
        mark(town, jobs(town).matches[0].job.id, "hide", reason)
    assert told.value.field == "reason"


def test_the_same_mark_twice_and_a_lift_of_nothing_are_refused(town: Town) -> None:
    chosen = jobs(town).matches[0].job.id
    with pytest.raises(UserError, match="没有置顶"):
        town.counter.feedbacks.lift(town.worker(PERSON), chosen)
    mark(town, chosen, "pin")
    with pytest.raises(UserError, match="原因相同"):
        mark(town, chosen, "pin")


def test_every_mark_has_ready_reasons(town: Town) -> None:
    for kind, reasons in READY_REASONS.items():
        chosen = jobs(town).matches[0].job.id
        for reason in reasons:
            mark(town, chosen, kind, reason)
        assert len(town.counter.feedbacks.standing(town.worker(PERSON))) == 1
        town.counter.feedbacks.lift(town.worker(PERSON), chosen)
