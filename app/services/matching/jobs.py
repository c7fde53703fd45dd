"""Ranking jobs for one worker: gates, then points, then three reasons for and at most two against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest

from app.services.matching.distance import Distance, Places
from app.services.matching.gates import GATE_LABELS, Pair, all_closed, first_closed
from app.services.matching.occupations import Occupations
from app.services.matching.profile import Band, JobPosting, WorkerProfile, age, yuan
from app.services.matching.weights import (
    WEIGHTS,
    Component,
    distance_part,
    experience_part,
    explain,
    freshness_part,
    pay_part,
    schedule_part,
    skill_part,
    stability_part,
)

GOOD_SHARE, POOR_SHARE = 60, 45


def _pattern(job: JobPosting) -> tuple[str | bool | None, ...]:
    shift = None if job.shift is None else job.shift.value
    return shift, job.has_board, job.has_lodging, job.takes_couples, job.is_paid_daily


class JobIndex:
    """The jobs of one day with everything that does not depend on the worker worked out once."""

    def __init__(
        self,
        jobs: Iterable[JobPosting],
        places: Places | None = None,
        occupations: Occupations | None = None,
    ) -> None:
        self.jobs = tuple(sorted(jobs, key=lambda one: one.id))
        self.places = places or Places.none()
        self.occupations = occupations or Occupations.none()
        patterns: dict[tuple[str | bool | None, ...], int] = {}
        self.fixed = {
            job.id: (
                stability_part(job)[0] * WEIGHTS["stability"],
                patterns.setdefault(_pattern(job), len(patterns)),
            )
            for job in self.jobs
        }
        self._from_home: dict[str, dict[str, Distance]] = {}
        self._asking: dict[str, list[int]] = {}
        for place, job in enumerate(self.jobs):
            for key in (job.occupation, *(f"证/{name}" for name in job.certificates)):
                self._asking.setdefault(key, []).append(place)

    def asking(self, occupation: str, certificates: Iterable[str]) -> Iterable[JobPosting]:
        """Return the jobs of an occupation, or that ask for one of the certificates, in the index's order."""
        keys = (occupation, *(f"证/{name}" for name in certificates))
        places = {place for key in keys for place in self._asking.get(key, ())}
        return (self.jobs[place] for place in sorted(places))

    def distances(self, home: str) -> dict[str, Distance]:
        """Return the distance from a village to every place with a job; kept for the next worker."""
        known = self._from_home.get(home)
        if known is None:
            villages = {job.village for job in self.jobs}
            known = {village: self.places.between(home, village) for village in villages}
            self._from_home[home] = known
        return known


@dataclass(frozen=True, slots=True)
class JobMatch:
    """One recommended job: points of 10,000, the reasons in words, and every part behind them."""

    job: JobPosting
    rank: int
    points: int
    distance: Distance
    pluses: tuple[str, ...]
    minuses: tuple[str, ...]
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class JobMatches:
    """What is recommended, how many jobs were feasible, and how many each gate took away."""

    matches: tuple[JobMatch, ...]
    feasible: int
    total: int
    removed: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class WhyNone:
    """Why few or no jobs are left: the gate that took most, and the smallest step that opens some."""

    gate: str
    removed: int
    text: str
    relaxation: str
    opens: int


def _pairs(worker: WorkerProfile, index: JobIndex, on: date) -> Iterable[Pair]:
    distances, years = index.distances(worker.village), age(worker.birth, on)
    return (Pair(worker, job, distances[job.village], years, on) for job in index.jobs)


class _Scorer:
    """Adds up points fast; what `explain` says in words adds up to the same number."""

    def __init__(self, worker: WorkerProfile, index: JobIndex, on: date) -> None:
        self._worker, self._index, self._on = worker, index, on
        self._skill: dict[tuple[str, int], int] = {}
        self._near: dict[str, int] = {}
        self._fresh: dict[date | None, int] = {}
        self._pay: dict[int, int] = {}
        self._hours: dict[tuple[int, int], int] = {}

    def points(self, pair: Pair) -> int:
        """Return the points of a feasible job; every part is worked out once for all jobs that share it."""
        job, worker, table = pair.job, self._worker, self._index.occupations
        kind = job.occupation, job.years
        skill = self._skill.get(kind)
        if skill is None:
            skill = skill_part(worker, job.occupation, table)[0] * WEIGHTS["skill"]
            skill += experience_part(worker, job, table)[0] * WEIGHTS["experience"]
            self._skill[kind] = skill
        near = self._near.get(job.village)
        if near is None:
            near = distance_part(worker, pair.distance)[0] * WEIGHTS["distance"]
            self._near[job.village] = near
        fresh = self._fresh.get(job.posted_on)
        if fresh is None:
            fresh = freshness_part(job.posted_on, self._on)[0] * WEIGHTS["freshness"]
            self._fresh[job.posted_on] = fresh
        pay = self._pay.get(job.pay_low)
        if pay is None:
            pay = pay_part(worker, job)[0] * WEIGHTS["pay"]
            self._pay[job.pay_low] = pay
        fixed, pattern = self._index.fixed[job.id]
        hours = self._hours.get((pattern, pair.distance.band.value))
        if hours is None:
            hours = schedule_part(worker, job, pair.distance.band)[0] * WEIGHTS["schedule"]
            self._hours[pattern, pair.distance.band.value] = hours
        return skill + near + fresh + pay + hours + fixed


def _order(points: int, pair: Pair) -> tuple[int, int, int, int, int, str]:
    km = pair.distance.km
    return (
        -points,
        -pair.job.pay_low,
        -pair.job.pay_high,
        pair.distance.band,
        9999 if km is None else km,
        pair.job.id,
    )


