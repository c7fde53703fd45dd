"""The hard gates between a worker and a job: each returns None, or why not, with the numbers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from app.services.matching.distance import Distance
from app.services.matching.profile import (
    EDUCATION_LABELS,
    LIMIT_LABELS,
    JobPosting,
    Shift,
    WorkerProfile,
    age,
    yuan,
)

NIGHT_SHIFTS = (Shift.TWO, Shift.THREE, Shift.NIGHT)
BARRED_TO_MINORS = frozenset({"underground", "toxic", "heavy"})


class Pair(NamedTuple):  # a tuple, because 5,000 of them are made for one worker
    """One worker beside one job on one day, with what both gates and scores ask for."""

    worker: WorkerProfile
    job: JobPosting
    distance: Distance
    age: int
    on: date


def is_vacant(pair: Pair) -> str | None:
    """Whether the post is open, not expired and has places left."""
    job = pair.job
    if not job.is_open or job.vacancies <= 0:
        return f"岗位已停止招聘（余 {max(0, job.vacancies)} 个名额）"
    if job.closes_on is not None and job.closes_on < pair.on:
        return f"招聘已于 {job.closes_on} 截止"
    return None


def is_free(pair: Pair) -> str | None:
    """Whether the worker is not already placed."""
    return "本人已上岗，如要换岗请先登记离岗" if pair.worker.is_placed else None


def is_not_refused(pair: Pair) -> str | None:
    """Whether worker and employer have not turned each other down before."""
    is_refused = pair.job.employer_id in pair.worker.refused_employers
    return f"以前与{pair.job.employer}互不接受，不再推荐" if is_refused else None


def is_of_age(pair: Pair) -> str | None:
    """Whether the worker may lawfully do the work at his age.

    Source: 禁止使用童工规定 (16), 未成年工特殊保护规定 (16 and 17: no underground, toxic or heaviest work).
    """
    if pair.age < 16:
        return f"{pair.age} 岁，未满 16 周岁不得就业"
    barred = BARRED_TO_MINORS & pair.job.demands if pair.age < 18 else frozenset[str]()
    if barred:
        return f"{pair.age} 岁未成年工不得从事{_names(barred)}工作"
    return None


def is_in_age_range(pair: Pair) -> str | None:
    """Whether the worker's age lies in the range that the employer may lawfully ask for."""
    low, high = pair.job.min_age, pair.job.max_age
    if low is not None and pair.age < low:
        return f"{pair.age} 岁，岗位要求 {low} 岁以上"
    if high is not None and pair.age > high:
        return f"{pair.age} 岁，岗位要求 {high} 岁以下"
    return None


def is_not_protected(pair: Pair) -> str | None:
    """Whether the law does not keep the worker from this work; the only place where sex counts.

    Source: 女职工劳动保护特别规定 附录 一 (矿山井下作业).
    """
    is_barred = pair.worker.sex == "2" and "underground" in pair.job.demands
    return "法律规定女职工不得从事矿山井下作业" if is_barred else None


def has_schooling(pair: Pair) -> str | None:
    """Whether the schooling reaches what is asked; not filled in counts as not known, so it passes."""
    have, need = pair.worker.education, pair.job.education
    if have is not None and have < need:
        return f"要求{EDUCATION_LABELS[need]}以上，登记为{EDUCATION_LABELS[have] if have else '小学以下'}"
    return None


def has_certificates(pair: Pair) -> str | None:
    """Whether every licence that is asked for is held, and the level of skill is reached."""
    if not pair.job.certificates and pair.job.skill_level is None:
        return None
    missing = pair.job.certificates - pair.worker.certificates
    lacking = f"缺 {len(missing)} 个证：{'、'.join(sorted(missing))}" if missing else None
    return _both(lacking, _level_of(pair) if lacks_level(pair) else None)


def lacks_level(pair: Pair) -> bool:
    """Whether the job asks for a level of its occupation that the worker does not hold."""
    need = pair.job.skill_level
    return need is not None and not any(level <= need for level in _levels(pair))


def _levels(pair: Pair) -> list[int]:
    return [one.level for one in pair.worker.skills if one.level and one.occupation == pair.job.occupation]


def _level_of(pair: Pair) -> str:
    held = _levels(pair)
    have = f"现为 {min(held)} 级" if held else "没有登记"
    return f"要求本职业 {pair.job.skill_level} 级以上证书，{have}"


def unbearable(pair: Pair) -> frozenset[str]:
    """Return what the job asks for and the worker declared he cannot bear."""
    hit = pair.job.demands & pair.worker.limits
    if "night" in pair.worker.limits and pair.job.shift in NIGHT_SHIFTS:
        hit |= {"night"}
    return hit


def is_bearable(pair: Pair) -> str | None:
    """Whether the job asks for nothing that the worker declared he cannot bear."""
    hit = unbearable(pair)
    return f"岗位有 {len(hit)} 项本人不能承受：{_names(hit)}" if hit else None


