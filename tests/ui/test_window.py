"""The shell: it fits, keys arrive, pages refresh, faults land at their field, print is the very bytes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.faults import UserError
from app.ui.kit import RAIL, PageSpec, PreviewDoc
from app.ui.kit.preview import SAVE_AS_PDF
from app.ui.ops import Changes, InlineOps
from app.ui.theme import Scale, Theme
from app.ui.window import Fittings, Window
from tests.ui.dump import dump
from tests.ui.example_page import ExamplePage, OtherPage
from tests.ui.example_services import FakeServices
from tests.ui.fakes import FakePages, FakePrinters


def _example(window: Window) -> ExamplePage:
    window.open_page("workers")
    page = window.page("workers")
    assert isinstance(page, ExamplePage)
    return page


def _child(window: Window, name: str) -> QWidget:
    found = window.findChild(QWidget, name)
    assert isinstance(found, QWidget), name
    return found


@pytest.mark.parametrize("scale", list(Scale))
def test_every_page_fits_the_smallest_screen(
    window: Window, theme: Theme, qtbot: QtBot, scale: Scale
) -> None:
    for entry in RAIL:
        window.open_page(entry.key)
    _example(window).show_example()
    theme.set_scale(scale)
    window.resize(1092, 560)
    qtbot.wait(30)
    least = window.minimumSizeHint()
    assert (least.width() <= 1092, least.height() <= 560) == (True, True), least
    assert (window.width(), window.height()) == (1092, 560)
    for button in window.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.text()


def test_the_side_folds_into_a_tab_below_1200(window: Window, qtbot: QtBot) -> None:
    page = _example(window)
    assert not page.panes.is_folded
    window.resize(1092, 560)
    qtbot.waitUntil(lambda: page.panes.is_folded)
    assert not page.outcomes.isVisible()
    page.show_example()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert page.outcomes.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert page.form.isVisible()


def test_pages_are_made_when_first_opened(window: Window) -> None:
    assert set(window._sittings.now.pages) == {"today"}
    window.open_page("settings")
    assert set(window._sittings.now.pages) == {"today", "settings"}


def test_a_window_without_pages_opens(qtbot: QtBot, theme: Theme) -> None:
    window = Window((), FakeServices(), InlineOps(), theme, Fittings(FakePages(), printers=FakePrinters()))
    qtbot.addWidget(window)
    window.show()
    assert window.current_page() is None


def test_alt_and_a_number_change_the_page(window: Window, qtbot: QtBot) -> None:
    for number, entry in enumerate(RAIL, start=1):
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.AltModifier)
        assert window.current_page() is window.page(entry.key)


def test_focus_is_in_the_first_useful_field(window: Window, qtbot: QtBot) -> None:
    _example(window)
    focused = window.focusWidget()
    assert focused is not None
    assert focused.objectName() == "id_number"


def test_search_is_always_there_and_opens_a_person(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F3)
    line = _child(window, "search")
    qtbot.keyClicks(line, "zg")
    qtbot.waitUntil(lambda: len(window._top.results()) == 3)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    page = window.page("workers")
    assert isinstance(page, ExamplePage)
    assert window.current_page() is page
    assert page._worker_id == 8


def test_search_that_finds_nobody_says_what_to_do(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F3)
    line = _child(window, "search")
    assert isinstance(line, QLineEdit)
    line.setText("无此人")
    window._top.search_now()
    assert "按 F2 新登记" in window._top.results()[0].text
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert (line.text(), window._top.results()) == ("", ())


def test_card_key_goes_to_the_register_from_any_page(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F4)
    page = window.current_page()
    assert isinstance(page, ExamplePage)
    assert page.form.values()["name"] == "张龚"
    assert page.form.field("name").state == "card"


def test_a_hidden_page_is_refreshed_when_it_comes_back(window: Window) -> None:
    page = window.page("today")
    assert isinstance(page, OtherPage)
    window.open_page("workers")
    window._ops.announce(Changes.of("worker"))
    window._ops.announce(Changes.of("batch"))
    assert page.refreshed == []
    window.open_page("today")
    assert page.refreshed == [Changes.of("worker", "batch")]


def test_a_services_fault_lands_at_its_field(window: Window, services: FakeServices, qtbot: QtBot) -> None:
    page = _example(window)
    page.show_example()
    services.fault = UserError("手机号已登记在李四名下，请核对", field="phone")
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert window._bars["fault"].text() == "手机号已登记在李四名下，请核对"
    assert page.form.field("phone").findings[0].text == "手机号已登记在李四名下，请核对"
    focused = window.focusWidget()
    assert focused is not None
    assert focused.objectName() == "phone"
    services.fault = None
    page.form.field("phone").set_findings(())
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert "fault" not in window._bars


def test_done_is_said_in_a_toast_and_can_be_undone(
    window: Window, services: FakeServices, qtbot: QtBot
) -> None:
    page = _example(window)
    page.show_example()
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert services.registered
    assert window._toast.text() == "已登记张龚"
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert services.withdrawn == [7]
    assert window._toast.text() == ""


def test_leaving_a_page_keeps_its_draft_and_asks_nothing(window: Window, services: FakeServices) -> None:
    page = _example(window)
    page.form.field("name").set_value("李四")
    window.open_page("today")
    assert services.drafts[-1]["name"] == "李四"
    window.open_page("workers")
    assert page.form.values()["name"] == "李四"


def test_preview_prints_the_very_bytes(window: Window, printers: FakePrinters, qtbot: QtBot) -> None:
    page = _example(window)
    told: list[str] = []
    window.preview(PreviewDoc("登记表", b"%PDF bytes", copies=2, printed=told.append))
    assert window._preview.page_text() == "第 1 / 2 页"
    qtbot.keyClick(window._preview, Qt.Key.Key_PageDown)
    assert window._preview.page_text() == "第 2 / 2 页"
    qtbot.keyClick(window._preview, Qt.Key.Key_Return)
    assert printers.printed == [(b"%PDF bytes", "得实 DS-1700", 2)]
    assert told == ["得实 DS-1700"]
    assert window.current_page() is page
    assert not window._preview.isVisible()


def test_without_a_printer_the_form_is_saved_as_pdf(qtbot: QtBot, theme: Theme) -> None:
    printers = FakePrinters(names=())
    specs = [PageSpec("today", OtherPage)]
    window = Window(specs, FakeServices(), InlineOps(), theme, Fittings(FakePages(), printers=printers))
    qtbot.addWidget(window)
    window.show()
    window.preview(PreviewDoc("登记表", b"%PDF bytes"))
    assert window._preview._printer.currentText() == SAVE_AS_PDF
    qtbot.keyClick(window._preview, Qt.Key.Key_Return)
    assert printers.saved == [b"%PDF bytes"]


def test_escape_closes_the_preview_and_keeps_the_page(window: Window, qtbot: QtBot) -> None:
    page = _example(window)
    page.form.field("name").set_value("李四")
    window.preview(PreviewDoc("登记表", b"%PDF"))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.current_page() is page
    assert page.form.values()["name"] == "李四"


def test_long_work_shows_its_strip_and_can_be_cancelled(window: Window, qtbot: QtBot) -> None:
    from app.ui.ops import Job, Step

    job = Job("正在导入名册", window)
    window._ops.started.emit(job)
    job.shown.emit(job)
    job.stepped.emit(Step("正在导入名册", 1200, 5400, "第 3 张表"))
    assert window._strip.isVisible()
    assert window._strip.text() == "正在导入名册  第 3 张表"
    qtbot.mouseClick(_child(window, "strip_cancel"), Qt.MouseButton.LeftButton)
    assert job._stop.is_set()
    window._ops.ended.emit(job)
    job.settle()
    assert not window._strip.isVisible()


def test_a_bug_shows_a_calm_sheet(window: Window, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("CRITICAL"):
        window._ops.do(lambda: 1 // 0)
        qtbot.waitUntil(window._crash.isVisible)
    assert window._crash.text().startswith("错误编号 ")
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window._crash.isVisible()


def test_every_input_has_its_key_and_its_label(window: Window) -> None:
    page = _example(window)
    for key, field in page.form._fields.items():
        first = field.inputs()[0]
        assert first.objectName() == key
        assert field.label in first.accessibleName()


def test_the_list_page_reads_as_this_text(window: Window) -> None:
    window.open_page("matching")
    assert dump(window.page("matching")).splitlines() == [
        "Words: 本站登记的人员",
        "Words: 示例",
        "Table(example_people): 300 rows",
        "  示例1 | 140321********0001 | 磨河滩村 | 21 | 2026-11-20",
        "  示例2 | 140321********0002 | 磨河滩村 | 22 | 2026-11-20",
        "  示例3 | 140321********0003 | 磨河滩村 | 23 | 2026-11-20",
        "Words: 共 300 人",
        "Words: Enter 打开　Ctrl+1…9 排序　Ctrl+C 复制",
    ]


def test_first_show_is_quick(qtbot: QtBot, qapp: QApplication, theme: Theme) -> None:
    from time import perf_counter

    from tests.ui.fakes import make_window

    began = perf_counter()
    window = make_window(qapp, theme=theme)
    qtbot.addWidget(window)
    window.show()
    assert perf_counter() - began < 3
