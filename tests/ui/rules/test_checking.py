"""Rules 10 to 13: what is wrong is said once, at its place, in words that say what to do."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.trail import JournalEntry
from app.ui.kit import IconLabel, MessageBar
from app.ui.kit.panel import Mark
from app.ui.pages.workers.likes import LOOKALIKE_MS
from app.ui.pages.workers.view import WorkersPage
from tests.journeys.conftest import Counter
from tests.ui.rules import scenes

CTRL = Qt.KeyboardModifier.ControlModifier
NEW = "140321199001019935"


@pytest.fixture
def page(at_counter: Counter) -> WorkersPage:
    made = scenes.workers(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    return made


def fill(page: WorkersPage, **values: object) -> None:
    page.form.fill({"name": "冯示例", "hukou_code": "140321106203", "urban_rural": "rural", **values})


# -- rule 10 ----------------------------------------------------------------------------------
@pytest.mark.rule(10)
def test_an_impossible_sign_stays_out_and_says_why(at_counter: Counter, page: WorkersPage) -> None:
    field = page.form.field("id_number")
    at_counter.type("14032W")
    assert field.value() == "14032"
    assert field._words.text() == "身份证号只有数字，末位可为 X"
    assert field.findings == ()


@pytest.mark.rule(10)
def test_format_is_judged_on_leaving_and_again_at_each_key(at_counter: Counter, page: WorkersPage) -> None:
    field = page.form.field("phone")
    field.focus_input()
    at_counter.type("1990000123")
    assert field.findings == ()
    at_counter.press(Qt.Key.Key_Return)
    assert [one.level for one in field.findings] == ["error"]
    field.focus_input()
    at_counter.press(Qt.Key.Key_End)
    at_counter.type("4")
    assert field.findings == ()


@pytest.mark.rule(10)
def test_all_faults_come_at_once_with_the_same_words_in_bar_and_field(
    at_counter: Counter, page: WorkersPage
) -> None:
    at_counter.type("140321198304170621")
    page.form.fill({"phone": "199"})
    at_counter.press(Qt.Key.Key_S, CTRL)
    wrong = {key: field.findings[0].text for key, field in page.form._fields.items() if field.findings}
    assert {"id_number", "name", "hukou_code", "phone"} <= wrong.keys()
    first = wrong["id_number"]
    assert page.form._summary.text().startswith(first)
    assert page.form.field("id_number")._words.text() == first
    assert at_counter.focus() == "id_number"
    assert at_counter.town.counter.workers.count() == 386


# -- rule 11 ----------------------------------------------------------------------------------
@pytest.mark.rule(11)
def test_look_alikes_appear_from_the_tenth_figure_on(
    at_counter: Counter, page: WorkersPage, qtbot: QtBot
) -> None:
    known = at_counter.town.counter.workers.begin_visit(at_counter.town.worker(scenes.PERSON))
    number = known.text("id_number")
    at_counter.type(number[:9])
    QTest.qWait(LOOKALIKE_MS + 60)
    assert page._likes.isHidden()
    at_counter.type(number[9])
    assert page._likes._due.remainingTime() <= LOOKALIKE_MS * 1.05 + 1
    qtbot.waitUntil(page._likes.isVisible, timeout=3000)
    names = [row.title for row in page._likes._list.rows()]
    assert scenes.PERSON in names
    row = page._likes._list.rows()[names.index(scenes.PERSON)]
    told = " ".join((*row.pluses, row.note))
    assert "西武庄村" in told
    assert "上次 2026-11-24" in told
    assert number not in told


@pytest.mark.rule(11)
def test_enter_on_a_look_alike_opens_it_and_the_same_number_changes_the_button(
    at_counter: Counter, page: WorkersPage, qtbot: QtBot
) -> None:
    number = at_counter.town.counter.workers.open(at_counter.town.worker(scenes.PERSON)).text("id_number")
    at_counter.type(number)
    qtbot.waitUntil(lambda: page._save.text().startswith("打开已有记录"), timeout=3000)
    page._likes._list.focus_row()
    at_counter.press(Qt.Key.Key_Return)
    assert page.form.field("name").value() == scenes.PERSON


@pytest.mark.rule(11)
def test_a_namesake_of_the_same_day_and_village_warns_and_does_not_block(
    at_counter: Counter, page: WorkersPage
) -> None:
    known = at_counter.town.counter.workers.open(at_counter.town.worker(scenes.PERSON))
    at_counter.type("140321199701031")
    at_counter.type("11" + "0")
    page.form.field("id_number").set_value("14032119970103111X")
    number = next(
        f"14032119970103111{last}" for last in "0123456789X" if not _wrong(page, f"14032119970103111{last}")
    )
    page.form.field("id_number").set_value(number)
    fill(page, name=known.text("name"), hukou_code=known.text("hukou_code"), birth=date(1997, 1, 3), sex="1")
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert at_counter.town.counter.workers.count() == 387
    assert "同名同生日" in at_counter.desktop.window._toast.text()


def _wrong(page: WorkersPage, number: str) -> bool:
    page.form.field("id_number").set_value(number)
    return any(one.level == "error" for one in page.form.field("id_number").judge())


# -- rule 12 ----------------------------------------------------------------------------------
@pytest.mark.rule(12)
def test_a_warning_is_saved_with_its_words_in_the_journal(at_counter: Counter, page: WorkersPage) -> None:
    at_counter.type(NEW)
    fill(page, family_size=2, labour_count=3)
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert at_counter.town.counter.workers.count() == 387
    with at_counter.town.desk.database.reading() as session:
        query = select(JournalEntry.reason).where(JournalEntry.action == "worker.registered")
        reason = session.scalars(query.order_by(JournalEntry.id.desc())).first()
    assert "劳动力数3多于家庭人口2" in str(reason)


@pytest.mark.rule(12)
@pytest.mark.parametrize(("text", "level", "icon"), [("199", "error", "error"), ("19900001234", "", "")])
def test_a_fault_has_icon_and_words_and_not_only_colour(
    page: WorkersPage, text: str, level: str, icon: str
) -> None:
    field = page.form.field("phone")
    field.set_value(text)
    found = field.judge()
    assert [one.level for one in found] == ([level] if level else [])
    if level:
        assert isinstance(field._mark, IconLabel)
        assert field._mark._name == icon
        assert field._mark.isVisible()
        assert field._words.text() == found[0].text
        assert field.inputs()[0].accessibleDescription() == found[0].text


@pytest.mark.rule(12)
@pytest.mark.parametrize("tone", ["ok", "info", "warning", "error"])
def test_every_bar_has_its_own_icon(at_counter: Counter, tone: str) -> None:
    icons = set()
    for one in ("ok", "info", "warning", "error"):
        bar = MessageBar(parent=at_counter.window)
        bar.say(one, "话")
        icons.add(bar._icon._name)
    assert len(icons) == 4
    at_counter.desktop.window.tell(tone, "看一眼", key="k")
    QTest.qWait(10)
    shown = at_counter.desktop.window._bars["k"]
    assert shown._icon.isVisible()
    assert shown.text() == "看一眼"


# -- rule 13 ----------------------------------------------------------------------------------
@pytest.mark.rule(13)
def test_each_condition_stands_with_its_mark_and_paragraph_and_is_judged_live(at_counter: Counter) -> None:
    number = at_counter.town.worker(scenes.PERSON)
    at_counter.town.pass_everyone()
    page = scenes.applications(at_counter, ("apply", number, "training"))
    rows = page.apply.conditions.rows()
    assert {row.mark for row in rows} >= {Mark.OK, Mark.ASK}
    assert all(row.payload[0] for row in rows)
    assert sum(row.title.startswith("（九）") for row in rows) > 3
    before = {row.title: row.mark for row in rows}
    at_counter.town.complete(number, is_student="0", has_pension="0")
    page.apply.judge_again()
    after = {row.title: row.mark for row in page.apply.conditions.rows()}
    assert [title for title, mark in before.items() if mark is Mark.ASK and after[title] is Mark.OK]


@pytest.mark.rule(13)
def test_a_question_leads_to_the_field_that_answers_it(at_counter: Counter) -> None:
    page = scenes.workers(at_counter, at_counter.town.worker(scenes.PERSON))
    at = next(at for at, row in enumerate(page.panel.outcomes.rows()) if row.mark is Mark.ASK)
    wanted = page.panel.outcomes.rows()[at].payload[1]
    page.panel.outcomes.focus_row(at)
    at_counter.press(Qt.Key.Key_Return)
    in_form = wanted in page.form._fields
    assert at_counter.focus() == wanted if in_form else "field" in at_counter.desktop.window._bars
