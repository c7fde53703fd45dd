"""Ages, occupations, facts, materials and early assessment, each by example."""

from __future__ import annotations

from datetime import date

import pytest

from app.faults import UserError
from app.paths import resources
from app.services.policy.ages import age_on, normal_number, retirement_day
from app.services.policy.cases import read_cases
from app.services.policy.duplicates import CLEAR
from app.services.policy.engine import assess, preassess
from app.services.policy.facts import MISSING, Facts
from app.services.policy.materials import MaterialState
from app.services.policy.occupations import Craft, CraftClass, resolve, same_craft, same_level
from app.services.policy.outcome import Outcome, best, combine
from app.services.policy.packs import read_packs
from app.services.policy.vocabulary import vocabulary

FOLDER = resources() / "policy" / "yangquan"
PACKS = read_packs(FOLDER)
CASES = {case.name: case for case in read_cases(FOLDER / "cases.toml")}
ON = date(2026, 5, 1)


def first(kind):
    return next(case.facts for case in CASES.values() if case.kind == kind and not case.is_early)


VECTORS = [
    (60, date(1964, 12, 31), date(2024, 12, 31)),
    (60, date(1965, 1, 1), date(2025, 2, 1)),
    (60, date(1966, 5, 24), date(2026, 10, 24)),
    (60, date(1966, 11, 24), date(2027, 5, 24)),
    (60, date(1976, 9, 1), date(2039, 9, 1)),
    (50, date(1976, 3, 24), date(2026, 11, 24)),
    (50, date(1984, 11, 1), date(2039, 11, 1)),
    (50, date(1976, 5, 31), date(2027, 2, 28)),
    (55, date(1971, 5, 24), date(2026, 10, 24)),
    (55, date(1981, 9, 1), date(2039, 9, 1)),
]


@pytest.mark.parametrize(("base", "birth", "day"), VECTORS)
def test_retirement_follows_the_decision_of_2024(base, birth, day):
    assert retirement_day(birth, base=base) == day


def test_age_grows_on_the_birthday():
    assert age_on(date(2010, 3, 2), date(2026, 3, 1)) == 15
    assert age_on(date(2010, 3, 2), date(2026, 3, 2)) == 16


