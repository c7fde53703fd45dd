"""How alike two registrations are: a small, explained Fellegi–Sunter score for Chinese identities; pure.

Each comparison adds the logarithm (base 2) of how much likelier it is among registrations of one person than among
those of two. The weights are judgement, not estimated from real data; they stand here in one table to be replaced.
Source: I. P. Fellegi and A. B. Sunter, "A Theory for Record Linkage" (1969).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.models.checks.identity import normal_identity, upgrade_15
from app.models.reading import fold
from app.paths import resources
from app.services import searchkeys

SURE, LIKELY = 40, 16
"""From `LIKELY` on a pair is shown to a person; from `SURE` on the numbers themselves are the same."""

_SAME_NUMBER = 40
_NEAR_NUMBER = 11
_NAME, _VARIANT, _HOMOPHONE, _SURNAME, _OTHER_NAME = 11, 10, 8, 2, -6
_BIRTH, _OTHER_BIRTH = 13, -4
_SEX, _OTHER_SEX = 1, -7
_VILLAGE, _TOWN = 4, 2
_PHONE = 3  # families and neighbours share a telephone: never enough by itself


@dataclass(frozen=True, slots=True)
class Person:
    """What of a registration is compared; the birthday as an ISO day, the village by its 12 digits."""

    uid: str
    id_number: str
    name: str
    birth: str = ""
    sex: str = ""
    phone: str = ""
    village: str = ""

    @property
    def number(self) -> str:
        """Return the number as it is compared: 15 digits count as their 18, x as X."""
        return normal_number(self.id_number)


@dataclass(frozen=True, slots=True)
class Alike:
    """How alike, and why in words that can be read out."""

    score: int
    reasons: tuple[str, ...]


def compare(one: Person, other: Person) -> Alike:
    """Return how alike two registrations are; the order of the two does not matter."""
    parts = (
        *_numbers(one.number, other.number),
        *_names(one.name, other.name),
        *_births(one.birth, other.birth),
        *_rest(one, other),
    )
    return Alike(sum(weight for weight, _ in parts), tuple(text for _, text in parts if text))


def keys_of(person: Person) -> frozenset[str]:
    """Return the keys of which alike registrations share at least one."""
    keys = {f"n|{person.number}"}
    if person.phone:
        keys.add(f"p|{person.phone}")
    if person.birth:
        keys |= {f"b|{person.birth}|{sound}" for sound in _sounds(person.name)}
    if person.village:
        keys.add(f"v|{person.village}|{usual(person.name)}")
    return frozenset(keys)


@lru_cache(maxsize=50_000)
def normal_number(number: str) -> str:
    """Return an identity number as it is compared."""
    plain = normal_identity(number)
    return upgrade_15(plain) if len(plain) == 15 and plain.isdigit() else plain


def usual(name: str) -> str:
    """Return a name with variant and traditional characters as their usual ones."""
    return fold(name).translate(_variants())


@lru_cache(maxsize=1)
def _variants() -> dict[int, str]:
    with (resources() / "reference" / "variants.csv").open(encoding="utf-8", newline="") as file:
        return {ord(row["variant"]): row["usual"] for row in csv.DictReader(file)}


@lru_cache(maxsize=50_000)
def _sounds(name: str) -> frozenset[str]:
    keys = searchkeys.keys_for(name=usual(name))
    return frozenset(key for kind, key in keys if kind == searchkeys.PINYIN)


def _numbers(one: str, other: str) -> Iterable[tuple[int, str]]:
    if one == other:
        return ((_SAME_NUMBER, "身份证号相同"),)
    if len(one) == len(other) and _is_one_slip(one, other):
        return ((_NEAR_NUMBER, "身份证号只差一处（像是录错或看错）"),)
    return ()


def _is_one_slip(one: str, other: str) -> bool:
    """Tell whether the first 17 differ by one digit, or by two neighbours in the wrong order."""
    apart = [at for at in range(min(17, len(one))) if one[at] != other[at]]
    if len(apart) == 1:
        return True
    is_swap = len(apart) == 2 and apart[1] == apart[0] + 1
    return is_swap and one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]


def _names(one: str, other: str) -> Iterable[tuple[int, str]]:
    first, second = fold(one), fold(other)
    if first == second:
        return ((_NAME, "姓名相同"),)
    if usual(one) == usual(other):
        return ((_VARIANT, "姓名是同一个字的不同写法"),)
    if _sounds(one) & _sounds(other):
        return ((_HOMOPHONE, "姓名同音"),)
    return ((_SURNAME + _OTHER_NAME, ""),) if first[:1] == second[:1] else ((_OTHER_NAME, ""),)


def _births(one: str, other: str) -> Iterable[tuple[int, str]]:
    if not one or not other:
        return ()
    return ((_BIRTH, "出生日期相同"),) if one == other else ((_OTHER_BIRTH, ""),)


def _rest(one: Person, other: Person) -> Iterable[tuple[int, str]]:
    if one.sex and other.sex:
        yield (_SEX, "") if one.sex == other.sex else (_OTHER_SEX, "性别不同")
    if one.village and one.village == other.village:
        yield _VILLAGE, "同村"
    elif one.village and one.village[:9] == other.village[:9]:
        yield _TOWN, "同乡镇"
    if one.phone and one.phone == other.phone:
        yield _PHONE, "电话相同（也可能是家人共用）"
