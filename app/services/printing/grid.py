"""Reads the grid of one print area: widths, heights, merges, lines, breaks and the cells in them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Border
from openpyxl.styles.borders import Side
from openpyxl.styles.proxy import StyleProxy
from openpyxl.utils import column_index_from_string
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.services.printing.cells import CellReader, format_of
from app.services.printing.colours import colour_of
from app.services.printing.layout import PIXEL, Band, Cell, Colour, Picture, Rule
from app.services.printing.package import Drawing
from app.services.printing.pictures import pictures_of
from app.services.printing.tags import Tag

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
# The widest digit in ems; columns are measured in digits of the workbook's normal font (ECMA-376, 18.3.1.13).
_DIGITS = {"calibri": 0.507, "arial": 0.556, "times new roman": 0.5, "aptos": 0.53, "aptos narrow": 0.48,
           "等线": 0.53, "dengxian": 0.53, "微软雅黑": 0.54, "microsoft yahei": 0.54}  # fmt: skip
_DEFAULT_HEIGHT = 15.0


class Grid:
    """One print area of a sheet; `controls` are the tags that steer the form as a whole."""

    def __init__(
        self,
        book: Workbook,
        sheet: Worksheet,
        area: tuple[int, int, int, int],
        theme: tuple[Colour, ...],
        results: Mapping[str, object],
        warnings: list[str],
    ) -> None:
        self._sheet = sheet
        self._theme = theme
        self._warnings = warnings
        self._reader = CellReader(theme, results, warnings)
        self.left, self._top, self._right, self._bottom = area
        self.digit = digit_pixels(book)
        self._merged = {(span.min_row, span.min_col): span for span in sheet.merged_cells.ranges}
        self._areas = {
            (row, column): (span.min_row, span.min_col)
            for span in sheet.merged_cells.ranges
            for row in range(span.min_row, span.max_row + 1)
            for column in range(span.min_col, span.max_col + 1)
        }
        self.controls: dict[str, Tag] = {}
        self.has_note = False
        self.widths = self._widths()
        self._shown = [row for row in range(self._top, self._bottom + 1) if not self._is_hidden(row)]
        self._place = {row: at for at, row in enumerate(self._shown)}
        self.bands = tuple(self._band(row) for row in self._shown)

    @property
    def row_breaks(self) -> frozenset[int]:
        """The bands after which a new page begins."""
        return frozenset(self._place[at.id] for at in self._sheet.row_breaks.brk if at.id in self._place)

    @property
    def column_breaks(self) -> frozenset[int]:
        """The columns after which a new page begins."""
        found = {int(at.id) - self.left for at in self._sheet.col_breaks.brk}
        return frozenset(at for at in found if 0 <= at < len(self.widths) - 1)

    def titles(self, rows: str) -> tuple[int, ...]:
        """Return the bands of a range of rows such as `$1:$2`."""
        if not rows:
            return ()
        first, last = (int(part.strip("$")) for part in rows.rsplit("!", maxsplit=1)[-1].split(":"))
        return tuple(self._place[row] for row in range(first, last + 1) if row in self._place)

    def title_columns(self, columns: str) -> tuple[int, ...]:
        """Return the columns of a range such as `$A:$B`."""
        if not columns:
            return ()
        first, last = (
            column_index_from_string(part.strip("$"))
            for part in columns.rsplit("!", maxsplit=1)[-1].split(":")
        )
        return tuple(at - self.left for at in range(first, last + 1) if self.left <= at <= self._right)

    def pictures(self, drawings: Sequence[Drawing]) -> tuple[Picture, ...]:
        """Return the pictures that lie in the area."""
        edges = {self.left: 0.0}
        for at, width in enumerate(self.widths, self.left):
            edges[at + 1] = edges[at] + width
        return pictures_of(drawings, edges, self._place, self._height)

    def _height(self, row: int) -> float:
        if self._is_hidden(row):
            return 0.0
        given = self._sheet.row_dimensions[row].height if row in self._sheet.row_dimensions else None
        return whole_pixels(
            given if given is not None else self._sheet.sheet_format.defaultRowHeight or _DEFAULT_HEIGHT
        )

    def _is_hidden(self, row: int) -> bool:
        sheet = self._sheet
        return bool(sheet.row_dimensions[row].hidden) if row in sheet.row_dimensions else False

    def _widths(self) -> tuple[float, ...]:
        sheet, digit = self._sheet, self.digit
        base = sheet.sheet_format.defaultColWidth
        if not base:
            pixels = math.ceil(((sheet.sheet_format.baseColWidth or 8) * digit + 5) / 8) * 8
            base = pixels / digit
        widths = {index: float(base) for index in range(self.left, self._right + 1)}
        for dimension in sheet.column_dimensions.values():
            for index in range(dimension.min or 0, (dimension.max or -1) + 1):
                if index in widths:
                    widths[index] = 0.0 if dimension.hidden else float(dimension.width or base)
        return tuple(points_of(width, digit) for width in widths.values())

    def _band(self, row: int) -> Band:
        dimension = self._sheet.row_dimensions[row]
        columns = range(self.left, self._right + 1)
        borders = [self._sheet.cell(row, column).border for column in columns]
        cells = [cell for column in columns if (cell := self._cell(row, column)) is not None]
        repeats, is_cut, foots = self._steered(cells)
        return Band(
            height=self._given_height(dimension.height),
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
            is_cut=is_cut,
            source=row,
        )

    def _given_height(self, height: float | None) -> float | None:
        formats = self._sheet.sheet_format
        if height is None and formats.customHeight and formats.defaultRowHeight:
            height = formats.defaultRowHeight
        return whole_pixels(height) if height is not None else None

    def _steered(self, cells: list[Cell]) -> tuple[Tag | None, bool, Tag | None]:
        repeats = foots = None
        is_cut = False
        for part in (part for cell in cells for part in cell.parts if isinstance(part, Tag)):
            repeats = part if part.kind == "each" else repeats
            foots = part if part.kind == "foot" else foots
            is_cut = is_cut or part.kind == "cut"
            if part.kind == "copies":
                self.controls["copies"] = part
            self.has_note = self.has_note or part.key == "note"
        return repeats, is_cut, foots

    def _is_joined(self, row: int, column: int, other_row: int, other_column: int) -> bool:
        """Whether two cells lie in one merged area, so that no line is drawn between them."""
        area = self._areas.get((row, column))
        return area is not None and area == self._areas.get((other_row, other_column))

    def _sides(self, row: int, borders: Sequence[Border | StyleProxy]) -> tuple[Rule | None, ...]:
        lefts = [self._rule(border.left) for border in borders] + [None]
        rights = [None, *(self._rule(border.right) for border in borders)]
        return tuple(
            None if self._is_joined(row, column - 1, row, column) else stronger(left, right)
            for column, (left, right) in enumerate(zip(lefts, rights, strict=True), self.left)
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
        rows, columns = self._extent(row, column)
        if not sum(self.widths[column - self.left : column - self.left + columns]):
            return None
        face = self._reader.face(cell.font)
        parts, faces, is_number = self._reader.said(cell, face)
        fill = self._reader.fill(cell)
        slanted = self._rule(cell.border.diagonal)
        diagonals = (
            slanted if cell.border.diagonalDown else None,
            slanted if cell.border.diagonalUp else None,
        )
        if not parts and fill is None and diagonals == (None, None) and (rows, columns) == (1, 1):
            return None
        align = cell.alignment
        return Cell(
            row=row - self._top,
            column=column - self.left,
            rows=rows,
            columns=columns,
            parts=parts,
            face=face,
            across=_across(align.horizontal, cell, is_number=is_number),
            down=align.vertical or "bottom",
            wraps=bool(align.wrap_text)
            or align.horizontal in {"justify", "distributed"}
            or align.vertical in {"justify", "distributed"},
            shrinks=bool(align.shrink_to_fit) and not align.wrap_text,
            indent=int(align.indent or 0),
            turn=_turn(int(align.text_rotation or 0)),
            fill=fill,
            diagonals=diagonals,
            label=self._label(row, column),
            faces=faces,
            number=format_of(cell),
        )

    def _extent(self, row: int, column: int) -> tuple[int, int]:
        """Return how many printed rows and columns a cell takes."""
        span = self._merged.get((row, column))
        if span is None:
            return 1, 1
        last = min(span.max_row, self._bottom)
        rows = sum(not self._is_hidden(at) for at in range(row, last + 1))
        return max(rows, 1), min(span.max_col, self._right) - column + 1

    def _label(self, row: int, column: int) -> str:
        for at in range(column - 1, self.left - 1, -1):
            value = self._sheet.cell(row, at).value
            if value and "{{" not in str(value):
                return str(value).replace("\n", "").replace("\u3000", "").strip("：: ")
        return ""


def _across(given: str | None, cell: SheetCell, *, is_number: bool) -> str:
    if given and given != "general":
        return given
    if is_number:
        return "right"
    return "center" if isinstance(cell.value, bool) or cell.data_type == "e" else "general"


def _turn(rotation: int) -> int:
    """Return degrees, counter-clockwise, from -90 to 90; 255 stands for letters below one another."""
    return rotation if rotation <= 90 or rotation == 255 else 90 - rotation


def stronger(first: Rule | None, second: Rule | None) -> Rule | None:
    """Return the line that is seen where two cells share an edge."""
    if first is None or second is None:
        return first or second
    return first if first.weight >= second.weight else second


def points_of(width: float, digit: int) -> float:
    """Return a column width given in digits as points (ECMA-376, 18.3.1.13: whole pixels at 96 dpi)."""
    return int((256 * width + int(128 / digit)) / 256 * digit) * PIXEL


def whole_pixels(height: float) -> float:
    """Return a row height in points as sheets show it: in whole pixels at 96 dpi."""
    return math.floor(float(height) / PIXEL + 1e-6) * PIXEL


def digit_pixels(book: Workbook) -> int:
    """Return the pixels at 96 dpi of the widest digit of the workbook's normal font."""
    fonts = getattr(book, "_fonts", None)
    if not fonts:
        return 7
    pixels = float(fonts[0].size or 11) * 96 / 72
    ems = _DIGITS.get(str(fonts[0].name or "calibri").lower())
    if ems is None:  # Song and its kin are drawn on whole pixels, half as wide as high
        return max(1, int(round(pixels) * 0.5 + 0.5))
    return max(1, round(pixels * ems))
