"""The invented roster of 示例镇: the people, and the workbook a township would keep of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

from installer.sample_numbers import id_check, id_number, phone

Cell = str | int | float | date | None

COLUMNS = (
    "序号",
    "姓 名",
    "性别",
    "民 族",
    "公民身份号码",
    "出生年月日",
    "户籍所在村",
    "户口性质",
    "文化程度",
    "政治面貌",
    "婚姻状况",
    "身体状况",
    "联系电话",
    "人员类别",
    "认定日期",
    "家庭人口数",
    "劳动力(人)",
    "就业状态",
    "外出务工地点",
    "务工单位",
    "从事行业",
    "岗位(工种)",
    "月收入(元)",
    "务工起始时间",
    "是否签订劳动合同",
    "技能等级证书",
    "培训意愿",
    "意向培训工种",
    "期望月薪(元)",
    "备注",
)


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person, as the roster means him before any slip of the pen."""

    name: str
    sex: str
    nation: str
    id_number: str
    birth: date
    village: tuple[str, str]
    education: str
    phone: str
    category: str
    certified_on: date | None
    state: tuple[str, str, str]
    income: int | None
    started: date | None
    trade: str
    certificate: str
    wishes_training: bool
    wish_trade: str
    wish_pay: int | None
    family: int
    labour: int


def _weighted(rng: random.Random, rows: list[list[object]]) -> list[object]:
    return rng.choices(rows, weights=[int(str(row[-1])) for row in rows])[0]


def _name(rng: random.Random, data: dict, sex: str, order: int) -> str:
    surnames = data["polyphonic"] if order % 11 == 0 else data["surnames"]
    given = rng.choice(data["male"] if sex == "1" else data["female"])
    return rng.choice(surnames) + given


def _birth(rng: random.Random) -> date:
    first, last = date(1955, 1, 1), date(2008, 9, 30)
    # Townships are old: two draws, the earlier one more often than not.
    days = sorted(rng.randrange((last - first).days) for _ in range(2))
    return first + timedelta(days=days[0] if rng.random() < 0.55 else days[1])


