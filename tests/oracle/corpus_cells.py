"""Workbooks of the corpus about what a cell may look like."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO

import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.styles import Border, Font, GradientFill, PatternFill, Side
from openpyxl.styles.colors import Color
from PIL import Image as Pixels

from tests.oracle.drafting import BOX, LONG, SONG, even_heights, put, saved, set_heights, sheet_of


def faces() -> bytes:
    """Families, sizes, bold, italic, underlines, strike, colours, raised and lowered characters, rich text."""
    book, sheet = sheet_of("字体", "A1:C14", {"A": 22, "B": 30, "C": 24})
    looks = [
        Font(name="宋体", size=9), Font(name="黑体", size=10.5), Font(name="仿宋", size=12), Font(name="楷体", size=14),
        Font(name="Times New Roman", size=12), Font(name="Arial", size=11, bold=True),
        Font(name="宋体", size=12, italic=True), Font(name="宋体", size=12, underline="single"),
        Font(name="宋体", size=12, underline="double"), Font(name="宋体", size=12, strike=True),
        Font(name="宋体", size=12, color="FFC00000", bold=True),
    ]  # fmt: skip
    for row, look in enumerate(looks, 1):
        for column, text in zip("ABC", ("农民工登记", "Skill level 5 技能", "2026-03-02"), strict=True):
            sheet[f"{column}{row}"] = text
            sheet[f"{column}{row}"].font = look
            sheet[f"{column}{row}"].border = BOX
        sheet.row_dimensions[row].height = 24
    plain, bold = InlineFont(rFont=SONG, sz=11), InlineFont(rFont="黑体", sz=14, b=True, color="FFFF0000")
    raised = InlineFont(rFont=SONG, sz=11, vertAlign="superscript")
    lowered = InlineFont(rFont=SONG, sz=11, vertAlign="subscript")
    sheet["A12"] = CellRichText(
        TextBlock(plain, "培训"), TextBlock(bold, "免费"), TextBlock(plain, "，包食宿")
    )
    sheet["B12"] = CellRichText(
        TextBlock(plain, "建筑面积 60 m"),
        TextBlock(raised, "2"),
        TextBlock(plain, "，CO"),
        TextBlock(lowered, "2"),
    )
    sheet.row_dimensions[12].height = 27
    return saved(book)


def aligned() -> bytes:
    """Every horizontal with every vertical alignment, and indents."""
    book, sheet = sheet_of("对齐", "A1:E8", dict.fromkeys("ABCDE", 18))
    for row, down in enumerate(("top", "center", "bottom"), 1):
        for column, across in zip("ABCDE", ("left", "center", "right", "general", "fill"), strict=True):
            put(sheet, f"{column}{row}", "示例", horizontal=across, vertical=down)
            sheet[f"{column}{row}"].border = BOX
        sheet.row_dimensions[row].height = 40
    for column, indent in zip("ABCD", (1, 2, 3, 1), strict=True):
        put(sheet, f"{column}5", "缩进", horizontal="right" if column == "D" else "left", indent=indent)
        sheet[f"{column}5"].border = BOX
    put(sheet, "A6", "分散对齐字", horizontal="distributed")
    put(sheet, "B6", LONG[:24], horizontal="justify", wrap_text=True)
    for column in "ABC":
        put(sheet, f"{column}7", "跨列居中" if column == "A" else None, horizontal="centerContinuous")
    set_heights(sheet, {5: 24, 6: 45, 7: 24})
    return saved(book)


def turned() -> bytes:
    """Text turned by quarters and letters below one another."""
    book, sheet = sheet_of("竖排", "A1:F6", dict.fromkeys("ABCDEF", 9))
    for column, turn in zip("ABCDE", (90, 180, 255, 255, 90), strict=True):
        sheet.merge_cells(f"{column}1:{column}4")
        put(
            sheet,
            f"{column}1",
            "培训机构意见" if turn == 255 else "审核意见",
            horizontal="center",
            text_rotation=turn,
        )
    even_heights(sheet, 6, 36)
    return saved(book)


def slanted() -> bytes:
    """Headings slanted by 45 and 30 degrees over upright figures."""
    book, sheet = sheet_of("斜排", "A1:E5", dict.fromkeys("ABCDE", 14))
    for column, turn in zip("ABCDE", (45, 30, 60, 135, 0), strict=True):
        put(sheet, f"{column}1", "项目", text_rotation=turn, horizontal="center")
        for row in range(2, 6):
            put(sheet, f"{column}{row}", row * 100, horizontal="center")
    set_heights(sheet, {1: 60, 2: 21, 3: 21, 4: 21, 5: 21})
    return saved(book)


def numbers() -> bytes:
    """Show numbers, dates, percents, fractions and conditional formats.

    Weekdays and Chinese numerals are left to unit tests: LibreOffice reads those codes by the locale of the program.
    """
    book, sheet = sheet_of("数字", "A1:C24", {"A": 30, "B": 26, "C": 18})
    rows: list[tuple[object, str]] = [
        (1234567.891, "#,##0.00"), (0.2567, "0.0%"), (-1500, "#,##0;[Red]-#,##0"), (0, '0.00;-0.00;"无"'),
        (1800, '"￥"#,##0.00'), (12345.678, "0.00E+00"), (2.5, "# ?/?"), (7, "000"), (13800001234, "000-0000-0000"),
        (date(2026, 3, 2), 'yyyy"年"m"月"d"日"'), (date(2026, 3, 2), "yyyy-mm-dd"), (date(2026, 3, 2), "yyyy/m/d"),
        (datetime(2026, 3, 2, 14, 5), "yyyy-mm-dd hh:mm"), (time(14, 5), "h:mm AM/PM"), (1.5, "[h]:mm"),
        (120, '[>100]"超过"0;0'), ("示例", '@"（签字）"'), (3.14159, "General"),
    ]  # fmt: skip
    for row, (value, code) in enumerate(rows, 1):
        put(sheet, f"A{row}", value)
        sheet[f"A{row}"].number_format = code
        put(sheet, f"B{row}", "格式" + str(row))
        sheet[f"A{row}"].border = BOX
        sheet.row_dimensions[row].height = 21
    return saved(book)


def spilled() -> bytes:
    """Text that runs on over empty neighbours, and stops at full ones."""
    book, sheet = sheet_of("溢出", "A1:F6", dict.fromkeys("ABCDEF", 11))
    put(sheet, "A1", "这一行文字很长，会一直写到右边空着的格子里去")
    put(sheet, "F2", "靠右的长文字写到左边去", horizontal="right")
    put(sheet, "C3", "居中的长文字两边都写出去", horizontal="center")
    put(sheet, "A5", "短")
    put(sheet, "B5", "邻格有字")
    even_heights(sheet, 6, 21)
    return saved(book)


def ruled() -> bytes:
    """All border styles, coloured borders and diagonals."""
    book, sheet = sheet_of("边框", "A1:D14", dict.fromkeys("ABCD", 20))
    styles = ("hair", "thin", "dotted", "dashed", "dashDot", "dashDotDot", "medium", "mediumDashed", "mediumDashDot",
              "mediumDashDotDot", "slantDashDot", "thick", "double")  # fmt: skip
    for row, style in enumerate(styles, 1):
        side = Side(style=style, color="FF003366" if row % 2 else None)
        put(sheet, f"B{row}", style, horizontal="center")
        sheet[f"B{row}"].border = Border(left=side, right=side, top=side, bottom=side)
        sheet.row_dimensions[row].height = 27
    slant = Side(style="thin")
    put(sheet, "D1", "斜线", horizontal="right", vertical="top")
    sheet["D1"].border = Border(diagonal=slant, diagonalDown=True, diagonalUp=True)
    return saved(book)


def filled() -> bytes:
    """Solid, theme, pattern and gradient fills."""
    book, sheet = sheet_of("填充", "A1:C8", dict.fromkeys("ABC", 24))
    fills = [
        PatternFill("solid", fgColor="FFDDEBF7"), PatternFill("solid", fgColor=Color(theme=4, tint=0.6)),
        PatternFill("gray125"), PatternFill("lightGray"), PatternFill("darkGrid", fgColor="FF99CC00"),
        GradientFill(degree=0, stop=("FFFFFFFF", "FF5B9BD5")), GradientFill(degree=90, stop=("FFFFFFFF", "FFED7D31")),
    ]  # fmt: skip
    for row, fill in enumerate(fills, 1):
        for column in "ABC":
            put(sheet, f"{column}{row}", f"底色{row}", horizontal="center")
            sheet[f"{column}{row}"].fill = fill
        sheet.row_dimensions[row].height = 27
    return saved(book)


def pictured() -> bytes:
    """Lay a picture beside text, held by one cell."""
    book, sheet = sheet_of("图片", "A1:D10", dict.fromkeys("ABCD", 18))
    buffer = BytesIO()
    Pixels.new("RGB", (160, 90), (200, 30, 40)).save(buffer, "PNG")
    image = Image(BytesIO(buffer.getvalue()))
    sheet.add_image(image, "C2")
    for row in range(1, 11):
        put(sheet, f"A{row}", f"说明文字第{row}行")
    even_heights(sheet, 10, 24)
    return saved(book)


def formulas() -> bytes:
    """Formulas with stored results, as a spreadsheet program leaves them."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("合计")
    look = book.add_format({"font_name": SONG, "font_size": 11, "border": 1, "num_format": "#,##0.00"})
    sheet.set_column("A:C", 20)
    for row in range(8):
        sheet.set_row(row, 22.5)
        sheet.write(row, 0, f"第{row + 1}项", look)
        sheet.write_number(row, 1, 100.5 * (row + 1), look)
    sheet.set_row(8, 22.5)
    sheet.write(8, 0, "合计", look)
    sheet.write_formula(8, 1, "=SUM(B1:B8)", look, 3618.0)
    sheet.print_area("A1:C9")
    sheet.set_paper(9)
    book.close()
    return buffer.getvalue()


