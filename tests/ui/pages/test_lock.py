"""A locked counter shows nobody's record and obeys no key; another clerk may take the seat."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.models.enums import Role
from app.services.sample import CLERK, REVIEWER
from app.ui.entrance.forms import LogIn
from app.ui.theme import tokens
from tests.journeys.conftest import Counter

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def card(at_counter: Counter) -> LogIn:
    found = at_counter.desktop.lock_veil.findChild(LogIn)
    assert isinstance(found, LogIn)
    return found


def test_a_key_locks_and_no_key_gets_past_the_lock(at_counter: Counter) -> None:
    at_counter.press(Qt.Key.Key_L, CTRL)
    assert at_counter.desktop.lock_veil.isVisible()
    for key, with_ in ((Qt.Key.Key_2, ALT), (Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier)):
        at_counter.press(key, with_)
    page = at_counter.desktop.window.current_page()
    assert page is not None
    assert page.page_key == "today"


def test_nothing_of_the_page_is_seen_through_the_lock(at_counter: Counter) -> None:
    at_counter.desktop.window.open_page("workers", at_counter.town.worker("曹铁柱"))
    at_counter.desktop.lock()
    QApplication.processEvents()
    image = at_counter.window.grab().toImage()
    edge = {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 7) for y in (60, image.height() - 40)
    }
    assert edge == {tokens().rail}


def test_the_tab_key_stays_inside_the_lock(at_counter: Counter) -> None:
    at_counter.desktop.lock()
    for _ in range(12):
        at_counter.press(Qt.Key.Key_Tab)
        focus = at_counter.window.focusWidget()
        assert focus is not None
        assert at_counter.desktop.lock_veil.isAncestorOf(focus)


def test_another_clerk_takes_the_seat(at_counter: Counter) -> None:
    at_counter.desktop.lock()
    card(at_counter).asked.emit((REVIEWER[0], REVIEWER[2]))
    assert not at_counter.desktop.lock_veil.isVisible()
    assert at_counter.town.desk.operator.role is Role.REVIEWER
    at_counter.press(Qt.Key.Key_2, ALT)
    page = at_counter.desktop.window.current_page()
    assert page is not None
    assert page.page_key == "workers"


@pytest.mark.parametrize("again", [1, 2])
def test_locking_twice_keeps_what_is_typed(at_counter: Counter, again: int) -> None:
    at_counter.desktop.lock()
    card(at_counter).form.field("password").set_value("示例")
    for _ in range(again):
        at_counter.desktop.lock()
    assert card(at_counter).form.field("password").value() == "示例"
    assert CLERK[0] in {name.login for name in at_counter.town.counter.home.names()}
