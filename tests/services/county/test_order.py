"""Whatever order the sticks come in, and however often: the same state, byte for byte."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import delete, select

from app.models.county import (
    Claim,
    CountyPerson,
    CountyPersonKey,
    CountyRecord,
    CountyVerdict,
    LedgerRow,
    Likeness,
    RefusedFile,
    StationEvent,
    TakenBatch,
)
from app.services.county.office import Bureau
from app.services.county.state import digest
from app.services.county.taking import Fate, Taking
from app.services.exchange.canonical import GENESIS
from tests.services.county.stations import FakeStation


def _story(bureau: Bureau) -> list[tuple[str, bytes]]:
    """Return the files of two stations, one of which was restored from an older copy and went on in a new epoch."""
    one = FakeStation(bureau).enrol()
    files = []
    shared = one.register(1, "示例甲", phone="19900000001")
    one.register(2, "示例乙")
    files.append(one.sealed())
    seq, last = one.seq, one.last
    one.say(
        "worker.changed", shared, patch={"phone": "19900000002", "education": "20"}, version=2, base=1, at=50
    )
    files.append(one.sealed())
    again = one.restored("B", seq=seq, last=last).enrol()
    again.say("epoch.started", data={"epoch": "B", "continues": again.ids.new(), "after_seq": seq})
    again.say(
        "worker.changed", shared, patch={"phone": "19900000003", "note": "示例"}, version=2, base=1, at=60
    )
    again.say("worker.changed", shared, patch={"name": "示例改"}, version=3, base=2, at=61)
    files.append(again.sealed())
    again.register(3, "示例丙")
    files.append(again.sealed())
    other = FakeStation(bureau, code="140321102000", seed=5).enrol()
    other.register(1, "示例甲")
    other.register(40, "示例丁")
    files.append(other.sealed())
    other.say("worker.changed", shared_of(other), patch={"village_opinion": "示例"}, version=2, base=1)
    files.append(other.sealed())
    return files


def shared_of(station: FakeStation) -> str:
    return station.register(41, "示例戊")


@pytest.mark.promise("B2")
def test_any_order_and_any_repetition_end_in_the_same_state(bureau: Bureau, taking: Taking) -> None:
    files = _story(bureau)
    for file in files:
        taking.take(*file)
    expected = digest(bureau)
    dice = random.Random(11)
    for _ in range(8):
        _wipe(bureau)
        order = [*files, *dice.choices(files, k=3)]
        dice.shuffle(order)
        for file in order:
            assert taking.take(*file).fate is not Fate.REFUSED
        assert digest(bureau) == expected


def _wipe(bureau: Bureau) -> None:
    """Forget everything that was taken in, and nothing else."""
    with bureau.store.transaction() as session:
        for entity in (
            LedgerRow, CountyVerdict, Claim, Likeness, CountyPersonKey, CountyPerson, CountyRecord, StationEvent,
            TakenBatch, RefusedFile,
        ):  # fmt: skip
            session.execute(delete(entity))


@pytest.mark.promise("O1")
def test_two_branches_of_one_station_merge_by_field_and_leave_names_to_a_person(
    bureau: Bureau, taking: Taking
) -> None:
    for file in _story(bureau):
        taking.take(*file)
    with bureau.store.reading() as session:
        record = next(
            one for one in session.scalars(select(CountyRecord)) if one.is_branched and one.entity == "worker"
        )
        assert record.body["education"] == "20"
        assert record.body["note"] == "示例"
        assert record.body["phone"] == "19900000003"
        assert record.open_fields == [["phone", "19900000003", "19900000002", False]]
        pair = session.scalars(select(Likeness)).one()
        assert "身份证号相同" in pair.reasons
        states = set(session.scalars(select(TakenBatch.state)))
    assert states == {"applied"}


def test_a_fork_from_the_genesis_is_not_joined(bureau: Bureau, taking: Taking) -> None:
    one = FakeStation(bureau).enrol()
    one.register(1)
    taking.take(*one.sealed())
    wrong = one.restored("B", seq=1, last="1" * 64).enrol()
    wrong.say("epoch.started", data={"epoch": "B", "continues": wrong.ids.new(), "after_seq": 1})
    answer = taking.take(*wrong.sealed())
    assert answer.fate is Fate.PARKED
    assert GENESIS not in answer.text
