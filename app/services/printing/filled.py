"""A filled form as a workbook (.xlsx): the author's own cells, rows repeated and tags replaced as they print."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from typing import Any, cast

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet
from reportlab.pdfgen.canvas import Canvas

from app.faults import UserError
from app.services.printing.arrange import Page, Row, arrange
from app.services.printing.cells import split_parts
from app.services.printing.compose import Box, Mark
from app.services.printing.layout import Cell, Template
from app.services.printing.marks import draw_mark
from app.services.printing.preview import page_png
from app.services.printing.tags import DRAWN_KINDS, Scope, Tag, filled
from app.services.printing.template import load

_PAGE = (
    "orientation", "paperSize", "paperHeight", "paperWidth", "scale", "fitToHeight", "fitToWidth", "pageOrder",
    "firstPageNumber", "useFirstPageNumber", "blackAndWhite", "draft", "errors", "cellComments",
)  # fmt: skip
_EMU = 12700  # English Metric Units a point
_MARK_DPI = 300
_TALLEST = 409.0  # points, the highest row a sheet can have
_MONEY = {"money": '"￥"#,##0.00', "yuan": "#,##0.00"}


@dataclass(frozen=True, slots=True)
class _Out:
    """One row of the filled sheet: the workbook's row it is made from (0 for none) and what is in it."""

    source: int
    height: float | None
    row: Row | None = None


def fill(data: bytes, values: Mapping[str, object], *, name: str = "", note: str = "") -> bytes:
    """Return the workbook filled with the values; a workbook without tags comes back as it is.

    Raises: UserError when the workbook has several print areas, whose rows cannot be repeated one by one.
    """
    template = load(data, name=name)
    if not any(_is_filled(area) for area in (template, *template.more)):
        return data
    if template.more:
        raise UserError("这个表样有几个打印区域，不能存为表格文件，请存为 PDF。", field="file")
    own: dict[str, object] = {"note": note, "form.title": template.title}
    pages, _ = arrange(template, Scope(ChainMap(own, dict(values))))
    return _Filler(data, template, pages).workbook()


def _is_filled(template: Template) -> bool:
    return any(not cell.is_static for band in template.bands for cell in band.cells)


