"""Rules 22 to 25: it fits, it can be read, in every size and palette; and every part of it has a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise
from typing import cast

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.paths import resources
from app.ui.entrance.frame import EntranceFrame
from app.ui.kit import Button, Field, ShortWords, Table
from app.ui.pages.workers.viewmodel import GROUPS
from app.ui.theme import PAIRS, PaletteName, Scale, Theme, tokens
from app.ui.theme.fonts import FAMILIES
from tests.journeys.conftest import Counter
from tests.ui.rules import looking, scenes
from tests.ui.rules.eyes import LOOKS, SIZES

PITCH = {Scale.STANDARD: 34, Scale.LARGE: 39, Scale.EXTRA: 41}


@pytest.mark.rule(22, 25)
@pytest.mark.parametrize(("scale", "palette"), LOOKS)
def test_every_card_of_the_way_in_fits_can_be_read_and_names_its_parts(
    theme: Theme, qtbot: QtBot, scale: Scale, palette: PaletteName
) -> None:
    frame = EntranceFrame()
    qtbot.addWidget(frame)
    frame.show()
    theme.set_look(palette, scale)
    wrong: list[str] = []
    try:
        for name, (make, width, height) in scenes.entrance().items():
            frame.show_card(cast("Callable[[], QWidget]", make)(), width=width, height=height)
            for size in SIZES:
                frame.resize(*size)
                looking.settle()
                if (frame.width(), frame.height()) != size:
                    wrong.append(f"{name} needs {frame.width()}×{frame.height()}")
                wrong += [f"{name} at {size[0]}: {line}" for line in looking.clipped(frame)]
            wrong += [f"{name}: {line}" for line in looking.nameless(frame)]
            wrong += [f"{name}: {line}" for line in looking.pale(frame, palette, set())]
    finally:
        theme.set_look(PaletteName.LIGHT, Scale.STANDARD)
    assert wrong == []


@pytest.fixture
def board(qtbot: QtBot, theme: Theme) -> QWidget:
    made = QWidget()
    made.setObjectName("workarea")
    QVBoxLayout(made)
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    return made


def put(board: QWidget, widget: QWidget, width: int) -> None:
    widget.setFixedWidth(width)
    layout = board.layout()
    assert layout is not None
    layout.addWidget(widget)
    widget.show()
    QTest.qWait(10)


@pytest.mark.parametrize("make", [QLabel, Button])
def test_words_that_are_cut_are_seen(board: QWidget, make: Callable[[str], QWidget]) -> None:
    widget = make("一二三四五六七八")
    put(board, widget, 300)
    assert looking.clipped(board) == []
    widget.setFixedWidth(40)
    QTest.qWait(10)
    assert len(looking.clipped(board)) == 1


def test_shortened_words_need_a_tip(board: QWidget) -> None:
    words = ShortWords("一二三四五六七八九十")
    put(board, words, 60)
    assert looking.clipped(board) == []
    words.setToolTip("")
    assert len(looking.clipped(board)) == 1


def test_a_line_without_a_tip_is_seen(board: QWidget) -> None:
    line = QLineEdit("一二三四五六七八九十")
    put(board, line, 60)
    assert len(looking.clipped(board)) == 1


def test_what_has_no_name_is_seen(board: QWidget) -> None:
    line, button = QLineEdit(), QPushButton("x")
    put(board, line, 60)
    put(board, button, 60)
    assert len(looking.nameless(board)) == 2
    line.setAccessibleName("姓名")
    button.setAccessibleName("保存")
    assert looking.nameless(board) == []


def test_pale_words_are_seen(board: QWidget) -> None:
    words = QLabel("淡淡的字看不清")
    put(board, words, 200)
    assert looking.pale(board, PaletteName.LIGHT, set()) == []
    faint = QColor(tokens().ground).darker(115).name()
    words.setStyleSheet(f"color: {faint}")
    QTest.qWait(10)
    assert len(looking.pale(board, PaletteName.LIGHT, set())) == 1


# -- rule 22: the form --------------------------------------------------------------------------
@pytest.mark.rule(22)
@pytest.mark.parametrize("size", SIZES)
def test_the_main_form_does_not_scroll_at_the_standard_size(
    at_counter: Counter, size: tuple[int, int]
) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.window.resize(*size)
    looking.settle()
    port = page.form.viewport()
    hidden = []
    for key in (key for group in GROUPS[:2] for key, _span in group.keys):
        field = page.form.field(key)
        foot = field.mapTo(port, field.rect().bottomLeft()).y()
        if foot > port.height():
            hidden.append(key)
    assert page.form.verticalScrollBar().value() == 0
    assert hidden == []


@pytest.mark.rule(22, 23)
def test_in_large_type_the_main_form_is_one_page_down_at_most(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.theme.set_scale(Scale.EXTRA)
    at_counter.window.resize(1366, 700)
    looking.settle()
    first = seen_fields(page.form, page.form.viewport())
    assert len(first) >= 15
    at_counter.press(Qt.Key.Key_PageDown)
    second = seen_fields(page.form, page.form.viewport())
    assert {key for group in GROUPS[:2] for key, _span in group.keys} <= {*first, *second}


def seen_fields(form: QWidget, port: QWidget) -> list[str]:
    fields = [one for one in form.findChildren(Field) if one.isVisible()]
    room = port.rect()
    return [one.key for one in fields if room.contains(one.mapTo(port, one.rect().center()))]


@pytest.mark.rule(22)
@pytest.mark.parametrize("key", ["today", "workers", "matching", "exchange"])
def test_the_side_pane_folds_into_a_tab_below_1200(at_counter: Counter, key: str) -> None:
    target = at_counter.town.worker(scenes.PERSON) if key in {"workers", "matching"} else None
    at_counter.desktop.window.open_page(key, target)
    page = at_counter.desktop.window.current_page()
    assert page is not None
    assert not page.panes.is_folded
    at_counter.window.resize(1092, 560)
    looking.settle()
    assert page.panes.is_folded
    assert not page.panes._side.isVisible()
    at_counter.press(Qt.Key.Key_F6)
    assert page.panes._side.isVisible()


# -- rule 23 ------------------------------------------------------------------------------------
@pytest.mark.rule(23)
@pytest.mark.parametrize("scale", list(Scale))
def test_a_row_is_no_higher_than_measured(at_counter: Counter, scale: Scale) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.theme.set_scale(scale)
    at_counter.window.resize(1366, 700)
    looking.settle()
    tops = sorted({page.form.field(key).geometry().top() for key, _span in GROUPS[0].keys})
    pitches = [below - above for above, below in pairwise(tops)]
    assert pitches
    assert max(pitches) <= PITCH[scale]


@pytest.mark.rule(23)
@pytest.mark.parametrize(("scale", "most"), [(Scale.STANDARD, 3), (Scale.EXTRA, 2)])
def test_the_form_has_three_columns_at_most_and_two_in_large_type(
    at_counter: Counter, scale: Scale, most: int
) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.theme.set_scale(scale)
    at_counter.window.resize(1366, 700)
    looking.settle()
    lefts = {page.form.field(key).geometry().left() for key, _span in GROUPS[1].keys}
    assert len(lefts) == most


@pytest.mark.rule(23)
def test_ten_rows_of_two_inputs_stand_in_sight_in_the_largest_type(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.theme.set_scale(Scale.EXTRA)
    at_counter.window.resize(1366, 700)
    looking.settle()
    seen = page.form.viewport()
    whole = [
        place.top()
        for field in page.form._fields.values()
        for place in [QRect(field.mapTo(seen, QPoint(0, 0)), field.size())]
        if field.isVisible() and seen.rect().contains(place)
    ]
    assert len(set(whole)) >= 10


@pytest.mark.rule(23)
def test_what_every_registration_asks_is_not_more_than_a_window_holds() -> None:
    assert sum(len(group.keys) for group in GROUPS[:3]) <= 3 * 13


# -- rule 24 ------------------------------------------------------------------------------------
@pytest.mark.rule(24)
def test_the_setting_changes_the_type_of_every_page_at_once(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    settings = scenes.settings(at_counter, "station")
    for scale in (Scale.LARGE, Scale.EXTRA, Scale.STANDARD):
        field = settings.form.field("font_scale")
        field._choose(scale.value)
        looking.settle()
        assert QApplication.font().pointSizeF() == scale.points
        for line in (page.form.field("name").inputs()[0], settings.form.field("beep").inputs()[0]):
            assert line.font().pointSizeF() == scale.points
            assert line.font().families() == list(FAMILIES)


# -- rule 25 ------------------------------------------------------------------------------------
@pytest.mark.rule(25)
def test_every_pair_of_the_style_sheet_is_promised() -> None:
    """What a rule of the sheet writes with and the ground it fills stand among the pairs that are computed."""
    sheet = (resources() / "style" / "app.qss").read_text(encoding="utf-8")
    promised = {(front, back) for front, back, _least in PAIRS}
    missing = []
    for selector, body in re.findall(
        r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/|\$\{", "$", sheet, flags=re.DOTALL)
    ):
        for kind in ("", "selection-"):
            front = re.search(rf"(?<![-\w]){kind}color:\s*\$(\w+)", body)
            back = re.search(rf"(?<![-\w]){kind}background(?:-color)?:\s*\$(\w+)", body)
            if front and back and (front[1], back[1]) not in promised:
                missing.append(f"{selector.strip()}: {front[1]} on {back[1]}")
    assert missing == []


@pytest.mark.rule(25)
def test_the_palette_follows_the_desktop_when_it_is_told_to(at_counter: Counter, qapp: QApplication) -> None:
    page = scenes.settings(at_counter, "station")
    field = page.form.field("palette")
    assert [option.code for option in field._options] == ["system", "light", "dark", "contrast"]
    field._choose("system")
    assert at_counter.town.counter.settings.text("palette") == "system"
    seen = []
    for scheme in (Qt.ColorScheme.Dark, Qt.ColorScheme.Light, Qt.ColorScheme.Unknown):
        at_counter.theme._scheme = lambda scheme=scheme: scheme
        qapp.styleHints().colorSchemeChanged.emit(scheme)
        seen.append(at_counter.theme.palette_name)
        assert QColor(tokens().ground) == qapp.palette().window().color()
    field._choose("light")
    assert seen == [PaletteName.DARK, PaletteName.LIGHT, PaletteName.LIGHT]


@pytest.mark.rule(25)
@pytest.mark.parametrize("palette", ["light", "dark", "contrast"])
def test_a_chosen_palette_is_there_at_once_and_stays_whatever_the_desktop_says(
    at_counter: Counter, qapp: QApplication, palette: str
) -> None:
    page = scenes.settings(at_counter, "station")
    page.form.field("palette")._choose(palette)
    assert at_counter.theme.palette_name == palette
    at_counter.theme._scheme = lambda: Qt.ColorScheme.Dark
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert at_counter.theme.palette_name == palette
    picture = at_counter.window.grab().toImage()
    assert picture.pixelColor(picture.width() - 4, picture.height() // 2) == QColor(tokens().ground)


def tables(at_counter: Counter) -> list[Table]:
    return [one for one in at_counter.window.findChildren(Table) if one.isVisible()]
