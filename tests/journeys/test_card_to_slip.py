"""From the card on the desk to the slip in the hand, with keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services.printing.preview import text_of
from app.services.sample import CLERK
from app.ui.entrance.forms import LogIn
from app.ui.kit import RAIL
from app.ui.theme import PaletteName, Scale
from app.ui.window.topbar import TopBar
from tests.journeys.conftest import Counter
from tests.services.town import ACCOUNT

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_a_new_person_is_registered_from_the_card(at_counter: Counter) -> None:
    at_counter.lay("解𬍛")
    at_counter.press(Qt.Key.Key_F4)
    assert at_counter.focus() == "phone"
    at_counter.type("19900008801")
    at_counter.press(Qt.Key.Key_S, CTRL)
    row = at_counter.town.counter.workers.find("解𬍛").rows[0]
    record = at_counter.town.counter.workers.open(row.id)
    assert (record.text("phone"), record.text("sex"), record.text("hukou_text")[:6]) == (
        "19900008801",
        "2",
        "山西省平定县",
    )
    assert {"name", "id_number"} <= record.from_card


def test_the_card_of_somebody_known_opens_the_record(at_counter: Counter) -> None:
    at_counter.lay("姚润生")
    at_counter.press(Qt.Key.Key_F4)
    page = at_counter.desktop.window.current_page()
    assert page is not None
    assert page.form.field("name").value() == "姚润生"
    assert at_counter.town.counter.workers.count() == 386


def test_keys_alone_lead_from_card_to_slip(at_counter: Counter) -> None:
    at_counter.town.eligible("姚润生")
    at_counter.lay("姚润生")
    at_counter.press(Qt.Key.Key_F4)
    at_counter.press(Qt.Key.Key_F7)
    page = at_counter.desktop.window.current_page()
    assert page is not None
    assert page.page_key == "applications"
    at_counter.type(ACCOUNT)
    at_counter.press(Qt.Key.Key_Return)
    at_counter.type(ACCOUNT)
    at_counter.press(Qt.Key.Key_Return)
    at_counter.press(Qt.Key.Key_Return, CTRL)
    cases = at_counter.town.counter.applications.ids()
    assert len(cases) == 1
    at_counter.press(Qt.Key.Key_F8)
    at_counter.press(Qt.Key.Key_P, CTRL)
    assert len(at_counter.printed.pages) == 1
    number = at_counter.town.counter.applications.open(cases[0]).row.case_number
    assert number in text_of(at_counter.printed.pages[0])
    history = at_counter.town.counter.papers.history()
    assert [(card.form, card.copy_no) for card in history] == [("acceptance_slip", 1)]
    assert at_counter.town.counter.papers.bytes_of(history[0].uid) == at_counter.printed.pages[0]


def test_the_search_finds_by_initials_and_enter_opens(at_counter: Counter, qtbot: QtBot) -> None:
    at_counter.press(Qt.Key.Key_F3)
    at_counter.type("ctz")
    top = at_counter.window.findChild(TopBar)
    assert top is not None
    qtbot.waitUntil(lambda: bool(top.results()))
    at_counter.press(Qt.Key.Key_Return)
    page = at_counter.desktop.window.current_page()
    assert page is not None
    assert page.page_key == "workers"
    assert page.form.field("name").value() == "曹铁柱"


def test_a_half_filled_form_is_offered_again(at_counter: Counter) -> None:
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type("14032119830417062X")
    at_counter.press(Qt.Key.Key_1, ALT)
    drafts = at_counter.town.counter.drafts.waiting("worker")
    assert [card.payload["id_number"] for card in drafts] == ["14032119830417062X"]
    at_counter.press(Qt.Key.Key_2, ALT)
    at_counter.press(Qt.Key.Key_F2)
    page = at_counter.desktop.window.current_page()
    assert page is not None
    assert not page.draft.isHidden()


def test_a_number_registered_already_turns_save_into_open(at_counter: Counter, qtbot: QtBot) -> None:
    number = at_counter.town.counter.workers.open(at_counter.town.worker("曹铁柱")).text("id_number")
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type(number)
    page = at_counter.desktop.window.current_page()
    assert page is not None
    save = page.findChild(QWidget, "act_save")
    qtbot.waitUntil(lambda: "打开已有记录" in save.text(), timeout=3000)
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert page.form.field("name").value() == "曹铁柱"


def test_a_registration_is_undone_with_a_key(at_counter: Counter) -> None:
    at_counter.lay("解𬍛")
    at_counter.press(Qt.Key.Key_F4)
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert at_counter.town.counter.workers.count() == 387
    at_counter.press(Qt.Key.Key_Z, CTRL)
    assert at_counter.town.counter.workers.count() == 386


def test_wrong_input_names_the_field_and_saves_nothing(at_counter: Counter) -> None:
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type("140321198304170621")
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert at_counter.focus() == "id_number"
    assert at_counter.town.counter.workers.count() == 386


@pytest.mark.parametrize("scale", list(Scale))
def test_every_page_fits_the_smallest_screen(at_counter: Counter, scale: Scale) -> None:
    at_counter.theme.set_scale(scale)
    worker = at_counter.town.worker("曹铁柱")
    for entry in RAIL:
        target = worker if entry.key in {"workers", "matching"} else None
        at_counter.desktop.window.open_page(entry.key, target)
        QApplication.processEvents()
        at_counter.desktop.window.resize(1092, 560)
        least = at_counter.desktop.window.minimumSizeHint()
        assert (least.width(), least.height()) <= (1092, 560), entry.key
        assert least.height() <= 560, (entry.key, least.height())


@pytest.mark.parametrize("palette", [PaletteName.LIGHT, PaletteName.DARK, PaletteName.CONTRAST])
def test_every_page_opens_in_every_palette(at_counter: Counter, palette: PaletteName) -> None:
    at_counter.theme.set_palette(palette)
    for number in range(1, 9):
        at_counter.press(Qt.Key(int(Qt.Key.Key_0) + number), ALT)
        page = at_counter.desktop.window.current_page()
        assert page is not None
        assert page.page_key == RAIL[number - 1].key


def test_the_lock_keeps_the_page_and_opens_with_the_password(at_counter: Counter) -> None:
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type("140321")
    at_counter.desktop.lock()
    assert at_counter.desktop.lock_veil.isVisible()
    at_counter.press(Qt.Key.Key_Escape)
    assert at_counter.desktop.lock_veil.isVisible()
    at_counter.type("wrong-one")
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.desktop.lock_veil.isVisible()
    card = at_counter.desktop.lock_veil.findChild(LogIn)
    assert isinstance(card, LogIn)
    card.form.fill({"login": CLERK[0], "password": CLERK[2]})
    card.asked.emit((CLERK[0], CLERK[2]))
    assert not at_counter.desktop.lock_veil.isVisible()
    page = at_counter.desktop.window.current_page()
    assert page is not None
    assert page.form.field("id_number").value() == "140321"
