"""Makes the corpus: workbooks that together use everything a form may hold, by three different programs.

    python -m tests.oracle.corpus

Some are written by openpyxl, some by XlsxWriter, and some of both are opened and saved by LibreOffice, so that files
of three hands are read. The results are committed: the suite reads them and needs none of these programs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path

import xlsxwriter
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Border, Font, GradientFill, PatternFill, Side
from openpyxl.styles.colors import Color
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Pixels

from tests.oracle import office

FOLDER = Path(__file__).parent / "corpus"
_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_SONG = "宋体"
_LONG = (
    "农民工在户籍所在地或常住地的乡镇（街道）就业服务站登记后，"
    "由服务站核对身份、类别和就业状态，再按意愿推荐培训和岗位。"
)
_RESAVED = (
    "notice",
    "timetable",
    "faces",
    "numbers",
    "landscape_roster",
    "wide_ledger",
    "x_summary",
    "x_card",
)

Maker = Callable[[], bytes]


def _saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheet(title: str, area: str, widths: dict[str, float]) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    sheet.print_area = area
    sheet.page_setup.paperSize = 9
    for column, width in widths.items():
        sheet.column_dimensions[column].width = width
    return book, sheet


def _put(sheet: Worksheet, place: str, value: object, *, size: float = 10.5, **align: object) -> None:
    cell = sheet[place]
    cell.value = value
    cell.font = Font(name=_SONG, size=size)
    cell.alignment = Alignment(**{"vertical": "center", **align})


def _heights(sheet: Worksheet, rows: int, height: float) -> None:
    for row in range(1, rows + 1):
        sheet.row_dimensions[row].height = height


def notice() -> bytes:
    """Paragraphs that wrap, a title over merged cells, right-aligned seal and date."""
    book, sheet = _sheet("通知", "A1:F12", dict.fromkeys("ABCDEF", 13))
    sheet.merge_cells("A1:F1")
    _put(sheet, "A1", "关于开展春季农民工免费技能培训的通知", size=18, horizontal="center")
    sheet["A1"].font = Font(name="黑体", size=18, bold=True)
    sheet.row_dimensions[1].height = 42
    for row, text in enumerate((_LONG, _LONG * 2, "请各村于本月底前报送名单。"), 3):
        sheet.merge_cells(f"A{row}:F{row}")
        _put(sheet, f"A{row}", "\u3000\u3000" + text, size=12, wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 36 * (1 + text.count("登记后"))
    for row, text in ((8, "示例乡就业服务站"), (9, "2026年3月2日")):
        sheet.merge_cells(f"D{row}:F{row}")
        _put(sheet, f"D{row}", text, size=12, horizontal="right")
        sheet.row_dimensions[row].height = 21
    return _saved(book)


def faces() -> bytes:
    """Families, sizes, bold, italic, underlines, strike, colours, raised and lowered characters, rich text."""
    book, sheet = _sheet("字体", "A1:C14", {"A": 22, "B": 30, "C": 24})
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
            sheet[f"{column}{row}"].border = _BOX
        sheet.row_dimensions[row].height = 24
    plain, bold = InlineFont(rFont=_SONG, sz=11), InlineFont(rFont="黑体", sz=14, b=True, color="FFFF0000")
    raised = InlineFont(rFont=_SONG, sz=11, vertAlign="superscript")
    lowered = InlineFont(rFont=_SONG, sz=11, vertAlign="subscript")
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
    return _saved(book)


def aligned() -> bytes:
    """Every horizontal with every vertical alignment, and indents."""
    book, sheet = _sheet("对齐", "A1:E8", dict.fromkeys("ABCDE", 18))
    for row, down in enumerate(("top", "center", "bottom"), 1):
        for column, across in zip("ABCDE", ("left", "center", "right", "general", "fill"), strict=True):
            _put(sheet, f"{column}{row}", "示例", horizontal=across, vertical=down)
            sheet[f"{column}{row}"].border = _BOX
        sheet.row_dimensions[row].height = 40
    for column, indent in zip("ABCD", (1, 2, 3, 1), strict=True):
        _put(sheet, f"{column}5", "缩进", horizontal="right" if column == "D" else "left", indent=indent)
        sheet[f"{column}5"].border = _BOX
    _put(sheet, "A6", "分散对齐字", horizontal="distributed")
    _put(sheet, "B6", _LONG[:24], horizontal="justify", wrap_text=True)
    for column in "ABC":
        _put(sheet, f"{column}7", "跨列居中" if column == "A" else None, horizontal="centerContinuous")
    _heights_of(sheet, {5: 24, 6: 45, 7: 24})
    return _saved(book)


def _heights_of(sheet: Worksheet, heights: dict[int, float]) -> None:
    for row, height in heights.items():
        sheet.row_dimensions[row].height = height


def turned() -> bytes:
    """Text turned by quarters and letters below one another."""
    book, sheet = _sheet("竖排", "A1:F6", dict.fromkeys("ABCDEF", 9))
    for column, turn in zip("ABCDE", (90, 180, 255, 255, 90), strict=True):
        sheet.merge_cells(f"{column}1:{column}4")
        _put(
            sheet,
            f"{column}1",
            "培训机构意见" if turn == 255 else "审核意见",
            horizontal="center",
            text_rotation=turn,
        )
    _heights(sheet, 6, 36)
    return _saved(book)


def slanted() -> bytes:
    """Headings slanted by 45 and 30 degrees over upright figures."""
    book, sheet = _sheet("斜排", "A1:E5", dict.fromkeys("ABCDE", 14))
    for column, turn in zip("ABCDE", (45, 30, 60, 135, 0), strict=True):
        _put(sheet, f"{column}1", "项目", text_rotation=turn, horizontal="center")
        for row in range(2, 6):
            _put(sheet, f"{column}{row}", row * 100, horizontal="center")
    _heights_of(sheet, {1: 60, 2: 21, 3: 21, 4: 21, 5: 21})
    return _saved(book)


def numbers() -> bytes:
    """Show numbers, dates, percents, fractions and conditional formats.

    Weekdays and Chinese numerals are left to unit tests: LibreOffice reads those codes by the locale of the program.
    """
    book, sheet = _sheet("数字", "A1:C24", {"A": 30, "B": 26, "C": 18})
    rows: list[tuple[object, str]] = [
        (1234567.891, "#,##0.00"), (0.2567, "0.0%"), (-1500, "#,##0;[Red]-#,##0"), (0, '0.00;-0.00;"无"'),
        (1800, '"￥"#,##0.00'), (12345.678, "0.00E+00"), (2.5, "# ?/?"), (7, "000"), (13800001234, "000-0000-0000"),
        (date(2026, 3, 2), 'yyyy"年"m"月"d"日"'), (date(2026, 3, 2), "yyyy-mm-dd"), (date(2026, 3, 2), "yyyy/m/d"),
        (datetime(2026, 3, 2, 14, 5), "yyyy-mm-dd hh:mm"), (time(14, 5), "h:mm AM/PM"), (1.5, "[h]:mm"),
        (120, '[>100]"超过"0;0'), ("示例", '@"（签字）"'), (3.14159, "General"),
    ]  # fmt: skip
    for row, (value, code) in enumerate(rows, 1):
        _put(sheet, f"A{row}", value)
        sheet[f"A{row}"].number_format = code
        _put(sheet, f"B{row}", "格式" + str(row))
        sheet[f"A{row}"].border = _BOX
        sheet.row_dimensions[row].height = 21
    return _saved(book)


def landscape_roster() -> bytes:
    """Three landscape pages whose head rows repeat, with page numbers below."""
    book, sheet = _sheet(
        "花名册", "A1:H90", dict(zip("ABCDEFGH", (6, 10, 6, 22, 30, 16, 14, 14), strict=True))
    )
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:2"
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.merge_cells("A1:H1")
    _put(sheet, "A1", "培训学员花名册（示例）", size=16, horizontal="center")
    heads = ("序号", "姓名", "性别", "身份证号", "户籍地址", "电话", "工种", "备注")
    for column, head in zip("ABCDEFGH", heads, strict=True):
        _put(sheet, f"{column}2", head, horizontal="center")
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
            _put(sheet, f"{column}{row}", value, horizontal="center")
            sheet[f"{column}{row}"].border = _BOX
    _heights(sheet, 90, 20.25)
    sheet.row_dimensions[1].height = 33
    return _saved(book)


def wide_ledger() -> bytes:
    """Draw a sheet wider than its paper: columns go on to further pages, two of them repeated."""
    letters = "ABCDEFGHIJKLMNOP"
    book, sheet = _sheet("台账", "A1:P20", dict.fromkeys(letters, 13))
    sheet.print_title_cols = "A:B"
    sheet.print_title_rows = "1:1"
    for column in letters:
        for row in range(1, 21):
            _put(
                sheet, f"{column}{row}", f"{column}栏" if row == 1 else f"{column}{row}", horizontal="center"
            )
            sheet[f"{column}{row}"].border = _BOX
    _heights(sheet, 20, 21)
    return _saved(book)


def over_first() -> bytes:
    """Two by two pages, numbered from left to right first."""
    letters = "ABCDEFGHIJKL"
    book, sheet = _sheet("页序", "A1:L60", dict.fromkeys(letters, 14))
    sheet.page_setup.pageOrder = "overThenDown"
    sheet.oddFooter.center.text = "&P/&N"
    for column in letters:
        for row in range(1, 61):
            _put(sheet, f"{column}{row}", f"{column}{row}")
    _heights(sheet, 60, 18)
    return _saved(book)


def fitted() -> bytes:
    """Shrunk to one page wide."""
    letters = "ABCDEFGHIJ"
    book, sheet = _sheet("缩放", "A1:J30", dict.fromkeys(letters, 14))
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    for column in letters:
        for row in range(1, 31):
            _put(sheet, f"{column}{row}", f"{column}列{row}", horizontal="center")
            sheet[f"{column}{row}"].border = _BOX
    _heights(sheet, 30, 24)
    return _saved(book)


def scaled() -> bytes:
    """Print at 70 percent, centred both ways."""
    book, sheet = _sheet("比例", "A1:D12", dict.fromkeys("ABCD", 24))
    sheet.page_setup.scale = 70
    sheet.print_options.horizontalCentered = sheet.print_options.verticalCentered = True
    for column in "ABCD":
        for row in range(1, 13):
            _put(sheet, f"{column}{row}", "示例单位名称" if row % 2 else row, horizontal="center")
            sheet[f"{column}{row}"].border = _BOX
    _heights(sheet, 12, 30)
    return _saved(book)


def broken() -> bytes:
    """Break pages by hand, in rows and in columns."""
    book, sheet = _sheet("分页", "A1:D30", dict.fromkeys("ABCD", 16))
    sheet.row_breaks.append(Break(id=10))
    sheet.col_breaks.append(Break(id=2))
    for column in "ABCD":
        for row in range(1, 31):
            _put(sheet, f"{column}{row}", f"{column}{row}格")
    _heights(sheet, 30, 21)
    return _saved(book)


def two_areas() -> bytes:
    """Two print areas, each on a page of its own."""
    book, sheet = _sheet("两块", "A1:C8,E1:G8", dict.fromkeys("ABCDEFG", 18))
    for column in "ABCEFG":
        for row in range(1, 9):
            _put(sheet, f"{column}{row}", f"区块{column}{row}")
    _heights(sheet, 8, 24)
    return _saved(book)


def headings() -> bytes:
    """Put headers and footers in three parts, with fonts, sheet name, even and first pages.

    The normal font is small: LibreOffice reckons with header lines as high as the font's size, and moves the sheet
    down by what our fonts, whose lines are nearly half as high again, take more.
    """
    book, sheet = _sheet("页眉", "A1:C120", dict.fromkeys("ABC", 26))
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
            _put(sheet, f"{column}{row}", f"第{row}行{column}")
    _heights(sheet, 120, 18)
    return _saved(book)


def hidden() -> bytes:
    """Hidden rows and columns, and merged cells across them."""
    book, sheet = _sheet("隐藏", "A1:E12", dict.fromkeys("ABCDE", 15))
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[5].hidden = True
    for column in "ABCDE":
        for row in range(1, 13):
            _put(sheet, f"{column}{row}", f"{column}{row}项", horizontal="center")
    sheet.merge_cells("B8:D9")
    for row in range(1, 13):
        sheet.row_dimensions[row].height = 24
    return _saved(book)


def spilled() -> bytes:
    """Text that runs on over empty neighbours, and stops at full ones."""
    book, sheet = _sheet("溢出", "A1:F6", dict.fromkeys("ABCDEF", 11))
    _put(sheet, "A1", "这一行文字很长，会一直写到右边空着的格子里去")
    _put(sheet, "F2", "靠右的长文字写到左边去", horizontal="right")
    _put(sheet, "C3", "居中的长文字两边都写出去", horizontal="center")
    _put(sheet, "A5", "短")
    _put(sheet, "B5", "邻格有字")
    _heights(sheet, 6, 21)
    return _saved(book)


def ruled() -> bytes:
    """All border styles, coloured borders and diagonals."""
    book, sheet = _sheet("边框", "A1:D14", dict.fromkeys("ABCD", 20))
    styles = ("hair", "thin", "dotted", "dashed", "dashDot", "dashDotDot", "medium", "mediumDashed", "mediumDashDot",
              "mediumDashDotDot", "slantDashDot", "thick", "double")  # fmt: skip
    for row, style in enumerate(styles, 1):
        side = Side(style=style, color="FF003366" if row % 2 else None)
        _put(sheet, f"B{row}", style, horizontal="center")
        sheet[f"B{row}"].border = Border(left=side, right=side, top=side, bottom=side)
        sheet.row_dimensions[row].height = 27
    slant = Side(style="thin")
    _put(sheet, "D1", "斜线", horizontal="right", vertical="top")
    sheet["D1"].border = Border(diagonal=slant, diagonalDown=True, diagonalUp=True)
    return _saved(book)


def filled() -> bytes:
    """Solid, theme, pattern and gradient fills."""
    book, sheet = _sheet("填充", "A1:C8", dict.fromkeys("ABC", 24))
    fills = [
        PatternFill("solid", fgColor="FFDDEBF7"), PatternFill("solid", fgColor=Color(theme=4, tint=0.6)),
        PatternFill("gray125"), PatternFill("lightGray"), PatternFill("darkGrid", fgColor="FF99CC00"),
        GradientFill(degree=0, stop=("FFFFFFFF", "FF5B9BD5")), GradientFill(degree=90, stop=("FFFFFFFF", "FFED7D31")),
    ]  # fmt: skip
    for row, fill in enumerate(fills, 1):
        for column in "ABC":
            _put(sheet, f"{column}{row}", f"底色{row}", horizontal="center")
            sheet[f"{column}{row}"].fill = fill
        sheet.row_dimensions[row].height = 27
    return _saved(book)


def pictured() -> bytes:
    """Lay a picture beside text, held by one cell."""
    book, sheet = _sheet("图片", "A1:D10", dict.fromkeys("ABCD", 18))
    buffer = BytesIO()
    Pixels.new("RGB", (160, 90), (200, 30, 40)).save(buffer, "PNG")
    image = Image(BytesIO(buffer.getvalue()))
    sheet.add_image(image, "C2")
    for row in range(1, 11):
        _put(sheet, f"A{row}", f"说明文字第{row}行")
    _heights(sheet, 10, 24)
    return _saved(book)


def a5_card() -> bytes:
    """Draw a small card on A5 landscape with narrow margins."""
    book, sheet = _sheet("卡片", "A1:D7", dict.fromkeys("ABCD", 19))
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
        _put(sheet, f"A{row}", label, size=14, horizontal="center")
        sheet.merge_cells(f"B{row}:D{row}")
        _put(sheet, f"B{row}", value, size=14)
        sheet.row_dimensions[row].height = 36
    return _saved(book)


def formulas() -> bytes:
    """Formulas with stored results, as a spreadsheet program leaves them."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("合计")
    look = book.add_format({"font_name": _SONG, "font_size": 11, "border": 1, "num_format": "#,##0.00"})
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


