"""R3: a PC that is lost is made again on a new one from what the county holds, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.ports import FixedClock
from app.services.applications.filing import Filing
from app.services.county.deciding import Deciding, Decision
from app.services.county.office import Bureau, Office
from app.services.county.taking import Taking
from app.services.policy.pack_model import Packs
from app.services.results import Saved
from tests.services.county.losses import Road, content, differences, new_pc, register
from tests.services.county.stations import number
from tests.services.county.test_answer import BANK, _reviewer
from tests.services.town import Town


@pytest.fixture
def road(office: Office, bureau: Bureau, taking: Taking, tmp_path: Path) -> Road:
    (tmp_path / "stick").mkdir()
    return Road(office, bureau, taking, tmp_path / "stick")


def _work_a_day(town: Town) -> str:
    counter = town.counter
    town.eligible("曹铁柱")
    saved = counter.applications.take(Filing(town.choice("曹铁柱"), town.desk.ids.new(), BANK, frozenset({"id-card"})))
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
