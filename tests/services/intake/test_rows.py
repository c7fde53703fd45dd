"""Rows become typed values; what cannot be read is refused in its cell, and nothing is lost."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import choose
from app.services.intake.rows import RowReader, read_rows
from app.services.intake.sheets import open_workbook
from tests.services.intake import make

WORKERS = LAYOUTS["workers"]


def _read(path, layout=WORKERS):
    context = make.context()
    sheet, mapping = choose(layout, open_workbook(path))
    reader = RowReader(layout, mapping, context)
    return list(read_rows(layout, sheet, mapping, context, reader=reader)), reader.skipped


def _one(tmp_path, **cells):
    path = make.roster(tmp_path / "a.xlsx", 1, changes={0: cells})
    rows, _ = _read(path)
    return rows[0]


def _faults(row):
    return [(finding.field, finding.code) for finding in row.findings if finding.level == "error"]


def test_a_sound_roster_goes_in_whole(tmp_path):
    rows, skipped = _read(make.roster(tmp_path / "a.xlsx", 60))
    assert len(rows) == 60
    assert not skipped
    assert not [row.findings for row in rows if row.is_refused]


def test_a_numeric_id_is_refused_because_its_digits_are_lost(tmp_path):
    row = _one(tmp_path, 身份证号=140321199001011234)
    assert _faults(row)[0] == ("id_number", "number.numeric")
    assert "前 15 位" in row.findings[0].text


def test_an_id_in_scientific_notation_is_refused_the_same_way(tmp_path):
    assert _faults(_one(tmp_path, 身份证号="1.40321E+17"))[0] == ("id_number", "number.numeric")


def test_a_numeric_phone_is_whole_and_goes_in(tmp_path):
    assert _one(tmp_path, 联系电话=19900000001).values["phone"] == "19900000001"


@pytest.mark.parametrize(
    "written",
    [
        "1965-01-01",
        "1965/1/1",
        "1965.1.1",
        "1965年1月1日",
        "19650101",
        "１９６５－１－１",
        19650101,
        23743,
        date(1965, 1, 1),
    ],
)
def test_a_day_is_read_in_every_spelling(tmp_path, written):
    row = _one(tmp_path, 出生日期=written)
    assert not _faults(row)
    assert row.values["birth"] == date(1965, 1, 1)


@pytest.mark.parametrize("written", ["65-1-1", "1/1/65", "1965-02-30", "六五年", "196501", 1965])
def test_an_uncertain_day_is_refused(tmp_path, written):
    assert "birth" in [field for field, _ in _faults(_one(tmp_path, 认定日期="", 出生日期=written))]


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        (3200, 320000),
        ("3200", 320000),
        ("3,200.50", 320050),
        ("3200元/月", 320000),
        ("月薪3200元", 320000),
        ("３２００", 320000),
        ("3千2", 320000),
        ("三千二", 320000),
        ("0.32万", 320000),
        ("￥3200", 320000),
        ("3k", 300000),
    ],
)
def test_a_certain_sum_is_read(tmp_path, written, fen):
    assert _one(tmp_path, 月收入=written).values["monthly_income"] == fen


@pytest.mark.parametrize(
    "written", ["3000左右", "3000-4000", "100元/天", "面议", "三千零二", "3千多", "abc", "1.234"]
)
def test_an_uncertain_sum_is_refused_with_its_reason(tmp_path, written):
    row = _one(tmp_path, 月收入=written)
    assert _faults(row) == [("monthly_income", "money.unread")]
    assert written in row.findings[0].text


@pytest.mark.parametrize(
    ("header", "written", "key", "code"),
    [
        ("文化程度", "初级中学", "education", "70"),
        ("文化程度", "70", "education", "70"),
        ("文化程度", 70, "education", "70"),
        ("文化程度", "中专", "education", "40"),
        ("民族", "汉", "nation", "01"),
        ("民族", "01", "nation", "01"),
        ("民族", 1, "nation", "01"),
        ("政治面貌", "党员", "politics", "01"),
        ("婚姻状况", "离异", "marriage", "40"),
        ("户口性质", "非农业家庭户口", "hukou_kind", "town"),
        ("就业状态", "外省", "work_state", "5"),
        ("性别", "□女 ☑男", "sex", "1"),
        ("健康状况", "10健康或良好", "health", "10"),
        ("家庭人口", "４人", "family_size", 4),
        ("培训意愿", "愿意", "wish_training", "1"),
    ],
)
def test_a_label_becomes_its_code(tmp_path, header, written, key, code):
    assert _one(tmp_path, **{header: written}).values[key] == code


def test_an_unknown_label_is_refused_and_says_what_may_stand_there(tmp_path):
    row = _one(tmp_path, 文化程度="博士后")
    assert _faults(row) == [("education", "label.unknown")]
    assert "初中" in row.findings[0].text


def test_categories_are_split_and_named(tmp_path):
    assert _one(tmp_path, 人员类别="脱贫户、就业困难").values["categories.code"] == ("TPRK", "JYKN")


@pytest.mark.parametrize(("kind", "code"), [("农业", "DB-N"), ("非农业", "DB-C")])
def test_minimum_living_is_of_the_side_that_the_row_tells(tmp_path, kind, code):
    assert _one(tmp_path, 人员类别="低保", 户口性质=kind).values["categories.code"] == (code,)


def test_minimum_living_without_a_side_is_refused(tmp_path):
    row = _one(tmp_path, 人员类别="低保", 户口性质="", 户籍所在村="")
    assert ("categories.code", "category.unsure") in _faults(row)


def test_sex_and_birth_must_agree_with_the_id(tmp_path):
    row = _one(tmp_path, 性别="女", 出生日期="1965-01-02")
    assert {field for field, _ in _faults(row)} == {"sex", "birth"}


def test_sex_and_birth_are_filled_in_from_the_id(tmp_path):
    values = _one(tmp_path, 性别="", 出生日期="").values
    assert (values["sex"], values["birth"]) == ("1", date(1965, 1, 1))


@pytest.mark.parametrize(
    "village",
    ["西武庄村", "西武庄", "西武庄村委会", "平定县娘子关镇西武庄村", "山西省阳泉市平定县娘子关镇西武庄村3组"],
)
def test_a_village_is_found_as_people_write_it(tmp_path, village):
    assert _one(tmp_path, 户籍所在村=village).values["hukou_code"] == "140321106203"


def test_an_unknown_village_is_refused(tmp_path):
    assert _faults(_one(tmp_path, 户籍所在村="示例桃花源村")) == [("hukou_village", "place.unknown")]


def test_rare_characters_go_in_unchanged(tmp_path):
    for name in ("䶮示例", "𬀩示例", "示例\uf92c", "阿依古丽·示例"):
        assert _one(tmp_path, 姓名=name).values["name"] == name


def test_a_second_row_of_the_same_person_names_the_first(tmp_path):
    rows, _ = _read(
        make.roster(tmp_path / "a.xlsx", 3, changes={2: {"身份证号": make.identity(0), "出生日期": ""}})
    )
    assert _faults(rows[2]) == [("id_number", "row.twin")]
    assert "第 3 行" in rows[2].findings[0].text


def test_blank_total_and_repeated_header_rows_hold_no_record_and_are_listed(tmp_path):
    person = [*make.person(0)]
    rows = [
        list(make.HEADERS),
        person,
        [],
        [2, ""],
        list(make.HEADERS),
        ["合计", "1人"],
        ["填表人：示例"],
    ]
    found, skipped = _read(make.write(tmp_path / "a.xlsx", rows))
    assert [row.number for row in found] == [2]
    assert [skip.number for skip in skipped] == [4, 5, 6, 7]


def test_a_row_without_its_id_is_refused_and_not_skipped(tmp_path):
    row = _one(tmp_path, 身份证号="")
    assert ("id_number", "required.missing") in _faults(row)


def test_ditto_takes_what_stands_above(tmp_path):
    path = make.roster(tmp_path / "a.xlsx", 3, changes={1: {"户籍所在村": "同上"}, 2: {"户籍所在村": "〃"}})
    rows, _ = _read(path)
    assert [row.values["hukou_code"] for row in rows] == ["140321106203"] * 3


def test_a_cell_merged_downwards_stands_for_every_row_it_covers(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["姓名", "身份证号", "户籍所在村"])
    for number in range(4):
        sheet.append(["示例甲", make.identity(number), "西武庄村" if number == 0 else None])
    sheet.merge_cells("C2:C4")
    path = tmp_path / "a.xlsx"
    book.save(path)
    rows, _ = _read(path)
    assert [row.values.get("hukou_code") for row in rows] == ["140321106203"] * 3 + [None]


def test_one_column_a_day_becomes_days(tmp_path):
    path = make.write(
        tmp_path / "a.xlsx",
        [["姓名", "身份证号", "2026-10-12", date(2026, 10, 13)], ["示例甲", make.identity(0), "√", "缺"]],
    )
    rows, _ = _read(path, LAYOUTS["attendance"])
    assert rows[0].values["days"] == ("2026-10-12=present", "2026-10-13=absent")


def test_one_row_a_day_is_read_as_well(tmp_path):
    path = make.write(
        tmp_path / "a.xlsx",
        [["姓名", "身份证号", "日期", "签到"], ["示例甲", make.identity(0), "20261012", "√"]],
    )
    rows, _ = _read(path, LAYOUTS["attendance"])
    assert (rows[0].values["day"], rows[0].values["presence"]) == (date(2026, 10, 12), "present")


def test_a_range_of_pay_is_right_for_a_job(tmp_path):
    path = make.write(
        tmp_path / "a.xlsx",
        [["用人单位", "岗位名称", "薪资待遇", "食宿"], ["示例厂", "电工", "3500-5000元/月", "包吃住"]],
    )
    rows, _ = _read(path, LAYOUTS["jobs"])
    assert (rows[0].values["pay_low"], rows[0].values["pay_high"]) == (350000, 500000)
    assert rows[0].values["benefits"] == ("board", "lodging")
