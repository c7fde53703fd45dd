"""What a spreadsheet may hold beside plain cells: each prints, or is named when the form is read."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.drawing.image import Image
from openpyxl.styles import Alignment, Font, GradientFill, PatternFill
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from PIL import Image as Pixels

from app.services.printing.engine import render
from app.services.printing.preview import page_image, text_of
from app.services.printing.template import load
from tests.oracle.corpus_cells import formulas
from tests.oracle.words import words_of
from tests.services.printing.drafts import drawn


def _printed(draw, values=None, *, area="A1:D20"):
    return render(load(drawn(draw, area=area), name="小表"), values or {})


def _colours(pdf):
    image = page_image(pdf, 0, 72)
    found = set()
    for row in range(image.height):
        line = image.pixels[row * image.stride : row * image.stride + image.width * 3]
        found |= {tuple(line[at : at + 3]) for at in range(0, len(line), 3)}
    return found


def test_rich_text_prints_each_run_in_its_own_size():
    def draw(sheet):
        big, small = InlineFont(rFont="宋体", sz=20), InlineFont(rFont="宋体", sz=10)
        sheet["A1"] = CellRichText(TextBlock(big, "大"), TextBlock(small, "小"), TextBlock(small, "尾"))

    first, second, third = words_of(_printed(draw).pdf)
    assert second.x - first.x == pytest.approx(20, abs=0.2)
    assert third.x - second.x == pytest.approx(10, abs=0.2)


def test_raised_characters_stand_higher_and_smaller():
    def draw(sheet):
        plain, raised = (
            InlineFont(rFont="宋体", sz=12),
            InlineFont(rFont="宋体", sz=12, vertAlign="superscript"),
        )
        sheet["A1"] = CellRichText(TextBlock(plain, "米"), TextBlock(raised, "2"))

    base, above = words_of(_printed(draw).pdf)
    assert base.y - above.y == pytest.approx(12 * 0.33, abs=0.2)


def test_a_sheet_wider_than_its_paper_goes_on_to_the_right_with_its_title_columns():
    def draw(sheet):
        for column in range(1, 13):
            sheet.cell(1, column, f"栏{column}号")
            sheet.column_dimensions[sheet.cell(1, column).column_letter].width = 16
        sheet.print_title_cols = "A:A"

    done = _printed(draw, area="A1:L3")
    pages = text_of(done.pdf).split("\f")
    assert done.pages == 3
    assert all("栏1号" in page for page in pages)
    assert [page.count("栏2号") for page in pages] == [1, 0, 0]


def test_pages_of_a_wide_and_long_sheet_come_in_the_order_asked_for():
    def draw(sheet, order="downThenOver"):
        for column in (1, 8):
            for row in (1, 60):
                sheet.cell(row, column, f"{'左' if column == 1 else '右'}{'上' if row == 1 else '下'}")
        for letter in "ABCDEFGH":
            sheet.column_dimensions[letter].width = 16
        for row in range(1, 61):
            sheet.row_dimensions[row].height = 18
        sheet.page_setup.pageOrder = order

    down = text_of(_printed(draw, area="A1:H60").pdf).split("\f")
    over = text_of(_printed(lambda sheet: draw(sheet, "overThenDown"), area="A1:H60").pdf).split("\f")
    assert ["".join(page.split()) for page in down] == ["左上", "左下", "右上", "右下"]
    assert ["".join(page.split()) for page in over] == ["左上", "右上", "左下", "右下"]


def test_a_sheet_is_shrunk_to_the_pages_it_is_set_up_for_and_never_enlarged():
    def draw(sheet):
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight = sheet.page_setup.fitToWidth = 1
        for row in range(1, 101):
            sheet.cell(row, 1, f"第{row}行")
            sheet.row_dimensions[row].height = 18

    assert _printed(draw, area="A1:B100").pages == 1
    small = words_of(_printed(lambda sheet: (draw(sheet), sheet.delete_rows(3, 98)), area="A1:B2").pdf)
    assert small[1].x - small[0].x == pytest.approx(11, abs=0.2)


def test_breaks_set_by_hand_begin_new_pages():
    def draw(sheet):
        for row in range(1, 7):
            sheet.cell(row, 1, f"第{row}行")
            sheet.cell(row, 3, f"右{row}")
        sheet.row_breaks.append(Break(id=2))
        sheet.col_breaks.append(Break(id=2))

    pages = ["".join(page.split()) for page in text_of(_printed(draw, area="A1:C6").pdf).split("\f")]
    assert pages == ["第1行第2行", "第3行第4行第5行第6行", "右1右2", "右3右4右5右6"]


def test_each_print_area_is_on_pages_of_its_own():
    def draw(sheet):
        sheet["A1"], sheet["F1"] = "{{name}}甲", "{{name}}乙"

    pages = text_of(_printed(draw, {"name": "示例"}, area="A1:B3,F1:G3").pdf).split("\f")
    assert ["".join(page.split()) for page in pages] == ["示例甲", "示例乙"]


def test_hidden_rows_and_columns_do_not_print():
    def draw(sheet):
        sheet.append(["甲", "乙", "丙"])
        sheet.append(["子", "丑", "寅"])
        sheet.column_dimensions["B"].hidden = True
        sheet.row_dimensions[2].hidden = True

    assert "".join(text_of(_printed(draw, area="A1:C2").pdf).split()) == "甲丙"


def test_headers_and_footers_follow_their_codes():
    def draw(sheet):
        for row in range(1, 121):
            sheet.cell(row, 1, "行")
        sheet.HeaderFooter.differentFirst = sheet.HeaderFooter.differentOddEven = True
        sheet.firstHeader.center.text = "首页"
        sheet.oddHeader.left.text = "单&B页&B && &A"
        sheet.evenHeader.right.text = "双页 &P+10"
        sheet.oddFooter.center.text = "&P/&N"
        sheet.evenFooter.center.text = "&D"

    text = text_of(_printed(draw, {"printed.day": "2026-03-02"}, area="A1:A120").pdf)
    pages = ["".join(page.split()) for page in text.split("\f")]
    assert "首页" in pages[0]
    assert "双页12" in pages[1]
    assert "2026-03-02" in pages[1]
    assert "单页&Sheet" in pages[2]
    assert "3/3" in pages[2]


def test_a_picture_prints_where_it_lies_and_a_gradient_is_seen():
    def draw(sheet):
        buffer = BytesIO()
        Pixels.new("RGB", (40, 40), (200, 30, 40)).save(buffer, "PNG")
        sheet.add_image(Image(BytesIO(buffer.getvalue())), "B2")
        sheet["A8"].fill = GradientFill(degree=0, stop=("FF000000", "FFFFFFFF"))
        sheet["A10"].fill = PatternFill("solid", fgColor="FF00FF00")

    template = load(drawn(draw))
    seen = _colours(render(template, {}).pdf)
    assert template.warnings == ()
    assert (40, 30, 200) in seen
    assert (0, 255, 0) in seen
    assert len({colour for colour in seen if len(set(colour)) == 1}) > 20


def test_a_chart_is_named_when_the_form_is_read():
    def draw(sheet):
        sheet.append(["甲", 1])
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=1))
        sheet.add_chart(chart, "D4")

    assert any("图表不能打印" in warning for warning in load(drawn(draw)).warnings)


def test_text_runs_on_over_empty_neighbours_on_the_side_it_is_aligned_from():
    def draw(sheet):
        sheet["C1"] = "靠右的文字比它的格子长"
        sheet["C1"].alignment = Alignment(horizontal="right")
        sheet["A2"] = "靠左的文字比它的格子长"
        for cell in (sheet["C1"], sheet["A2"]):
            cell.font = Font(name="宋体", size=11)
        for letter in "ABC":
            sheet.column_dimensions[letter].width = 8

    words = words_of(_printed(draw, area="A1:C2").pdf)
    lines = {y: [word for word in words if word.y == y] for y in {word.y for word in words}}
    (upper, lower) = (lines[y] for y in sorted(lines))
    assert [word.text for word in upper] == list("靠右的文字比它的格子长")
    assert [word.text for word in lower] == list("靠左的文字比它的格子长")
    first, second, third = (54 + at * 45.75 for at in range(3))  # where the columns begin
    assert first < upper[0].x < third < upper[-1].x
    assert first < lower[0].x < second < lower[-1].x


def test_a_number_or_a_date_takes_the_format_of_the_cell_its_tag_stands_in():
    def draw(sheet):
        sheet["A1"], sheet["A2"] = "{{count}}", "{{day}}"
        sheet["A1"].number_format, sheet["A2"].number_format = "#,##0", "yyyy/mm/dd"

    text = text_of(_printed(draw, {"count": 12345, "day": date(2026, 3, 2)}).pdf)
    assert "12,345" in text
    assert "2026/03/02" in text


def test_a_formula_prints_the_result_that_was_stored_with_it():

    template = load(formulas(), name="合计")
    assert "3,618.00" in text_of(render(template, {}).pdf)
    assert any("B9 是公式" in warning for warning in template.warnings)


def test_letters_below_one_another_and_turned_text_stay_in_their_cell():
    def draw(sheet):
        sheet.merge_cells("A1:A6")
        sheet["A1"] = "审核意见"
        sheet["A1"].alignment = Alignment(text_rotation=255, horizontal="center", vertical="center")
        sheet["B1"] = "斜"
        sheet["B1"].alignment = Alignment(text_rotation=45)

    words = [word for word in words_of(_printed(draw).pdf) if word.text in "审核意见"]
    assert len({word.x for word in words}) == 1
    assert [word.text for word in sorted(words, key=lambda word: word.y)] == list("审核意见")
