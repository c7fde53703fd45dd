"""R3: a PC that is lost is made again on a new one from what the county holds, row by row."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.faults import Cancelled, UserError
from app.models.trail import JournalEntry
from app.ports import FixedClock, SeededIds
from app.progress import NoProgress
from app.services.applications.filing import Filing
from app.services.county.deciding import Deciding, Decision
from app.services.county.office import Bureau, Office, Opening
from app.services.county.rebuilding import Rebuilding
from app.services.county.taking import Taking
from app.services.exchange import medium
from app.services.exchange import rebuild as rebuild_format
from app.services.home import StationHome
from app.services.policy.pack_model import Packs
from app.services.register import take_number
from app.services.results import Saved
from tests.services.county.conftest import FIRST, SECOND
from tests.services.county.drill import lost_and_found, restored_and_merged
from tests.services.county.losses import QUICK, Road, content, differences, new_pc, register
from tests.services.county.stations import number
from tests.services.county.test_answer import BANK, _reviewer
from tests.services.test_photos import picture
from tests.services.town import Town, build


@pytest.fixture
def road(office: Office, bureau: Bureau, taking: Taking, tmp_path: Path) -> Road:
    (tmp_path / "stick").mkdir()
    return Road(office, bureau, taking, tmp_path / "stick")


def _work_a_day(town: Town) -> str:
    counter = town.counter
    town.eligible("曹铁柱")
    saved = counter.applications.take(
        Filing(town.choice("曹铁柱"), town.desk.ids.new(), BANK, frozenset({"id-card"}))
    )
    assert isinstance(saved, Saved), saved
    counter.accounts.switch(*_reviewer())
    counter.applications.move(saved.id, "approve", "材料齐")
    return counter.applications.open(saved.id).row.case_number


@pytest.mark.promise("R3")
def test_every_row_the_county_has_comes_back(
    town: Town, road: Road, bureau: Bureau, packs: Packs, tmp_path: Path, clock: FixedClock
) -> None:
    case = _work_a_day(town)
    road.enrol(town.counter)
    assert road.up(town.counter) == ["applied"]
    Deciding(bureau, packs).decide(Decision(case, "granted", amount=180000, document_no="平人社〔2026〕9号"))
    road.down(town.counter)
    fresh = new_pc(tmp_path / "new", town.desk, clock)
    road.enrol(fresh)
    rebuilt = road.rebuild(fresh)
    assert rebuilt.events > 400
    assert list(differences(content(town.desk), content(fresh.desk))) == []
    fresh.desk.database.close()


@pytest.fixture(scope="session")
def offers_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a station that has offers and classes but nobody registered yet; every example works on a copy."""
    clock = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    folder = tmp_path_factory.mktemp("offers") / "station"
    home = StationHome(folder, clock=clock, ids=SeededIds(7, clock), cost=QUICK)
    build(home, "employers", "jobs", "institutions", "courses", "sessions").close()
    return folder