def _is_good(part: Component) -> bool:
    return part.is_known and part.share >= GOOD_SHARE


def _is_poor(part: Component) -> bool:
    return part.is_known and part.share <= POOR_SHARE


def _match(rank: int, points: int, pair: Pair, index: JobIndex) -> JobMatch:
    parts = explain(pair.worker, pair.job, pair.distance, index.occupations, pair.on)
    good = sorted(
        (one for one in parts if one.is_known and one.share >= GOOD_SHARE), key=lambda one: -one.points
    )
    poor = sorted(
        (one for one in parts if one.is_known and one.share <= POOR_SHARE), key=lambda one: -one.lost
    )
    return JobMatch(
        pair.job,
        rank,
        points,
        pair.distance,
        tuple(one.sentence for one in good[:3]),
        tuple(one.sentence for one in poor[:2]),
        parts,
    )


def recommend_jobs(
    worker: WorkerProfile, jobs: JobIndex | Iterable[JobPosting], on: date, *, top: int = 10
) -> JobMatches:
    """Return the best `top` feasible jobs on a day, best first, and what each gate removed.

    The order is total (points, pay, distance, id): it hangs neither on the input's order nor on other jobs.
    """
    index = jobs if isinstance(jobs, JobIndex) else JobIndex(jobs)
    scorer = _Scorer(worker, index, on)
    removed: Counter[str] = Counter()
    ranked: list[tuple[tuple[int, int, int, int, int, str], Pair]] = []
    for pair in _pairs(worker, index, on):
        closed = first_closed(pair)
        if closed is not None:
            removed[closed] += 1
        else:
            ranked.append((_order(scorer.points(pair), pair), pair))
    first = nsmallest(top, ranked)  # the id makes every key unique, so pairs are never compared
    best = tuple(_match(at, -key[0], pair, index) for at, (key, pair) in enumerate(first, start=1))
    counts = tuple((key, label, removed[key]) for key, label in GATE_LABELS.items() if removed[key])
    return JobMatches(best, len(ranked), len(index.jobs), counts)


def why_none(worker: WorkerProfile, jobs: JobIndex | Iterable[JobPosting], on: date) -> WhyNone | None:
    """Return the gate that closes most jobs and the smallest relaxation that opens some.

    None where no gate closes anything. A job that several gates close counts at each of them here.
    """
    index = jobs if isinstance(jobs, JobIndex) else JobIndex(jobs)
    closed: Counter[str] = Counter()
    alone: dict[str, list[Pair]] = {}
    for pair in _pairs(worker, index, on):
        reasons = all_closed(pair)
        closed.update(key for key, _ in reasons)
        if len(reasons) == 1:
            alone.setdefault(reasons[0][0], []).append(pair)
    if not closed:
        return None
    gate = min(closed, key=lambda key: (-closed[key], list(GATE_LABELS).index(key)))
    relaxation, opens = _relaxation(worker, alone)
    text = f"{len(index.jobs)} 个岗位中，{closed[gate]} 个因“{GATE_LABELS[gate]}”不能推荐"
    return WhyNone(gate, closed[gate], text, relaxation, opens)


def _relaxation(worker: WorkerProfile, alone: dict[str, list[Pair]]) -> tuple[str, int]:
    options = [
        option
        for key, step in (("area", _wider), ("pay", _cheaper), ("certificate", _certified), ("time", _freer))
        if alone.get(key) and (option := step(worker, alone[key]))[1]
    ]
    return max(options, key=lambda one: one[1], default=("", 0))


def _wider(worker: WorkerProfile, pairs: list[Pair]) -> tuple[str, int]:
    if worker.is_area_hard and worker.wish_area is not None:
        beyond = [pair.distance.band for pair in pairs if pair.distance.band > worker.wish_area]
        if beyond:
            nearest: Band = min(beyond)
            opens = sum(pair.distance.band <= nearest and _within(worker, pair) for pair in pairs)
            return f"若接受到{nearest.label}，多 {opens} 个", opens
    kms = [pair.distance.km for pair in pairs if pair.distance.km is not None]
    if not kms:
        return "", 0
    limit = -(-min(kms) // 10) * 10
    return f"若接受 {limit} 公里内，多 {sum(km <= limit for km in kms)} 个", sum(km <= limit for km in kms)


def _within(worker: WorkerProfile, pair: Pair) -> bool:
    return worker.max_km is None or pair.distance.km is None or pair.distance.km <= worker.max_km


def _cheaper(_worker: WorkerProfile, pairs: list[Pair]) -> tuple[str, int]:
    limit = max(pair.job.pay_high for pair in pairs) // 10_000 * 10_000
    opens = sum(pair.job.pay_high >= limit for pair in pairs)
    return f"若底线降到 {yuan(limit)} 元，多 {opens} 个", opens


def _certified(worker: WorkerProfile, pairs: list[Pair]) -> tuple[str, int]:
    missing = Counter(
        next(iter(lack)) for pair in pairs if len(lack := pair.job.certificates - worker.certificates) == 1
    )
    if not missing:
        return "", 0
    name = min(missing, key=lambda one: (-missing[one], one))
    return f"若取得{name}，多 {missing[name]} 个", missing[name]


def _freer(worker: WorkerProfile, pairs: list[Pair]) -> tuple[str, int]:
    days = [
        pair.job.days
        for pair in pairs
        if pair.job.days is not None and worker.max_days is not None and pair.job.days > worker.max_days
    ]
    return (
        (f"若每周能上 {min(days)} 天，多 {days.count(min(days))} 个", days.count(min(days)))
        if days
        else ("", 0)
    )
