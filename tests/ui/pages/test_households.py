"""A household at once: three of a family by keys, what was copied is seen, and the pane tells who belongs."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.models.checks.identity import check_digit
from app.services.results import Saved
from app.services.workers.service import Entry
from app.ui.kit import Button, FieldState, MessageBar, Words
from app.ui.pages.workers.view import WorkersPage
from tests.journeys.conftest import Counter

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
VILLAGE = "140321106203"
ADDRESS = "山西省平定县娘子关镇磨河滩村三组12号"


@pytest.fixture
def page(at_counter: Counter) -> WorkersPage:
    at_counter.desktop.window.open_page("workers")
    found = at_counter.desktop.window.current_page()
    assert isinstance(found, WorkersPage)
    return found


def number(order: int, birth: str = "19830417") -> str:
    bare = f"140321{birth}{order:03d}"
    return bare + check_digit(bare)


def register(at_counter: Counter, name: str, order: int, *, of: int = 0, **values: object) -> int:
    given = {
        "id_number": number(order),
        "name": name,
        "hukou_code": VILLAGE,
        "hukou_text": ADDRESS,
        "urban_rural": "rural",
        "hukou_kind": "farm",
    }
    counter = at_counter.town.counter
    saved = counter.workers.save(Entry({**given, **values}, at_counter.town.desk.ids.new(), household_of=of))
    assert isinstance(saved, Saved), saved
    return saved.id


def fill_in(at_counter: Counter, page: WorkersPage, order: int, name: str) -> None:
    """Type a number, and a name as an input method commits it."""
    at_counter.type(number(order))
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.focus() == "name"
    page.form.field("name").inputs()[0].insert(name)


def members(page: WorkersPage) -> list[str]:
    return [row.title for row in page.home.members.rows()]


def bars(at_counter: Counter) -> list[str]:
    return [bar.text() for bar in at_counter.window.findChildren(MessageBar) if bar.isVisible()]


def press_button(at_counter: Counter, page: WorkersPage, name: str) -> None:
    button = page.home.findChild(Button, name)
    assert isinstance(button, Button)
    assert button.isVisible(), name
    button.setFocus()
    at_counter.press(Qt.Key.Key_Space)


def test_three_of_a_family_are_registered_without_leaving_the_keys(
    at_counter: Counter, page: WorkersPage
) -> None:
    wang = register(at_counter, "王大柱", 101, phone="13853531234", family_size=4, work_state="5")
    page.open(wang)
    at_counter.press(Qt.Key.Key_F2, SHIFT)
    for order, name in ((202, "李二妹"), (303, "王小三")):
        assert at_counter.focus() == "id_number"
        assert page.form.field("hukou_text").value() == ADDRESS
        assert page.form.field("household_head").value() == "王大柱"
        assert page.form.field("family_size").value() == 4
        assert page.form.field("work_state").value() == ""
        fill_in(at_counter, page, order, name)
        at_counter.press(Qt.Key.Key_Return, CTRL)
    assert at_counter.focus() == "id_number"
    fill_in(at_counter, page, 404, "王小四")
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert members(page) == ["王大柱 · 户主", "李二妹 · 关系未填", "王小三 · 关系未填", "王小四 · 关系未填"]
    assert page.form.field("name").value() == "王小四"
    assert at_counter.town.counter.drafts.waiting("worker") == ()


def test_the_relation_is_asked_beside_the_words_about_the_household(
    at_counter: Counter, page: WorkersPage
) -> None:
    page.open(register(at_counter, "王大柱", 101))
    at_counter.press(Qt.Key.Key_F2, SHIFT)
    at_counter.press(Qt.Key.Key_Backtab, SHIFT)
    assert at_counter.focus() == "kin_relation"
    at_counter.type("10")
    at_counter.press(Qt.Key.Key_Return)
    assert at_counter.focus() == "id_number"
    fill_in(at_counter, page, 202, "李二妹")
    at_counter.press(Qt.Key.Key_Return, CTRL)
    assert page.copied.relation.value() == ""
    assert [row.title for row in page.home.members.rows()] == ["王大柱 · 户主", "李二妹 · 配偶"]


def test_what_was_copied_is_marked_until_it_is_edited(at_counter: Counter, page: WorkersPage) -> None:
    wang = register(at_counter, "王大柱", 101, phone="13853531234")
    page.open(wang)
    at_counter.press(Qt.Key.Key_F2, SHIFT)
    phone = page.form.field("phone")
    assert phone.state is FieldState.COPIED
    assert phone.toolTip() == "带自同户（王大柱）"
    told = next(text for text in bars(at_counter) if "王大柱户第 2 位" in text)
    assert "户籍村、城乡、手机、户籍地址、户口性质、户主姓名" in told
    phone.focus_input()
    at_counter.press(Qt.Key.Key_A, CTRL)
    at_counter.type("13900001111")
    assert phone.state is FieldState.PLAIN
    assert phone.toolTip() == ""


def test_escape_goes_back_to_the_one_before_and_leaves_no_draft(
    at_counter: Counter, page: WorkersPage
) -> None:
    wang = register(at_counter, "王大柱", 101)
    page.open(wang)
    at_counter.press(Qt.Key.Key_F2, SHIFT)
    at_counter.press(Qt.Key.Key_Escape)
    assert page.form.field("name").value() == "王大柱"
    assert page.copied.household_of == 0
    assert at_counter.town.counter.drafts.waiting("worker") == ()
    assert at_counter.town.counter.households.at_home(wang).household is None


def test_an_undone_member_leads_back_to_the_one_before(at_counter: Counter, page: WorkersPage) -> None:
    wang = register(at_counter, "王大柱", 101)
    page.open(wang)
    at_counter.press(Qt.Key.Key_F2, SHIFT)
    fill_in(at_counter, page, 202, "李二妹")
    at_counter.press(Qt.Key.Key_Return, CTRL)
    page._on_undo_asked()
    assert page.form.field("name").value() == "王大柱"
    assert page.copied.household_of == 0
    assert at_counter.town.counter.households.at_home(wang).household is None
    at_counter.press(Qt.Key.Key_Escape)
    at_counter.lay("刘示例")
    at_counter.press(Qt.Key.Key_F4)
    assert page.copied.household_of == 0


def test_a_new_registration_ends_the_household(at_counter: Counter, page: WorkersPage) -> None:
    page.open(register(at_counter, "王大柱", 101))
    at_counter.press(Qt.Key.Key_F2, SHIFT)
    at_counter.press(Qt.Key.Key_F2)
    assert page.copied.household_of == 0
    assert page.form.field("household_head").value() == ""
    assert page.form.field("phone").state is FieldState.PLAIN


def test_a_half_done_member_is_taken_up_again_into_the_same_household(
    at_counter: Counter, page: WorkersPage
) -> None:
    wang = register(at_counter, "王大柱", 101)
    page.open(wang)
    at_counter.press(Qt.Key.Key_F2, SHIFT)
    fill_in(at_counter, page, 202, "李二妹")
    page.leave()
    at_counter.press(Qt.Key.Key_F2)
    page.draft.action_asked.emit("继续填写")
    assert page.form.field("hukou_text").state is FieldState.COPIED
    assert page.copied.household_of == wang
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert members(page) == ["王大柱 · 户主", "李二妹 · 关系未填"]


def test_the_card_of_the_next_member_stays_in_the_household(at_counter: Counter, page: WorkersPage) -> None:
    wang = register(at_counter, "王大柱", 101, phone="13853531234")
    page.open(wang)
    at_counter.press(Qt.Key.Key_F2, SHIFT)
    at_counter.lay("刘示例")
    at_counter.press(Qt.Key.Key_F4)
    assert page.form.field("name").state is FieldState.CARD
    assert page.form.field("hukou_text").state is FieldState.CARD
    assert page.form.field("household_head").value() == "王大柱"
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert [row.split(" ")[0] for row in members(page)] == ["王大柱", "刘示例"]


def test_one_who_is_registered_already_is_offered_and_not_joined(
    at_counter: Counter, page: WorkersPage
) -> None:
    wang = register(at_counter, "王大柱", 101)
    wife = register(at_counter, "李二妹", 202, hukou_text="")
    page.open(wang)
    at_counter.press(Qt.Key.Key_F2, SHIFT)
    at_counter.type(number(202))
    page._likes.look()
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert page.form.field("name").value() == "李二妹"
    assert at_counter.town.counter.households.at_home(wife).household is None
    bar = next(
        bar
        for bar in at_counter.window.findChildren(MessageBar)
        if bar.isVisible() and "已登记过" in bar.text()
    )
    bar.action_asked.emit("归入王大柱户")
    assert members(page) == ["王大柱 · 户主", "李二妹 · 关系未填"]


def test_a_neighbour_gives_what_the_village_shares_and_his_street_when_asked(
    at_counter: Counter, page: WorkersPage
) -> None:
    register(at_counter, "王大柱", 101, phone="13853531234", work_state="5")
    at_counter.press(Qt.Key.Key_F2)
    page.form.field("hukou_kind").set_value("resident")
    village = page.form.field("hukou_code")
    village.focus_input()
    at_counter.type(VILLAGE)
    at_counter.press(Qt.Key.Key_Return)
    assert page.form.field("urban_rural").state is FieldState.COPIED
    assert page.form.field("urban_rural").toolTip() == "带自本村上一位（王大柱）"
    assert page.form.field("hukou_kind").value() == "resident"
    assert page.form.field("hukou_kind").state is FieldState.PLAIN
    assert page.form.field("hukou_text").value() == ""
    page.copied.action_asked.emit("再带上地址")
    assert page.form.field("hukou_text").value() == "山西省平定县娘子关镇磨河滩村三组"
    assert {page.form.field(key).value() for key in ("phone", "work_state", "household_head")} == {""}


def test_another_village_takes_back_what_the_first_gave(at_counter: Counter, page: WorkersPage) -> None:
    register(at_counter, "王大柱", 101)
    at_counter.press(Qt.Key.Key_F2)
    page.form.field("hukou_code").set_value(VILLAGE)
    page.copied.follow_village()
    assert page.form.field("hukou_kind").value() == "farm"
    page.form.field("hukou_code").set_value("140302001001")
    page.copied.follow_village()
    assert page.form.field("hukou_kind").value() == ""
    assert page.form.field("hukou_kind").state is FieldState.PLAIN


def test_the_pane_founds_finds_joins_and_lets_go(at_counter: Counter, page: WorkersPage) -> None:
    wang = register(at_counter, "王大柱", 101, hukou_text="")
    wife = register(at_counter, "李二妹", 202, hukou_text="")
    page.open(wang)
    page.sides.show_pane(1)
    press_button(at_counter, page, "home_found")
    assert members(page) == ["王大柱 · 户主"]
    assert page.form.field("household_head").value() == "王大柱"
    press_button(at_counter, page, "home_add")
    at_counter.type(number(202))
    at_counter.press(Qt.Key.Key_Return)
    at_counter.press(Qt.Key.Key_Return)
    assert members(page) == ["王大柱 · 户主", "李二妹 · 关系未填"]
    page.home.members.focus_row(1)
    press_button(at_counter, page, "home_leave")
    assert members(page) == ["王大柱 · 户主"]
    page._on_undo_asked()
    assert members(page) == ["王大柱 · 户主", "李二妹 · 关系未填"]
    page.home.members.focus_row(0)
    at_counter.press(Qt.Key.Key_Down)
    at_counter.press(Qt.Key.Key_Return)
    assert page.form.field("name").value() == "李二妹"
    assert at_counter.town.counter.households.at_home(wife).household is not None


def test_what_is_half_typed_stays_when_the_household_changes(at_counter: Counter, page: WorkersPage) -> None:
    page.open(register(at_counter, "王大柱", 101))
    page.form.field("phone").focus_input()
    at_counter.type("13900001111")
    page.sides.show_pane(1)
    press_button(at_counter, page, "home_found")
    assert page.form.field("phone").value() == "13900001111"
    assert page.conflict.isHidden()
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert page.form.field("household_head").value() == "王大柱"


def test_a_neighbour_of_the_same_house_is_proposed_and_joins_by_enter(
    at_counter: Counter, page: WorkersPage
) -> None:
    wang = register(at_counter, "王大柱", 101)
    register(at_counter, "李二妹", 202)
    page.open(wang)
    page.sides.show_pane(1)
    assert [row.title for row in page.home.proposed.rows()] == ["李二妹"]
    page.home.proposed.focus_row()
    at_counter.press(Qt.Key.Key_Return)
    assert members(page) == ["王大柱 · 户主", "李二妹 · 关系未填"]


def test_a_certification_counts_for_all_and_doubts_who_works(at_counter: Counter, page: WorkersPage) -> None:
    wang = register(at_counter, "王大柱", 101, work_state="5")
    wife = register(at_counter, "李二妹", 202, of=wang, work_state="9")
    page.open(wife)
    page.sides.show_pane(1)
    press_button(at_counter, page, "home_certify")
    form = page.home.inplace.form
    assert form is not None
    form.field("authority").inputs()[0].insert("平定县人社局")
    at_counter.press(Qt.Key.Key_Return)
    at_counter.type("20260301")
    form.field("is_open_ended").set_value("1")
    save = page.home.findChild(Button, "inplace_save")
    assert isinstance(save, Button)
    save.click()
    assert "有成员已就业（王大柱，就业状态：省外），请核实零就业家庭认定" in bars(at_counter)
    assert page.home._zero.text() == "零就业家庭（全户）：2026-03-01 认定 · 长期有效 · 平定县人社局"
    assert any(
        words.text().startswith("零就业家庭：户主王大柱，2026-03 认定")
        for words in page.form.findChildren(Words)
    )
    assert {wang, wife} <= set(at_counter.town.counter.workers.ids(category="LJY"))
    at_counter.press(Qt.Key.Key_Escape)
    assert page.list.isVisible()


def test_escape_closes_the_small_form_first(at_counter: Counter, page: WorkersPage) -> None:
    page.open(register(at_counter, "王大柱", 101))
    page.sides.show_pane(1)
    press_button(at_counter, page, "home_add")
    at_counter.press(Qt.Key.Key_Escape)
    assert page.home.inplace.form is None
    assert page.form.field("name").value() == "王大柱"


def test_the_pane_fits_the_smallest_window_in_the_largest_type(in_large_type: Counter) -> None:
    window = in_large_type.desktop.window
    window.open_page("workers")
    page = window.current_page()
    assert isinstance(page, WorkersPage)
    wang = register(in_large_type, "王大柱", 101)
    page.open(register(in_large_type, "李二妹", 202, of=wang))
    page.sides.show_pane(1)
    for size in ((1366, 728), (1092, 560)):
        window.resize(*size)
        page.panes.show_side()
        in_large_type.press(Qt.Key.Key_Shift)
        for verb in ("home_add", "home_change", "home_certify"):
            press_button(in_large_type, page, verb)
            in_large_type.press(Qt.Key.Key_Shift)
            pane = page.home
            widest = max(
                child.mapTo(pane, child.rect().topRight()).x()
                for child in pane.findChildren(Button)
                if child.isVisible()
            )
            assert widest <= pane.width(), (size, verb)
            assert pane.width() <= pane.parentWidget().width(), (size, verb)
            in_large_type.press(Qt.Key.Key_Escape)
