"""The print history is searched by keys; a kept paper is only looked at, a reprint is counted."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.services.printing.preview import text_of
from app.ui.pages.forms.view import FormsPage
from tests.journeys.conftest import Counter
from tests.ui.rules import scenes


def history(at_counter: Counter) -> FormsPage:
    papers, town = at_counter.town.counter.papers, at_counter.town
    for name in ("曹铁柱", "姚润生"):
        papers.archive(papers.registration(town.worker(name)), where="得实 DS-1700")
    return scenes.forms(at_counter, "history")


def test_typing_a_name_leaves_that_persons_prints(at_counter: Counter) -> None:
    made = history(at_counter)
    assert made.history.table.count() == 2
    made.history.asked[0].focus_input()
    at_counter.type("ctz")
    assert [made.history.table.cells(row)[2] for row in range(made.history.table.count())] == ["曹铁柱"]
    for _ in made.history.asked:
        at_counter.press(Qt.Key.Key_Return)
    assert made.history.table._view.hasFocus()


def test_a_kept_paper_is_shown_and_goes_nowhere(at_counter: Counter) -> None:
    made = history(at_counter)
    made.history.table.focus_list()
    at_counter.press(Qt.Key.Key_Return)
    shown = at_counter.desktop.window._preview
    papers = at_counter.town.counter.papers
    assert shown._doc.pdf == papers.bytes_of(papers.history()[0].uid)
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.printed.pages == []
    assert len(papers.history()) == 2
    assert "F8 补打" in at_counter.window._bars["paper"].text()


def test_a_reprint_from_the_history_is_marked_kept_and_counted(at_counter: Counter) -> None:
    made = history(at_counter)
    made.history.table.focus_list()
    at_counter.press(Qt.Key.Key_F8)
    assert at_counter.desktop.window._preview._reprint.text() == "补打第1次"
    at_counter.press(Qt.Key.Key_Return)
    (pages,) = at_counter.printed.pages
    assert "补打 第1次" in text_of(pages)
    assert made.history.table.cells(0)[4] == "补打第1次"
    assert made.history.table.count() == 3
