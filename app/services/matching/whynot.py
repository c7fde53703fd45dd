"""为什么没有: how many offers each gate takes away, and the smallest step that opens some, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

from app.services.matching.gates import (
    GATE_LABELS,
    Pair,
    all_closed,
    is_out_of_season,
    is_too_far,
    is_too_wide,
    lacks_level,
    last_start,
    unbearable,
    works_too_many_days,
)
from app.services.matching.jobs import JobIndex, pairs_of
from app.services.matching.occupations import Occupations
from app.services.matching.profile import WorkerProfile
from app.services.matching.steps import Lever, Step

GATE_OF = {
    Lever.AREA: "area",
    Lever.KM: "area",
    Lever.PAY: "pay",
    Lever.NIGHT: "limits",
    Lever.DAYS: "time",
    Lever.START: "time",
    Lever.MONTH: "time",
    Lever.CERTIFICATE: "certificate",
    Lever.LEVEL: "certificate",
}
"""Which gate a step eases; a gate that no step eases is not for the person to open."""
_EASED = frozenset(GATE_OF.values())
_MOST_PAPERS, _MOST_PAIRS = 3, 3

Need = tuple[Step, ...]
"""Steps of which any one is enough."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """One offer that is not recommended: every gate that it fails, and what would open it.

    `needs` must all be met; it is None where something stands in the way that no step moves.
    """

    id: str
    gates: tuple[str, ...]
    needs: tuple[Need, ...] | None


@dataclass(frozen=True, slots=True)
class GateCount:
    """How many offers fail one gate; an offer that fails several counts at each of them."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Relief:
    """One step, or two together, and the offers that are open once they are taken."""

    steps: tuple[Step, ...]
    opens: tuple[str, ...]

    @property
    def gate(self) -> str:
        """Return the gate that the first step eases."""
        return GATE_OF[self.steps[0].lever]

    def text(self, on: date, table: Occupations) -> str:
        """Say what would have to change."""
        return "若" + "，并且".join(step.text(on, table) for step in self.steps)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What stands between a worker and the offers: gates with most first, reliefs that open most first."""

    total: int
    feasible: int
    gates: tuple[GateCount, ...]
    reliefs: tuple[Relief, ...]

    @property
    def worst(self) -> GateCount | None:
        """Return the gate that took most away, None where none took any."""
        return self.gates[0] if self.gates else None

    def text(self, what: str, on: date, table: Occupations) -> str:
        """Say in one sentence which gate took most of `what`, and the smallest step that opens most of them."""
        if self.worst is None:
            return f"{self.total} 个{what}都能推荐"
        told = f"{self.total} 个{what}中，{self.worst.count} 个因“{self.worst.label}”不能推荐"
        if not self.reliefs:
            return told
        best = self.reliefs[0]
        return f"{told}；{best.text(on, table)}，多 {len(best.opens)} 个"


def needs_of(pair: Pair, gates: Iterable[str]) -> tuple[Need, ...] | None:
    """Return the steps that would open a job that fails these gates; None where steps cannot."""
    if not _EASED.issuperset(gates) or unbearable(pair) - {"night"}:
        return None
    worker, job, distance = pair.worker, pair.job, pair.distance
    needs: list[Need] = []
    if is_too_wide(worker, distance):
        needs.append((Step(Lever.AREA, int(distance.band)),))
    if is_too_far(worker, distance) and distance.km is not None:
        needs.append((Step(Lever.KM, distance.km),))
    if "pay" in gates:
        needs.append((Step(Lever.PAY, job.pay_high),))
    if unbearable(pair):
        needs.append((Step(Lever.NIGHT),))
    if works_too_many_days(pair):
        needs.append((Step(Lever.DAYS, job.days or 0),))
    if is_out_of_season(pair):
        needs.append(tuple(Step(Lever.MONTH, month) for month in sorted(job.months)))
    last = last_start(pair)
    if worker.available_from is not None and last is not None and worker.available_from > last:
        needs.append((Step(Lever.START, last.toordinal()),))
    needs += [(Step(Lever.CERTIFICATE, 0, name),) for name in sorted(job.certificates - worker.certificates)]
    if lacks_level(pair):
        needs.append((Step(Lever.LEVEL, job.skill_level or 0, job.occupation),))
    return tuple(needs)


def why_not_jobs(worker: WorkerProfile, index: JobIndex, on: date) -> WhyNot:
    """Return why the jobs that are not recommended are not; what a clerk took away is left out."""
    blocked, feasible = [], 0
    for pair in pairs_of(worker, index, on):
        if pair.job.id in worker.hidden:
            continue
        gates = tuple(key for key, _ in all_closed(pair))
        if gates:
            blocked.append(Blocked(pair.job.id, gates, needs_of(pair, gates)))
        else:
            feasible += 1
    return weigh(blocked, feasible, GATE_LABELS)


def weigh(blocked: Iterable[Blocked], feasible: int, labels: Mapping[str, str]) -> WhyNot:
    """Return the gates by how many offers fail them, and the smallest steps that open some."""
    every = tuple(blocked)
    counts = Counter(key for one in every for key in one.gates)
    gates = [GateCount(key, label, counts[key]) for key, label in labels.items() if counts[key]]
    gates.sort(key=lambda gate: -gate.count)  # stable: of equal counts the earlier gate stands first
    reachable = [one for one in every if one.needs]
    reliefs = _singles(reachable) + _pairs(reachable, is_apart=False)
    if not reliefs:
        reliefs = _pairs(reachable, is_apart=True)
    reliefs.sort(key=lambda one: (-len(one.opens), [step.effort for step in one.steps], one.steps))
    return WhyNot(len(every) + feasible, feasible, tuple(gates), tuple(reliefs))


def opened_by(steps: tuple[Step, ...], blocked: Iterable[Blocked]) -> tuple[str, ...]:
    """Return the offers that are open once the steps are taken."""
    return tuple(
        one.id
        for one in blocked
        if one.needs and all(any(step.meets(want) for step in steps for want in need) for need in one.needs)
    )


def _singles(blocked: list[Blocked]) -> list[Relief]:
    wanted = {step for one in blocked if one.needs and len(one.needs) == 1 for step in one.needs[0]}
    reliefs = []
    for lever in Lever:
        mine = [step for step in wanted if step.lever is lever]
        if lever is Lever.MONTH:
            reliefs += _best([Relief((step,), opened_by((step,), blocked)) for step in mine], 1)
        else:
            papers = [
                Relief((step,), opened_by((step,), blocked))
                for name in {step.name for step in mine}
                for step in [_smallest(step for step in mine if step.name == name)]
            ]
            reliefs += _best(papers, _MOST_PAPERS)
    return reliefs


def _pairs(blocked: list[Blocked], *, is_apart: bool) -> list[Relief]:
    """Return the smallest two steps of two gates (`is_apart`), or the two that a distance may ask."""
    smallest: dict[tuple[tuple[Lever, str], ...], tuple[Step, ...]] = {}
    for one in blocked:
        if one.needs is None or len(one.needs) != 2:
            continue
        for both in product(*one.needs):
            if not is_apart and {step.lever for step in both} != {Lever.AREA, Lever.KM}:
                continue
            kind = tuple((step.lever, step.name or _month(step)) for step in both)
            known = smallest.get(kind)
            if known is None or _reach(both) < _reach(known):
                smallest[kind] = both
    rounded = (tuple(step.rounded() for step in both) for both in smallest.values())
    return _best([Relief(both, opened_by(both, blocked)) for both in rounded], _MOST_PAIRS)


def _month(step: Step) -> str:
    return str(step.number) if step.lever is Lever.MONTH else ""


def _reach(steps: tuple[Step, ...]) -> list[tuple[int, int]]:
    return [step.effort for step in steps]


def _smallest(steps: Iterable[Step]) -> Step:
    return min(steps, key=lambda step: step.effort).rounded()


def _best(reliefs: list[Relief], most: int) -> list[Relief]:
    return sorted(reliefs, key=lambda one: (-len(one.opens), one.steps))[:most]
