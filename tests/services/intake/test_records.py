"""A roster row becomes a worker with categories, skills and movements."""

from __future__ import annotations

from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import choose
from app.services.intake.records import sort_out
from app.services.intake.rows import read_rows
from app.services.intake.sheets import open_workbook
from tests.services.intake import make

CELLS = {
    "人员类别": "脱贫户、残疾",
    "认定日期": "2024.7.12",
    "就业状态": "省外务工",
    "外出务工地点": "江苏省昆山市",
    "外出时间": "202403",
    "技能等级证书": "砌筑工（五级）、示例工 中级工",
}


def _record(tmp_path, **cells):
    layout, context = LAYOUTS["workers"], make.context()
    path = make.roster(tmp_path / "a.xlsx", 1, changes={0: CELLS | cells})
    sheet, mapping = choose(layout, open_workbook(path))
    return sort_out(next(read_rows(layout, sheet, mapping, context)).values)


def test_every_category_carries_its_date(tmp_path):
    found = _record(tmp_path).categories
    assert [part["code"] for part in found] == ["TPRK", "CJ"]
    assert {str(part["certified_on"]) for part in found} == {"2024-07-12"}


def test_several_certificates_in_one_cell_become_several_skills(tmp_path):
    first, second = _record(tmp_path).skills
    assert first == {"occupation": "6-29-01-01", "level": "5", "certificate_kind": "skill_level"}
    assert second == {"trade": "示例工", "level": "4", "certificate_kind": "skill_level"}


def test_a_movement_takes_its_kind_from_the_work_state(tmp_path):
    (movement,) = _record(tmp_path).movements
    assert (movement["place_kind"], movement["started"]) == ("5", "2024-03")
    assert movement["place_text"] == "江苏省昆山市"


def test_a_sub_row_leaves_no_key_among_the_fields(tmp_path):
    assert not [key for key in _record(tmp_path).fields if "." in key]
