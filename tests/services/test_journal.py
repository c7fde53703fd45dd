"""The journal and the outbox follow line by line, and a changed line is found."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.services import journal
from app.services.desk import Desk
from app.services.journal import Change


def _record(desk: Desk, count: int = 5) -> None:
    with desk.database.transaction() as session:
        for number in range(count):
            uid = desk.ids.new()
            journal.record(
                session,
                desk,
                Change(
                    type="worker.registered",
                    entity_uid=uid,
                    data={"name": f"甲{number}", "id_type": "99", "id_number": "示例"},
                ),
            )


def test_an_untouched_chain_is_whole(desk: Desk) -> None:
    _record(desk)
    with desk.database.reading() as session:
        report = journal.verify(session)
    assert report.is_whole
    assert report.events == 5


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE journal_entry SET operator = 'li' WHERE id = 3",
        "UPDATE journal_entry SET reason = '改' WHERE id = 2",
        "DELETE FROM journal_entry WHERE id = 4",
        "UPDATE outbox_event SET line = replace(line, '甲1', '乙1') WHERE seq = 2",
        "DELETE FROM outbox_event WHERE seq = 1",
    ],
)
def test_a_changed_line_is_found(desk: Desk, harm: str) -> None:
    _record(desk)
    with desk.database.transaction() as session:
        session.execute(text(harm))
    with desk.database.reading() as session:
        assert not journal.verify(session).is_whole


def test_a_failed_transaction_leaves_neither_change_nor_event(desk: Desk) -> None:
    _record(desk, 1)

    def cut_short() -> None:
        with desk.database.transaction() as session:
            change = Change(type="worker.voided", entity_uid=desk.ids.new(), data={"reason": "x"})
            journal.record(session, desk, change)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power"):
        cut_short()
    with desk.database.reading() as session:
        report = journal.verify(session)
    assert report.events == 1
    assert report.is_whole


def test_transactions_refuse_to_nest(desk: Desk) -> None:
    with (
        pytest.raises(RuntimeError, match="transaction is open"),
        desk.database.transaction(),
        desk.database.transaction(),
    ):
        pass
