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
from app.services.matching.profile import JobPosting, WorkerProfile, age
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
    return bool(job.village), shift, job.has_board, job.has_lodging, job.takes_couples, job.is_paid_daily


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
    """One recommended job: points of 10,000, the reasons in words, and every part behind them.

    `rank` is 0 for a job that a clerk took away for this worker.
    """

    job: JobPosting
    rank: int
    points: int
    distance: Distance
    pluses: tuple[str, ...]
    minuses: tuple[str, ...]
    components: tuple[Component, ...]
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class BarredJob:
    """A job that a clerk put first for this worker, and the reasons of the gates that it fails."""

    job: JobPosting
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class JobMatches:
    """What is recommended, how many jobs were feasible, and how many each gate took away.

    `hidden` would be feasible, but a clerk took them away; `barred` were put first, but fail a gate.
    Every job is feasible, hidden or removed.
    """

    matches: tuple[JobMatch, ...]
    feasible: int
    total: int
    removed: tuple[tuple[str, str, int], ...]
    hidden: tuple[JobMatch, ...] = ()
    barred: tuple[BarredJob, ...] = ()


def pairs_of(worker: WorkerProfile, index: JobIndex, on: date) -> Iterable[Pair]:
    """Put a worker beside every job of the index."""
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


_Order = tuple[bool, int, int, int, int, int, str]


def _order(points: int, pair: Pair) -> _Order:
    km = pair.distance.km
    return (
        pair.job.id not in pair.worker.pinned,
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
    good = sorted(filter(_is_good, parts), key=lambda one: -one.points)
    poor = sorted(filter(_is_poor, parts), key=lambda one: -one.lost)
    return JobMatch(
        pair.job,
        rank,
        points,
        pair.distance,
        tuple(one.sentence for one in good[:3]),
        tuple(one.sentence for one in poor[:2]),
        parts,
        is_pinned=pair.job.id in pair.worker.pinned,
    )


def recommend_jobs(
    worker: WorkerProfile, jobs: JobIndex | Iterable[JobPosting], on: date, *, top: int = 10
) -> JobMatches:
    """Return the best `top` feasible jobs on a day, best first, and what each gate removed.

    The order is total (pinned, points, pay, distance, id): it hangs neither on the input's order nor on
    other jobs. Pins and hides never touch the points, and a pin brings back nothing that a gate removed.
    """
    index = jobs if isinstance(jobs, JobIndex) else JobIndex(jobs)
    scorer = _Scorer(worker, index, on)
    removed: Counter[str] = Counter()
    ranked: list[tuple[_Order, Pair]] = []
    hidden: list[tuple[_Order, Pair]] = []
    barred: list[BarredJob] = []
    for pair in pairs_of(worker, index, on):
        closed = first_closed(pair)
        if closed is not None:
            removed[closed] += 1
            if pair.job.id in worker.pinned:
                barred.append(BarredJob(pair.job, tuple(reason for _, reason in all_closed(pair))))
            continue
        taken = hidden if pair.job.id in worker.hidden else ranked
        taken.append((_order(scorer.points(pair), pair), pair))
    first = nsmallest(top, ranked)  # the id makes every key unique, so pairs are never compared
    return JobMatches(
        tuple(_match(at, -key[1], pair, index) for at, (key, pair) in enumerate(first, start=1)),
        len(ranked),
        len(index.jobs),
        tuple((key, label, removed[key]) for key, label in GATE_LABELS.items() if removed[key]),
        tuple(_match(0, -key[1], pair, index) for key, pair in sorted(hidden)),
        tuple(barred),
    )


def feasible_ids(worker: WorkerProfile, index: JobIndex, on: date) -> frozenset[str]:
    """Return every job that could be recommended, whatever its place."""
    return frozenset(
        pair.job.id
        for pair in pairs_of(worker, index, on)
        if pair.job.id not in worker.hidden and first_closed(pair) is None
    )


def place_of(worker: WorkerProfile, index: JobIndex, on: date, job_id: str) -> tuple[int, int]:
    """Return at which place of how many feasible jobs one stands; place 0 where it is not among them."""
    scorer = _Scorer(worker, index, on)
    feasible = [
        _order(scorer.points(pair), pair)
        for pair in pairs_of(worker, index, on)
        if pair.job.id not in worker.hidden and first_closed(pair) is None
    ]
    mine = next((key for key in feasible if key[-1] == job_id), None)
    return 0 if mine is None else sum(key <= mine for key in feasible), len(feasible)
