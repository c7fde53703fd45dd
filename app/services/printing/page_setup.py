"""The page setup of a sheet: paper, margins, scale, headers and footers."""

from __future__ import annotations

import re

from openpyxl.workbook import Workbook
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.worksheet import Worksheet

from app.services.printing.fonts import Role, role_of
from app.services.printing.layout import Face, Paper, Running
from app.services.printing.tags import Part, parse

_INCH = 72.0
_MM = 72 / 25.4
_SIZES_MM = {
    1: (215.9, 279.4),
    5: (215.9, 355.6),
    8: (297.0, 420.0),
    9: (210.0, 297.0),
    11: (148.0, 210.0),
    13: (182.0, 257.0),
}
_CODE = re.compile(r"&(?:\[(?P<long>\w+)\]|(?P<short>[A-Z]))")
_LONG = {"Page": "P", "Pages": "N", "Tab": "A"}


def paper_of(sheet: Worksheet) -> Paper:
    """Return the paper a sheet is set up for; A4 when it does not say."""
    setup = sheet.page_setup
    width, height = (edge * _MM for edge in _SIZES_MM.get(int(setup.paperSize or 9), _SIZES_MM[9]))
    if setup.paperWidth and setup.paperHeight:
        width, height = _length(str(setup.paperWidth)), _length(str(setup.paperHeight))
    if setup.orientation == "landscape" and width < height:
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
    )


def running_of(sheet: Worksheet) -> tuple[Running, ...]:
    """Return the sections of the header and footer; page codes become the tags `page` and `pages`."""
    found: list[Running] = []
    for item, is_header in ((sheet.oddHeader, True), (sheet.oddFooter, False)):
        for place in ("left", "center", "right"):
            part = getattr(item, place)
            if part.text:
                family = str(part.font or "宋体").split(",")[0].strip('"')
                face = Face(role_of(family) if family else Role.SERIF, float(part.size or 9))
                found.append(Running(place, is_header, _coded(str(part.text), str(sheet.title)), face))
    return tuple(found)


def _coded(text: str, tab: str) -> tuple[Part, ...]:
    def tag(match: re.Match[str]) -> str:
        code = _LONG.get(match["long"] or "", match["short"] or "")
        return {"P": "{{page}}", "N": "{{pages}}", "A": tab}.get(code, "")

    return parse(_CODE.sub(tag, text))


def setup_warnings(book: Workbook, sheet: Worksheet) -> list[str]:
    """Name what the sheet asks for and the printer of forms will not do."""
    found: list[str] = []
    if len(book.worksheets) > 1:
        found.append(f"只打印第一张工作表“{sheet.title}”")
    if sheet.conditional_formatting:
        found.append("条件格式不起作用")
    if sheet.print_area and "," in str(sheet.print_area):
        found.append("只打印第一个打印区域")
    if sheet.print_title_cols:
        found.append("左端标题列不重复打印")
    if sheet.col_breaks.brk:
        found.append("不按竖向分页符分页，按纸宽缩小")
    if sheet.page_setup.paperSize and int(sheet.page_setup.paperSize) not in _SIZES_MM:
        found.append("纸张规格不认识，按 A4 打印")
    for item in (sheet.oddHeader, sheet.oddFooter):
        found += _code_warnings(item) if item is not None else []
    if sheet.HeaderFooter.differentFirst or sheet.HeaderFooter.differentOddEven:
        found.append("首页和奇偶页不同的页眉页脚按奇数页打印")
    return found


def _code_warnings(item: HeaderFooterItem) -> list[str]:
    text = "".join(str(getattr(item, place).text or "") for place in ("left", "center", "right"))
    codes = {_LONG.get(match["long"] or "", match["short"] or "") for match in _CODE.finditer(text)}
    return [f"页眉页脚代码 &{code or '?'} 不能打印" for code in sorted(codes - {"P", "N", "A"})]


def _length(text: str) -> float:
    """Return a length such as `241mm` or `9.5in` in points."""
    number = float(re.sub(r"[^0-9.]", "", text) or 0)
    return number * {"mm": _MM, "cm": _MM * 10, "in": _INCH}.get(re.sub(r"[0-9.]", "", text), 1.0)
