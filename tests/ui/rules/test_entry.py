"""Rules 1 to 9: hands stay on the keys, nothing is asked that is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.ui.actions import KEYS
from app.ui.kit import (
    Button,
    ButtonChoice,
    Field,
    FieldState,
    FormGrid,
    IdInput,
    ListChoice,
    NoteInput,
)
from tests.journeys.conftest import Counter
from tests.ui.rules import scenes

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NEW = "140321199001019935"
FORMS: dict[str, Callable[[Counter], FormGrid]] = {
    "new person": lambda at_counter: scenes.workers(at_counter).form,
    "new job": lambda at_counter: scenes.catalog(at_counter)._form("job").form,
    "new employer": lambda at_counter: scenes.catalog(at_counter)._form("employer").form,
    "new institution": lambda at_counter: scenes.catalog(at_counter)._form("institution").form,
    "new course": lambda at_counter: scenes.catalog(at_counter)._form("course").form,
    "new session": lambda at_counter: scenes.catalog(at_counter)._form("session").form,
    "learner": lambda at_counter: scenes.catalog(at_counter).classroom.sheet.form,
    "claim": lambda at_counter: scenes.applications(at_counter).apply.form,
    "staff": lambda at_counter: scenes.applications(at_counter).staff.form,
    "settings: station": lambda at_counter: scenes.settings(at_counter, "station").form,
    "people: add": lambda at_counter: scenes.settings(at_counter, "people")._people.tasks["add"].form,
}


def takers(form: FormGrid) -> list[Field]:
    return [one for one in form._order() if one.isVisible()]


# -- rule 1 -----------------------------------------------------------------------------------
@pytest.mark.rule(1)
def test_every_page_opens_with_the_keys_in_its_first_useful_field(at_counter: Counter) -> None:
    lost = []
    for key in scenes.KEYS:
        at_counter.desktop.window.open_page(key)
        QTest.qWait(5)
        page = at_counter.desktop.window.current_page()
        assert page is not None
        wanted, focused = page.primary_focus(), at_counter.window.focusWidget()
        if wanted is None or focused is None or not focused.isVisible() or not page.isAncestorOf(focused):
            lost.append(key)
        elif wanted is not focused and not wanted.isAncestorOf(focused):
            lost.append(f"{key}: {focused.objectName()}")
    assert lost == []


@pytest.mark.rule(1)
def test_after_a_save_the_keys_are_back_in_the_first_useful_field(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    assert at_counter.focus() == "id_number"
    at_counter.type(NEW)
    page.form.fill({"name": "冯示例", "hukou_code": "140321106203"})
    page.form.field("occupation").focus_input()
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert page._record is not None
    assert at_counter.focus() == page.primary_focus().inputs()[0].objectName()
    at_counter.press(Qt.Key.Key_Return, CTRL)
    assert at_counter.focus() == "id_number"


# -- rule 2 -----------------------------------------------------------------------------------
@pytest.mark.rule(2)
@pytest.mark.parametrize("name", list(FORMS))
def test_enter_walks_every_form_and_tab_walks_the_same_way(at_counter: Counter, name: str) -> None:
    scenes.SCENES[name](at_counter)
    form = FORMS[name](at_counter)
    order = takers(form)
    assert len(order) > 1
    order[0].focus_input()
    by_enter, by_tab = [at_counter.focus()], [at_counter.focus()]
    for field in order[:-1]:
        for _ in stops(field):
            at_counter.press(Qt.Key.Key_Return, CTRL if isinstance(field, NoteInput) else NONE)
        by_enter.append(field_key(at_counter, form))
    assert by_enter == [field.key for field in order]
    for before, field in reversed(list(pairwise(order))):
        field.focus_input()
        if not isinstance(field, NoteInput):
            at_counter.press(Qt.Key.Key_Return, SHIFT)
            assert field_key(at_counter, form) == before.key
    order[0].focus_input()
    for _ in range(sum(len(stops(field)) for field in order) - 1):
        at_counter.press(Qt.Key.Key_Tab)
        key = field_key(at_counter, form)
        if key != by_tab[-1]:
            by_tab.append(key)
    assert by_tab == by_enter


def field_key(at_counter: Counter, form: FormGrid) -> str:
    """Return the key of the form's field that has the keys, or what has them instead."""
    widget: QWidget | None = at_counter.window.focusWidget()
    while widget is not None and not isinstance(widget, Field):
        widget = widget.parentWidget()
    return widget.key if isinstance(widget, Field) and widget.key in form._fields else at_counter.focus()


