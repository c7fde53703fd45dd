"""A filled form as a workbook holds what the printed form says, in the author's own cells."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font

from app.faults import UserError
from app.services.printing.catalogue import FORMS
from app.services.printing.engine import render
from app.services.printing.filled import fill
from app.services.printing.preview import page_count
from app.services.printing.template import load
from tests.services.printing.drafts import drawn
from tests.services.printing.form_samples import VALUES


def _sheet(data, **options):
    return load_workbook(BytesIO(data), **options).worksheets[0]


def _roster(sheet):
    sheet.append(["花名册"])
    sheet.merge_cells("A1:C1")
    sheet["A1"].font = Font(name="黑体", size=16)
    sheet.append(["序号", "姓名", "金额"])
    sheet.append(["{{#roster}}{{roster.#}}", "{{roster.name}}", "{{yuan:roster.amount}}"])
    sheet.append(["{{foot:roster}}本页小计", None, "{{page_sum:roster.amount=yuan}}"])
    sheet.append(["合计", None, "{{sum:roster.amount=yuan}}"])
    sheet.append(["区域外的备注"])
    sheet.print_title_rows = "2:2"
    sheet.row_dimensions[3].height = 30


ROSTER = {"roster": [{"name": f"示例{at}", "amount": 120_000} for at in range(60)]}


def test_list_rows_are_repeated_with_their_heights_and_page_totals():
    data = drawn(_roster, area="A1:C5")
    sheet = _sheet(fill(data, ROSTER))
    pages = render(load(data), ROSTER).pages
    names = [row[1].value for row in sheet.iter_rows() if str(row[1].value).startswith("示例")]
    assert names == [f"示例{at}" for at in range(60)]
    feet = [row[0].row for row in sheet.iter_rows() if row[0].value == "本页小计"]
    assert len(feet) == pages == len(sheet.row_breaks.brk) + 1
    assert [row[2].value for row in sheet.iter_rows() if row[0].value == "合计"] == ["72,000.00"]
    assert sheet.row_dimensions[3].height == 30
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.cell(sheet.max_row, 1).value == "区域外的备注"


def test_amounts_are_numbers_that_can_be_added_up():
    sheet = _sheet(fill(drawn(_roster, area="A1:C5"), ROSTER))
    assert sheet["C3"].value == 1200
    assert sheet["C3"].number_format == "#,##0.00"


def test_text_that_begins_with_an_equals_sign_stays_text():
    def draw(sheet):
        sheet["A1"] = "{{name}}"

    sheet = _sheet(fill(drawn(draw), {"name": "=1+1"}))
    assert (sheet["A1"].value, sheet["A1"].data_type) == ("=1+1", "s")


def test_tags_in_rich_text_keep_the_look_they_stand_in():
    def draw(sheet):
        red = InlineFont(rFont="宋体", sz=14, color="FFFF0000")
        sheet["A1"] = CellRichText("姓名：", TextBlock(red, "{{name}}"), "（示例）")

    (first, second, third) = _sheet(fill(drawn(draw), {"name": "王示例"}), rich_text=True)["A1"].value
    assert (first, second.text, third) == ("姓名：", "王示例", "（示例）")
    assert second.font.sz == 14


def test_two_copies_on_one_page_stand_at_their_distance():
    def draw(sheet):
        sheet["A1"] = "{{copies:copy=存根|回执}}第{{copy}}联"
        sheet["A2"] = "{{name}}"

    sheet = _sheet(fill(drawn(draw, area="A1:B2"), {"name": "王示例"}))
    places = [row[0].row for row in sheet.iter_rows() if str(row[0].value or "").startswith("第")]
    assert len(places) == 2
    between = sum(sheet.row_dimensions[row].height or 0 for row in range(places[0], places[1]))
    assert between == pytest.approx(load(drawn(draw, area="A1:B2")).paper.height / 2 - 72, abs=1)


def test_several_print_areas_with_tags_are_refused_in_plain_words():
    def draw(sheet):
        sheet["A1"] = "{{name}}"
        sheet["F1"] = "另一块"

    with pytest.raises(UserError, match="几个打印区域"):
        fill(drawn(draw, area="A1:B2,F1:G2"), {"name": "王示例"})


def test_a_workbook_without_tags_comes_back_as_it_is():
    data = drawn(lambda sheet: sheet.append(["没有标签"]))
    assert fill(data, {}) == data


@pytest.mark.parametrize("key", FORMS)
def test_every_form_filled_prints_the_same_pages_again(key):
    """The filled workbook is itself a form without tags: printed, it has the pages of the form."""
    values = {**VALUES, "worker": {**VALUES["worker"], "categories_text": "示例"}}
    data = fill(FORMS[key].file.read_bytes(), values, name=key)
    assert "{{" not in "".join(str(cell.value) for row in _sheet(data).iter_rows() for cell in row)
    again = render(load(data, name=key), {})
    assert again.pages == page_count(render(FORMS[key].template, values).pdf)


def test_what_stands_outside_the_print_area_is_kept():
    def draw(sheet):
        sheet["A1"] = "{{name}}"
        sheet["A1"].alignment = Alignment(horizontal="center")
        sheet["F5"] = "说明：填完后删去本列"

    assert _sheet(fill(drawn(draw, area="A1:B3"), {"name": "王示例"}))["F5"].value == "说明：填完后删去本列"
