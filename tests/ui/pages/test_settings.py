"""Settings take effect at once, the journal is filtered, and a refused value says why."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.ui.kit import FieldEdit
from app.ui.pages.settings.care import CarePane, TrailPane
from app.ui.pages.settings.trial import TrialCard
from app.ui.pages.settings.view import SettingsPage
from app.ui.theme import Scale
from tests.journeys.conftest import Counter


def page(at_counter: Counter, view: str) -> SettingsPage:
    at_counter.desktop.window.open_page("settings", view)
    QApplication.processEvents()
    found = at_counter.desktop.window.current_page()
    assert isinstance(found, SettingsPage)
    return found


def edit(made: SettingsPage, key: str, value: object) -> None:
    field = made.form.field(key)
    field.set_value(value)
    made.form.edited.emit(FieldEdit(key, value))
    made.form.left.emit(key)


def test_a_larger_type_is_there_at_once(at_counter: Counter) -> None:
    edit(page(at_counter, "station"), "font_scale", "extra")
    assert at_counter.theme.scale is Scale.EXTRA
    assert at_counter.town.counter.settings.text("font_scale") == "extra"


def test_what_is_typed_is_kept_once_on_leaving(at_counter: Counter) -> None:
    made = page(at_counter, "station")
    trail = at_counter.town.counter.trail
    line = made.form.field("supervision_phone")
    line.focus_input()
    at_counter.type("03536990000")
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.town.counter.settings.text("supervision_phone") == "03536990000"
    assert len(trail.ids(action="setting.changed")) == 1


def test_a_number_out_of_bounds_is_refused_at_its_field(at_counter: Counter) -> None:
    made = page(at_counter, "station")
    edit(made, "idle_minutes", 0)
    assert [finding.text for finding in made.form.field("idle_minutes").findings] == [
        "「自动锁屏（分钟）」请填 1 到 60。"
    ]
    assert at_counter.town.counter.settings.all()["idle_minutes"] == 8


def test_the_idle_lock_follows_its_setting(at_counter: Counter) -> None:
    made = page(at_counter, "station")
    edit(made, "idle_minutes", 5)
    assert at_counter.desktop._idle.interval() == 5 * 60_000


def test_the_journal_shows_what_was_asked_for(at_counter: Counter) -> None:
    page(at_counter, "trail")
    pane = at_counter.window.findChild(TrailPane)
    assert isinstance(pane, TrailPane)
    trail = at_counter.town.counter.trail
    everything = trail.ids()
    who, what, since, _ = pane.asked
    who.set_value("wang")
    kinds = {option.text: option.code for option in pane._actions()}
    what.set_value(kinds["登录"])
    pane.fill()
    shown = pane.table.cells(0)
    assert "登录" in shown
    assert len(trail.ids(action="account.logged_in")) < len(everything)
    since.set_value(date(2027, 1, 1))
    pane.fill()
    assert pane.table.current_id() is None


def test_a_backup_now_is_listed(at_counter: Counter) -> None:
    page(at_counter, "care")
    pane = at_counter.window.findChild(CarePane)
    assert isinstance(pane, CarePane)
    button = pane.findChild(QPushButton, "backup_now")
    assert button is not None
    button.click()
    assert len(at_counter.town.counter.care.backups()) == 1


def trial(at_counter: Counter) -> TrialCard:
    found = page(at_counter, "station").findChild(TrialCard)
    assert isinstance(found, TrialCard)
    return found


def test_a_reader_is_tried_and_its_card_shown_masked(at_counter: Counter) -> None:
    workers = at_counter.desktop.window.page("workers")
    card = trial(at_counter)
    at_counter.lay("姚润生")
    card.findChild(QPushButton, "try_reader").click()
    assert card.words.text().startswith("读到：姚**　男")
    assert "********" in card.words.text()
    assert "有住址　没有照片" in card.words.text()
    assert at_counter.desktop.window.current_page() is not workers


def test_a_trial_waits_for_a_card_and_ends_when_the_clerk_goes(at_counter: Counter) -> None:
    at_counter.town.counter.settings.change("card_reader", "wedge")
    card = trial(at_counter)
    button = card.findChild(QPushButton, "try_reader")
    button.click()
    reader = at_counter.town.counter.reader
    assert button.text() == "不试了"
    assert reader.current.take("14032119830417062X")
    assert reader.poll() is None, "no page takes it"
    card.look()
    assert "140321********062X" in card.words.text()
    assert "只有号码" in card.words.text()
    button.click()
    at_counter.desktop.window.open_page("today")
    assert reader.current.take("14032119830417062X")
    assert reader.poll() is not None, "the pages have their reader again"


def test_a_trial_gives_up_and_says_what_to_do(at_counter: Counter) -> None:
    at_counter.town.counter.settings.change("card_reader", "wedge")
    card = trial(at_counter)
    card.begin()
    for _ in range(100):
        card.look()
    assert card.words.text().startswith("没有读到卡。")
    assert card.findChild(QPushButton, "try_reader").text() == "试读"


def test_a_reader_that_is_not_there_says_so_in_the_trial(at_counter: Counter) -> None:
    at_counter.town.counter.settings.change("card_reader", "sdt")
    card = trial(at_counter)
    card.begin()
    assert "找不到读卡驱动" in card.words.text()


def test_all_four_readers_can_be_chosen(at_counter: Counter) -> None:
    edit(page(at_counter, "station"), "card_reader", "wedge")
    assert at_counter.desktop.wedge._reader is at_counter.town.counter.reader.current
    edit(page(at_counter, "station"), "card_reader", "simulator")
    assert at_counter.desktop.wedge._reader is None