def is_healthy_for(pair: Pair) -> str | None:
    """Whether no health finding keeps the worker from this class of job."""
    is_barred = bool(pair.job.health_class) and pair.job.health_class in pair.worker.barred_classes
    return f"健康状况不宜从事{pair.job.health_class}类岗位" if is_barred else None


def is_available(pair: Pair) -> str | None:
    """Whether start date, days a week and season fit together."""
    worker, job, days, season, start = pair.worker, pair.job, None, None, None
    if worker.max_days is None and worker.available_from is None and not worker.available_months:
        return None
    if works_too_many_days(pair):
        days = f"每周上 {job.days} 天，本人最多 {worker.max_days} 天"
    if is_out_of_season(pair):
        season = f"用工在 {_months(job.months)} 月，本人只有 {_months(worker.available_months)} 月有空"
    last = last_start(pair)
    if worker.available_from is not None and last is not None and worker.available_from > last:
        start = f"本人 {worker.available_from} 才能到岗，岗位 {last} 前要人"
    return _both(_both(days, season), start)


def works_too_many_days(pair: Pair) -> bool:
    """Whether the job takes more days a week than the worker gives."""
    most, days = pair.worker.max_days, pair.job.days
    return most is not None and days is not None and days > most


def is_out_of_season(pair: Pair) -> bool:
    """Whether the job's months and the worker's have none in common."""
    mine, theirs = pair.worker.available_months, pair.job.months
    return bool(mine) and bool(theirs) and not mine & theirs


def last_start(pair: Pair) -> date | None:
    """Return the last day on which the job takes somebody; a post still open takes him today at least."""
    ends = [day for day in (pair.job.starts_on, pair.job.closes_on) if day is not None]
    return max(*ends, pair.on) if ends else None


def is_too_wide(worker: WorkerProfile, distance: Distance) -> bool:
    """Whether a place lies beyond the area that the worker will not leave."""
    is_asked = worker.is_area_hard and distance.is_known
    return is_asked and worker.wish_area is not None and distance.band > worker.wish_area


def is_too_far(worker: WorkerProfile, distance: Distance) -> bool:
    """Whether a place is known to be more kilometres away than the worker will go."""
    return worker.max_km is not None and distance.km is not None and distance.km > worker.max_km


def is_near_enough(pair: Pair) -> str | None:
    """Whether the place lies within what the worker said he will not go beyond."""
    worker, distance, band, km = pair.worker, pair.distance, None, None
    if worker.wish_area is not None and is_too_wide(worker, distance):
        band = f"工作地在{distance.band.label}，本人只去{worker.wish_area.label}以内"
    if is_too_far(worker, distance):
        km = f"离家约 {distance.km} 公里，本人最远 {worker.max_km} 公里"
    return _both(band, km)


def pays_enough(pair: Pair) -> str | None:
    """Whether the pay can reach the wish; a gate only where the worker says it is his minimum.

    Pay that the employer has not told is no reason to refuse.
    """
    worker, job = pair.worker, pair.job
    if worker.is_pay_hard and worker.wish_pay is not None and 0 < job.pay_high < worker.wish_pay:
        return f"最高 {yuan(job.pay_high)} 元，低于本人底线 {yuan(worker.wish_pay)} 元"
    return None


GATES: tuple[tuple[str, str, Callable[[Pair], str | None]], ...] = (
    ("vacant", "岗位已招满或过期", is_vacant),
    ("placed", "本人已上岗", is_free),
    ("refused", "以前互不接受的单位", is_not_refused),
    ("area", "离家太远", is_near_enough),
    ("pay", "工资低于底线", pays_enough),
    ("legal_age", "法定年龄", is_of_age),
    ("age", "岗位年龄要求", is_in_age_range),
    ("protected", "法律保护的禁忌劳动", is_not_protected),
    ("schooling", "文化程度", has_schooling),
    ("certificate", "缺少证书", has_certificates),
    ("limits", "身体条件", is_bearable),
    ("health", "健康禁忌", is_healthy_for),
    ("time", "时间不合", is_available),
)
GATE_LABELS = {key: label for key, label, _ in GATES}


def pair_of(worker: WorkerProfile, job: JobPosting, distance: Distance, on: date) -> Pair:
    """Put a worker beside a job on a day."""
    return Pair(worker, job, distance, age(worker.birth, on), on)


def first_closed(pair: Pair) -> str | None:
    """Return the key of the first gate that is closed, None where the job is feasible."""
    return next((key for key, _, gate in GATES if gate(pair) is not None), None)


def all_closed(pair: Pair) -> tuple[tuple[str, str], ...]:
    """Return every closed gate with its reason."""
    reasons = ((key, gate(pair)) for key, _, gate in GATES)
    return tuple((key, reason) for key, reason in reasons if reason is not None)


def _both(one: str | None, other: str | None) -> str | None:
    return f"{one}；{other}" if one and other else one or other


def _names(demands: frozenset[str]) -> str:
    return "、".join(LIMIT_LABELS.get(one, one) for one in sorted(demands))


def _months(months: frozenset[int]) -> str:
    return "、".join(str(month) for month in sorted(months))
