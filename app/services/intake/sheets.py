"""Opens a guarded workbook and gives its sheets as rows of typed cells."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from app.faults import UserError
from app.services.intake.guard import FileKind, inspect

Cell = str | int | float | bool | date | datetime | time | timedelta
Row = list[Cell]

_HEAD_ROWS = 40
_MERGES_WORTH_READING = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a name, its size, its merged areas, and rows that can be walked again and again."""

    name: str
    height: int
    width: int
    merges: tuple[tuple[int, int, int, int], ...] = ()
    is_hidden: bool = False
    source: CalamineSheet | None = field(default=None, repr=False, compare=False)
    listed: tuple[tuple[Cell, ...], ...] = field(default=(), repr=False)

    def rows(self) -> Iterator[Row]:
        """Give every row from the first line of the sheet, so that index 0 is the file's row 1."""
        if self.source is None:
            yield from (list(row) for row in self.listed)
            return
        yield from self.source.iter_rows()

    def head(self, count: int = _HEAD_ROWS) -> list[Row]:
        """Give the first rows, where titles and headers stand."""
        return list(islice(self.rows(), count))


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file that passed the guard, with its sheets in the file's order."""

    name: str
    kind: FileKind
    sheets: tuple[Sheet, ...]

    def visible(self) -> tuple[Sheet, ...]:
        """Give the sheets a person sees and that hold anything."""
        return tuple(sheet for sheet in self.sheets if not sheet.is_hidden and sheet.height > 0)

    def sheet(self, name: str) -> Sheet:
        """Give one sheet by name.

        Raises: UserError when the workbook has no such sheet.
        """
        for sheet in self.sheets:
            if sheet.name == name:
                return sheet
        raise UserError(f"“{self.name}”里没有名为“{name}”的表，请重新选择。")


def open_workbook(path: Path) -> Workbook:
    """Read a workbook after the guard has let it pass.

    Raises: UserError when the file is refused, broken, or holds nothing.
    """
    kind = inspect(path)
    sheets = _from_csv(path) if kind is FileKind.CSV else _from_calamine(path)
    book = Workbook(path.name, kind, sheets)
    if not book.visible():
        raise UserError(f"“{path.name}”里没有内容，请看看是否选错了文件。")
    return book


def _from_calamine(path: Path) -> tuple[Sheet, ...]:
    sheets = []
    try:
        book = CalamineWorkbook.from_path(path)
        for meta in book.sheets_metadata:
            sheet = book.get_sheet_by_name(meta.name)
            sheets.append(_sheet(sheet, is_hidden=meta.visible is not SheetVisibleEnum.Visible))
    except CalamineError as fault:
        raise UserError(
            f"“{path.name}”读不出来，可能已损坏。请用 Excel 或 WPS 打开后另存为“Excel 工作簿（.xlsx）”，再导入。"
        ) from fault
    return tuple(sheets)


def _sheet(sheet: CalamineSheet, *, is_hidden: bool) -> Sheet:
    merges = sheet.merged_cell_ranges or []
    shift = (
        sheet.start[1] if sheet.start is not None else 0
    )  # rows come without the empty columns on the left
    near = tuple(
        (top, left - shift, bottom, right - shift)
        for (top, left), (bottom, right) in merges[:_MERGES_WORTH_READING]
    )
    return Sheet(
        name=sheet.name,
        height=sheet.end[0] + 1 if sheet.end is not None else 0,
        width=sheet.width,
        merges=near,
        is_hidden=is_hidden,
        source=sheet,
    )


def _from_csv(path: Path) -> tuple[Sheet, ...]:
    text = decode(path.read_bytes(), path.name)
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = max((",", "\t", ";", "，"), key=first.count)
    try:
        rows = tuple(tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as fault:
        raise UserError(
            f"“{path.name}”不是正常的 CSV 文件，请用 Excel 或 WPS 另存为 .xlsx，再导入。"
        ) from fault
    width = max((len(row) for row in rows), default=0)
    return (Sheet(name=path.stem, height=len(rows), width=width, listed=rows),)


def decode(data: bytes, name: str) -> str:
    """Decode a CSV file: UTF-8 with its mark, UTF-16 with its mark, plain UTF-8, else GB18030.

    Raises: UserError when the bytes are no text.
    """
    try:
        if data.startswith(codecs.BOM_UTF8):
            return data.decode("utf-8-sig")
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        if b"\x00" in data:
            raise UserError(f"“{name}”不是文本，请用 Excel 或 WPS 另存为 .xlsx，再导入。")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("gb18030")
    except UnicodeDecodeError as fault:
        raise UserError(
            f"“{name}”的文字编码认不出来，请用 Excel 或 WPS 打开后另存为 .xlsx，再导入。"
        ) from fault
