"""What a page learns of reference packages: a version, what it would change, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.services.exchange.reference import RefKind
from app.services.results import Changes


class State(StrEnum):
    """Where a package stands; the value is stored."""

    PARKED = "parked"
    WAITING = "waiting"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    PASSED_OVER = "passed_over"

    @property
    def label(self) -> str:
        """Return what it is called."""
        return _LABELS[self]


_LABELS: Mapping[State, str] = {
    State.PARKED: "待升级",
    State.WAITING: "待启用",
    State.IN_FORCE: "在用",
    State.SUPERSEDED: "旧版，留存",
    State.PASSED_OVER: "未启用，已有新版",
}
TOUCHED = Changes(frozenset({"reference"}))
_EVERYTHING = Changes(frozenset({"*"}))
"""A package in force may change what any page shows: rules, jobs, the names of codes."""


@dataclass(frozen=True, slots=True)
class ReferenceCard:
    """One version of one kind, with where it came from; `kind` is None while a newer program is wanted."""

    id: int
    kind: RefKind | None
    version: int
    state: State
    title: str
    file_name: str
    published_at: datetime | None
    published_by: str
    signers: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    expires: date | None
    taken_at: datetime
    taken_by: str
    applied_at: datetime | None
    applied_by: str
    counts: Mapping[str, int]
    is_expired: bool = False

    @property
    def name(self) -> str:
        """Return kind and number."""
        return f"{self.kind.label} 第 {self.version} 版" if self.kind is not None else "参考数据"


@dataclass(frozen=True, slots=True)
class TakenReference:
    """What became of one file; `is_known` when it was taken in before."""

    card: ReferenceCard
    text: str
    is_known: bool = False
    changes: Changes = TOUCHED


@dataclass(frozen=True, slots=True)
class TakenReferences:
    """What became of the packages on a stick; a refused file is told with its reason and stops no other."""

    taken: tuple[TakenReference, ...]
    refused: tuple[tuple[str, str], ...]
    changes: Changes = TOUCHED

    @property
    def text(self) -> str:
        """Return the line that stays until it is read."""
        new = [one for one in self.taken if not one.is_known]
        parts = [one.text for one in new]
        if len(new) < len(self.taken):
            parts.append(f"{len(self.taken) - len(new)} 份以前已读入")
        parts += [f"{name}：{text}" for name, text in self.refused]
        return "；".join(parts) or "U盘上没有给本站的参考数据"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a package changes; `mark` is 新增, 修改 or 停用."""

    mark: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TableDifference:
    """What a package changes in one table; `lines` are the first of each.

    `kept` is what is in use and so not retired, `released` the station's own that the county lists no more.
    """

    label: str
    new: int = 0
    changed: int = 0
    retired: int = 0
    same: int = 0
    kept: int = 0
    released: int = 0
    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """Return the counts in one line."""
        parts = [f"新增 {self.new}", f"修改 {self.changed}", f"停用 {self.retired}", f"不变 {self.same}"]
        parts += [f"还在用而保留 {self.kept}"] if self.kept else []
        parts += [f"交还本站 {self.released}"] if self.released else []
        return f"{self.label}：{'，'.join(parts)}"


@dataclass(frozen=True, slots=True)
class Affected:
    """One person, or one open case, whose answer a policy changes; ids of 0 do not apply."""

    worker_id: int
    application_id: int
    who: str
    subsidy: str
    before: str
    after: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class PolicyEffect:
    """What a policy changes for the people of this station; amounts that differ are counted apart."""

    looked: int
    cases: int
    gained: tuple[Affected, ...] = ()
    lost: tuple[Affected, ...] = ()
    other: tuple[Affected, ...] = ()
    amounts: int = 0

    @property
    def text(self) -> str:
        """Return how many people become eligible and how many no longer are."""
        parts = [f"{_people(self.gained)} 人将符合", f"{_people(self.lost)} 人不再符合"]
        if self.other:
            parts.append(f"{_people(self.other)} 人的结果有别的变化")
        if self.amounts:
            parts.append(f"{self.amounts} 处金额不同")
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class Preview:
    """What putting a package in force would change, looked at and not yet done; `barred` says why it may not be."""

    card: ReferenceCard
    tables: tuple[TableDifference, ...] = ()
    effect: PolicyEffect | None = None
    notes: tuple[str, ...] = ()
    barred: str = ""


@dataclass(frozen=True, slots=True)
class Applied:
    """A package that was put in force."""

    card: ReferenceCard
    text: str
    changes: Changes = _EVERYTHING


def _people(listed: tuple[Affected, ...]) -> int:
    return len({one.worker_id or -one.application_id for one in listed})
