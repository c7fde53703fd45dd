"""A clock that cannot be believed is told in a bar; the clerk says what day it is with a few keys."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt

from app.ports import FixedClock
from tests.journeys.conftest import Counter
from tests.services.test_applications import filing
from tests.ui.pages.test_switch import on_screen


def set_back(at_counter: Counter, days: int) -> None:
    clock = at_counter.town.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days=days)
    at_counter.desktop.caretaker.look_at_clock()


def test_the_bar_names_both_days_and_goes_when_the_clock_is_right_again(at_counter: Counter) -> None:
    set_back(at_counter, -690)
    assert "电脑时钟可能不对：显示 2025-01-03" in on_screen(at_counter)
    set_back(at_counter, 690)
    assert "clock" not in at_counter.desktop.window._bars


def test_the_clerk_confirms_the_day_by_keys(at_counter: Counter) -> None:
    set_back(at_counter, -690)
    at_counter.desktop.window._bars["clock"]._first.click()
    assert at_counter.desktop.day_veil.isVisible()
    at_counter.press(Qt.Key.Key_F2)
    page = at_counter.desktop.window.current_page()
    assert page is not None
    assert page.page_key == "today"
    at_counter.type("1125")
    at_counter.press(Qt.Key.Key_Return)
    assert not at_counter.desktop.day_veil.isVisible()
    assert at_counter.town.desk.clock.today() == date(2026, 11, 25)
    assert "clock" not in at_counter.desktop.window._bars


def test_a_refused_number_brings_the_bar_back(at_counter: Counter) -> None:
    town = at_counter.town
    town.eligible()
    set_back(at_counter, -690)
    at_counter.desktop.window.clear_bar("clock")
    choice = town.counter.eligibility.bases(town.worker("曹铁柱"), "training")[0].choice
    assert at_counter.desktop._ops.do(lambda: town.counter.applications.take(filing(town, choice))) is None
    assert "今天的日期还没有核对" in on_screen(at_counter)
    assert "clock" in at_counter.desktop.window._bars


def test_an_unreadable_day_is_told_at_the_field(at_counter: Counter) -> None:
    set_back(at_counter, -690)
    at_counter.desktop.window._bars["clock"]._first.click()
    at_counter.type("1399")
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.desktop.day_veil.isVisible()
    at_counter.press(Qt.Key.Key_Escape)
    assert not at_counter.desktop.day_veil.isVisible()
    assert at_counter.town.desk.clock.today() == date(2025, 1, 3)
