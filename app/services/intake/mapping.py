"""Finds the header of a sheet by itself and proposes which column is which, for the clerk to correct."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from functools import cache

from app.faults import UserError
from app.paths import resources
from app.services.intake.days import read_header_day
from app.services.intake.folding import as_text, fold_header, is_blank, without_brackets
from app.services.intake.layout import Field, Layout
from app.services.intake.sheets import Row, Sheet, Workbook

ROW_REF = "_row_ref"
IGNORED = "_ignored"
DAY = "_day:"
PROBLEM = "问题："
OTHER_PROBLEMS = "其他问题"
_SAMPLES = 3
_MOST_HEADER_ROWS = 30


@dataclass(frozen=True, slots=True)
class Column:
    """One source column and the field it is taken for; an empty key means unknown and not imported."""

    index: int
    header: str
    key: str = ""
    confidence: float = 0.0
    samples: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a sheet's columns mean; rows are counted from 1 as the spreadsheet shows them."""

    layout: str
    sheet: str
    header_row: int
    header_height: int
    columns: tuple[Column, ...]

    @property
    def first_data_row(self) -> int:
        """The row under the header."""
        return self.header_row + self.header_height

    @property
    def recognised(self) -> int:
        """How many columns have a meaning."""
        return sum(1 for column in self.columns if column.key)

    def keys(self) -> set[str]:
        """Give the fields that some column is taken for."""
        return {column.key for column in self.columns if column.key}

    def assign(self, index: int, key: str) -> Mapping:
        """Give the mapping in which the clerk says what a column is; an empty key leaves the column out."""
        return replace(
            self,
            columns=tuple(
                replace(column, key=key, confidence=1.0, note="") if column.index == index else column
                for column in self.columns
            ),
        )


def missing(layout: Layout, mapping: Mapping) -> tuple[Field, ...]:
    """Give the required fields that no column is taken for."""
    keys = mapping.keys()
    return tuple(field for field in layout.fields if field.is_required and field.key not in keys)


def require(layout: Layout, mapping: Mapping) -> None:
    """Refuse a mapping that cannot be imported.

    Raises: UserError naming the missing columns, or the field that two columns claim.
    """
    absent = missing(layout, mapping)
    if absent:
        names = "、".join(field.label for field in absent)
        raise UserError(f"表里没有找到“{names}”列，请在列对照里指定是哪一列。", field=absent[0].key)
    taken: set[str] = set()
    for column in mapping.columns:
        field = layout.by_key.get(column.key)
        if field and not field.is_many and not field.is_ignored:
            if column.key in taken:
                raise UserError(f"有两列都对到“{field.label}”，请只留一列。", field=column.key)
            taken.add(column.key)


@cache
def column_names(layout: str) -> Table[str, str]:
    """Give the names in use for each field of a layout, separated by "|", from the shipped table."""
    with (resources() / "reference" / "columns.toml").open("rb") as file:
        names: Table[str, str] = tomllib.load(file)[layout]
    return names


class Dictionary:
    """Column names of a layout, folded, with the field and how sure a hit is."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._exact: dict[str, Field] = {}
        known = column_names(layout.key)
        for field in layout.fields:
            self._exact.setdefault(fold_header(field.label), field)
        for field in layout.fields:
            for name in known.get(field.key, "").split("|"):
                self._exact.setdefault(fold_header(name), field)

    def find(self, header: str) -> tuple[str, float]:
        """Give the field's key and the confidence from 0 to 1; an empty key when nothing fits."""
        if header.startswith(PROBLEM) or header == OTHER_PROBLEMS:
            return IGNORED, 1.0
        folded = fold_header(header)
        if folded == fold_header(ROW_REF):
            return ROW_REF, 1.0
        for name, confidence in ((folded, 1.0), (without_brackets(header), 0.9)):
            if name in self._exact:
                return self._exact[name].key, confidence
            stem = name.rstrip("123456789一二三")
            if stem in self._exact and self._exact[stem].is_many:
                return self._exact[stem].key, confidence
        if self._layout.has_day_columns and (day := read_header_day(header, 0)):
            return f"{DAY}{day.isoformat()}", 1.0
        return self._near(without_brackets(header))

    def _near(self, name: str) -> tuple[str, float]:
        """Take the longest known name that stands at the end or the start of the header."""
        best, confidence = "", 0.0
        for known, field in self._exact.items():
            if (
                len(known) >= 3
                and len(known) * 2 >= len(name)
                and (name.endswith(known) or name.startswith(known))
            ):
                share = 0.4 + 0.3 * len(known) / len(name)
                if share > confidence:
                    best, confidence = field.key, round(share, 2)
        return best, confidence


