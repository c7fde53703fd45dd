"""The invented town keeps its promises: right check digits, listed mistakes, the same bytes again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from app import paths

SAMPLES = paths.resources() / "samples"
ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
BOOKS = (
    "employers",
    "jobs",
    "institutions",
    "courses",
    "sessions",
    "comparison_poverty",
    "comparison_hardship",
    "comparison_skill_uplift",
    "attendance",
)


def _is_valid_id(number: str) -> bool:
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return False
    try:
        date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        return False
    return number[17] == "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, number, strict=False)) % 11]


def _notes() -> dict:
    return tomllib.loads((SAMPLES / "roster.toml").read_text(encoding="utf-8"))


def _roster() -> dict[int, dict[str, object]]:
    sheet = openpyxl.load_workbook(SAMPLES / "roster.xlsx").active
    notes = _notes()
    rows = {}
    for at in range(notes["first_row"], notes["last_row"] + 1):
        cells = [cell.value for cell in sheet[at]]
        if any(value is not None for value in cells):
            rows[at] = dict(zip(notes["columns"], cells, strict=True))
    return rows


def _clean(value: object) -> str:
    return re.sub(r"[\s']", "", str(value)).upper()


def _table(name: str) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(SAMPLES / f"{name}.xlsx").active
    rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(rows[2], row, strict=True)) for row in rows[3:]]


def test_only_the_listed_rows_have_a_wrong_identity_number():
    bad = {one["row"]: one["kind"] for one in _notes()["bad"]}
    wrong = {at for at, row in _roster().items() if not _is_valid_id(_clean(row["公民身份号码"]))}
    assert wrong == {
        at for at, kind in bad.items() if kind in {"id_numeric", "id_check", "id_date", "id_15", "id_length"}
    }


def test_nobody_stands_in_the_roster_twice_but_the_listed_duplicate():
    rows = _roster()
    counts = Counter(_clean(row["公民身份号码"]) for row in rows.values())
    twice = [number for number, count in counts.items() if count > 1]
    assert len(twice) == 1
    places = [at for at, row in rows.items() if _clean(row["公民身份号码"]) == twice[0]]
    assert [one["row"] for one in _notes()["bad"] if one["kind"] == "duplicate"] == [max(places)]


def test_good_rows_agree_with_their_numbers():
    bad = {one["row"] for one in _notes()["bad"]}
    for at, row in _roster().items():
        if at in bad:
            continue
        number = _clean(row["公民身份号码"])
        assert row["性别"] == ("男" if int(number[16]) % 2 else "女"), at
        born = row["出生年月日"]
        digits = [int(part) for part in re.findall(r"\d+", str(born))]
        if isinstance(born, datetime):
            assert f"{born:%Y%m%d}" == number[6:14]
        elif len(digits) == 1:
            assert str(digits[0]) == number[6:14]
        else:
            assert digits == [int(number[6:10]), int(number[10:12]), int(number[12:14])]
        assert number[14] == "9", "an invented number is told at sight"
        assert 1955 <= int(number[6:10]) <= 2008


def test_the_roster_is_as_untidy_as_a_township_keeps_it():
    sheet = openpyxl.load_workbook(SAMPLES / "roster.xlsx").active
    notes = _notes()
    merged = {str(one) for one in sheet.merged_cells.ranges}
    assert {"A1:AD1", "A2:AD2", *notes["merged"]} == merged
    assert len(notes["merged"]) >= 4
    assert [cell.value for cell in sheet[notes["header_row"]]] == notes["columns"]
    assert len(notes["columns"]) == 30
    assert sheet.cell(notes["footer_row"], 1).value == "合计"
    rows = _roster()
    assert len(rows) == notes["people"] == 400
    assert notes["last_row"] - notes["first_row"] + 1 > 400, "lines are left blank"
    assert {type(row["联系电话"]) for row in rows.values()} == {str, int}
    assert {type(row["月收入(元)"]) for row in rows.values()} >= {str, int}
    assert len({one["kind"] for one in notes["bad"]}) == len(notes["bad"]) >= 12


def test_rare_characters_dots_and_surnames_are_in_the_roster():
    names = "".join(str(row["姓 名"]) for row in _roster().values())
    assert all(char in names for char in "䶮㛃𬍛𠮷𫘦𬱖·•．・‧")
    surnames = {str(row["姓 名"])[0] for row in _roster().values()}
    assert len(surnames & set("单仇区曾解查")) >= 4


@pytest.mark.parametrize("name", BOOKS)
def test_every_book_has_its_header_in_the_third_row_and_says_sample(name):
    sheet = openpyxl.load_workbook(SAMPLES / f"{name}.xlsx").active
    assert "示例" in str(sheet.cell(1, 1).value)
    header = [cell.value for cell in sheet[3]]
    assert all(header)
    assert len(set(header)) == len(header)
    assert sheet.max_row > 6


def _is_valid_uscc(number: str) -> bool:
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(letters.index(c) * 3**place for place, c in enumerate(number[:17]))
    inner = sum(w * int(c, 36) for w, c in zip((3, 7, 9, 10, 5, 8, 4, 2), number[8:16], strict=True)) % 11
    return number[17] == letters[-total % 31] and number[16] == "0123456789X"[-inner % 11]


@pytest.mark.parametrize(
    "number", ["91140321MA0K9A01XL", "92140321MA0KT2X684", "93140322MA0JPQ7739", "52140300MJ12345614"]
)
def test_the_check_used_here_accepts_the_published_vectors(number):
    assert _is_valid_uscc(number)


def test_every_unit_has_a_valid_code_of_its_own():
    numbers = [row["统一社会信用代码"] for name in ("employers", "institutions") for row in _table(name)]
    assert all(_is_valid_uscc(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_jobs_name_known_employers_and_pay_that_makes_sense():
    known = {row["统一社会信用代码"] for row in _table("employers")}
    jobs = _table("jobs")
    assert len(jobs) >= 160
    assert all(job["统一社会信用代码"] in known for job in jobs)
    assert all(job["月薪下限(元)"] <= job["月薪上限(元)"] for job in jobs)
    assert all("示例" in job["用人单位"] for job in jobs)


def test_lists_name_people_of_the_roster():
    known = {_clean(row["公民身份号码"]) for row in _roster().values()}
    for name in ("comparison_poverty", "comparison_hardship", "comparison_skill_uplift", "attendance"):
        assert {row["身份证号"] for row in _table(name)} <= known


def test_cards_are_valid_and_one_person_is_already_known():
    cards = json.loads((SAMPLES / "cards.json").read_text(encoding="utf-8"))["cards"]
    assert len(cards) >= 6
    assert all(_is_valid_id(card["id_number"]) for card in cards)
    assert all(card["birth"] == card["id_number"][6:14] for card in cards)
    assert all(card["sex"] == str(2 - int(card["id_number"][16]) % 2) for card in cards)
    known = {_clean(row["公民身份号码"]) for row in _roster().values()}
    assert sum(card["id_number"] in known for card in cards) == 1
    assert any("\ue863" in card["name"] for card in cards)
    assert any(card["valid_to"] != "长期" and card["valid_to"] < "20261124" for card in cards)


def test_making_the_samples_again_gives_the_same_bytes(tmp_path):
    subprocess.run([sys.executable, "-m", "installer.make_samples", str(tmp_path)], check=True, cwd=ROOT)
    for made in tmp_path.iterdir():
        assert made.read_bytes() == (SAMPLES / made.name).read_bytes(), made.name
