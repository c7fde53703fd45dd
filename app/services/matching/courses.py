"""Ranking course sessions by the open, reachable jobs that they unlock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from statistics import median_low
from typing import NamedTuple

from app.services.matching.distance import Distance, Places
from app.services.matching.gates import first_closed, is_too_far, pair_of
from app.services.matching.jobs import JobIndex
from app.services.matching.profile import (
    EDUCATION_LABELS,
    Band,
    CourseOffer,
    JobPosting,
    Skill,
    WorkerProfile,
    age,
    yuan,
)


@dataclass(frozen=True, slots=True)
class CourseMatch:
    """One recommended session: the jobs it opens, what they pay more, and the reasons in words."""

    course: CourseOffer
    rank: int
    unlocked: tuple[str, ...]
    pay_gain: int | None
    distance: Distance
    headline: str
    pluses: tuple[str, ...]
    minuses: tuple[str, ...]
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class BarredCourse:
    """A session that a clerk put first for this worker, and the reasons of the gates that it fails."""

    course: CourseOffer
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CourseMatches:
    """What is recommended, how many sessions could be joined, and how many each gate took away.

    `hidden` could be joined, but a clerk took them away; `barred` were put first, but fail a gate.
    """

    matches: tuple[CourseMatch, ...]
    feasible: int
    total: int
    removed: tuple[tuple[str, str, int], ...]
    hidden: tuple[CourseMatch, ...] = ()
    barred: tuple[BarredCourse, ...] = ()


_Ranked = tuple[tuple[bool, int, int, date, str], CourseOffer, list[JobPosting]]


class Seat(NamedTuple):
    """One worker beside one session on one day."""

    worker: WorkerProfile
    course: CourseOffer
    distance: Distance
    on: date


def has_room(seat: Seat) -> str | None:
    """Whether the session still takes learners."""
    course, on = seat.course, seat.on
    if not course.is_open:
        return "该班不在报名中"
    if course.seats_left is not None and course.seats_left <= 0:
        return "名额已满（余 0 个）"
    if course.enrol_until is not None and course.enrol_until < on:
        return f"报名已于 {course.enrol_until} 截止"
    return f"已于 {course.starts_on} 开班" if course.starts_on < on else None


def is_sound(seat: Seat) -> str | None:
    """Whether the institution may be recommended at all."""
    sound = seat.course.is_institution_sound
    return None if sound else f"{seat.course.institution}已被暂停或取消，不推荐"


def is_old_enough(seat: Seat) -> str | None:
    """Whether the learner is 16 when the session begins."""
    years = age(seat.worker.birth, seat.course.starts_on)
    return f"开班时 {years} 岁，未满 16 周岁" if years < 16 else None


def is_new_to(seat: Seat) -> str | None:
    """Whether the worker neither holds nor was subsidised for this occupation at this level or a higher one.

    A level counts down: 5 is the lowest, 1 the highest. Who pays himself may learn again what a subsidy paid.
    """
    worker, course = seat.worker, seat.course
    levels = [one.level for one in worker.skills if one.occupation == course.occupation and one.level]
    if course.level is not None and levels and min(levels) <= course.level:
        return f"已有本职业 {min(levels)} 级证书，本班为 {course.level} 级"
    if not course.is_self_paid and (course.occupation, course.level) in worker.subsidised:
        what = f"{course.level} 级" if course.level is not None else "不分等级"
        return f"已享受过 1 次本职业（{what}）的培训补贴"
    if course.level is None and course.occupation in worker.trained:
        return "已学过 1 次同一职业的培训"
    return None


def has_course_schooling(seat: Seat) -> str | None:
    """Whether the schooling reaches what the course asks; not filled in passes."""
    have, need = seat.worker.education, seat.course.education
    if have is not None and have < need:
        return f"要求{EDUCATION_LABELS[need]}以上，登记为{EDUCATION_LABELS[have] if have else '小学以下'}"
    return None


def is_free_for(seat: Seat) -> str | None:
    """Whether the worker is free when the session begins."""
    free, starts = seat.worker.available_from, seat.course.starts_on
    return f"本人 {free} 才有空，{starts} 开班" if free is not None and free > starts else None


def is_class_too_wide(worker: WorkerProfile, distance: Distance) -> bool:
    """Whether a class lies beyond the county and beyond the area that the worker will not leave.

    Weeks in a classroom are not years in a post: whoever wants work in his village still goes to the county.
    """
    if not worker.is_area_hard or worker.wish_area is None or not distance.is_known:
        return False
    return distance.band > max(worker.wish_area, Band.COUNTY)


def is_class_near(seat: Seat) -> str | None:
    """Whether the classroom lies within what the worker will go to learn."""
    worker, distance = seat.worker, seat.distance
    if worker.wish_area is not None and is_class_too_wide(worker, distance):
        farthest = max(worker.wish_area, Band.COUNTY).label
        return f"上课在{distance.band.label}，本人只去{farthest}以内"
    if is_too_far(worker, distance):
        return f"上课离家约 {distance.km} 公里，本人最远 {worker.max_km} 公里"
    return None


COURSE_GATES: tuple[tuple[str, str, Callable[[Seat], str | None]], ...] = (
    ("room", "已满或不在报名期", has_room),
    ("institution", "机构被暂停", is_sound),
    ("legal_age", "法定年龄", is_old_enough),
    ("held", "已有或已补贴过同一职业同等级", is_new_to),
    ("schooling", "文化程度", has_course_schooling),
    ("area", "上课离家太远", is_class_near),
    ("time", "时间不合", is_free_for),
)
COURSE_GATE_LABELS = {key: label for key, label, _ in COURSE_GATES}


def all_barred(seat: Seat) -> tuple[tuple[str, str], ...]:
    """Return every closed gate of a session with its reason."""
    reasons = ((key, gate(seat)) for key, _, gate in COURSE_GATES)
    return tuple((key, reason) for key, reason in reasons if reason is not None)


def joinable(
    worker: WorkerProfile, courses: Iterable[CourseOffer], places: Places, on: date
) -> tuple[CourseOffer, ...]:
    """Return the sessions that the worker may join and nobody took away, the earliest first."""
    found = [
        one
        for one in courses
        if one.id not in worker.hidden
        and not all_barred(Seat(worker, one, places.between(worker.village, one.village), on))
    ]
    return tuple(sorted(found, key=lambda one: (one.starts_on, one.id)))


def after(worker: WorkerProfile, course: CourseOffer) -> WorkerProfile:
    """Return the worker as he will be when he has finished the course."""
    return replace(
        worker,
        skills=(*worker.skills, Skill(course.occupation, course.level)),
        certificates=worker.certificates | course.grants,
        trained=worker.trained | {course.occupation},
    )


def unlocked_by(worker: WorkerProfile, course: CourseOffer, index: JobIndex, on: date) -> list[JobPosting]:
    """Return the open jobs within reach that the course makes possible.

    A job counts if it is feasible afterwards and either was closed before, or is of the occupation taught
    and the worker knew nothing of that occupation.
    """
    is_known = course.occupation in worker.trained | {one.occupation for one in worker.skills}
    distances, learned = index.distances(worker.village), after(worker, course)
    opened = []
    for job in index.asking(course.occupation, course.grants):
        distance = distances[job.village]
        if first_closed(pair_of(learned, job, distance, on)) is not None:
            continue
        is_new = first_closed(pair_of(worker, job, distance, on)) is not None
        if is_new or (job.occupation == course.occupation and not is_known):
            opened.append(job)
    return opened


def _gain(worker: WorkerProfile, jobs: list[JobPosting]) -> int | None:
    middle = _middle(jobs)
    return middle - worker.income if middle and worker.income is not None else None


def _middle(jobs: list[JobPosting]) -> int:
    """Return the median of the starting pay that employers told, 0 where none did."""
    told = [job.pay_low for job in jobs if job.pay_low]
    return median_low(told) if told else 0


def _reasons(
    worker: WorkerProfile, course: CourseOffer, jobs: list[JobPosting], distance: Distance, on: date
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    pluses, minuses = [], []
    gain = _gain(worker, jobs)
    if jobs:
        middle = _middle(jobs)
        pay = f"起薪中位数 {yuan(middle)} 元" if middle else "工资面议"
        pluses.append(f"学完可做 {len(jobs)} 个岗位，{pay}")
    else:
        minuses.append("目前没有因此新增的岗位（0 个）")
    if gain is not None:
        (pluses if gain > 0 else minuses).append(
            f"比现在每月{'多' if gain >= 0 else '少'} {yuan(abs(gain))} 元"
        )
    if course.is_self_paid:
        minuses.insert(0, f"自费：学费 {yuan(course.fee)} 元，由本人承担")
    else:
        pluses.append(f"政府补贴，本人先垫 {yuan(course.fee)} 元" if course.fee else "政府补贴，本人交 0 元")
    pluses.append(
        f"{(course.starts_on - on).days} 天后开班，学 {(course.ends_on - course.starts_on).days + 1} 天"
    )
    if distance.is_known:
        (pluses if distance.band <= 2 else minuses).append(f"上课地点{distance.text}")
    return tuple(pluses[:3]), tuple(minuses[:2])


def recommend_courses(
    worker: WorkerProfile,
    courses: Iterable[CourseOffer],
    jobs: JobIndex | Iterable[JobPosting],
    on: date,
    *,
    top: int = 10,
) -> CourseMatches:
    """Return the sessions worth joining: pinned, most jobs unlocked, then pay, then the earlier start."""
    index = jobs if isinstance(jobs, JobIndex) else JobIndex(jobs)
    removed: Counter[str] = Counter()
    ranked: list[_Ranked] = []
    hidden: list[_Ranked] = []
    barred: list[BarredCourse] = []
    everything = sorted(courses, key=lambda one: one.id)
    known: dict[tuple[str, int | None, frozenset[str]], list[JobPosting]] = {}
    for course in everything:
        closed = all_barred(Seat(worker, course, index.places.between(worker.village, course.village), on))
        if closed:
            removed[closed[0][0]] += 1
            if course.id in worker.pinned:
                barred.append(BarredCourse(course, tuple(reason for _, reason in closed)))
            continue
        teaches = (course.occupation, course.level, course.grants)
        if teaches not in known:
            known[teaches] = unlocked_by(worker, course, index, on)
        opened = known[teaches]
        is_last = course.id not in worker.pinned
        key = (is_last, -len(opened), -_middle(opened), course.starts_on, course.id)
        (hidden if course.id in worker.hidden else ranked).append((key, course, opened))
    first = sorted(ranked, key=lambda one: one[0])[:top]
    counts = tuple((key, label, removed[key]) for key, label in COURSE_GATE_LABELS.items() if removed[key])
    return CourseMatches(
        tuple(_match(at, worker, one[1], one[2], index, on) for at, one in enumerate(first, start=1)),
        len(ranked),
        len(everything),
        counts,
        tuple(_match(0, worker, one[1], one[2], index, on) for one in sorted(hidden, key=lambda one: one[0])),
        tuple(barred),
    )


def _match(
    rank: int, worker: WorkerProfile, course: CourseOffer, jobs: list[JobPosting], index: JobIndex, on: date
) -> CourseMatch:
    distance = index.places.between(worker.village, course.village)
    pluses, minuses = _reasons(worker, course, jobs, distance, on)
    payer = "（自费）" if course.is_self_paid else ""
    return CourseMatch(
        course,
        rank,
        tuple(job.id for job in jobs),
        _gain(worker, jobs),
        distance,
        f"学完可做 {len(jobs)} 个岗位{payer}",
        pluses,
        minuses,
        is_pinned=course.id in worker.pinned,
    )
