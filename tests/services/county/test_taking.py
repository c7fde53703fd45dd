"""Batches taken in: every answer the county may give, on a file and on a real PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.models.county import CountyRecord, RefusedFile, StationEvent
from app.services.county.office import Bureau
from app.services.county.state import digest
from app.services.county.stations import Stations
from app.services.county.taking import Fate, Taking
from tests.services.county.stations import FakeStation


@pytest.fixture
def station(bureau: Bureau) -> FakeStation:
    return FakeStation(bureau).enrol()


def test_a_batch_becomes_records(bureau: Bureau, taking: Taking, station: FakeStation) -> None:
    uid = station.register(1, "示例甲")
    station.say("worker.changed", uid, patch={"phone": "19900000001"}, version=2, base=1)
    answer = taking.take(*station.sealed())
    assert (answer.fate, answer.events, answer.rejected) == (Fate.APPLIED, 2, 0)
    with bureau.store.reading() as session:
        record = session.get_one(CountyRecord, uid)
        assert (record.version, record.body["phone"], record.body["name"]) == (2, "19900000001", "示例甲")


@pytest.mark.promise("B2")
def test_the_same_batch_again_changes_nothing(bureau: Bureau, taking: Taking, station: FakeStation) -> None:
    station.register(1)
    file = station.sealed()
    taking.take(*file)
    before = digest(bureau)
    assert taking.take(*file).fate is Fate.ALREADY
    assert digest(bureau) == before


@pytest.mark.promise("B2")
def test_a_gap_parks_and_filling_it_applies_what_waited(
    bureau: Bureau, taking: Taking, station: FakeStation
) -> None:
    files = []
    for at in range(1, 4):
        station.register(at)
        files.append(station.sealed())
    assert taking.take(*files[0]).fate is Fate.APPLIED
    parked = taking.take(*files[2])
    assert parked.fate is Fate.PARKED
    assert "第 2 批" in parked.text
    filled = taking.take(*files[1])
    assert (filled.fate, filled.released) == (Fate.APPLIED, (3,))


def test_other_bytes_under_a_number_that_was_taken_are_a_fork(
    taking: Taking, station: FakeStation, bureau: Bureau
) -> None:
    station.register(1)
    taking.take(*station.sealed())
    clone = FakeStation(bureau, seed=1)
    clone.register(2, "示例乙")
    answer = taking.take(*clone.sealed())
    assert (answer.fate, answer.reason) == (Fate.REFUSED, "fork")
    assert "旧备份" in answer.text
    with bureau.store.reading() as session:
        assert session.scalar(select(RefusedFile.reason)) == "fork"


SPOILT = {
    "truncated": lambda file: file[:100],
    "tampered": lambda file: file[:-40] + bytes([file[-40] ^ 1]) + file[-39:],
    "not_sealed": lambda _file: b"hello",
    "too_large": lambda file: file + bytes(25 * 1024 * 1024),
}


@pytest.mark.parametrize("reason", SPOILT)
@pytest.mark.promise("B1")
def test_a_file_that_is_not_right_is_refused_with_its_own_reason(
    bureau: Bureau, taking: Taking, station: FakeStation, reason: str
) -> None:
    station.register(1)
    name, file = station.sealed()
    before = digest(bureau)
    answer = taking.take(name, SPOILT[reason](file))
    assert (answer.fate, answer.reason) == (Fate.REFUSED, reason)
    assert digest(bureau) == before


@pytest.mark.promise("B4")
def test_a_station_nobody_certified_is_refused(bureau: Bureau, taking: Taking) -> None:
    stranger = FakeStation(bureau)
    stranger.register(1)
    assert taking.take(*stranger.sealed()).reason == "signer_unknown"


@pytest.mark.promise("B4")
def test_a_revoked_epoch_and_another_countys_batch_are_refused(
    bureau: Bureau, taking: Taking, station: FakeStation
) -> None:
    station.register(1)
    foreign = station.sealed(recipient_key="0" * 32)
    assert taking.take(*foreign).reason == "addressee"
    Stations(bureau).revoke(station.code, "A", "电脑丢失")
    station.register(2)
    station.batch = 0
    assert taking.take(*station.sealed()).reason == "signer_revoked"


@pytest.mark.promise("B6")
def test_one_event_that_hangs_in_the_air_never_sinks_a_batch(
    bureau: Bureau, taking: Taking, station: FakeStation
) -> None:
    station.register(1)
    station.say("category.recorded", data={"worker": station.ids.new(), "code": "TPRK"})
    station.register(2)
    answer = taking.take(*station.sealed())
    assert (answer.fate, answer.events, answer.rejected) == (Fate.APPLIED, 3, 1)
    with bureau.store.reading() as session:
        bad = session.scalars(select(StationEvent).where(StationEvent.outcome == "rejected")).one()
        assert (bad.seq, bad.field) == (2, "data.worker")
        assert "这个人" in bad.text
