"""The claim as the clerk meets it: judged live, kept when left, declined on record, an employer's staff entered."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from app.models.enums import ApplicationState
from app.ui.kit import DraftBar
from app.ui.pages.applications.view import ApplicationsPage
from tests.journeys.conftest import Counter
from tests.services.test_applications import company_class
from tests.services.town import ACCOUNT

CTRL = Qt.KeyboardModifier.ControlModifier


def begin(at_counter: Counter, worker_id: int, kind: str) -> ApplicationsPage:
    at_counter.desktop.window.open_page("applications", ("apply", worker_id, kind))
    page = at_counter.desktop.window.current_page()
    assert isinstance(page, ApplicationsPage)
    return page


def click(page: ApplicationsPage, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_answer_to_a_question_leads_to_its_field_and_back_with_all_that_was_typed(
    at_counter: Counter,
) -> None:
    number = at_counter.town.worker("曹铁柱")
    at_counter.town.pass_everyone()
    page = begin(at_counter, number, "training")
    page.apply.form.field("bank_name").set_value("娘子关支行（示例）")
    asked = next(row for row in page.apply.conditions.rows() if row.payload[1] == "is_student")
    page.apply.conditions.chosen.emit(asked.payload)
    QTest.qWait(20)
    assert at_counter.focus() == "is_student"
    at_counter.press(Qt.Key.Key_F7)
    back = at_counter.desktop.window.current_page()
    assert isinstance(back, ApplicationsPage)
    assert back.apply.form.field("bank_name").value() == "娘子关支行（示例）"


def test_a_claim_left_half_way_is_offered_again_without_its_account(at_counter: Counter) -> None:
    number = at_counter.town.eligible("曹铁柱")
    page = begin(at_counter, number, "training")
    at_counter.type(ACCOUNT)
    page.apply.form.field("bank_name").focus_input()
    at_counter.type("ABC")
    at_counter.press(Qt.Key.Key_Return)
    card = at_counter.town.counter.drafts.waiting("application")[0]
    assert card.payload["bank_name"] == "ABC"
    assert ACCOUNT not in str(card.payload)
    begin(at_counter, at_counter.town.worker("姚润生"), "living")
    page = begin(at_counter, number, "training")
    bar = page.apply.draft
    assert isinstance(bar, DraftBar)
    assert bar.isVisible()
    bar.resumed.emit(bar)
    assert page.apply.form.field("bank_name").value() == "ABC"


def test_a_hopeless_claim_is_declined_with_its_reason(at_counter: Counter) -> None:
    number = at_counter.town.eligible("曹铁柱")
    at_counter.town.complete(number, is_student="1")
    page = begin(at_counter, number, "training")
    at_counter.press(Qt.Key.Key_Return, CTRL)
    assert at_counter.town.counter.applications.ids() == ()
    page.apply.form.field("reason").set_value("在校学生")
    click(page, "decline")
    case = at_counter.town.counter.applications.open(at_counter.town.counter.applications.ids()[0])
    assert (case.state, case.note) == (ApplicationState.TO_REVIEW, "拟不予受理：在校学生")


def test_an_employer_claim_asks_for_each_learner_and_is_judged_again(at_counter: Counter) -> None:
    choice = company_class(at_counter.town)
    page = begin(at_counter, 0, "employer")
    form = page.apply.form
    form.fill({"employer": str(choice.employer_id), "basis": str(choice.session_id)})
    form.edited.emit(type("Edit", (), {"key": "employer"})())
    assert form.field("bank_holder").value() == "示例娘子关文旅有限公司"
    assert [row.title for row in page.apply.conditions.rows()][-1].endswith("需补充信息")
    click(page, "check_staff")
    line = at_counter.town.counter.enrolments.staff(choice.session_id)[2]
    page.staff.form.field(f"is_dispatched_{line.enrolment_id}").set_value("0")
    at_counter.press(Qt.Key.Key_S, CTRL)
    assert [row.title for row in page.apply.conditions.rows()][-1].endswith("符合")
    form.fill({"bank_account": ACCOUNT})
    at_counter.press(Qt.Key.Key_Return, CTRL)
    case = at_counter.town.counter.applications.open(at_counter.town.counter.applications.ids()[0])
    assert (case.row.who, case.row.amount) == ("示例娘子关文旅有限公司", "￥2,400.00")


def test_the_list_says_how_many_stand_where(at_counter: Counter) -> None:
    number = at_counter.town.eligible("曹铁柱")
    page = begin(at_counter, number, "training")
    page.apply.form.fill({"bank_account": ACCOUNT})
    at_counter.press(Qt.Key.Key_Return, CTRL)
    at_counter.press(Qt.Key.Key_Escape)
    told = [words.text() for words in page.table.findChildren(QLabel)]
    assert any("待复核 1" in text for text in told)