def x_summary() -> bytes:
    """Write a summary with XlsxWriter: merged heads, wrapped notes, a footer."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("汇总")
    head = book.add_format({"font_name": "黑体", "font_size": 16, "align": "center", "valign": "vcenter"})
    cell = book.add_format(
        {"font_name": _SONG, "font_size": 11, "border": 1, "align": "center", "valign": "vcenter"}
    )
    note = book.add_format({"font_name": _SONG, "font_size": 10, "text_wrap": True, "valign": "top"})
    sheet.set_column("A:F", 12)
    sheet.merge_range("A1:F1", "各村培训人数汇总", head)
    sheet.set_row(0, 36)
    for row in range(1, 16):
        sheet.set_row(row, 24)
        for column in range(6):
            sheet.write(row, column, f"示例村{row}" if column == 0 else row * column, cell)
    sheet.merge_range("A18:F18", _LONG, note)
    sheet.set_row(17, 42)
    sheet.print_area("A1:F18")
    sheet.set_paper(9)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    book.close()
    return buffer.getvalue()


def x_card() -> bytes:
    """Write a card with XlsxWriter: turned label, shrink to fit, indent, rich string."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("服务卡")
    plain = book.add_format({"font_name": _SONG, "font_size": 12, "border": 1, "valign": "vcenter"})
    bold = book.add_format({"font_name": _SONG, "font_size": 12, "bold": True, "font_color": "red"})
    turned = book.add_format(
        {"font_name": _SONG, "font_size": 12, "rotation": 90, "align": "center", "border": 1}
    )
    shrunk = book.add_format(
        {"font_name": _SONG, "font_size": 12, "shrink": True, "border": 1, "valign": "vcenter"}
    )
    moved = book.add_format(
        {"font_name": _SONG, "font_size": 12, "indent": 2, "border": 1, "valign": "vcenter"}
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


def timetable() -> bytes:
    """Draw a timetable with merged cells down and across, text broken by hand."""
    book, sheet = _sheet("课表", "A1:F9", dict(zip("ABCDEF", (10, 15, 15, 15, 15, 15), strict=True)))
    days = ("节次", "星期一", "星期二", "星期三", "星期四", "星期五")
    for column, day in zip("ABCDEF", days, strict=True):
        _put(sheet, f"{column}1", day, horizontal="center")
    for row in range(2, 10):
        for column in "ABCDEF":
            text = f"第{row - 1}节" if column == "A" else "理论课\n示例教师"
            _put(sheet, f"{column}{row}", text, horizontal="center", wrap_text=True)
            sheet[f"{column}{row}"].border = _BOX
    sheet.merge_cells("B2:B5")
    sheet.merge_cells("C6:D7")
    _heights(sheet, 9, 37.5)
    return _saved(book)


def tall_rows() -> bytes:
    """Leave out all row heights: the program that opens it finds them."""
    book, sheet = _sheet("自动行高", "A1:C12", {"A": 12, "B": 40, "C": 12})
    for row in range(1, 13):
        for column, text in zip("ABC", (row, "无换行的一行", "备注"), strict=True):
            sheet[f"{column}{row}"] = text
    return _saved(book)


MAKERS: dict[str, Maker] = {
    maker.__name__: maker
    for maker in (
        notice, faces, aligned, turned, slanted, numbers, landscape_roster, wide_ledger, over_first, fitted, scaled,
        broken, two_areas, headings, hidden, spilled, ruled, filled, pictured, a5_card, formulas, x_summary, x_card,
        timetable, tall_rows,
    )
}  # fmt: skip


def make() -> None:
    """Write the corpus anew, then let LibreOffice save some of it again."""
    FOLDER.mkdir(exist_ok=True)
    for name, maker in MAKERS.items():
        (FOLDER / f"{name}.xlsx").write_bytes(maker())
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        office.convert([FOLDER / f"{name}.xlsx" for name in _RESAVED], folder, "xlsx:Calc MS Excel 2007 XML")
        for name in _RESAVED:
            (FOLDER / f"{name}_resaved.xlsx").write_bytes((folder / f"{name}.xlsx").read_bytes())


if __name__ == "__main__":
    make()
