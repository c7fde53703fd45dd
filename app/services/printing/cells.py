"""Reads one cell of a form: what it says, in which faces, how it is aligned and what lies behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.fills import GradientFill
from openpyxl.styles.fonts import Font
from openpyxl.styles.proxy import StyleProxy
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from app.services.printing.colours import blended, colour_of
from app.services.printing.fonts import Role, role_of
from app.services.printing.layout import Colour, Face, Fill
from app.services.printing.numberformats import is_plain, shown
from app.services.printing.tags import Part, Tag, spans

Look = TypeVar("Look")
_WHITE: Colour = (1.0, 1.0, 1.0)
_DENSITY = {
    "solid": 1.0, "darkGray": 0.75, "mediumGray": 0.5, "lightGray": 0.25, "gray125": 0.125, "gray0625": 0.0625,
    "darkHorizontal": 0.5, "darkVertical": 0.5, "darkDown": 0.5, "darkUp": 0.5, "darkGrid": 0.5,
    "darkTrellis": 0.75, "lightHorizontal": 0.25, "lightVertical": 0.25, "lightDown": 0.25, "lightUp": 0.25,
    "lightGrid": 0.25, "lightTrellis": 0.375,
}  # fmt: skip
_UNDERLINES = {
    "single": "single",
    "singleAccounting": "single",
    "double": "double",
    "doubleAccounting": "double",
}
_LIFTS = {"superscript": 1, "subscript": -1}
_Said = tuple[tuple[Part, ...], tuple[Face, ...], bool]


class CellReader:
    """Reads cells of one workbook; what it cannot print goes to `warnings`."""

    def __init__(self, theme: tuple[Colour, ...], results: Mapping[str, object], warnings: list[str]) -> None:
        self._theme = theme
        self._results = results
        self._warnings = warnings

    def said(self, cell: SheetCell, face: Face) -> _Said:
        """Return a cell's parts, their faces where they differ, and whether it holds a number."""
        value: object = cell.value
        if isinstance(value, (ArrayFormula, DataTableFormula)) or cell.data_type == "f":
            value = self._result(cell.coordinate)
        if value is None:
            return (), (), False
        if isinstance(value, CellRichText):
            return self._rich(value, face)
        if isinstance(value, str) and "{{" in value:
            return tuple(part for _, part in spans(value)), (), False
        if not isinstance(value, (bool, int, float, str, date, datetime, time, timedelta)):
            return (str(value),), (), False
        text, colour = shown(value, cell.number_format)
        faces = (replace(face, colour=colour),) if colour is not None else ()
        return ((text,) if text else ()), faces if text else (), not isinstance(value, (bool, str))

    def _result(self, place: str) -> object:
        found = self._results.get(place)
        if found is None:
            self._warnings.append(
                f"单元格 {place} 的公式没有存下结果，打印为空；请用 Excel 或 WPS 打开并保存一次"
            )
        else:
            self._warnings.append(f"单元格 {place} 是公式，按文件里存下的结果打印，不随填写的内容重算")
        return found

    def _rich(self, value: CellRichText, face: Face) -> _Said:
        blocks = [
            (block.text, self._inline(block.font, face))
            if isinstance(block, TextBlock)
            else (str(block), face)
            for block in value
        ]
        text = "".join(part for part, _ in blocks)
        if len({own for _, own in blocks}) == 1:
            faces = (blocks[0][1],) * len(spans(text))
            return tuple(part for _, part in spans(text)), faces if faces and faces[0] != face else (), False
        pieces = list(split_parts(text, blocks))
        return tuple(part for part, _ in pieces), tuple(own for _, own in pieces), False

    def _inline(self, font: InlineFont, face: Face) -> Face:
        return Face(
            role=role_of(font.rFont) if font.rFont else face.role,
            size=float(font.sz or face.size),
            is_bold=bool(font.b),
            is_italic=bool(font.i),
            underline=_UNDERLINES.get(font.u or "", ""),
            is_struck=bool(font.strike),
            lift=_LIFTS.get(font.vertAlign or "", 0),
            colour=colour_of(font.color, self._theme) if font.color is not None else face.colour,
        )

    def face(self, font: Font | StyleProxy) -> Face:
        """Return the face of a cell's font."""
        return Face(
            role=role_of(font.name) if font.name else Role.SANS,
            size=float(font.size or 11),
            is_bold=bool(font.bold),
            is_italic=bool(font.italic),
            underline=_UNDERLINES.get(font.underline or "", ""),
            is_struck=bool(font.strike),
            lift=_LIFTS.get(font.vertAlign or "", 0),
            colour=colour_of(font.color, self._theme),
        )

    def fill(self, cell: SheetCell) -> Fill | None:
        """Return what is behind a cell; a pattern becomes the grey that it looks like from afar."""
        if isinstance(cell.fill, GradientFill) or cell.fill.tagname == "gradientFill":
            return self._gradient(cell)
        pattern = getattr(cell.fill, "patternType", None)
        if not pattern or pattern == "none":
            return None
        front = colour_of(cell.fill.fgColor, self._theme, _WHITE if pattern == "solid" else (0.0, 0.0, 0.0))
        back = colour_of(cell.fill.bgColor, self._theme, _WHITE)
        if pattern != "solid":
            self._warnings.append(f"单元格 {cell.coordinate} 的图案填充按同样深浅的单色打印")
        return Fill(blended(front, back, _DENSITY.get(pattern, 1.0)))

    def _gradient(self, cell: SheetCell) -> Fill | None:
        stops = tuple(
            (float(stop.position), colour_of(stop.color, self._theme, _WHITE)) for stop in cell.fill.stop
        )
        if not stops:
            return None
        middle = blended(stops[0][1], stops[-1][1], 0.5)
        if cell.fill.type == "path":
            self._warnings.append(f"单元格 {cell.coordinate} 由中心向外的渐变按单色打印")
            return Fill(middle)
        return Fill(middle, tuple(sorted(stops)), float(cell.fill.degree or 0))


def format_of(cell: SheetCell) -> str:
    """Return the number format of a cell that says how a filled-in value looks, else General."""
    return "General" if is_plain(cell.number_format) else str(cell.number_format)


def split_parts(text: str, blocks: Sequence[tuple[str, Look]]) -> Iterator[tuple[Part, Look]]:
    """Yield the parts of a text in blocks of different looks: literals end where the look changes.

    A tag has the look of its first brace.
    """
    edges: list[tuple[int, int, Look]] = []
    start = 0
    for piece, look in blocks:
        edges.append((start, start + len(piece), look))
        start += len(piece)
    for at, part in spans(text):
        if isinstance(part, Tag):
            yield part, next(look for first, last, look in edges if first <= at < last)
            continue
        for first, last, look in edges:
            if first < at + len(part) and last > at:
                yield part[max(first - at, 0) : last - at], look
