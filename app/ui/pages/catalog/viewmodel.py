"""What the catalogue's pages show: headings of the lists, defaults of a new record, the days of a class."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.services.enrolments import ClassRoster, Learner

TITLES: Mapping[str, tuple[tuple[str, str, float], ...]] = {
    "job": (("title", "岗位", 11), ("detail", "用人单位", 18), ("place", "工作地点", 13), ("figure", "月薪", 11),
            ("extra", "有效期至", 8), ("state", "人数", 7)),
    "employer": (("title", "单位名称", 17), ("detail", "信用代码", 14), ("place", "所在地", 13),
                 ("figure", "联系", 14.5), ("extra", "行业", 8), ("state", "岗位", 6)),
    "institution": (("title", "机构名称", 18), ("detail", "类型", 12), ("place", "所在地", 13),
                    ("figure", "联系", 14.5), ("extra", "项目", 7), ("state", "状态", 6)),
    "course": (("title", "培训项目", 17), ("detail", "机构", 19), ("place", "等级", 7), ("figure", "课时", 8),
               ("extra", "收费", 9), ("state", "班期", 6)),
    "session": (("title", "班号", 9), ("detail", "培训项目", 15), ("place", "上课地点", 13),
                ("figure", "起止", 15), ("extra", "学员", 8), ("state", "状态", 7)),
}  # fmt: skip
OPEN_WORDS = {"job": "在招", "session": "招生和在读", "institution": "可合作"}
HINTS = {
    "job": "按岗位、单位、地点、职业筛选，可打拼音首字母",
    "employer": "按名称、信用代码、地点筛选",
    "institution": "按名称、信用代码、地点筛选",
    "course": "按项目、机构、职业筛选，可打拼音首字母",
    "session": "按班号、项目、地点筛选，可打拼音首字母",
}
MARKS = ("", "present", "online", "absent")
RESULTS = ("", "passed", "failed", "absent")
MARK_WORDS = {"": "", "present": "√", "online": "线", "absent": "缺"}
RESULT_WORDS = {"": "", "passed": "合格", "failed": "不合格", "absent": "缺考"}
_MOST_DAYS = 200
_WEEK = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Staged:
    """What was typed into the grid and is not kept yet."""

    marks: Mapping[tuple[int, date], str]
    results: Mapping[int, str]


def days_of(roster: ClassRoster, today: date) -> tuple[date, ...]:
    """Return the days of a class in order: from its first to its last day, or those that were marked."""
    if roster.opens_on is None or roster.closes_on is None:
        return tuple(sorted({*roster.days, today}))
    count = min((roster.closes_on - roster.opens_on).days + 1, _MOST_DAYS)
    return tuple(roster.opens_on + timedelta(days=at) for at in range(max(count, 0)))


def day_title(day: date) -> str:
    """Return a day as the head of a column: 10-14 over its weekday."""
    return f"{day:%m-%d}\n{_WEEK[day.weekday()]}"


def about(roster: ClassRoster) -> str:
    """Return what is known of a class in one line."""
    here = sum(learner.state_code != "left" for learner in roster.learners)
    seats = f"{here} / {roster.seats} 人" if roster.seats else f"{here} 人"
    words = {"planned": "招生中", "open": "已开班", "closed": "已结业", "cancelled": "已取消"}
    span = f"{roster.opens_on or '待定'} 至 {roster.closes_on or '待定'}"
    return " · ".join((words.get(roster.state, roster.state), span, seats, f"记了 {len(roster.days)} 天签到"))


def learner_line(learner: Learner, days: int) -> str:
    """Return one learner in one line: days are counted, never typed."""
    parts = [
        learner.id_masked,
        learner.state,
        f"到课 {learner.attended} / {days} 天",
        RESULT_WORDS.get(learner.exam, ""),
        f"证书 {learner.certificate}" if learner.certificate else "",
    ]
    return " · ".join(part for part in parts if part)


def with_staged(learner: Learner, staged: Staged) -> Learner:
    """Return a learner as he will be once what was typed is kept."""
    days = dict(learner.days)
    for (number, day), mark in staged.marks.items():
        if number == learner.enrolment_id:
            days[day] = mark
    days = {day: mark for day, mark in days.items() if mark}
    attended = sum(mark != "absent" for mark in days.values())
    exam = staged.results.get(learner.enrolment_id, learner.exam)
    return replace(learner, days=days, attended=attended, exam=exam)
