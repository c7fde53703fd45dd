"""What a policy pack holds once read: dated versions of rules, rates, funds, materials, settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.services.policy.occupations import Craft, CraftClass

Param = str | int | bool | date | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackRef:
    """Which rules were used: version and the first digits of the file's SHA-256."""

    version: str
    digest: str

    def __str__(self) -> str:
        return f"{self.version}#{self.digest[:8]}"


@dataclass(frozen=True, slots=True)
class Setting:
    """A question the notice leaves open, answered visibly."""

    key: str
    title: str
    value: str | int
    choices: Mapping[str, str]
    note: str


@dataclass(frozen=True, slots=True)
class ConditionSpec:
    """One condition of a kind: a name of the closed vocabulary, its parameters and its clause."""

    id: str
    use: str
    clause: str
    title: str
    params: Mapping[str, Param]


@dataclass(frozen=True, slots=True)
class Branch:
    """One of several ways to qualify; one is enough."""

    id: str
    title: str
    conditions: tuple[ConditionSpec, ...]


@dataclass(frozen=True, slots=True)
class KindRules:
    """The rules of one subsidy kind."""

    kind: str
    title: str
    clause: str
    conditions: tuple[ConditionSpec, ...]
    branches: tuple[Branch, ...]
    row_conditions: tuple[ConditionSpec, ...]


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """One occupation that may be subsidised; `trades` empty means all of them."""

    code: str
    name: str
    trades: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tier:
    """Up to and including day `to_day` the rate is `amount` fen a day."""

    to_day: int
    amount: int


@dataclass(frozen=True, slots=True)
class Rate:
    """One amount formula; empty `occupation` or `level` stands for any.

    `amount` and `cap` are in fen; `cap_units` limits days or class hours; a `cap` of 0 means no cap.
    """

    id: str
    kind: str
    occupation: str
    level: str
    formula: str
    amount: int
    tiers: tuple[Tier, ...]
    cap: int
    cap_units: int
    fund: str
    document: str
    is_example: bool


@dataclass(frozen=True, slots=True)
class Fund:
    """A source of money; `warning` is shown whenever it is suggested."""

    code: str
    name: str
    warning: str


@dataclass(frozen=True, slots=True)
class MaterialSpec:
    """One paper an application needs unless a loaded comparison list confirms what it would prove."""

    id: str
    title: str
    clause: str
    kinds: tuple[str, ...]
    lists: tuple[str, ...]
    categories: tuple[str, ...]
    branch: str
    may_pledge: bool
    copies: int


@dataclass(frozen=True, slots=True)
class PackVersion:
    """The rules in force from `valid_from` to `valid_to`, both included; `valid_to` None while open."""

    ref: PackRef
    title: str
    document: str
    valid_from: date
    valid_to: date | None
    kinds: Mapping[str, KindRules]
    settings: Mapping[str, Setting]
    catalogue: tuple[CatalogueRow, ...]
    rates: tuple[Rate, ...]
    funds: Mapping[str, Fund]
    materials: tuple[MaterialSpec, ...]
    names: Mapping[str, Craft]
    classes: tuple[CraftClass, ...]

    def setting(self, key: str) -> str:
        """Return the chosen answer of the open question `key`, as text."""
        return str(self.settings[key].value)

    def number(self, key: str) -> int:
        """Return the number set for the open question `key`."""
        return int(self.settings[key].value)

    def holds(self, day: date) -> bool:
        """Tell whether this version is in force on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Packs:
    """All versions of one region's rules, oldest first; none is removed, so that any can be replayed.

    `archive` are versions of packs that were in force before this one; they judge nothing new.
    """

    region: str
    title: str
    versions: tuple[PackVersion, ...]
    archive: tuple[PackVersion, ...] = ()

    def at(self, day: date) -> PackVersion:
        """Return the version in force on `day`, or the nearest one before, or the oldest."""
        earlier = [version for version in self.versions if version.valid_from <= day]
        return earlier[-1] if earlier else self.versions[0]

    def by_ref(self, ref: str) -> PackVersion | None:
        """Return the version that `ref` names exactly, hash included."""
        every = (*self.versions, *self.archive)
        return next((version for version in every if str(version.ref) == ref), None)

    @property
    def newest(self) -> PackVersion:
        """Return the version that took force last."""
        return self.versions[-1]
