"""One 打印 menu on a page: by the keys alone from a record to the paper in the preview."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.actions import Act
from app.ui.papermenu import PaperMenu
from tests.journeys.conftest import Counter
from tests.services.test_notices import declined
from tests.services.test_people_papers import recommended
from tests.ui.rules import scenes

CTRL = Qt.KeyboardModifier.ControlModifier


def menu_of(at_counter: Counter, kind: str) -> PaperMenu:
    found = at_counter.window.findChildren(PaperMenu, f"papers_{kind}")
    return next(menu for menu in found if menu.isVisible())


def in_menu(menu: PaperMenu, key: Qt.Key) -> None:
    QTest.keyClick(menu.menu_, key)
    QTest.qWait(5)


def test_a_figure_chooses_a_paper_of_the_person_in_front(at_counter: Counter) -> None:
    scenes.workers(at_counter, at_counter.town.worker(scenes.PERSON))
    at_counter.press(Qt.Key.Key_P, CTRL)
    menu = menu_of(at_counter, "worker")
    assert menu.menu_.isVisible()
    assert menu.rows()[0].text == "农民工基本信息登记表（实名制）"
    in_menu(menu, Qt.Key.Key_1)
    pane = at_counter.desktop.window._preview
    assert not menu.menu_.isVisible()
    assert pane.isVisible()
    assert pane._doc.title == "农民工基本信息登记表（实名制）"


def test_enter_opens_the_menu_from_its_button_and_escape_closes_it(at_counter: Counter) -> None:
    scenes.applications(at_counter, scenes.a_case(at_counter))
    menu = menu_of(at_counter, "application")
    menu.setFocus()
    at_counter.press(Qt.Key.Key_Return)
    assert [row.text for row in menu.rows()][:3] == [
        "业务受理回执",
        "个人职业培训补贴申领表",
        "补正材料一次性告知书",
    ]
    in_menu(menu, Qt.Key.Key_Escape)
    assert not menu.menu_.isVisible()
    assert not at_counter.desktop.window._preview.isVisible()
    assert menu.hasFocus()


def test_a_lock_closes_an_open_menu(at_counter: Counter) -> None:
    scenes.workers(at_counter, at_counter.town.worker(scenes.PERSON))
    at_counter.press(Qt.Key.Key_P, CTRL)
    at_counter.desktop.lock()
    assert QApplication.activePopupWidget() is None


def test_nobody_in_front_has_no_papers(at_counter: Counter) -> None:
    scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    assert not menu_of(at_counter, "worker").isEnabled()
    at_counter.press(Qt.Key.Key_P, CTRL)
    assert QApplication.activePopupWidget() is None


def test_the_key_of_the_slip_hands_a_declined_claim_its_notice(at_counter: Counter) -> None:
    saved = declined(at_counter.town)
    page = scenes.applications(at_counter, saved.id)
    assert page.acts()[Act.PREVIEW] == "打印不予受理通知书"
    at_counter.press(Qt.Key.Key_F8)
    assert at_counter.desktop.window._preview._doc.title == "不予受理通知书"


def test_the_letter_is_printed_where_the_recommendation_is_followed(at_counter: Counter) -> None:
    saved, _job = recommended(at_counter.town, scenes.PERSON)
    scenes.matching(at_counter, (at_counter.town.worker(scenes.PERSON), saved.id))
    at_counter.press(Qt.Key.Key_P, CTRL)
    menu = menu_of(at_counter, "match")
    in_menu(menu, Qt.Key.Key_Return)
    assert at_counter.desktop.window._preview._doc.title == "职业推荐函"


def test_a_job_prints_from_its_record(at_counter: Counter) -> None:
    page = scenes.catalog(at_counter, "job")
    page._open_record("job", at_counter.town.counter.catalog.ids("job")[0])
    menu = menu_of(at_counter, "job")
    menu.setFocus()
    at_counter.press(Qt.Key.Key_Down)
    in_menu(menu, Qt.Key.Key_1)
    assert at_counter.desktop.window._preview._doc.title == "用工登记表"


def test_a_pledge_prints_for_the_account_under_the_bar(at_counter: Counter) -> None:
    page = scenes.settings(at_counter, "people")
    page._people.table.select("li")
    menu = menu_of(at_counter, "account")
    menu.drop()
    assert [row.text for row in menu.rows()] == ["廉政守纪承诺书"]
    in_menu(menu, Qt.Key.Key_1)
    assert at_counter.desktop.window._preview._doc.title == "廉政守纪承诺书"


def test_the_leaflet_prints_from_the_page_of_forms(at_counter: Counter) -> None:
    scenes.forms(at_counter, "notice")
    at_counter.press(Qt.Key.Key_P, CTRL)
    in_menu(menu_of(at_counter, "station"), Qt.Key.Key_1)
    assert at_counter.desktop.window._preview._doc.title == "政策明白纸"
