"""What a reader of rows must be told: the day, the divisions around the station, and the code tables."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.services.intake.folding import fold

_VILLAGE_TAIL = re.compile(r"(社区居民委员会|社区居委会|村民委员会|居民委员会|村委会|居委会|社区|村|居委)$")
_TOWN_TAIL = re.compile(r"(街道办事处|街道办|街道|镇|乡)$")
_HOUSE = re.compile(r"(?:第?[0-9一二三四五六七八九十]+(?:组|社|队|号|户|单元|栋|楼|巷)|[东西南北]?[街巷路]).*$")
_CITY_PREFIX = re.compile(r"^(山西省|山西)?(阳泉市|阳泉)?")


@dataclass(frozen=True, slots=True)
class Division:
    """A village or community: its 12-digit code and the names above it."""

    code: str
    village: str
    town: str
    county: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """What an address came to: a code, or the reason why there is none."""

    code: str = ""
    reason: str = ""


class Divisions:
    """Villages by name, the station's town and county first."""

    def __init__(self, rows: Iterable[Division], *, home: str = "") -> None:
        self._home = home
        self._towns: dict[str, list[str]] = {}
        self._counties: dict[str, str] = {}
        self._villages: dict[str, list[str]] = {}
        self._known: set[str] = set()
        self._seen: dict[str, Place] = {}
        for row in rows:
            self._add(row)

    def _add(self, row: Division) -> None:
        self._known.add(row.code)
        for name in {fold(row.village), _stem(row.village)}:
            self._villages.setdefault(name, []).append(row.code)
        for name in {fold(row.town), _TOWN_TAIL.sub("", fold(row.town))}:
            towns = self._towns.setdefault(name, [])
            if len(name) > 1 and row.code[:9] not in towns:
                towns.append(row.code[:9])
        if row.county:
            full = fold(row.county)
            for name in {full, full[:-1] if len(full) > 2 else full}:
                self._counties[name] = row.code[:6]

    def find(self, text: str) -> Place:
        """Find the 12-digit code of an address as people write it.

        The reason is a clause for the clerk when no single village fits; a code then names the town, if any.
        """
        if text not in self._seen:
            if len(self._seen) > 20_000:
                self._seen.clear()
            self._seen[text] = self._find(fold(text))
        return self._seen[text]

    def _find(self, text: str) -> Place:
        if text in self._known:
            return Place(text)
        rest = _CITY_PREFIX.sub("", text)
        county, rest = self._strip(rest, {name: [code] for name, code in self._counties.items()})
        town, rest = self._strip(rest, self._towns)
        prefixes = tuple(code for code in town if not county or code.startswith(county[0])) or tuple(county)
        found = self._village(rest, prefixes)
        if len(found) == 1:
            return Place(found[0])
        if len(found) > 1:
            return Place(reason="有同名的村，请写上乡镇")
        if len(town) == 1:
            return Place(town[0] + "000", "只认出乡镇，没有认出村" if rest else "只写到乡镇，没有写村")
        return Place(reason="没有对上区划表里的村")

    def _strip(self, text: str, names: Mapping[str, list[str]]) -> tuple[list[str], str]:
        for length in range(min(8, len(text)), 1, -1):
            codes = names.get(text[:length])
            if codes:
                rest = text[length:]
                return codes, _TOWN_TAIL.sub("", rest) if rest in {"镇", "乡", "街道"} else rest
        return [], text

    def _village(self, text: str, prefixes: tuple[str, ...]) -> list[str]:
        bare = _HOUSE.sub("", text)
        for name in (text, bare, _stem(bare), _stem(text)):
            if name:
                codes = self._within(self._villages.get(name, []), prefixes)
                if codes:
                    return codes
        for length in range(min(12, len(text)), 1, -1):
            if text[length - 1] in "村区会":
                codes = self._within(self._villages.get(_stem(text[:length]), []), prefixes)
                if codes:
                    return codes
        return []

    def _within(self, codes: list[str], prefixes: tuple[str, ...]) -> list[str]:
        kept = [code for code in codes if code.startswith(prefixes)] if prefixes else codes
        for near in (self._home[:9], self._home[:6]):
            close = [code for code in kept if near and code.startswith(near)]
            if len(close) == 1:
                return close
        return kept


def _stem(name: str) -> str:
    return _VILLAGE_TAIL.sub("", fold(name)) or fold(name)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything outside the file that reading its rows depends on."""

    today: date
    divisions: Divisions = field(default_factory=lambda: Divisions(()))
    nations: Mapping[str, str] = field(default_factory=dict)
    occupations: Mapping[str, str] = field(default_factory=dict)
    session_year: int = 0


_COUNTIES = {"140302": "城区", "140303": "矿区", "140311": "郊区", "140321": "平定县", "140322": "盂县"}


def load_context(reference: Path, *, today: date, home: str = "") -> Context:
    """Build a context from the shipped reference tables; `home` is the station's division code."""
    return Context(
        today=today,
        divisions=Divisions(_divisions(reference / "yangquan_divisions.csv"), home=home),
        nations=_nations(reference / "ethnic_gbt3304.csv"),
        occupations=_occupations(reference / "occupations.csv"),
    )


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _divisions(path: Path) -> list[Division]:
    return [
        Division(
            row["village_code"],
            row["village_name"],
            row["town_name"],
            row.get("county_name") or _COUNTIES.get(row["county_code"], ""),
        )
        for row in _table(path)
    ]


def _nations(path: Path) -> dict[str, str]:
    names: dict[str, str] = {}
    for row in _table(path):
        name = fold(row["name"])
        names[name] = row["code"]
        if name.endswith("族") and len(name) > 1:
            names[name[:-1]] = row["code"]
    return names


def _occupations(path: Path) -> dict[str, str]:
    names: dict[str, str] = {}
    rows = _table(path)
    for row in rows:
        names[fold(row["name"])] = row["code"]
        names[row["code"]] = row["code"]
    for row in rows:
        for alias in row["alias_or_gongzhong"].split("/"):
            if alias.strip():
                names.setdefault(fold(alias), row["code"])
    return names
