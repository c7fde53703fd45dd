"""A reader that types: its burst is a card wherever the cursor is, and leaves no trace in the input."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.ui.kit import FieldState
from app.ui.ops import Changes
from app.ui.pages.workers.view import WorkersPage
from tests.journeys.conftest import Counter

FREE = "140321199001019935"
WOMAN = "14032119830417062X"
NO_MODIFIER = Qt.KeyboardModifier.NoModifier


class Keys:
    """Sends keys to the window as the system does, each with its time."""

    def __init__(self, at_counter: Counter) -> None:
        self.at_counter = at_counter
        self.at = 10_000

    def key(self, key: int, text: str, after: int) -> None:
        self.at += after
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, NO_MODIFIER, text)
            event.setTimestamp(self.at)
            QCoreApplication.sendEvent(self.at_counter.window.windowHandle(), event)

    def type(self, text: str, *, apart: int) -> None:
        self.at += 500
        for sign in text:
            if sign.isupper():
                self.key(Qt.Key.Key_Shift, "", apart)
            self.key(ord(sign), sign, apart)
        self.key(Qt.Key.Key_Return, "\r", apart)
        QTest.qWait(5)


@pytest.fixture
def keys(at_counter: Counter) -> Iterator[Keys]:
    at_counter.town.counter.settings.change("card_reader", "wedge")
    at_counter.desktop.wedge._clock = lambda: 0.0  # a slow machine is no part of these tests
    at_counter.desktop._on_changed(Changes.of("setting"))
    at_counter.window.activateWindow()
    yield Keys(at_counter)
    at_counter.desktop.wedge.listen_for(None)


@pytest.fixture
def page(at_counter: Counter, keys: Keys) -> WorkersPage:
    at_counter.desktop.window.open_page("workers")
    return asked_for(at_counter)


def asked_for(at_counter: Counter) -> WorkersPage:
    """Return the page, which asks its reader only when the test says so."""
    found = at_counter.desktop.window.page("workers")
    assert isinstance(found, WorkersPage)
    found._cards._timer.stop()
    return found


def taken(page: WorkersPage) -> bool:
    return page._cards.listen()


def test_a_burst_into_the_search_is_a_card_and_the_search_is_as_it_was(
    at_counter: Counter, keys: Keys, page: WorkersPage
) -> None:
    at_counter.press(Qt.Key.Key_F3)
    keys.key(ord("C"), "c", 500)
    search = at_counter.window.findChild(QLineEdit, "search")
    assert search.text() == "c"
    keys.type(FREE, apart=4)
    assert search.text() == "c"
    assert taken(page)
    assert page.form.field("id_number").value() == FREE
    assert page.form.field("id_number").state is FieldState.CARD
    assert page.form.field("sex").value() == "1"
    assert str(page.form.field("birth").value()) == "1990-01-01"
    assert page._card_keys == {"id_number", "id_type", "sex", "birth"}
    assert at_counter.focus() == "name"
    QTest.qWait(200)
    assert at_counter.desktop.window._top.results() == (), "the search drops nothing down afterwards"


def test_a_burst_into_a_note_takes_nothing_but_its_own_keys_out(
    at_counter: Counter, keys: Keys, page: WorkersPage
) -> None:
    person = at_counter.town.worker("曹铁柱")
    page.open(person)
    note = page.form.field("note")
    before = str(note.value())
    note.focus_input()
    keys.key(ord("a"), "a", 500)
    keys.type(WOMAN, apart=8)
    assert note.value() in {before + "a", "a" + before}
    assert page.form.values()["note"] == note.value()
    assert taken(page)
    assert page.form.field("id_number").value() == WOMAN
    page.open(person)
    page.draft.action_asked.emit("继续填写")
    assert "140321" not in str(page.form.field("note").value())


def test_a_burst_into_a_choice_chooses_nothing(at_counter: Counter, keys: Keys, page: WorkersPage) -> None:
    page.open(at_counter.town.worker("曹铁柱"))
    page.panes.show_main()
    for key in ("has_pension", "occupation", "phone"):
        field = page.form.field(key)
        before, state = field.value(), field.state
        field.focus_input()
        keys.type(FREE, apart=3)
        assert (field.value(), field.state) == (before, state), key
        assert at_counter.focus().partition("_")[0] == key.partition("_")[0], "Enter did not go on"
    assert taken(page)


def test_a_burst_from_another_page_brings_the_person_to_the_front(at_counter: Counter, keys: Keys) -> None:
    window = at_counter.desktop.window
    page = asked_for(at_counter)
    window.open_page("settings")
    number = at_counter.town.counter.workers.open(at_counter.town.worker("曹铁柱")).text("id_number")
    keys.type(number, apart=5)
    assert taken(page)
    assert window.current_page() is page
    assert page.form.field("name").value() == "曹铁柱"


def test_hands_are_never_a_card(at_counter: Counter, keys: Keys, page: WorkersPage) -> None:
    at_counter.press(Qt.Key.Key_F2)
    keys.type(FREE, apart=60)
    assert not taken(page)
    assert page.form.field("id_number").value() == FREE
    assert page.form.field("id_number").state is FieldState.PLAIN
    assert page._card_keys == frozenset()


def test_a_burst_that_is_no_identity_number_stays_where_it_was_typed(
    at_counter: Counter, keys: Keys, page: WorkersPage
) -> None:
    at_counter.press(Qt.Key.Key_F3)
    keys.type("140321199001019936", apart=4)
    assert not taken(page)
    assert at_counter.window.findChild(QLineEdit, "search").text() == "140321199001019936"


def test_keys_that_queued_up_while_the_window_stood_still_are_no_card(
    at_counter: Counter, keys: Keys, page: WorkersPage
) -> None:
    watch = at_counter.desktop.wedge
    at_counter.press(Qt.Key.Key_F2)
    watch._clock = lambda: 3.0
    keys.type(FREE, apart=4)
    assert not taken(page)
    watch._on_beat()
    watch._clock = lambda: 3.2
    keys.type(FREE, apart=4)
    assert not taken(page)
    watch._clock = lambda: 3.6
    keys.type(FREE, apart=4)
    assert taken(page)


def test_nothing_is_read_while_the_counter_is_locked(
    at_counter: Counter, keys: Keys, page: WorkersPage
) -> None:
    at_counter.desktop.lock()
    keys.type(FREE, apart=4)
    assert not taken(page)
    at_counter.desktop.lock_veil._on_switched(at_counter.town.desk.operator)
    assert not taken(page)


def test_another_reader_lets_the_keys_be(at_counter: Counter, keys: Keys, page: WorkersPage) -> None:
    at_counter.town.counter.settings.change("card_reader", "simulator")
    at_counter.desktop._on_changed(Changes.of("setting"))
    page._cards._timer.stop()
    at_counter.press(Qt.Key.Key_F3)
    keys.type(FREE, apart=4)
    assert at_counter.window.findChild(QLineEdit, "search").text() == FREE
