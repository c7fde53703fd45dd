"""Rule 2 under an input method: a word being composed is nobody's business but the input method's."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.ui.kit import FieldState, IdInput, NoteInput
from tests.journeys.conftest import Counter
from tests.ui.rules import scenes

CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
KEYS = (
    (Qt.Key.Key_Return, NONE),
    (Qt.Key.Key_Escape, NONE),
    (Qt.Key.Key_Down, NONE),
    (Qt.Key.Key_F2, NONE),
    (Qt.Key.Key_F9, NONE),
    (Qt.Key.Key_S, CTRL),
    (Qt.Key.Key_Return, CTRL),
    (Qt.Key.Key_Z, CTRL),
)


def compose(widget: QWidget, letters: str) -> None:
    """Put letters below the cursor that are no text yet."""
    QApplication.sendEvent(widget, QInputMethodEvent(letters, []))


def commit(widget: QWidget, words: str) -> None:
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(widget, event)


def text_of(widget: QWidget) -> str:
    return widget.text() if isinstance(widget, QLineEdit) else widget.toPlainText()


def takes_words(widget: QWidget) -> bool:
    is_input = (
        isinstance(widget, QLineEdit | QPlainTextEdit) and widget.isVisible() and not widget.isReadOnly()
    )
    return is_input and widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


@pytest.mark.rule(2)
@pytest.mark.parametrize("name", ["new person", "new job", "new employer", "claim", "settings: station"])
def test_keys_belong_to_the_word_being_composed_in_every_input(at_counter: Counter, name: str) -> None:
    scenes.SCENES[name](at_counter)
    window = at_counter.desktop.window
    page = window.current_page()
    assert page is not None
    lines = [
        one for one in (*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit)) if takes_words(one)
    ]
    assert lines
    for line in lines:
        line.setFocus()
        was = text_of(line)
        compose(line, "wang'lan")
        for key, held in KEYS:
            QTest.keyClick(line, key, held)
            assert window.focusWidget() is line, (line.objectName(), key)
            assert window.current_page() is page
        assert text_of(line) in {was, ""}, line.objectName()  # what was selected gives way at once
        assert window._toast.text() == ""
        compose(line, "")
        commit(line, "王兰")
        assert "王兰" in text_of(line), line.objectName()


@pytest.mark.rule(2)
def test_enter_after_the_word_goes_on_and_the_word_is_stored(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type("140321199001019935")
    page.form.fill({"hukou_code": "140321106203"})
    name = page.form.field("name")
    name.focus_input()
    line = name.inputs()[0]
    compose(line, "wang")
    assert name.value() == ""
    assert name.findings == ()
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.focus() == "name"
    compose(line, "")
    commit(line, "王")
    compose(line, "lan")
    commit(line, "兰")
    assert name.value() == "王兰"
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.focus() != "name"
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert [row.name for row in at_counter.town.counter.workers.find("140321199001019935").rows] == ["王兰"]


@pytest.mark.rule(2)
def test_enter_in_a_note_ends_the_word_and_not_the_line(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    note = page.form.field("note")
    assert isinstance(note, NoteInput)
    box = note.inputs()[0]
    box.setFocus()
    compose(box, "jia")
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClick(box, Qt.Key.Key_Return, CTRL)
    assert note.value() == ""
    assert at_counter.window.focusWidget() is box
    compose(box, "")
    commit(box, "家")
    QTest.keyClick(box, Qt.Key.Key_Return)
    commit(box, "门口")
    assert note.value() == "家\n门口"


@pytest.mark.rule(14)
def test_what_is_composed_is_in_no_draft_and_what_is_committed_is(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    line = page.form.field("name").inputs()[0]
    line.setFocus()
    compose(line, "wang'lan")
    page.form._on_draft_due()
    assert at_counter.town.counter.drafts.waiting("worker") == ()
    compose(line, "")
    commit(line, "王兰")
    page.form._on_draft_due()
    drafts = at_counter.town.counter.drafts.waiting("worker")
    assert [card.payload["name"] for card in drafts] == ["王兰"]


@pytest.mark.rule(7, 11)
def test_the_search_and_the_lists_wait_for_the_word(at_counter: Counter, qtbot: QtBot) -> None:
    at_counter.press(Qt.Key.Key_F3)
    top = at_counter.desktop.window._top
    compose(top._line, "cao")
    at_counter.press(Qt.Key.Key_Return)
    at_counter.press(Qt.Key.Key_Escape)
    assert at_counter.focus() == "search"
    assert top.results() == ()
    compose(top._line, "")
    commit(top._line, "曹铁柱")
    qtbot.waitUntil(lambda: bool(top.results()))
    assert [row.text for row in top.results()] == ["曹铁柱"]


@pytest.mark.rule(9)
def test_a_number_that_may_be_written_again_keeps_the_input_method_off(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    field = page.form.field("id_number")
    assert isinstance(field, IdInput)
    for state in (FieldState.READ_ONLY, FieldState.PLAIN):
        field.set_state(state)
    assert not field.inputs()[0].testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
