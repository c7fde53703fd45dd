"""The page setup of a sheet: paper, margins, centring, scale and the order of pages."""

from __future__ import annotations

import re

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.services.printing.layout import Paper

_INCH = 72.0
_MM = 72 / 25.4
_SIZES_MM = {
    1: (215.9, 279.4), 2: (215.9, 279.4), 3: (279.4, 431.8), 4: (431.8, 279.4), 5: (215.9, 355.6), 6: (139.7, 215.9),
    7: (184.1, 266.7), 8: (297.0, 420.0), 9: (210.0, 297.0), 10: (210.0, 297.0), 11: (148.0, 210.0),
    12: (257.0, 364.0), 13: (182.0, 257.0), 14: (215.9, 330.2), 15: (215.0, 275.0), 39: (377.8, 279.4),
    41: (215.9, 330.2), 43: (100.0, 148.0), 66: (420.0, 594.0), 70: (105.0, 148.0), 88: (128.0, 182.0),
    93: (146.0, 215.0), 94: (97.0, 151.0), 119: (197.0, 273.0), 120: (184.0, 260.0),
}  # fmt: skip


def paper_of(sheet: Worksheet) -> Paper:
    """Return the paper a sheet is set up for; A4 when it does not say."""
    setup = sheet.page_setup
    width, height = (edge * _MM for edge in _SIZES_MM.get(int(setup.paperSize or 9), _SIZES_MM[9]))
    is_own = bool(setup.paperWidth and setup.paperHeight)
    if is_own:
        width, height = _length(str(setup.paperWidth)), _length(str(setup.paperHeight))
    is_landscape = setup.orientation == "landscape"
    if (is_landscape and width < height) or (
        not is_own and setup.orientation == "portrait" and width > height
    ):
        width, height = height, width
    margins = sheet.page_margins
    options = sheet.print_options
    properties = sheet.sheet_properties.pageSetUpPr
    is_fitted = bool(properties and properties.fitToPage)
    wide = 1 if setup.fitToWidth is None else int(setup.fitToWidth)
    tall = 1 if setup.fitToHeight is None else int(setup.fitToHeight)
    return Paper(
        width=width,
        height=height,
        margins=(margins.left * _INCH, margins.top * _INCH, margins.right * _INCH, margins.bottom * _INCH),
        header=margins.header * _INCH,
        footer=margins.footer * _INCH,
        is_centred_across=bool(options.horizontalCentered),
        is_centred_down=bool(options.verticalCentered),
        scale=float(setup.scale or 100) / 100,
        fit_pages=(wide, tall) if is_fitted else None,
        is_over_first=setup.pageOrder == "overThenDown",
        first_number=int(setup.firstPageNumber or 1) if setup.useFirstPageNumber else 1,
    )


def setup_warnings(book: Workbook, sheet: Worksheet) -> list[str]:
    """Name what the sheet asks for and the printer of forms will not do."""
    found: list[str] = []
    setup, options = sheet.page_setup, sheet.print_options
    others = [
        other.title
        for other in book.worksheets[1:]
        if other.sheet_state == "visible" and other.dimensions != "A1:A1"
    ]
    if others:
        found.append(f"只打印第一张工作表“{sheet.title}”，不打印“{'”“'.join(others)}”")
    if sheet.conditional_formatting:
        found.append("条件格式不起作用")
    if setup.paperSize and int(setup.paperSize) not in _SIZES_MM and not setup.paperWidth:
        found.append("纸张规格不认识，按 A4 打印")
    if options.gridLines:
        found.append("不打印网格线，请给单元格加边框")
    if options.headings:
        found.append("不打印行号和列标")
    if setup.cellComments in {"asDisplayed", "atEnd"}:
        found.append("不打印批注")
    if setup.blackAndWhite or setup.draft:
        found.append("“单色打印”和“草稿品质”不起作用")
    return found


def _length(text: str) -> float:
    """Return a length such as `241mm` or `9.5in` in points."""
    number = float(re.sub(r"[^0-9.]", "", text) or 0)
    return number * {"mm": _MM, "cm": _MM * 10, "in": _INCH}.get(re.sub(r"[0-9.]", "", text), 1.0)
