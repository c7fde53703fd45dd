"""Inputs: what is typed, what is held, when it is judged, how it is marked."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit import (
    BankCardInput,
    ButtonChoice,
    ChoiceInput,
    DateInput,
    Field,
    FieldEdit,
    FieldState,
    IdInput,
    IntInput,
    ListChoice,
    MoneyInput,
    MonthInput,
    NoteInput,
    Option,
    PhoneInput,
    TagsInput,
    TextInput,
    day_parser,
    parse_month,
)
from app.ui.kit.fields import matching_options, parse_yuan, yuan_text
from app.ui.theme import Theme
from tests.ui.example_services import CATEGORIES, NATIONS, SEX, check_phone

TODAY = day_parser(lambda: date(2026, 11, 24))


@pytest.fixture
def bench(qtbot: QtBot, theme: Theme) -> QWidget:
    made = QWidget()
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def _put(bench: QWidget, field: Field) -> Field:
    other = QLineEdit(bench)
    other.setObjectName("other")
    layout = bench.layout()
    assert layout is not None
    layout.addWidget(field)
    layout.addWidget(other)
    field.show()
    other.show()
    field.focus_input()
    return field


def _type(qtbot: QtBot, field: Field, text: str) -> None:
    for sign in text:
        if sign.isascii():
            qtbot.keyClicks(field.inputs()[0], sign)
        else:
            typed = QInputMethodEvent()
            typed.setCommitString(sign)
            QApplication.sendEvent(field.inputs()[0], typed)


def _leave(bench: QWidget) -> None:
    other = bench.findChild(QLineEdit, "other")
    assert isinstance(other, QLineEdit)
    other.setFocus()


def _line(field: Field, at: int = 0) -> QLineEdit:
    line = field.inputs()[at]
    assert isinstance(line, QLineEdit)
    return line


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20260305", date(2026, 3, 5)),
        ("0305", date(2026, 3, 5)),
        ("830417", date(1983, 4, 17)),
        ("２０２６０３０５", date(2026, 3, 5)),
        ("2026-3-5", date(2026, 3, 5)),
        ("2026年3月5日", date(2026, 3, 5)),
        ("2026.3.5", date(2026, 3, 5)),
        ("3-5", date(2026, 3, 5)),
        ("20260230", None),
        ("305", None),
        ("abc", None),
    ],
)
def test_days_are_read_as_clerks_type_them(text: str, day: date | None) -> None:
    assert TODAY(text) == day


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("202603", "2026-03"),
        ("2026-3", "2026-03"),
        ("２０２６年３月", "2026-03"),
        ("202613", None),
        ("26", None),
    ],
)
def test_months_are_read_as_clerks_type_them(text: str, month: str | None) -> None:
    assert parse_month(text) == month


@pytest.mark.parametrize(
    ("text", "fen"),
    [("3200", 320000), ("3,200.5", 320050), ("0.01", 1), ("1.234", None), ("x", None), ("nan", None)],
)
def test_money_is_held_in_fen(text: str, fen: int | None) -> None:
    assert parse_yuan(text) == fen


def test_money_is_shown_with_thousands() -> None:
    assert [yuan_text(fen) for fen in (320000, 320050, 5, 0)] == ["3,200", "3,200.50", "0.05", "0"]


def test_edited_follows_keys_and_not_filling(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, TextInput("name", "姓名"))
    seen: list[object] = []
    field.edited.connect(seen.append)
    field.set_value("张龚")
    assert seen == []
    _type(qtbot, field, "x")
    assert seen == [FieldEdit("name", "x")] or seen == [FieldEdit("name", "张龚x")]


def test_id_number_is_grouped_while_the_cursor_is_elsewhere(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, IdInput("id_number", "身份证号"))
    _type(qtbot, field, "14032119830417062x")
    _leave(bench)
    assert _line(field).text() == "140321 19830417 062X"
    assert field.value() == "14032119830417062X"
    field.focus_input()
    assert _line(field).text() == "14032119830417062X"


def test_impossible_characters_are_refused_with_a_hint(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, IdInput("id_number", "身份证号"))
    _type(qtbot, field, "14z03")
    assert field.value() == "1403"
    assert field._words.text() == "身份证号只有数字，末位可为 X" or field._words.isVisible()


def test_full_width_figures_become_half_width(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, PhoneInput("phone", "手机"))
    _type(qtbot, field, "１３８５３５３１２３４")
    assert field.value() == "13853531234"


def test_format_is_judged_on_leaving_and_again_at_each_key(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, PhoneInput("phone", "手机", check=check_phone))
    _type(qtbot, field, "1385353123")
    assert field.findings == ()
    _leave(bench)
    assert field.findings[0].level == "error"
    assert _line(field).property("state") == "error"
    assert field._words.isVisible()
    field.focus_input()
    _line(field).end(False)
    _type(qtbot, field, "4")
    assert field.findings == ()
    assert not field._words.isVisible()


def test_a_warning_is_no_error_and_never_colour_alone(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, PhoneInput("phone", "手机", check=check_phone))
    field.set_value("0353-6061234")
    assert field.judge()[0].level == "warning"
    assert _line(field).property("state") == "warning"
    assert "固定电话" in field._words.text()
    assert field._mark.isVisible()


def test_what_was_read_from_the_card_is_tinted_until_edited(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, TextInput("name", "姓名"))
    field.set_value("张龚")
    field.set_state(FieldState.CARD)
    assert _line(field).property("state") == "card"
    _type(qtbot, field, "x")
    assert field.state is FieldState.PLAIN
    assert _line(field).property("state") == ""


def test_derived_fields_take_no_keys(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, DateInput("birth", "出生日期", parse=TODAY))
    field.set_value(date(1983, 4, 17))
    field.set_state(FieldState.DERIVED)
    _type(qtbot, field, "1")
    assert field.value() == date(1983, 4, 17)


@pytest.mark.parametrize(
    ("field", "typed", "held", "shown"),
    [
        (lambda: MoneyInput("monthly_income", "月收入"), "3200", 320000, "3,200"),
        (
            lambda: DateInput("graduated_on", "毕业日期", parse=TODAY),
            "20080701",
            date(2008, 7, 1),
            "2008-07-01",
        ),
        (lambda: MonthInput("started", "开始"), "202603", "2026-03", "2026-03"),
        (lambda: IntInput("family_size", "家庭人口"), "4", 4, "4"),
    ],
)
def test_typed_figures_become_values(
    bench: QWidget, qtbot: QtBot, field: type[Field], typed: str, held: object, shown: str
) -> None:
    made = _put(bench, field())
    _type(qtbot, made, typed)
    _leave(bench)
    assert made.value() == held
    assert _line(made).text() == shown


def test_a_day_that_is_none_is_said_so(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, DateInput("birth", "出生日期", parse=TODAY))
    _type(qtbot, field, "20260230")
    _leave(bench)
    assert field.findings[0].text == "出生日期不是有效日期，请重打，如 20260305"


def test_number_fields_switch_the_input_method_off(bench: QWidget) -> None:
    attribute = Qt.WidgetAttribute.WA_InputMethodEnabled
    assert not _line(IdInput("a", "甲", parent=bench)).testAttribute(attribute)
    assert _line(TextInput("b", "乙", parent=bench)).testAttribute(attribute)


def test_few_options_are_buttons_and_many_a_list() -> None:
    assert isinstance(ChoiceInput("sex", "性别", SEX), ButtonChoice)
    assert isinstance(ChoiceInput("nation", "民族", NATIONS), ListChoice)


@pytest.mark.parametrize(
    ("typed", "first"), [("03", "回族"), ("回", "回族"), ("mgz", "蒙古族"), ("族", "汉族")]
)
def test_options_are_found_by_code_words_or_initials(typed: str, first: str) -> None:
    assert matching_options(NATIONS, typed)[0].text == first


def test_a_list_filters_while_typing_and_enter_chooses(bench: QWidget, qtbot: QtBot) -> None:
    field = ChoiceInput("nation", "民族", NATIONS)
    _put(bench, field)
    steps: list[object] = []
    field.stepped.connect(steps.append)
    _type(qtbot, field, "mgz")
    assert isinstance(field, ListChoice)
    assert field.offered() == (Option("02", "蒙古族", "mgz"),)
    qtbot.keyClick(field.inputs()[0], Qt.Key.Key_Return)
    assert (field.value(), _line(field).text(), steps) == ("02", "蒙古族", [1])


def test_what_is_not_in_the_list_gives_the_former_choice_back(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, ChoiceInput("nation", "民族", NATIONS))
    field.set_value("01")
    _line(field).selectAll()
    _type(qtbot, field, "qqq")
    _leave(bench)
    assert (field.value(), _line(field).text()) == ("01", "汉族")


def test_buttons_choose_by_arrow_code_and_initial(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, ChoiceInput("sex", "性别", SEX))
    qtbot.keyClicks(field.inputs()[0], "2")
    assert field.value() == "2"
    qtbot.keyClick(field.inputs()[1], Qt.Key.Key_Left)
    assert field.value() == "1"
    qtbot.mouseClick(field.inputs()[0], Qt.MouseButton.LeftButton)
    assert field.value() == ""


def test_tags_are_ticked_and_taken_away(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, TagsInput("categories", "人员类别", lambda: CATEGORIES))
    line = field.inputs()[0]
    for typed in ("TPRK", "残疾"):
        _type(qtbot, field, typed)
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert field.value() == ["TPRK", "CJ"]
    qtbot.keyClick(line, Qt.Key.Key_Backspace)
    assert field.value() == ["TPRK"]
    _leave(bench)
    assert _line(field).text() == "脱贫人口"


def test_bank_card_is_entered_twice_and_not_pasted(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, BankCardInput("bank_card", "银行账号"))
    first, second = field.inputs()
    qtbot.keyClicks(first, "6222020502001234567")
    QGuiApplication.clipboard().setText("6222020502001234567")
    second.setFocus()
    qtbot.keyClick(second, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.value() == ""
    qtbot.keyClicks(second, "6222020502001234568")
    _leave(bench)
    assert field.findings[0].text == "两次输入的银行账号不一致，请对照银行卡重输"
    second.setFocus()
    _line(field, 1).clear()
    qtbot.keyClicks(second, "6222020502001234567")
    assert field.value() == "6222020502001234567"
    assert field.findings == ()


def test_notes_keep_enter_and_leave_by_ctrl_enter(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, NoteInput("note", "备注"))
    steps: list[object] = []
    field.stepped.connect(steps.append)
    box = field.inputs()[0]
    assert isinstance(box, QPlainTextEdit)
    qtbot.keyClicks(box, "a")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClicks(box, "b")
    assert (field.value(), steps) == ("a\nb", [])
    qtbot.keyClick(box, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert steps == [1]


def test_rare_characters_and_the_middle_dot_stay_as_typed(bench: QWidget, qtbot: QtBot) -> None:
    field = _put(bench, TextInput("name", "姓名"))
    field.set_value("买买提·𬱖䶮")
    assert field.value() == "买买提·𬱖䶮"
