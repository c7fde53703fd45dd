"""Reads the rows under a header one at a time: typed values, what is wrong in which cell, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.checks.finding import Finding, Level
from app.services.intake.context import Context
from app.services.intake.folding import as_text, is_blank
from app.services.intake.layout import Fault, Field, Layout, Parsed, Value, Values
from app.services.intake.mapping import DAY, ROW_REF, Column, Mapping, require
from app.services.intake.sheets import Cell, Row, Sheet

_CACHED = 20_000
_SAME = frozenset({"同上", "〃", "″", "同上行"})
_BLANK = Parsed(None, ())
_DITTO = Parsed(None, (Fault(Level.ERROR, "cell.ditto", "写的是“同上”，但上面没有可以照抄的内容，请填写。"),))
_FOOT = (
    *("合计", "总计", "小计", "本页", "制表", "填表", "审核", "填报", "单位负责人", "经办"),
    *("备注:", "备注：", "说明:", "说明：", "注:", "注：", "联系人:", "联系人："),
)


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One row of the file: its number as the spreadsheet shows it, what it holds and what is wrong.

    `ref` is what a mended row carries home to say which row it was. A 同上 among the cells has become what it meant,
    for away from its file the row stands alone.
    """

    number: int
    values: Values
    findings: tuple[Finding, ...]
    cells: tuple[Cell, ...]
    ref: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether something in the row keeps it out."""
        return any(finding.level is Level.ERROR for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds no record, and why."""

    number: int
    reason: str


class _Reader:
    """One column's reader with its cache."""

    def __init__(self, column: Column, field: Field, context: Context) -> None:
        self.index = column.index
        self.key = field.key
        self.is_many = field.is_many
        self._field = field
        self._context = context
        self._cache: dict[Cell, Parsed] = {}
        self.read: Callable[[Cell], Parsed] = self._cached if field.is_cached else self._plain

    def _plain(self, cell: Cell) -> Parsed:
        if type(cell) is str:
            if is_blank(cell):
                return _BLANK
            if cell in _SAME:
                return _DITTO
        return self._field.parser(cell, self._field.label, self._context)

    def _cached(self, cell: Cell) -> Parsed:
        if type(cell) is not str and type(cell) is not date:
            return self._plain(cell)
        found = self._cache.get(cell)
        if found is None:
            found = self._plain(cell)
            if len(self._cache) < _CACHED:
                self._cache[cell] = found
        return found


class RowReader:
    """Reads rows of one sheet under one mapping; remembers what it skipped and whom it has seen.

    Raises: UserError when the mapping lacks a required column.
    """

    def __init__(self, layout: Layout, mapping: Mapping, context: Context) -> None:
        require(layout, mapping)
        self._layout = layout
        self._context = context
        self._mapping = mapping
        self._readers = [
            _Reader(column, layout.by_key[column.key], context)
            for column in mapping.columns
            if column.key in layout.by_key and not layout.by_key[column.key].is_ignored
        ]
        self._days = _day_readers(mapping, layout, context)
        self._ref = next((column.index for column in mapping.columns if column.key == ROW_REF), None)
        self._needed = [field for field in layout.fields if field.is_required]
        self._headers = [column.header.split("/")[-1] for column in mapping.columns]
        self._header_names: frozenset[Cell] = frozenset(self._headers)
        self._seen: dict[tuple[Value | None, ...], int] = {}
        self._above: Sequence[Cell] = ()
        self._has_ditto = False
        self.skipped: list[Skipped] = []

    def read(self, number: int, cells: Sequence[Cell]) -> ParsedRow | None:
        """Read one row; None when it holds no record, with the reason in `skipped`."""
        values: Values = {}
        findings: list[Finding] = []
        filled = self._fill(cells, values, findings)
        if self._is_no_record(number, cells, filled, values, findings):
            return None
        refused = {finding.field for finding in findings}
        findings.extend(
            Finding(field.key, Level.ERROR, "required.missing", f"没有填{field.label}，请补上。")
            for field in self._needed
            if field.key not in values and field.key not in refused
        )
        findings.extend(self._layout.finish(values, self._context))
        self._note_twin(number, values, findings)
        self._above = cells = _resolved(cells, self._above) if self._has_ditto else cells
        ref = as_text(cells[self._ref]) if self._ref is not None and self._ref < len(cells) else ""
        return ParsedRow(number, values, tuple(findings), tuple(cells), ref)

    def _fill(self, cells: Sequence[Cell], values: Values, findings: list[Finding]) -> int:
        filled = 0
        self._has_ditto = False
        width = len(cells)
        for reader in self._readers:
            if reader.index >= width:
                continue
            cell = cells[reader.index]
            if cell == "":
                continue
            parsed = reader.read(cell)
            if parsed is _BLANK:
                continue
            filled += 1
            if parsed is _DITTO and reader.index < len(self._above):
                self._has_ditto = True
                parsed = reader.read(self._above[reader.index])
            value, faults = parsed
            if value is not None:
                values[reader.key] = _joined(values.get(reader.key), value) if reader.is_many else value
            if faults:
                findings.extend(Finding(reader.key, *fault) for fault in faults)
        if self._days:
            filled += _fill_days(self._days, cells, values, findings)
        return filled

    def _is_no_record(
        self, number: int, cells: Sequence[Cell], filled: int, values: Values, findings: list[Finding]
    ) -> bool:
        if not filled:
            words = [as_text(cell) for cell in cells if not is_blank(cell)]
            reason = f"只有“{words[0]}”，没有内容" if words else ""
            if reason:
                self.skipped.append(Skipped(number, reason))
            return True
        if filled > 6 and not findings:
            return False
        first = next((as_text(cell) for cell in cells if not is_blank(cell)), "")
        if first.replace(" ", "").startswith(_FOOT) and not any(
            key in values for key in self._layout.identity
        ):
            self.skipped.append(Skipped(number, f"“{first[:12]}”是表尾，不是记录"))
            return True
        if findings and self._is_header_again(cells):
            self.skipped.append(Skipped(number, "是重复的表头"))
            return True
        return False

    def _is_header_again(self, cells: Sequence[Cell]) -> bool:
        if len(self._header_names.intersection(cells)) < 2:
            return False
        alike = sum(
            1
            for cell, header in zip(cells, self._headers, strict=False)
            if header and isinstance(cell, str) and as_text(cell) == header
        )
        return alike >= 2

    def _note_twin(self, number: int, values: Values, findings: list[Finding]) -> None:
        identity = self._layout.identity
        if identity[0] not in values:
            return
        twin = tuple(values.get(key) for key in identity)
        first = self._seen.setdefault(twin, number)
        if first != number:
            label = "、".join(self._layout.label_of(key) for key in identity if key in values)
            findings.append(
                Finding(identity[0], Level.ERROR, "row.twin", f"与第 {first} 行的{label}相同，请只留一行。")
            )


