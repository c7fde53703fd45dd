"""Writes the rows that cannot go in as a workbook with the reason beside each cell, and reads it back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from app.faults import UserError
from app.models.checks.finding import Finding, Level
from app.services.intake.context import Context
from app.services.intake.folding import as_text
from app.services.intake.layout import Layout
from app.services.intake.mapping import OTHER_PROBLEMS, PROBLEM, ROW_REF, Column, Mapping
from app.services.intake.rows import ParsedRow, RowReader, read_rows
from app.services.intake.sheets import Cell, Sheet, Workbook

_PLAN_SHEET = "_jiamenkou"
_PLAN_MARK = "jiamenkou-mending/1"
_ROWS_SHEET = "待改正"
_HEADER_ROW = 3
_MOST_COMMENT = 1000


@dataclass(frozen=True, slots=True)
class Mending:
    """A workbook of errors that came back: where it came from, its rows, and how to read them."""

    layout: str
    origin: str
    sheet: Sheet
    mapping: Mapping


class _Plan:
    """Where each source column and each column of reasons goes."""

    def __init__(self, mapping: Mapping, rows: Sequence[ParsedRow]) -> None:
        blamed = {finding.field for row in rows for finding in row.findings}
        self.columns = mapping.columns
        self.own: dict[int, int] = {}
        self.reason: dict[str, int] = {}
        self.by_key: dict[str, int] = {}
        at = 1
        for column in mapping.columns:
            self.own[column.index] = at
            at += 1
            if column.key:
                self.by_key.setdefault(column.key, column.index)
            if column.key in blamed and column.key not in self.reason:
                self.reason[column.key] = at
                at += 1
        self.other = at

    def place_of(self, key: str) -> int:
        """Give the column of reasons for a field."""
        return self.reason.get(key, self.other)


def write_errors(
    path: Path, layout: Layout, mapping: Mapping, rows: Iterable[ParsedRow], *, origin: str
) -> int:
    """Write the refused rows of an import with the original cells and the reasons; give how many.

    `origin` is the import's id; it comes back with the workbook.
    """
    bad = [row for row in rows if row.is_refused]
    plan = _Plan(mapping, bad)
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd", "strings_to_urls": False})
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - the same rows give the same bytes
    formats = _formats(book)
    sheet = book.add_worksheet(_ROWS_SHEET)
    _write_head(sheet, layout, plan, formats, len(bad))
    for line, row in enumerate(bad, start=_HEADER_ROW):
        _write_row(sheet, line, row, plan, layout, formats)
    _write_plan(book.add_worksheet(_PLAN_SHEET), layout, mapping, plan, origin)
    book.close()
    return len(bad)


def _formats(book: xlsxwriter.Workbook) -> dict[str, Format]:
    grid = {"border": 1, "valign": "vcenter", "font_size": 11}
    wrong = {**grid, "bg_color": "#FCE4E4", "font_color": "#8A1C1C"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "hint": book.add_format({"font_size": 11, "font_color": "#444444"}),
        "head": book.add_format(
            {**grid, "bold": True, "bg_color": "#E8EEF4", "text_wrap": True, "align": "center"}
        ),
        "head.reason": book.add_format({**wrong, "bold": True, "text_wrap": True, "align": "center"}),
        "plain": book.add_format({**grid, "num_format": "@"}),
        "number": book.add_format(grid),
        "day": book.add_format({**grid, "num_format": "yyyy-mm-dd"}),
        "wrong": book.add_format({**wrong, "num_format": "@"}),
        "wrong.number": book.add_format(wrong),
        "wrong.day": book.add_format({**wrong, "num_format": "yyyy-mm-dd"}),
        "reason": book.add_format({**grid, "text_wrap": True, "font_color": "#8A1C1C", "italic": True}),
    }


def _write_head(
    sheet: Worksheet, layout: Layout, plan: _Plan, formats: dict[str, Format], count: int
) -> None:
    sheet.write_string(0, 1, f"{layout.label}：{count} 行没有导入，请改正", formats["title"])
    sheet.write_string(
        1, 1,
        "红底的格子要改，原因写在它右边。改好后保存，在“导入”里选这个文件；只有这里的行会导入。不要删行列、不要改列名。",
        formats["hint"],
    )  # fmt: skip
    head = _HEADER_ROW - 1
    sheet.set_row(head, 32)
    sheet.write_string(head, 0, ROW_REF)
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    for column in plan.columns:
        at = plan.own[column.index]
        field = layout.by_key.get(column.key)
        is_text = field is not None and field.is_text
        sheet.write_string(head, at, column.header or f"第{column.index + 1}列", formats["head"])
        sheet.set_column(at, at, 22 if is_text else 12, formats["plain"] if is_text else None)
    for key, at in plan.reason.items():
        header = next(column.header for column in plan.columns if column.key == key)
        sheet.write_string(head, at, PROBLEM + header, formats["head.reason"])
        sheet.set_column(at, at, 34)
    sheet.write_string(head, plan.other, OTHER_PROBLEMS, formats["head.reason"])
    sheet.set_column(plan.other, plan.other, 34)
    sheet.freeze_panes(_HEADER_ROW, 1)


def _write_row(
    sheet: Worksheet, line: int, row: ParsedRow, plan: _Plan, layout: Layout, formats: dict[str, Format]
) -> None:
    sheet.write_string(line, 0, row.ref or str(row.number))
    reasons: dict[int, list[str]] = {}
    wrong: dict[int, list[str]] = {}
    for finding in row.findings:
        reasons.setdefault(plan.place_of(finding.field), []).append(_said(finding, layout, plan))
        if finding.field in plan.by_key and finding.level is Level.ERROR:
            wrong.setdefault(plan.by_key[finding.field], []).append(finding.text)
    for column in plan.columns:
        at = plan.own[column.index]
        cell: Cell = row.cells[column.index] if column.index < len(row.cells) else ""
        field = layout.by_key.get(column.key)
        is_text = field is not None and field.is_text
        _write_cell(sheet, line, at, cell, formats, is_wrong=column.index in wrong, is_text=is_text)
        if column.index in wrong:
            text = "\n".join(wrong[column.index])[:_MOST_COMMENT]
            sheet.write_comment(line, at, text, {"x_scale": 2, "author": "就业服务站"})
    for at, texts in reasons.items():
        sheet.write_string(line, at, "\n".join(texts), formats["reason"])


def _said(finding: Finding, layout: Layout, plan: _Plan) -> str:
    text = finding.text if finding.level is Level.ERROR else f"（可不改）{finding.text}"
    return text if finding.field in plan.reason else f"{layout.label_of(finding.field)}：{text}"


def _write_cell(
    sheet: Worksheet,
    line: int,
    at: int,
    cell: Cell,
    formats: dict[str, Format],
    *,
    is_wrong: bool,
    is_text: bool,
) -> None:
    """Write the original value in its own type; a number in an ID column shows as text once retyped."""
    prefix = "wrong" if is_wrong else ""
    if isinstance(cell, bool):
        sheet.write_boolean(line, at, cell, formats[prefix or "plain"])
    elif isinstance(cell, int | float):
        kind = (prefix or "plain") if is_text else (f"{prefix}.number" if prefix else "number")
        sheet.write_number(line, at, cell, formats[kind])
    elif isinstance(cell, datetime | date):
        sheet.write_datetime(line, at, cell, formats[f"{prefix}.day" if prefix else "day"])
    elif isinstance(cell, time | timedelta):
        sheet.write_string(line, at, as_text(cell), formats[prefix or "plain"])
    elif cell:
        sheet.write_string(line, at, cell, formats[prefix or "plain"])
    else:
        sheet.write_blank(line, at, None, formats[prefix or "plain"])


def _write_plan(sheet: Worksheet, layout: Layout, mapping: Mapping, plan: _Plan, origin: str) -> None:
    """Keep the clerk's mapping with the rows, so that what was corrected once stays corrected."""
    sheet.very_hidden()
    for line, (name, value) in enumerate(
        (("mark", _PLAN_MARK), ("layout", layout.key), ("origin", origin), ("sheet", mapping.sheet))
    ):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, value)
    for line, column in enumerate(plan.columns, start=4):
        sheet.write_string(line, 0, str(plan.own[column.index]))
        sheet.write_string(line, 1, column.key)
        sheet.write_string(line, 2, column.header)


