"""推荐 by keys: who waits, what is near, whom to call, and what came of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.ui.kit import Button, Words
from app.ui.pages.matching import viewmodel
from app.ui.pages.matching.view import MatchingPage
from tests.journeys.conftest import Counter

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(at_counter: Counter) -> MatchingPage:
    at_counter.desktop.window.open_page("matching")
    found = at_counter.desktop.window.current_page()
    assert isinstance(found, MatchingPage)
    return found


def shown(page: MatchingPage) -> str:
    return "\n".join(words.text() for words in page.findChildren(Words) if words.isVisible())


def outcomes(at_counter: Counter, worker_id: int) -> list[str]:
    return [row.outcome for row in at_counter.town.counter.following.history(worker_id)]


def test_who_waits_is_listed_and_opened_by_enter(at_counter: Counter, page: MatchingPage) -> None:
    assert at_counter.focus() == "waiting_seekers"
    first = at_counter.town.counter.recommending.waiting()[0]
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.town.counter.workers.open(first).text("name") in shown(page)
    at_counter.press(Qt.Key.Key_Escape)
    assert at_counter.focus() == "waiting_seekers"


def test_enter_recommends_once_and_ctrl_z_takes_it_back(at_counter: Counter, page: MatchingPage) -> None:
    worker = at_counter.town.worker("曹铁柱")
    at_counter.desktop.window.open_page("matching", worker)
    at_counter.press(Qt.Key.Key_Down)
    at_counter.press(Qt.Key.Key_Return)
    assert outcomes(at_counter, worker) == ["已推荐"]
    assert "已推荐，进展见「跟踪」" in page.jobs.rows()[1].note
    at_counter.press(Qt.Key.Key_Return)
    assert outcomes(at_counter, worker) == ["已推荐"]
    at_counter.press(Qt.Key.Key_Z, CTRL)
    assert outcomes(at_counter, worker) == []
    assert page.jobs.rows()[1].note == ""


def test_the_job_under_the_keys_says_whom_to_call(at_counter: Counter, page: MatchingPage) -> None:
    worker = at_counter.town.worker("曹铁柱")
    at_counter.desktop.window.open_page("matching", worker)
    uid = str(page.jobs.rows()[0].payload)
    told = at_counter.town.counter.recommending.particulars("job", uid)
    assert told.whom in shown(page)
    at_counter.press(Qt.Key.Key_Right)
    assert "班号" in shown(page)


def test_a_course_is_enrolled_in_by_enter(at_counter: Counter, page: MatchingPage) -> None:
    worker = at_counter.town.worker("曹铁柱")
    at_counter.desktop.window.open_page("matching", worker)
    at_counter.press(Qt.Key.Key_Right)
    at_counter.press(Qt.Key.Key_Return)
    assert "已报名" in page.courses.rows()[0].note


def test_a_note_goes_with_the_outcome_of_its_button(at_counter: Counter, page: MatchingPage) -> None:
    worker = at_counter.town.worker("曹铁柱")
    at_counter.desktop.window.open_page("matching", worker)
    at_counter.press(Qt.Key.Key_Return)
    at_counter.press(Qt.Key.Key_F6)
    at_counter.press(Qt.Key.Key_1)
    assert outcomes(at_counter, worker) == ["已联系"]
    page.follow.list.remark.focus_input()
    at_counter.type("3 tian hou")
    button = page.findChild(Button, "follow_declined")
    assert button is not None
    button.setFocus()
    at_counter.press(Qt.Key.Key_Return)
    (row,) = at_counter.town.counter.following.history(worker)
    assert (row.outcome, row.note) == ("本人不愿去", "3 tian hou")


def test_enter_in_the_list_shows_who_it_is(at_counter: Counter, page: MatchingPage) -> None:
    worker = at_counter.town.worker("曹铁柱")
    at_counter.desktop.window.open_page("matching", worker)
    at_counter.press(Qt.Key.Key_Return)
    at_counter.press(Qt.Key.Key_Escape)
    assert page.waiting.isVisible()
    at_counter.press(Qt.Key.Key_F6)
    at_counter.press(Qt.Key.Key_Return)
    assert "曹铁柱" in shown(page)
    assert page.jobs.isVisible()


def test_what_is_due_comes_to_the_front_from_today(at_counter: Counter, page: MatchingPage) -> None:
    at_counter.desktop.window.open_page("matching", "due")
    assert page.follow.which.value() == "due"
    assert "没有到了日子还没回访的推荐" in shown(page)


def test_what_was_not_asked_is_named(at_counter: Counter, page: MatchingPage) -> None:
    found = at_counter.town.counter.recommending.for_worker(at_counter.town.worker("曹铁柱"))
    assert viewmodel.missing_line(found.seeker).startswith("还没问：")
    assert viewmodel.why_line(found).startswith(f"看了 {found.jobs.total} 个岗位")
    assert page.title == "推荐"
