"""A stick lost on the way costs nothing, in either direction; and whoever finds one learns nothing (S1)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.enums import BatchState
from app.models.worker import Worker
from app.ports import FixedClock
from app.progress import NoProgress
from app.services import backup
from app.services.county.deciding import Deciding, Decision
from app.services.county.office import Bureau, Office
from app.services.county.replying import Replying
from app.services.county.state import digest
from app.services.county.taking import Taking
from app.services.policy.pack_model import Packs
from tests.services.county.losses import Road, new_pc, register
from tests.services.county.stations import number
from tests.services.county.test_lost_station import _work_a_day
from tests.services.town import Town


@pytest.fixture
def road(office: Office, bureau: Bureau, taking: Taking, tmp_path: Path) -> Road:
    (tmp_path / "stick").mkdir()
    return Road(office, bureau, taking, tmp_path / "stick")


def _lose(road: Road, tmp_path: Path, name: str) -> dict[str, bytes]:
    """Lose the stick and go on with another; return what was on the lost one."""
    held = {path.name: path.read_bytes() for path in road.stick.rglob("*.age")}
    road.stick = tmp_path / name
    road.stick.mkdir()
    return held


def test_a_stick_lost_on_the_way_up_goes_again_byte_for_byte_on_the_next(
    town: Town, road: Road, clock: FixedClock, tmp_path: Path
) -> None:
    counter = town.counter
    road.enrol(counter)
    counter.batches.seal(NoProgress())
    counter.batches.export(road.stick, NoProgress())
    lost = _lose(road, tmp_path, "second")
    clock.advance(days=1)
    register(counter, number(1), "示例甲")
    assert road.up(counter) == ["applied", "applied"]
    again = {path.name: path.read_bytes() for path in road.stick.rglob("*.age")}
    assert {name: again[name] for name in lost} == lost
    before = digest(road.bureau)
    for name, sealed in lost.items():  # the lost stick is found after all
        assert road.taking.take(name, sealed).fate == "already"
    assert digest(road.bureau) == before
    road.down(counter)
    assert {card.state for card in counter.batches.all()} <= {BatchState.RECEIVED, BatchState.ANSWERED}


def test_replies_lost_on_the_way_down_are_told_again_by_the_next(
    town: Town, road: Road, bureau: Bureau, packs: Packs, clock: FixedClock, tmp_path: Path
) -> None:
    case = _work_a_day(town)
    road.enrol(town.counter)
    road.up(town.counter)
    deciding = Deciding(bureau, packs)
    Replying(bureau, {}).reply(town.desk.station.code)  # never arrives
    deciding.decide(Decision(case, "granted", amount=180000, document_no="平人社〔2026〕9号"))
    lost = Replying(bureau, {}).reply(town.desk.station.code)  # never arrives either
    _lose(road, tmp_path, "second")
    clock.advance(days=3)
    reply = road.down(town.counter)
    assert (reply.received, reply.decided) == (1, 1)
    rows = town.counter.applications.rows(town.counter.applications.ids())
    assert [row.state for row in rows if row.case_number == case] == ["县已办·通过"]
    path = tmp_path / lost.file_name
    path.write_bytes(lost.sealed)
    assert town.counter.replies.take_in(path).is_old  # found again, it changes nothing


def test_a_stick_and_the_pc_lost_together_cost_only_what_that_stick_alone_carried(
    town: Town, road: Road, clock: FixedClock, tmp_path: Path
) -> None:
    counter = town.counter
    road.enrol(counter)
    road.up(counter)
    register(counter, number(1), "示例甲")
    counter.batches.seal(NoProgress())
    counter.batches.export(road.stick, NoProgress())
    found = _lose(road, tmp_path, "second")
    register(counter, number(2), "示例乙")  # never exported: at most this is missing
    clock.advance(days=1)
    fresh = new_pc(tmp_path / "new", town.desk, clock)
    road.enrol(fresh)
    road.rebuild(fresh)
    assert not fresh.workers.find("示例甲").rows
    fates = {road.taking.take(name, sealed).fate for name, sealed in found.items()}
    assert fates == {"already", "applied"}  # sealed before the new epoch: the finder brings it
    assert road.rebuild(fresh).batches == 2
    assert fresh.workers.find("示例甲").rows
    assert not fresh.workers.find("示例乙").rows


@pytest.mark.promise("S1")
def test_a_lost_stick_and_a_stolen_pc_tell_nobody_a_number(
    town: Town, road: Road, clock: FixedClock, tmp_path: Path
) -> None:
    """S1: the raw folder with its logs, backups and temporary files, and the raw stick, both ways."""
    case = _work_a_day(town)
    road.enrol(town.counter)
    road.up(town.counter)
    road.down(town.counter)
    home = town.counter.home
    backup.make(town.desk.database, home.folder, home.backups, now=clock.now(), progress=NoProgress())
    fresh = new_pc(tmp_path / "new", town.desk, clock)
    road.enrol(fresh)
    road.rebuild(fresh)
    town.counter.batches.write_station_card(road.stick / "station.card")
    with town.desk.database.reading() as session:
        people = session.execute(select(Worker.id_number, Worker.name, Worker.phone)).all()
    numbers = {row.id_number.encode() for row in people} | {row.phone.encode() for row in people if row.phone}
    names = {
        row.name.encode(form) for row in people[:40] for form in ("utf-8", "gb18030") if len(row.name) > 2
    }
    assert (len(numbers) > 400, len(names) > 40) == (True, True)
    assert _told(b"..." + people[0].id_number.encode() + b"...", numbers)  # the search would find one
    roots = (home.folder, fresh.home.folder, road.stick)
    files = [path for root in roots for path in root.rglob("*") if path.is_file()]
    assert {".db", ".age", ".json", ".card"} <= {path.suffix for path in files}
    assert any(path.name.endswith("-REBUILD.age") for path in files)
    for path in files:
        raw = path.read_bytes()
        assert not _told(raw, numbers), path
        assert [name for name in (*names, case.encode()) if name in raw] == [], path


def _told(raw: bytes, numbers: set[bytes]) -> set[bytes]:
    """Return the numbers that stand in raw bytes, as UTF-8 or as UTF-16."""
    runs = {run.replace(b"\0", b"") for run in re.findall(rb"(?:\d\0?){11,}X?", raw)}
    return {
        part
        for run in runs
        for size in (11, 18)
        for at in range(len(run))
        if (part := run[at : at + size]) in numbers
    }
