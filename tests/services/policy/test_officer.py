"""The policy officer's two commands."""

from __future__ import annotations

import json
import shutil
from datetime import date

from app.paths import resources
from app.services.policy.officer import assess_file, check, conditions_help, facts_help

YANGQUAN = resources() / "policy" / "yangquan"
TODAY = date(2026, 5, 1)
FACTS = """
kind = "evaluation"
links = []
claims = []
[worker]
id_type = "01"
id_number = "140321198503120019"
urban_rural = "rural"
work_state = "1"
has_pension = false
is_student = false
[certificate]
kind = "skill_level"
number = "S000014140001265000001"
occupation = "养老护理员"
level = "五级"
issued_on = 2026-04-10
"""


def test_check_of_the_shipped_pack_says_it_may_be_put_in_force():
    answer = check(YANGQUAN)
    assert answer.code == 0
    assert "✓ 可以启用" in answer.text
    assert "不通过 0 个" in answer.text


def test_check_names_every_failing_case(tmp_path):
    folder = tmp_path / "p"
    shutil.copytree(YANGQUAN, folder)
    text = (folder / "cases.toml").read_text("utf-8")
    (folder / "cases.toml").write_text(text.replace('outcome = "符合"', 'outcome = "不符合"', 2), "utf-8")
    answer = check(folder)
    assert answer.code == 1
    assert answer.text.count("应为不符合，得到符合") == 2


def test_check_of_a_folder_that_is_not_there_says_so(tmp_path):
    assert check(tmp_path / "nowhere").code == 2


def test_assess_prints_json_with_clauses_and_explanation(tmp_path):
    path = tmp_path / "facts.toml"
    path.write_text(FACTS, "utf-8")
    answer = assess_file(path, YANGQUAN, today=TODAY)
    report = json.loads(answer.text)
    assert answer.code == 0
    assert report["outcome_label"] == "符合"
    assert report["amount"]["fen"] == 20000
    assert all(condition["clause"] for condition in report["conditions"])
    assert report["explain"][0] == "职业技能评价补贴 初审意见：✓ 符合"
    assert report["explain"][-1].endswith("本站只作初审受理")


def test_assess_of_a_misspelt_fact_names_it(tmp_path):
    path = tmp_path / "facts.toml"
    path.write_text(FACTS.replace("urban_rural", "urban_rual"), "utf-8")
    answer = assess_file(path, YANGQUAN, today=TODAY)
    assert answer.code == 2
    assert "worker.urban_rual" in json.loads(answer.text)["error"]


def test_assess_without_kind_or_file_or_toml_is_refused(tmp_path):
    path = tmp_path / "facts.toml"
    assert assess_file(path, YANGQUAN, today=TODAY).code == 2
    path.write_text("[worker]\n", "utf-8")
    assert "kind" in assess_file(path, YANGQUAN, today=TODAY).text
    path.write_text("kind = ", "utf-8")
    assert "TOML" in assess_file(path, YANGQUAN, today=TODAY).text


def test_vocabulary_is_printed_with_labels_and_choices():
    text = facts_help()
    assert "worker.urban_rural\tchoice\t城乡属性（rural=农村、urban=城镇）" in text


def test_conditions_are_printed_with_their_parameters():
    assert "age_window\tlow\tWhether the age" in conditions_help()
