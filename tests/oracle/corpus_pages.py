"""Workbooks of the corpus about how a sheet becomes pages."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter
from openpyxl.styles import Font
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties

from tests.oracle.drafting import BOX, LONG, SONG, even_heights, put, saved, sheet_of


def notice() -> bytes:
    """Paragraphs that wrap, a title over merged cells, right-aligned seal and date."""
    book, sheet = sheet_of("通知", "A1:F12", dict.fromkeys("ABCDEF", 13))
    sheet.merge_cells("A1:F1")
    put(sheet, "A1", "关于开展春季农民工免费技能培训的通知", size=18, horizontal="center")
    sheet["A1"].font = Font(name="黑体", size=18, bold=True)
    sheet.row_dimensions[1].height = 42
    for row, text in enumerate((LONG, LONG * 2, "请各村于本月底前报送名单。"), 3):
        sheet.merge_cells(f"A{row}:F{row}")
        put(sheet, f"A{row}", "\u3000\u3000" + text, size=12, wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 36 * (1 + text.count("登记后"))
    for row, text in ((8, "示例乡就业服务站"), (9, "2026年3月2日")):
        sheet.merge_cells(f"D{row}:F{row}")
        put(sheet, f"D{row}", text, size=12, horizontal="right")
        sheet.row_dimensions[row].height = 21
    return saved(book)


def landscape_roster() -> bytes:
    """Three landscape pages whose head rows repeat, with page numbers below."""
    book, sheet = sheet_of(
        "花名册", "A1:H90", dict(zip("ABCDEFGH", (6, 10, 6, 22, 30, 16, 14, 14), strict=True))
    )
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:2"
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.merge_cells("A1:H1")
    put(sheet, "A1", "培训学员花名册（示例）", size=16, horizontal="center")
    heads = ("序号", "姓名", "性别", "身份证号", "户籍地址", "电话", "工种", "备注")
    for column, head in zip("ABCDEFGH", heads, strict=True):
        put(sheet, f"{column}2", head, horizontal="center")
    for row in range(3, 91):
        sex = "男" if row % 2 else "女"
        said = (
            row - 2,
            f"示例{row}",
            sex,
            f"示例证号{row:04d}",
            "平定县示例村",
            "13800000000",
            "养老护理员",
            "",
        )
        for column, value in zip("ABCDEFGH", said, strict=True):
            put(sheet, f"{column}{row}", value, horizontal="center")
            sheet[f"{column}{row}"].border = BOX
    even_heights(sheet, 90, 20.25)
    sheet.row_dimensions[1].height = 33
    return saved(book)


def wide_ledger() -> bytes:
    """Draw a sheet wider than its paper: columns go on to further pages, two of them repeated."""
    letters = "ABCDEFGHIJKLMNOP"
    book, sheet = sheet_of("台账", "A1:P20", dict.fromkeys(letters, 13))
    sheet.print_title_cols = "A:B"
    sheet.print_title_rows = "1:1"
    for column in letters:
        for row in range(1, 21):
            put(sheet, f"{column}{row}", f"{column}栏" if row == 1 else f"{column}{row}", horizontal="center")
            sheet[f"{column}{row}"].border = BOX
    even_heights(sheet, 20, 21)
    return saved(book)


def over_first() -> bytes:
    """Two by two pages, numbered from left to right first."""
    letters = "ABCDEFGHIJKL"
    book, sheet = sheet_of("页序", "A1:L60", dict.fromkeys(letters, 14))
    sheet.page_setup.pageOrder = "overThenDown"
    sheet.oddFooter.center.text = "&P/&N"
    for column in letters:
        for row in range(1, 61):
            put(sheet, f"{column}{row}", f"{column}{row}")
    even_heights(sheet, 60, 18)
    return saved(book)


def fitted() -> bytes:
    """Shrunk to one page wide."""
    letters = "ABCDEFGHIJ"
    book, sheet = sheet_of("缩放", "A1:J30", dict.fromkeys(letters, 14))
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    for column in letters:
        for row in range(1, 31):
            put(sheet, f"{column}{row}", f"{column}列{row}", horizontal="center")
            sheet[f"{column}{row}"].border = BOX
    even_heights(sheet, 30, 24)
    return saved(book)


def scaled() -> bytes:
    """Print at 70 percent, centred both ways."""
    book, sheet = sheet_of("比例", "A1:D12", dict.fromkeys("ABCD", 24))
    sheet.page_setup.scale = 70
    sheet.print_options.horizontalCentered = sheet.print_options.verticalCentered = True
    for column in "ABCD":
        for row in range(1, 13):
            put(sheet, f"{column}{row}", "示例单位名称" if row % 2 else row, horizontal="center")
            sheet[f"{column}{row}"].border = BOX
    even_heights(sheet, 12, 30)
    return saved(book)


def broken() -> bytes:
    """Break pages by hand, in rows and in columns."""
    book, sheet = sheet_of("分页", "A1:D30", dict.fromkeys("ABCD", 16))
    sheet.row_breaks.append(Break(id=10))
    sheet.col_breaks.append(Break(id=2))
    for column in "ABCD":
        for row in range(1, 31):
            put(sheet, f"{column}{row}", f"{column}{row}格")
    even_heights(sheet, 30, 21)
    return saved(book)


def two_areas() -> bytes:
    """Two print areas, each on a page of its own."""
    book, sheet = sheet_of("两块", "A1:C8,E1:G8", dict.fromkeys("ABCDEFG", 18))
    for column in "ABCEFG":
        for row in range(1, 9):
            put(sheet, f"{column}{row}", f"区块{column}{row}")
    even_heights(sheet, 8, 24)
    return saved(book)


def headings() -> bytes:
    """Put headers and footers in three parts, with fonts, sheet name, even and first pages.

    The normal font is small: LibreOffice reckons with header lines as high as the font's size, and moves the sheet
    down by what our fonts, whose lines are nearly half as high again, take more.
    """
    book, sheet = sheet_of("页眉", "A1:C120", dict.fromkeys("ABC", 26))
    book._fonts[0].size = 8
    sheet.HeaderFooter.differentFirst = True
    sheet.HeaderFooter.differentOddEven = True
    sheet.firstHeader.center.text = "&8 首页：示例县就业服务"
    sheet.oddHeader.left.text = "&8 左页眉"
    sheet.oddHeader.right.text = '&"黑体,Regular"&8 右&B页眉'
    sheet.evenHeader.center.text = "&8 双数页 &A"
    sheet.oddFooter.center.text = "第 &P 页"
    sheet.evenFooter.right.text = "&P/&N"
    sheet.firstFooter.left.text = "制表：示例"
    for row in range(1, 121):
        for column in "ABC":
            put(sheet, f"{column}{row}", f"第{row}行{column}")
    even_heights(sheet, 120, 18)
    return saved(book)


def hidden() -> bytes:
    """Hidden rows and columns, and merged cells across them."""
    book, sheet = sheet_of("隐藏", "A1:E12", dict.fromkeys("ABCDE", 15))
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[5].hidden = True
    for column in "ABCDE":
        for row in range(1, 13):
            put(sheet, f"{column}{row}", f"{column}{row}项", horizontal="center")
    sheet.merge_cells("B8:D9")
    for row in range(1, 13):
        sheet.row_dimensions[row].height = 24
    return saved(book)


def a5_card() -> bytes:
    """Draw a small card on A5 landscape with narrow margins."""
    book, sheet = sheet_of("卡片", "A1:D7", dict.fromkeys("ABCD", 19))
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 11, "landscape"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.5
    said = (
        ("姓名", "示例人"),
        ("工种", "养老护理员"),
        ("班期", "2026年第3期"),
        ("地点", "示例乡综合服务中心二楼"),
        ("电话", "0353-6000000"),
    )
    for row, (label, value) in enumerate(said, 1):
        put(sheet, f"A{row}", label, size=14, horizontal="center")
        sheet.merge_cells(f"B{row}:D{row}")
        put(sheet, f"B{row}", value, size=14)
        sheet.row_dimensions[row].height = 36
    return saved(book)


def x_summary() -> bytes:
    """Write a summary with XlsxWriter: merged heads, wrapped notes, a footer."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("汇总")
    head = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
    cell = book.add_format(
        {"font_name": SONG, "font_size": 11, "border": 1, "align": "center", "valign": "vcenter"}
    )
    note = book.add_format({"font_name": SONG, "font_size": 10, "text_wrap": True, "valign": "top"})
    sheet.set_column("A:F", 12)
    sheet.merge_range("A1:F1", "各村培训人数汇总", head)
    sheet.set_row(0, 36)
    for row in range(1, 16):
        sheet.set_row(row, 24)
        for column in range(6):
            sheet.write(row, column, f"示例村{row}" if column == 0 else row * column, cell)
    sheet.merge_range("A18:F18", LONG, note)
    sheet.set_row(17, 42)
    sheet.print_area("A1:F18")
    sheet.set_paper(9)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    book.close()
    return buffer.getvalue()


