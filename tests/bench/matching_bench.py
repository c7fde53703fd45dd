"""How long the top ten of 5,000 jobs take for one worker."""

from __future__ import annotations

import random
from datetime import date, timedelta
from time import perf_counter

from app import paths
from app.services.matching.distance import Places
from app.services.matching.jobs import JobIndex, recommend_jobs
from app.services.matching.occupations import Occupations
from app.services.matching.profile import Band, JobPosting, Shift, Skill, WorkerProfile

DAY = date(2026, 11, 24)


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
            education=rng.choice([0, 0, 0, 2, 3]),
            demands=frozenset(
                rng.sample(["height", "night", "heavy", "heat", "dust"], rng.choice([0, 0, 1]))
            ),
            shift=rng.choice(list(Shift)),
            days=6,
            has_board=rng.choice([True, False, None]),
            has_contract=rng.choice([True, False, None]),
            years=rng.choice([0, 0, 1, 2]),
            posted_on=DAY - timedelta(days=rng.randrange(60)),
        )
        for at in range(count)
    ]


def run() -> list[tuple[str, float, str]]:
    """Return (what, number, unit): the index once, then p50 and p95 of 100 recommendations."""
    rng = random.Random(5)
    reference = paths.resources() / "reference"
    table = Occupations.read(reference)
    places = Places.read(reference / "places.csv")
    codes, villages = sorted(table.names), sorted(places.points)
    start = perf_counter()
    index = JobIndex(make_jobs(5000, rng, codes, villages), places, table)
    built = (perf_counter() - start) * 1000
    spent = []
    for at in range(100):
        worker = WorkerProfile(
            id=f"w{at}",
            birth=date(rng.randint(1966, 2006), 5, 6),
            sex=rng.choice("12"),
            village=rng.choice(villages),
            education=rng.choice([None, 2, 3]),
            skills=(Skill(rng.choice(codes), 5, 3),),
            wish_posts=frozenset(rng.sample(codes, 2)),
            wish_pay=400_000,
            wish_area=Band.CITY,
            needs=frozenset({"day", "board", "home"}),
        )
        start = perf_counter()
        recommend_jobs(worker, index, DAY)
        spent.append((perf_counter() - start) * 1000)
    spent.sort()
    return [
        ("岗位索引 5,000", built, "ms"),
        ("推荐前十 p50", spent[49], "ms"),
        ("推荐前十 p95", spent[94], "ms"),
    ]


if __name__ == "__main__":
    for what, number, unit in run():
        print(f"{what}: {number:.1f} {unit}")
