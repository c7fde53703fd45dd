"""Why a job or a class is not recommended, counted again from the lists themselves; a changed wish is kept."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from app.faults import UserError
from app.models.trail import OutboxEvent
from app.services import journal
from app.services.applications.filing import Filing
from app.services.matching.steps import Lever, Step
from app.services.results import Refused, Saved
from app.services.whynots import WhyLine
from app.services.workers.service import Entry
from tests.services.test_following import job_id
from tests.services.town import ACCOUNT, Town

PERSON = "曹铁柱"


def lines(town: Town, worker: int, target: str = "job") -> tuple[WhyLine, ...]:
    return tuple(one for one in town.counter.whynots.tell(worker).lines if one.target == target)


def feasible(town: Town, worker: int, target: str = "job", steps: tuple[Step, ...] = ()) -> int:
    found = town.counter.recommending.for_worker(worker, steps=steps)
    return (found.jobs if target == "job" else found.courses).feasible


@pytest.mark.parametrize("name", ["曹铁柱", "周丽娟", "郝海军", "段宏伟"])
@pytest.mark.parametrize("target", ["job", "session"])
def test_every_step_opens_as_many_as_it_says(town: Town, name: str, target: str) -> None:
    worker = town.worker(name)
    town.complete(
        worker, wish_area="village", wish_pay=900_000, is_pay_floor="1", max_days=5, limits=["night"]
    )
    before = feasible(town, worker, target)
    eased = [one for one in lines(town, worker, target) if one.steps]
    for line in eased:
        assert feasible(town, worker, target, line.steps) - before == line.opens > 0, line
    assert all(line.count > 0 and line.reason and line.relief for line in lines(town, worker, target))
    assert eased or target == "session"


def test_the_sentence_names_the_gate_that_took_most(town: Town) -> None:
    worker = town.worker(PERSON)
    town.complete(worker, wish_area="village")
    told = town.counter.whynots.tell(worker)
    assert told.jobs.worst is not None
    assert told.jobs.worst.key == "area"
    assert told.told[0].startswith(
        f"{told.jobs.total} 个岗位中，{told.jobs.worst.count} 个因“离家太远”不能推荐"
    )
    best = max(told.jobs.reliefs, key=lambda one: len(one.opens))
    assert told.told[0].endswith(f"，多 {len(best.opens)} 个")


def test_nobody_is_asked_to_change_his_age_health_or_the_law(town: Town) -> None:
    for number in town.counter.workers.ids()[::10]:
        for line in town.counter.whynots.tell(number).lines:
            assert not line.steps or line.gate in {"area", "pay", "limits", "certificate", "time"}


def test_a_missing_paper_leads_to_the_class_that_gives_it(town: Town) -> None:
    worker = town.worker(PERSON)
    town.complete(worker, wish_area="away")
    found = town.counter.recommending.for_worker(worker, top=300)
    names = {one.course.id: one.course.grants for one in found.courses.matches}
    papers = [one for one in lines(town, worker) if one.offer and one.steps]
    assert papers
    for line in papers:
        assert line.steps[0].name in names[line.offer]
        assert "个班能报" in line.relief
        assert not line.may_keep


def test_a_class_that_has_begun_says_whether_another_can_be_joined(town: Town) -> None:
    worker = town.worker(PERSON)
    offers = [one.course for one in town.counter.recommending.for_worker(worker, top=300).courses.matches]
    first = next(
        one
        for one in offers
        if sum((other.occupation, other.level) == (one.occupation, one.level) for other in offers) == 1
    )
    catalog = town.counter.catalog
    number = next(row.id for row in catalog.rows("session", catalog.ids("session")) if row.uid == first.id)
    town.counter.enrolments.begin(number)
    answer = next(one for one in town.counter.whynots.ask(worker, first.title) if one.uid == first.id)
    assert answer.reasons == ("该班不在报名中",)
    assert answer.relief == "没有别的同样班能报"
    line = next(one for one in lines(town, worker, "session") if one.gate == "room")
    uids = {one.course.id for one in town.counter.recommending.for_worker(worker, top=300).courses.matches}
    assert line.offer in uids
    following = next(one for one in offers if one.id == line.offer)
    assert f"最近 {following.starts_on:%m-%d} 开班" in line.relief


def test_a_job_asked_for_is_answered_with_its_place_or_every_gate(town: Town) -> None:
    worker = town.worker(PERSON)
    found = town.counter.recommending.for_worker(worker, top=300)
    places = {one.job.id: one.rank for one in found.jobs.matches}
    title = found.jobs.matches[-1].job.title
    answers = [one for one in town.counter.whynots.ask(worker, title) if one.target == "job"]
    assert answers
    for one in answers:
        assert one.place == places.get(one.uid, 0)
        assert bool(one.reasons) != bool(one.place)
        assert one.place == 0 or one.of == found.jobs.feasible


def test_pinyin_initials_find_a_job_and_nothing_found_says_so(town: Town) -> None:
    worker = town.worker(PERSON)
    assert {one.uid for one in town.counter.whynots.ask(worker, "bjy")} >= {
        one.uid for one in town.counter.whynots.ask(worker, "保洁员")
    }
    with pytest.raises(UserError, match="换个叫法"):
        town.counter.whynots.ask(worker, "宇航员")
    with pytest.raises(UserError, match="请打"):
        town.counter.whynots.ask(worker, "  ")


def test_a_closed_job_says_that_it_takes_nobody(town: Town) -> None:
    worker = town.worker(PERSON)
    job = town.counter.recommending.for_worker(worker).jobs.matches[0].job
    town.counter.catalog.close_job(job_id(town, job.id))
    answer = next(one for one in town.counter.whynots.ask(worker, job.title) if one.uid == job.id)
    assert answer.reasons == ("岗位已停止招聘（余 0 个名额）",)
    assert answer.steps == ()


def test_the_steps_told_for_one_job_open_it(town: Town) -> None:
    worker = town.worker(PERSON)
    town.complete(worker, wish_area="village", limits=["night"])
    answers = [one for one in town.counter.whynots.ask(worker, "保安") if one.target == "job" and one.steps]
    assert answers
    for one in answers:
        then = town.counter.recommending.for_worker(worker, top=300, steps=one.steps)
        assert one.uid in {match.job.id for match in then.jobs.matches}
        assert one.uid in then.opened


def test_what_is_assumed_is_not_kept(town: Town) -> None:
    worker = town.worker(PERSON)
    town.complete(worker, wish_area="village")
    line = next(one for one in lines(town, worker) if one.may_keep)
    before = town.counter.workers.open(worker)
    then = town.counter.recommending.for_worker(worker, steps=line.steps)
    assert len(then.opened) >= line.opens
    assert then.assumption in line.relief
    assert town.counter.workers.open(worker) == before


def test_a_kept_wish_is_a_change_of_the_person_that_can_be_undone(town: Town) -> None:
    worker = town.worker(PERSON)
    town.complete(worker, wish_area="village")
    line = next(one for one in lines(town, worker) if one.gate == "area" and one.may_keep)
    before = feasible(town, worker)
    saved = town.counter.whynots.keep(worker, line.steps)
    assert isinstance(saved, Saved)
    assert feasible(town, worker) == before + line.opens
    with town.desk.database.reading() as session:
        event = session.scalar(select(OutboxEvent.line).order_by(OutboxEvent.seq.desc()).limit(1))
        assert journal.verify(session).is_whole
    assert list(json.loads(event or "")["patch"]) == ["wish_area"]
    town.counter.undo.undo()
    assert feasible(town, worker) == before


@pytest.mark.parametrize(
    ("step", "field", "value"),
    [
        (Step(Lever.PAY, 450_000), "wish_pay", 450_000),
        (Step(Lever.KM, 30), "max_km", 30),
        (Step(Lever.DAYS, 6), "max_days", 6),
        (Step(Lever.NIGHT), "limits", ["heavy"]),
        (Step(Lever.AREA, 3), "wish_area", "city"),
    ],
)
def test_each_wish_is_kept_in_its_field(town: Town, step: Step, field: str, value: object) -> None:
    worker = town.worker(PERSON)
    town.complete(worker, wish_pay=900_000, is_pay_floor="1", max_km=5, max_days=3, limits=["night", "heavy"])
    assert isinstance(town.counter.whynots.keep(worker, (step,)), Saved)
    assert town.counter.workers.open(worker).values[field] == value


def test_a_paper_is_earned_and_not_wished(town: Town) -> None:
    worker = town.worker(PERSON)
    with pytest.raises(UserError, match="考取"):
        town.counter.whynots.keep(worker, (Step(Lever.CERTIFICATE, 0, "焊工证"),))


@pytest.mark.parametrize(
    ("field", "value"), [("max_km", 0), ("max_km", 7000), ("max_days", 8), ("max_days", 0)]
)
def test_a_limit_out_of_range_is_refused_at_its_field(town: Town, field: str, value: int) -> None:
    worker = town.worker(PERSON)
    known = town.counter.workers.open(worker)
    entry = Entry({**known.values, field: value}, town.desk.ids.new(), worker, known.version)
    answer = town.counter.workers.save(entry)
    assert isinstance(answer, Refused)
    assert [one.field for one in answer.findings if one.level == "error"] == [field]


def test_a_level_paid_for_once_is_not_offered_again(town: Town) -> None:
    number = town.eligible()
    filing = Filing(
        town.choice(PERSON), town.desk.ids.new(), bank={"bank_account": ACCOUNT, "bank_kind": "card"}
    )
    assert isinstance(town.counter.applications.take(filing), Saved)
    answers = [
        one for one in town.counter.whynots.ask(number, "养老护理员（五级）") if one.target == "session"
    ]
    assert answers
    assert all("已享受过 1 次本职业（5 级）的培训补贴" in one.reasons for one in answers)
