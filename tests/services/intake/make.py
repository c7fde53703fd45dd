"""Makes workbooks for the tests of intake; every person in them is invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import xlsxwriter

from app.models.checks.identity import check_digit
from app.services.intake.context import Context, shipped_context

TODAY = date(2026, 11, 24)
HOME = "140321106000"
HEADERS = (
    "序号",
    "姓名",
    "性别",
    "民族",
    "身份证号",
    "出生日期",
    "户籍所在村",
    "户口性质",
    "文化程度",
    "政治面貌",
    "婚姻状况",
    "健康状况",
    "联系电话",
    "人员类别",
    "认定日期",
    "家庭人口",
    "劳动力数",
    "就业状态",
    "外出务工地点",
    "务工单位",
    "从事行业",
    "工种",
    "月收入",
    "外出时间",
    "是否签订劳动合同",
    "技能等级证书",
    "培训意愿",
    "意向培训工种",
    "期望月薪",
    "备注",
)


def identity(number: int, *, is_male: bool = True) -> str:
    """Make a valid ID number of an invented person."""
    born = date(1965, 1, 1) + timedelta(days=number % 10_000)
    sequence = 900 + number // 10_000 * 2 + (1 if is_male else 0)
    first = f"140321{born:%Y%m%d}{sequence:03d}"
    return first + check_digit(first)


def person(number: int) -> list[str | int | float | date]:
    """Make one sound row under HEADERS."""
    number_of = identity(number)
    birth = date(int(number_of[6:10]), int(number_of[10:12]), int(number_of[12:14]))
    spelled = (
        birth,
        f"{birth:%Y-%m-%d}",
        f"{birth:%Y/%m/%d}",
        f"{birth:%Y.%m.%d}",
        f"{birth:%Y%m%d}",
        f"{birth.year}年{birth.month}月{birth.day}日",
    )[number % 6]
    return [
        number + 1,
        "示例甲乙"[: 3 + number % 2],
        "男",
        ("汉", "汉族", "回族")[number % 3],
        number_of,
        spelled,
        ("西武庄村", "娘子关镇西武庄村", "娘子关村")[number % 3],
        ("农业", "居民户口")[number % 2],
        ("初中", "初级中学", "高中", "中专")[number % 4],
        ("群众", "中共党员", "")[number % 3],
        ("已婚", "未婚")[number % 2],
        "健康",
        f"1990000{number % 10000:04d}" if number % 2 else 19900000000 + number % 10000,
        ("一般农民工", "脱贫户、就业困难", "")[number % 3],
        "",
        4,
        "2人",
        ("省外务工", "务农", "乡外县内")[number % 3],
        ("江苏省昆山市", "", "平定县城")[number % 3],
        ("示例电子厂", "", "示例饭店")[number % 3],
        ("制造业", "", "餐饮业")[number % 3],
        ("电工", "", "中式烹调师")[number % 3],
        (3200, "", "3200元/月")[number % 3],
        ("2024年3月", "", "202403")[number % 3],
        "是",
        ("", "砌筑工（五级）")[number % 2],
        "有",
        "电工、焊工",
        4000 + number % 20 * 100,
        "示例",
    ]


def write(path: Path, rows: Sequence[Sequence[object]], *, sheet: str = "Sheet1") -> Path:
    """Write rows as they stand."""
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "constant_memory": True})
    page = book.add_worksheet(sheet)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for line, row in enumerate(rows):
        for at, cell in enumerate(row):
            if isinstance(cell, date | datetime):
                page.write_datetime(line, at, cell, day)
            elif isinstance(cell, str):
                page.write_string(line, at, cell)
            else:
                page.write(line, at, cell)
    book.close()
    return path


def roster(path: Path, people: int, *, changes: dict[int, dict[str, object]] | None = None) -> Path:
    """Write a roster: a title, the header in row 2, then people; `changes` sets cells by person and header."""
    rows: list[list[object]] = [["示例镇花名册"], list(HEADERS)]
    for number in range(people):
        row: list[object] = list(person(number))
        for header, cell in (changes or {}).get(number, {}).items():
            row[HEADERS.index(header)] = cell
        rows.append(row)
    return write(path, rows)


def context() -> Context:
    """Give the shipped code lists as the sample station sees them."""
    return shipped_context(TODAY, home=HOME)
