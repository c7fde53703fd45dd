"""Settings, accounts: added, reset and deactivated by an administrator; every refusal at its field."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from app.faults import UserError
from app.models.enums import Role
from app.services.sample import CLERK, REVIEWER
from app.ui.entrance.forms import RecoveryCard
from app.ui.pages.settings.people import PeoplePane
from tests.journeys.conftest import Counter


@pytest.fixture
def pane(at_counter: Counter) -> PeoplePane:
    at_counter.desktop.window.open_page("settings", "people")
    QApplication.processEvents()
    found = at_counter.window.findChild(PeoplePane)
    assert isinstance(found, PeoplePane)
    return found


def choose(pane: PeoplePane, task: str) -> None:
    pane._which.set_value(task)
    pane._show_task()


def press(pane: PeoplePane, name: str) -> None:
    button = pane.findChild(QPushButton, name)
    assert button is not None
    button.click()
    QApplication.processEvents()


def findings(pane: PeoplePane, task: str) -> dict[str, str]:
    form = pane.tasks[task].form
    return {key: form.field(key).findings[0].text for key in form.values() if form.field(key).findings}


def test_a_clerk_is_added_and_may_log_in(at_counter: Counter, pane: PeoplePane) -> None:
    pane.tasks["add"].form.fill(
        {
            "name": "赵六",
            "login": "zhao",
            "role": "clerk",
            "password": "示例-Zhao-1",
            "own_password": CLERK[2],
        }
    )
    press(pane, "add_account")
    counter = at_counter.town.counter
    assert [(one.login, one.role) for one in counter.accounts.all()][-1] == ("zhao", Role.CLERK)
    assert counter.accounts.switch("zhao", "示例-Zhao-1").name == "赵六"
    assert pane.tasks["add"].text("own_password") == ""


def test_a_wrong_own_password_is_told_at_its_field(pane: PeoplePane) -> None:
    pane.tasks["add"].form.fill(
        {"name": "赵六", "login": "zhao", "role": "clerk", "password": "示例-Zhao-1", "own_password": "不是"}
    )
    press(pane, "add_account")
    assert "密码不对" in findings(pane, "add")["own_password"]


def test_an_empty_form_asks_instead_of_calling(pane: PeoplePane) -> None:
    press(pane, "add_account")
    assert {"name", "login", "role", "password", "own_password"} <= set(findings(pane, "add"))


def test_a_forgotten_password_is_set_by_the_administrator(at_counter: Counter, pane: PeoplePane) -> None:
    choose(pane, "reset")
    pane.tasks["reset"].form.fill({"login": "li", "password": "新的-Li-2026", "own_password": CLERK[2]})
    press(pane, "reset_password")
    accounts = at_counter.town.counter.accounts
    with pytest.raises(UserError):
        accounts.switch(REVIEWER[0], REVIEWER[2])
    assert accounts.switch("li", "新的-Li-2026").role is Role.REVIEWER


def test_ones_own_password_typed_twice_differently_is_refused(pane: PeoplePane) -> None:
    choose(pane, "own")
    pane.tasks["own"].form.fill({"old": CLERK[2], "new": "新的-Wang-1", "again": "新的-Wang-2"})
    press(pane, "change_password")
    assert "两遍" in findings(pane, "own")["again"]
    pane.tasks["own"].form.fill({"old": "不是", "again": "新的-Wang-1"})
    press(pane, "change_password")
    assert "密码不对" in findings(pane, "own")["old"]


def test_a_new_recovery_code_is_shown_until_it_is_kept(at_counter: Counter, pane: PeoplePane) -> None:
    choose(pane, "code")
    pane.tasks["code"].form.fill({"own_password": CLERK[2]})
    press(pane, "new_code")
    card = pane.findChild(RecoveryCard)
    assert isinstance(card, RecoveryCard)
    opened = at_counter.town.counter.home.log_in_with_recovery(card.code, "wang")
    opened.database.close()
    card._tick.setChecked(True)
    press(pane, "enter")
    assert not card.isVisible()


def test_a_deactivated_clerk_is_named_no_more_at_the_door(at_counter: Counter, pane: PeoplePane) -> None:
    pane.table.select("li")
    press(pane, "pledge")
    press(pane, "deactivate")
    counter = at_counter.town.counter
    card = next(one for one in counter.accounts.all() if one.login == "li")
    assert (card.is_active, card.pledge_signed_on) == (False, at_counter.town.desk.clock.today())
    assert [name.login for name in counter.home.names()] == ["wang"]
