"""A repair is proposed only where one reading is possible, and never fails the check that the cell failed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.checks.identity import check_digit
from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import Column, Mapping
from app.services.intake.nearness import nearest
from app.services.intake.repairs import mended, repairs, reread
from tests.services.intake import make

WORKERS = LAYOUTS["workers"]
KEYS = ("name", "id_number", "sex", "birth", "phone", "education", "work_state", "family_size",
        "monthly_income", "movements.started", "has_contract", "categories.code")  # fmt: skip
COLUMNS = Mapping("workers", "表", 1, 1, tuple(Column(at, key, key, 1.0) for at, key in enumerate(KEYS)))
CONTEXT = make.context()
GOOD = {"name": "示例甲", "id_number": make.identity(40)}


def row_of(**cells):
    given_cells = {**GOOD, **{key.replace("__", "."): cell for key, cell in cells.items()}}
    row = reread(WORKERS, COLUMNS, 5, [given_cells.get(key, "") for key in KEYS], CONTEXT)
    assert row is not None
    return row


def repaired(key, cell, **others):
    """Give the text that is proposed for one cell, or nothing."""
    found = repairs(WORKERS, COLUMNS, row_of(**{**others, key.replace(".", "__"): cell}), CONTEXT)
    return next((one.text for one in found if one.field == key), "")


def number_of(born, order):
    first = f"140321{born:%Y%m%d}{order:03d}"
    return first + check_digit(first)


numbers = st.builds(number_of, st.dates(date(1930, 1, 1), date(2008, 1, 1)), st.integers(1, 995))


@pytest.mark.parametrize(
    ("key", "cell", "wanted"),
    [
        ("id_number", "140321650210901", "14032119650210901"),
        ("phone", "1990O00l234", "19900001234"),
        ("phone", "19900001234（本人）", "19900001234"),
        ("phone", "199000012345", ""),
        ("phone", "本人19900001234 妻19900001235", ""),
        ("birth", "24/11/1990", ""),
        ("education", "初中。", "初中"),
        ("education", "中等职业教肓", "中等职业教育"),
        ("education", "博士后", ""),
        ("work_state", "省内市外就叶", "省内市外就业"),
        ("work_state", "某内就业", ""),
        ("family_size", "四口人", "4"),
        ("family_size", "十二", "12"),
        ("family_size", "l2", "12"),
        ("family_size", "很多", ""),
        ("monthly_income", "32OO", "3200"),
        ("monthly_income", "3000左右", ""),
        ("movements.started", "24年3月", "2024-03"),
        ("movements.started", "去年", ""),
        ("has_contract", "是的", "是"),
        ("has_contract", "不是的", ""),
        ("categories.code", "边缘易致贫人户", "边缘易致贫户"),
        ("categories.code", "建挡立卡户", "建档立卡户"),
        ("name", "示\u200b例\u0007甲", "示例甲"),
    ],
)
def test_only_what_is_certain_is_proposed(key, cell, wanted):
    text = repaired(key, cell)
    assert text[: len(wanted)] == wanted if wanted else text == ""


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("24/11/2024", "2024-11-24"),
        ("11/24/2024", "2024-11-24"),
        ("3/5/2024", ""),
        ("24.11.24", "2024-11-24"),
        ("99-1-15", "1999-01-15"),
        ("05/01/02", ""),
        ("二〇二四年三月十五日", "2024-03-15"),
        ("2024-2-30", ""),
        ("31/12/2027", ""),
    ],
)
def test_a_day_is_certain_when_the_calendar_allows_one_reading(cell, wanted):
    columns = Mapping("workers", "表", 1, 1, (*COLUMNS.columns, Column(12, "承诺日期", "consent_on", 1.0)))
    cells = [*(GOOD.get(key, "") for key in KEYS), cell]
    row = reread(WORKERS, columns, 5, cells, CONTEXT)
    found = repairs(WORKERS, columns, row, CONTEXT)
    assert [one.text for one in found] == ([wanted] if wanted else [])


def test_a_birthday_without_its_day_is_completed_from_the_number():
    number = number_of(date(1990, 1, 15), 21)
    assert repaired("birth", "1990.1.", id_number=number) == "1990-01-15"
    assert repaired("birth", "1990年1月", id_number=number) == "1990-01-15"
    assert repaired("birth", "1990年2月", id_number=number) == ""


def test_a_sex_is_certain_only_where_the_birthday_bears_the_number_out():
    number = number_of(date(1990, 1, 15), 21)
    assert repaired("sex", "女", id_number=number, birth="1990-01-15") == "男"
    assert repaired("sex", "女", id_number=number) == ""
    assert repaired("sex", "女", id_number=number, birth="1990-01-16") == ""


@given(numbers, st.data())
def test_a_letter_for_a_digit_is_certain_by_the_check_character(number, data):
    swaps = {"0": "Oo", "1": "lI", "2": "Zz", "5": "S", "8": "B"}
    places = [at for at, sign in enumerate(number) if sign in swaps]
    chosen = data.draw(st.sets(st.sampled_from(places), min_size=1) if places else st.just(set()))
    signs = [data.draw(st.sampled_from(swaps[one])) if at in chosen else one for at, one in enumerate(number)]
    typed = "".join(signs)
    if typed != number:
        assert repaired("id_number", typed) == number


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_a_mistyped_digit_is_never_guessed(number, at, by):
    wrong = number[:at] + str((int(number[at]) + by) % 10) + number[at + 1 :]
    assert repaired("id_number", wrong) == ""


_noise = st.text(
    "0123456789OoIlZzSsBXx 年月日/-.、（）()本人元左右初高中大专业就农村户是不的。一二三十", max_size=20
)


@given(st.sampled_from(KEYS), _noise)
def test_what_is_proposed_always_passes_the_check_that_the_cell_failed(key, cell):
    row = row_of(**{key.replace(".", "__"): cell}) if (key != "name" or cell.strip()) else row_of()
    for one in repairs(WORKERS, COLUMNS, row, CONTEXT):
        assert any(finding.field == one.field for finding in row.findings)
        again = reread(WORKERS, COLUMNS, 5, mended(row.cells, {one.column: one.text}), CONTEXT)
        assert again is not None
        assert not [f for f in again.findings if f.field == one.field and f.level == "error"]


def test_a_meaning_is_never_turned_round():
    table = {"参加劳动合同": "1", "健康状况良好": "2"}
    assert nearest(table, "未参加劳动合同") is None
    assert nearest(table, "参加劳动合铜") == "参加劳动合同"
    assert nearest({"中级电工证书": "4", "高级电工证书": "3"}, "低级电工证书") is None
    assert nearest({"甲乙丙丁": "1", "甲乙丙戊": "2"}, "甲乙丙己") is None
    assert nearest({"甲乙丙丁": "1", "甲乙丙戊": "1"}, "甲乙丙己") == "甲乙丙丁"
