"""Whether what is said of a job is so: every sentence is read back and worked out again from the data.

It shares no code with the product but the frozen records; tables are read here, from the files.
"""

from __future__ import annotations

import csv
import math
import re
from datetime import date
from pathlib import Path

from states import DAY, nesting, years_old

from app import paths
from app.services.matching.profile import JobPosting, WorkerProfile

FOLDER = paths.resources() / "reference"
BANDS = ("本村", "本乡镇", "本县区", "本市", "本省", "省外")
NEEDS = {
    "不上夜班": "day", "能接送孩子、照顾老人": "care", "每天能回家": "home", "农忙能回家": "farm", "包吃": "board",
    "包住": "lodging", "夫妻能同住": "spouse",
}  # fmt: skip
LIMITS = {
    "登高": "height", "夜班": "night", "重体力": "heavy", "高温": "heat", "粉尘": "dust", "井下": "underground",
    "有毒有害": "toxic",
}  # fmt: skip
SCHOOLS = ("小学以下", "小学", "初中", "高中/中专", "大专", "本科", "研究生")
AT_NIGHT = ("two", "three", "night")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


NAMES = {row["code"]: row["name"] for row in _rows(FOLDER / "occupations.csv")}
CODES = {name: code for code, name in NAMES.items()}
GROUPS = {row["code"]: row["group"] for row in _rows(FOLDER / "occupation_groups.csv")}
BESIDE = {frozenset((row["group"], row["beside"])) for row in _rows(FOLDER / "adjacency.csv")}
PLACES = {row["code"]: row for row in _rows(FOLDER / "places.csv")}


def way(home: str, place: str) -> tuple[int, int | None, bool]:
    """Return band, kilometres and whether they were measured on the road."""
    if not place:
        return 5, None, False
    band = nesting(home, place)
    if band == 0:
        return 0, 0, False
    ends = [
        next((one for one in (code, f"{code[:9]}000", f"{code[:6]}000000") if one in PLACES), None)
        for code in (home, place)
    ]
    if None in ends or ends[0] == ends[1]:
        return band, None, False
    here, there = (PLACES[one] for one in ends)
    for start, stop in ((here, there), (there, here)):
        for pair in start["road_km_to"].split():
            code, km = pair.split(":")
            if code == stop["code"]:
                return band, int(km), True
    one, other = (
        [math.radians(float(row[key])) for key in ("longitude", "latitude")] for row in (here, there)
    )
    cosine = math.sin(one[1]) * math.sin(other[1]) + math.cos(one[1]) * math.cos(other[1]) * math.cos(
        one[0] - other[0]
    )
    return band, max(1, round(math.acos(min(1.0, cosine)) * 6371)), False


def number(text: str) -> float:
    return float(text.replace(",", ""))


def relation(one: str, other: str) -> int:
    """100 the same, 70 the same group, 40 beside, 0 strangers."""
    if one == other:
        return 100
    here, there = (GROUPS.get(code) or "-".join(code.split("-")[:-1]) for code in (one, other))
    return 70 if here == there else 40 if frozenset((here, there)) in BESIDE else 0


def offers(need: str, job: JobPosting, band: int) -> bool | None:
    shift = str(job.shift) if job.shift is not None else None
    answers = {
        "home": False if shift == "live_in" else None if not job.village else band <= 2,
        "board": job.has_board,
        "lodging": job.has_lodging,
        "spouse": job.takes_couples,
        "farm": True if job.is_paid_daily or shift == "flexible" else job.is_paid_daily,
        "care": None if shift is None else shift in ("half", "flexible"),
        "day": None if shift is None else shift not in AT_NIGHT,
    }
    return answers[need]


def _distance(words: str, worker: WorkerProfile, job: JobPosting) -> bool | None:
    band, km, is_road = way(worker.village, job.village)
    if not job.village:
        return False if "公里" in words or words.startswith(("在", "就在")) else None
    if words == "就在本村":
        return band == 0
    if found := re.fullmatch(r"在(.+)，里程未登记", words):
        return (BANDS[band], km) == (found[1], None)
    found = re.fullmatch(r"在(.+)，离家(路程|直线)约 (\d+) 公里(?:，骑车约 (\d+) 分钟)?", words)
    if found is None:
        return None
    is_right = (found[1], found[2] == "路程", int(found[3])) == (BANDS[band], is_road, km)
    return is_right and (found[4] is None or abs(int(found[4]) - int(found[3]) * 4) <= 4)


def _pay(words: str, worker: WorkerProfile, job: JobPosting) -> bool | None:
    found = re.fullmatch(
        r"月薪 ([\d,.]+)—([\d,.]+) 元，起薪(正合您的要求|比您的要求(高|低) ([\d,.]+) 元)", words
    )
    if found is None:
        return None
    gap = (job.pay_low - (worker.wish_pay or 0)) / 100
    said = 0.0 if found[4] is None else number(found[5]) * (1 if found[4] == "高" else -1)
    return (number(found[1]), number(found[2]), said) == (job.pay_low / 100, job.pay_high / 100, gap)