@pytest.fixture(scope="session")
def one_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Found one bureau; every example works on a copy of its files."""
    clock = FixedClock(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    made = Office(
        tmp_path_factory.mktemp("office") / "bureau", clock=clock, ids=SeededIds(3, clock), cost=QUICK
    )
    made.found(Opening("140321", FIRST[0], "赵敏", FIRST[1], SECOND[0], "钱立", SECOND[1], ""))
    return made


@pytest.mark.promise("B3")
@given(seed=st.integers(0, 10**6))
@settings(max_examples=4, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_a_restored_pc_and_one_rebuilt_from_nothing_come_to_know_the_same(
    offers_folder: Path, one_office: Office, packs: Packs, tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    """B3 with any work in both branches: the merge ends in one state, whichever way the events came."""
    place = tmp_path_factory.mktemp("branches")
    assert restored_and_merged(place, offers_folder, one_office.folder, packs, seed=seed) == ([], [])


@pytest.mark.promise("R3")
@given(seed=st.integers(0, 10**6), days=st.integers(1, 3))
@settings(max_examples=5, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_whatever_was_done_comes_back_row_by_row(
    offers_folder: Path,
    one_office: Office,
    packs: Packs,
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    days: int,
) -> None:
    place = tmp_path_factory.mktemp("day")
    assert lost_and_found(place, offers_folder, one_office.folder, packs, seed=seed, days=days) == []


@pytest.mark.promise("R3")
def test_numbers_go_on_in_the_new_epoch_and_a_second_taking_changes_nothing(
    town: Town, road: Road, tmp_path: Path, clock: FixedClock
) -> None:
    case = _work_a_day(town)
    road.enrol(town.counter)
    road.up(town.counter)
    clock.advance(days=1)
    fresh = new_pc(tmp_path / "new", town.desk, clock)
    road.enrol(fresh)
    road.rebuild(fresh)
    rows = fresh.applications.rows(fresh.applications.ids())
    assert [(row.case_number, row.state) for row in rows] == [(case, "县已收")]
    before = content(fresh.desk)
    again = road.rebuild(fresh)
    assert (again.events, content(fresh.desk)) == (0, before)
    assert "没有改动" in again.text
    assert fresh.batches.outbox().count == 0
    register(fresh, number(5), "示例丁")
    assert road.up(fresh) == ["applied"]
    assert fresh.batches.all()[0].name.endswith("-B-000001-UP.age")
    with fresh.desk.database.transaction() as session:
        assert take_number(session, fresh.desk, "PX").split("-")[3] == "B0001"
        origin = session.scalars(
            select(JournalEntry.reason).where(JournalEntry.action == "record.rebuilt").limit(1)
        ).one()
    assert origin == "县里第 1 号重建包"
    assert fresh.trail.rows(fresh.trail.ids(action="record.rebuilt")[:1])[0].what == "由县里找回"


def test_a_rebuilding_for_another_epoch_or_cut_short_is_refused_and_changes_nothing(
    town: Town, road: Road, tmp_path: Path, clock: FixedClock
) -> None:
    road.enrol(town.counter)
    road.up(town.counter)
    fresh = new_pc(tmp_path / "new", town.desk, clock)
    road.enrol(fresh)
    (part,) = Rebuilding(road.bureau).rebuild(town.desk.station.code, NoProgress())
    path = tmp_path / part.file_name
    path.write_bytes(part.sealed[:-40] + bytes(40))
    before = content(fresh.desk)
    with pytest.raises(UserError, match="损坏"):
        fresh.rebuilds.take_in((path,), NoProgress())
    path.write_bytes(part.sealed)
    with pytest.raises(UserError, match="不是加密给本单位"):
        town.counter.rebuilds.take_in((path,), NoProgress())
    with pytest.raises(Cancelled):
        fresh.rebuilds.take_in((path,), _Stopping(4))
    assert content(fresh.desk) == before
    assert fresh.rebuilds.take_in((path,), NoProgress()).events > 400
    fresh.desk.database.close()


class _Stopping(NoProgress):
    """Cancels at a step."""

    def __init__(self, at: int) -> None:
        self._at = at

    def step(self, done: int, of: int, text: str = "") -> None:
        del done, of, text
        self._at -= 1
        if not self._at:
            raise Cancelled


def test_a_rebuilding_in_several_parts_is_taken_whole_or_not_at_all(
    town: Town, road: Road, tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    road.enrol(town.counter)
    for at in range(1, 4):
        register(town.counter, number(at), "示例丙")
        road.up(town.counter)
    fresh = new_pc(tmp_path / "new", town.desk, clock)
    road.enrol(fresh)
    monkeypatch.setattr(rebuild_format, "MAX_BATCHES", 1)
    parts = Rebuilding(road.bureau).rebuild(town.desk.station.code, NoProgress())
    assert [part.batches for part in parts] == [1, 1, 1]
    for part in parts:
        medium.carry_down(road.stick, part.station, part.file_name, part.sealed)
    files = fresh.rebuilds.on(road.stick)
    with pytest.raises(UserError, match="还缺第 2 份"):
        fresh.rebuilds.take_in((files[0], files[2]), NoProgress())
    assert fresh.rebuilds.take_all(road.stick, NoProgress()).batches == 3
    assert list(differences(content(town.desk), content(fresh.desk))) == []
    fresh.desk.database.close()


def test_what_cannot_come_back_is_named(town: Town, road: Road, tmp_path: Path, clock: FixedClock) -> None:
    town.counter.photos.record(town.worker("曹铁柱"), picture(), "card")
    road.enrol(town.counter)
    road.up(town.counter)
    fresh = new_pc(tmp_path / "new", town.desk, clock)
    road.enrol(fresh)
    told = "\n".join(f"{title}：{text}" for title, text in road.rebuild(fresh).leftovers)
    for words in ("照片要重新拍：曹铁柱", "比对名单要重新导入：脱贫人口", "打印存档"):
        assert words in told
    fresh.desk.database.close()


def test_a_case_that_was_sent_back_and_put_right_is_not_sent_back_once_more(
    town: Town, road: Road, bureau: Bureau, packs: Packs, tmp_path: Path, clock: FixedClock
) -> None:
    case = _work_a_day(town)
    road.enrol(town.counter)
    road.up(town.counter)
    Deciding(bureau, packs).decide(Decision(case, "returned", field="bank_account", reason="账号与户名不符"))
    road.down(town.counter)
    number_ = town.counter.applications.ids()[0]
    town.counter.applications.move(number_, "submit")
    town.counter.applications.move(number_, "approve", "已改")
    clock.advance(days=1)
    road.up(town.counter)
    road.down(town.counter)
    fresh = new_pc(tmp_path / "new", town.desk, clock)
    road.enrol(fresh)
    road.rebuild(fresh)
    (row,) = fresh.applications.rows(fresh.applications.ids())
    assert row.state == "县已收"
    assert list(differences(content(town.desk), content(fresh.desk))) == []
    fresh.desk.database.close()
