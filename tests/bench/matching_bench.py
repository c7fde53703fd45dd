"""How long the top ten of 5,000 jobs take for one worker, how crowded the tops are, and how groups fare."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from statistics import mean
from time import perf_counter

from app import paths
from app.services.matching.distance import Places
from app.services.matching.jobs import JobIndex, recommend_jobs
from app.services.matching.occupations import Occupations
from app.services.matching.profile import Band, JobPosting, Shift, Skill, WorkerProfile
from app.services.matching.whynot import why_not_jobs

DAY = date(2026, 11, 24)
LIMITS = ("height", "night", "heavy", "heat", "dust")
Figure = tuple[str, float, str]


def make_jobs(count: int, rng: random.Random, codes: list[str], villages: list[str]) -> list[JobPosting]:
    """Return `count` invented jobs, most of them feasible for most people, so that the hard case is timed."""
    return [
        JobPosting(
            id=f"j{at:05d}",
            title="示例岗位",
            employer_id=f"e{at % 700}",
            employer="示例单位",
            occupation=rng.choice(codes),
            village=rng.choice(villages),
            pay_low=(low := rng.randrange(250_000, 700_000, 10_000)),
            pay_high=low + 100_000,
            max_age=rng.choice([None, None, 50, 55, 60]),
            education=rng.choice([0, 0, 0, 2, 3]),
            demands=frozenset(rng.sample(LIMITS, rng.choice([0, 0, 1]))),
            shift=rng.choice(list(Shift)),
            days=6,
            has_board=rng.choice([True, False, None]),
            has_contract=rng.choice([True, False, None]),
            years=rng.choice([0, 0, 1, 2]),
            posted_on=DAY - timedelta(days=rng.randrange(60)),
        )
        for at in range(count)
    ]


def make_worker(at: int, rng: random.Random, codes: list[str], villages: list[str]) -> WorkerProfile:
    """Return an invented worker; one in eight declares a bodily limit, as a disabled person does."""
    return WorkerProfile(
        id=f"w{at}",
        birth=date(rng.randint(1966, 2006), 5, 6),
        sex=rng.choice("12"),
        village=rng.choice(villages),
        education=rng.choice([None, 2, 3]),
        skills=(Skill(rng.choice(codes), 5, 3),),
        wish_posts=frozenset(rng.sample(codes, 2)),
        wish_pay=400_000,
        wish_area=Band.CITY,
        is_area_hard=rng.random() < 0.5,
        needs=frozenset({"day", "board", "home"}),
        limits=frozenset(rng.sample(LIMITS, 2)) if rng.random() < 0.125 else frozenset(),
    )


def timed(work: Callable[[], object]) -> float:
    """Return the milliseconds that one call takes."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def crowding(tops: list[list[str]], jobs: int) -> float:
    """Return the share of all top-three slots that the most proposed tenth of the jobs takes, in percent."""
    counts = sorted(Counter(one for top in tops for one in top).values(), reverse=True)
    return 100 * sum(counts[: jobs // 10]) / max(1, sum(counts))


def gaps(told: list[tuple[WorkerProfile, float]]) -> list[Figure]:
    """Return by how many points of 100 the mean best score of a group lies above that of the rest."""
    groups: tuple[tuple[str, Callable[[WorkerProfile], bool]], ...] = (
        ("50 岁以上", lambda one: one.birth.year <= DAY.year - 50),
        ("女", lambda one: one.sex == "2"),
        ("有身体限制", lambda one: bool(one.limits)),
    )
    found = []
    for name, belongs in groups:
        inside = [points for one, points in told if belongs(one)]
        outside = [points for one, points in told if not belongs(one)]
        found.append((f"前三平均分差：{name}对其余", (mean(inside) - mean(outside)) / 100, "分（满分 100）"))
    return found


def run() -> list[Figure]:
    """Return (what, number, unit): times at 5,000 jobs, then crowding and gaps over 400 workers, 1,000 jobs."""
    rng = random.Random(5)
    reference = paths.resources() / "reference"
    table = Occupations.read(reference)
    places = Places.read(reference / "places.csv")
    codes, villages = sorted(table.names), sorted(places.points)
    start = perf_counter()
    index = JobIndex(make_jobs(5000, rng, codes, villages), places, table)
    built = (perf_counter() - start) * 1000
    workers = [make_worker(at, rng, codes, villages) for at in range(100)]
    spent = sorted(timed(lambda one=one: recommend_jobs(one, index, DAY)) for one in workers)
    asked = sorted(timed(lambda one=one: why_not_jobs(one, index, DAY)) for one in workers)
    return [
        ("岗位索引 5,000", built, "ms"),
        ("推荐前十 p50", spent[49], "ms"),
        ("推荐前十 p95", spent[94], "ms"),
        ("为什么没有 p95", asked[94], "ms"),
        *fairness(rng, places, table, codes, villages),
    ]


def fairness(
    rng: random.Random, places: Places, table: Occupations, codes: list[str], villages: list[str]
) -> list[Figure]:
    """Return how crowded the tops are and how the groups fare, reported and never steered."""
    index = JobIndex(make_jobs(1000, rng, codes, villages), places, table)
    tops, told, poor, explained = [], [], 0, 0
    for at in range(400):
        worker = make_worker(at, rng, codes, villages)
        found = recommend_jobs(worker, index, DAY, top=3)
        tops.append([one.job.id for one in found.matches])
        if found.matches:
            told.append((worker, mean(one.points for one in found.matches)))
        if found.feasible < 3:
            poor += 1
            explained += why_not_jobs(worker, index, DAY).worst is not None
    return [
        ("最热 10% 的岗位占前三名额", crowding(tops, 1000), "%"),
        *gaps(told),
        ("符合不足 3 个的人", poor, "人"),
        ("其中说明了原因", explained, "人"),
    ]


if __name__ == "__main__":
    for what, number, unit in run():
        print(f"{what}: {number:.1f} {unit}")