def _schedule(words: str, worker: WorkerProfile, job: JobPosting) -> bool | None:
    found = re.fullmatch(r"(\d+) 项需要满足 (\d+) 项（(.+)）", words)
    if found is None:
        return None
    band = way(worker.village, job.village)[0]
    answers = {need: offers(need, job, band) for need in worker.needs}
    told = {
        NEEDS[one.removesuffix("√").removesuffix("做不到").removesuffix("：单位未填")]: (
            True if one.endswith("√") else False if one.endswith("做不到") else None
        )
        for one in found[3].split("，")
    }
    met = sum(one is True for one in answers.values())
    return told == answers and (int(found[1]), int(found[2])) == (len(answers), met)


def _stability(words: str, _worker: WorkerProfile, job: JobPosting) -> bool | None:
    found = re.fullmatch(r"(.+)、(.+)、(.+)（3 项保障有 (\d) 项）", words)
    if found is None:
        return None
    said = {
        "签合同": True, "不签合同": False, "签合同未填": None, "给上保险": True, "不上保险": False, "参保未填": None,
        "月结": True, "日结": False, "结算方式未填": None,
    }  # fmt: skip
    facts = [job.has_contract, job.is_insured, None if job.is_paid_daily is None else not job.is_paid_daily]
    return [said[found[at]] for at in (1, 2, 3)] == facts and int(found[4]) == facts.count(True)


def _experience(words: str, worker: WorkerProfile, job: JobPosting) -> bool | None:
    if words == "不要求经验（0 年即可）":
        return job.years <= 0
    found = re.fullmatch(r"要求 (\d+) 年经验，您有 (\d+) 年", words)
    if found is None:
        return None
    years = [
        s.years for s in worker.skills if s.years is not None and relation(s.occupation, job.occupation) >= 70
    ]
    return (int(found[1]), int(found[2])) == (job.years, max(years, default=-1))


def _freshness(words: str, _worker: WorkerProfile, job: JobPosting) -> bool | None:
    found = re.fullmatch(r"(\d+) 天前发布", words)
    if found is None:
        return None
    return job.posted_on is not None and int(found[1]) == max(0, (DAY - job.posted_on).days)


def _skill(words: str, worker: WorkerProfile, job: JobPosting) -> bool | None:
    held, wished = {s.occupation for s in worker.skills}, worker.wish_posts
    mine, name = held | wished, NAMES.get(job.occupation, job.occupation)
    if found := re.fullmatch(r"您做过(.+)，职业完全一致", words):
        return found[1] == name and job.occupation in held
    if found := re.fullmatch(r"正是您想找的(.+)", words):
        return found[1] == name and job.occupation in wished
    if found := re.fullmatch(r"与您的(.+?)(同属一类|相近)，上手快（吻合 (\d+) 成）", words):
        how = relation(CODES.get(found[1], found[1]), job.occupation)
        return CODES.get(found[1], found[1]) in mine and (found[2] == "同属一类", int(found[3])) == (
            how == 70,
            how // 10,
        )
    if found := re.fullmatch(r"您学过(.+)的培训课，与(.+?)(同属一类|相近)", words):
        how = relation(CODES.get(found[1], found[1]), job.occupation)
        known = CODES.get(found[1], found[1]) in worker.trained and found[2] == name
        return known and how in (40, 70) and (found[3] == "同属一类") == (how == 70)
    if found := re.fullmatch(r"您学过(.+)的培训课", words):
        return found[1] == name and job.occupation in worker.trained
    if found := re.fullmatch(r"(.+)与您 (\d+) 项技能、意向和学过的课都不相近", words):
        every = mine | worker.trained
        is_far = all(relation(one, job.occupation) == 0 for one in every)
        return (found[1], int(found[2]), is_far) == (name, len(every), True)
    return None


READERS = (_distance, _pay, _schedule, _stability, _experience, _freshness, _skill)


def is_true(words: str, worker: WorkerProfile, job: JobPosting) -> bool:
    """Whether a stated plus or minus is so; a sentence that nobody can read back is not."""
    verdicts = [verdict for read in READERS if (verdict := read(words, worker, job)) is not None]
    return verdicts == [True]


def _listed(text: str) -> set[str]:
    return {LIMITS[one] for one in text.split("、")}