def _person(rng: random.Random, data: dict, order: int) -> Person:
    special = data["special"][order // 21] if order % 21 == 5 and order // 21 < len(data["special"]) else None
    sex = special[1] if special else rng.choice("12")
    category = str(_weighted(rng, data["categories"])[0])
    is_leaver = category == "农村两后生"
    birth = date(2008, rng.randint(1, 9), rng.randint(1, 28)) if is_leaver else _birth(rng)
    issued_at = ["140321", "142425" if birth.year < 1983 else "140321", "130121", "140322"]
    state = data["work"][-2] if is_leaver else _weighted(rng, data["work"])
    low, high = int(str(state[3])), int(str(state[4]))
    is_paid, trade = high > 0, rng.choice(data["trades"])
    certified = date(2026 if is_leaver else rng.randint(2014, 2026), rng.randint(1, 10), rng.randint(1, 28))
    started = date(max(rng.randint(2017, 2025), min(birth.year + 17, 2025)), rng.randint(1, 12), 1)
    return Person(
        name=special[0] if special else _name(rng, data, sex, order),
        sex=sex,
        nation=special[2] if special else rng.choices(["01", "03", "11"], [96, 2, 2])[0],
        id_number=id_number(rng.choices(issued_at, [82, 8, 6, 4])[0], birth, order % 46, sex),
        birth=birth,
        village=tuple(rng.choice(data["villages"])),
        education="初中" if is_leaver else str(_weighted(rng, data["education"])[0]),
        phone=phone(order + 1),
        category=category,
        certified_on=certified if category not in {"", "一般农民工"} else None,
        state=(str(state[0]), str(state[1]), str(state[2])),
        income=rng.randrange(low, high, 100) if is_paid else None,
        started=started if is_paid else None,
        trade=trade if is_paid else "",
        certificate=rng.choice(["", "", "", f"{trade}（五级）", f"{trade} 中级工"]) if is_paid else "",
        wishes_training=is_leaver or rng.random() < 0.45,
        wish_trade=rng.choice(data["trades"]),
        wish_pay=rng.randrange(2500, 7000, 100) if rng.random() < 0.6 else None,
        family=rng.randint(1, 6),
        labour=rng.randint(1, 3),
    )


def people(data: dict, seed: int) -> list[Person]:
    """Return everybody in the roster, in village order, nobody twice."""
    rng = random.Random(seed)  # noqa: S311 - the same town every time
    drawn = [_person(rng, data, order) for order in range(data["rows"])]
    return sorted(drawn, key=lambda one: one.village[0])


def _spelled(rng: random.Random, when: date, *, is_month: bool = False) -> Cell:
    if is_month:
        return rng.choice(
            [
                f"{when:%Y-%m}",
                f"{when.year}.{when.month}",
                f"{when.year}年{when.month}月",
                f"{when:%Y%m}",
                f"{when.year}/{when.month}",
                when,
            ]
        )
    return rng.choice(
        [
            f"{when:%Y-%m-%d}",
            f"{when.year}/{when.month}/{when.day}",
            f"{when.year}.{when.month}.{when.day}",
            f"{when.year}年{when.month}月{when.day}日",
            f"{when:%Y%m%d}",
            when,
        ]
    )


def _id_cell(rng: random.Random, number: str) -> str:
    styles = [number] * 14 + [
        f" {number}",
        f"{number[:6]} {number[6:14]} {number[14:]}",
        number.lower(),
        f"'{number}",
    ]
    return rng.choice(styles)


def _money(rng: random.Random, yuan: int | None) -> Cell:
    if yuan is None:
        return None
    return rng.choice([yuan, yuan, yuan, str(yuan), f"{yuan}元", f"{yuan:,}", float(yuan)])


def _phone_cell(rng: random.Random, number: str) -> Cell:
    return rng.choice(
        [number, number, int(number), f"{number[:3]} {number[3:7]} {number[7:]}", f"+86{number}"]
    )


def row(rng: random.Random, one: Person, order: int, nations: dict[str, str]) -> list[Cell]:
    """Return the thirty cells of one person, spelled as a busy clerk spells them."""
    place, village = one.state[1], one.village[1]
    nation = nations[one.nation]
    return [
        rng.choice([order, order, str(order)]),
        one.name,
        "男" if one.sex == "1" else "女",
        nation if one.nation != "01" else rng.choice([nation, "汉"]),
        _id_cell(rng, one.id_number),
        _spelled(rng, one.birth),
        rng.choice([village, village, f"娘子关镇{village}", f"{village}委会", f"平定县娘子关镇{village}"]),
        rng.choice(["农业", "农业", "居民户口"]),
        one.education,
        rng.choice(["群众", "群众", "群众", "中共党员", ""]),
        rng.choice(["已婚", "已婚", "未婚", "离异"]) if one.birth.year < 1998 else "未婚",
        rng.choices(["健康", "良好", "一般", "有慢性病"], [8, 4, 2, 1])[0]
        if "残疾" not in one.category
        else "残疾",
        _phone_cell(rng, one.phone),
        one.category,
        _spelled(rng, one.certified_on) if one.certified_on else None,
        rng.choice([one.family, str(one.family), f"{one.family}人"]),
        rng.choice([one.labour, str(one.labour)]),
        one.state[0],
        place,
        one.state[2],
        rng.choice(["建筑业", "制造业", "居民服务业", "住宿餐饮", "批发零售", "交通运输"])
        if one.income
        else "",
        one.trade,
        _money(rng, one.income),
        _spelled(rng, one.started, is_month=True) if one.started else None,
        rng.choice(["是", "否", "有", "无"]) if one.income else "",
        one.certificate,
        rng.choice(["有", "是", "愿意"]) if one.wishes_training else rng.choice(["无", "否", ""]),
        one.wish_trade if one.wishes_training else "",
        _money(rng, one.wish_pay),
        "示例",
    ]


def _old_number(number: str) -> str:
    return number[:6] + number[8:17]


def _with_check(body: str) -> str:
    return body + id_check(body)


def bad_cells(one: Person, other: Person) -> list[tuple[str, int, Cell]]:
    """Return the planned slips: kind, column (from 0) and the wrong cell, one for each bad row."""
    number = one.id_number
    wrong_check = "0" if number[17] != "0" else "1"
    return [
        ("id_numeric", 4, float(number[:17] + "0")),
        ("id_check", 4, number[:17] + wrong_check),
        ("id_date", 4, _with_check(f"{number[:6]}19800231{number[14:17]}")),
        ("id_sex", 2, "女" if one.sex == "1" else "男"),
        ("duplicate", 4, other.id_number),
        ("name_missing", 1, None),
        ("phone_length", 12, one.phone[:10]),
        ("village_unknown", 6, "示例桃花源村"),
        ("id_15", 4, _old_number(number)),
        ("id_future", 4, _with_check(f"{number[:6]}20310203{number[14:17]}")),
        ("birth_conflict", 5, f"{one.birth + timedelta(days=40):%Y-%m-%d}"),
        ("id_length", 4, number[:17]),
        ("name_unreadable", 1, "李□花"),
        ("started_future", 23, "2031年5月"),
    ]