def stops(field: Field) -> list[QWidget]:
    """Return the inputs of a field that Tab reaches."""
    return [one for one in field.inputs() if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


@pytest.mark.rule(2)
def test_a_full_field_never_goes_on_by_itself(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    for key, text in (("id_number", NEW), ("phone", "19900001234"), ("monthly_income", "3200")):
        page.form.field(key).focus_input()
        at_counter.type(text)
        assert at_counter.focus() == key


@pytest.mark.rule(2)
def test_enter_on_an_open_list_chooses(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    page.form.field("nation").focus_input()
    at_counter.type("hz")
    at_counter.press(Qt.Key.Key_Return)
    assert page.form.field("nation").value()
    assert at_counter.focus() != "nation"


# -- rule 3 -----------------------------------------------------------------------------------
@pytest.mark.rule(3)
def test_the_keys_of_saving_do_what_they_say_on_both_pages_that_register(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type(NEW)
    page.form.fill({"name": "冯示例", "hukou_code": "140321106203"})
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert page.form.field("name").value() == "冯示例"
    assert at_counter.town.counter.workers.count() == 387
    at_counter.press(Qt.Key.Key_Return, CTRL)
    assert page.form.field("name").value() == ""
    catalog = scenes.catalog(at_counter, "employer")
    before = len(at_counter.town.counter.catalog.ids("employer"))
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type("SHILI")
    at_counter.press(Qt.Key.Key_Return, CTRL)
    assert len(at_counter.town.counter.catalog.ids("employer")) == before + 1
    assert catalog._form("employer").form.field("name").value() == ""


@pytest.mark.rule(3)
@pytest.mark.parametrize(
    ("name", "key", "text"),
    [
        ("new person", "id_number", "1403211990"),
        ("new job", "title", "SHILI"),
        ("claim", "bank_name", "ZHIHANG"),
    ],
)
def test_escape_closes_and_the_text_comes_back(at_counter: Counter, name: str, key: str, text: str) -> None:
    scenes.SCENES[name](at_counter)
    form = FORMS[name](at_counter)
    form.field(key).focus_input()
    at_counter.type(text)
    at_counter.press(Qt.Key.Key_Escape)
    assert not form.isVisible()
    scenes.SCENES[name](at_counter)
    page = at_counter.desktop.window.current_page()
    assert page is not None
    if form.field(key).value() != text:
        draft = next(one for one in page.findChildren(Button, "bar_action") if one.isVisible())
        assert draft.text() == "继续填写"
        draft.click()
    assert form.field(key).value() == text


@pytest.mark.rule(3)
def test_escape_clears_a_filter_and_the_search(at_counter: Counter) -> None:
    page = scenes.catalog(at_counter, "job")
    page.filter.focus_input()
    at_counter.type("bj")
    at_counter.press(Qt.Key.Key_Escape)
    assert page.filter.value() == ""
    at_counter.press(Qt.Key.Key_F3)
    at_counter.type("ctz")
    at_counter.press(Qt.Key.Key_Escape)
    assert at_counter.desktop.window._top._line.text() == ""


# -- rule 4 -----------------------------------------------------------------------------------
@pytest.mark.rule(4)
def test_every_function_key_answers_from_every_page(at_counter: Counter) -> None:
    """The window's own acts and the counter's two beginnings work wherever the clerk is."""
    window = at_counter.desktop.window
    for key in scenes.KEYS:
        window.open_page(key)
        at_counter.press(Qt.Key.Key_F1)
        assert window._help.isVisible(), key
        at_counter.press(Qt.Key.Key_Escape)
        at_counter.press(Qt.Key.Key_F3)
        assert at_counter.focus() == "search", key
        at_counter.press(Qt.Key.Key_Escape)
        window.open_page(key)
        at_counter.press(Qt.Key.Key_F4)
        front = window.current_page()
        assert front is not None
        assert front.page_key == "workers", key


@pytest.mark.rule(4)
def test_no_key_of_windows_is_taken() -> None:
    taken = {row.key for row in KEYS} | {also for row in KEYS for also in row.also}
    assert not taken & {"F10", "Alt+F4", "Alt+Tab", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+A"}


# -- rules 5 and 6 ----------------------------------------------------------------------------
@pytest.mark.rule(5)
def test_the_card_fills_and_its_fields_say_so_until_edited(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.lay("解𬍛")
    at_counter.press(Qt.Key.Key_F4)
    for key in ("id_number", "name", "nation", "hukou_text"):
        field = page.form.field(key)
        assert field.value(), key
        assert field.state is FieldState.CARD, key
        assert all("读卡" in one.accessibleDescription() for one in field.inputs()), key
    assert page.form.field("sex").value() == "2"
    assert page.form.field("birth").value()
    page.form.field("name").focus_input()
    at_counter.type("A")
    assert page.form.field("name").state is FieldState.PLAIN
    assert page.form.field("name").inputs()[0].accessibleDescription() == ""


@pytest.mark.rule(6)
def test_birthday_sex_age_and_division_come_from_the_number(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type("14032119900101993")
    at_counter.type("5")
    form = page.form
    assert (form.field("birth").value(), form.field("sex").value()) == (date(1990, 1, 1), "1")
    assert {form.field("birth").state, form.field("sex").state} == {FieldState.DERIVED}
    told = page._head._about.whole_text()
    assert "36 岁" in told
    assert "平定县" in told
    order = [field.key for field in takers(form)]
    assert "birth" not in order
    assert "sex" not in order


# -- rule 7 -----------------------------------------------------------------------------------
@pytest.mark.rule(7)
@pytest.mark.parametrize("typed", ["jzfw", "4100106", "4-10-01-06", "家政"])
def test_a_long_list_is_found_by_code_words_or_initials(at_counter: Counter, typed: str) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    field = page.form.field("occupation")
    assert isinstance(field, ListChoice)
    whole = len(list(field._options()))
    field._offer("")
    field._line.setText(typed)
    field._line.textEdited.emit(typed)
    assert 0 < len(field.offered()) < whole
    assert field.offered()[0].text == "家政服务员"


# -- rules 8 and 9 ----------------------------------------------------------------------------
@pytest.mark.rule(9)
def test_the_number_stands_in_groups_while_the_cursor_is_elsewhere(at_counter: Counter) -> None:
    page = scenes.workers(at_counter, at_counter.town.worker(scenes.PERSON))
    field = page.form.field("id_number")
    assert isinstance(field, IdInput)
    bare = str(field.value())
    assert field._line.text() == f"{bare[:6]} {bare[6:14]} {bare[14:]}"
    field.focus_input()
    assert field._line.text() == bare
    page.form.field("phone").focus_input()
    assert field._line.text().count(" ") == 2


@pytest.mark.rule(7)
def test_buttons_are_chosen_by_code_and_initial(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    field = page.form.field("urban_rural")
    assert isinstance(field, ButtonChoice)
    field.focus_input()
    at_counter.type("c")
    assert field.value() == next(option.code for option in field._options if option.text == "城镇")
