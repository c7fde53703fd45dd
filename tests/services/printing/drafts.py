"""Small workbooks drawn in a test."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def drawn(draw: Callable[[Worksheet], object], *, area: str = "A1:D20") -> bytes:
    """Return a workbook whose only sheet the function has drawn on."""
    book = Workbook()
    sheet = book.worksheets[0]
    draw(sheet)
    if area:
        sheet.print_area = area
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
