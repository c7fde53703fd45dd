"""核对受理回执 at the counter: scanned, pasted or photographed, one after another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.services.exchange.signing import make_key
from app.services.signers import learn
from app.services.slips import wording
from app.services.slips.payload import SlipCode
from app.ui.pages.exchange.slips import SlipPane
from app.ui.pages.exchange.view import ExchangePage
from tests.journeys.conftest import Counter
from tests.services.test_applications import taken
from tests.services.test_slips import ELSEWHERE, printed, told


@pytest.fixture
def pane(at_counter: Counter) -> SlipPane:
    at_counter.desktop.window.open_page("exchange")
    QApplication.processEvents()
    page = at_counter.desktop.window.current_page()
    assert isinstance(page, ExchangePage)
    asked = page.findChild(QPushButton, "check_slips")
    assert asked is not None
    asked.click()
    QApplication.processEvents()
    return page.slips


def test_a_scanner_types_the_code_and_the_words_are_shown(at_counter: Counter, pane: SlipPane) -> None:
    _, code = printed(at_counter.town)
    assert at_counter.focus() == "slip_code"
    at_counter.type(code.text)
    at_counter.press(Qt.Key.Key_Return)
    assert pane.verdict.text() == "✓ 真实"
    assert ("申请人", "曹**") in [tuple(pane.words.cells(row)[:2]) for row in range(pane.words.count())]
    assert pane.form.isHidden()
    assert (at_counter.focus(), pane.code.text()) == ("slip_code", "")  # the next one


def test_a_forged_slip_after_a_genuine_one_is_told(at_counter: Counter, pane: SlipPane) -> None:
    _, code = printed(at_counter.town)
    pane.check(code.text)
    pane.check(replace(code, whole="A" * 16).signed(bytes(32)).text)
    assert pane.verdict.text() == "✗ 伪造（签名不符）"
    assert pane.verdict.property("tone") == "no"


def test_what_is_no_code_says_so_at_the_field(at_counter: Counter, pane: SlipPane) -> None:
    at_counter.type("JMK1S:14032")
    at_counter.press(Qt.Key.Key_Return)
    assert "没有读全" in pane.code.findings[0].text
    assert pane.verdict.isHidden()


def test_a_photograph_is_read(at_counter: Counter, pane: SlipPane, tmp_path: Path) -> None:
    papers = at_counter.town.counter.papers
    composed = papers.slip(taken(at_counter.town).id)
    papers.archive(composed, where="PDF")
    path = tmp_path / "回执.pdf"
    path.write_bytes(composed.pdf)
    pane.check_picture(path)
    assert pane.verdict.text() == "✓ 真实"


def test_the_words_of_another_stations_slip_are_typed_and_compared(
    at_counter: Counter, pane: SlipPane
) -> None:
    town, seed = at_counter.town, bytes(range(32))
    _, own = printed(town)
    case = replace(own.case, station=ELSEWHERE)
    words = (
        (wording.NUMBER, str(case)), (wording.FILED, "2026-11-24"), (wording.WHO, "李*"), (wording.TAIL, "062X"),
        (wording.DUE, "2026-12-08"),
    )  # fmt: skip
    check = wording.check_word(words, seed)
    with town.desk.database.transaction() as session:
        learn(session, town.desk, [told(make_key(ELSEWHERE, "A", seed).public().raw)])
    pane.check(
        SlipCode(case, "A", own.signed_on, wording.main_hash(words, check), "B" * 16).signed(seed).text
    )
    assert not pane.form.isHidden()
    assert pane.verdict.text() == "✓ 真实，纸上的字还没有对照"
    pane.form.field("slip_who").set_value("李*")  # no test can type a character of an input method
    at_counter.press(Qt.Key.Key_Return)
    for text in ("062x", "20261208", check.replace("-", "").lower()):
        at_counter.type(text)
        at_counter.press(Qt.Key.Key_Return)
    assert (pane.verdict.text(), pane.form.isHidden()) == ("✓ 真实", True)


def test_a_code_scanned_into_the_search_is_checked_at_once(at_counter: Counter) -> None:
    _, code = printed(at_counter.town)
    at_counter.press(Qt.Key.Key_F3)
    at_counter.type(code.text)
    at_counter.press(Qt.Key.Key_Return)
    page = at_counter.desktop.window.current_page()
    assert isinstance(page, ExchangePage)
    assert page.slips.verdict.text() == "✓ 真实"


def test_escape_goes_back_to_the_batches(at_counter: Counter, pane: SlipPane) -> None:
    at_counter.press(Qt.Key.Key_Escape)
    assert not pane.isVisible()
