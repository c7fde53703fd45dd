"""Rule 21: what is seen is what is printed and kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from sqlalchemy import select

from app.models.trail import JournalEntry
from app.services.printing.preview import text_of
from app.ui.kit.preview import SAVE_AS_PDF
from tests.journeys.conftest import Counter
from tests.services.test_notices import declined
from tests.ui.rules import scenes


def a_person(at_counter: Counter) -> None:
    scenes.workers(at_counter, at_counter.town.worker(scenes.PERSON))


def a_case(at_counter: Counter) -> None:
    scenes.applications(at_counter, scenes.a_case(at_counter))


def a_refusal(at_counter: Counter) -> None:
    known = at_counter.town.counter.applications.ids()
    scenes.applications(at_counter, known[0] if known else declined(at_counter.town).id)


PAPERS: dict[str, tuple[Callable[[Counter], None], Qt.Key, str]] = {
    "registration": (a_person, Qt.Key.Key_F8, "registration"),
    "refusal": (a_refusal, Qt.Key.Key_F8, "refusal_notice"),
    "slip": (a_case, Qt.Key.Key_F8, "acceptance_slip"),
}


@pytest.mark.rule(21)
@pytest.mark.parametrize("name", list(PAPERS))
def test_the_preview_is_the_very_bytes_that_are_printed_and_kept(at_counter: Counter, name: str) -> None:
    bring, key, _form = PAPERS[name]
    bring(at_counter)
    at_counter.press(key)
    pane = at_counter.desktop.window._preview
    assert pane.isVisible()
    seen = pane._doc.pdf
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.printed.pages == [seen]
    card = at_counter.town.counter.papers.history()[0]
    assert at_counter.town.counter.papers.bytes_of(card.uid) == seen


@pytest.mark.rule(21)
@pytest.mark.parametrize("name", list(PAPERS))
@pytest.mark.promise("P1")
def test_a_second_copy_says_so_on_screen_on_paper_and_in_the_journal(at_counter: Counter, name: str) -> None:
    bring, key, _form = PAPERS[name]
    bring(at_counter)
    for _ in range(2):
        at_counter.press(key)
        reprint = at_counter.desktop.window._preview._reprint.text()
        at_counter.press(Qt.Key.Key_Return)
    assert "补打" in reprint
    assert "补打" in text_of(at_counter.printed.pages[1])
    assert [card.copy_no for card in at_counter.town.counter.papers.history()] == [2, 1]
    with at_counter.town.desk.database.reading() as session:
        query = select(JournalEntry).where(JournalEntry.action.startswith("paper"))
        assert len(session.scalars(query).all()) == 2


@pytest.mark.rule(21)
def test_page_zoom_printer_and_copies_stand_in_one_pane_and_have_keys(at_counter: Counter) -> None:
    a_person(at_counter)
    at_counter.press(Qt.Key.Key_F8)
    pane = at_counter.desktop.window._preview
    names = ("page_back", "page_on", "zoom_out", "zoom_in", "zoom_fit", "preview_print", "preview_close")
    assert all(pane.findChild(QPushButton, name).isVisible() for name in names)
    assert (pane._printer.accessibleName(), pane._copies.accessibleName()) == ("打印机", "份数")
    before = pane._paper.pixmap().width()
    at_counter.press(Qt.Key.Key_Plus)
    at_counter.press(Qt.Key.Key_Plus)
    assert pane._paper.pixmap().width() > before
    at_counter.press(Qt.Key.Key_0)
    assert abs(pane._paper.pixmap().width() - before) < 12  # a scroll bar may have come or gone
    pages = pane._count
    at_counter.press(Qt.Key.Key_PageDown)
    assert pane.page_text() == f"第 {min(2, pages)} / {pages} 页"


@pytest.mark.rule(21)
def test_without_a_printer_it_is_kept_as_a_file(at_counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(at_counter.printed, "names", tuple)
    a_person(at_counter)
    at_counter.press(Qt.Key.Key_F8)
    pane = at_counter.desktop.window._preview
    assert pane._printer.currentText() == SAVE_AS_PDF
    assert pane._print.text().startswith("存为 PDF")
    seen = pane._doc.pdf
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.printed.pages == [seen]
