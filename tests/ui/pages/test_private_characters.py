"""Characters of old cards: pointed out where they stand, made real by one key, never saved without a word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from app.models.trail import JournalEntry
from app.services.devices.simulator import Simulator
from app.ui.kit import Button, FieldState, MessageBar
from app.ui.pages.workers.view import WorkersPage
from tests.journeys.conftest import Counter

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
RAW, REAL = "张\ue863", "张䶮"


@pytest.fixture
def page(at_counter: Counter) -> WorkersPage:
    at_counter.desktop.window.open_page("workers")
    found = at_counter.desktop.window.current_page()
    assert isinstance(found, WorkersPage)
    return found


def lay(at_counter: Counter, **values: str) -> None:
    reader = at_counter.town.counter.reader.current
    assert isinstance(reader, Simulator)
    fresh = next(
        card for card in reader.cards if not at_counter.town.counter.workers.find(card.id_number).rows
    )
    reader.put(replace(fresh, **values))
    at_counter.press(Qt.Key.Key_F4)


def bars(at_counter: Counter) -> list[str]:
    return [bar.text() for bar in at_counter.window.findChildren(MessageBar) if not bar.isHidden()]


def reasons(at_counter: Counter) -> list[str]:
    with at_counter.town.desk.database.reading() as session:
        query = select(JournalEntry.reason).where(JournalEntry.action == "worker.registered")
        return list(session.scalars(query.order_by(JournalEntry.id)))


def test_an_old_card_is_kept_as_read_and_one_key_makes_its_character_real(
    at_counter: Counter, page: WorkersPage
) -> None:
    lay(at_counter, name=RAW, address="山西省平定县娘子关镇娘子关村\ue863巷1号")
    name = page.form.field("name")
    assert (name.value(), name.state) == (RAW, FieldState.CARD)
    assert any("U+E863" in text and "“䶮”" in text for text in bars(at_counter))
    button = page.form.findChild(Button, "adopt_name")
    assert button.isVisible()
    assert "改为“张䶮”" in button.text()
    at_counter.press(Qt.Key.Key_Return, ALT)
    assert name.value() == REAL
    assert name.findings == ()
    assert not button.isVisible()
    at_counter.press(Qt.Key.Key_Return, ALT)
    assert page.form.field("hukou_text").value() == "山西省平定县娘子关镇娘子关村䶮巷1号"
    page.form.field("phone").set_value("13853531234")
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert at_counter.town.worker(REAL)
    assert f"证上姓名为“{RAW}”，登记为“{REAL}”" in reasons(at_counter)[-1]


def test_it_cannot_be_saved_without_a_word_but_stays_if_the_clerk_insists(
    at_counter: Counter, page: WorkersPage
) -> None:
    before = at_counter.town.counter.workers.count()
    lay(at_counter, name=RAW)
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert at_counter.town.counter.workers.count() == before
    assert any("再保存一次" in text for text in bars(at_counter))
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert at_counter.town.counter.workers.count() == before + 1
    assert "应为“䶮”" in reasons(at_counter)[-1]
    assert page.form.findChild(Button, "adopt_name").isVisible(), "offered again whenever he is opened"


def test_a_pasted_character_is_pointed_out_on_leaving(at_counter: Counter, page: WorkersPage) -> None:
    at_counter.press(Qt.Key.Key_F2)
    name = page.form.field("name")
    name.focus_input()
    at_counter.window.focusWidget().insert(RAW)
    at_counter.press(Qt.Key.Key_Return)
    button = page.form.findChild(Button, "adopt_name")
    assert button.isVisible()
    button.click()
    assert name.value() == REAL


def test_an_unknown_character_is_named_and_nothing_is_proposed(
    at_counter: Counter, page: WorkersPage
) -> None:
    before = at_counter.town.counter.workers.count()
    lay(at_counter, name="张\ue012")
    assert any("U+E012" in text and "不知是哪个字" in text for text in bars(at_counter))
    assert not page.form.findChild(Button, "adopt_name").isVisible()
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert at_counter.town.counter.workers.count() == before + 1


def test_a_known_person_with_the_real_character_is_no_doubt(at_counter: Counter, page: WorkersPage) -> None:
    lay(at_counter, name=REAL)
    number = str(page.form.field("id_number").value())
    at_counter.press(Qt.Key.Key_S, CTRL)
    card = next(one for one in at_counter.town.counter.reader.current.cards if one.id_number == number)
    at_counter.town.counter.reader.current.put(replace(card, name=RAW))
    at_counter.press(Qt.Key.Key_F4)
    (told,) = [text for text in bars(at_counter) if "已登记，已打开" in text]
    assert "U+E863" not in told
    assert "姓名登记的是" not in told