def find_mending(book: Workbook) -> Mending | None:
    """Say whether a workbook is one that this product wrote, and give what it carries.

    Raises: UserError when it is one but its rows or its plan are gone.
    """
    plan = next((sheet for sheet in book.sheets if sheet.name == _PLAN_SHEET), None)
    if plan is None:
        return None
    lines = [[as_text(cell) for cell in row] for row in plan.rows()]
    if len(lines) < 4 or lines[0][1] != _PLAN_MARK:
        raise UserError(f"“{book.name}”里的对照页被改动了，请重新导出错误清单，再改正。")
    rows = next((sheet for sheet in book.sheets if sheet.name == _ROWS_SHEET), None)
    if rows is None:
        raise UserError(f"“{book.name}”里没有“{_ROWS_SHEET}”这一页，请不要改页名，或重新导出错误清单。")
    head = rows.head(_HEADER_ROW)
    headers = [as_text(cell) for cell in head[-1]] if len(head) == _HEADER_ROW else []
    columns = [Column(0, ROW_REF, ROW_REF, 1.0)]
    for line in lines[4:]:
        at, key, header = int(line[0]), line[1], line[2]
        shown = headers[at] if at < len(headers) else ""
        if shown != (header or shown):
            raise UserError(
                f"“{book.name}”的列被移动或改名了（“{header}”列），请恢复原样，或重新导出错误清单。"
            )
        columns.append(Column(at, header, key, 1.0))
    if not headers or headers[0] != ROW_REF:
        raise UserError(f"“{book.name}”里隐藏的行标识列不见了，请重新导出错误清单，再改正。")
    mapping = Mapping(lines[1][1], rows.name, _HEADER_ROW, 1, tuple(columns))
    return Mending(lines[1][1], lines[2][1], rows, mapping)


def read_mended(
    layout: Layout, mending: Mending, context: Context, *, reader: RowReader | None = None
) -> Iterator[ParsedRow]:
    """Read the mended rows; `ref` says which row of the import each one is.

    A row without its mark, or with another row's mark, is refused: only the rows that went out come in.
    """
    seen: set[str] = set()
    for row in read_rows(layout, mending.sheet, mending.mapping, context, reader=reader):
        if not row.ref:
            yield _with(row, "这一行不是错误清单里原有的行，请写到花名册里另行导入。")
        elif row.ref in seen:
            yield _with(row, "这一行是另一行的复制，请删去一行。")
        else:
            seen.add(row.ref)
            yield row


def _with(row: ParsedRow, text: str) -> ParsedRow:
    return replace(row, findings=(*row.findings, Finding(ROW_REF, Level.ERROR, "row.stranger", text)))
