"""Epochs at the county: the newer closes the older, late files are judged by their day, and twice is once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app import cli
from app.faults import UserError
from app.models.county import CountyRecord, StationKey, TakenBatch
from app.models.trail import JournalEntry
from app.ports import FixedClock
from app.progress import NoProgress
from app.services.county.folding import Step, fold
from app.services.county.office import Bureau, Office
from app.services.county.rebuilding import Rebuilding
from app.services.county.replying import Replying
from app.services.county.state import digest
from app.services.county.stations import Stations
from app.services.county.taking import Fate, Taking
from app.services.exchange.events import Event
from app.services.policy.pack_model import Packs
from tests.services.county.conftest import FIRST
from tests.services.county.stations import NOW, PASTURE, FakeStation


@pytest.fixture
def station(bureau: Bureau) -> FakeStation:
    return FakeStation(bureau).enrol()


def _next(station: FakeStation, epoch: str, *, seed: int = 9) -> FakeStation:
    return station.restored(epoch, seq=station.seq, last=station.last, seed=seed).enrol()


def test_a_new_epoch_closes_the_old_and_keeps_what_was_applied(
    bureau: Bureau, taking: Taking, station: FakeStation, clock: FixedClock
) -> None:
    uid = station.register(1)
    assert taking.take(*station.sealed()).fate is Fate.APPLIED
    clock.advance(days=1)
    fresh = _next(station, "B")
    (old, new) = Stations(bureau).all()
    assert (old.epoch, old.closed_by, new.closed_by) == ("A", "B", "")
    station.register(2)
    late = taking.take(*station.sealed(created_at=NOW + timedelta(days=2)))
    assert (late.fate, late.reason) == (Fate.REFUSED, "epoch_closed")
    assert "纪元 B 接替" in late.text
    with bureau.store.reading() as session:
        assert session.get(CountyRecord, uid) is not None
    fresh.register(3)
    assert taking.take(*fresh.sealed()).fate is Fate.APPLIED
    answers = Replying(bureau, {}).reply(station.code).reply.epochs
    assert [(one.epoch, one.closed_by, one.applied_through) for one in answers] == [
        ("A", "B", 1),
        ("B", "", 1),
    ]


def test_what_the_old_epoch_sealed_before_the_closing_is_still_taken_and_fills_a_gap(
    taking: Taking, station: FakeStation, clock: FixedClock
) -> None:
    files = []
    for at in range(1, 4):
        station.register(at)
        files.append(station.sealed())
    taking.take(*files[0])
    clock.advance(days=1)
    fresh = _next(station, "B")
    fresh.register(9)
    parked = taking.take(*fresh.sealed())
    assert parked.fate is Fate.PARKED  # it grows from what is still on the way
    assert taking.take(*files[2]).fate is Fate.PARKED
    filled = taking.take(*files[1])
    assert (filled.fate, filled.released) == (Fate.APPLIED, (3, 1))
    assert taking.take(*files[1]).fate is Fate.ALREADY


def test_a_revoked_epochs_stick_comes_in_only_when_an_officer_answers_for_it(
    bureau: Bureau, packs: Packs, taking: Taking, station: FakeStation
) -> None:
    station.register(1)
    file = station.sealed()
    Stations(bureau).revoke(station.code, "A", "电脑丢失")
    assert taking.take(*file).reason == "signer_revoked"
    assert Taking(bureau, packs, before_loss=True).take(*file).fate is Fate.APPLIED
    with bureau.store.reading() as session:
        vouched = session.scalars(select(JournalEntry).where(JournalEntry.action == "batch.vouched")).one()
        assert (vouched.operator, "第 1 批" in vouched.detail) == (FIRST[0], True)


def test_a_card_with_an_older_letter_is_refused_and_the_next_is_named(
    bureau: Bureau, station: FakeStation
) -> None:
    _next(station, "C")
    with pytest.raises(UserError, match="换到 D"):
        station.restored("B", seq=0, last=station.last, seed=4).enrol()


def test_the_first_batch_says_what_its_epoch_grows_from_and_signs_it(
    bureau: Bureau, taking: Taking, station: FakeStation
) -> None:
    for at in range(1, 4):
        station.register(at)
        taking.take(*station.sealed())
    fresh = station.restored("B", seq=1, last="", seed=9)
    fresh.last = _hash_of(bureau, 1)
    fresh.enrol()
    fresh.register(9)
    assert taking.take(*fresh.sealed(continues="A 1")).fate is Fate.APPLIED
    with bureau.store.reading() as session:
        key = session.scalars(select(StationKey).where(StationKey.epoch == "B")).one()
        assert (key.continues, key.after_seq) == ("A", 1)
    (part,) = Rebuilding(bureau).rebuild(PASTURE, NoProgress())
    assert (part.batches, part.events) == (2, 2)  # the first is there already
    assert part.file_name == f"JMK1-{PASTURE}-B-000001-REBUILD.age"


def _hash_of(bureau: Bureau, seq: int) -> str:
    with bureau.store.reading() as session:
        return session.scalars(select(TakenBatch.last_hash).where(TakenBatch.to_event == seq)).one()


def test_nothing_is_rebuilt_without_a_new_epoch_or_where_nothing_is_missing(
    bureau: Bureau, taking: Taking, station: FakeStation
) -> None:
    station.register(1)
    taking.take(*station.sealed())
    with pytest.raises(UserError, match="还没有登记新的纪元"):
        Rebuilding(bureau).rebuild(PASTURE, NoProgress())


def test_an_event_that_two_epochs_carry_counts_once_in_whatever_order_they_come(
    bureau: Bureau, packs: Packs, taking: Taking, station: FakeStation
) -> None:
    """What a backup had not sealed yet comes in the old epoch by the lost PC, and in the new one by the restored."""
    uid = station.register(1, phone="19900000001")
    start = station.sealed()
    seq, last = station.seq, station.last
    station.say("worker.changed", uid, patch={"phone": "19900000002"}, version=2, base=1)
    shared = list(station.waiting)
    station.say("worker.changed", uid, patch={"phone": "19900000003"}, version=3, base=2)
    old = station.sealed()
    fresh = station.restored("B", seq=seq, last=last, seed=9).enrol()
    fresh.waiting, fresh.seq, fresh.last = shared, seq + 1, shared[-1].hash()
    fresh.say("worker.changed", uid, patch={"note": "示例"}, version=3, base=2)
    new = fresh.sealed(continues=f"A {seq}")
    taking.take(*start)
    for file in (new, old):
        assert taking.take(*file).fate is Fate.APPLIED
    with bureau.store.reading() as session:
        record = session.get_one(CountyRecord, uid)
        assert (record.body["phone"], record.body["note"], record.open_fields) == ("19900000003", "示例", [])
    one = digest(bureau)
    assert taking.take(*old).fate is Fate.ALREADY
    assert digest(bureau) == one


UID = "01a20b11-1a80-7463-8ef2-d30194df943c"


@given(
    split=st.integers(0, 6),
    phones=st.lists(st.sampled_from("1234"), min_size=6, max_size=6),
    order=st.randoms(),
)
def test_folding_is_the_same_in_any_order_and_with_anything_sent_twice(
    split: int, phones: list[str], order: object
) -> None:
    events = [
        Event(
            f"01a20b11-1a80-7463-8ef2-{at:012d}", at, "worker.changed" if at > 1 else "worker.registered", "worker",
            UID, at, at - 1, NOW, NOW + timedelta(seconds=at), "示例",
            data={"name": "示例", "id_type": "01", "id_number": "1", "phone": phone} if at == 1 else None,
            patch={"phone": phone} if at > 1 else None,
        )
        for at, phone in enumerate(phones, start=1)
    ]  # fmt: skip
    straight = fold([Step("A", event) for event in events])
    twice = [Step("A", event) for event in events] + [Step("B", event) for event in events[split:]]
    order.shuffle(twice)  # type: ignore[attr-defined]
    folded = fold(twice)
    assert (folded.body, folded.version, folded.open_fields) == (straight.body, straight.version, ())
    assert not folded.is_branched


def test_the_officer_rebuilds_a_station_from_the_command_line(
    office: Office, bureau: Bureau, taking: Taking, station: FakeStation, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    station.register(1)
    taking.take(*station.sealed())
    monkeypatch.setenv("JIAMENKOU_PASSWORD", FIRST[1])
    common = ["--office", str(office.folder), "--login", FIRST[0]]
    assert cli.main(["county", "revoke", *common, PASTURE, "A", "--reason", "电脑丢失"]) == 0
    assert "纪元字母请填 B" in capsys.readouterr().out
    FakeStation(bureau, epoch="B", seed=9).enrol()
    (tmp_path / "stick").mkdir()
    assert cli.main(["county", "rebuild", *common, PASTURE, str(tmp_path / "stick")]) == 0
    assert "1 批 1 条" in capsys.readouterr().out
    assert [path.name for path in (tmp_path / "stick").rglob("*.age")] == [
        f"JMK1-{PASTURE}-B-000001-REBUILD.age"
    ]
