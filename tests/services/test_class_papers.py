"""The papers of a class and its money: real records in, nothing missing, nobody left out, every sum the same."""

from __future__ import annotations

from datetime import date

import pytest

from app.faults import UserError
from app.models.application import Application
from app.models.catalog import TrainingSession
from app.services.papers.makers import MAKERS
from app.services.printing.preview import page_count, text_of
from app.services.results import Saved
from tests.services.test_applications import company_class, filing
from tests.services.town import Town

_OF_A_CLASS = (
    "class_filing", "class_roster", "attendance_sheet", "timetable", "teaching_log", "result_sheet", "satisfaction",
    "employment_follow_up",
)  # fmt: skip


def _bare(pdf: bytes) -> str:
    return "".join(text_of(pdf).split())


@pytest.mark.parametrize("form", _OF_A_CLASS)
def test_every_paper_of_a_class_misses_no_key_and_names_its_class(town: Town, form: str) -> None:
    composed = town.counter.papers.paper(form, town.session())
    assert (composed.form, composed.subject, composed.problems) == (form, "SL2026-01", ())
    assert "SL2026-01" in _bare(composed.pdf)


@pytest.mark.parametrize("form", ["class_roster", "attendance_sheet", "result_sheet", "employment_follow_up"])
def test_a_list_of_a_class_has_every_learner_once_and_numbers_go_on(town: Town, form: str) -> None:
    learners = town.counter.enrolments.roster(town.session()).learners
    subject, given = _values(town, form, town.session())
    first = given[0] if isinstance(given, list) else given
    names = [row["name"] for row in first["class"]["learners"]]
    assert names == [learner.name for learner in learners if learner.state_code != "left"]
    assert (subject, first["class"]["headcount"]) == ("SL2026-01", len(names))


def test_a_learner_who_left_is_told_and_not_listed(town: Town) -> None:
    classes, session = town.counter.enrolments, _planned(town)
    for name in ("苏计成", "周丽娟"):
        assert isinstance(classes.enrol(town.worker(name), session), Saved)
    gone = next(row for row in classes.roster(session).learners if row.name == "周丽娟")
    classes.leave(gone.enrolment_id, "家里有事")
    text = _bare(town.counter.papers.paper("class_roster", session).pdf)
    assert "共1人；另有1人退班（周丽娟），不在册" in text
    assert text.count("周丽娟") == 1


def test_a_sign_in_sheet_is_a_page_a_week_of_the_days_of_the_class(town: Town) -> None:
    composed = town.counter.papers.paper("attendance_sheet", town.session())
    roster = town.counter.enrolments.roster(town.session())
    assert roster.opens_on is not None
    assert roster.closes_on is not None
    _, sheets = _values(town, "attendance_sheet", town.session())
    shown = [
        text for sheet in sheets for key, text in sheet["week"].items() if key[1:].isdigit() and "月" in text
    ]
    assert len(shown) == (roster.closes_on - roster.opens_on).days + 1
    assert f"{roster.opens_on.month}月{roster.opens_on.day}日" in _bare(composed.pdf)
    assert page_count(composed.pdf) % len(sheets) == 0


def test_a_class_without_days_prints_a_sheet_to_write_in(town: Town) -> None:
    session = _planned(town)
    known = town.counter.catalog.open("session", session)
    with town.desk.database.transaction() as store:
        taught = store.get_one(TrainingSession, session)
        taught.opens_on = taught.closes_on = None
    assert known.values["opens_on"] is not None
    for form in ("attendance_sheet", "teaching_log", "timetable"):
        composed = town.counter.papers.paper(form, session)
        assert (composed.problems, page_count(composed.pdf)) == ((), 1)
        assert "None" not in _bare(composed.pdf)


def test_a_log_tells_who_was_absent_on_the_days_that_were_marked(town: Town) -> None:
    learner = town.counter.enrolments.roster(town.session()).learners[0]
    town.counter.enrolments.mark_day(town.session(), date(2026, 10, 14), {learner.enrolment_id: "absent"})
    _, sheets = _values(town, "teaching_log", town.session())
    day = next(sheet["log"] for sheet in sheets if sheet["log"]["day"] == date(2026, 10, 14))
    marks = [
        one.days.get(date(2026, 10, 14)) for one in town.counter.enrolments.roster(town.session()).learners
    ]
    assert (day["absent"], day["present"]) == (marks.count("absent"), len(marks) - marks.count("absent"))
    assert learner.name in day["absent_names"]
    assert day["present"] + day["absent"] == day["due"]


def test_an_enrolment_form_tells_the_other_classes_of_the_year(town: Town) -> None:
    first = town.counter.enrolments.roster(town.session()).learners[0]
    again = town.counter.enrolments.enrol(first.worker_id, _planned(town))
    assert isinstance(again, Saved)
    composed = town.counter.papers.paper("training_enrolment", again.id)
    assert composed.problems == ()
    assert "1次：" in _bare(composed.pdf)
    assert "（SL2026-01，" in _bare(composed.pdf)
    town.counter.enrolments.void(again.id, "撤销报名")
    with pytest.raises(UserError, match="已经撤销"):
        town.counter.papers.paper("training_enrolment", again.id)


