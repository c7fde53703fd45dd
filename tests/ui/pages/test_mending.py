"""补正 on the page: the button opens the small form, what is wrong stands at its field, what is right is written."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from app.services import sample
from app.ui.pages.applications.case import CasePane
from tests.journeys.conftest import Counter
from tests.ui.rules import scenes

OTHER = "6217000010012345670"


def returned(at_counter: Counter) -> CasePane:
    """Take a case in and have it sent back; return its pane."""
    number = scenes.a_case(at_counter)
    counter = at_counter.town.counter
    counter.accounts.switch(sample.REVIEWER[0], sample.REVIEWER[2])
    counter.applications.move(number, "return", "账号与户名不符")
    counter.accounts.switch(sample.CLERK[0], sample.CLERK[2])
    return scenes.applications(at_counter, number).case


def press(pane: CasePane, name: str) -> None:
    button = pane.findChild(QPushButton, name)
    assert button is not None
    assert button.isVisibleTo(pane)
    button.click()


def test_a_case_sent_back_gets_another_account_and_goes_up_again(at_counter: Counter) -> None:
    pane = returned(at_counter)
    number = pane.record.row.id
    press(pane, "mend_case")
    form = pane.mending.form
    assert form.field("bank_holder").value() == scenes.PERSON
    assert not form.field("bank_account").value()
    form.fill({"bank_account": OTHER})
    press(pane, "mend_save")
    assert at_counter.desktop.window._toast.text().endswith("已补正：账号")
    assert not form.isVisible()
    assert pane.record.steps[-1].reason == "补正：账号"
    pane.move_case("submit")
    assert at_counter.town.counter.applications.open(number).row.state == "待复核"


def test_a_wrong_account_keeps_the_form_open(at_counter: Counter) -> None:
    pane = returned(at_counter)
    press(pane, "mend_case")
    pane.mending.form.fill({"bank_account": "6217"})
    press(pane, "mend_save")
    assert pane.mending.form.field("bank_account").findings
    assert pane.mending.form.isVisible()
    press(pane, "mend_drop")
    assert not pane.mending.form.isVisible()
    assert pane.record.steps[-1].reason == "账号与户名不符"


def test_a_reviewed_case_offers_nothing_to_mend(at_counter: Counter) -> None:
    pane = returned(at_counter)
    counter, number = at_counter.town.counter, pane.record.row.id
    counter.applications.move(number, "submit")
    counter.accounts.switch(sample.REVIEWER[0], sample.REVIEWER[2])
    counter.applications.move(number, "approve")
    scenes.applications(at_counter, number)
    assert not pane.mending.isVisible()
