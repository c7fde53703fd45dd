"""A case sent back is put right under its own number: what may be corrected, by whom it is seen, and when no more."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.faults import Conflict, UserError
from app.models.application import Application
from app.models.trail import OutboxEvent
from app.services import sample
from app.services.applications.filing import Filing
from app.services.results import Refused, Saved
from tests.services.town import ACCOUNT, Town

BANK = {"bank_account": ACCOUNT, "bank_kind": "card", "bank_holder": "曹铁柱", "bank_name": "平定县农商行"}
OTHER = "6217000010012345670"


@pytest.fixture
def case(town: Town) -> int:
    """Take one case in and let the reviewer send it back."""
    town.eligible("曹铁柱")
    saved = town.counter.applications.take(Filing(town.choice("曹铁柱"), town.desk.ids.new(), BANK))
    assert isinstance(saved, Saved)
    town.counter.accounts.switch(sample.REVIEWER[0], sample.REVIEWER[2])
    town.counter.applications.move(saved.id, "return", "账号与户名不符")
    town.counter.accounts.switch(sample.CLERK[0], sample.CLERK[2])
    return saved.id


def mend(town: Town, case: int, **bank: str) -> Saved | Refused:
    version = town.counter.applications.open(case).version
    given = {**BANK, "bank_account": OTHER, **bank}
    return town.counter.mending.mend(case, given, version=version, event_id=town.desk.ids.new())


def stored(town: Town, case: int) -> Application:
    with town.desk.database.reading() as session:
        return session.scalars(select(Application).where(Application.id == case)).one()


def test_the_account_is_corrected_under_the_same_number(town: Town, case: int) -> None:
    number = town.counter.applications.open(case).row.case_number
    saved = mend(town, case)
    assert isinstance(saved, Saved)
    assert saved.text == f"{number} 已补正：账号"
    record = town.counter.applications.open(case)
    assert (record.row.case_number, record.version) == (number, saved.version)
    assert stored(town, case).bank_account == OTHER
    assert record.steps[-1].reason == "补正：账号"
    with town.desk.database.reading() as session:
        last = session.scalars(select(OutboxEvent).order_by(OutboxEvent.seq.desc()).limit(1)).one()
    assert last.type == "application.changed"
    assert f'"patch":{{"bank_account":"{OTHER}"}}' in last.line
    town.counter.applications.move(case, "submit")
    assert town.counter.applications.open(case).row.state == "待复核"


def test_a_wrong_account_is_refused_at_its_field(town: Town, case: int) -> None:
    answer = mend(town, case, bank_account="6217")
    assert isinstance(answer, Refused)
    assert [finding.field for finding in answer.findings] == ["bank_account"]
    assert stored(town, case).bank_account == ACCOUNT


def test_nothing_to_correct_is_said(town: Town, case: int) -> None:
    with pytest.raises(UserError, match="和原来的一样"):
        mend(town, case, bank_account=ACCOUNT)


def test_a_case_moved_meanwhile_is_not_written_over(town: Town, case: int) -> None:
    version = town.counter.applications.open(case).version
    town.counter.applications.move(case, "submit")
    with pytest.raises(Conflict):
        town.counter.mending.mend(case, BANK, version=version, event_id=town.desk.ids.new())


def test_a_reviewed_case_is_not_corrected_any_more(town: Town, case: int) -> None:
    town.counter.applications.move(case, "submit")
    town.counter.accounts.switch(sample.REVIEWER[0], sample.REVIEWER[2])
    town.counter.applications.move(case, "approve")
    with pytest.raises(UserError, match="复核以后收款账户不能再改"):
        mend(town, case)


def test_what_is_shown_before_leaves_the_number_out(town: Town, case: int) -> None:
    assert town.counter.mending.bank_of(case) == {
        "bank_kind": "card",
        "bank_name": "平定县农商行",
        "bank_holder": "曹铁柱",
    }
