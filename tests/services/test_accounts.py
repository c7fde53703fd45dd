"""Clerks are added by an administrator, switch by password, and lose nothing when they go."""

from __future__ import annotations

import pytest

from app.faults import UserError
from app.models.enums import Role
from app.services.accounts import Accounts
from app.services.desk import Desk
from app.services.drafts import Drafts
from app.services.home import StationHome
from tests.services.conftest import PASSWORD

SECOND = "复核-Mima-2026"


@pytest.fixture
def accounts(desk: Desk, home: StationHome) -> Accounts:
    made = Accounts(desk, home)
    made.add(login="li", name="李建国", role=Role.REVIEWER, password=SECOND, own_password=PASSWORD)
    return made


def test_an_added_clerk_opens_the_same_station(accounts: Accounts, desk: Desk, home: StationHome) -> None:
    again = home.log_in("li", SECOND)
    assert again.operator.role is Role.REVIEWER
    again.database.close()


def test_only_an_administrator_adds(accounts: Accounts, desk: Desk) -> None:
    accounts.switch("li", SECOND)
    with pytest.raises(UserError, match="管理员"):
        accounts.add(login="zhao", name="赵", role=Role.CLERK, password="另一-Mima-1", own_password=SECOND)


def test_five_wrong_passwords_lock_the_clerk_out(accounts: Accounts) -> None:
    for _ in range(5):
        with pytest.raises(UserError, match="密码"):
            accounts.switch("li", "不对不对不对")
    with pytest.raises(UserError, match="锁定"):
        accounts.switch("li", SECOND)


def test_drafts_belong_to_whoever_wrote_them(accounts: Accounts, desk: Desk) -> None:
    drafts = Drafts(desk)
    drafts.keep("worker", "", event_id=desk.ids.new(), title="张", payload={"name": "张"})
    accounts.switch("li", SECOND)
    assert drafts.waiting() == ()
    accounts.switch("wang", PASSWORD)
    assert [card.payload for card in drafts.waiting()] == [{"name": "张"}]


def test_a_draft_whose_event_happened_is_dropped(accounts: Accounts, desk: Desk) -> None:
    from app.services.undo import UndoStack
    from app.services.workers.service import Entry, Workers

    drafts, event = Drafts(desk), desk.ids.new()
    values = {"id_number": "14032119830417062X", "name": "张", "hukou_code": "140321106203"}
    Workers(desk, UndoStack()).save(Entry(values=values, event_id=event))
    drafts.keep("worker", "", event_id=event, title="张", payload=values)
    assert drafts.waiting() == ()


def test_a_closed_account_cannot_log_in(accounts: Accounts, home: StationHome) -> None:
    accounts.deactivate("li")
    with pytest.raises(UserError):
        home.log_in("li", SECOND)
    with pytest.raises(UserError, match="自己"):
        accounts.deactivate("wang")


def test_the_renewed_recovery_code_replaces_the_old(accounts: Accounts, home: StationHome) -> None:
    old = accounts.new_recovery_code(PASSWORD)
    new = accounts.new_recovery_code(PASSWORD)
    with pytest.raises(UserError):
        home.log_in_with_recovery(old, "wang")
    again = home.log_in_with_recovery(new, "wang")
    again.database.close()


@pytest.mark.promise("D1")
def test_a_password_that_cannot_be_journalled_is_not_changed(
    desk: Desk, home: StationHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = Accounts(desk, home)

    def full(*_: object, **__: object) -> None:
        raise UserError("磁盘已满")

    with monkeypatch.context() as disk:
        disk.setattr("app.services.accounts.journal.note", full)
        with pytest.raises(UserError, match="已满"):
            accounts.change_password(PASSWORD, "另一个-Mima-2026")
        with pytest.raises(UserError, match="已满"):
            accounts.new_recovery_code(PASSWORD)
        with pytest.raises(UserError, match="已满"):
            accounts.add(
                login="li", name="李", role=Role.CLERK, password="示例-Mima-9", own_password=PASSWORD
            )
    home.log_in("wang", PASSWORD).database.close()
    assert [one.login for one in home.names()] == ["wang"]
