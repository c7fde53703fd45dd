"""给群众看 and the F1 sheet: one is for the eyes across the counter, the other for the clerk's."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.services.eligibility.service import Choice, Outlook
from app.services.policy.outcome import Outcome
from app.ui.actions import KEYS, TYPING_KEYS, Act
from app.ui.kit import Words
from app.ui.pages.workers import viewmodel
from tests.journeys.conftest import Counter
from tests.ui.rules import looking, scenes

CTRL = Qt.KeyboardModifier.ControlModifier
NUMBER = re.compile(r"\d{6}")


# -- 给群众看 ------------------------------------------------------------------------------------
@pytest.mark.rule(13)
@pytest.mark.parametrize("key", ["workers", "matching"])
def test_a_key_shows_the_panel_alone_in_large_type_without_number_or_address(
    at_counter: Counter, key: str
) -> None:
    number = at_counter.town.eligible(scenes.PERSON)
    window = at_counter.desktop.window
    window.tell("info", f"{scenes.PERSON}：身份证号 140321199701039638", key="card")
    window.open_page(key, number)
    at_counter.window.resize(1092, 560)
    at_counter.press(Qt.Key.Key_G, CTRL)
    looking.settle()
    page = scenes.workers(at_counter)
    assert page.facing.isVisible()
    assert not any(part.isVisible() for part in (window.rail, window._top, window.status, page.panes))
    assert not any(bar.isVisible() for bar in window._bars.values())
    shown = [label for label in window.findChildren(QLabel) if label.isVisible() and label.text()]
    assert shown
    assert all(label.font().pointSizeF() >= 32 for label in shown)
    record = at_counter.town.counter.workers.open(number)
    private = (record.text("id_number"), record.text("phone"), record.text("hukou_text"), "西武庄")
    told = " ".join(label.text() for label in shown)
    assert not [one for one in private if one and one in told]
    assert not NUMBER.search(told)
    assert looking.clipped(at_counter.window) == []
    at_counter.press(Qt.Key.Key_PageDown)
    assert page.facing._scroll.verticalScrollBar().value() > 0
    at_counter.press(Qt.Key.Key_Escape)
    assert page.panes.isVisible()
    assert window.rail.isVisible()
    assert page.form.field("name").value() == scenes.PERSON


@pytest.mark.rule(13)
def test_all_five_outcomes_are_told_in_words_with_a_mark() -> None:
    outlooks = tuple(
        Outlook(
            kind=outcome.value,
            title=f"补贴 {at}",
            outcome=outcome,
            summary="（九）1 缺一张证",
            reasons=(),
            amount="示例 900 元",
            missing=(),
            pack="2024.1",
            is_early=False,
            choice=Choice("training"),
        )
        for at, outcome in enumerate(Outcome)
    )
    lines = viewmodel.facing_outlooks(outlooks)
    assert len({line.told.split("：")[0] for line in lines}) == len(Outcome) == 5
    assert [line.told[0] for line in lines] == ["✓", "？", "县", "✗", "—"]
    assert lines[0].told == "✓ 可以申请：示例 900 元"
    assert not any("（九）" in line.told for line in lines)


def test_a_new_person_or_another_page_ends_the_large_view(at_counter: Counter) -> None:
    page = scenes.workers(at_counter, at_counter.town.worker(scenes.PERSON))
    at_counter.press(Qt.Key.Key_G, CTRL)
    at_counter.press(Qt.Key.Key_F2)
    assert page.panes.isVisible()
    assert at_counter.desktop.window.rail.isVisible()
    page.open(at_counter.town.worker(scenes.PERSON))
    at_counter.press(Qt.Key.Key_G, CTRL)
    at_counter.press(Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert at_counter.desktop.window.rail.isVisible()


# -- F1 -----------------------------------------------------------------------------------------
@pytest.mark.rule(4)
def test_the_sheet_holds_every_act_once_and_the_pages_own_first(at_counter: Counter) -> None:
    window = at_counter.desktop.window
    for key in scenes.KEYS:
        target = at_counter.town.worker(scenes.PERSON) if key == "workers" else None
        window.open_page(key, target)
        page = window.current_page()
        assert page is not None
        answered = page.acts()
        at_counter.press(Qt.Key.Key_F1)
        parts = window._help.parts()
        acts = [act for part in parts for row in part.rows for act in row.acts]
        assert sorted(acts) == sorted(Act), key
        if answered:
            assert parts[0].title == f"本页：{page.title}"
            assert {act for row in parts[0].rows for act in row.acts} == set(answered)
        shown = {label.text() for label in window._help.findChildren(Words) if label.isVisible()}
        keys = {row.key for row in KEYS if not row.key.startswith("Alt+")} | {key for key, _ in TYPING_KEYS}
        assert keys | {"Alt+1…8"} <= shown
        at_counter.press(Qt.Key.Key_F1)
        assert not window._help.isVisible()


@pytest.mark.rule(4)
def test_the_sheet_says_what_a_key_does_on_this_page(at_counter: Counter) -> None:
    scenes.workers(at_counter, at_counter.town.worker(scenes.PERSON))
    at_counter.press(Qt.Key.Key_F1)
    own = {row.key: row.text for row in at_counter.desktop.window._help.parts()[0].rows}
    assert own["F8"] == "打印登记表"
    assert own["Esc"] == "返回名册"


@pytest.mark.rule(4)
def test_the_sheet_scrolls_by_the_keys_in_a_low_window(at_counter: Counter) -> None:
    at_counter.window.resize(1092, 560)
    at_counter.press(Qt.Key.Key_F1)
    looking.settle()
    bar = at_counter.desktop.window._help._scroll.verticalScrollBar()
    assert bar.maximum() > 0
    at_counter.press(Qt.Key.Key_PageDown)
    assert bar.value() > 0
