"""The header is found by itself and the columns are mapped by name, for the clerk to correct."""

from __future__ import annotations

import openpyxl
import pytest

from app.faults import UserError
from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import choose, missing, require
from app.services.intake.sheets import open_workbook
from tests.services.intake import make

WORKERS = LAYOUTS["workers"]


def _keys(mapping):
    return [column.key for column in mapping.columns]


@pytest.mark.parametrize("titles", [0, 1, 3, 12])
def test_the_header_is_found_under_title_rows(tmp_path, titles):
    rows = [["示例镇花名册"]] * titles + [["姓名", "身份证号", "联系电话"], ["示例甲", make.identity(1), ""]]
    _, mapping = choose(WORKERS, open_workbook(make.write(tmp_path / "a.xlsx", rows)))
    assert (mapping.header_row, mapping.first_data_row) == (titles + 1, titles + 2)
    assert _keys(mapping) == ["name", "id_number", "phone"]


def test_a_header_of_two_merged_rows_is_read_as_one(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["示例镇花名册"])
    sheet.append(["序号", "姓名", "身份证号", "户籍地址", None, "备注"])
    sheet.append([None, None, None, "乡镇", "村"])
    sheet.append([1, "示例甲", make.identity(1), "娘子关镇", "西武庄村"])
    for area in ("A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:F3"):
        sheet.merge_cells(area)
    path = tmp_path / "a.xlsx"
    book.save(path)
    _, mapping = choose(WORKERS, open_workbook(path))
    assert (mapping.header_row, mapping.header_height) == (2, 2)
    assert _keys(mapping) == ["_sequence", "name", "id_number", "hukou_town", "hukou_village", "note"]


@pytest.mark.parametrize(
    "header",
    ["身份证号码", " 公民 身份 号码 ", "身份证号\n（18位）", "*证件号码", "居民身份证号：", "身份证号(必填)"],
)
def test_the_spellings_of_the_id_column_are_known(tmp_path, header):
    path = make.write(tmp_path / "a.xlsx", [["姓名", header], ["示例甲", make.identity(1)]])
    _, mapping = choose(WORKERS, open_workbook(path))
    assert mapping.columns[1].key == "id_number"
    assert mapping.columns[1].confidence >= 0.9


def test_an_unknown_column_is_left_for_the_clerk_and_shown_with_samples(tmp_path):
    path = make.write(tmp_path / "a.xlsx", [["姓名", "身份证号", "鞋码"], ["示例甲", make.identity(1), 42]])
    _, mapping = choose(WORKERS, open_workbook(path))
    assert (mapping.columns[2].key, mapping.columns[2].samples) == ("", ("42",))
    assert mapping.assign(2, "note").columns[2].key == "note"


def test_a_second_column_of_the_same_meaning_is_not_taken(tmp_path):
    path = make.write(
        tmp_path / "a.xlsx", [["姓名", "身份证号", "电话", "手机"], ["示例甲", make.identity(1), "", ""]]
    )
    _, mapping = choose(WORKERS, open_workbook(path))
    assert _keys(mapping) == ["name", "id_number", "phone", ""]
    assert "第 3 列" in mapping.columns[3].note


def test_the_sheet_with_the_data_is_chosen_of_several(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "填表说明"
    book.active.append(["姓名", "身份证号"])
    full = book.create_sheet("名册")
    full.append(["姓名", "身份证号", "性别"])
    for number in range(9):
        full.append(["示例甲", make.identity(number), "男"])
    hidden = book.create_sheet("旧")
    hidden.sheet_state = "hidden"
    for row in full.iter_rows(values_only=True):
        hidden.append([*row, *row])
    path = tmp_path / "a.xlsx"
    book.save(path)
    sheet, _ = choose(WORKERS, open_workbook(path))
    assert sheet.name == "名册"


def test_a_workbook_without_a_header_is_refused(tmp_path):
    path = make.write(tmp_path / "a.xlsx", [["甲", "乙"], [1, 2]])
    with pytest.raises(UserError, match="没有找到表头"):
        choose(WORKERS, open_workbook(path))


def test_a_mapping_without_the_id_column_is_refused(tmp_path):
    path = make.write(tmp_path / "a.xlsx", [["姓名", "性别", "电话"], ["示例甲", "男", ""]])
    _, mapping = choose(WORKERS, open_workbook(path))
    assert [field.key for field in missing(WORKERS, mapping)] == ["id_number"]
    with pytest.raises(UserError, match="公民身份号码"):
        require(WORKERS, mapping)


def test_two_columns_for_one_field_are_refused(tmp_path):
    path = make.write(tmp_path / "a.xlsx", [["姓名", "身份证号", "别的"], ["示例甲", make.identity(1), ""]])
    _, mapping = choose(WORKERS, open_workbook(path))
    with pytest.raises(UserError, match="两列"):
        require(WORKERS, mapping.assign(2, "name"))


def test_empty_columns_on_the_left_do_not_shift_the_merges(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for at, (upper, lower) in enumerate(
        [("姓名", None), ("身份证号", None), ("户籍地址", "乡镇"), (None, "村")], start=3
    ):
        sheet.cell(2, at, upper)
        sheet.cell(3, at, lower)
        sheet.cell(4, at, "示例")
    sheet.merge_cells("E2:F2")
    path = tmp_path / "a.xlsx"
    book.save(path)
    _, mapping = choose(WORKERS, open_workbook(path))
    assert _keys(mapping) == ["name", "id_number", "hukou_town", "hukou_village"]
