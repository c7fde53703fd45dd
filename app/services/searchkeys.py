"""The folded keys by which a worker is found, and what a typed text can mean."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from app.models.checks.identity import normal_identity, upgrade_15
from app.models.checks.private import real_characters
from app.models.reading import fold, narrow
from app.services.pinyin import Style, pinyin

NAME: Final = "name"
PINYIN: Final = "pinyin"
INITIALS: Final = "initials"
ID: Final = "id"
ID_TAIL: Final = "id_tail"
PHONE: Final = "phone"
PHONE_TAIL: Final = "phone_tail"
CASE: Final = "case"

_READINGS_A_CHARACTER = 4
_READINGS_A_NAME = 16
_PRIVATE = str.maketrans(dict(real_characters()))

_SURNAMES: Final = {
    "单": ("shan", "dan"),
    "仇": ("qiu", "chou"),
    "区": ("ou", "qu"),
    "曾": ("zeng", "ceng"),
    "解": ("xie", "jie"),
    "查": ("zha", "cha"),
    "盖": ("ge", "gai"),
    "翟": ("zhai", "di"),
    "缪": ("miao", "mou"),
    "朴": ("piao", "pu"),
    "员": ("yun", "yuan"),
    "召": ("shao", "zhao"),
    "覃": ("qin", "tan"),
    "乐": ("yue", "le"),
    "任": ("ren",),
    "华": ("hua",),
    "尉": ("wei", "yu"),
    "盛": ("sheng", "cheng"),
    "洗": ("xian", "xi"),
    "冼": ("xian",),
    "种": ("chong", "zhong"),
    "重": ("chong", "zhong"),
    "黑": ("he", "hei"),
    "折": ("she", "zhe"),
    "秘": ("bi", "mi"),
    "祭": ("zhai", "ji"),
    "繁": ("po", "fan"),
    "逄": ("pang",),
    "郇": ("xun", "huan"),
    "郗": ("xi", "chi"),
    "隗": ("wei", "kui"),
    "乜": ("nie", "mie"),
    "宓": ("mi", "fu"),
    "牟": ("mu", "mou"),
    "晁": ("chao",),
    "幺": ("yao",),
    "车": ("che",),
    "薄": ("bo", "bao"),
    "柏": ("bai", "bo"),
    "纪": ("ji",),
    "燕": ("yan",),
    "那": ("na", "nuo"),
    "宁": ("ning",),
    "哈": ("ha",),
    "佴": ("nai", "er"),
    "郝": ("hao",),
    "过": ("guo",),
    "令": ("ling",),
    "铅": ("qian",),
    "相": ("xiang",),
    "应": ("ying",),
    "谌": ("chen", "shen"),
    "句": ("gou", "ju"),
    "褚": ("chu", "zhu"),
    "贾": ("jia", "gu"),
    "沈": ("shen", "chen"),
    "石": ("shi", "dan"),
    "葛": ("ge",),
    "卜": ("bu",),
    "长": ("chang", "zhang"),
    "莘": ("shen", "xin"),
    "阚": ("kan",),
    "俞": ("yu",),
    "鲍": ("bao",),
    "吕": ("lv", "lu"),
}
_COMPOUND: Final = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"),
    "长孙": ("zhang", "sun"),
    "令狐": ("ling", "hu"),
    "宰父": ("zai", "fu"),
    "皇甫": ("huang", "fu"),
    "鲜于": ("xian", "yu"),
    "亓官": ("qi", "guan"),
    "淳于": ("chun", "yu"),
    "拓跋": ("tuo", "ba"),
    "乐正": ("yue", "zheng"),
    "谷梁": ("gu", "liang"),
    "夹谷": ("jia", "gu"),
    "子车": ("zi", "ju"),
    "呼延": ("hu", "yan"),
    "夏侯": ("xia", "hou"),
    "诸葛": ("zhu", "ge"),
    "欧阳": ("ou", "yang"),
    "上官": ("shang", "guan"),
    "司马": ("si", "ma"),
    "司徒": ("si", "tu"),
    "司空": ("si", "kong"),
    "独孤": ("du", "gu"),
    "慕容": ("mu", "rong"),
    "宇文": ("yu", "wen"),
    "东方": ("dong", "fang"),
    "公孙": ("gong", "sun"),
    "轩辕": ("xuan", "yuan"),
    "申屠": ("shen", "tu"),
    "濮阳": ("pu", "yang"),
    "赫连": ("he", "lian"),
    "钟离": ("zhong", "li"),
    "南宫": ("nan", "gong"),
    "闻人": ("wen", "ren"),
    "端木": ("duan", "mu"),
    "百里": ("bai", "li"),
    "相里": ("xiang", "li"),
}


def keys_for(
    *,
    name: str,
    former_name: str = "",
    id_number: str = "",
    phones: Iterable[str] = (),
    case_numbers: Iterable[str] = (),
) -> frozenset[tuple[str, str]]:
    """Return the (kind, folded key) pairs of one worker; every look-up is a prefix of a key.

    Tails are stored reversed, so that the last digits are a prefix. A name is also stored by every
    suffix, so that the given name finds it.
    """
    keys: set[tuple[str, str]] = set()
    for person in (name, former_name):
        keys |= _name_keys(person)
    keys |= _id_keys(id_number)
    for phone in phones:
        digits = re.sub(r"[^0-9]", "", narrow(phone))
        if digits:
            keys |= {(PHONE, digits), (PHONE_TAIL, digits[::-1])}
    for number in case_numbers:
        keys |= _case_keys(number)
    return frozenset(keys)


def query_keys(text: str) -> tuple[tuple[str, str], ...]:
    """Return the (kind, key prefix) pairs that a typed text can mean, the likeliest first.

    Digits: ID, its tail, phone, its tail, case number. Latin: reading, initials, case number. Han: name.
    """
    bare = fold(text)
    packed = re.sub(r"[-'’*]", "", _latin(bare))
    if not packed:
        return ()
    if re.fullmatch(r"[0-9]+", packed):
        return _digit_query(packed)
    if re.fullmatch(r"[0-9]+x", packed):
        keys: list[tuple[str, str]] = [(ID, packed)] if len(packed) == 18 else []
        return (*keys, (ID_TAIL, packed[::-1]))
    if re.fullmatch(r"[0-9a-z]+", packed):
        if any(c.isdigit() for c in packed):
            return ((CASE, packed),)
        return ((PINYIN, packed), (INITIALS, packed), (CASE, packed))
    return ((NAME, fold(text.translate(_PRIVATE))),)


def _digit_query(digits: str) -> tuple[tuple[str, str], ...]:
    if len(digits) == 15:
        return ((ID, upgrade_15(digits).lower()), (CASE, digits))
    found: list[tuple[str, str]] = []
    if len(digits) <= 18:
        found += [(ID, digits), (ID_TAIL, digits[::-1])]
    if len(digits) <= 12:
        found += [(PHONE, digits), (PHONE_TAIL, digits[::-1])]
    return (*found, (CASE, digits))


def _id_keys(id_number: str) -> set[tuple[str, str]]:
    number = normal_identity(id_number)
    if not number:
        return set()
    if re.fullmatch(r"[0-9]{15}", number):
        number = upgrade_15(number)
    folded = number.lower()
    return {(ID, folded), (ID_TAIL, folded[::-1])}


def _case_keys(number: str) -> set[tuple[str, str]]:
    """Return the whole number, and what follows the station and the day: the parts a clerk reads out."""
    packed = "".join(c for c in fold(number) if c.isalnum())
    if len(packed) != 28:
        return {(CASE, packed)} if packed else set()
    return {(CASE, packed), (CASE, packed[12:]), (CASE, packed[14:]), (CASE, packed[22:])}


def _name_keys(name: str) -> set[tuple[str, str]]:
    folded = fold(name.translate(_PRIVATE))
    if not folded:
        return set()
    keys = {(NAME, folded[start:]) for start in range(len(folded))}
    for reading in _readings(folded):
        keys |= {(PINYIN, "".join(reading)), (INITIALS, "".join(part[0] for part in reading))}
    return keys


def _readings(folded: str) -> list[tuple[str, ...]]:
    """Return the likeliest readings of a folded name, the surname's own reading before others."""
    choices = [_character(c) for c in folded]
    first = _SURNAMES.get(folded[0])
    if first:
        choices[0] = _few(first + choices[0])
    found = list(_likeliest(choices))
    compound = _COMPOUND.get(folded[:2])
    if compound:
        choices[:2] = [(compound[0],), (compound[1],)]
        found = [*_likeliest(choices), *found]
    return list(dict.fromkeys(found))[:_READINGS_A_NAME]


