"""How near two occupations are: the same code, the same group, a group beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

SAME, TRAINED, GROUP, ADJACENT = 100, 60, 70, 40


def group_of(code: str) -> str:
    """Return the small group (小类) of an occupation code such as 4-10-01-05: 4-10-01."""
    return code.rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class Occupations:
    """The replaceable tables of names, groups, equivalences and groups that lie beside each other."""

    names: dict[str, str]
    groups: dict[str, str]
    adjacent: frozenset[tuple[str, str]]

    @classmethod
    def none(cls) -> Occupations:
        """Return tables that know only what the codes say."""
        return cls({}, {}, frozenset())

    @classmethod
    def read(cls, folder: Path) -> Occupations:
        """Read occupations.csv, occupation_groups.csv and adjacency.csv from a reference folder."""
        names = {row["code"]: row["name"] for row in _rows(folder / "occupations.csv")}
        groups = {row["code"]: row["group"] for row in _rows(folder / "occupation_groups.csv")}
        pairs = [(row["group"], row["beside"]) for row in _rows(folder / "adjacency.csv")]
        return cls(names, groups, frozenset(pairs) | frozenset((b, a) for a, b in pairs))

    def name(self, code: str) -> str:
        """Return the occupation's name, or its code where the table has none."""
        return self.names.get(code, code)

    def group(self, code: str) -> str:
        """Return the group that the table gives, else the small group of the code."""
        return self.groups.get(code) or group_of(code)

    def nearness(self, one: str, other: str) -> int:
        """Return how near two occupations are, in hundredths: 100, 70, 40 or 0."""
        if one == other:
            return SAME
        here, there = self.group(one), self.group(other)
        if here == there:
            return GROUP
        return ADJACENT if (here, there) in self.adjacent else 0


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)
