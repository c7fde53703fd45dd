"""Bad rows leave as a workbook with the reason beside each cell, and only those rows come back."""

from __future__ import annotations

import openpyxl
import pytest

from app.faults import UserError
from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import choose
from app.services.intake.mending import find_mending, read_mended, write_errors
from app.services.intake.rows import read_rows
from app.services.intake.sheets import open_workbook
from tests.services.intake import make

WORKERS = LAYOUTS["workers"]


@pytest.fixture
def errors(tmp_path):
    """Write a roster with three bad rows of ten, import it, and give the workbook of errors."""
    path = make.roster(
        tmp_path / "册.xlsx",
        10,
        changes={
            2: {"身份证号": 140321199001011234},
            4: {"月收入": "3000左右", "文化程度": "博士后"},
            7: {"姓名": ""},
        },
    )
    context = make.context()
    sheet, mapping = choose(WORKERS, open_workbook(path))
    rows = list(read_rows(WORKERS, sheet, mapping, context))
    target = tmp_path / "roster-errors.xlsx"
    assert write_errors(target, WORKERS, mapping, rows, origin="import-1") == 3
    return target


def _sheet(path):
    book = openpyxl.load_workbook(path)
    sheet = book["待改正"]
    return book, sheet, {cell.value: cell.column for cell in sheet[3]}


def test_the_reason_stands_beside_the_cell_and_in_its_comment(errors):
    _, sheet, at = _sheet(errors)
    cell = sheet.cell(5, at["月收入"])
    beside = sheet.cell(5, at["月收入"] + 1)
    assert cell.value == "3000左右"
    assert "不是确定的数" in cell.comment.text
    assert "不是确定的数" in beside.value
    assert sheet.cell(3, at["月收入"] + 1).value == "问题：月收入"
    assert cell.fill.fgColor.rgb == "FFFCE4E4"


def test_sound_rows_stay_out_and_cells_keep_their_values(errors):
    _, sheet, at = _sheet(errors)
    assert sheet.max_row == 6
    assert [sheet.cell(row, 1).value for row in (4, 5, 6)] == ["5", "7", "10"]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.cell(4, at["身份证号"]).value == pytest.approx(140321199001011234)
    assert sheet.cell(4, at["身份证号"]).number_format == "@"


def test_unmended_rows_are_refused_again_for_the_same_reason(errors):
    mending = find_mending(open_workbook(errors))
    rows = list(read_mended(WORKERS, mending, make.context()))
    assert mending.origin == "import-1"
    assert [(row.ref, row.is_refused) for row in rows] == [("5", True), ("7", True), ("10", True)]


def test_mended_rows_come_in_and_say_which_rows_they_were(errors):
    book, sheet, at = _sheet(errors)
    sheet.cell(4, at["身份证号"]).value = make.identity(2)
    sheet.cell(5, at["月收入"]).value = 3000
    sheet.cell(5, at["文化程度"]).value = "本科"
    sheet.cell(6, at["姓名"]).value = "示例丁"
    book.save(errors)
    mending = find_mending(open_workbook(errors))
    rows = list(read_mended(WORKERS, mending, make.context()))
    assert [(row.ref, row.is_refused) for row in rows] == [("5", False), ("7", False), ("10", False)]
    assert rows[1].values["monthly_income"] == 300000
    assert rows[2].values["name"] == "示例丁"


def test_a_row_added_or_copied_at_home_does_not_come_in(errors):
    book, sheet, at = _sheet(errors)
    for line, ref in ((7, None), (8, "5")):
        sheet.cell(line, 1).value = ref
        sheet.cell(line, at["姓名"]).value = "示例戊"
        sheet.cell(line, at["身份证号"]).value = make.identity(50 + line)
    book.save(errors)
    mending = find_mending(open_workbook(errors))
    rows = list(read_mended(WORKERS, mending, make.context()))
    assert [row.findings[-1].code for row in rows[3:]] == ["row.stranger", "row.stranger"]


def test_a_renamed_column_is_noticed(errors):
    book, sheet, at = _sheet(errors)
    sheet.cell(3, at["姓名"]).value = "名"
    book.save(errors)
    with pytest.raises(UserError, match="移动或改名"):
        find_mending(open_workbook(errors))


def test_an_ordinary_workbook_is_not_taken_for_a_mended_one(tmp_path):
    assert find_mending(open_workbook(make.roster(tmp_path / "a.xlsx", 2))) is None


def test_the_same_rows_give_the_same_bytes(tmp_path):
    context = make.context()
    path = make.roster(tmp_path / "a.xlsx", 3, changes={1: {"姓名": ""}})
    sheet, mapping = choose(WORKERS, open_workbook(path))
    rows = list(read_rows(WORKERS, sheet, mapping, context))
    for name in ("x.xlsx", "y.xlsx"):
        write_errors(tmp_path / name, WORKERS, mapping, rows, origin="i")
    assert (tmp_path / "x.xlsx").read_bytes() == (tmp_path / "y.xlsx").read_bytes()
