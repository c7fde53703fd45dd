"""为什么没有, pins and hides by keys, and the due list on the first page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.models.trail import JournalEntry
from app.services.matching.steps import Lever
from app.ui.kit import Words
from app.ui.pages.matching import viewmodel
from app.ui.pages.matching.view import MatchingPage
from app.ui.pages.today.view import TodayPage
from tests.journeys.conftest import Counter

CTRL = Qt.KeyboardModifier.ControlModifier
NAME = "曹铁柱"


@pytest.fixture
def page(at_counter: Counter) -> MatchingPage:
    worker = at_counter.town.worker(NAME)
    at_counter.town.complete(worker, wish_area="town", limits=["night"])
    at_counter.desktop.window.open_page("matching", worker)
    made = at_counter.desktop.window.current_page()
    assert isinstance(made, MatchingPage)
    return made


def told(widget: object) -> str:
    QApplication.processEvents()
    return "\n".join(words.text() for words in widget.findChildren(Words) if words.isVisible())


def wish(at_counter: Counter) -> object:
    return at_counter.town.counter.workers.open(at_counter.town.worker(NAME)).values["wish_area"]


def test_3_shows_what_took_jobs_away_and_what_would_open_some(
    at_counter: Counter, page: MatchingPage
) -> None:
    at_counter.press(Qt.Key.Key_3)
    assert at_counter.focus() == "why_not"
    cells = page.why.table.cells(0)
    assert cells[:2] == ("岗位", "离家太远")
    assert cells[3].startswith("若接受到")
    assert cells[4].startswith("多 ")
    assert "个因“离家太远”不能推荐" in told(page.why)
    at_counter.press(Qt.Key.Key_Escape)
    assert page.jobs.isVisible()
    assert at_counter.window.focusWidget() is page.jobs._rows[0]


def test_enter_shows_what_if_a_second_enter_keeps_it_and_ctrl_z_takes_it_back(
    at_counter: Counter, page: MatchingPage
) -> None:
    before = len(page.jobs.rows()), page._found.jobs.feasible
    at_counter.press(Qt.Key.Key_3)
    opens = page.why._lines[0].opens
    at_counter.press(Qt.Key.Key_Return)
    assert "假设：接受到" in told(page.person)
    assert page._found.jobs.feasible == before[1] + opens
    assert wish(at_counter) == "town"
    assert at_counter.focus() == "keep_wish"
    at_counter.press(Qt.Key.Key_Return)
    assert wish(at_counter) == "county"
    assert "假设" not in told(page.person)
    assert page._found.jobs.feasible == before[1] + opens
    at_counter.press(Qt.Key.Key_Z, CTRL)
    assert wish(at_counter) == "town"


def test_esc_drops_the_assumption_before_the_person(at_counter: Counter, page: MatchingPage) -> None:
    at_counter.press(Qt.Key.Key_3)
    at_counter.press(Qt.Key.Key_Return)
    at_counter.press(Qt.Key.Key_Escape)
    assert "假设" not in told(page.person)
    assert page._worker_id
    at_counter.press(Qt.Key.Key_Escape)
    assert page.waiting.isVisible()


def test_what_is_only_assumed_is_marked_and_not_recommended(at_counter: Counter, page: MatchingPage) -> None:
    page._assume(
        next(one.steps for one in page._counter.whynots.tell(page._worker_id).lines if one.opens >= 8)
    )
    marked = [row for row in page.jobs.rows() if row.title.startswith("假设　")]
    if not marked:  # the nearer ones fill the ten: look at all that opened
        assert page._found.opened
        return
    page._on_job_chosen(str(marked[0].payload))
    assert page.follow.rows() == ()
    assert "假设" in at_counter.desktop.window._bars["fault"].text()


def test_a_job_is_asked_for_by_name(at_counter: Counter, page: MatchingPage) -> None:
    at_counter.press(Qt.Key.Key_3)
    page.why.asked.focus_input()
    at_counter.type("ba")
    at_counter.press(Qt.Key.Key_Return)
    rows = page.why.answers.rows()
    assert rows
    assert all("保" in row.title for row in rows)
    assert any("缺 1 个证：保安员证" in row.minuses for row in rows)
    assert at_counter.window.focusWidget() is page.why.answers._rows[0]
    at_counter.press(Qt.Key.Key_Escape)
    assert at_counter.focus() == "why_not"


def test_a_job_nobody_offers_is_said_so(at_counter: Counter, page: MatchingPage) -> None:
    at_counter.press(Qt.Key.Key_3)
    page.why.asked.set_value("宇航员")
    page.why._ask()
    assert "换个叫法" in at_counter.desktop.window._bars["fault"].text()


def test_1_pins_with_a_reason_and_1_again_lifts_it(at_counter: Counter, page: MatchingPage) -> None:
    at_counter.press(Qt.Key.Key_Down)
    uid = page.jobs.rows()[1].payload
    at_counter.press(Qt.Key.Key_1)
    assert at_counter.focus() == "reason_1"
    at_counter.press(Qt.Key.Key_1)
    first = page.jobs.rows()[0]
    assert (first.payload, first.title.startswith("置顶　1　")) == (uid, True)
    assert "置顶：本人点名要这个" in first.note
    assert at_counter.window.focusWidget() is page.jobs._rows[0]
    at_counter.press(Qt.Key.Key_1)
    assert page.jobs.rows()[1].payload == uid


def test_2_hides_counts_shows_again_and_enter_restores(at_counter: Counter, page: MatchingPage) -> None:
    uid = page.jobs.rows()[0].payload
    at_counter.press(Qt.Key.Key_2)
    page.person.reasons.other.focus_input()
    at_counter.type("tai chao")
    at_counter.press(Qt.Key.Key_Return)
    rows = page.jobs.rows()
    assert uid not in {row.payload for row in rows}
    assert (rows[-1].title, rows[-1].payload) == ("已隐藏 1 个", viewmodel.SHOW_HIDDEN)
    assert "已隐藏 1 个" in told(page.person)
    page.jobs.focus_row(len(rows) - 1)
    at_counter.press(Qt.Key.Key_Return)
    shown = page.jobs.rows()[-1]
    assert (shown.payload, shown.is_dim) == (uid, True)
    assert "不再推荐，Enter 恢复：tai chao" in shown.note
    page._on_job_chosen(str(uid))
    assert page.jobs.rows()[0].payload == uid


def test_a_reason_is_dropped_by_esc(at_counter: Counter, page: MatchingPage) -> None:
    at_counter.press(Qt.Key.Key_2)
    at_counter.press(Qt.Key.Key_Escape)
    assert at_counter.window.focusWidget() is page.jobs._rows[0]
    assert at_counter.town.counter.feedbacks.standing(page._worker_id) == ()


def test_a_pinned_job_that_fails_a_gate_is_dim_and_says_why(at_counter: Counter, page: MatchingPage) -> None:
    uid = str(page.jobs.rows()[0].payload)
    counter = at_counter.town.counter
    counter.feedbacks.record(page._worker_id, "job", uid, "示例", "pin", "本人点名要这个")
    number = next(row.id for row in counter.catalog.rows("job", counter.catalog.ids("job")) if row.uid == uid)
    counter.catalog.close_job(number)
    page._fill()
    first = page.jobs.rows()[0]
    assert (first.payload, first.is_dim, first.minuses) == (uid, True, ("岗位已停止招聘（余 0 个名额）",))
    page._on_job_chosen(uid)
    assert "现在不能推荐" in at_counter.desktop.window._bars["fault"].text()
    assert page.follow.rows() == ()


def test_who_declines_is_asked_why_by_one_figure(at_counter: Counter, page: MatchingPage) -> None:
    at_counter.press(Qt.Key.Key_Return)
    at_counter.press(Qt.Key.Key_F6)
    at_counter.press(Qt.Key.Key_2)
    assert at_counter.focus() == "reason_1"
    at_counter.press(Qt.Key.Key_2)
    (row,) = page.follow.rows()
    assert (row.outcome, row.note) == ("本人不愿去", "工资低")
    assert at_counter.focus() == "follow_ups"


@pytest.fixture
def due(at_counter: Counter, page: MatchingPage) -> TodayPage:
    at_counter.press(Qt.Key.Key_Return)
    at_counter.town.desk.clock.advance(days=4)
    at_counter.desktop.window.open_page("today")
    made = at_counter.desktop.window.current_page()
    assert isinstance(made, TodayPage)
    return made


def test_who_is_due_is_listed_today_with_his_number_masked(at_counter: Counter, due: TodayPage) -> None:
    (row,) = due.due.rows()
    cells = due.due.table.cells(0)
    assert (row.name, cells[0]) == (NAME, NAME)
    assert "****" in cells[1]
    assert cells[3] == f"已推荐 {at_counter.town.desk.clock.today() - timedelta(days=1):%m-%d}"


def test_0_shows_the_number_and_the_journal_knows_who_looked(at_counter: Counter, due: TodayPage) -> None:
    due.due.table.focus_list()
    at_counter.press(Qt.Key.Key_0)
    phone = at_counter.town.counter.workers.open(at_counter.town.worker(NAME)).text("phone")
    assert phone in told(due)
    with at_counter.town.desk.database.reading() as session:
        last = session.query(JournalEntry).order_by(JournalEntry.id.desc()).first()
        assert (last.action, last.detail, last.reason) == ("worker.revealed", "phone", "回访")


def test_a_figure_records_the_outcome_right_there(at_counter: Counter, due: TodayPage) -> None:
    due.due.table.focus_list()
    at_counter.press(Qt.Key.Key_1)
    assert due.due.rows() == ()
    assert due._due_card.isHidden()
    (row,) = at_counter.town.counter.following.due(only_due=False)
    assert row.outcome == "已联系"
    at_counter.press(Qt.Key.Key_Z, CTRL)
    assert [row.outcome for row in due.due.rows()] == ["已推荐"]


def test_enter_leads_to_the_follow_up_of_the_person(at_counter: Counter, due: TodayPage) -> None:
    due.due.table.focus_list()
    (row,) = due.due.rows()
    at_counter.press(Qt.Key.Key_Return)
    front = at_counter.desktop.window.current_page()
    assert isinstance(front, MatchingPage)
    assert at_counter.focus() == "follow_ups"
    assert front.follow.table.current_id() == row.id
    assert front._worker_id == row.worker_id


def test_every_pane_fits_the_small_window_in_large_type(in_large_type: Counter) -> None:
    window, worker = in_large_type.window, in_large_type.town.worker(NAME)
    in_large_type.town.complete(worker, wish_area="town")
    window.resize(1092, 560)
    in_large_type.desktop.window.open_page("matching", worker)
    page = in_large_type.desktop.window.current_page()
    assert isinstance(page, MatchingPage)
    in_large_type.press(Qt.Key.Key_1)
    for act in (
        lambda: None,
        page._on_close_asked,
        page._on_why_asked,
        lambda: page._assume(page.why._lines[0].steps),
    ):
        act()
        QApplication.processEvents()
        assert page.minimumSizeHint().height() <= page.height()
        assert (window.width(), window.height()) == (1092, 560)
    assert page.why._lines[0].steps[0].lever is Lever.AREA
    in_large_type.desktop.window.open_page("today")
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1092, 560)
