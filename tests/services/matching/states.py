"""Generated workers and jobs, and a checker of the hard rules that shares no code with the product."""

from __future__ import annotations

import random
from datetime import date, timedelta

from app.services.matching.profile import Band, CourseOffer, JobPosting, Shift, Skill, WorkerProfile

DAY = date(2026, 11, 24)
CODES = ("4-10-01-05", "4-10-01-06", "6-29-01-01", "6-29-01-04", "6-18-02-04", "4-03-02-01", "6-16-01-05")
VILLAGES = (
    "140321106212",
    "140321106203",
    "140321106000",
    "140321100000",
    "140302001000",
    "140105000000",
    "130104000000",
    "",
)
DEMANDS = ("height", "night", "heavy", "heat", "dust", "underground", "toxic")
PAPERS = ("健康证", "焊工证", "驾驶证")


def maybe(rng: random.Random, value: object) -> object:
    return value if rng.random() < 0.5 else None


def some(rng: random.Random, values: tuple, most: int = 2) -> frozenset:
    return frozenset(rng.sample(values, rng.randint(0, most)))


def worker(rng: random.Random) -> WorkerProfile:
    return WorkerProfile(
        id="w",
        birth=DAY - timedelta(days=rng.randint(14 * 365, 72 * 365)),
        sex=rng.choice("12"),
        village=rng.choice(VILLAGES[:4]),
        education=maybe(rng, rng.randint(0, 5)),
        skills=tuple(
            Skill(rng.choice(CODES), maybe(rng, rng.randint(1, 5)), maybe(rng, rng.randint(0, 9)))
            for _ in range(rng.randint(0, 2))
        ),
        certificates=some(rng, PAPERS, 3),
        trained=some(rng, CODES, 1),
        wish_posts=some(rng, CODES),
        wish_pay=maybe(rng, rng.randrange(200_000, 800_000, 10_000)),
        is_pay_hard=rng.random() < 0.3,
        wish_area=maybe(rng, rng.choice(list(Band))),
        is_area_hard=rng.random() < 0.4,
        max_km=maybe(rng, rng.randint(3, 80)) if rng.random() < 0.5 else None,
        needs=some(rng, ("day", "care", "home", "farm", "board", "lodging", "spouse"), 3),
        limits=some(rng, DEMANDS[:5]),
        barred_classes=some(rng, ("餐饮", "高处"), 1),
        available_from=maybe(rng, DAY + timedelta(days=rng.randint(-30, 90))),
        available_months=some(rng, tuple(range(1, 13)), 6),
        max_days=maybe(rng, rng.randint(3, 7)),
        income=maybe(rng, 300_000),
        refused_employers=some(rng, ("e1", "e2", "e3"), 1),
        is_placed=rng.random() < 0.03,
        subsidised=frozenset({(rng.choice(CODES), rng.choice([5, 4, None]))})
        if rng.random() < 0.2
        else frozenset(),
        pinned=some(rng, tuple(f"j{at:04d}" for at in range(25)), 1) if rng.random() < 0.2 else frozenset(),
        hidden=some(rng, tuple(f"j{at:04d}" for at in range(25)), 2) if rng.random() < 0.2 else frozenset(),
    )


def job(rng: random.Random, number: int) -> JobPosting:
    low = 0 if rng.random() < 0.05 else rng.randrange(200_000, 800_000, 10_000)
    return JobPosting(
        id=f"j{number:04d}",
        title="示例岗位",
        employer_id=f"e{rng.randint(1, 9)}",
        employer="示例单位",
        occupation=rng.choice(CODES),
        village=rng.choice(VILLAGES),
        pay_low=low,
        pay_high=low + rng.randrange(0, 200_000, 10_000) if low else 0,
        min_age=maybe(rng, rng.choice([16, 18, 20])),
        max_age=maybe(rng, rng.choice([50, 55, 60])),
        education=rng.choice([0, 0, 2, 3]),
        certificates=some(rng, PAPERS, 1),
        skill_level=rng.choice([None, None, None, None, 5, 4]),
        demands=some(rng, DEMANDS, 1),
        health_class=rng.choice(["", "", "餐饮", "高处"]),
        shift=maybe(rng, rng.choice(list(Shift))),
        days=maybe(rng, rng.randint(4, 7)),
        has_board=rng.choice([None, True, False]),
        has_lodging=rng.choice([None, True, False]),
        takes_couples=rng.choice([None, True, False]),
        is_paid_daily=rng.choice([None, True, False]),
        has_contract=rng.choice([None, True, False]),
        is_insured=rng.choice([None, True, False]),
        years=rng.choice([0, 0, 1, 3]),
        months=some(rng, tuple(range(1, 13)), 3),
        starts_on=maybe(rng, DAY + timedelta(days=rng.randint(0, 40))),
        posted_on=maybe(rng, DAY - timedelta(days=rng.randint(0, 80))),
        closes_on=maybe(rng, DAY + timedelta(days=rng.randint(-10, 90))),
        vacancies=rng.choice([0, 1, 2, 5, 5]),
        is_open=rng.random() < 0.95,
    )


