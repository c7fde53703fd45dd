"""岗位与培训 by keys: find, register, close, and the class with its days; nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.catalog.lines import Filter
from app.services.enrolments import Learner
from app.services.results import Saved
from app.ui.kit import Button, MessageBar
from app.ui.pages.catalog.grid import EXAM, FIRST_DAY
from app.ui.pages.catalog.view import CatalogPage
from tests.journeys.conftest import Counter

CTRL = Qt.KeyboardModifier.ControlModifier
LAST = date(2026, 10, 30)


@pytest.fixture
def page(at_counter: Counter) -> CatalogPage:
    at_counter.desktop.window.open_page("catalog")
    found = at_counter.desktop.window.current_page()
    assert isinstance(found, CatalogPage)
    return found


def click(page: CatalogPage, name: str) -> None:
    button = next(one for one in page.findChildren(Button, name) if one.isVisible())
    assert button.isEnabled()
    button.click()
    QTest.qWait(5)


def bars(at_counter: Counter) -> str:
    return "；".join(bar.text() for bar in at_counter.window.findChildren(MessageBar) if bar.isVisible())


def classroom(at_counter: Counter, page: CatalogPage, number: int) -> None:
    page.open("session")
    page.table.select(number)
    at_counter.press(Qt.Key.Key_Return)


def planned(at_counter: Counter) -> int:
    catalog = at_counter.town.counter.catalog
    rows = catalog.rows("session", catalog.ids("session"))
    return next(row.id for row in reversed(rows) if row.state == "招生中")


def learners(at_counter: Counter, number: int) -> tuple[Learner, ...]:
    return at_counter.town.counter.enrolments.roster(number).learners


def test_a_list_is_narrowed_by_initials_and_widened_by_escape(at_counter: Counter, page: CatalogPage) -> None:
    whole = len(at_counter.town.counter.catalog.ids("job"))
    page.filter.focus_input()
    at_counter.type("bjy")
    assert 0 < page.table.count() < whole
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.focus() == "catalog_job"
    at_counter.press(Qt.Key.Key_Escape)
    assert page.table.count() == whole


def test_a_job_is_registered_by_keys_and_taken_back(at_counter: Counter, page: CatalogPage) -> None:
    catalog = at_counter.town.counter.catalog
    before = set(catalog.ids("job"))
    at_counter.press(Qt.Key.Key_F2)
    assert at_counter.focus() == "parent"
    form = page._form("job")
    number, _ = catalog.parents("job")[0]
    form.form.fill({"parent": str(number), "title": "护林员（示例）", "pay_low": 300000, "pay_high": 200000})
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert at_counter.focus() == "pay_high"
    form.form.fill({"pay_high": 350000})
    at_counter.press(Qt.Key.Key_S, CTRL)
    (made,) = set(catalog.ids("job")) - before
    assert page.table.current_id() == made
    at_counter.press(Qt.Key.Key_Z, CTRL)
    assert set(catalog.ids("job")) == before


def test_half_a_job_is_offered_again_and_two_do_not_overwrite_each_other(
    at_counter: Counter, page: CatalogPage
) -> None:
    form = page._form("job")
    for title in ("jia", "yi"):
        at_counter.press(Qt.Key.Key_F2)
        form.form.field("title").focus_input()
        at_counter.type(title)
        at_counter.press(Qt.Key.Key_Escape)
        assert at_counter.focus() == "catalog_job"
    kept = {card.payload["title"] for card in at_counter.town.counter.drafts.waiting("catalog_job")}
    assert kept == {"jia", "yi"}
    at_counter.press(Qt.Key.Key_F2)
    click(page, "bar_action")
    assert form.form.field("title").value() in kept


def test_a_job_is_closed_from_the_list_and_opened_by_undo(at_counter: Counter, page: CatalogPage) -> None:
    number = at_counter.town.counter.catalog.ids("job", Filter(only_open=True))[0]
    page.table.select(number)
    click(page, "list_close_job")
    assert at_counter.town.counter.catalog.rows("job", (number,))[0].state == "已招满"
    at_counter.press(Qt.Key.Key_Z, CTRL)
    assert at_counter.town.counter.catalog.rows("job", (number,))[0].state != "已招满"


def test_a_place_outside_the_city_is_shown_in_words(at_counter: Counter, page: CatalogPage) -> None:
    number = at_counter.town.counter.catalog.ids("job", Filter("东莞"))[0]
    page.table.select(number)
    at_counter.press(Qt.Key.Key_Return)
    line = page._form("job").form.field("place_code").inputs()[0]
    assert "市外" in str(line.property("text"))


def test_days_are_marked_by_keys_and_keep_themselves(at_counter: Counter, page: CatalogPage) -> None:
    session = at_counter.town.session()
    classroom(at_counter, page, session)
    assert at_counter.focus() == "class_grid"
    at_counter.press(Qt.Key.Key_3)
    at_counter.press(Qt.Key.Key_2)
    assert page.classroom.grid.currentIndex().row() == 2
    at_counter.press(Qt.Key.Key_Escape)
    marks = [one.days[LAST] for one in learners(at_counter, session)[:2]]
    assert marks == ["absent", "online"]
    assert at_counter.focus() == "catalog_session"
    at_counter.press(Qt.Key.Key_Z, CTRL)
    assert [one.days[LAST] for one in learners(at_counter, session)[:2]] != marks


def test_what_was_typed_is_kept_before_undo_reaches_further_back(
    at_counter: Counter, page: CatalogPage
) -> None:
    session = at_counter.town.session()
    classroom(at_counter, page, session)
    was = learners(at_counter, session)[0].days
    at_counter.press(Qt.Key.Key_3)
    at_counter.press(Qt.Key.Key_Z, CTRL)
    assert learners(at_counter, session)[0].days == was


def test_results_are_marked_in_the_same_grid(at_counter: Counter, page: CatalogPage) -> None:
    session = at_counter.town.session()
    classroom(at_counter, page, session)
    grid = page.classroom.grid
    grid.setCurrentIndex(grid.model_.index(0, EXAM))
    at_counter.press(Qt.Key.Key_Space)
    at_counter.press(Qt.Key.Key_Down)
    at_counter.press(Qt.Key.Key_2)
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert [one.exam for one in learners(at_counter, session)[:2]] == ["passed", "failed"]


def test_a_coming_day_takes_no_mark(at_counter: Counter, page: CatalogPage) -> None:
    session = planned(at_counter)
    saved = at_counter.town.counter.enrolments.enrol(at_counter.town.worker("苏计成"), session)
    assert isinstance(saved, Saved)
    classroom(at_counter, page, session)
    grid = page.classroom.grid
    grid.setCurrentIndex(grid.model_.index(0, FIRST_DAY))
    at_counter.press(Qt.Key.Key_1)
    assert not grid.model_.has_typed


def test_a_learner_is_added_found_and_let_go_by_keys(at_counter: Counter, page: CatalogPage) -> None:
    session = planned(at_counter)
    classroom(at_counter, page, session)
    assert at_counter.focus() == "enrol_find"
    at_counter.type("sujicheng")
    at_counter.press(Qt.Key.Key_Return)
    at_counter.press(Qt.Key.Key_Return)
    assert [one.name for one in learners(at_counter, session)] == ["苏计成"]
    click(page, "leave_class")
    assert "退班须写原因" in bars(at_counter)
    page.classroom.reason.set_value("家中有事")
    click(page, "leave_class")
    assert [one.state_code for one in learners(at_counter, session)] == ["left"]


def test_a_class_opens_and_closes_from_its_pane(at_counter: Counter, page: CatalogPage) -> None:
    session = planned(at_counter)
    at_counter.town.counter.enrolments.enrol(at_counter.town.worker("苏计成"), session)
    classroom(at_counter, page, session)
    click(page, "open_class")
    click(page, "close_class")
    assert "没有考核结果" in bars(at_counter)
    grid = page.classroom.grid
    grid.setCurrentIndex(grid.model_.index(0, EXAM))
    grid.setFocus()
    at_counter.press(Qt.Key.Key_1)
    click(page, "close_class")
    assert [one.state_code for one in learners(at_counter, session)] == ["finished"]


def test_a_learners_certificate_is_recorded_once_and_shown(at_counter: Counter, page: CatalogPage) -> None:
    session = at_counter.town.session()
    classroom(at_counter, page, session)
    at_counter.press(Qt.Key.Key_Return)
    sheet = page.classroom.sheet
    assert sheet is not None
    at_counter.type("h")
    sheet.form.field("certificate_no").focus_input()
    at_counter.type("S000014030001265000001")
    sheet.form.field("issued_on").focus_input()
    at_counter.type("20261120")
    at_counter.press(Qt.Key.Key_S, CTRL)
    learner = learners(at_counter, session)[0]
    assert (learner.exam, learner.certificate) == ("passed", "S000014030001265000001")
    assert at_counter.focus() == "class_grid"


def test_a_wrong_certificate_keeps_the_sheet_with_its_remark(at_counter: Counter, page: CatalogPage) -> None:
    classroom(at_counter, page, at_counter.town.session())
    at_counter.press(Qt.Key.Key_Return)
    sheet = page.classroom.sheet
    assert sheet is not None
    sheet.form.field("certificate_no").focus_input()
    at_counter.type("S123")
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert page.classroom.sheet is sheet
    assert sheet.form.field("certificate_no").findings
    at_counter.press(Qt.Key.Key_Escape)
    assert at_counter.focus() == "class_grid"


def test_everybody_else_is_marked_present_at_once(at_counter: Counter, page: CatalogPage) -> None:
    session = at_counter.town.session()
    classroom(at_counter, page, session)
    grid = page.classroom.grid
    sunday = grid.model_.days.index(date(2026, 10, 18)) + FIRST_DAY
    grid.setCurrentIndex(grid.model_.index(0, sunday))
    at_counter.press(Qt.Key.Key_3)
    click(page, "all_here")
    at_counter.press(Qt.Key.Key_S, CTRL)
    marks = [one.days[date(2026, 10, 18)] for one in learners(at_counter, session)]
    assert marks == ["absent", *["present"] * (len(marks) - 1)]


@pytest.mark.parametrize("kind", ["job", "employer", "institution", "course", "session"])
def test_every_list_opens_its_records(at_counter: Counter, page: CatalogPage, kind: str) -> None:
    page.open(kind)
    number = page.table.current_id()
    assert isinstance(number, int)
    page._open_record(kind, number)
    assert page._form(kind).form.values()
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert at_counter.focus() == f"catalog_{kind}"
