"""Short ways to draw the workbooks of the corpus."""

from __future__ import annotations

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
SONG = "宋体"
LONG = (
    "农民工在户籍所在地或常住地的乡镇（街道）就业服务站登记后，"
    "由服务站核对身份、类别和就业状态，再按意愿推荐培训和岗位。"
)


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(title: str, area: str, widths: dict[str, float]) -> tuple[Workbook, Worksheet]:
    """Return a workbook and its sheet on A4, with a print area and column widths in digits."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.print_area = area
    sheet.page_setup.paperSize = 9
    for column, width in widths.items():
        sheet.column_dimensions[column].width = width
    return book, sheet


def put(sheet: Worksheet, place: str, value: object, *, size: float = 10.5, **align: object) -> None:
    """Write a value in Song and align it, centred down unless told."""
    cell = sheet[place]
    cell.value = value
    cell.font = Font(name=SONG, size=size)
    cell.alignment = Alignment(**{"vertical": "center", **align})


def set_heights(sheet: Worksheet, heights: dict[int, float]) -> None:
    """Set rows to heights in points."""
    for row, height in heights.items():
        sheet.row_dimensions[row].height = height


def even_heights(sheet: Worksheet, rows: int, height: float) -> None:
    """Set the first rows to one height in points."""
    for row in range(1, rows + 1):
        sheet.row_dimensions[row].height = height
