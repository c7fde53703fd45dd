"""Hostile and damaged files at the county (reliability.md B1, B5, B6): nothing of them reaches a record."""

from __future__ import annotations

import random
import resource

import pytest
from sqlalchemy import func, select

from app.models.county import RefusedFile, StationEvent
from app.services.county.office import Bureau
from app.services.county.state import digest
from app.services.county.taking import Fate, Taking
from app.services.exchange.bag import EVENTS, look_into, pack_bag
from app.services.exchange.envelope import open_up, seal
from app.services.exchange.lines import pack_lines, unpack_lines
from tests.services.county.stations import FakeStation

pytestmark = pytest.mark.usefixtures("keeps")


@pytest.fixture
def file(bureau: Bureau) -> tuple[str, bytes]:
    station = FakeStation(bureau).enrol()
    for at in range(1, 30):
        station.register(at)
    return station.sealed()


def _flips(count: int, file: bytes, dice: random.Random) -> list[bytes]:
    spoilt = []
    for _ in range(count):
        copy = bytearray(file)
        copy[dice.randrange(len(copy))] ^= 1 << dice.randrange(8)
        spoilt.append(bytes(copy))
    return spoilt


def _none_gets_in(bureau: Bureau, taking: Taking, name: str, files: list[bytes]) -> None:
    before = digest(bureau)
    fates = {taking.take(name, spoilt).fate for spoilt in files}
    assert fates == {Fate.REFUSED}
    assert digest(bureau) == before
    with bureau.store.reading() as session:
        kept = session.scalar(select(func.count()).select_from(RefusedFile))
    assert kept == len(set(files))


@pytest.mark.promise("B1")
def test_a_flipped_bit_or_a_cut_is_refused(bureau: Bureau, taking: Taking, file: tuple[str, bytes]) -> None:
    name, sealed = file
    cuts = [sealed[: len(sealed) * percent // 100] for percent in range(1, 100, 7)]
    _none_gets_in(bureau, taking, name, [*_flips(60, sealed, random.Random(1)), *cuts])


@pytest.mark.long
@pytest.mark.promise("B1")
def test_ten_thousand_flips_and_every_cut_are_refused(
    bureau: Bureau, taking: Taking, file: tuple[str, bytes]
) -> None:
    name, sealed = file
    cuts = [sealed[: len(sealed) * percent // 100] for percent in range(1, 100)]
    _none_gets_in(
        bureau, taking, name, list(dict.fromkeys([*_flips(10_000, sealed, random.Random(2)), *cuts]))
    )


@pytest.mark.promise("B5")
def test_a_bomb_is_refused_before_it_is_unpacked(bureau: Bureau, taking: Taking) -> None:
    """A gigabyte of zeros in one line of events: signed rightly, so only the limits stop it."""
    station = FakeStation(bureau).enrol()
    station.register(1)
    name, sealed = station.sealed()
    bag = look_into(_bag_of(bureau, station, sealed))
    bomb = pack_lines(bytes(1024 * 1024) for _ in range(1024))
    spoilt = seal(pack_bag(bag.info, {**bag.payload, EVENTS: bomb}), station.key, [bureau.keys.box.recipient])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = taking.take(name, spoilt)
    assert (answer.fate, answer.reason) == (Fate.REFUSED, "zip_bomb")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


@pytest.mark.promise("B6")
def test_one_malformed_line_goes_back_and_the_others_come_in(bureau: Bureau, taking: Taking) -> None:
    station = FakeStation(bureau).enrol()
    for at in range(1, 12):
        station.register(at)
    name, sealed = station.sealed()
    bag = look_into(_bag_of(bureau, station, sealed))
    lines = list(unpack_lines(bag.payload[EVENTS]))
    lines[-1] = lines[-1].replace('"name":"示例甲"'.encode(), b'"name":17')
    spoilt = seal(
        pack_bag(bag.info, {**bag.payload, EVENTS: pack_lines(lines)}),
        station.key,
        [bureau.keys.box.recipient],
    )
    answer = taking.take(name, spoilt)
    assert (answer.fate, answer.events, answer.rejected) == (Fate.APPLIED, 11, 1)
    with bureau.store.reading() as session:
        bad = session.scalars(select(StationEvent).where(StationEvent.outcome == "rejected")).one()
        assert bad.field == "data.name"
        assert bad.entity_uid


def _bag_of(bureau: Bureau, station: FakeStation, sealed: bytes) -> bytes:
    return open_up(sealed, identity=bureau.keys.box, known=[station.key.public()]).bag_zip
