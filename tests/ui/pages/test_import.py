"""The import pane: what a file seems to be, which rows are wrong, what came in, and the way back; by keys."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView

from app.faults import Cancelled
from app.progress import Progress
from app.services.imports.looking import Look
from app.services.imports.service import Imports
from app.services.sample import sample
from app.ui.intake import ImportPane
from app.ui.kit import FormGrid, TextInput, Words
from app.ui.kit.rowmodel import RowModel
from app.ui.pages.workers.view import WorkersPage
from app.ui.theme import Scale
from tests.journeys.conftest import Counter
from tests.ui.rules import looking

NEW = ("郭示例", "140321199001010017", "西武庄村", "19900001234")


def roster(path: Path, *rows: tuple[object, ...], head: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    book.active.append(head or ("姓名", "身份证号", "户籍所在村", "联系电话"))
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def pane(at_counter: Counter) -> ImportPane:
    at_counter.desktop.window.open_page("workers")
    page = at_counter.desktop.window.page("workers")
    assert isinstance(page, WorkersPage)
    return page.list.show_import()


def said(pane: ImportPane) -> str:
    return "\n".join(words.text() for words in pane.findChildren(Words) if words.isVisibleTo(pane))


def shown(pane: ImportPane, name: str) -> list[tuple[str, ...]]:
    view = pane.findChild(QTableView, name)
    assert view is not None
    model = view.model()
    assert isinstance(model, RowModel)
    return [model.cells(row) for row in range(model.rowCount())]


def press(pane: ImportPane, name: str) -> None:
    button = pane.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisibleTo(pane)
    button.click()


def is_offered(pane: ImportPane, name: str) -> bool:
    button = pane.findChild(QPushButton, name)
    return button is not None and button.isVisibleTo(pane) and button.isEnabled()


def test_a_file_is_judged_before_any_row_comes_in(pane: ImportPane, at_counter: Counter) -> None:
    before = at_counter.town.counter.workers.count()
    pane.begin_with(sample("roster"))
    assert "看起来是「农民工花名册」，表头在第 4 行" in said(pane)
    assert "没有变化 386；14 行有错" in said(pane)
    assert "已导入过" in said(pane)
    assert at_counter.town.counter.workers.count() == before
    faults = shown(pane, "import_faults_workers")
    assert {row[0] for row in faults} >= {"12", "38", "380"}
    assert any(row[2] == "公民身份号码" and "校验" in row[5] for row in faults)


def test_samples_do_not_show_whole_numbers(pane: ImportPane) -> None:
    pane.begin_with(sample("roster"))
    columns = shown(pane, "import_columns_workers")
    numbers = next(row for row in columns if row[1] == "公民身份号码")
    assert "********" in numbers[3]


def test_a_number_with_a_figure_missing_is_not_shown_either(pane: ImportPane, tmp_path: Path) -> None:
    pane.begin_with(roster(tmp_path / "a.xlsx", ("张示例", "14032119900101001", "西武庄村", "")))
    assert "14032119900101001" not in "".join(shown(pane, "import_columns_workers")[1])


def test_a_cell_to_mend_keeps_its_height_when_the_type_grows(
    pane: ImportPane, at_counter: Counter, tmp_path: Path
) -> None:
    pane.begin_with(roster(tmp_path / "a.xlsx", NEW, ("李示例", "140321199001010016", "西武庄村", "")))
    press(pane, "import_run")
    at_counter.press(Qt.Key.Key_Return)
    at_counter.theme.set_scale(Scale.EXTRA)
    looking.settle()
    lines = [line for line in pane.findChildren(QLineEdit) if line.isVisible()]
    assert all(line.height() >= line.sizeHint().height() for line in lines)


def test_good_rows_come_in_and_wrong_ones_are_listed(
    pane: ImportPane, at_counter: Counter, tmp_path: Path
) -> None:
    before = at_counter.town.counter.workers.count()
    wrong = ("李示例", "140321199001010016", "西武庄村", "")
    pane.begin_with(roster(tmp_path / "a.xlsx", NEW, wrong))
    press(pane, "import_run")
    assert "新增 1，更新 0，没有变化 0，未导入 1" in said(pane)
    assert at_counter.town.counter.workers.count() == before + 1
    assert shown(pane, "import_faults_workers")[0][:4] == ("3", "李示例", "身份证号", "140321199001010016")
    assert is_offered(pane, "import_errors")
    press(pane, "import_undo")
    assert at_counter.town.counter.workers.count() == before


def test_a_column_nobody_knows_is_named_by_keys(
    pane: ImportPane, at_counter: Counter, tmp_path: Path
) -> None:
    head = ("姓名", "甲乙丙", "户籍所在村", "联系电话")
    pane.begin_with(roster(tmp_path / "a.xlsx", NEW, head=head))
    assert "缺少必填列：公民身份号码" in said(pane)
    assert not is_offered(pane, "import_run")
    at_counter.press(Qt.Key.Key_Down)
    assert "「甲乙丙」当作" in said(pane)
    at_counter.press(Qt.Key.Key_Return)
    at_counter.type("gmsf")
    at_counter.press(Qt.Key.Key_Return)
    assert "1 行可以导入，没有错行" in said(pane)
    assert is_offered(pane, "import_run")
    press(pane, "import_run")
    assert "新增 1" in said(pane)


def test_a_file_is_dropped_on_the_pane(pane: ImportPane, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(roster(tmp_path / "名册.xlsx", NEW)))])
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    pane.dropEvent(drop)
    assert "名册.xlsx" in said(pane)


def test_an_import_that_was_stopped_says_so_and_goes_back(
    pane: ImportPane, at_counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Imports.run

    class Once:
        def step(self, done: int, of: int, text: str) -> None:  # noqa: ARG002
            raise Cancelled

    def stopped(self: Imports, look: Look, progress: Progress) -> object:
        return run(self, look, Once())

    monkeypatch.setattr(Imports, "run", stopped)
    pane.begin_with(roster(tmp_path / "a.xlsx", NEW))
    press(pane, "import_run")
    assert "已中止" in said(pane)
    assert is_offered(pane, "import_undo")


def test_an_import_of_the_past_is_taken_back_from_the_list(
    pane: ImportPane, at_counter: Counter, tmp_path: Path
) -> None:
    before = at_counter.town.counter.workers.count()
    pane.begin_with(roster(tmp_path / "a.xlsx", NEW))
    press(pane, "import_run")
    pane.begin()
    past = shown(pane, "import_history_workers")
    assert (past[0][2], past[0][3]) == ("a.xlsx", "完成")
    press(pane, "import_undo")
    assert shown(pane, "import_history_workers")[0][3] == "已撤销"
    assert at_counter.town.counter.workers.count() == before


WRONG = ("李示例", "14032119900101O017", "西武庄村", "1990000")


def wrong_cells(pane: ImportPane) -> dict[str, str]:
    found = pane.findChildren(FormGrid)
    fields = [one for one in found[-1].findChildren(TextInput) if one.findings]
    return {one.label: one.findings[0].text for one in fields}


def test_a_wrong_row_is_mended_in_place_by_keys_alone(
    pane: ImportPane, at_counter: Counter, tmp_path: Path
) -> None:
    before = at_counter.town.counter.workers.count()
    pane.begin_with(
        roster(tmp_path / "a.xlsx", WRONG, ("王示例", "140321199001010033", "西武庄村", "1990001"))
    )
    at_counter.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "未导入 2" in said(pane)
    faults = shown(pane, "import_faults_workers")
    assert faults[0][:5] == ("2", "李示例", "身份证号", WRONG[1], NEW[1])
    at_counter.press(Qt.Key.Key_Return)
    assert "第 2 行　李示例" in said(pane)
    assert set(wrong_cells(pane)) == {"身份证号", "联系电话"}
    at_counter.press(Qt.Key.Key_Return)
    at_counter.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    at_counter.type("1990000123")
    at_counter.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert set(wrong_cells(pane)) == {"联系电话"}
    assert "11位" in wrong_cells(pane)["联系电话"]
    at_counter.type("4")
    at_counter.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "第 3 行　王示例" in said(pane)
    assert at_counter.town.counter.workers.count() == before + 1
    at_counter.press(Qt.Key.Key_Escape)
    assert shown(pane, "import_faults_workers")[0][0] == "3"
    assert "其中改好后进来 1" in said(pane)
    press(pane, "import_undo")
    assert at_counter.town.counter.workers.count() == before


def test_all_certain_repairs_are_taken_at_once(pane: ImportPane, at_counter: Counter, tmp_path: Path) -> None:
    before = at_counter.town.counter.workers.count()
    sure = (WRONG[0], WRONG[1], "西武庄村", "19900001234")
    pane.begin_with(roster(tmp_path / "a.xlsx", sure, ("王示例", "140321199001010016", "西武庄村", "")))
    press(pane, "import_run")
    assert "全部采用建议（1 行）" in [button.text() for button in pane.findChildren(QPushButton)]
    press(pane, "import_adopt")
    assert at_counter.town.counter.workers.count() == before + 1
    assert [row[0] for row in shown(pane, "import_faults_workers")] == ["3"]
    assert not is_offered(pane, "import_adopt")


def test_rows_of_a_past_import_are_opened_from_the_list(pane: ImportPane, tmp_path: Path) -> None:
    pane.begin_with(roster(tmp_path / "a.xlsx", WRONG))
    press(pane, "import_run")
    pane.begin()
    press(pane, "import_open")
    assert shown(pane, "import_faults_workers")[0][1] == "李示例"


def test_a_cell_not_at_fault_can_be_mended_too(pane: ImportPane, at_counter: Counter, tmp_path: Path) -> None:
    other = at_counter.town.counter.workers.find("曹铁柱").rows[0]
    number = at_counter.town.counter.workers.open(other.id).text("id_number")
    pane.begin_with(roster(tmp_path / "a.xlsx", ("李示例", number, "西武庄村", "")))
    press(pane, "import_run")
    at_counter.press(Qt.Key.Key_Return)
    assert "姓名不同" in "".join(wrong_cells(pane).values())
    press(pane, "mend_more")
    cell = next(
        one for one in pane.findChildren(TextInput) if one.label == "身份证号" and one.isVisibleTo(pane)
    )
    cell.set_value(NEW[1])
    press(pane, "mend_take")
    assert "全部导入" in said(pane)


def test_what_differs_is_asked_and_nothing_else(
    pane: ImportPane, at_counter: Counter, tmp_path: Path
) -> None:
    counter = at_counter.town.counter
    one = counter.workers.open(counter.workers.find("曹铁柱").rows[0].id)
    row = (one.text("name"), one.text("id_number"), "西武庄村", "19900009999")
    pane.begin_with(roster(tmp_path / "a.xlsx", row, NEW))
    assert "2 行可以导入：新增 1，补空白 0，有不同 1（1 处），没有变化 0" in said(pane)
    listed = shown(pane, "import_differences_workers")
    assert [(line[1], line[2], line[5]) for line in listed] == [("曹铁柱", "手机", "本站的")]
    at_counter.press(Qt.Key.Key_Return)
    assert shown(pane, "import_differences_workers")[0][5] == "表里的"
    press(pane, "differ_ours")
    assert shown(pane, "import_differences_workers")[0][5] == "本站的"
    press(pane, "differ_theirs")
    press(pane, "import_run")
    assert "新增 1，更新 1" in said(pane)
    assert counter.workers.open(one.id).text("phone") == "19900009999"


def test_wrong_rows_go_out_and_come_home_mended(
    pane: ImportPane, at_counter: Counter, tmp_path: Path
) -> None:
    wrong = ("李示例", "140321199001010016", "西武庄村", "")
    pane.begin_with(roster(tmp_path / "a.xlsx", wrong))
    press(pane, "import_run")
    report = at_counter.town.counter.imports.history()[0]
    pane.write_errors(report.uid, tmp_path / "错行.xlsx")
    book = openpyxl.load_workbook(tmp_path / "错行.xlsx")
    cell = next(cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == wrong[1])
    cell.value = NEW[1]
    book.save(tmp_path / "错行.xlsx")
    pane.begin_with(tmp_path / "错行.xlsx")
    assert "这是本站导出的错行表" in said(pane)
    press(pane, "import_run")
    assert "新增 1" in said(pane)
