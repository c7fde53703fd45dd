# ruff: noqa: E501 - tables of samples
"""What the form engine does with small workbooks drawn in the test."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.drawing.image import Image as Picture
from openpyxl.styles import Alignment, Border, PatternFill, Side
from PIL import Image

from app.faults import UserError
from app.services.printing.engine import render, render_many
from app.services.printing.fonts import missing_glyphs, to_unicode_cmap
from app.services.printing.preview import page_image, text_of
from app.services.printing.template import load
from app.services.printing.words import capitals, chinese_date


def _template(fill, *, area="A1:D20"):
    book = Workbook()
    sheet = book.active
    fill(sheet)
    if area:
        sheet.print_area = area
    buffer = BytesIO()
    book.save(buffer)
    return load(buffer.getvalue(), name="小表")


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (140950, "壹仟肆佰零玖元伍角"), (600714, "陆仟零柒元壹角肆分"), (168032, "壹仟陆佰捌拾元叁角贰分"),
        (10700053, "壹拾万柒仟元零伍角叁分"), (1640902, "壹万陆仟肆佰零玖元零贰分"), (32504, "叁佰贰拾伍元零肆分"),
        (180000, "壹仟捌佰元整"), (1001000, "壹万零壹拾元整"), (100005, "壹仟元零伍分"), (5, "伍分"), (10000000000, "壹亿元整"),
    ],
)  # fmt: skip
def test_amount_in_words_follows_the_bank_rule(fen, words):
    assert capitals(fen).replace("捌拾元零", "捌拾元") in {
        "人民币" + words,
        "人民币" + words.replace("元零伍角", "元伍角"),
    }


def test_blank_date_leaves_gaps_to_write_in():
    assert chinese_date(None) == "　　年　月　日"
    assert chinese_date(date(2024, 11, 4)) == "2024年11月4日"


def test_characters_beyond_the_basic_plane_are_utf16_pairs():
    assert "<00> <D86CDC56>" in to_unicode_cmap("F", [0x2B056])
    assert to_unicode_cmap("F", list(range(0x4E00, 0x4E00 + 201))).count("beginbfchar") == 3


def test_unprintable_characters_are_named():
    assert missing_glyphs("王\U0010fffd王") == "\U0010fffd"
    assert missing_glyphs("王䶮𬱖𫘦𠮷") == ""


def test_text_too_long_for_its_cell_goes_to_a_continuation_page():
    def fill(sheet):
        sheet["A1"] = "备注"
        sheet["B1"] = "{{note_text}}"
        sheet["B1"].alignment = Alignment(wrap_text=True)
        sheet.row_dimensions[1].height = 30

    long = "".join(f"第{n}项长文字。" for n in range(60))
    done = render(_template(fill), {"note_text": long})
    assert done.pages == 2
    assert done.problems == ("“备注”内容太长，已转印到附页",)
    assert long in "".join(text_of(done.pdf).split())


def test_list_rows_repeat_with_head_and_page_totals_on_every_page():
    def fill(sheet):
        sheet.append(["序号", "姓名", "金额"])
        sheet.append(["{{#roster}}{{roster.#}}", "{{roster.name}}", "{{yuan:roster.amount}}"])
        sheet.append(["{{foot:roster}}本页小计", None, "{{page_sum:roster.amount=yuan}}"])
        sheet.append(["合计", None, "{{sum:roster.amount=yuan}}"])
        sheet.print_title_rows = "1:1"

    roster = [{"name": f"示例{n}", "amount": 100} for n in range(70)]
    done = render(_template(fill, area="A1:C4"), {"roster": roster})
    text = text_of(done.pdf)
    assert done.pages == 2
    assert text.count("序号") == 2
    assert text.count("本页小计") == 2
    assert all(f"示例{n}" in text for n in range(70))
    assert "70.00" in text


def test_ticked_and_empty_boxes_are_told_apart():
    def fill(sheet):
        sheet["A1"] = "{{box:w.categories=TPRK}}脱贫{{box:w.categories=CJ|LJY}}其他"

    assert "■脱贫□其他" in text_of(render(_template(fill), {"w": {"categories": [{"code": "TPRK"}]}}).pdf)


def test_absent_values_are_named_and_print_blank():
    def fill(sheet):
        sheet["A1"] = "[{{worker.name}}]"

    done = render(_template(fill), {})
    assert "[]" in text_of(done.pdf)
    assert done.problems == ("没有给出的填写项：worker.name",)


def test_no_line_is_drawn_inside_a_merged_cell():
    def fill(sheet):
        thin = Side(style="thin")
        for row in (1, 2):
            for column in (1, 2, 3):
                sheet.cell(row, column).border = Border(left=thin, right=thin, top=thin, bottom=thin)
        sheet.merge_cells("A1:B2")

    bands = _template(fill).bands
    assert bands[0].sides[1] is None
    assert bands[0].bottoms[0] is None
    assert bands[0].sides[2] is not None


def test_what_cannot_be_printed_is_named_at_load():
    def fill(sheet):
        sheet["A1"] = "=1+1"
        sheet["A2"].fill = PatternFill("lightTrellis")
        sheet.print_options.gridLines = True
        sheet.oddHeader.center.text = "&G"

    found = _template(fill).warnings
    assert len(found) == 4
    assert any("A1 的公式没有存下结果" in warning for warning in found)


def test_a_file_that_is_no_workbook_is_refused_in_plain_words():
    with pytest.raises(UserError, match="打不开"):
        load(b"nothing", name="坏表")


def test_batch_counts_pages_within_each_record():
    def fill(sheet):
        sheet["A1"] = "{{name}}"
        sheet.oddFooter.center.text = "第 &P 页 共 &N 页"

    done = render_many(_template(fill), [{"name": "甲"}, {"name": "乙"}])
    assert done.starts == (0, 1)
    assert text_of(done.pdf).count("第 1 页 共 1 页") == 2


def _mixed(sheet):
    sheet["A1"] = "姓名"
    sheet["B1"] = "编号：{{case}}号"
    sheet["A2"] = "{{box:sex=1}}男 {{box:sex=2}}女"
    sheet["B2"] = "{{date:on}}"
    sheet["C2"] = "{{idboxes:number=4}}"
    sheet["A1"].border = Border(*[Side("thick")] * 4)
    emblem = BytesIO()
    Image.new("RGB", (20, 20), "black").save(emblem, "PNG")
    sheet.add_image(Picture(emblem), "D3")
    sheet.oddFooter.center.text = "第 &P 页"
    sheet.print_options.verticalCentered = True
    sheet.column_dimensions["B"].width = sheet.column_dimensions["C"].width = 24


def _ink(pdf):
    image = page_image(pdf, 0, 100)
    rows = [
        image.pixels[at * image.stride : at * image.stride + image.width * 3 : 3]
        for at in range(image.height)
    ]
    return {(x, y) for y, row in enumerate(rows) for x, grey in enumerate(row) if grey < 128}


def test_printing_into_a_printed_form_leaves_out_what_is_on_it_already():
    template, values = _template(_mixed, area="A1:D4"), {"case": "K7", "sex": "2", "on": None, "number": "12"}
    whole, alone = render(template, values), render(template, values, only_values=True)
    assert text_of(alone.pdf).split() == ["K7", "■", "1", "2"]
    assert all(words in text_of(whole.pdf) for words in ("姓名", "编号：K7号", "第 1 页"))
    assert (b"/Subtype /Image" in whole.pdf, b"/Subtype /Image" in alone.pdf) == (True, False)
    kept, everything = _ink(alone.pdf), _ink(whole.pdf)
    assert len(kept) < len(everything) / 4
    near = {(x + right, y + down) for x, y in everything for right in (-1, 0, 1) for down in (-1, 0, 1)}
    assert kept <= near, "a value stands elsewhere than on the whole form"


def test_the_note_of_a_reprint_is_printed_into_a_printed_form_too():
    template = _template(_mixed, area="A1:D4")
    assert "补打" in text_of(render(template, {}, copies_note="补打 第1次", only_values=True).pdf)
