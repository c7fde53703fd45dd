"""Every code list by name: what a choice offers, and what a code is called in Chinese."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from app.models.checks.identity import PROVINCES
from app.models.values import IdNumber
from app.paths import resources

_FOLDER = "reference"
_FIXED = frozenset({"role", "bureau", "yes_no", "sex"})


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a code list; `note` is further text a filter may match."""

    code: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Division:
    """One village of the division table, with the names above it."""

    code: str
    village: str
    town_code: str
    town: str
    county_code: str
    county: str

    @property
    def label(self) -> str:
        """Return county, town and village as an address begins."""
        return f"{self.county} {self.town} {short_village(self.village)}"


COUNTIES: Mapping[str, str] = {
    "140302": "城区",
    "140303": "矿区",
    "140311": "郊区",
    "140321": "平定县",
    "140322": "盂县",
}


def short_village(name: str) -> str:
    """Return the village's everyday name, without 村委会 or 居委会."""
    for tail in ("村民委员会", "居民委员会", "村委会", "居委会"):
        if name.endswith(tail) and len(name) > len(tail):
            kept = name.removesuffix(tail)
            return (
                kept if kept.endswith(("村", "社区")) else kept + ("村" if tail.startswith("村") else "社区")
            )
    return name


@cache
def _small() -> Mapping[str, Mapping[str, str]]:
    with (resources() / _FOLDER / "codes.toml").open("rb") as file:
        return tomllib.load(file)


def _csv(name: str) -> list[dict[str, str]]:
    with (resources() / _FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def divisions() -> Mapping[str, Division]:
    """Return the villages by 12-digit code."""
    return {
        row["village_code"]: Division(
            code=row["village_code"],
            village=row["village_name"],
            town_code=row["town_code"],
            town=row["town_name"],
            county_code=row["county_code"],
            county=COUNTIES[row["county_code"]],
        )
        for row in _csv("yangquan_divisions.csv")
    }


def replaceable() -> frozenset[str]:
    """Return the lists that a county may add to, rename in and retire from."""
    return (frozenset(_small()) | {"occupation"}) - _FIXED


@dataclass(frozen=True, slots=True)
class Entry:
    """One code as the county has it; a retired one is no longer offered and still has its name."""

    listing: str
    choice: Choice
    is_retired: bool = False


_COUNTY: dict[str, dict[str, Entry]] = {}


def adopt(entries: Iterable[Entry]) -> None:
    """Go by the county's code lists from now on, on top of those that ship."""
    _COUNTY.clear()
    for entry in entries:
        _COUNTY.setdefault(entry.listing, {})[entry.choice.code] = entry
    choices.cache_clear()
    labels.cache_clear()


@cache
def choices(name: str) -> tuple[Choice, ...]:
    """Return a code list in its order: what may be chosen today.

    Raises:
        KeyError: there is no such list (a bug).

    """
    told = _COUNTY.get(name, {})
    shipped = _shipped(name)
    kept = [told[one.code].choice if one.code in told else one for one in shipped]
    known = {one.code for one in shipped}
    added = [entry.choice for code, entry in told.items() if code not in known]
    return tuple(one for one in (*kept, *added) if one.code not in told or not told[one.code].is_retired)


def _shipped(name: str) -> tuple[Choice, ...]:
    if name == "division":
        return tuple(Choice(d.code, d.label, d.village) for d in divisions().values())
    if name == "nation":
        return tuple(Choice(row["code"], row["name"]) for row in _csv("ethnic_gbt3304.csv"))
    if name == "occupation":
        return tuple(
            Choice(row["code"], row["name"], row["alias_or_gongzhong"]) for row in _csv("occupations.csv")
        )
    return tuple(Choice(code, label) for code, label in _small()[name].items())


@cache
def number_place(number: str) -> str:
    """Return where an identity number was issued: one of our counties, else the province."""
    code = IdNumber(number).county_code
    return COUNTIES.get(code) or PROVINCES.get(code[:2], "未知地区")


@cache
def labels(name: str) -> Mapping[str, str]:
    """Return the labels of a list by code, retired ones too."""
    retired = {code: one.choice.label for code, one in _COUNTY.get(name, {}).items() if one.is_retired}
    return {**{choice.code: choice.label for choice in choices(name)}, **retired}


def label(name: str, code: str) -> str:
    """Return the label of a code; a code no longer listed is shown as it stands."""
    return labels(name).get(code, code)


def towns() -> tuple[Choice, ...]:
    """Return the townships as stations choose them: 12-digit codes ending in 000."""
    seen: dict[str, Choice] = {}
    for division in divisions().values():
        code = division.town_code.ljust(12, "0")
        seen.setdefault(code, Choice(code, f"{division.county} {division.town}"))
    return tuple(seen.values())
