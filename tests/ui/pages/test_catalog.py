"""The catalogue and the class under real keys, on the sample town."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.services.catalog.service import CatalogEntry
from app.ui.pages.catalog.form import RecordPane
from app.ui.pages.catalog.view import CatalogPage
from tests.journeys.conftest import Counter
from tests.services.town import Town

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def page_of(at_counter: Counter, kind: str = "job") -> CatalogPage:
    at_counter.desktop.window.open_page("catalog", kind)
    page = at_counter.desktop.window.current_page()
    assert isinstance(page, CatalogPage)
    return page


def form_of(page: CatalogPage) -> RecordPane:
    pane = page._stack.currentWidget()
    assert isinstance(pane, RecordPane)
    return pane


def newest(town: Town, kind: str) -> dict[str, object]:
    return dict(town.counter.catalog.open(kind, town.counter.catalog.ids(kind)[0]).values)


def start_job(at_counter: Counter, title: str, heads: int) -> RecordPane:
    page = page_of(at_counter)
    before = at_counter.town.counter.catalog.parents("job")[0][0]
    at_counter.press(Qt.Key.Key_F2)
    pane = form_of(page)
    pane.form.field("parent").set_value(str(before))
    pane.form.field("title").focus_input()
    at_counter.type(title)
    pane.form.field("head_count").focus_input()
    at_counter.type(str(heads))
    return pane


def test_every_list_opens_with_its_bar_on_the_first_row(at_counter: Counter) -> None:
    for kind in ("job", "employer", "institution", "course", "session"):
        page = page_of(at_counter, kind)
        assert page.kind == kind
        assert page._tables[kind].current_id() == at_counter.town.counter.catalog.ids(kind)[0]


def test_a_new_job_for_twelve_people_has_twelve_places_left(at_counter: Counter) -> None:
    start_job(at_counter, "SHILI 1", 12)
    at_counter.press(Qt.Key.Key_S, CTRL)
    kept = newest(at_counter.town, "job")
    assert (kept["title"], kept["head_count"], kept["head_left"]) == ("SHILI 1", 12, 12)
    assert at_counter.focus() == "catalog_job"


def test_a_new_session_is_one_that_can_be_enrolled_in(at_counter: Counter) -> None:
    page = page_of(at_counter, "session")
    at_counter.press(Qt.Key.Key_F2)
    pane = form_of(page)
    pane.form.field("parent").set_value(str(at_counter.town.counter.catalog.parents("session")[0][0]))
    pane.form.field("class_no").focus_input()
    at_counter.type("SL2026-99")
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert newest(at_counter.town, "session")["state"] == "planned"


def test_the_next_job_keeps_its_employer(at_counter: Counter) -> None:
    pane = start_job(at_counter, "SHILI 1", 2)
    parent = pane.form.field("parent").value()
    at_counter.press(Qt.Key.Key_Return, CTRL)
    assert (pane.form.field("parent").value(), pane.form.field("title").value()) == (parent, "")
    assert newest(at_counter.town, "job")["title"] == "SHILI 1"


def test_a_saved_record_is_taken_back_by_one_key(at_counter: Counter) -> None:
    before = at_counter.town.counter.catalog.ids("job")
    start_job(at_counter, "SHILI 1", 2)
    at_counter.press(Qt.Key.Key_S, CTRL)
    at_counter.press(Qt.Key.Key_Z, CTRL)
    assert at_counter.town.counter.catalog.ids("job") == before


def test_errors_are_shown_at_their_fields(at_counter: Counter) -> None:
    page = page_of(at_counter)
    at_counter.press(Qt.Key.Key_F2)
    at_counter.press(Qt.Key.Key_S, CTRL)
    pane = form_of(page)
    assert [one.text for one in pane.form.field("title").findings] == ["请填写岗位名称"]
    assert [one.text for one in pane.form.field("parent").findings] == ["请选择用人单位"]


def test_a_wrong_credit_code_is_told_on_leaving(at_counter: Counter) -> None:
    page = page_of(at_counter, "employer")
    at_counter.press(Qt.Key.Key_F2)
    field = form_of(page).form.field("uscc")
    field.focus_input()
    at_counter.type("91140300MA0000000X")
    at_counter.press(Qt.Key.Key_Return)
    assert field.findings


def test_what_was_half_typed_is_offered_again(at_counter: Counter) -> None:
    pane = start_job(at_counter, "SHILI 2", 3)
    at_counter.press(Qt.Key.Key_Escape)
    assert at_counter.focus() == "catalog_job"
    at_counter.press(Qt.Key.Key_F2)
    assert pane.form.field("title").value() == ""
    assert "SHILI 2" in pane.draft.text()
    pane.draft._first.click()
    assert pane.form.field("title").value() == "SHILI 2"
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert at_counter.town.counter.drafts.waiting("catalog_job") == ()


def test_a_record_is_not_taken_off_without_a_reason(at_counter: Counter) -> None:
    page = page_of(at_counter)
    number = page._tables["job"].current_id()
    at_counter.press(Qt.Key.Key_Return)
    pane = form_of(page)
    pane._void.click()
    assert at_counter.focus() == "void_reason"
    at_counter.type("gone")
    pane._void.click()
    assert number not in at_counter.town.counter.catalog.ids("job")
    assert page._stack.currentWidget() is page._list


def test_a_record_changed_elsewhere_is_not_overwritten(at_counter: Counter) -> None:
    page = page_of(at_counter)
    number = page._tables["job"].current_id()
    at_counter.press(Qt.Key.Key_Return)
    pane = form_of(page)
    assert isinstance(number, int)
    known = at_counter.town.counter.catalog.open("job", number)
    entry = CatalogEntry(
        "job", {**known.values, "title": "别处改的"}, at_counter.town.desk.ids.new(), number, known.version,
        known.parent_id,
    )  # fmt: skip
    at_counter.town.counter.catalog.save(entry)
    pane.form.field("title").focus_input()
    at_counter.type("here")
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert newest_title(at_counter, number) == "别处改的"
    assert "此记录已被修改" in pane.conflict.text()
    pane.conflict.action_asked.emit("重新载入")
    assert pane.form.field("title").value() == "别处改的"


def newest_title(at_counter: Counter, number: int) -> object:
    return at_counter.town.counter.catalog.open("job", number).values["title"]


def test_every_pane_fits_a_small_window_in_large_type(in_large_type: Counter) -> None:
    in_large_type.window.resize(1092, 560)
    page = page_of(in_large_type)
    in_large_type.press(Qt.Key.Key_Return)
    QTest.qWait(30)
    for pane in (page._stack.currentWidget(), page.classroom, page._import, page):
        assert pane.minimumSizeHint().width() <= page.width()
        assert pane.minimumSizeHint().height() <= page.height()
