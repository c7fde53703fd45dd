"""Forms walk by Enter and judge at once; tables fetch by blocks and read from their cache."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit import (
    Column,
    EmptyState,
    FormGrid,
    IdInput,
    Mark,
    OutcomeList,
    OutcomeRow,
    PhoneInput,
    ReasonList,
    ReasonRow,
    Remark,
    SessionMemory,
    SortBy,
    Table,
    TextInput,
    Words,
)
from app.ui.theme import Scale, Theme
from app.ui.window import Window
from tests.ui.example_page import ExamplePage
from tests.ui.example_services import FakeServices, check_id, check_phone


def _form(qtbot: QtBot) -> FormGrid:
    form = FormGrid()
    card = form.card("身份")
    card.add(IdInput("id_number", "身份证号", check=check_id, required=True))
    card.add(TextInput("name", "姓名", required=True))
    card.add(PhoneInput("phone", "手机", check=check_phone))
    qtbot.addWidget(form)
    form.resize(800, 300)
    form.show()
    return form


def _focused(form: FormGrid) -> str:
    widget = form.window().focusWidget()
    return widget.objectName() if isinstance(widget, QWidget) else ""


def test_enter_goes_on_and_shift_enter_goes_back(qtbot: QtBot, theme: Theme) -> None:
    form = _form(qtbot)
    form.focus_first()
    walked = [_focused(form)]
    for _ in range(2):
        qtbot.keyClick(form.window().focusWidget(), Qt.Key.Key_Return)
        walked.append(_focused(form))
    assert walked == ["id_number", "name", "phone"]
    qtbot.keyClick(form.window().focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert _focused(form) == "name"
    qtbot.keyClick(form.window().focusWidget(), Qt.Key.Key_Up)
    assert _focused(form) == "id_number"


def test_tab_goes_where_enter_goes(qtbot: QtBot, window: Window) -> None:
    window.open_page("workers")
    page = window.page("workers")
    assert isinstance(page, ExamplePage)
    by_enter = [field.inputs()[0].objectName() for field in page.form._order()]
    by_tab: list[str] = []
    widget: QWidget | None = page.form.field("id_number").inputs()[0]
    while widget is not None and len(by_tab) < 40:
        takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes and page.form.isAncestorOf(widget) and widget.objectName() in by_enter:
            by_tab.append(widget.objectName())
        widget = widget.nextInFocusChain()
        if widget is page.form.field("id_number").inputs()[0]:
            break
    assert by_tab == by_enter


def test_enter_in_the_last_field_completes_the_form(qtbot: QtBot, theme: Theme) -> None:
    form = _form(qtbot)
    done = QSignalSpy(form.completed)
    form.field("phone").focus_input()
    qtbot.keyClick(form.window().focusWidget(), Qt.Key.Key_Enter)
    assert done.count() == 1


def test_judging_says_the_same_words_at_bar_and_field_and_goes_to_the_first(
    qtbot: QtBot, theme: Theme
) -> None:
    form = _form(qtbot)
    form.field("phone").set_value("123")
    assert not form.judge()
    assert form._summary.text() == "请填写身份证号（共 3 处，改好一处到下一处）"
    assert form.field("id_number").findings[0].text == "请填写身份证号"
    assert _focused(form) == "id_number"


def test_a_services_remarks_are_shown_and_a_warning_lets_save(qtbot: QtBot, theme: Theme) -> None:
    form = _form(qtbot)
    assert form.show_findings([Remark("name", "warning", "与村里李四同名同生日，请核对")])
    assert form.field("name").findings[0].level == "warning"
    assert not form.show_findings([Remark("name", "error", "请填写姓名")])


def test_a_draft_is_due_within_a_second_of_typing_and_on_leaving(qtbot: QtBot, theme: Theme) -> None:
    form = _form(qtbot)
    due = QSignalSpy(form.draft_due)
    form.field("name").focus_input()
    for _ in range(14):
        qtbot.keyClicks(form.window().focusWidget(), "x")
        qtbot.wait(90)
    assert due.count() >= 1
    qtbot.keyClicks(form.window().focusWidget(), "y")
    before = due.count()
    qtbot.keyClick(form.window().focusWidget(), Qt.Key.Key_Return)
    assert due.count() == before + 1


@pytest.mark.parametrize(
    ("scale", "width", "columns"), [(Scale.STANDARD, 800, 3), (Scale.EXTRA, 800, 2), (Scale.STANDARD, 540, 2)]
)
def test_columns_follow_type_size_and_width(
    qtbot: QtBot, theme: Theme, scale: Scale, width: int, columns: int
) -> None:
    theme.set_scale(scale)
    form = _form(qtbot)
    form.resize(width, 300)
    qtbot.wait(20)
    assert form._cards[0]._columns == columns


def test_thirteen_rows_of_three_fit_at_the_standard_size(qtbot: QtBot, theme: Theme) -> None:
    form = FormGrid()
    card = form.card("全部")
    for at in range(39):
        card.add(TextInput(f"f{at}", f"第{at}项"))
    qtbot.addWidget(form)
    form.resize(800, 900)
    form.show()
    qtbot.wait(20)
    pitch = (
        form.field("f3").mapTo(form, form.field("f3").rect().topLeft()).y()
        - form.field("f0").mapTo(form, form.field("f0").rect().topLeft()).y()
    )
    assert pitch <= 34


def test_filling_and_clearing_move_all_values(qtbot: QtBot, theme: Theme) -> None:
    form = _form(qtbot)
    form.fill({"name": "张龚", "unknown": 1})
    assert form.values() == {"id_number": "", "name": "张龚", "phone": ""}
    form.clear()
    assert form.values()["name"] == ""


def _table(qtbot: QtBot, services: FakeServices, memory: SessionMemory) -> Table:
    columns = (
        Column("name", "姓名", 6, may_sort=True),
        Column("id_masked", "身份证号", 13),
        Column("age", "年龄", 4, is_number=True),
    )
    table = Table("people", columns, empty=EmptyState("人员", "还没有登记过人"), memory=memory)
    qtbot.addWidget(table)
    table.resize(600, 300)
    table.show()
    return table


def test_a_table_fetches_only_what_is_seen(qtbot: QtBot, theme: Theme) -> None:
    services = FakeServices()
    table = _table(qtbot, services, SessionMemory())
    table.fill(range(1, 100_001), services.lines, total="共 100,000 人")
    qtbot.waitUntil(lambda: bool(services.fetched))
    assert sum(services.fetched) <= 128
    assert table.cells(0)[0] == "示例1"


def test_enter_opens_and_ctrl_c_copies_rows_as_shown(qtbot: QtBot, theme: Theme) -> None:
    services = FakeServices()
    table = _table(qtbot, services, SessionMemory())
    table.fill((5, 6, 7), services.lines)
    table.focus_list()
    opened = QSignalSpy(table.opened)
    qtbot.keyClick(table._view, Qt.Key.Key_Down)
    qtbot.keyClick(table._view, Qt.Key.Key_Return)
    assert opened.at(0) == [6]
    qtbot.keyClick(table._view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "示例6\t140321********0006\t26"


def test_an_empty_table_says_what_it_is_and_why(qtbot: QtBot, theme: Theme) -> None:
    table = _table(qtbot, FakeServices(), SessionMemory())
    table.fill((), FakeServices().lines)
    assert {"人员", "还没有登记过人"} <= {
        words.text() for words in table._empty.findChildren(Words) if words.isVisible()
    }


def test_widths_are_remembered(qtbot: QtBot, theme: Theme) -> None:
    memory = SessionMemory()
    table = _table(qtbot, FakeServices(), memory)
    table._view.horizontalHeader().resizeSection(0, 210)
    again = _table(qtbot, FakeServices(), memory)
    assert again._view.horizontalHeader().sectionSize(0) == 210


def test_sorting_is_asked_of_the_service(qtbot: QtBot, theme: Theme) -> None:
    table = _table(qtbot, FakeServices(), SessionMemory())
    asked = QSignalSpy(table.sort_asked)
    for section in (0, 0, 1):
        table._on_head_clicked(section)
    assert [asked.at(at)[0] for at in range(asked.count())] == [SortBy("name", False), SortBy("name", True)]


def test_the_place_is_kept_when_a_list_is_filled_again(qtbot: QtBot, theme: Theme) -> None:
    services = FakeServices()
    table = _table(qtbot, services, SessionMemory())
    table.fill((5, 6, 7), services.lines)
    table.select(7)
    table.fill((7, 8), services.lines)
    assert table.current_id() == 7


def test_an_outcome_says_its_mark_in_words_and_leads_to_its_field(qtbot: QtBot, theme: Theme) -> None:
    outcomes = OutcomeList()
    qtbot.addWidget(outcomes)
    outcomes.show_rows([OutcomeRow(mark, f"补贴 {mark.label}", "（九）", mark.value) for mark in Mark])
    outcomes.show()
    names = [row.accessibleName() for row in outcomes._rows]
    assert names[2] == "需补充信息：补贴 需补充信息。（九）"
    chosen = QSignalSpy(outcomes.chosen)
    qtbot.mouseClick(outcomes._rows[2], Qt.MouseButton.LeftButton)
    assert chosen.at(0) == ["ask"]


def test_reasons_name_pluses_and_minuses(qtbot: QtBot, theme: Theme) -> None:
    reasons = ReasonList()
    qtbot.addWidget(reasons)
    reasons.show_rows([ReasonRow("养老护理员", "4,200 元", ("离家 6 公里",), ("夜班",))])
    assert reasons._rows[0].accessibleName() == "养老护理员，4,200 元，离家 6 公里，夜班"
