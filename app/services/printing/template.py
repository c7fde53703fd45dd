"""Reads a form workbook once into a frozen layout and names what it cannot print."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.utils import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.faults import UserError
from app.services.printing.colours import theme_colours
from app.services.printing.fonts import Role, role_of
from app.services.printing.grid import Grid
from app.services.printing.layout import Face, Template
from app.services.printing.package import Drawing, first_sheet
from app.services.printing.page_setup import paper_of, setup_warnings
from app.services.printing.pictures import drawing_warnings
from app.services.printing.running import running_of

_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, ParseError, InvalidFileException, KeyError, ValueError, TypeError,
    OSError, IndexError,
)  # fmt: skip
_MOST_COLUMNS, _MOST_ROWS = 256, 5000  # a form has a tenth; stray formats reach to the end of a sheet


def load(source: Path | bytes, *, name: str = "") -> Template:
    """Return the layout of the workbook's first sheet; the same bytes are read only once.

    Raises: UserError when the file is not a workbook, or what it prints is far larger than a form.
    """
    if isinstance(source, Path):
        return _load(source.read_bytes(), name or source.stem)
    return _load(source, name)


@lru_cache(maxsize=64)
def _load(data: bytes, name: str) -> Template:
    try:
        book = load_workbook(BytesIO(data), rich_text=True)
        results = _results(data, book.worksheets[0])
        parts = first_sheet(data)
    except _UNREADABLE as fault:
        raise UserError(
            f"表格文件“{name}”打不开，请用 Excel 或 WPS 另存为 .xlsx 后再导入。", field="file"
        ) from fault
    sheet = book.worksheets[0]
    theme = theme_colours(getattr(book, "loaded_theme", None))
    warnings = [*setup_warnings(book, sheet), *drawing_warnings(parts.drawings)]
    running, kinds, faults = running_of(
        parts.headings, tab=str(sheet.title), name=f"{name}.xlsx", plain=_normal(book)
    )
    areas = [
        _area(Grid(book, sheet, area, theme, results, warnings), book, parts.drawings, name)
        for area in _areas(sheet)
    ]
    first, *more = areas
    return replace(
        first,
        running=running,
        running_kinds=kinds,
        warnings=tuple(dict.fromkeys([*warnings, *faults])),
        more=tuple(replace(area, running=running, running_kinds=kinds) for area in more),
    )


def _areas(sheet: Worksheet) -> list[tuple[int, int, int, int]]:
    """Return (left, top, right, bottom) of every print area, or of all that is used."""
    whole = str(sheet.print_area) if sheet.print_area else str(sheet.calculate_dimension())
    found = []
    for part in whole.replace("$", "").split(","):
        left, top, right, bottom = (int(edge or 1) for edge in range_boundaries(part.split("!")[-1]))
        if right - left >= _MOST_COLUMNS or bottom - top >= _MOST_ROWS:
            text = f"要打印的区域 {part} 太大。请选中表格，在“页面布局”里设为打印区域，存盘后再选。"
            raise UserError(text, field="file")
        found.append((left, top, right, bottom))
    return found


def _area(grid: Grid, book: Workbook, drawings: Sequence[Drawing], name: str) -> Template:
    copies = grid.controls.get("copies")
    sheet = book.worksheets[0]
    return Template(
        name=name,
        title=str(book.properties.title or sheet.title),
        columns=grid.widths,
        bands=grid.bands,
        head=grid.titles(str(sheet.print_title_rows or "")),
        side=grid.title_columns(str(sheet.print_title_cols or "")),
        breaks=grid.row_breaks,
        column_breaks=grid.column_breaks,
        paper=paper_of(sheet),
        running=(),
        running_kinds=frozenset(),
        copies_key=copies.key if copies else "",
        copies=tuple(copies.argument.split("|")) if copies else (),
        has_print_area=bool(sheet.print_area),
        has_note=grid.has_note,
        warnings=(),
        pictures=grid.pictures(drawings),
        left=grid.left,
        tab=str(sheet.title),
        digit=grid.digit,
    )


def _normal(book: Workbook) -> Face:
    """Return the face of the workbook's normal style."""
    fonts = getattr(book, "_fonts", None)
    family = str(fonts[0].name or "") if fonts else ""
    size = float(fonts[0].size or 11) if fonts else 11.0
    return Face(role_of(family) if family else Role.SANS, size)


def _results(data: bytes, sheet: Worksheet) -> Mapping[str, object]:
    """Return the stored results of the formulas, by cell; the workbook is read again only where it has any."""
    places = [cell.coordinate for row in sheet.iter_rows() for cell in row if _is_formula(cell)]
    if not places:
        return {}
    stored = load_workbook(BytesIO(data), data_only=True).worksheets[0]
    return {place: stored[place].value for place in places}


def _is_formula(cell: object) -> bool:
    return isinstance(cell, SheetCell) and cell.data_type == "f"
