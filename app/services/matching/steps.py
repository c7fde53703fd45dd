"""What a person can choose or obtain to have more offers: one step each, in words, and what taking it changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.services.matching.occupations import Occupations
from app.services.matching.profile import Band, Skill, WorkerProfile, yuan

_ROUND_KM, _ROUND_FEN = 10, 10_000


class Lever(StrEnum):
    """What can be moved; never age, health, schooling or what the law forbids."""

    AREA = "area"
    KM = "km"
    PAY = "pay"
    NIGHT = "night"
    DAYS = "days"
    START = "start"
    MONTH = "month"
    CERTIFICATE = "certificate"
    LEVEL = "level"


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One relaxation: `number` is a band, kilometres, 分, days a week, an ordinal day, a month or a level.

    `name` is the certificate or the occupation. What asks for a step of the same lever and name is met by
    any step that goes at least as far; for pay, start and level that is the smaller number.
    """

    lever: Lever
    number: int = 0
    name: str = ""

    def meets(self, need: Step) -> bool:
        """Whether taking this step is enough for what `need` asks."""
        if (self.lever, self.name) != (need.lever, need.name):
            return False
        if self.lever is Lever.MONTH:
            return self.number == need.number
        if self.lever in {Lever.PAY, Lever.START, Lever.LEVEL}:
            return self.number <= need.number
        return self.number >= need.number

    def rounded(self) -> Step:
        """Return the step as a person says it: whole tens of kilometres, whole hundreds of 元."""
        if self.lever is Lever.KM:
            return replace(self, number=-(-self.number // _ROUND_KM) * _ROUND_KM)
        if self.lever is Lever.PAY:
            return replace(self, number=self.number // _ROUND_FEN * _ROUND_FEN)
        return self

    @property
    def effort(self) -> tuple[int, int]:
        """Return how far the step goes, so that of one lever the smallest can be found."""
        goes_down = self.lever in {Lever.PAY, Lever.START, Lever.LEVEL}
        return (list(Lever).index(self.lever), -self.number if goes_down else self.number)

    @property
    def is_wish(self) -> bool:
        """Whether the step is an answer of the person that can be kept; a paper must be earned."""
        return self.lever not in {Lever.CERTIFICATE, Lever.LEVEL}

    def text(self, on: date, table: Occupations) -> str:
        """Say the step as a clerk asks it."""
        if self.lever is Lever.START:
            day = date.fromordinal(self.number)
            return "现在就能到" if day <= on else f"{day} 前能到"
        if self.lever is Lever.LEVEL:
            return f"取得{table.name(self.name)} {self.number} 级证书"
        return _WORDS[self.lever](self)


_WORDS: dict[Lever, Callable[[Step], str]] = {
    Lever.AREA: lambda step: f"接受到{Band(step.number).label}",
    Lever.KM: lambda step: f"接受 {step.number} 公里内",
    Lever.PAY: lambda step: f"期望降到 {yuan(step.number)} 元",
    Lever.NIGHT: lambda _step: "能上夜班",
    Lever.DAYS: lambda step: f"每周能上 {step.number} 天",
    Lever.MONTH: lambda step: f"{step.number} 月也有空",
    Lever.CERTIFICATE: lambda step: f"取得{step.name}",
}
_TAKEN: dict[Lever, Callable[[WorkerProfile, Step], WorkerProfile]] = {
    Lever.AREA: lambda one, step: replace(one, wish_area=Band(step.number)),
    Lever.KM: lambda one, step: replace(one, max_km=step.number),
    Lever.PAY: lambda one, step: replace(one, wish_pay=step.number),
    Lever.NIGHT: lambda one, _step: replace(one, limits=one.limits - {"night"}),
    Lever.DAYS: lambda one, step: replace(one, max_days=step.number),
    Lever.START: lambda one, step: replace(one, available_from=date.fromordinal(step.number)),
    Lever.MONTH: lambda one, step: replace(one, available_months=one.available_months | {step.number}),
    Lever.CERTIFICATE: lambda one, step: replace(one, certificates=one.certificates | {step.name}),
    Lever.LEVEL: lambda one, step: replace(one, skills=(*one.skills, Skill(step.name, step.number))),
}


def take(worker: WorkerProfile, step: Step) -> WorkerProfile:
    """Return the worker as he is once the step is taken."""
    return _TAKEN[step.lever](worker, step)


def take_all(worker: WorkerProfile, steps: tuple[Step, ...]) -> WorkerProfile:
    """Return the worker once every step is taken."""
    for step in steps:
        worker = take(worker, step)
    return worker
