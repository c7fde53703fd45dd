"""The invented employers, jobs, institutions, courses and sessions as workbooks with Chinese headers."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from installer.sample_numbers import phone, uscc
from installer.sample_roster import Cell

LEVELS = {"5": "五级/初级工", "4": "四级/中级工", "3": "三级/高级工"}
KINDS = {
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "52": "民办非企业单位",
    "12": "事业单位",
    "N2": "农村集体经济组织",
}


@dataclass(frozen=True, slots=True)
class Book:
    """One workbook to be written."""

    file: str
    title: str
    second: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]


def _employers(data: dict) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for order, line in enumerate(data["employers"]["list"]):
        name, prefix, industry, division, address, _ = line.split("|")
        rows.append(
            [
                order + 1,
                name,
                uscc(prefix, division if division[0] == "1" else "140321", order + 1),
                KINDS[prefix],
                industry,
                division,
                address,
                "示例法人",
                "示例联系人",
                phone(5000 + order),
                6 + (order * 37) % 240,
                "正常",
                "示例",
            ]
        )
    return rows


def _dates(rng: random.Random, day: date, order: int) -> tuple[date, date]:
    posted = day - timedelta(days=rng.randint(0, 55))
    is_past = order % 29 == 28
    until = (
        day - timedelta(days=rng.randint(1, 20))
        if is_past
        else posted + timedelta(days=rng.choice([60, 90, 120]))
    )
    return min(posted, until), until


def _job(rng: random.Random, data: dict, employer: list[Cell], key: str, order: int) -> list[Cell]:
    title, code, low, high, schooling, certificate, demands, shift, days, board, years = data["posts"][
        key
    ].split("|")
    division = str(employer[5])
    factor = 1.0 if division.startswith("1403") else 1.18
    pay_low, pay_high = (int(int(pay) * factor * rng.uniform(0.94, 1.1)) // 100 * 100 for pay in (low, high))
    posted, until = _dates(rng, data["day"], order)
    is_daily = key in {"orchard", "helper"}
    heavy = bool({"miner", "scaffold", "digger", "truck"} & {key})
    is_unit = str(employer[3]) == "企业"
    return [
        f"GW2026{order + 1:04d}",
        employer[1],
        employer[2],
        title,
        code,
        rng.randint(1, 12),
        employer[6],
        division,
        pay_low,
        pay_high,
        "日结" if is_daily else "月结",
        18 if heavy or key in {"guard", "rider"} else 16,
        rng.choice([50, 55]) if heavy else rng.choice([None, None, 55, 60]),
        schooling,
        certificate or "无",
        demands or "无",
        shift,
        int(days),
        board,
        "是" if board == "包吃住" and rng.random() < 0.4 else "否",
        "否" if is_daily else "是" if is_unit else rng.choice(["是", "否"]),
        "是" if is_unit and not is_daily else "否",
        int(years),
        "9月—11月" if key == "orchard" else "全年",
        data["day"] + timedelta(days=rng.choice([0, 0, 7, 14])) if rng.random() < 0.5 else None,
        posted,
        until,
        "示例联系人",
        employer[9],
        "已招满" if order % 41 == 40 else "招聘中",
        "示例",
    ]


def _jobs(data: dict, employers: list[list[Cell]]) -> list[list[Cell]]:
    rng = random.Random(data["seed"] + 7)  # noqa: S311 - the same market every time
    rows: list[list[Cell]] = []
    for line, employer in zip(data["employers"]["list"], employers, strict=True):
        for key in line.split("|")[-1].split(","):
            rows.append(_job(rng, data, employer, key, len(rows)))
    return rows


def _institutions(data: dict) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for order, line in enumerate(data["institutions"]["list"]):
        name, prefix, kind, division, address, status, brand = line.split("|")
        number = uscc(prefix, "140321", 901 + order)
        rows.append(
            [
                order + 1,
                name,
                number,
                kind,
                brand,
                division,
                address,
                "示例联系人",
                phone(6000 + order),
                status,
                "示例",
            ]
        )
    return rows


def _courses(data: dict, institutions: list[list[Cell]]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for line in data["courses"]["list"]:
        key, title, at, trade, code, level, form, hours, fee, payer, paper, schooling, tag = line.split("|")
        home = institutions[int(at)]
        has_level = paper in {"职业技能等级证书", "职业资格证书"}
        rows.append(
            [
                key,
                title,
                home[1],
                home[2],
                trade,
                code,
                LEVELS[level] if has_level else "无等级",
                form,
                int(hours),
                int(fee),
                payer,
                paper,
                schooling,
                tag,
                "示例",
            ]
        )
    return rows


def _sessions(data: dict, courses: list[list[Cell]], institutions: list[list[Cell]]) -> list[list[Cell]]:
    by_key = {str(course[0]): course for course in courses}
    where = {home[1]: home for home in institutions}
    rows: list[list[Cell]] = []
    for line in data["courses"]["sessions"]:
        number, key, first, last, seats, taken, until, when, status = line.split("|")
        course = by_key[key]
        home = where[course[2]]
        rows.append(
            [
                number,
                key,
                course[1],
                course[2],
                date.fromisoformat(first),
                date.fromisoformat(last),
                when,
                home[6],
                home[5],
                int(seats),
                int(taken),
                date.fromisoformat(until),
                status,
                "示例",
            ]
        )
    return rows


EMPLOYER_COLUMNS = (
    "序号 单位名称 统一社会信用代码 单位类型 所属行业 所在区划代码 详细地址 "
    "法定代表人 联系人 联系电话 职工人数 状态 备注"
)
JOB_COLUMNS = (
    "岗位编号 用人单位 统一社会信用代码 岗位名称 职业代码 招聘人数 工作地点 工作地区划代码 月薪下限(元) "
    "月薪上限(元) 计薪方式 年龄下限 年龄上限 文化程度要求 证书要求 劳动条件 班次 每周工作天数 食宿 "
    "可夫妻同住 是否签合同 是否参保 工作经验(年) 用工时段 最早到岗日期 发布日期 截止日期 "
    "联系人 联系电话 状态 备注"
)
INSTITUTION_COLUMNS = (
    "序号 机构名称 统一社会信用代码 机构类型 是否品牌机构 所在区划代码 详细地址 联系人 联系电话 状态 备注"
)
COURSE_COLUMNS = (
    "项目编号 项目名称 培训机构 机构统一社会信用代码 职业(工种) 职业代码 等级 培训形式 课时 个人交费(元) "
    "费用承担 证书类型 文化程度要求 教材标签 备注"
)
SESSION_COLUMNS = (
    "班号 项目编号 项目名称 培训机构 开班日期 结业日期 上课时间 上课地点 地点区划代码 名额 已报名人数 "
    "报名截止 状态 备注"
)


def catalogue_books(data: dict) -> tuple[Book, ...]:
    """Return the five workbooks of the market: employers, jobs, institutions, courses, sessions."""
    employers, institutions = _employers(data), _institutions(data)
    courses, jobs = _courses(data, institutions), _jobs(data, employers)
    sessions = _sessions(data, courses, institutions)
    plan = (
        ("employers.xlsx", "用人单位登记表（示例）", EMPLOYER_COLUMNS, employers),
        ("jobs.xlsx", "岗位信息汇总表（示例）", JOB_COLUMNS, jobs),
        ("institutions.xlsx", "培训机构名录（示例）", INSTITUTION_COLUMNS, institutions),
        ("courses.xlsx", "培训项目目录（示例）", COURSE_COLUMNS, courses),
        ("sessions.xlsx", "开班计划表（示例）", SESSION_COLUMNS, sessions),
    )
    note = "示例数据：单位、岗位、号码均为虚构　　数据日期：2026-11-24"
    return tuple(Book(file, title, note, tuple(columns.split()), rows) for file, title, columns, rows in plan)
