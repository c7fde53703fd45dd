"""Strict reading of TOML tables: every key is of its type and none is left over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.faults import UserError


def refuse(file: str, place: str, text: str) -> UserError:
    """Return the error that names file, table and key."""
    where = f"政策包文件 {file}" + (f" 的 {place}" if place else "")
    return UserError(f"{where}：{text}", field=place)


@dataclass(slots=True)
class Table:
    """One table of a TOML file; `place` is how a person finds it."""

    file: str
    place: str
    values: Mapping[str, object]
    taken: set[str] = field(default_factory=set)

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; a needed one must not be empty."""
        value = self._take(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.wrong(key, "应为不空的文字")
        return value

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number not below 0."""
        value = self._take(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(key, "应为不小于 0 的整数")
        return value

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.wrong(key, "应为 true 或 false")
        return value

    def day(self, key: str) -> date:
        """Return a date."""
        value = self.maybe_day(key)
        if value is None:
            raise self.wrong(key, "缺少日期")
        return value

    def maybe_day(self, key: str) -> date | None:
        """Return a date, or None when the key is left out."""
        self.taken.add(key)
        value = self.values.get(key)
        if value is None or type(value) is date:
            return value
        raise self.wrong(key, "应为日期，如 2026-01-01（不加引号）")

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._take(key, default)
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
            raise self.wrong(key, "应为一列文字")
        return tuple(str(item) for item in value)

    def table(self, key: str) -> Table:
        """Return the table under `key`, empty when left out."""
        self.taken.add(key)
        value = self.values.get(key, {})
        if not isinstance(value, Mapping):
            raise self.wrong(key, "应为一张表")
        return Table(self.file, self._at(key), value)

    def tables(self, key: str) -> list[Table]:
        """Return the tables of the array under `key`."""
        self.taken.add(key)
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.wrong(key, "应为若干张表（[[…]]）")
        return [Table(self.file, f"{self._at(key)}[{i}]", item) for i, item in enumerate(value, 1)]

    def done(self) -> None:
        """Refuse keys nobody has read: most often a misspelling.

        Raises:
            UserError: a key is left over.

        """
        for key in self.values:
            if key not in self.taken:
                raise self.wrong(key, "不认识这个键，请检查拼写")

    def wrong(self, key: str, text: str) -> UserError:
        """Return the error about `key` of this table."""
        return refuse(self.file, self._at(key), text)

    def _take(self, key: str, default: object) -> object:
        self.taken.add(key)
        if key not in self.values and default is None:
            raise self.wrong(key, "缺少这一项")
        return self.values.get(key, default)

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key
