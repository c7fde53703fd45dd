"""Rules 27 to 29: lists explain themselves, obey the keys and keep numbers to themselves; rare signs live."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from app.ports import FixedClock, SeededIds
from app.services.counter import build_counter
from app.services.home import StationHome
from app.services.printing.preview import text_of
from app.services.sample import found_empty
from app.ui.kit import EmptyState, Table
from tests.journeys.conftest import Counter, opened
from tests.services.conftest import QUICK
from tests.services.town import Town
from tests.ui.rules import scenes

CTRL = Qt.KeyboardModifier.ControlModifier
KEYS = re.compile(r"F\d|Enter|Esc|Ctrl\+\w|点|按|导入|重新安装|自动|清空|选")
WHOLE = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)|(?<!\d)1\d{10}(?!\d)")
LISTS: dict[str, Callable[[Counter], object]] = {
    "register": scenes.SCENES["register"],
    **{f"list of {kind}": scenes.SCENES[f"list of {kind}"]
       for kind in ("job", "employer", "institution", "course", "session")},
    "waiting seekers": scenes.SCENES["waiting seekers"],
    "applications": lambda at_counter: (scenes.a_case(at_counter), scenes.SCENES["applications"](at_counter)),
    "forms: forms": scenes.SCENES["forms: forms"],
    "settings: trail": scenes.SCENES["settings: trail"],
    "people: add": scenes.SCENES["people: add"],
}  # fmt: skip


@pytest.fixture
def empty_station(qapp: QApplication, tmp_path: Path, clock: FixedClock) -> Iterator[Counter]:
    """Open the window over a station on its first day."""
    home = StationHome(tmp_path / "station", clock=clock, ids=SeededIds(7, clock), cost=QUICK)
    desk, _ = found_empty(home)
    town = Town(build_counter(desk, home), desk)
    with opened(qapp, town) as counter:
        yield counter
    town.close()


def listed(at_counter: Counter, name: str) -> Table:
    LISTS[name](at_counter)
    return next(one for one in at_counter.window.findChildren(Table) if one.isVisible() and one.count())


# -- rule 27 ----------------------------------------------------------------------------------
@pytest.mark.rule(27)
def test_every_empty_list_says_what_it_is_why_and_what_fills_it(empty_station: Counter) -> None:
    scenes_of_lists = (
        "register", "imports of the past", "waiting seekers", "list of job", "list of employer",
        "list of institution", "list of course", "list of session", "applications", "exchange", "forms: history",
    )  # fmt: skip
    told: dict[str, str] = {}
    for name in scenes_of_lists:
        scenes.tidy(empty_station)
        scenes.SCENES[name](empty_station)
        for state in empty_station.window.findChildren(EmptyState):
            if state.isVisible():
                told[name] = f"{state._what.text()}|{state._why.text()}"
    assert told.keys() == set(scenes_of_lists)
    poor = [f"{name}: {text}" for name, text in told.items() if not KEYS.search(text.partition("|")[2])]
    assert poor == []
    assert all(len(text.partition("|")[0]) >= 2 for text in told.values())


@pytest.mark.rule(27)
def test_the_first_day_names_the_keys_to_begin_with(empty_station: Counter) -> None:
    page = empty_station.desktop.window.page("today")
    empty_station.desktop.window.open_page("today")
    words = " ".join(label.text() for label in page.findChildren(type(page._nobody)) if label.isVisible())
    assert "今天还没有人来" in words
    assert "F4" in page._read.text()


# -- rule 28 ----------------------------------------------------------------------------------
@pytest.mark.rule(28)
def test_every_list_is_sorted_by_a_key_and_back(at_counter: Counter) -> None:
    for name in LISTS:
        table = listed(at_counter, name)
        table.focus_list()
        whole = set(table._model.ids)
        at_counter.press(Qt.Key.Key_1, CTRL)
        up = [table.cells(row)[0] for row in range(table.count())]
        at_counter.press(Qt.Key.Key_1, CTRL)
        down = [table.cells(row)[0] for row in range(table.count())]
        assert set(table._model.ids) == whole, name
        assert sorted(up) == sorted(down), name
        assert len(set(up)) < 2 or up != down, name
        head = table._view.horizontalHeader()
        assert (head.isSortIndicatorShown(), head.sortIndicatorSection()) == (True, 0), name


@pytest.mark.rule(28)
def test_names_stand_by_their_pinyin_and_stay_so_when_the_list_is_read_again(at_counter: Counter) -> None:
    table = listed(at_counter, "register")
    table.focus_list()
    at_counter.press(Qt.Key.Key_1, CTRL)
    names = [table.cells(row)[0] for row in range(table.count())]
    assert names.index("曹铁柱") < names.index("郝海军") < names.index("姚润生")
    scenes.workers(at_counter).list.fill()
    assert [table.cells(row)[0] for row in range(table.count())] == names


@pytest.mark.rule(28)
def test_figures_stand_by_their_size(at_counter: Counter) -> None:
    table = listed(at_counter, "settings: trail")
    table.focus_list()
    at_counter.press(Qt.Key.Key_1, CTRL)
    numbers = [int(table.cells(row)[0]) for row in range(table.count())]
    assert numbers == sorted(numbers)


@pytest.mark.rule(28)
def test_copied_rows_are_as_shown_with_no_whole_number(at_counter: Counter) -> None:
    for name in LISTS:
        table = listed(at_counter, name)
        table.focus_list()
        at_counter.press(Qt.Key.Key_A, CTRL)
        at_counter.press(Qt.Key.Key_C, CTRL)
        lines = QGuiApplication.clipboard().text().split("\n")
        assert lines[0] == "\t".join(table.cells(0)), name
        assert len(lines) == table.count(), name
        if name not in {
            "list of employer",
            "list of institution",
            "list of job",
        }:  # theirs are firms' numbers
            assert [line for line in lines if WHOLE.search(line)] == [], name


@pytest.mark.rule(28)
def test_enter_opens_the_row_of_every_list(at_counter: Counter) -> None:
    for name in LISTS:
        if name in {"settings: trail", "people: add"}:  # nothing lies behind their rows
            continue
        scenes.tidy(at_counter)
        table = listed(at_counter, name)
        table.focus_list()
        at_counter.press(Qt.Key.Key_Return)
        assert not table.isVisible(), name


@pytest.mark.rule(28)
def test_the_total_stands_at_the_foot_and_widths_are_remembered(at_counter: Counter) -> None:
    for name in LISTS:
        table = listed(at_counter, name)
        assert table._total.isVisible(), name
        assert re.search(r"\d", table._total.text()), name
        table._view.horizontalHeader().resizeSection(0, 137)
        assert at_counter.town.counter.settings.habit(f"widths/{table._name}"), name
        other = Table(table._name, table._model.columns, empty=EmptyState("表", "空"), memory=table._memory)
        other.resize(table.size())
        assert other._view.horizontalHeader().sectionSize(0) == 137, name
        other.deleteLater()


# -- rule 29 ----------------------------------------------------------------------------------
RARE = "阿卜杜·𬱖㛃𠮷"


@pytest.mark.rule(29)
def test_rare_signs_are_typed_stored_shown_and_printed(at_counter: Counter) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type("140321199001019935")
    page.form.fill({"hukou_code": "140321106203"})
    page.form.field("name").focus_input()
    for typed in ("阿卜杜", "•", "𬱖㛃𠮷"):
        event = QInputMethodEvent()
        event.setCommitString(typed)
        QApplication.sendEvent(page.form.field("name").inputs()[0], event)
    at_counter.press(Qt.Key.Key_S, CTRL)
    number = next(row.id for row in at_counter.town.counter.workers.find("𬱖").rows if row.name == RARE)
    assert at_counter.town.counter.workers.open(number).text("name") == RARE
    assert page.form.field("name").value() == RARE
    scenes.a_list(at_counter)
    assert page.list.table.cells(0)[0] == RARE
    page.open(number)
    at_counter.press(Qt.Key.Key_F8)
    assert not any("没有" in bar.text() for bar in at_counter.desktop.window._bars.values())
    at_counter.press(Qt.Key.Key_Return)
    assert RARE in text_of(at_counter.printed.pages[0]).replace("\n", "")


@pytest.mark.rule(29)
def test_a_sign_no_font_holds_is_told_before_it_is_printed(at_counter: Counter) -> None:
    number = at_counter.town.worker(scenes.PERSON)
    at_counter.town.complete(number, hukou_text="山西省平定县\U0010fffd村")
    scenes.workers(at_counter, number)
    at_counter.press(Qt.Key.Key_F8)
    bar = at_counter.desktop.window._bars["paper"]
    assert "\U0010fffd" in bar.text() or "10FFFD" in bar.text().upper()
    assert at_counter.printed.pages == []
