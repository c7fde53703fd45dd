"""What a reader of rows must be told: the day, the divisions around the station, and the code tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from app.services import codes
from app.services.codes import Division
from app.services.intake.folding import fold

_VILLAGE_TAIL = re.compile(r"(社区居民委员会|社区居委会|村民委员会|居民委员会|村委会|居委会|社区|村|居委)$")
_TOWN_TAIL = re.compile(r"(街道办事处|街道办|街道|镇|乡)$")
_HOUSE = re.compile(
    r"(?:第?[0-9一二三四五六七八九十]+(?:组|社|队|号|户|单元|栋|楼|巷)|[东西南北]?[街巷路]).*$"
)
_CITY_PREFIX = re.compile(r"^(山西省|山西)?(阳泉市|阳泉)?")


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

    @property
    def is_known(self) -> bool:
        """Whether there is a table to judge by at all."""
        return bool(self._known)

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
        for name in (rest, _stem(rest)) if _VILLAGE_TAIL.search(rest) else (rest,):
            whole = self._within(self._villages.get(name, []), tuple(county))
            if len(whole) == 1:
                return Place(whole[0])  # 娘子关村 is a village, though 娘子关 is a town
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


@lru_cache(maxsize=4)
def shipped_context(today: date, *, home: str = "") -> Context:
    """Build a context from the shipped code lists; `home` is the station's 12-digit division code."""
    return Context(
        today=today,
        divisions=Divisions(codes.divisions().values(), home=home),
        nations=_nations(),
        occupations=_occupations(),
    )


def _nations() -> dict[str, str]:
    names: dict[str, str] = {}
    for choice in codes.choices("nation"):
        name = fold(choice.label)
        names[name] = choice.code
        if name.endswith("族") and len(name) > 1:
            names[name[:-1]] = choice.code
    return names


def _occupations() -> dict[str, str]:
    names: dict[str, str] = {}
    rows = codes.choices("occupation")
    for choice in rows:
        names[fold(choice.label)] = names[choice.code] = choice.code
    for choice in rows:
        for alias in choice.note.split("/"):
            if alias.strip():
                names.setdefault(fold(alias), choice.code)
    return names
