"""Rules 14 to 18: nothing typed is lost, nothing is asked twice, nobody is overwritten."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

import app.ui
from app.services.catalog.service import CatalogEntry
from app.services.results import Saved
from app.services.workers.service import Entry
from app.ui.kit import Button, FormGrid
from app.ui.kit.form import DRAFT_MS
from app.ui.kit.toast import TOAST_MS
from tests.journeys.conftest import Counter, opened
from tests.services.town import Town, reopen
from tests.ui.rules import scenes
from tests.ui.rules.test_entry import FORMS

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NEW = "140321199001019935"
KEPT = {
    "new person": ("id_number", "1403211990"),
    "new job": ("title", "SHILI"),
    "new employer": ("name", "SHILI"),
    "new institution": ("name", "SHILI"),
    "new course": ("title", "SHILI"),
    "new session": ("class_no", "SL9"),
    "claim": ("bank_name", "ZHIHANG"),
}


def typed_into(at_counter: Counter, name: str) -> FormGrid:
    key, text = KEPT[name]
    scenes.SCENES[name](at_counter)
    form = FORMS[name](at_counter)
    form.field(key).focus_input()
    at_counter.type(text)
    return form


def waiting(at_counter: Counter) -> int:
    drafts = at_counter.town.counter.drafts
    kinds = ("worker", "application", *(f"catalog_{kind}" for kind in
             ("job", "employer", "institution", "course", "session")))  # fmt: skip
    return sum(len(drafts.waiting(kind)) for kind in kinds)


# -- rule 14 ----------------------------------------------------------------------------------
@pytest.mark.rule(14)
def test_a_draft_is_kept_within_a_second_of_the_first_key_and_when_leaving(at_counter: Counter) -> None:
    assert DRAFT_MS * 1.05 <= 1000
    for count, name in enumerate(KEPT, start=1):
        form = typed_into(at_counter, name)
        assert form._draft.isActive(), name
        assert form._draft.remainingTime() <= 1000, name
        if count % 2:
            form._on_draft_due()
        else:
            at_counter.press(Qt.Key.Key_Tab)
        assert not form._draft.isActive(), name
        assert waiting(at_counter) == count, name


@pytest.mark.rule(14)
def test_typing_on_and_on_does_not_put_the_draft_off(at_counter: Counter) -> None:
    form = typed_into(at_counter, "new person")
    first = form._draft.remainingTime()
    QTest.qWait(40)
    at_counter.type("0101")
    assert form._draft.remainingTime() < first


@pytest.mark.rule(14)
@pytest.mark.parametrize("name", ["new person", "new job", "claim"])
def test_after_a_power_cut_the_page_offers_what_was_typed(
    at_counter: Counter, name: str, qapp: QApplication
) -> None:
    """The window dies with no chance to say goodbye; the next one opens on the same file."""
    form = typed_into(at_counter, name)
    form._on_draft_due()
    key, text = KEPT[name]
    at_counter.town.desk.database.close()
    town: Town = reopen(at_counter.town.counter.home)
    try:
        with opened(qapp, town) as after:
            scenes.SCENES[name](after)
            page = after.desktop.window.current_page()
            assert page is not None
            offered = [
                one
                for one in page.findChildren(Button)
                if one.isVisible() and one.text() in {"继续填写", "丢弃"}
            ]
            assert sorted(one.text() for one in offered) == ["丢弃", "继续填写"]
            next(one for one in offered if one.text() == "继续填写").click()
            assert FORMS[name](after).field(key).value() == text
    finally:
        town.close()


# -- rule 15 ----------------------------------------------------------------------------------
def _said() -> list[tuple[str, str]]:
    """Return every text of the interface's code."""
    found = []
    for path in Path(app.ui.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [
            (path.name, node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
    return found


@pytest.mark.rule(15)
def test_nobody_is_asked_whether_he_is_sure() -> None:
    asking = re.compile(r"(确定|确认|是否|真的).{0,12}[吗？?]")
    assert [pair for pair in _said() if asking.search(pair[1]) and "？？" not in pair[1]] == []


@pytest.mark.rule(15)
@pytest.mark.parametrize("by_key", [True, False])
def test_what_was_done_is_said_and_taken_back_by_button_or_key(at_counter: Counter, *, by_key: bool) -> None:
    page = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.type(NEW)
    page.form.fill({"name": "冯示例", "hukou_code": "140321106203"})
    at_counter.press(Qt.Key.Key_S, CTRL)
    toast = at_counter.desktop.window._toast
    assert toast.text().startswith("已登记 冯示例")
    assert toast._button.text() == "撤销"
    assert toast._timer.interval() == TOAST_MS == 10_000
    at_counter.press(Qt.Key.Key_Z, CTRL) if by_key else toast._button.click()
    assert at_counter.town.counter.workers.count() == 386


@pytest.mark.rule(15)
def test_what_cannot_be_undone_has_its_verb_on_the_button(at_counter: Counter) -> None:
    scenes.SCENES["seal"](at_counter)
    page = at_counter.desktop.window.current_page()
    assert page is not None
    shown = [one.text() for one in page._confirm.findChildren(Button) if one.isVisible()]
    assert "先不封存" in shown
    assert all("封存" in text or "写" in text for text in shown)


# -- rules 16 and 17 --------------------------------------------------------------------------
@pytest.mark.rule(17)
def test_leaving_the_page_keeps_half_done_work(at_counter: Counter) -> None:
    for count, (name, (key, text)) in enumerate(KEPT.items(), start=1):
        form = typed_into(at_counter, name)
        front = at_counter.desktop.window.current_page()
        assert front is not None
        at_counter.press(Qt.Key.Key_8, ALT)
        at_counter.desktop.window.open_page(front.page_key)
        assert form.field(key).value() == text, name
        assert waiting(at_counter) == count, name


@pytest.mark.rule(17)
def test_closing_the_window_asks_nothing_and_keeps_the_draft(at_counter: Counter) -> None:
    typed_into(at_counter, "new person")
    assert at_counter.desktop.window.close()
    assert waiting(at_counter) == 1
    assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


# -- rule 18 ----------------------------------------------------------------------------------
@pytest.mark.rule(18)
def test_a_person_changed_elsewhere_is_told_with_the_difference(at_counter: Counter) -> None:
    number = at_counter.town.worker(scenes.PERSON)
    page = scenes.workers(at_counter, number)
    page.form.field("phone").set_value("19900001234")
    known = at_counter.town.counter.workers.open(number)
    entry = Entry({**known.values, "note": "别处写的"}, "", worker_id=number, version=known.version)
    assert isinstance(at_counter.town.counter.workers.save(entry), Saved)
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert page.conflict.isVisible()
    assert page.conflict.text().startswith("此记录已被修改")
    assert [page.conflict._first.text(), page.conflict._second.text()] == ["查看差异", "重新载入"]
    page.conflict._first.click()
    assert "备注：现存“别处写的”" in page.conflict.text()
    assert at_counter.town.counter.workers.open(number).text("phone") != "19900001234"


@pytest.mark.rule(18)
def test_a_case_moved_elsewhere_is_told_with_the_difference(at_counter: Counter) -> None:
    number = scenes.a_case(at_counter)
    page = scenes.applications(at_counter, number)
    page.case._reason.set_value("家里有事，不申请了")
    applications = at_counter.town.counter.applications
    applications.move(number, "withdraw", "别处办的")
    before = applications.open(number)
    page.case.move_case("withdraw")
    assert applications.open(number) == before
    bar = page.case.conflict
    assert bar.isVisible()
    assert bar.text().startswith("此记录已被修改")
    assert [bar._first.text(), bar._second.text()] == ["查看差异", "重新载入"]
    bar._first.click()
    assert f"现在是“{before.row.state}”" in bar.text()
    bar._second.click()
    assert not bar.isVisible()
    assert page.case.record == before
    assert page.case._reason.value() == "家里有事，不申请了"


@pytest.mark.rule(18)
@pytest.mark.parametrize("kind", ["job", "employer", "institution", "course", "session"])
def test_a_record_of_the_catalogue_changed_elsewhere_is_compared_and_merged(
    at_counter: Counter, kind: str
) -> None:
    catalog, key = at_counter.town.counter.catalog, {"session": "class_no", "job": "title", "course": "title"}
    key = key.get(kind, "name")
    page = scenes.catalog(at_counter, kind)
    number = page._tables[kind].current_id()
    assert isinstance(number, int)
    page._open_record(kind, number)
    pane = page._form(kind)
    known = catalog.open(kind, number)
    fresh = at_counter.town.desk.ids.new()
    elsewhere = {**known.values, key: "别处改的"}
    saved = catalog.save(CatalogEntry(kind, elsewhere, fresh, number, known.version, known.parent_id))
    assert isinstance(saved, Saved), saved
    mine = next(one for one in ("note", "address", "place_text", "trade") if one in pane.form._fields)
    pane.form.field(mine).set_value("这里写的")
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert [pane.conflict._first.text(), pane.conflict._second.text()] == ["查看差异", "重新载入"]
    pane.conflict._first.click()
    assert f"{pane.form.field(key).label}：现存“别处改的”，您打开时是" in pane.conflict.text()
    assert "您填的是“这里写的”" in pane.conflict.text()
    pane.conflict._first.click()
    at_counter.press(Qt.Key.Key_S, CTRL)
    now = catalog.open(kind, number).values
    assert (now[key], now[mine]) == ("别处改的", "这里写的")