def read_rows(
    layout: Layout, sheet: Sheet, mapping: Mapping, context: Context, *, reader: RowReader | None = None
) -> Iterator[ParsedRow]:
    """Read every record under the header, in the file's order, a row at a time.

    Give a `RowReader` of your own to ask it afterwards what was skipped.
    Raises: UserError when the mapping lacks a required column.
    """
    reader = reader or RowReader(layout, mapping, context)
    first = mapping.first_data_row
    upper: Row = []
    spans = _spans(sheet, first)
    for number, cells in enumerate(sheet.rows(), start=1):
        if number >= first:
            for index in spans.get(number, ()):
                cells[index] = upper[index]
            upper = cells
            row = reader.read(number, cells)
            if row is not None:
                yield row


def _spans(sheet: Sheet, first: int) -> dict[int, list[int]]:
    """Say in which rows which cells are covered by a cell merged downwards, and so hold what stands above."""
    covered: dict[int, list[int]] = {}
    for top, left, bottom, right in sheet.merges:
        if left == right and bottom > top and top + 1 >= first and bottom - top < 200:
            for row in range(top + 2, bottom + 2):
                covered.setdefault(row, []).append(left)
    return covered


def _resolved(cells: Sequence[Cell], above: Sequence[Cell]) -> Sequence[Cell]:
    """Give the row with every 同上 replaced, for the row below to copy."""
    return [
        above[index] if type(cell) is str and cell in _SAME and index < len(above) else cell
        for index, cell in enumerate(cells)
    ]


def _joined(before: Value | None, value: Value) -> Value:
    """Join a second column of the same field to the first."""
    if before is None:
        return value
    if isinstance(before, tuple) and isinstance(value, tuple):
        return tuple(dict.fromkeys(before + value))
    return f"{before}；{value}"


def _day_readers(mapping: Mapping, layout: Layout, context: Context) -> list[tuple[str, _Reader]]:
    if not layout.has_day_columns:
        return []
    field = layout.by_key["presence"]
    return [
        (column.key.removeprefix(DAY), _Reader(column, field, context))
        for column in mapping.columns
        if column.key.startswith(DAY)
    ]


def _fill_days(
    days: list[tuple[str, _Reader]], cells: Sequence[Cell], values: Values, findings: list[Finding]
) -> int:
    """Bring one column a day together as "2024-11-24=present" in the field `days`."""
    marks: list[str] = []
    filled = 0
    for day, reader in days:
        if reader.index >= len(cells) or (parsed := reader.read(cells[reader.index])) is _BLANK:
            continue
        filled += 1
        value, faults = parsed
        if value is not None:
            marks.append(f"{day}={value}")
        findings.extend(Finding(f"{DAY}{day}", *fault) for fault in faults)
    if marks:
        values["days"] = tuple(marks)
    return filled
