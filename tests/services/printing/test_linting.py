"""The linter of forms names, cell by cell, what a workbook will not fill or print."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from app.cli import main
from app.faults import UserError
from app.paths import resources
from app.services.papers.formcheck import checked, form_of, known_keys
from app.services.printing.catalogue import FORMS
from app.services.printing.linting import Grade, is_usable

FORM = resources() / "forms" / "worker_registration.xlsx"


def changed(change: Callable[[Worksheet], None], source: Path = FORM) -> bytes:
    book = load_workbook(source)
    sheet = book.worksheets[0]
    change(sheet)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def small(change: Callable[[Worksheet], None], *, area: str = "A1:B3") -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"], sheet["B2"] = "求职登记表", "姓名", "{{worker.name}}"
    change(sheet)
    sheet.print_area = area
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def lines(key: str, data: bytes, grade: Grade) -> list[str]:
    return [one.words for one in checked(key, data) if one.grade is grade]


@pytest.mark.parametrize("key", sorted(FORMS))
def test_a_shipped_form_has_nothing_to_mend(key: str) -> None:
    found = checked(key, FORMS[key].file.read_bytes())
    assert is_usable(found)
    assert [one for one in found if one.grade is Grade.ASK] == []


def test_an_unknown_tag_is_named_with_its_cell_and_label() -> None:
    def misspell(sheet: Worksheet) -> None:
        sheet["B2"] = "{{worker.nmae}}"
        sheet["B3"] = "{{boks:worker.sex=1}}"

    found = lines("job_seeking", small(misspell), Grade.MEND)
    assert "单元格 B2“姓名”：没有这个填写项：worker.nmae" in found
    assert any(line.startswith("单元格 B3") and "boks" in line for line in found)


def test_a_sheet_without_a_print_area_has_to_be_mended() -> None:
    book = load_workbook(FORM)
    book.worksheets[0].print_area = None
    buffer = BytesIO()
    book.save(buffer)
    assert any(
        "没有设置打印区域" in line for line in lines("worker_registration", buffer.getvalue(), Grade.MEND)
    )


def test_a_sheet_wider_than_its_paper_is_named_in_millimetres() -> None:
    def widen(sheet: Worksheet) -> None:
        sheet.column_dimensions["A"].width = 90
        sheet.column_dimensions["B"].width = 40

    (line,) = lines("job_seeking", small(widen), Grade.MEND)
    assert line.startswith("B 列起：表宽 2")
    assert "纸上能印 1" in line
    assert "毫米，会印到另一页" in line


def test_fixed_text_that_does_not_fit_is_told_with_its_size() -> None:
    def crowd(sheet: Worksheet) -> None:
        sheet["A3"] = "本人承诺所填内容真实"
        sheet["A3"].font = Font(name="SimSun", size=12)
        sheet["A3"].alignment = Alignment(wrap_text=True)
        sheet.row_dimensions[3].height = 27
        sheet["B3"] = "x"

    known = lines("job_seeking", small(crowd), Grade.KNOW)
    assert any(line.startswith("单元格 A3") and "印好的字会从 12 磅缩到" in line for line in known)

    def overflow(sheet: Worksheet) -> None:
        crowd(sheet)
        sheet["A3"] = "本人承诺所填内容真实，" * 20

    must = lines("job_seeking", small(overflow), Grade.MEND)
    assert any(line.startswith("单元格 A3") and "转附页" in line for line in must)


def test_the_longest_value_is_tried_in_each_cell() -> None:
    def narrow(sheet: Worksheet) -> None:
        sheet["A3"], sheet["B3"] = "户籍地址", "{{worker.hukou_text}}"
        sheet["B3"].alignment = Alignment(wrap_text=True)
        sheet.row_dimensions[3].height = 15

    known = lines("job_seeking", small(narrow), Grade.KNOW)
    assert "单元格 B3“户籍地址”：最长的内容会转附页" in known


def test_a_value_that_the_form_before_had_is_asked_about_and_not_refused() -> None:
    def drop(sheet: Worksheet) -> None:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "{{worker.phone}}":
                    cell.value = None

    data = changed(drop)
    assert is_usable(checked("worker_registration", data))
    assert any("worker.phone" in line for line in lines("worker_registration", data, Grade.ASK))


def test_a_form_may_use_what_another_of_the_same_maker_does() -> None:
    assert known_keys("training_subsidy") == known_keys("living_allowance")
    assert set(FORMS["living_allowance"].keys) < known_keys("training_subsidy")


def test_the_form_is_told_by_file_name_or_title(tmp_path: Path) -> None:
    data = small(lambda _sheet: None)
    assert form_of(tmp_path / "acceptance_slip_80mm 新.xlsx", data) == "acceptance_slip_80mm"
    assert form_of(tmp_path / "新表.xlsx", data) == "job_seeking"
    with pytest.raises(UserError, match="--as"):
        form_of(tmp_path / "新表.xlsx", small(lambda sheet: sheet.__setitem__("A1", "说明")))


def test_the_command_says_everything_and_its_code_says_whether_to_mend(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "job_seeking.xlsx", tmp_path / "坏.xlsx"
    good.write_bytes(small(lambda _sheet: None))
    bad.write_bytes(small(lambda sheet: sheet.__setitem__("B2", "{{worker.nobody}}")))
    assert main(["forms", "check", str(good)]) == 0
    assert "可以用" in capsys.readouterr().out
    assert main(["forms", "check", str(bad), "--as", "job_seeking"]) == 1
    assert "必须改　单元格 B2“姓名”：没有这个填写项：worker.nobody" in capsys.readouterr().out
    bad.write_bytes(b"no workbook")
    assert main(["forms", "check", str(bad), "--as", "job_seeking"]) == 1
    assert "打不开" in capsys.readouterr().err
    assert main(["forms", "check", str(tmp_path / "没有.xlsx")]) == 1
    assert main(["forms", "check", str(good), "--as", "nothing"]) == 1


@pytest.mark.parametrize("kind", ["text", "cut", "chart"])
def test_what_is_no_form_is_refused_in_words(kind: str) -> None:
    if kind == "text":
        data = "姓名,年龄".encode()
    elif kind == "cut":
        whole, buffer = ZipFile(BytesIO(small(lambda _sheet: None))), BytesIO()
        with ZipFile(buffer, "w") as made:
            for name in whole.namelist():
                made.writestr(name, whole.read(name)[:-30] if "sheet1" in name else whole.read(name))
        data = buffer.getvalue()
    else:
        book, buffer = Workbook(), BytesIO()
        book.remove(book.worksheets[0])
        book.create_chartsheet()
        book.save(buffer)
        data = buffer.getvalue()
    with pytest.raises(UserError, match=r"打不开|只有图表"):
        checked("job_seeking", data)


def test_a_sheet_that_reaches_to_the_end_without_a_print_area_is_refused_at_once() -> None:
    book, buffer = Workbook(), BytesIO()
    book.worksheets[0]["XFD40"] = "格式刷刷到了头"
    book.save(buffer)
    with pytest.raises(UserError, match="XFD40 太大。请选中表格"):
        checked("job_seeking", buffer.getvalue())
