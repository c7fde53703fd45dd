"""Printers are set up and calibrated on one page, and the preview prints as they were set."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.models.sheets import Lay
from app.services.printers.profiles import Profile
from app.services.printing.preview import page_count, text_of
from app.ui.pages.settings.printing import PrintersPane
from tests.journeys.conftest import Counter
from tests.ui.rules import scenes

PRINTER = "示例打印机"


def pane(at_counter: Counter) -> PrintersPane:
    at_counter.desktop.window.open_page("settings", "printers")
    found = at_counter.window.findChild(PrintersPane)
    assert isinstance(found, PrintersPane)
    assert found.isVisible()
    return found


def previewed(at_counter: Counter):
    scenes.workers(at_counter, at_counter.town.worker(scenes.PERSON))
    at_counter.press(Qt.Key.Key_F8)
    return at_counter.desktop.window._preview


def click(made: PrintersPane, name: str) -> None:
    made.findChild(QPushButton, name).click()


def test_a_profile_is_kept_by_its_key_and_listed(at_counter: Counter) -> None:
    made = pane(at_counter)
    made.form.fill(
        {"printer": PRINTER, "subject": "slip", "paper": "241/2", "x": "1.5", "y": "-0.3", "lines": "0"}
    )
    at_counter.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert made.table.cells(0) == (
        PRINTER, "所有回执", "241 连续纸二等分", "右移 1.5、上移 0.3 毫米", "1", "套打",
    )  # fmt: skip
    lay = at_counter.town.counter.printers.lay_for(PRINTER, "acceptance_slip")
    assert lay == Lay("241/2", 15, -3, has_lines=False)
    click(made, "drop_profile")
    assert made.table.count() == 0


@pytest.mark.parametrize(("key", "typed"), [("x", "20.1"), ("y", "三"), ("copies", 21)])
def test_what_no_printer_can_do_is_said_at_its_field(at_counter: Counter, key: str, typed: object) -> None:
    made = pane(at_counter)
    made.form.fill({"printer": PRINTER, key: typed})
    click(made, "keep_profile")
    assert len(made.form.field(key).findings) == 1
    assert made.table.count() == 0


def test_a_printer_that_prints_askew_is_calibrated(at_counter: Counter) -> None:
    made = pane(at_counter)
    made.form.fill({"printer": PRINTER, "paper": "241/3", "x": "0.5"})
    at_counter.press(Qt.Key.Key_F8)
    at_counter.press(Qt.Key.Key_Return)
    (sheet,) = at_counter.printed.pages
    assert "应为 30.0 毫米" in text_of(sheet)
    assert page_count(sheet) == 1
    assert at_counter.printed.lays == [Lay("241/3", x=5)]
    made.form.fill({"seen_x": "31.2", "seen_y": "28.5"})
    click(made, "adjust")
    assert at_counter.town.counter.printers.lay_for(PRINTER, "") == Lay("241/3", x=-7, y=15)
    assert made.form.field("seen_x").value() == ""


def test_measuring_nothing_is_asked_for(at_counter: Counter) -> None:
    made = pane(at_counter)
    click(made, "adjust")
    assert "先打校准页" in made.form.field("seen_x").findings[0].text


def test_a_kind_of_paper_goes_to_its_printer_at_once(at_counter: Counter) -> None:
    made = pane(at_counter)
    field = made.kinds["form"]
    field.set_value(PRINTER)
    field.edited.emit(None)
    assert at_counter.town.counter.printers.printer_for("worker_registration") == PRINTER


def test_escape_goes_back_to_the_settings(at_counter: Counter) -> None:
    made = pane(at_counter)
    at_counter.press(Qt.Key.Key_Escape)
    assert not made.isVisible()


def test_the_preview_says_how_it_will_print_and_prints_so(at_counter: Counter) -> None:
    printers = at_counter.town.counter.printers
    lay = Lay("A4", x=15, y=-3, has_lines=False, copies=2)
    printers.keep(Profile(PRINTER, "worker_registration", lay))
    shown = previewed(at_counter)
    assert shown.bar._how.whole_text() == "右移 1.5、上移 0.3 毫米　套打：只印填写的内容"
    assert shown.bar.paper.currentData() == "A4"
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.printed.lays == [lay]
    (printed,) = at_counter.printed.pages
    assert "填表说明" not in text_of(printed)
    papers = at_counter.town.counter.papers
    assert papers.bytes_of(papers.history()[0].uid) == printed


def test_lines_are_turned_on_and_off_by_their_key(at_counter: Counter) -> None:
    shown = previewed(at_counter)
    assert "填表说明" in text_of(shown.order().pdf)
    at_counter.press(Qt.Key.Key_L)
    assert "填表说明" not in text_of(shown.order().pdf)
    at_counter.press(Qt.Key.Key_L)
    assert shown.order().pdf == shown._doc.pdf


def test_a_form_that_does_not_fit_is_not_printed_and_numbered(at_counter: Counter) -> None:
    at_counter.town.counter.printers.keep(Profile(PRINTER, "", Lay("241/3")))
    shown = previewed(at_counter)
    assert shown.bar._misfit.isVisible()
    assert "可改用：A4" in shown.bar._misfit.text()
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.printed.pages == []
    assert at_counter.town.counter.papers.history() == ()
    assert shown.bar.paper.hasFocus()
    shown.bar.paper.setCurrentIndex(shown.bar.paper.findData("A4"))
    assert not shown.bar._misfit.isVisible()
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.printed.lays == [Lay("A4")]


def test_a_printer_that_is_not_connected_is_said_so(at_counter: Counter) -> None:
    at_counter.town.counter.printers.choose("form", "得实 DS-1700")
    shown = previewed(at_counter)
    assert shown.bar._how.whole_text().startswith("得实 DS-1700 没有接上")
    assert shown.order().printer == PRINTER
    at_counter.press(Qt.Key.Key_Escape)
    made = pane(at_counter)
    made.form.fill({"printer": "得实 DS-1700", "paper": "241"})
    at_counter.press(Qt.Key.Key_F8)
    assert shown.order().printer == ""
    assert "没有接上" in at_counter.desktop.window._bars["printer"].text()
