"""The papers of a class where a clerk looks for them: in the class, beside a learner, on the lists."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.results import Saved
from app.ui.pages.catalog.grid import FIRST_DAY
from tests.journeys.conftest import Counter
from tests.services.test_applications import company_class, filing
from tests.ui.pages.test_papermenu import CTRL, in_menu, menu_of
from tests.ui.rules import scenes


def shown(at_counter: Counter) -> str:
    QTest.qWait(5)
    pane = at_counter.desktop.window._preview
    return pane._doc.title if pane.isVisible() and pane._doc is not None else ""


def test_a_class_offers_what_its_state_asks_for_first(at_counter: Counter) -> None:
    scenes.SCENES["class"](at_counter)
    at_counter.press(Qt.Key.Key_P, CTRL)
    menu = menu_of(at_counter, "session")
    assert [row.text for row in menu.rows()][:2] == ["培训班结业考核成绩册", "培训满意度调查表"]
    in_menu(menu, Qt.Key.Key_1)
    assert shown(at_counter) == "培训班结业考核成绩册"


def test_a_mark_just_typed_is_kept_before_its_paper_is_made(at_counter: Counter) -> None:
    scenes.SCENES["class"](at_counter)
    page, session = scenes.catalog(at_counter), at_counter.town.session()
    grid = page.classroom.grid
    grid.setCurrentIndex(grid.model_.index(0, FIRST_DAY))
    before = page.classroom._roster
    assert before is not None
    was = before.learners[0].days.get(before.days[0])
    at_counter.type("3" if was != "absent" else "1")
    at_counter.press(Qt.Key.Key_P, CTRL)
    now = at_counter.town.counter.enrolments.roster(session).learners[0].days.get(before.days[0])
    assert now != was


def test_a_learner_has_his_own_papers(at_counter: Counter) -> None:
    scenes.SCENES["class"](at_counter)
    menu = menu_of(at_counter, "enrolment")
    menu.drop()
    assert menu.rows()[0].text == "职业技能培训报名表"
    in_menu(menu, Qt.Key.Key_1)
    assert shown(at_counter) == "职业技能培训报名表"


def test_the_list_of_classes_and_of_enterprises_print_the_line_in_front(at_counter: Counter) -> None:
    town = at_counter.town
    saved = town.counter.applications.take(filing(town, company_class(town)))
    assert isinstance(saved, Saved)
    scenes.catalog(at_counter, "session")
    at_counter.press(Qt.Key.Key_P, CTRL)
    menu = menu_of(at_counter, "session")
    assert len(menu.rows()) >= 8
    in_menu(menu, Qt.Key.Key_Escape)
    page = scenes.catalog(at_counter, "employer")
    number, _ = town.counter.catalog.parents("job")[-1]
    page.table.select(number)
    at_counter.press(Qt.Key.Key_P, CTRL)
    menu = menu_of(at_counter, "employer")
    assert [(row.text, row.note) for row in menu.rows()] == [("企业直补学员花名册", "QY-1")]
    in_menu(menu, Qt.Key.Key_1)
    assert shown(at_counter) == "企业直补学员花名册"
    scenes.applications(at_counter, saved.id)
    at_counter.press(Qt.Key.Key_P, CTRL)
    assert "企业直补学员花名册" in [row.text for row in menu_of(at_counter, "application").rows()]