def test_a_follow_up_tells_the_job_that_was_found_since_the_class(town: Town) -> None:
    first, other = town.counter.enrolments.roster(town.session()).learners[:2]
    best = town.counter.recommending.for_worker(first.worker_id).jobs.matches[0]
    match = town.counter.following.record(first.worker_id, "job", best.job.id, best.job.title, best.pluses)
    for outcome in ("contacted", "interviewed", "started"):
        town.counter.following.follow(match.id, outcome)
    moved = {
        "place_kind": "4",
        "place_text": "太原",
        "unit": "示例家政公司",
        "started": "2026-11",
        "monthly_income": 420000,
    }
    assert isinstance(town.counter.worker_rows.add(other.worker_id, "movement", moved), Saved)
    _, given = _values(town, "employment_follow_up", town.session())
    rows = {row["name"]: row for row in given["class"]["learners"]}
    assert (rows[first.name]["started"], rows[first.name]["job_post"]) == ("2026-11", best.job.title)
    assert rows[first.name]["job_unit"]
    assert (rows[other.name]["job_unit"], rows[other.name]["job_pay"]) == ("示例家政公司", 420000)
    composed = town.counter.papers.paper("employment_follow_up", town.session())
    assert composed.problems == ()
    assert "4,200.00" in _bare(composed.pdf)


def test_a_wish_to_learn_is_written_down_before_there_is_a_class(town: Town) -> None:
    worker = town.worker("苏计成")
    town.complete(worker, wish_training="1", wish_trades=["4-10-01-05"], wish_training_time="农闲")
    composed = town.counter.papers.paper("training_wish", worker)
    text = _bare(composed.pdf)
    assert composed.problems == ()
    assert all(told in text for told in ("苏计成", "■有", "养老护理员", "农闲", "本站没有记录"))
    assert "training_wish" in [fit.form for fit in town.counter.papers.fitting("worker", worker)]


def test_an_enterprise_roster_lists_everyone_and_adds_up_to_the_case(town: Town) -> None:
    saved = town.counter.applications.take(filing(town, company_class(town)))
    assert isinstance(saved, Saved)
    composed = town.counter.papers.paper("employer_roster", saved.id)
    text = _bare(composed.pdf)
    assert (composed.problems, composed.subject) == (
        (),
        town.counter.applications.open(saved.id).row.case_number,
    )
    assert all(name in text for name in ("郝海军", "段宏伟", "徐铁柱"))
    assert "人民币壹仟贰佰元整" in text
    assert text.count("1,200.00") == 3  # the learner's line, 本页小计 and 合计
    assert text.count("1,200元") == 1
    assert "其中2人没有金额" in text
    assert "不符合" in text


def test_an_enterprise_roster_is_refused_for_a_persons_case(town: Town) -> None:
    town.eligible()
    saved = town.counter.applications.take(filing(town, town.choice("曹铁柱")))
    assert isinstance(saved, Saved)
    with pytest.raises(UserError, match="不是企业直补"):
        town.counter.papers.paper("employer_roster", saved.id)


def test_a_living_roster_has_a_line_for_each_claim_that_stands(town: Town) -> None:
    with pytest.raises(UserError, match="还没有人申请"):
        town.counter.papers.paper("living_roster", town.session())
    town.eligible("姚润生")
    saved = town.counter.applications.take(filing(town, town.choice("姚润生", "living")))
    assert isinstance(saved, Saved)
    composed = town.counter.papers.paper("living_roster", town.session())
    text = _bare(composed.pdf)
    assert composed.problems == ()
    assert "姚润生" in text
    assert "需补充信息" in text  # no amount yet: the roster says why
    with town.desk.database.transaction() as store:
        store.get_one(Application, saved.id).amount = 65000
    text = _bare(town.counter.papers.paper("living_roster", town.session()).pdf)
    assert "人民币陆佰伍拾元整" in text
    assert text.count("650.00") == 3  # his line, 本页小计 and 合计
    assert "待复核" in text
    with town.desk.database.transaction() as store:
        claim = store.get_one(Application, saved.id)
        claim.state, claim.verdict_amount = "granted", 60000
    text = _bare(town.counter.papers.paper("living_roster", town.session()).pdf)
    assert "人民币陆佰元整" in text
    assert "县已核定" in text


def test_a_claim_that_was_taken_back_is_on_no_roster(town: Town) -> None:
    town.eligible("姚润生")
    saved = town.counter.applications.take(filing(town, town.choice("姚润生", "living")))
    assert isinstance(saved, Saved)
    assert "living_roster" in [fit.form for fit in town.counter.papers.fitting("session", town.session())]
    town.counter.applications.move(saved.id, "withdraw", "本人撤回")
    assert "living_roster" not in [fit.form for fit in town.counter.papers.fitting("session", town.session())]
    with pytest.raises(UserError, match="还没有人申请"):
        town.counter.papers.paper("living_roster", town.session())


def _values(town: Town, form: str, ref: int) -> tuple[str, object]:
    with town.desk.database.reading() as session:
        return MAKERS[form](session, town.desk, ref)


def _planned(town: Town) -> int:
    catalog = town.counter.catalog
    return next(row.id for row in catalog.rows("session", catalog.ids("session")) if row.state == "招生中")
