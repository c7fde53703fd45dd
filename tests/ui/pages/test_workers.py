"""The page of one person: nothing typed is lost, nothing of another window is overwritten."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from app.models.trail import JournalEntry
from app.services.results import Saved
from app.services.workers.service import Entry
from app.ui.kit import Button, MessageBar, Words
from app.ui.pages.workers import viewmodel
from app.ui.pages.workers.view import WorkersPage
from tests.journeys.conftest import Counter

CTRL = Qt.KeyboardModifier.ControlModifier
FREE = "140321199001019935"


@pytest.fixture
def page(at_counter: Counter) -> WorkersPage:
    at_counter.desktop.window.open_page("workers")
    found = at_counter.desktop.window.current_page()
    assert isinstance(found, WorkersPage)
    return found


def type_into(at_counter: Counter, page: WorkersPage, key: str, text: str) -> None:
    page.form.field(key).focus_input()
    at_counter.press(Qt.Key.Key_A, CTRL)
    at_counter.type(text)


def change_elsewhere(at_counter: Counter, worker_id: int, **values: object) -> None:
    workers = at_counter.town.counter.workers
    known = workers.open(worker_id)
    entry = Entry({**known.values, **values}, "", worker_id=worker_id, version=known.version)
    assert isinstance(workers.save(entry), Saved)


def bars(at_counter: Counter) -> list[str]:
    return [bar.text() for bar in at_counter.window.findChildren(MessageBar) if bar.isVisible()]


def test_a_second_new_person_does_not_overwrite_the_draft_of_the_first(
    at_counter: Counter, page: WorkersPage
) -> None:
    for text in ("140321199", "140322198"):
        at_counter.press(Qt.Key.Key_F2)
        at_counter.type(text)
        page.leave()
    kept = {card.payload["id_number"] for card in at_counter.town.counter.drafts.waiting("worker")}
    assert kept == {"140321199", "140322198"}


def test_what_is_typed_and_taken_out_again_leaves_no_draft(at_counter: Counter, page: WorkersPage) -> None:
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type("140321199")
    page.leave()
    page.form.field("id_number").set_value("")
    page.leave()
    assert at_counter.town.counter.drafts.waiting("worker") == ()


def test_an_amendment_left_half_done_is_offered_with_the_person(
    at_counter: Counter, page: WorkersPage
) -> None:
    person = at_counter.town.worker("曹铁柱")
    page.open(person)
    type_into(at_counter, page, "phone", "13853531234")
    page.open(at_counter.town.worker("姚润生"))
    assert page.draft.isHidden()
    page.open(person)
    assert not page.draft.isHidden()
    assert page.form.field("phone").value() != "13853531234"
    page.draft.action_asked.emit("继续填写")
    assert page.form.field("phone").value() == "13853531234"
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert at_counter.town.counter.workers.open(person).text("phone") == "13853531234"
    assert at_counter.town.counter.drafts.waiting("worker") == ()


def test_a_cleared_field_counts_as_a_change(at_counter: Counter) -> None:
    record = at_counter.town.counter.workers.open(at_counter.town.worker("曹铁柱"))
    assert viewmodel.changes_of(record, {**record.values, "phone": ""}) == {"phone": ""}
    assert viewmodel.changes_of(record, dict(record.values)) == {}


def test_a_record_changed_elsewhere_is_compared_and_merged(at_counter: Counter, page: WorkersPage) -> None:
    person = at_counter.town.worker("曹铁柱")
    page.open(person)
    type_into(at_counter, page, "phone", "13853531234")
    change_elsewhere(at_counter, person, note="别处写的")
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert "此记录已被修改" in page.conflict.text()
    page.conflict.action_asked.emit("查看差异")
    assert "手机：现存“19900000032”，您填的是“13853531234”" in page.conflict.text()
    assert "备注：现存“别处写的”，您打开时是“示例”" in page.conflict.text()
    page.conflict.action_asked.emit("并入别处的改动")
    assert page.conflict.isHidden()
    at_counter.press(Qt.Key.Key_S, CTRL)
    record = at_counter.town.counter.workers.open(person)
    assert (record.text("phone"), record.text("note")) == ("13853531234", "别处写的")


def test_a_reload_shows_what_is_stored_and_keeps_what_was_typed(
    at_counter: Counter, page: WorkersPage
) -> None:
    person = at_counter.town.worker("曹铁柱")
    page.open(person)
    type_into(at_counter, page, "phone", "13853531234")
    change_elsewhere(at_counter, person, phone="13900001111")
    at_counter.press(Qt.Key.Key_S, CTRL)
    page.conflict.action_asked.emit("重新载入")
    assert page.form.field("phone").value() == "13900001111"
    assert not page.draft.isHidden()


def test_a_new_row_leaves_what_is_half_typed_alone(at_counter: Counter, page: WorkersPage) -> None:
    page.open(at_counter.town.worker("曹铁柱"))
    type_into(at_counter, page, "phone", "13853531234")
    values = {
        "code": "TPRK",
        "authority": "县农业农村局",
        "certified_on": date(2025, 3, 1),
        "source": "match",
    }
    page.rows.add(("category", values))
    assert page.form.field("phone").value() == "13853531234"
    assert page.conflict.isHidden()
    at_counter.press(Qt.Key.Key_S, CTRL)
    record = at_counter.town.counter.workers.open(at_counter.town.worker("曹铁柱"))
    assert record.text("phone") == "13853531234"
    assert [row.values["code"] for row in record.categories][-1] == "TPRK"


def test_opening_the_registered_person_leaves_no_draft_of_his_number(
    at_counter: Counter, page: WorkersPage
) -> None:
    number = at_counter.town.counter.workers.open(at_counter.town.worker("曹铁柱")).text("id_number")
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type(number)
    page._likes.look()
    page.leave()
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert page.form.field("name").value() == "曹铁柱"
    assert at_counter.town.counter.drafts.waiting("worker") == ()


def test_the_village_fills_in_what_all_its_people_share(at_counter: Counter, page: WorkersPage) -> None:
    village = at_counter.town.counter.workers.open(at_counter.town.worker("曹铁柱")).text("hukou_code")
    at_counter.press(Qt.Key.Key_F2)
    page.form.field("hukou_code").set_value(village)
    page.copied.follow_village()
    assert page.form.field("urban_rural").value() == "rural"


def test_an_undone_amendment_keeps_the_person_open(at_counter: Counter, page: WorkersPage) -> None:
    person = at_counter.town.worker("曹铁柱")
    page.open(person)
    before = page.form.field("phone").value()
    type_into(at_counter, page, "phone", "13853531234")
    at_counter.press(Qt.Key.Key_S, CTRL)
    page._on_undo_asked()
    assert page.form.field("phone").value() == before
    assert page.form.field("name").value() == "曹铁柱"


def test_the_card_of_a_known_person_tells_what_differs(at_counter: Counter, page: WorkersPage) -> None:
    person = at_counter.town.worker("姚润生")
    change_elsewhere(at_counter, person, hukou_text="山西省平定县娘子关镇旧地址1号")
    at_counter.lay("姚润生")
    at_counter.press(Qt.Key.Key_F4)
    assert any("户籍地址登记的是“山西省平定县娘子关镇旧地址1号”" in text for text in bars(at_counter))
    assert page.form.field("name").value() == "姚润生"


def test_the_large_view_shows_what_he_may_get_and_no_number(at_counter: Counter, page: WorkersPage) -> None:
    at_counter.town.eligible("曹铁柱")
    page.open(at_counter.town.worker("曹铁柱"))
    page.panel.findChild(Button, "facing").click()
    lines = page.facing.lines()
    assert page.facing.isVisible()
    assert lines[0].startswith("职业培训补贴")
    assert lines[1].startswith("✓ 可以申请")
    assert not any("140321" in line or "（九）" in line for line in lines)
    at_counter.press(Qt.Key.Key_Escape)
    assert page.panes.isVisible()
    assert page.form.field("name").value() == "曹铁柱"


def test_the_list_shows_who_came_today(at_counter: Counter, page: WorkersPage) -> None:
    page.open(at_counter.town.worker("曹铁柱"))
    at_counter.press(Qt.Key.Key_Escape)
    assert page.list.table.cells(0)[0] == "曹铁柱"
    page.list.who.set_value("today")
    page.list.fill()
    assert page.list.table.cells(0)[0] == "曹铁柱"
    assert page.list.table.cells(1)[0] == ""


def test_a_whole_number_is_shown_once_its_reason_is_in_the_journal(
    at_counter: Counter, page: WorkersPage
) -> None:
    person = at_counter.town.worker("曹铁柱")
    page.list.table.select(person)
    page.list.findChild(Button, "reveal").setFocus()
    at_counter.press(Qt.Key.Key_Space)
    number = at_counter.town.counter.workers.open(person).text("id_number")
    assert any(number in text and "核对证件" in text for text in bars(at_counter))
    with at_counter.town.desk.database.reading() as session:
        seen = session.scalars(select(JournalEntry).where(JournalEntry.action == "worker.revealed")).all()
    assert [(entry.detail, entry.reason) for entry in seen] == [
        ("id_number", "核对证件"),
        ("phone", "核对证件"),
    ]


def test_an_empty_filter_says_how_to_see_everybody_again(at_counter: Counter, page: WorkersPage) -> None:
    page.list.who.set_value("today")
    page.list.fill()
    assert any(words.text() == "没有符合条件的人" for words in page.list.findChildren(Words))