def _likeliest(choices: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return up to 16 combinations, those first that use the fewest rare readings."""
    if all(len(options) == 1 for options in choices):
        return [tuple(options[0] for options in choices)]
    kept: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    for options in choices:
        grown = ((rank + place, (*done, part)) for rank, done in kept for place, part in enumerate(options))
        kept = sorted(grown, key=lambda pair: pair[0])[:_READINGS_A_NAME]
    return [reading for _, reading in kept]


def _few(options: Iterable[str]) -> tuple[str, ...]:
    return tuple(itertools.islice(dict.fromkeys(options), _READINGS_A_CHARACTER))


@lru_cache(maxsize=40_000)
def _character(character: str) -> tuple[str, ...]:
    """Return a character's readings without tones; ü as v and as u; itself where it has none."""
    if character.isascii():
        return (character,)
    spelled: list[str] = []
    for found in pinyin(character, style=Style.NORMAL, heteronym=True, errors="default"):
        for reading in found:
            bare = _latin(reading.lower())
            spelled += [bare, bare.replace("v", "u")] if re.fullmatch(r"[nl]ve?", bare) else [bare]
    return _few(part for part in spelled if part) or (character,)


def _latin(text: str) -> str:
    """Return the text with ü as v and without tone marks."""
    apart = unicodedata.normalize("NFD", text).replace("u\u0308", "v")
    bare = "".join(c for c in apart if not "\u0300" <= c <= "\u036f")
    return unicodedata.normalize("NFC", bare)