def x_card() -> bytes:
    """Write a card with XlsxWriter: turned label, shrink to fit, indent, rich string."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("服务卡")
    plain = book.add_format({"font_name": SONG, "font_size": 12, "border": 1, "valign": "vcenter"})
    bold = book.add_format({"font_name": SONG, "font_size": 12, "bold": True, "font_color": "red"})
    turned = book.add_format(
        {"font_name": SONG, "font_size": 12, "rotation": 90, "align": "center", "border": 1}
    )
    shrunk = book.add_format(
        {"font_name": SONG, "font_size": 12, "shrink": True, "border": 1, "valign": "vcenter"}
    )
    moved = book.add_format(
        {"font_name": SONG, "font_size": 12, "indent": 2, "border": 1, "valign": "vcenter"}
    )
    sheet.set_column("A:A", 6)
    sheet.set_column("B:D", 20)
    for row in range(4):
        sheet.set_row(row, 30)
    sheet.merge_range("A1:A4", "服务卡", turned)
    sheet.write("B1", "示例乡就业服务站", plain)
    sheet.write_rich_string("B2", "凭卡", bold, "免费", "参加培训", plain)
    sheet.write("C1", "缩小字体填充的一段文字", shrunk)
    sheet.write("C2", "缩进两级", moved)
    sheet.print_area("A1:D4")
    sheet.set_paper(9)
    book.close()
    return buffer.getvalue()


MAKERS = (
    faces, aligned, turned, slanted, numbers, spilled, ruled, filled,
    pictured, formulas, x_card,
)  # fmt: skip
