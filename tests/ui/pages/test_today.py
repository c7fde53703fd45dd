"""今日: what waits stands first with its figure, and every line leads to where it is dealt with."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from app.services.today import Day, Waiting
from app.ui.kit import Words
from app.ui.pages.today import viewmodel
from app.ui.pages.today.view import TodayPage
from tests.journeys.conftest import Counter


def day(*waiting: Waiting) -> Day:
    return Day(date(2026, 11, 24), (), waiting, {})


@pytest.fixture
def page(at_counter: Counter) -> TodayPage:
    made = at_counter.desktop.window.current_page()
    assert isinstance(made, TodayPage)
    return made


def words(page: TodayPage) -> str:
    QApplication.processEvents()
    return "\n".join(label.text() for label in page.findChildren(Words) if label.isVisible())


def test_only_what_waits_gets_a_line() -> None:
    told = day(
        Waiting("to_review", "待复核的申请", 0, "applications"),
        Waiting("unsealed", "还没封存的变动", 1409, "exchange"),
    )
    assert [(row.title, row.figure, row.payload) for row in viewmodel.waiting(told)] == [
        ("还没封存的变动", "1,409", ("exchange", None))
    ]
    assert viewmodel.nothing_waits(told) == "没有：待复核的申请"


def test_a_quiet_day_names_the_keys() -> None:
    told = viewmodel.nothing_waits(day(Waiting("due", "该回访的推荐", 0, "matching")))
    assert all(key in told for key in ("F2", "F3", "F4"))


def test_a_line_leads_to_its_page_and_view(at_counter: Counter, page: TodayPage) -> None:
    page._waiting.chosen.emit(("settings", "care"))
    front = at_counter.desktop.window.current_page()
    assert front is not None
    assert front.page_key == "settings"
    assert front._view.value() == "care"


def test_a_visit_appears_and_leads_back_to_the_person(at_counter: Counter, page: TodayPage) -> None:
    assert "今天还没有人来" in words(page)
    worker = at_counter.town.worker("曹铁柱")
    at_counter.town.counter.workers.begin_visit(worker)
    page.open(None)
    assert "今天还没有人来" not in words(page)
    assert "曹铁柱" in words(page)
    page._visits.chosen.emit(worker)
    front = at_counter.desktop.window.current_page()
    assert front is not None
    assert front.form.field("name").value() == "曹铁柱"


def test_the_backup_leaves_the_list_when_it_is_made(at_counter: Counter, page: TodayPage) -> None:
    assert "今天的备份还没做" in [row.title for row in viewmodel.waiting(at_counter.town.counter.today.day())]
    at_counter.desktop.caretaker.look()
    assert "今天的备份还没做" not in [
        row.title for row in viewmodel.waiting(at_counter.town.counter.today.day())
    ]
