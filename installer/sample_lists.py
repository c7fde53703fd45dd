"""The invented lists that bureaus send down, and the sign-in sheet of one finished session."""

from __future__ import annotations

import random
from datetime import date, timedelta

from installer.sample_catalogue import Book
from installer.sample_numbers import certificate_number
from installer.sample_roster import Cell, Person

HORIZON = "数据日期：2026-10-31　　有效期至：2027-10-31　　来源：示例（虚构数据）"


def _rows(
    people: list[Person], kind: dict[str, str], authority: str, valid_to: date | None
) -> list[list[Cell]]:
    found = [(one, label) for one in people for word, label in kind.items() if word in one.category]
    return [
        [
            order + 1,
            one.name,
            one.id_number,
            label,
            one.village[1],
            authority,
            one.certified_on,
            valid_to,
            "示例",
        ]
        for order, (one, label) in enumerate(found)
    ]


def _uplift(people: list[Person]) -> list[list[Cell]]:
    holders = [one for one in people if one.certificate and 1966 < one.birth.year < 2006][:14]
    codes = {
        "砌筑工": "6-29-01-01",
        "电工": "6-31-01-03",
        "焊工": "6-18-02-04",
        "养老护理员": "4-10-01-05",
        "家政服务员": "4-10-01-06",
        "中式烹调师": "4-03-02-01",
        "汽车维修工": "4-12-01-01",
        "育婴员": "4-10-01-01",
    }
    rows: list[list[Cell]] = []
    for order, one in enumerate(holders):
        trade = one.trade if one.trade in codes else "养老护理员"
        level = 4 if "中级" in one.certificate else 5
        issued = date(2026, 1 + order % 9, 5 + order)
        rows.append(
            [
                order + 1,
                one.name,
                one.id_number,
                trade,
                codes[trade],
                "四级/中级工" if level == 4 else "五级/初级工",
                certificate_number(order + 1, level, 2026),
                issued,
                issued + timedelta(days=20),
                1500 if level == 4 else 1000,
                "已拨付",
                "示例",
            ]
        )
    return rows


def comparison_books(people: list[Person]) -> tuple[Book, ...]:
    """Return the three comparison lists, each with its date and its horizon in the second line."""
    columns = ("序号", "姓名", "身份证号", "类别", "所在村", "认定机关", "认定日期", "有效期止", "备注")
    poverty = _rows(people, {"脱贫": "脱贫人口", "监测": "防返贫监测对象"}, "平定县农业农村局（示例）", None)
    hardship = _rows(
        people,
        {"就业困难": "就业困难人员", "零就业": "零就业家庭成员"},
        "平定县人社局（示例）",
        date(2027, 6, 30),
    )
    return (
        Book("comparison_poverty.xlsx", "脱贫人口及防返贫监测对象名单（示例）", HORIZON, columns, poverty),
        Book("comparison_hardship.xlsx", "就业困难人员及零就业家庭名单（示例）", HORIZON, columns, hardship),
        Book(
            "comparison_skill_uplift.xlsx",
            "失业保险技能提升补贴发放名单（示例）",
            HORIZON,
            (
                "序号",
                "姓名",
                "身份证号",
                "职业(工种)",
                "职业代码",
                "等级",
                "证书编号",
                "发证日期",
                "申领日期",
                "金额(元)",
                "状态",
                "备注",
            ),
            _uplift(people),
        ),
    )


def _days(first: date, last: date) -> list[date]:
    every = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return [day for day in every if day.weekday() != 6]


def attendance_book(people: list[Person], data: dict) -> Book:
    """Return the sign-in sheet of the finished carer session: a tick, 缺 or 假 for each learner and day."""
    rng = random.Random(data["seed"] + 11)  # noqa: S311 - the same ticks every time
    line = next(one for one in data["courses"]["sessions"] if one.startswith("SL2026-01|"))
    first, last = (date.fromisoformat(part) for part in line.split("|")[2:4])
    days = _days(first, last)
    learners = [
        one for one in people if one.wishes_training and 1966 < one.birth.year < 2007 and not one.income
    ][:20]
    rows: list[list[Cell]] = []
    for order, one in enumerate(learners):
        marks: list[Cell] = [rng.choices(["√", "缺", "假"], [93, 4, 3])[0] for _ in days]
        rows.append([order + 1, one.name, one.id_number, *marks, marks.count("√")])
    title = "培训学员签到表（示例）　班号：SL2026-01"
    second = f"项目：养老护理员（五级）　机构：平定示例职业技能培训学校　{first}至{last}　（√到课 缺 假）"
    return Book(
        "attendance.xlsx",
        title,
        second,
        ("序号", "姓名", "身份证号", *(f"{day:%Y-%m-%d}" for day in days), "实到天数"),
        rows,
    )
