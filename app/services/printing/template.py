"""Reads a form workbook once into a frozen layout and names what it cannot print."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.styles import Border
from openpyxl.styles.borders import Side
from openpyxl.styles.proxy import StyleProxy
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.faults import UserError
from app.services.printing.colours import colour_of, theme_colours
from app.services.printing.fonts import Role, role_of
from app.services.printing.layout import Band, Cell, Colour, Face, Rule, Template
from app.services.printing.page_setup import paper_of, running_of, setup_warnings
from app.services.printing.tags import Tag, parse

_DIGIT_PIXELS = {"calibri": 7, "arial": 7, "aptos": 7, "aptos narrow": 7}  # widest digit of 11 pt at 96 dpi
_RULES: dict[str, tuple[float, tuple[float, ...]]] = {
    "hair": (0.25, (0.5, 1.0)),
    "thin": (0.5, ()),
    "dotted": (0.5, (0.8, 1.2)),
    "dashed": (0.5, (3.0, 2.0)),
    "dashDot": (0.5, (4.0, 2.0, 1.0, 2.0)),
    "dashDotDot": (0.5, (4.0, 2.0, 1.0, 2.0, 1.0, 2.0)),
    "medium": (1.0, ()),
    "mediumDashed": (1.0, (5.0, 3.0)),
    "mediumDashDot": (1.0, (5.0, 3.0, 2.0, 3.0)),
    "mediumDashDotDot": (1.0, (5.0, 3.0, 2.0, 3.0, 2.0, 3.0)),
    "slantDashDot": (1.0, (5.0, 3.0, 2.0, 3.0)),
    "thick": (1.75, ()),
    "double": (0.5, ()),
}


def load(source: Path | bytes, *, name: str = "") -> Template:
    """Return the layout of the workbook's first sheet; the same bytes are read only once.

    Raises: UserError when the file is not a workbook.
    """
    if isinstance(source, Path):
        return _load(source.read_bytes(), name or source.stem)
    return _load(source, name)


@lru_cache(maxsize=64)
def _load(data: bytes, name: str) -> Template:
    try:
        book = load_workbook(BytesIO(data), rich_text=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as fault:
        raise UserError(
            f"表格文件“{name}”打不开，请用 Excel 或 WPS 另存为 .xlsx 后再导入。", field="file"
        ) from fault
    return _Reader(book, data, name).template()


class _Reader:
    """Walks one sheet; kept only while it is read."""

    def __init__(self, book: Workbook, data: bytes, name: str) -> None:
        self._book = book
        self._name = name
        self._sheet: Worksheet = book.worksheets[0]
        self._theme = theme_colours(getattr(book, "loaded_theme", None))
        self._warnings = [*setup_warnings(book, self._sheet), *_drawn_objects(data)]
        self._has_area = bool(self._sheet.print_area)
        area = self._sheet.print_area if self._has_area else self._sheet.calculate_dimension()
        first = str(area).replace("$", "").split("!")[-1].split(",")[0]
        self._left, self._top, self._right, self._bottom = (
            int(edge or 1) for edge in range_boundaries(first)
        )
        self._merged = {
            (span.min_row, span.min_col): (span.max_row - span.min_row + 1, span.max_col - span.min_col + 1)
            for span in self._sheet.merged_cells.ranges
        }
        self._areas = {
            (row, column): (span.min_row, span.min_col)
            for span in self._sheet.merged_cells.ranges
            for row in range(span.min_row, span.max_row + 1)
            for column in range(span.min_col, span.max_col + 1)
        }
        self._control: dict[str, Tag] = {}
        self._has_note = False

    def template(self) -> Template:
        sheet = self._sheet
        bands = tuple(
            self._band(row) for row in range(self._top, self._bottom + 1) if not self._is_hidden(row)
        )
        shown = [row for row in range(self._top, self._bottom + 1) if not self._is_hidden(row)]
        place = {row: at for at, row in enumerate(shown)}
        head: tuple[int, ...] = ()
        if sheet.print_title_rows:
            first, last = (int(part.strip("$")) for part in sheet.print_title_rows.split("!")[-1].split(":"))
            head = tuple(place[row] for row in range(first, last + 1) if row in place)
        copies = self._control.get("copies")
        return Template(
            name=self._name,
            title=str(self._book.properties.title or sheet.title),
            columns=self._columns(),
            bands=bands,
            head=head,
            breaks=frozenset(place[at.id] for at in sheet.row_breaks.brk if at.id in place),
            paper=paper_of(sheet),
            running=running_of(sheet),
            copies_key=copies.key if copies else "",
            copies=tuple(copies.argument.split("|")) if copies else (),
            has_print_area=self._has_area,
            has_note=self._has_note,
            warnings=tuple(dict.fromkeys(self._warnings)),
        )

    def _is_hidden(self, row: int) -> bool:
        return bool(self._sheet.row_dimensions[row].hidden) if row in self._sheet.row_dimensions else False

    def _columns(self) -> tuple[float, ...]:
        sheet = self._sheet
        digit = _digit_pixels(self._book)
        base = (
            sheet.sheet_format.defaultColWidth or ((sheet.sheet_format.baseColWidth or 8) * digit + 5) / digit
        )
        widths = {index: float(base) for index in range(self._left, self._right + 1)}
        for dimension in sheet.column_dimensions.values():
            for index in range(dimension.min or 0, (dimension.max or -1) + 1):
                if index in widths:
                    widths[index] = 0.0 if dimension.hidden else float(dimension.width or base)
        return tuple(int((256 * width + int(128 / digit)) / 256 * digit) * 0.75 for width in widths.values())

    def _band(self, row: int) -> Band:
        dimension = self._sheet.row_dimensions[row]
        columns = range(self._left, self._right + 1)
        borders = [self._sheet.cell(row, column).border for column in columns]
        cells = [cell for column in columns if (cell := self._cell(row, column)) is not None]
        repeats = cut = foots = None
        for cell in cells:
            for part in cell.parts:
                if isinstance(part, Tag):
                    repeats = part if part.kind == "each" else repeats
                    cut = part if part.kind == "cut" else cut
                    foots = part if part.kind == "foot" else foots
                    if part.kind == "copies":
                        self._control["copies"] = part
                    self._has_note = self._has_note or part.key == "note"
        return Band(
            height=float(dimension.height) if dimension.height is not None else None,
            cells=tuple(cells),
            tops=tuple(
                None if self._is_joined(row - 1, column, row, column) else self._rule(border.top)
                for column, border in zip(columns, borders, strict=True)
            ),
            bottoms=tuple(
                None if self._is_joined(row, column, row + 1, column) else self._rule(border.bottom)
                for column, border in zip(columns, borders, strict=True)
            ),
            sides=self._sides(row, borders),
            repeats=repeats.key if repeats else "",
            at_least=int(repeats.argument) if repeats and repeats.argument.isdigit() else 0,
            foots=foots.key if foots else "",
            is_cut=cut is not None,
        )

    def _is_joined(self, row: int, column: int, other_row: int, other_column: int) -> bool:
        """Whether two cells lie in one merged area, so that no line is drawn between them."""
        area = self._areas.get((row, column))
        return area is not None and area == self._areas.get((other_row, other_column))

    def _sides(self, row: int, borders: Sequence[Border | StyleProxy]) -> tuple[Rule | None, ...]:
        lefts = [self._rule(border.left) for border in borders] + [None]
        rights = [None, *(self._rule(border.right) for border in borders)]
        return tuple(
            None if self._is_joined(row, column - 1, row, column) else stronger(left, right)
            for column, (left, right) in enumerate(zip(lefts, rights, strict=True), self._left)
        )

    def _rule(self, side: Side | None) -> Rule | None:
        if side is None or not side.style:
            return None
        width, dash = _RULES[side.style]
        return Rule(width, dash, colour_of(side.color, self._theme), is_double=side.style == "double")

    def _cell(self, row: int, column: int) -> Cell | None:
        cell = self._sheet.cell(row, column)
        if isinstance(cell, MergedCell):
            return None
        rows, columns = self._merged.get((row, column), (1, 1))
        place = f"{get_column_letter(column)}{row}"
        text = self._text(cell, place)
        fill = self._fill(cell, place)
        border = cell.border
        slanted = self._rule(border.diagonal)
        diagonals = (slanted if border.diagonalDown else None, slanted if border.diagonalUp else None)
        if not text and fill is None and diagonals == (None, None) and (rows, columns) == (1, 1):
            return None
        align = cell.alignment
        across = align.horizontal or ("general-number" if isinstance(cell.value, (int, float)) else "left")
        return Cell(
            row=row - self._top,
            column=column - self._left,
            rows=min(rows, self._bottom - row + 1) - self._hidden_between(row, rows),
            columns=min(columns, self._right - column + 1),
            parts=parse(text),
            face=self._face(cell),
            across="right"
            if across == "general-number"
            else "left"
            if across in {"general", "fill"}
            else across,
            down=align.vertical or "bottom",
            wraps=bool(align.wrap_text) or align.horizontal in {"justify", "distributed"},
            shrinks=bool(align.shrink_to_fit),
            indent=int(align.indent or 0),
            turn=self._turn(int(align.text_rotation or 0), place),
            fill=fill,
            diagonals=diagonals,
            label=self._label(row, column),
        )

    def _hidden_between(self, row: int, rows: int) -> int:
        return sum(1 for at in range(row, min(row + rows, self._bottom + 1)) if self._is_hidden(at))

    def _text(self, cell: SheetCell, place: str) -> str:
        value = cell.value
        if value is None:
            return ""
        if isinstance(value, CellRichText):
            if len({str(getattr(run, "font", None)) for run in value}) > 1:
                self._warnings.append(f"单元格 {place} 内有多种字体，按单元格字体打印")
        elif cell.data_type == "f":
            self._warnings.append(f"单元格 {place} 是公式，不会计算，打印为空")
            return ""
        return str(value)

    def _fill(self, cell: SheetCell, place: str) -> Colour | None:
        pattern = getattr(cell.fill, "patternType", None)
        if cell.fill.tagname == "gradientFill":
            self._warnings.append(f"单元格 {place} 的渐变填充不能打印")
            return None
        if not pattern or pattern == "none":
            return None
        if pattern != "solid":
            self._warnings.append(f"单元格 {place} 的图案填充按纯色打印")
        return colour_of(cell.fill.fgColor, self._theme, (1.0, 1.0, 1.0))

    def _face(self, cell: SheetCell) -> Face:
        font = cell.font
        return Face(
            role=role_of(font.name) if font.name else Role.SANS,
            size=float(font.size or 11),
            is_bold=bool(font.bold),
            is_italic=bool(font.italic),
            is_underlined=bool(font.underline) and font.underline != "none",
            colour=colour_of(font.color, self._theme),
        )

    def _turn(self, rotation: int, place: str) -> int:
        if rotation in {0, 255}:
            return rotation
        angle = rotation if rotation <= 90 else 90 - rotation
        if abs(angle) != 90:
            self._warnings.append(f"单元格 {place} 的斜排文字按水平打印")
            return 0
        return angle

    def _label(self, row: int, column: int) -> str:
        for at in range(column - 1, self._left - 1, -1):
            value = self._sheet.cell(row, at).value
            if value and "{{" not in str(value):
                return str(value).replace("\n", "").replace("\u3000", "").strip("：: ")
        return ""


def stronger(first: Rule | None, second: Rule | None) -> Rule | None:
    """Return the line that is seen where two cells share an edge."""
    if first is None or second is None:
        return first or second
    return first if first.weight >= second.weight else second


def _digit_pixels(book: Workbook) -> int:
    fonts = getattr(book, "_fonts", None)
    if not fonts:
        return 7
    normal = fonts[0]
    size = float(normal.size or 11)
    family = str(normal.name or "calibri").lower()
    at_eleven = _DIGIT_PIXELS.get(family, 8)
    return max(1, round(at_eleven * size / 11)) if size != 12 or at_eleven != 8 else 8


def _drawn_objects(data: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        found: list[str] = []
        if any(name.startswith("xl/charts/") for name in names):
            found.append("图表不能打印")
        for name in names:
            if name.startswith("xl/drawings/drawing") and name.endswith(".xml"):
                text = archive.read(name)
                if b":sp>" in text or b":sp " in text or b":cxnSp" in text:
                    found.append("文本框和图形不能打印，请改用单元格")
                if b":pic>" in text or b":pic " in text:
                    found.append("插入的图片不能打印，请改用 {{photo}}")
    return found
