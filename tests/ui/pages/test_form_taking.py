"""换表样 on the page of forms, and 存为表格 in the preview."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.services.printing import catalogue
from app.services.printing.catalogue import FORMS
from app.ui.kit import Words
from app.ui.pages.forms.taking import TakingPane
from app.ui.pages.forms.view import FormsPage
from tests.journeys.conftest import Counter
from tests.services.test_form_taking import KEY, workbook
from tests.ui.rules import scenes


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    catalogue.adopt({})


@pytest.fixture
def page(at_counter: Counter) -> FormsPage:
    at_counter.desktop.window.open_page("forms")
    QApplication.processEvents()
    page = at_counter.desktop.window.current_page()
    assert isinstance(page, FormsPage)
    return page


def told(pane: TakingPane) -> str:
    QApplication.processEvents()
    return "\n".join(words.text() for words in pane._inside.findChildren(Words) if not words.isHidden())


def test_a_new_workbook_is_checked_shown_beside_what_changes_and_used(
    page: FormsPage, at_counter: Counter, tmp_path: Path
) -> None:
    at = list(FORMS).index(KEY)
    assert page.table.cells(at)[1:3] == ("第 1 版", "随程序发布")
    page.table.select(KEY)
    page.findChild(QPushButton, "form_change").click()
    QApplication.processEvents()
    pane = page.taking
    assert pane.which.value() == KEY
    assert "第 1 版，随程序发布" in pane._now.text()
    pane.look_at(workbook(tmp_path, "坏表", also="{{worker.nobody}}"))
    assert "没有这个填写项：worker.nobody" in told(pane)
    assert not pane._take.isEnabled()
    pane.look_at(workbook(tmp_path, "好表", also="　"))
    QApplication.processEvents()
    assert "不再填写" in told(pane)
    assert "worker.nobody" not in told(pane)
    assert not pane._sheet.pixmap().isNull()
    assert pane._take.hasFocus()
    at_counter.press(Qt.Key.Key_Space)
    QApplication.processEvents()
    assert pane.table.isAncestorOf(QApplication.focusWidget())
    assert FORMS[KEY].edition == 2
    assert pane.table.cells(0)[0] == "第 2 版"
    assert not pane._looked.isVisible()
    pane.table.select(1)
    assert pane._back.isEnabled()
    pane._back.click()
    assert FORMS[KEY].origin == "恢复为随程序发布"
    page._view.set_value("forms")
    page._fill()
    assert page.table.cells(at)[1:3] == ("第 3 版", "恢复为随程序发布")


def test_what_is_no_workbook_is_said_at_the_form(page: FormsPage, tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"nothing")
    page.taking.look_at(path)
    assert "打不开" in page.taking.which.findings[0].text


def test_a_filled_form_is_saved_as_a_workbook_and_counted(at_counter: Counter) -> None:
    scenes.workers(at_counter, at_counter.town.worker(scenes.PERSON))
    at_counter.press(Qt.Key.Key_F8)
    pane = at_counter.desktop.window._preview
    assert pane.bar.table.isVisible()
    at_counter.press(Qt.Key.Key_X)
    (made,) = at_counter.printed.tables
    cells = [cell.value for row in load_workbook(BytesIO(made)).worksheets[0].iter_rows() for cell in row]
    assert scenes.PERSON in cells
    assert at_counter.town.counter.papers.history()[0].copy_no == 1
    prints = at_counter.town.counter.prints
    assert prints.rows(prints.ids())[0].printer == "存为表格"
    assert not pane.isVisible()


def test_a_sample_offers_no_workbook(page: FormsPage, at_counter: Counter) -> None:
    page._show_specimen(KEY)
    QApplication.processEvents()
    assert not at_counter.desktop.window._preview.bar.table.isVisible()
    at_counter.press(Qt.Key.Key_X)
    assert at_counter.printed.tables == []
