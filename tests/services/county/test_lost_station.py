"""R3: a PC that is lost is made again on a new one from what the county holds, row by row."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from app.ports import FixedClock, SeededIds
from app.services.applications.filing import Filing
from app.services.county.deciding import Deciding, Decision
from app.services.county.office import Bureau, Office, Opening
from app.services.county.taking import Taking
from app.services.home import StationHome
from app.services.policy.pack_model import Packs
from app.services.results import Saved
from tests.services.county.conftest import FIRST, SECOND
from tests.services.county.drill import lost_and_found
from tests.services.county.losses import QUICK, Road, content, differences, new_pc
from tests.services.county.test_answer import BANK, _reviewer
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