class _Filler:
    """Writes the placed rows of one form into a new sheet that takes the place of the template's."""

    def __init__(self, data: bytes, template: Template, pages: Sequence[Page]) -> None:
        self._template = template
        self._book = load_workbook(BytesIO(data), rich_text=True)
        self._old = self._book.worksheets[0]
        self._new: Worksheet = self._book.create_sheet("filled", 0)
        self._rows, self._ends = self._planned(pages)
        self._place = {id(out.row): at for at, out in enumerate(self._rows, 1) if out.row is not None}
        self._is_moved = [out.source for out in self._rows] != list(range(1, len(self._rows) + 1))

    def workbook(self) -> bytes:
        self._set_up()
        for at, out in enumerate(self._rows, 1):
            self._copy_row(at, out)
        for at, out in enumerate(self._rows, 1):
            if out.row is not None:
                self._fill_row(at, out.row)
        self._merge_outside()
        self._lay_pictures()
        title = self._old.title
        self._book.remove(self._old)
        self._new.title = title
        self._finish_pages()
        buffer = BytesIO()
        self._book.save(buffer)
        return buffer.getvalue()

    def _planned(self, pages: Sequence[Page]) -> tuple[list[_Out], list[int]]:
        """Return the rows in order, and after which of them a page ends."""
        bands = self._template.bands
        first, last = bands[0].source, bands[-1].source
        rows = [_Out(at, self._height(at)) for at in range(1, first)]
        seen: set[int] = set()
        ends: list[int] = []
        for page in pages:
            bottom = 0.0
            for placed in page:
                rows += [_Out(0, gap) for gap in _gaps(placed.y - bottom)]
                bottom = placed.bottom
                if id(placed.row) not in seen:
                    seen.add(id(placed.row))
                    rows.append(_Out(placed.row.band.source, placed.row.height, placed.row))
            ends.append(len(rows))
        rows += [_Out(at, self._height(at)) for at in range(last + 1, self._old.max_row + 1)]
        return rows, ends

    def _height(self, row: int) -> float | None:
        height = self._old.row_dimensions[row].height
        return float(height) if height is not None else None

    def _set_up(self) -> None:
        old, new = self._old, self._new
        for key, dimension in old.column_dimensions.items():
            new.column_dimensions[key] = copy(dimension)
            new.column_dimensions[key].parent = new
        new.sheet_format = copy(old.sheet_format)
        new.sheet_properties = copy(old.sheet_properties)
        new.page_margins = copy(old.page_margins)
        for name in _PAGE:
            setattr(new.page_setup, name, getattr(old.page_setup, name))
        new.print_options = copy(old.print_options)
        new.HeaderFooter = copy(old.HeaderFooter)
        new.sheet_view.showGridLines = old.sheet_view.showGridLines

    def _copy_row(self, at: int, out: _Out) -> None:
        if out.height is not None:
            self._new.row_dimensions[at].height = out.height
        if not out.source:
            return
        self._new.row_dimensions[at].hidden = out.row is None and self._old.row_dimensions[out.source].hidden
        for column in range(1, self._old.max_column + 1):
            source = self._old.cell(out.source, column)
            if not source.has_style and source.value is None:
                continue
            _dress(self._new.cell(at, column), source)
            if out.row is None:
                self._new.cell(at, column, source.value)

    def _fill_row(self, at: int, row: Row) -> None:
        for cell, end in zip(row.band.cells, row.ends, strict=True):
            column = self._template.left + cell.column
            last = max((self._place[id(other.row)] for other in self._rows_of(row, end)), default=at)
            self._say(at, column, cell, row)
            self._mark(at, last, cell, row.scope)
            if cell.rows > 1 or cell.columns > 1:
                self._new.merge_cells(
                    start_row=at, end_row=last, start_column=column, end_column=column + cell.columns - 1
                )

    def _rows_of(self, row: Row, end: int) -> Iterator[_Out]:
        """Yield the rows of one copy that a merged cell of this row reaches down to."""
        if end == row.number:
            return
        at = self._place[id(row)]
        for out in self._rows[at:]:
            if out.row is None or not row.number < out.row.number <= end:
                return
            yield out

    def _say(self, at: int, column: int, cell: Cell, row: Row) -> None:
        source, target = self._old.cell(row.band.source, column), self._new.cell(at, column)
        if not isinstance(source, MergedCell):
            self._write(target, source, cell, row)

    def _write(self, target: SheetCell | MergedCell, source: SheetCell, cell: Cell, row: Row) -> None:
        if isinstance(target, MergedCell):
            return
        if cell.is_static:
            is_formula = source.data_type == "f" and self._is_moved
            target.value = "".join(str(part) for part in cell.parts) if is_formula else source.value
        elif isinstance(source.value, CellRichText):
            target.value = _rich(source.value, row.scope)
        else:
            _put(target, cell, row)

    def _mark(self, at: int, last: int, cell: Cell, scope: Scope) -> None:
        for part in cell.parts:
            if isinstance(part, Tag) and part.kind in DRAWN_KINDS:
                width = sum(self._template.columns[cell.column : cell.column + cell.columns])
                height = sum(self._rows[row - 1].height or 0.0 for row in range(at, last + 1))
                picture = _drawn(Mark(Box(0.0, 0.0, width, height), part, scope.value(part.key)))
                self._lay(picture, at, self._template.left + cell.column, 0.0, 0.0, width, height)

    def _lay_pictures(self) -> None:
        edges = [0.0]
        for width in self._template.columns:
            edges.append(edges[-1] + width)
        for picture in self._template.pictures:
            source = self._template.bands[picture.band].source
            column = max(at for at, edge in enumerate(edges[:-1]) if edge <= picture.x + 0.01)
            for at, out in enumerate(self._rows, 1):
                if out.source == source:
                    self._lay(
                        picture.content, at, self._template.left + column, picture.x - edges[column], picture.y,
                        picture.width, picture.height,
                    )  # fmt: skip

    def _lay(
        self, content: bytes, row: int, column: int, x: float, y: float, width: float, height: float
    ) -> None:
        image = Image(BytesIO(content))
        start = AnchorMarker(col=column - 1, colOff=round(x * _EMU), row=row - 1, rowOff=round(y * _EMU))
        image.anchor = OneCellAnchor(
            _from=start, ext=XDRPositiveSize2D(round(width * _EMU), round(height * _EMU))
        )
        self._new.add_image(image)

    def _merge_outside(self) -> None:
        """Merge again what lies outside the print area."""
        places = {out.source: at for at, out in enumerate(self._rows, 1) if out.row is None and out.source}
        right = self._template.left + len(self._template.columns) - 1
        for span in self._old.merged_cells.ranges:
            rows = (
                (places.get(span.min_row), places.get(span.max_row))
                if span.min_row in places
                else self._first_place(span.min_row, span.max_row)
            )
            is_outside = span.min_row in places or span.min_col > right or span.max_col < self._template.left
            if is_outside and rows[0] and rows[1]:
                self._new.merge_cells(
                    start_row=rows[0], end_row=rows[1], start_column=span.min_col, end_column=span.max_col
                )

    def _first_place(self, first: int, last: int) -> tuple[int | None, int | None]:
        found = [at for at, out in enumerate(self._rows, 1) if first <= out.source <= last]
        return (found[0], found[0] + last - first) if found else (None, None)

    def _finish_pages(self) -> None:
        template, new = self._template, self._new
        head = [
            at for at, out in enumerate(self._rows, 1) if out.row and self._band(out.row) in template.head
        ]
        inside = [at for at, out in enumerate(self._rows, 1) if out.row is not None]
        left, right = (
            get_column_letter(template.left),
            get_column_letter(template.left + len(template.columns) - 1),
        )
        new.print_area = f"{left}{inside[0]}:{right}{inside[-1]}"
        if head and len(template.copies) <= 1:
            new.print_title_rows = f"{head[0]}:{head[len(template.head) - 1]}"
        if template.side:
            side = [get_column_letter(template.left + at) for at in template.side]
            new.print_title_cols = f"{side[0]}:{side[-1]}"
        for at in sorted(template.column_breaks):
            new.col_breaks.append(Break(id=template.left + at))
        has_feet = any(band.foots for band in template.bands)
        if has_feet or template.breaks or len(template.copies) > 1:
            for end in self._ends[:-1]:
                new.row_breaks.append(Break(id=end))

    def _band(self, row: Row) -> int:
        return next(at for at, band in enumerate(self._template.bands) if band is row.band)


