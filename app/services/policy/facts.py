"""A frozen, path-addressed view over everything a policy condition may look at.

Whoever builds facts from the database fills a nested mapping with the paths of `vocabulary()` and leaves out
what is not recorded; `None` and `""` count as not recorded, so `has_pension = None` is a question, not a no.
An empty list says "looked, there is none"; a list left out says "not looked"::

    Facts.of({
        "worker": {"id_type": "01", "id_number": "140321198503120019", "urban_rural": "rural",
                   "work_state": "5", "work_form": "flexible", "is_student": False, "has_pension": False,
                   "categories": [{"code": "TPRK", "certified_on": date(2021, 3, 1), "valid_to": "open"}]},
        "course": {"occupation": "4-12-01-01", "trade": "", "level": "5"},
        "session": {"ref": "S-17", "opened_on": date(2026, 3, 2), "closed_on": date(2026, 3, 20)},
        "result": {"is_passed": True},
        "attendance": [{"date": date(2026, 3, 2), "present": True, "is_online": False, "session": "S-17"}],
        "claims": [{"ref": "PX-0007", "person": "140321198503120019", "kind": "training", "state": "paid",
                    "occupation": "4-12-01-01", "level": "5", "applied_on": date(2025, 4, 1)}],
        "links": [],        # old number → new number
        "lists": [], "matches": [],  # comparison lists loaded, and what they say of this person
    })

`claims` holds every claim the station knows of this person in any state, rows of imported lists too. A
category without an end is `valid_to = "open"`; one left out is asked for. `application.applied_on` is filled
by the engine with the day of the assessment. Rows are kept in a canonical order: theirs never matters.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType
from typing import Final

from app.faults import UserError
from app.services.policy.vocabulary import OPEN, ROSTER_PARTS, FactKind, FactSpec, vocabulary

type_error = "“{label}”（{path}）应为{wanted}，现在是“{value}”，请改正"

Value = str | int | bool | date
Plain = Mapping[str, object]


class Missing(Enum):
    """The absence of a fact."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


def shown(value: Value) -> str:
    """Return `value` in Chinese words, days as 2026年3月5日."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "长期" if value == OPEN else str(value)


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts by path; `prefix` is where a row stands (`worker.categories[].`), empty at the top."""

    values: Mapping[str, Value | tuple[Facts, ...]]
    prefix: str = ""

    @classmethod
    def of(cls, mapping: Plain) -> Facts:
        """Return the facts of a nested mapping, such as a parsed TOML file.

        Raises:
            UserError: a path is not in the vocabulary, or a value is not of its type.

        """
        return _read(mapping, "")

    @classmethod
    def from_json(cls, text: str) -> Facts:
        """Return the facts that `to_json` wrote."""
        return cls.of(json.loads(text))

    def get(self, path: str) -> Value | Missing:
        """Return the scalar at `path`, or MISSING."""
        value = self.values.get(path, MISSING)
        return MISSING if isinstance(value, tuple) else value

    def rows(self, path: str) -> tuple[Facts, ...] | Missing:
        """Return the rows at `path`, or MISSING when nobody has looked."""
        value = self.values.get(path, MISSING)
        return value if isinstance(value, tuple) else MISSING

    def replaced(self, path: str, value: Value) -> Facts:
        """Return these facts with the scalar at `path` set."""
        return Facts(MappingProxyType({**self.values, path: value}), self.prefix)

    def without(self, path: str) -> Facts:
        """Return these facts with `path` withheld."""
        kept = {key: value for key, value in self.values.items() if key != path}
        return Facts(MappingProxyType(kept), self.prefix)

    def learner(self, row: Facts) -> Facts:
        """Return the facts of one roster row: its own person and contract, the shared course and claims."""
        shared = {
            key: value
            for key, value in self.values.items()
            if key != "roster" and not key.startswith(ROSTER_PARTS)
        }
        own = {key: value for key, value in row.values.items() if key.startswith(ROSTER_PARTS)}
        return Facts(MappingProxyType({**shared, **own}))

    def to_plain(self) -> dict[str, object]:
        """Return a nested mapping of plain JSON values that `of` reads back."""
        plain: dict[str, object] = {}
        for path in sorted(self.values):
            *parents, leaf = path.split(".")
            place = plain
            for parent in parents:
                below = place.setdefault(parent, {})
                if not isinstance(below, dict):
                    raise TypeError(path)
                place = below
            place[leaf] = _plain(self.values[path])
        return plain

    def to_json(self) -> str:
        """Return the canonical JSON of these facts: the same facts give the same bytes."""
        return json.dumps(self.to_plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain(value: Value | tuple[Facts, ...]) -> object:
    if isinstance(value, tuple):
        return [row.to_plain() for row in value]
    return value.isoformat() if isinstance(value, date) else value


def _read(mapping: Plain, prefix: str) -> Facts:
    values: dict[str, Value | tuple[Facts, ...]] = {}
    _flatten(mapping, prefix, "", values)
    return Facts(MappingProxyType(values), prefix)


def _flatten(mapping: Plain, prefix: str, path: str, into: dict[str, Value | tuple[Facts, ...]]) -> None:
    for key, value in mapping.items():
        here = f"{path}.{key}" if path else key
        if value is None or value == "":
            continue
        if isinstance(value, Mapping):
            _flatten(value, prefix, here, into)
        elif isinstance(value, (list, tuple)):
            into[here] = _rows(value, prefix + here)
        else:
            spec = vocabulary().get(prefix + here)
            if spec is None or spec.kind is FactKind.ROWS:
                raise UserError(f"不认识的事实“{prefix + here}”，请对照事实词表改正", field=prefix + here)
            into[here] = _scalar(spec, value)


def _rows(rows: Sequence[object], path: str) -> tuple[Facts, ...]:
    if path + "[]" not in vocabulary():
        raise UserError(f"不认识的列表“{path}”，请对照事实词表改正", field=path)
    read = []
    for row in rows:
        if not isinstance(row, Mapping):
            raise UserError(f"“{path}”的每一项都应是一组键值，请改正", field=path)
        read.append(_read(row, path + "[]."))
    return tuple(sorted(read, key=Facts.to_json))


def _scalar(spec: FactSpec, value: object) -> Value:
    read = _READERS[spec.kind](value)
    if read is None or (spec.choices and read not in spec.choices):
        wanted = "、".join(f"{k}（{v}）" for k, v in spec.choices.items()) or _WANTED[spec.kind]
        text = type_error.format(label=spec.label, path=spec.path, wanted=wanted, value=value)
        raise UserError(text, field=spec.path)
    return read


def _text(value: object) -> str | None:
    return value.strip() if isinstance(value, str) else None


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _day_or_open(value: object) -> Value | None:
    return OPEN if value in (OPEN, "长期") else _day(value)


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


_READERS = {
    FactKind.TEXT: _text,
    FactKind.CHOICE: _text,
    FactKind.DAY: _day,
    FactKind.DAY_OR_OPEN: _day_or_open,
    FactKind.FLAG: _flag,
    FactKind.COUNT: _count,
    FactKind.FEN: _count,
}
_WANTED = {
    FactKind.TEXT: "文字",
    FactKind.CHOICE: "规定的代码",
    FactKind.DAY: "日期（如 2026-03-05）",
    FactKind.DAY_OR_OPEN: "日期或“长期”",
    FactKind.FLAG: "是或否（true/false）",
    FactKind.COUNT: "不小于 0 的整数",
    FactKind.FEN: "以分为单位的整数",
}