def propose(layout: Layout, sheet: Sheet, *, year: int = 0) -> Mapping | None:
    """Find the header of one sheet and propose a mapping; None when no row looks like a header.

    `year` completes day columns such as "11月24日" of a 签到 sheet.
    """
    head = sheet.head()
    names = Dictionary(layout)
    best: tuple[tuple[int, int], Mapping] | None = None
    for top in range(min(len(head), _MOST_HEADER_ROWS)):
        for height in (1, 2):
            headers = _headers(head, top, height, sheet)
            if headers is None:
                continue
            mapping = Mapping(
                layout.key, sheet.name, top + 1, height, tuple(_columns(names, headers, layout, year))
            )
            sure = sum(4 if column.confidence >= 0.9 else 1 for column in mapping.columns if column.key)
            score = (sure, -height)
            if mapping.recognised >= 2 and (best is None or score > best[0]):
                best = (score, mapping)
    if best is None:
        return None
    found = best[1]
    return replace(found, columns=tuple(_sampled(found.columns, head[found.first_data_row - 1 :])))


def choose(layout: Layout, book: Workbook, *, sheet: str = "", year: int = 0) -> tuple[Sheet, Mapping]:
    """Choose the sheet with the data and propose its mapping; `sheet` names the clerk's own choice.

    Raises: UserError when no sheet has a header that the layout knows.
    """
    sheets = (book.sheet(sheet),) if sheet else book.visible()
    best: tuple[float, Sheet, Mapping] | None = None
    for candidate in sheets:
        mapping = propose(layout, candidate, year=year)
        if mapping is None:
            continue
        filled = min(max(candidate.height - mapping.first_data_row + 1, 0), 50)
        score = mapping.recognised * (1 + filled / 10) - 100 * len(missing(layout, mapping))
        if best is None or score > best[0]:
            best = (score, candidate, mapping)
    if best is None:
        wanted = "、".join(field.label for field in layout.fields if field.is_required)
        raise UserError(
            f"“{book.name}”里没有找到表头，请确认有一行写着“{wanted}”等列名，再导入{layout.label}。"
        )
    return best[1], best[2]


def _headers(head: list[Row], top: int, height: int, sheet: Sheet) -> list[tuple[str, str]] | None:
    """Give (upper, lower) names per column; None when the rows cannot be a header of that height."""
    if top + height > len(head):
        return None
    upper = [as_text(cell) for cell in head[top]]
    if height == 1:
        return [("", name) for name in upper]
    lower = [as_text(cell) for cell in head[top + 1]]
    lower += [""] * (len(upper) - len(lower))
    upper += [""] * (len(lower) - len(upper))
    if (
        not any(lower)
        or sum(map(bool, upper)) < 2
        or any(sum(char.isdigit() for char in name) > 8 for name in lower)
    ):
        return None
    spread = _spread(upper, lower, top, sheet)
    return list(zip(spread, lower, strict=True))


def _spread(upper: list[str], lower: list[str], top: int, sheet: Sheet) -> list[str]:
    """Write a merged upper name over every column it covers; without merges, over the blanks to its right."""
    spread = list(upper)
    merges = [merge for merge in sheet.merges if merge[0] == top]
    for _, left, _, right in merges:
        for index in range(max(left, 0) + 1, min(right + 1, len(spread))):
            spread[index] = spread[max(left, 0)]
    if not merges:
        for index in range(1, len(spread)):
            if not spread[index] and lower[index]:
                spread[index] = spread[index - 1]
    return spread


def _columns(
    names: Dictionary, headers: Iterable[tuple[str, str]], layout: Layout, year: int
) -> Iterator[Column]:
    taken: dict[str, int] = {}
    for index, (upper, lower) in enumerate(headers):
        header = upper + lower if lower != upper else upper
        if not header:
            yield Column(index, "")
            continue
        key, confidence = _best(names, upper, lower)
        if layout.has_day_columns and confidence < 0.9 and (day := read_header_day(lower or upper, year)):
            key, confidence = f"{DAY}{day.isoformat()}", 1.0
        shown = f"{upper}/{lower}" if upper and lower and upper != lower else header
        field = layout.by_key.get(key)
        if key in taken and not (key == IGNORED or (field and (field.is_many or field.is_ignored))):
            yield Column(index, shown, note=f"与第 {taken[key] + 1} 列重复，没有采用")
            continue
        if key:
            taken.setdefault(key, index)
        yield Column(index, shown, key, confidence)


def _best(names: Dictionary, upper: str, lower: str) -> tuple[str, float]:
    tries = [upper + lower, lower, upper] if upper and lower else [upper or lower]
    best, confidence = "", 0.0
    for rank, header in enumerate(tries):
        key, sure = names.find(header)
        if rank == 2 and key:
            sure = min(sure, 0.5)  # the upper name alone says only roughly what its parts are
        if key and sure > confidence:
            best, confidence = key, sure
    return best, confidence


def _sampled(columns: Iterable[Column], rows: list[Row]) -> Iterator[Column]:
    for column in columns:
        samples: list[str] = []
        for row in rows:
            if column.index < len(row) and not is_blank(row[column.index]):
                samples.append(as_text(row[column.index]))
            if len(samples) == _SAMPLES:
                break
        yield replace(column, samples=tuple(samples))