def course(rng: random.Random, number: int) -> CourseOffer:
    starts = DAY + timedelta(days=rng.randint(-5, 90))
    return CourseOffer(
        id=f"s{number:04d}",
        title="示例班",
        institution="示例学校",
        occupation=rng.choice(CODES),
        level=rng.choice([None, 5, 5, 4, 3]),
        village=rng.choice(VILLAGES),
        starts_on=starts,
        ends_on=starts + timedelta(days=rng.randint(3, 40)),
        enrol_until=maybe(rng, starts - timedelta(days=rng.randint(0, 10))),
        seats_left=rng.choice([None, 0, 1, 20, 20]),
        education=rng.choice([0, 0, 2, 3]),
        grants=some(rng, PAPERS[1:], 1),
        fee=rng.choice([0, 0, 98_000]),
        is_self_paid=rng.random() < 0.2,
        is_open=rng.random() < 0.95,
        is_institution_sound=rng.random() < 0.95,
    )


def years_old(birth: date, on: date) -> int:
    """Whole years by counting birthdays; 29 February is kept on the 28th of a short year."""
    count, year = 0, birth.year + 1
    while True:
        is_long = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        day = 28 if (birth.month, birth.day) == (2, 29) and not is_long else birth.day
        if date(year, birth.month, day) > on:
            return count
        count, year = count + 1, year + 1


def class_violations(one: WorkerProfile, offer: CourseOffer, km: int | None) -> list[str]:
    """Return every rule that sending somebody to this class would break."""
    held = [s.level for s in one.skills if s.occupation == offer.occupation and s.level]
    far = nesting(one.village, offer.village)
    rules = {
        "room": not offer.is_open
        or offer.seats_left == 0
        or (offer.enrol_until or DAY) < DAY
        or offer.starts_on < DAY,
        "institution": not offer.is_institution_sound,
        "child": years_old(one.birth, offer.starts_on) < 16,
        "held": offer.level is not None and any(level <= offer.level for level in held),
        "learnt": offer.level is None and offer.occupation in one.trained,
        "paid": not offer.is_self_paid and (offer.occupation, offer.level) in one.subsidised,
        "school": one.education is not None and offer.education > one.education,
        "area": one.is_area_hard
        and one.wish_area is not None
        and offer.village != ""
        and far > 2
        and far > int(one.wish_area),
        "km": one.max_km is not None and km is not None and km > one.max_km,
        "busy": one.available_from is not None and one.available_from > offer.starts_on,
    }
    return [name for name, is_broken in rules.items() if is_broken]


def nesting(home: str, place: str) -> int:
    """0 village … 5 away, by peeling the codes from the right; an unnamed tail names nothing."""
    cuts = [(0, 2), (2, 4), (4, 6), (6, 9), (9, 12)]
    depth = 0
    for start, stop in cuts:
        piece = place[start:stop]
        if not piece or set(piece) == {"0"} or home[start:stop] != piece:
            break
        depth += 1
    return 5 - depth


def violations(one: WorkerProfile, post: JobPosting, km: int | None) -> list[str]:
    """Return every hard rule that recommending this post would break."""
    broken = []
    turned = years_old(one.birth, DAY)
    night = post.shift is not None and str(post.shift) in ("two", "three", "night")
    rules = {
        "closed": not post.is_open or post.vacancies < 1 or (post.closes_on or DAY) < DAY,
        "placed": one.is_placed,
        "refused": post.employer_id in one.refused_employers,
        "child": turned < 16,
        "minor": turned in (16, 17) and not post.demands.isdisjoint({"underground", "toxic", "heavy"}),
        "young": turned < (post.min_age or 0),
        "old": turned > (post.max_age or 200),
        "mine": one.sex == "2" and "underground" in post.demands,
        "school": one.education is not None and post.education > one.education,
        "paper": not post.certificates <= one.certificates,
        "level": post.skill_level is not None
        and not any(
            s.occupation == post.occupation and s.level and s.level <= post.skill_level for s in one.skills
        ),
        "limit": not post.demands.isdisjoint(one.limits) or (night and "night" in one.limits),
        "health": post.health_class != "" and post.health_class in one.barred_classes,
        "days": one.max_days is not None and post.days is not None and post.days > one.max_days,
        "season": bool(one.available_months)
        and bool(post.months)
        and one.available_months.isdisjoint(post.months),
        "area": one.is_area_hard
        and one.wish_area is not None
        and post.village != ""
        and nesting(one.village, post.village) > int(one.wish_area),
        "km": one.max_km is not None and km is not None and km > one.max_km,
        "pay": one.is_pay_hard
        and one.wish_pay is not None
        and post.pay_high > 0
        and post.pay_high < one.wish_pay,
    }
    ends = [day for day in (post.starts_on, post.closes_on) if day is not None]
    if one.available_from is not None and ends and one.available_from > max(*ends, DAY):
        broken.append("late")
    return broken + [name for name, is_broken in rules.items() if is_broken]