def test_a_leap_day_birthday_falls_on_the_end_of_february():
    assert age_on(date(2008, 2, 29), date(2026, 2, 27)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 18


def test_old_number_becomes_the_new_one():
    assert normal_number("140321850312001") == "140321198503120019"
    assert normal_number(" 14032119850312001x ") == "14032119850312001X"


def test_outcomes_combine_in_the_published_order():
    assert combine([Outcome.ELIGIBLE, Outcome.NEEDS_COUNTY]) is Outcome.NEEDS_COUNTY
    assert combine([Outcome.NEEDS_COUNTY, Outcome.NEEDS_INFO]) is Outcome.NEEDS_INFO
    assert combine([Outcome.NEEDS_INFO, Outcome.INELIGIBLE]) is Outcome.INELIGIBLE
    assert combine([Outcome.INELIGIBLE, Outcome.NOT_COVERED]) is Outcome.NOT_COVERED
    assert best([Outcome.INELIGIBLE, Outcome.NEEDS_COUNTY, Outcome.NEEDS_INFO]) is Outcome.NEEDS_INFO
    assert [o.label for o in Outcome] == ["符合", "需县区审定", "需补充信息", "不符合", "本通知不适用"]


SURE = CraftClass("a", (Craft("4-10-01-02"), Craft("4-10-01-01", "育婴员")), is_sure=True, clause="", note="")
UNSURE = CraftClass("b", (Craft("4-01-02-07"), Craft("4-01-06-02")), is_sure=False, clause="", note="")
CRAFTS = [
    (Craft("4-10-01-02"), Craft("4-10-01-01", "育婴员"), True),
    (Craft("4-10-01-02"), Craft("4-10-01-01", "托育师"), False),
    (Craft("4-10-01-02"), Craft("4-10-01-01"), None),
    (Craft("4-01-02-07"), Craft("4-01-06-02"), None),
    (Craft("6-30-05-01", "叉车司机"), Craft("6-30-05-01", "塔式起重机司机"), False),
    (Craft("6-30-05-01", "叉车司机"), Craft("6-30-05-01"), None),
    (Craft("6-30-05-01"), Craft("6-30-05-01"), True),
    (Craft("汽修"), Craft("4-12-01-01"), None),
]


@pytest.mark.parametrize(("one", "other", "same"), CRAFTS)
def test_crafts_are_compared_in_both_directions(one, other, same):
    assert same_craft(one, other, (SURE, UNSURE)) is same
    assert same_craft(other, one, (SURE, UNSURE)) is same


def test_levels_are_one_however_they_are_written():
    assert same_level("五级", "初级工") is True
    assert same_level("5", "四级") is False
    assert same_level("5", "") is None
    assert same_level("5", "很高") is None


def test_names_of_the_occupation_itself_are_not_a_trade():
    names = PACKS.newest.names
    assert resolve("保育员", "", names) == Craft("4-10-01-03")
    assert resolve("4-10-01-03", "保育员", names) == Craft("4-10-01-03")
    assert resolve("叉车司机", "", names) == Craft("6-30-05-01", "叉车司机")


def test_facts_refuse_unknown_paths_and_wrong_types():
    for plain, place in (
        ({"worker": {"hight": 1}}, "worker.hight"),
        ({"worker": {"is_student": "no"}}, "worker.is_student"),
        ({"worker": {"urban_rural": "farm"}}, "worker.urban_rural"),
        ({"session": {"opened_on": "2026-02-30"}}, "session.opened_on"),
        ({"claims": [{"kinds": "training"}]}, "claims[].kinds"),
        ({"jobs": []}, "jobs"),
    ):
        with pytest.raises(UserError) as refused:
            Facts.of(plain)
        assert place in refused.value.text


def test_none_and_empty_text_are_missing_but_false_is_not():
    facts = Facts.of({"worker": {"has_pension": None, "phone": "", "is_student": False}})
    assert facts.get("worker.has_pension") is MISSING
    assert facts.get("worker.phone") is MISSING
    assert facts.get("worker.is_student") is False


def test_every_fact_has_label_and_place():
    assert all(spec.label and spec.asked_in and spec.field for spec in vocabulary().values())


def test_clear_duplicate_check_says_the_county_decides():
    made = assess("training", first("training"), ON, PACKS)
    reason = next(c.reason for c in made.conditions if c.id == "PX-duplicate")
    assert reason == CLEAR == "本站数据未发现重复，以县区人社局比对为准"


LIST = {
    "list": "TPRK",
    "name": "脱贫人口名单",
    "batch": "2026-1",
    "as_of": "2026-01-10",
    "horizon": "2026-12-31",
}
ME = "140321198503120019"


def proof_of(lists, matches):
    plain = {**first("living").to_plain(), "lists": lists, "matches": matches}
    made = assess("living", Facts.of(plain), ON, PACKS)
    assert made.outcome is Outcome.ELIGIBLE, "a list never decides"
    return next(m for m in made.materials if m.id == "TPRK")


def test_confirmed_by_a_list_the_paper_is_not_asked_for():
    proof = proof_of([LIST], [{"list": "TPRK", "person": "140321850312001", "is_match": True}])
    assert proof.state is MaterialState.WAIVED
    assert proof.note == "免提交（数据比对：脱贫人口名单/2026-1/2026年1月10日）"
    assert proof.copies == 0


@pytest.mark.parametrize(
    ("lists", "matches", "why"),
    [
        ([], [], "没有载入"),
        ([{**LIST, "horizon": "2026-04-30"}], [{"list": "TPRK", "person": ME, "is_match": True}], "过期"),
        ([LIST], [], "没有比中"),
        ([LIST], [{"list": "TPRK", "person": ME, "is_match": False}], "没有比中"),
        ([LIST], [{"list": "TPRK", "person": "140321197506010023", "is_match": True}], "没有比中"),
    ],
)
def test_without_a_fresh_match_paper_or_pledge_is_asked_for(lists, matches, why):
    proof = proof_of(lists, matches)
    assert proof.state is MaterialState.PAPER_OR_PLEDGE
    assert why in proof.note


def test_before_a_course_is_chosen_later_facts_are_not_missing():
    made = preassess("training", CASES["选班之前，届时需要的不算缺"].facts, ON, PACKS)
    later = {c.id for c in made.conditions if c.is_later}
    assert made.outcome is Outcome.ELIGIBLE
    assert {"PX-catalogue", "PX-finished", "PX-result", "PX-institution"} <= later
    assert all(fact.is_later for fact in made.missing)
    assert made.explain()[0].startswith("职业培训补贴 预评估")


def test_missing_facts_name_the_input_that_answers_them():
    made = assess("training", first("training").without("worker.has_pension"), ON, PACKS)
    [fact] = made.missing
    assert (fact.field, fact.label, fact.asked_in) == ("has_pension", "是否已领取职工养老金", "登记与查询")


def test_bad_roster_row_neither_sinks_nor_is_dropped():
    made = assess("employer", CASES["一人交了押金，另一人照付，不整体否决"].facts, ON, PACKS)
    assert [(row.ref, row.outcome) for row in made.rows] == [
        ("1", Outcome.ELIGIBLE),
        ("2", Outcome.INELIGIBLE),
    ]
    assert made.amount.fen == made.rows[0].amount.fen
    assert any("第2行" in line and "收费200元" in line for line in made.explain())


def test_missing_rate_is_said_and_never_nought():
    made = assess("training", CASES["没有标准就无法计算，不是0元"].facts, ON, PACKS)
    assert made.amount.fen is None
    assert made.amount.reason == "无法计算，待县区人社局下发标准"


def test_before_a_course_is_chosen_money_waits_for_the_course():
    made = preassess("training", CASES["选班之前，届时需要的不算缺"].facts, ON, PACKS)
    assert made.amount.fen is None
    assert made.amount.reason == "选定培训班后按等级、天数或课时计算"


def test_early_look_at_nothing_is_a_question_not_a_yes():
    for kind in PACKS.newest.kinds:
        assert preassess(kind, Facts.of({}), ON, PACKS).outcome is Outcome.NEEDS_INFO


def test_early_living_allowance_judges_the_categories_of_today():
    facts = Facts.of({
        "links": [], "claims": [],
        "worker": {"id_type": "01", "id_number": ME, "urban_rural": "rural", "work_state": "9",
                   "has_pension": False, "is_student": False,
                   "categories": [{"code": "TPRK", "certified_on": "2021-03-01", "valid_to": "2026-04-30"}]},
    })  # fmt: skip
    assert preassess("living", facts, date(2026, 4, 30), PACKS).outcome is Outcome.ELIGIBLE
    assert preassess("living", facts, ON, PACKS).outcome is Outcome.INELIGIBLE


def test_early_look_at_a_class_that_still_runs_waits_for_its_end():
    plain = {**first("living").to_plain(), "attendance": []}
    made = preassess("living", Facts.of(plain), date(2026, 3, 1), PACKS)
    assert made.outcome is Outcome.ELIGIBLE
    assert {c.id for c in made.conditions if c.is_later} == {"SH-attended", "SH-finished"}
    assert made.amount.fen is None
