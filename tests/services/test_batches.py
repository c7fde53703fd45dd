"""A batch is sealed once, carried whole, read back, and never called received by us."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.faults import UserError
from app.models.enums import BatchState
from app.ports import FixedClock
from app.progress import NoProgress
from app.services.batches import Batches
from app.services.desk import Desk
from app.services.exchange.agekeys import BoxKey, make_box_key
from app.services.exchange.card import CountyCard
from app.services.exchange.verification import verify_file
from app.services.home import StationHome
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers


@pytest.fixture
def county() -> BoxKey:
    return make_box_key()


@pytest.fixture
def batches(desk: Desk, home: StationHome, county: BoxKey) -> Batches:
    made = Batches(desk, home)
    made.install(CountyCard(county.recipient, make_box_key().recipient))
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def register(desk: Desk, name: str = "张䶮") -> None:
    values = {
        "id_number": "14032119830417062X",
        "name": name,
        "hukou_code": "140321106203",
        "urban_rural": "rural",
    }
    Workers(desk, UndoStack()).save(Entry(values=values, event_id=desk.ids.new()))


def test_nothing_waiting_is_said_so(batches: Batches) -> None:
    with pytest.raises(UserError, match="没有待上报"):
        batches.seal(NoProgress())


def test_without_the_county_card_nothing_is_sealed(desk: Desk, home: StationHome) -> None:
    register(desk)
    with pytest.raises(UserError, match="公钥卡"):
        Batches(desk, home).seal(NoProgress())


def test_a_batch_opens_at_the_county_and_is_verified(
    desk: Desk, batches: Batches, county: BoxKey, stick: Path, tmp_path: Path, clock: FixedClock
) -> None:
    register(desk)
    card = batches.seal(NoProgress())
    assert card.state is BatchState.SEALED
    report = batches.export(stick, NoProgress())
    assert batches.all()[0].state is BatchState.EXPORTED
    (tmp_path / "county.key").write_bytes(county.file(clock.now()))
    (tmp_path / "station.pub").write_bytes(batches.public_key().file)
    sealed = stick / "JMK" / "UP" / report.files[0]
    result = verify_file(sealed, tmp_path / "county.key", tmp_path / "station.pub")
    assert result.is_right, result.lines()
    assert b"14032119830417062X" not in sealed.read_bytes()


def test_the_stick_carries_every_unanswered_batch_bit_for_bit(
    desk: Desk, batches: Batches, stick: Path
) -> None:
    register(desk)
    batches.seal(NoProgress())
    first = batches.export(stick, NoProgress())
    before = (stick / "JMK" / "UP" / first.files[0]).read_bytes()
    Workers(desk, UndoStack()).void(1, "演练")
    batches.seal(NoProgress())
    (stick / "JMK" / "UP" / first.files[0]).unlink()
    again = batches.export(stick, NoProgress())
    assert len(again.files) == 2
    assert (stick / "JMK" / "UP" / first.files[0]).read_bytes() == before
    assert [len(card.exports) for card in batches.all()] == [1, 2]


def test_each_event_stands_in_exactly_one_batch(desk: Desk, batches: Batches) -> None:
    register(desk)
    first = batches.seal(NoProgress())
    assert batches.outbox().count == 0
    Workers(desk, UndoStack()).void(1, "演练")
    second = batches.seal(NoProgress())
    assert first.counts == {"worker.registered": 1}
    assert second.counts == {"worker.voided": 1}
    assert (first.seq, second.seq) == (1, 2)


@pytest.mark.promise("D2")
def test_a_missing_stick_leaves_the_state_as_it_was(desk: Desk, batches: Batches, tmp_path: Path) -> None:
    register(desk)
    batches.seal(NoProgress())
    with pytest.raises(UserError):
        batches.export(tmp_path / "gone", NoProgress())
    assert batches.all()[0].state is BatchState.SEALED


def test_the_hand_over_sheet_equals_the_file(desk: Desk, batches: Batches, stick: Path) -> None:
    register(desk)
    card = batches.seal(NoProgress())
    batches.export(stick, NoProgress())
    sheet = batches.handover(card.id)
    assert sheet.digest.replace(" ", "") == card.sha256
    assert sheet.size == card.size
    assert sheet.total_count == 1
