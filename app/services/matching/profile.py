"""What matching knows of a worker, a job and a course offer; nothing here reads a database or a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class Band(IntEnum):
    """How far a place is, by nesting of the division codes; a greater band is farther."""

    VILLAGE = 0
    TOWN = 1
    COUNTY = 2
    CITY = 3
    PROVINCE = 4
    AWAY = 5

    @property
    def label(self) -> str:
        """Return the band as a clerk says it."""
        return ("本村", "本乡镇", "本县区", "本市", "本省", "省外")[self]

    @classmethod
    def of(cls, key: str) -> Band | None:
        """Return the band of a stored `wish_area` key, or None where nothing is filled in."""
        return cls.__members__.get(key.upper())


class Shift(StrEnum):
    """The hours a job asks for."""

    DAY = "day"
    HALF = "half"
    FLEXIBLE = "flexible"
    TWO = "two"
    THREE = "three"
    NIGHT = "night"
    LIVE_IN = "live_in"

    @property
    def label(self) -> str:
        """Return the shift in Chinese, as the job workbook spells it."""
        return SHIFT_LABELS[self]


SHIFT_LABELS = {
    Shift.DAY: "白班",
    Shift.HALF: "半天",
    Shift.FLEXIBLE: "弹性",
    Shift.TWO: "两班倒",
    Shift.THREE: "三班倒",
    Shift.NIGHT: "夜班",
    Shift.LIVE_IN: "住家",
}

LIMIT_LABELS = {
    "height": "登高",
    "night": "夜班",
    "heavy": "重体力",
    "heat": "高温",
    "dust": "粉尘",
    "underground": "井下",
    "toxic": "有毒有害",
}

NEED_LABELS = {
    "day": "不上夜班",
    "care": "能接送孩子、照顾老人",
    "home": "每天能回家",
    "farm": "农忙能回家",
    "board": "包吃",
    "lodging": "包住",
    "spouse": "夫妻能同住",
}


EDUCATION_RANK = {
    "90": 0, "81": 1, "80": 1, "71": 2, "70": 2, "60": 3, "61": 3, "40": 3, "41": 3, "44": 3, "47": 3,
    "30": 4, "31": 4, "20": 5, "21": 5, "10": 6, "11": 6, "14": 6,
}  # fmt: skip
EDUCATION_LABELS = ("不限", "小学", "初中", "高中/中专", "大专", "本科", "研究生")


def education_rank(code: str) -> int | None:
    """Return the rank 0–6 of a schooling code, None where it is not filled in.

    Source: GB/T 4658-2006 and the aac011 codes used beside it.
    """
    return EDUCATION_RANK.get(code)


@dataclass(frozen=True, slots=True)
class Skill:
    """An occupation the worker holds: level 5 (lowest) to 1, None where there is no levelled certificate."""

    occupation: str
    level: int | None = None
    years: int | None = None


@dataclass(frozen=True, slots=True)
class WorkerProfile:
    """One worker as matching sees him; None and empty mean 未填, never no.

    `pinned` and `hidden` are the offers that a clerk put first or took away for him.
    """

    id: str
    birth: date
    sex: str
    village: str
    education: int | None = None
    skills: tuple[Skill, ...] = ()
    certificates: frozenset[str] = frozenset()
    trained: frozenset[str] = frozenset()
    subsidised: frozenset[tuple[str, int | None]] = frozenset()
    wish_posts: frozenset[str] = frozenset()
    wish_pay: int | None = None
    is_pay_hard: bool = False
    wish_area: Band | None = None
    is_area_hard: bool = False
    max_km: int | None = None
    needs: frozenset[str] = frozenset()
    limits: frozenset[str] = frozenset()
    barred_classes: frozenset[str] = frozenset()
    available_from: date | None = None
    available_months: frozenset[int] = frozenset()
    max_days: int | None = None
    income: int | None = None
    refused_employers: frozenset[str] = frozenset()
    is_placed: bool = False
    pinned: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class JobPosting:
    """One open post; money is 分 a month; None, or pay of 0, means that the employer did not say."""

    id: str
    title: str
    employer_id: str
    employer: str
    occupation: str
    village: str
    pay_low: int
    pay_high: int
    min_age: int | None = None
    max_age: int | None = None
    education: int = 0
    certificates: frozenset[str] = frozenset()
    skill_level: int | None = None
    demands: frozenset[str] = frozenset()
    health_class: str = ""
    shift: Shift | None = None
    days: int | None = None
    has_board: bool | None = None
    has_lodging: bool | None = None
    takes_couples: bool | None = None
    is_paid_daily: bool | None = None
    has_contract: bool | None = None
    is_insured: bool | None = None
    years: int = 0
    months: frozenset[int] = frozenset()
    starts_on: date | None = None
    posted_on: date | None = None
    closes_on: date | None = None
    vacancies: int = 1
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class CourseOffer:
    """One session that can be joined, with what its course teaches; the fee is 分."""

    id: str
    title: str
    institution: str
    occupation: str
    level: int | None
    village: str
    starts_on: date
    ends_on: date
    enrol_until: date | None = None
    seats_left: int | None = None
    education: int = 0
    grants: frozenset[str] = frozenset()
    fee: int = 0
    is_self_paid: bool = False
    is_open: bool = True
    is_institution_sound: bool = True


def age(birth: date, on: date) -> int:
    """Return the whole years lived on a day; a birthday of 29 February is kept on the month's last day."""
    is_leapling = (birth.month, birth.day) == (2, 29)
    is_short = is_leapling and not (on.year % 4 == 0 and (on.year % 100 != 0 or on.year % 400 == 0))
    day = 28 if is_short else birth.day
    return on.year - birth.year - ((on.month, on.day) < (birth.month, day))


def yuan(fen: int) -> str:
    """Return an amount in 分 as 元 with thousands commas, fractions only where there are any."""
    return f"{fen // 100:,}" if fen % 100 == 0 else f"{fen / 100:,.2f}"