def _closed_part(words: str, one: WorkerProfile, post: JobPosting) -> bool:
    years = years_old(one.birth, DAY)
    band, km, _ = way(one.village, post.village)
    night = str(post.shift) in AT_NIGHT if post.shift is not None else False
    ends = [day for day in (post.starts_on, post.closes_on) if day is not None]
    levels = [s.level for s in one.skills if s.occupation == post.occupation and s.level]
    if found := re.fullmatch(r"岗位已停止招聘（余 (\d+) 个名额）", words):
        return (not post.is_open or post.vacancies < 1) and int(found[1]) == max(0, post.vacancies)
    if found := re.fullmatch(r"招聘已于 ([\d-]+) 截止", words):
        return date.fromisoformat(found[1]) == post.closes_on < DAY
    if words == "本人已上岗，如要换岗请先登记离岗":
        return one.is_placed
    if found := re.fullmatch(r"以前与(.+)互不接受，不再推荐", words):
        return found[1] == post.employer and post.employer_id in one.refused_employers
    if found := re.fullmatch(r"(\d+) 岁，未满 16 周岁不得就业", words):
        return int(found[1]) == years < 16
    if found := re.fullmatch(r"(\d+) 岁未成年工不得从事(.+)工作", words):
        named = _listed(found[2])
        return int(found[1]) == years < 18 and named == post.demands & {"underground", "toxic", "heavy"}
    if found := re.fullmatch(r"(\d+) 岁，岗位要求 (\d+) 岁(以上|以下)", words):
        low = found[3] == "以上"
        limit = post.min_age if low else post.max_age
        return int(found[1]) == years and int(found[2]) == limit and (years < limit if low else years > limit)
    if words == "法律规定女职工不得从事矿山井下作业":
        return one.sex == "2" and "underground" in post.demands
    if found := re.fullmatch(r"要求(.+)以上，登记为(.+)", words):
        return SCHOOLS.index(found[1]) == post.education > one.education == SCHOOLS.index(found[2])
    if found := re.fullmatch(r"缺 (\d+) 个证：(.+)", words):
        lacking = set(found[2].split("、"))
        return lacking == post.certificates - one.certificates and int(found[1]) == len(lacking)
    if found := re.fullmatch(r"要求本职业 (\d) 级以上证书，(?:现为 (\d) 级|没有登记)", words):
        held = int(found[2]) if found[2] else None
        return (
            int(found[1]) == post.skill_level
            and held == min(levels, default=None)
            and (held or 9) > post.skill_level
        )
    if found := re.fullmatch(r"岗位有 (\d) 项本人不能承受：(.+)", words):
        hit = post.demands & one.limits | ({"night"} & one.limits if night else set())
        return int(found[1]) == len(hit) and _listed(found[2]) == hit
    if found := re.fullmatch(r"健康状况不宜从事(.+)类岗位", words):
        return found[1] == post.health_class and found[1] in one.barred_classes
    if found := re.fullmatch(r"每周上 (\d) 天，本人最多 (\d) 天", words):
        return int(found[1]) == post.days > one.max_days == int(found[2])
    if found := re.fullmatch(r"用工在 (.+) 月，本人只有 (.+) 月有空", words):
        theirs, mine = ({int(month) for month in text.split("、")} for text in found.groups())
        return (theirs, mine) == (post.months, one.available_months) and not theirs & mine
    if found := re.fullmatch(r"本人 ([\d-]+) 才能到岗，岗位 ([\d-]+) 前要人", words):
        free, last = (date.fromisoformat(text) for text in found.groups())
        return free == one.available_from > last == max(*ends, DAY)
    if found := re.fullmatch(r"工作地在(.+)，本人只去(.+)以内", words):
        return (found[1], found[2]) == (BANDS[band], BANDS[one.wish_area]) and band > one.wish_area
    if found := re.fullmatch(r"离家约 (\d+) 公里，本人最远 (\d+) 公里", words):
        return int(found[1]) == km > one.max_km == int(found[2])
    if found := re.fullmatch(r"最高 ([\d,.]+) 元，低于本人底线 ([\d,.]+) 元", words):
        high, floor = (number(text) * 100 for text in found.groups())
        return high == post.pay_high < one.wish_pay == floor
    return False


def is_closed_for(words: str, one: WorkerProfile, post: JobPosting) -> bool:
    """Whether the reason of a gate is so, in each of its parts."""
    return all(_closed_part(part, one, post) for part in words.split("；"))


def relaxed(words: str, one: WorkerProfile) -> dict[str, object]:
    """Return what a proposed step changes, read from its words alone."""
    changes: dict[str, object] = {}
    for part in words.removeprefix("若").split("，并且"):
        if found := re.fullmatch(r"接受到(.+)", part):
            changes["wish_area"] = BANDS.index(found[1])
        elif found := re.fullmatch(r"接受 (\d+) 公里内", part):
            changes["max_km"] = int(found[1])
        elif found := re.fullmatch(r"期望降到 ([\d,.]+) 元", part):
            changes["wish_pay"] = round(number(found[1]) * 100)
        elif part == "能上夜班":
            changes["limits"] = one.limits - {"night"}
        elif found := re.fullmatch(r"每周能上 (\d) 天", part):
            changes["max_days"] = int(found[1])
        elif part == "现在就能到":
            changes["available_from"] = DAY
        elif found := re.fullmatch(r"([\d-]+) 前能到", part):
            changes["available_from"] = date.fromisoformat(found[1])
        elif found := re.fullmatch(r"(\d+) 月也有空", part):
            had = changes.get("available_months", one.available_months)
            changes["available_months"] = had | {int(found[1])}
        elif found := re.fullmatch(r"取得(.+) (\d) 级证书", part):
            changes["level"] = (CODES.get(found[1], found[1]), int(found[2]))
        elif found := re.fullmatch(r"取得(.+)", part):
            changes["certificates"] = changes.get("certificates", one.certificates) | {found[1]}
        else:
            raise AssertionError(f"a step that nobody can read: {part}")
    return changes