def timetable() -> bytes:
    """Draw a timetable with merged cells down and across, text broken by hand."""
    book, sheet = sheet_of("课表", "A1:F9", dict(zip("ABCDEF", (10, 15, 15, 15, 15, 15), strict=True)))
    days = ("节次", "星期一", "星期二", "星期三", "星期四", "星期五")
    for column, day in zip("ABCDEF", days, strict=True):
        put(sheet, f"{column}1", day, horizontal="center")
    for row in range(2, 10):
        for column in "ABCDEF":
            text = f"第{row - 1}节" if column == "A" else "理论课\n示例教师"
            put(sheet, f"{column}{row}", text, horizontal="center", wrap_text=True)
            sheet[f"{column}{row}"].border = BOX
    sheet.merge_cells("B2:B5")
    sheet.merge_cells("C6:D7")
    even_heights(sheet, 9, 37.5)
    return saved(book)


def tall_rows() -> bytes:
    """Leave out all row heights: the program that opens it finds them."""
    book, sheet = sheet_of("自动行高", "A1:C12", {"A": 12, "B": 40, "C": 12})
    for row in range(1, 13):
        for column, text in zip("ABC", (row, "无换行的一行", "备注"), strict=True):
            sheet[f"{column}{row}"] = text
    return saved(book)


MAKERS = (
    notice, landscape_roster, wide_ledger, over_first, fitted, scaled, broken, two_areas,
    headings, hidden, a5_card, x_summary, timetable, tall_rows,
)  # fmt: skip
