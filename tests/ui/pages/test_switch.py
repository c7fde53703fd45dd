"""Two clerks share one PC: a few keys change the seat, and neither sees what the other left half done."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from app.services.sample import CLERK, REVIEWER
from app.services.trail import Trail
from app.ui.kit import Page
from tests.journeys.conftest import Counter

CTRL = Qt.KeyboardModifier.ControlModifier
WANG, LI = "Wang-mima-1", "Li-mima-22"


@pytest.fixture
def shared(at_counter: Counter) -> Counter:
    """Give both clerks passwords that a test can type."""
    accounts = at_counter.town.counter.accounts
    accounts.reset_password(REVIEWER[0], LI, CLERK[2])
    accounts.change_password(CLERK[2], WANG)
    return at_counter


def switch(counter: Counter, move: Qt.Key | None, password: str) -> int:
    """Change the seat by keys alone; return how many were pressed beside those of the password."""
    keys = [Qt.Key.Key_Return] if move is None else [move, Qt.Key.Key_Return]
    counter.press(Qt.Key.Key_L, CTRL)
    if move is not None:
        counter.press(move)
    counter.type(password)
    counter.press(Qt.Key.Key_Return)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return 1 + len(keys)


def on_screen(counter: Counter) -> str:
    """Return every text of the window, also of what lies behind; not of the pages of whoever sat here before."""
    window = counter.desktop.window
    others = [page for page in window.findChildren(Page) if page not in window._sittings.now.pages.values()]
    assert not any(page.isVisible() for page in others)
    texts = []
    for widget in counter.window.findChildren(QWidget):
        if any(page is widget or page.isAncestorOf(widget) for page in others):
            continue
        if isinstance(widget, QLineEdit | QLabel):
            texts.append(widget.text())
        elif isinstance(widget, QPlainTextEdit):
            texts.append(widget.toPlainText())
    return "\n".join(texts)


def test_the_seat_changes_in_three_keys_and_a_password(shared: Counter) -> None:
    assert switch(shared, Qt.Key.Key_Down, LI) < 4
    assert shared.town.desk.operator.login == REVIEWER[0]
    assert switch(shared, Qt.Key.Key_Up, WANG) < 4
    assert shared.town.desk.operator.login == CLERK[0]
    assert switch(shared, None, WANG) == 2
    assert shared.town.desk.operator.login == CLERK[0]


def test_each_finds_his_own_half_done_form_and_not_the_others(shared: Counter) -> None:
    shared.press(Qt.Key.Key_F2)
    shared.type("14032111")
    switch(shared, Qt.Key.Key_Down, LI)
    assert "14032111" not in on_screen(shared)
    assert shared.town.counter.drafts.waiting() == ()
    shared.press(Qt.Key.Key_F2)
    shared.type("14032222")
    switch(shared, Qt.Key.Key_Up, WANG)
    page = shared.desktop.window.current_page()
    assert page is not None
    assert page.form.field("id_number").value() == "14032111"
    assert "14032222" not in on_screen(shared)
    switch(shared, Qt.Key.Key_Down, LI)
    page = shared.desktop.window.current_page()
    assert page is not None
    assert page.form.field("id_number").value() == "14032222"
    assert "14032111" not in on_screen(shared)


def test_what_was_half_done_elsewhere_is_offered_in_a_bar(shared: Counter) -> None:
    number = shared.town.worker("曹铁柱")
    shared.desktop.window.open_page("workers", number)
    page = shared.desktop.window.current_page()
    assert page is not None
    page.form.field("note").set_value("家里有老人")
    shared.desktop.window.open_page("today")
    switch(shared, Qt.Key.Key_Down, LI)
    assert "曹铁柱（修改）" not in on_screen(shared)
    switch(shared, Qt.Key.Key_Up, WANG)
    assert "您还有没办完的：曹铁柱（修改）" in on_screen(shared)
    bar = shared.desktop.window._bars["resuming"]
    bar._first.click()
    page = shared.desktop.window.current_page()
    assert page is not None
    assert page.form.field("note").value() == "家里有老人"


def test_the_open_visit_and_the_way_back_end_with_the_clerk(shared: Counter) -> None:
    number = shared.town.worker("曹铁柱")
    shared.desktop.window.open_page("workers", number)
    whole = shared.town.counter.workers.open(number).text("id_number")
    shared.town.complete(number, note="改过")
    assert shared.town.counter.undo.top()
    shared.desktop.window.toast("已保存 曹铁柱", lambda: None)
    switch(shared, Qt.Key.Key_Down, LI)
    assert whole[6:14] not in on_screen(shared)
    assert "改过" not in on_screen(shared)
    assert shared.town.counter.undo.top() == ""
    assert shared.desktop.window._toast.text() == ""
    shared.desktop.window.open_page("workers", number)
    trail = Trail(shared.town.desk)
    assert trail.rows(trail.ids(action="worker.visited"))[0].who == REVIEWER[1]


def test_the_same_clerk_finds_everything_as_he_left_it(shared: Counter) -> None:
    number = shared.town.worker("曹铁柱")
    shared.desktop.window.open_page("workers", number)
    shared.town.complete(number, note="改过")
    before = shared.desktop.window.current_page()
    switch(shared, None, WANG)
    assert shared.desktop.window.current_page() is before
    assert shared.town.counter.undo.top() == "曹铁柱的修改"


def test_the_door_chooses_whoever_was_here_last(shared: Counter) -> None:
    home = shared.town.counter.home
    switch(shared, Qt.Key.Key_Down, LI)
    home.mark(shared.town.desk)
    assert home.last_login() == REVIEWER[0]


def test_half_typed_rows_wait_for_their_clerk(shared: Counter) -> None:
    number = shared.town.worker("曹铁柱")
    shared.desktop.window.open_page("workers", number)
    page = shared.desktop.window.current_page()
    assert page is not None
    page.rows.begin("certificate")
    card = page.rows._cards["certificate"]
    card._form.fill({"certificate_no": "2014000000112233"})
    switch(shared, Qt.Key.Key_Down, LI)
    assert "2014000000112233" not in on_screen(shared)
    switch(shared, Qt.Key.Key_Up, WANG)
    assert shared.desktop.window.current_page() is page
    assert card.half_typed()["certificate_no"] == "2014000000112233"


def test_half_typed_rows_survive_the_program(shared: Counter) -> None:
    number = shared.town.worker("曹铁柱")
    window = shared.desktop.window
    window.open_page("workers", number)
    page = window.current_page()
    assert page is not None
    page.rows.begin("category")
    field = page.rows._cards["category"]._form.field("document_no")
    field.set_value("阳人社认〔2026〕7号")
    page.rows._cards["category"]._form.edited.emit(None)
    page.rows._cards["category"]._form._on_draft_due()
    kept = shared.town.counter.drafts.waiting()
    assert kept[0].payload["rows"]["category"]["document_no"] == "阳人社认〔2026〕7号"
    window.seat("somebody else")  # as after a start: no page is left
    window.open_page("workers", number)
    fresh = window.current_page()
    assert fresh is not None
    assert fresh is not page
    fresh.draft.go_on()
    assert fresh.rows.half_typed()["category"]["document_no"] == "阳人社认〔2026〕7号"


def test_saving_the_form_adds_the_row_begun_below_it(shared: Counter) -> None:
    number = shared.town.worker("曹铁柱")
    shared.desktop.window.open_page("workers", number)
    page = shared.desktop.window.current_page()
    assert page is not None
    page.rows.begin("movement")
    page.rows._cards["movement"]._form.fill({"place_text": "太原"})
    shared.press(Qt.Key.Key_S, CTRL)
    assert page.rows._cards["movement"]._form is not None  # where he went is still to be chosen
    page.rows._cards["movement"]._form.fill({"place_kind": "4", "started": "2026-03"})
    shared.press(Qt.Key.Key_S, CTRL)
    assert page.rows._cards["movement"]._form is None
    rows = shared.town.counter.workers.open(number).movements
    assert rows[-1].values["place_text"] == "太原"


def test_what_one_clerk_began_goes_on_in_his_name(shared: Counter) -> None:
    desk = shared.town.desk
    began = desk.held(lambda _progress: desk.operator.login)
    switch(shared, Qt.Key.Key_Down, LI)
    assert desk.operator.login == REVIEWER[0]
    assert began(None) == CLERK[0]
    assert desk.operator.login == REVIEWER[0]
    assert desk.held(lambda _progress: desk.operator.login)(None) == REVIEWER[0]
