"""The page of recommendations under real keys, on the sample town."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.kit import Button
from app.ui.pages.matching.view import MatchingPage
from tests.journeys.conftest import Counter

CTRL = Qt.KeyboardModifier.ControlModifier
NAME = "曹铁柱"


def shown(at_counter: Counter, name: str = NAME) -> MatchingPage:
    at_counter.desktop.window.open_page("matching", at_counter.town.worker(name))
    page = at_counter.desktop.window.current_page()
    assert isinstance(page, MatchingPage)
    return page


def nexts(page: MatchingPage) -> list[str]:
    buttons = page.follow.findChildren(Button)
    return [one.text() for one in buttons if one.objectName().startswith("follow_") and not one.isHidden()]


def test_nobody_shown_says_where_to_find_somebody(at_counter: Counter) -> None:
    at_counter.desktop.window.open_page("matching")
    page = at_counter.desktop.window.current_page()
    assert isinstance(page, MatchingPage)
    assert page.waiting.isVisible()
    assert "F9" in page.waiting._empty._why.text()


def test_the_first_job_has_the_keys(at_counter: Counter) -> None:
    page = shown(at_counter)
    focused = at_counter.window.focusWidget()
    assert focused is page.jobs._rows[0]
    assert focused.accessibleName().startswith("1　")


def test_every_job_gives_at_most_three_reasons_and_two_doubts(at_counter: Counter) -> None:
    rows = shown(at_counter).jobs.rows()
    assert rows
    assert all(len(row.pluses) <= 3 and len(row.minuses) <= 2 for row in rows)


def test_enter_recommends_and_the_keys_stay_on_the_job(at_counter: Counter) -> None:
    page = shown(at_counter)
    at_counter.press(Qt.Key.Key_Down)
    at_counter.press(Qt.Key.Key_Return)
    assert [row.name for row in page.follow.rows()] == [NAME]
    assert at_counter.window.focusWidget() is page.jobs._rows[1]
    assert page.jobs.rows()[1].note == "11-24 已推荐，进展见「跟踪」"


def test_a_recommendation_is_taken_back_by_one_key(at_counter: Counter) -> None:
    page = shown(at_counter)
    at_counter.press(Qt.Key.Key_Return)
    at_counter.press(Qt.Key.Key_Z, CTRL)
    assert page.follow.rows() == ()
    assert page.jobs.rows()[0].note == ""


def test_one_figure_records_the_outcome(at_counter: Counter) -> None:
    page = shown(at_counter)
    at_counter.press(Qt.Key.Key_Return)
    at_counter.press(Qt.Key.Key_F6)
    assert at_counter.focus() == "follow_ups"
    at_counter.press(Qt.Key.Key_1)
    at_counter.press(Qt.Key.Key_9)  # no such outcome: nothing happens
    assert [row.outcome for row in page.follow.rows()] == ["已联系"]
    assert nexts(page) == ["1 已面试", "2 本人不愿去", "3 单位未录用"]
    assert at_counter.focus() == "follow_ups"


def test_enter_on_a_course_enrols_once(at_counter: Counter) -> None:
    page = shown(at_counter)
    page.courses.focus_row()
    at_counter.press(Qt.Key.Key_Return)
    toast = at_counter.desktop.window._toast.text()
    at_counter.press(Qt.Key.Key_Return)
    assert toast.startswith(f"已为{NAME}报名")
    assert "已经报过这个班" in at_counter.desktop.window._bars["fault"].text()


def test_why_somebody_cannot_be_shown_is_said_above_the_list(at_counter: Counter) -> None:
    at_counter.desktop.window.open_page("matching", 999_999)
    page = at_counter.desktop.window.current_page()
    assert isinstance(page, MatchingPage)
    assert page.waiting.isVisible()
    assert "请重新查找" in at_counter.desktop.window._bars["fault"].text()


def test_no_reason_is_torn_off_in_large_type(in_large_type: Counter) -> None:
    page = shown(in_large_type)
    for size in ((1366, 728), (1092, 560)):
        in_large_type.window.resize(*size)
        QTest.qWait(30)
        assert page.minimumSizeHint().height() <= page.height()
        assert page.jobs.width() <= page.scroller.viewport().width()