def _dress(target: object, source: object) -> None:
    """Give a cell the whole style of another of the same workbook; openpyxl has no public way to."""
    cast("Any", target)._style = copy(cast("Any", source)._style)  # noqa: SLF001


def _gaps(height: float) -> list[float]:
    """Return rows that together are as high as a gap between two copies."""
    if height < 0.05:
        return []
    whole, rest = divmod(height, _TALLEST)
    return [_TALLEST] * int(whole) + ([rest] if rest > 0.05 else [])


def _put(target: SheetCell, cell: Cell, row: Row) -> None:
    """Write the filled text, or the number itself where one tag is all that the cell says."""
    said = row.said[row.band.cells.index(cell)]
    text = "".join(run.text for run in said)
    part = cell.parts[0]
    if len(cell.parts) == 1 and isinstance(part, Tag) and part.kind in _MONEY:
        value = row.scope.value(part.key)
        if isinstance(value, int) and not isinstance(value, bool):
            target.value = value / 100
            target.number_format = _MONEY[part.kind]
            if cell.across == "general":
                target.alignment = Alignment(
                    horizontal="left",
                    vertical=target.alignment.vertical,
                    wrap_text=target.alignment.wrap_text,
                    shrink_to_fit=target.alignment.shrink_to_fit,
                    indent=target.alignment.indent,
                )
            return
    target.value = text or None
    if text:
        target.data_type = "s"  # a text that begins with = is no formula
        target.number_format = "General"


def _rich(value: CellRichText, scope: Scope) -> CellRichText:
    blocks = [
        (block.text, block.font) if isinstance(block, TextBlock) else (str(block), None) for block in value
    ]
    found = CellRichText()
    for part, font in split_parts("".join(text for text, _ in blocks), blocks):
        text = part if isinstance(part, str) else filled(part, scope)
        if text:
            found.append(TextBlock(font, text) if font is not None else text)
    return found


def _drawn(mark: Mark) -> bytes:
    """Return a photo, code or row of boxes as a PNG."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(mark.box.width, mark.box.height), invariant=1)
    canvas.translate(0, mark.box.height)
    draw_mark(canvas, mark)
    canvas.showPage()
    canvas.save()
    return page_png(buffer.getvalue(), 0, _MARK_DPI)
