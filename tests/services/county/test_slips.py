"""A slip at the bureau, and the keys of all stations on their way to every counter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app import cli
from app.models.casenumber import CaseNumber
from app.services import sample
from app.services.county.office import Bureau, Office
from app.services.county.slips import CountySlips
from app.services.county.stations import Stations
from app.services.county.taking import Taking
from app.services.slips import wording
from app.services.slips.judging import Verdict
from app.services.slips.payload import SlipCode
from tests.services.county.conftest import FIRST
from tests.services.county.losses import Road, new_pc
from tests.services.county.stations import FakeStation
from tests.services.county.test_lost_station import _work_a_day
from tests.services.town import Town

NEIGHBOUR = "140321100001"


@pytest.fixture
def keeps() -> str:
    return "sqlite"


@pytest.fixture
def road(office: Office, bureau: Bureau, taking: Taking, tmp_path: Path) -> Road:
    (tmp_path / "stick").mkdir()
    return Road(office, bureau, taking, tmp_path / "stick")


def slip_of(station: FakeStation) -> SlipCode:
    case = CaseNumber(station.code, "PX", date(2026, 11, 24), station.epoch, 1)
    seed = bytes([station.seed, ord(station.epoch)] * 16)
    return SlipCode(case, station.epoch, date(2026, 11, 24), "A" * 16, "B" * 16).signed(seed)


def printed(town: Town) -> tuple[SlipCode, str]:
    """Work a day and print the slip of the case; return its code and check word."""
    _work_a_day(town)
    composed = town.counter.papers.slip(town.counter.applications.ids()[0])
    town.counter.papers.archive(composed, where="打印机")
    assert composed.proof is not None
    return composed.proof.code, composed.proof.check_word


def test_the_county_tells_its_stations_slips_and_shows_what_it_has(
    town: Town, road: Road, bureau: Bureau
) -> None:
    code, check = printed(town)
    road.enrol(town.counter)
    slips = CountySlips(bureau)
    early = slips.check(code.text)
    assert (early.verdict, early.words) == (Verdict.GENUINE, ())
    assert "还没有收到这件" in early.notes[0]
    assert road.up(town.counter) == ["applied"]
    found = slips.check(code.text)
    words = dict(found.words)
    assert found.verdict is Verdict.GENUINE
    assert (words["申请人"], words["受理编号"]) == ("曹**", str(code.case))
    paper = {wording.WHO: "曹**", wording.TAIL: words[wording.TAIL], wording.DUE: "", "check_word": check}
    assert slips.check(code.text, paper).verdict is Verdict.GENUINE
    assert slips.check(code.text, {**paper, wording.TAIL: "0000"}).verdict is Verdict.ALTERED
    assert slips.check(code.signed(bytes(32)).text).verdict is Verdict.FORGED
    Stations(bureau).revoke(code.case.station, "A", "电脑丢失")
    lost = slips.check(code.text)
    assert (lost.verdict, lost.words) == (Verdict.REVOKED, found.words)
    typed = slips.check(code.text, paper)
    assert (typed.verdict, typed.todo) == (
        Verdict.REVOKED,
        lost.todo,
    )  # the right words do not make the key good


def test_the_command_line_reads_a_picture_or_a_text_at_counter_and_county(
    town: Town, office: Office, bureau: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    code, check = printed(town)
    Stations(bureau).enrol(town.counter.batches.station_card())
    picture = tmp_path / "回执.pdf"
    picture.write_bytes(town.counter.papers.bytes_of(town.counter.papers.history()[0].uid))
    monkeypatch.setenv("JIAMENKOU_PASSWORD", sample.CLERK[2])
    counter = ["verify-slip", "--data", str(town.counter.home.folder), "--login", sample.CLERK[0]]
    assert cli.main([*counter, str(picture)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("✓ 真实：娘子关镇就业服务站（示例），受理编号 140321106000-PX-20261124-A0001-")
    assert "  申请人：曹**\n" in said
    assert cli.main([*counter, code.signed(bytes(32)).text]) == 1
    assert capsys.readouterr().out.startswith("✗ 伪造（签名不符）")
    assert cli.main([*counter, str(tmp_path / "没有.jpg")]) == 1
    assert "读不了 没有.jpg" in capsys.readouterr().err
    monkeypatch.setenv("JIAMENKOU_PASSWORD", FIRST[1])
    county = ["county", "verify-slip", "--office", str(office.folder), "--login", FIRST[0], code.text]
    assert cli.main(county) == 0
    assert "县里还没有收到这件" in capsys.readouterr().out
    tail = town.counter.workers.open(town.worker("曹铁柱")).text("id_number")[-4:]
    assert cli.main([*county, "--who", "曹**", "--tail", tail, "--check", check]) == 0
    assert cli.main([*county, "--who", "李**", "--tail", tail, "--check", check]) == 1
    assert capsys.readouterr().out.count("内容被改") == 1


def test_a_station_that_never_enrolled_is_unknown_at_the_county(bureau: Bureau) -> None:
    assert CountySlips(bureau).check(slip_of(FakeStation(bureau)).text).verdict is Verdict.UNKNOWN


def test_replies_carry_every_stations_keys_to_every_counter(town: Town, road: Road, bureau: Bureau) -> None:
    road.enrol(town.counter)
    code = slip_of(FakeStation(bureau, NEIGHBOUR).enrol())
    slips = town.counter.slips
    assert slips.check(code.text).verdict is Verdict.UNKNOWN
    road.down(town.counter)
    found = slips.check(code.text)
    assert (found.verdict, found.station, found.can_type) == (Verdict.GENUINE, "娘子关镇就业服务站", True)
    assert slips.check(replace(code, main="C" * 16).text).verdict is Verdict.FORGED
    Stations(bureau).revoke(NEIGHBOUR, "A", "电脑丢失")
    road.down(town.counter)
    assert slips.check(code.text).verdict is Verdict.REVOKED


def test_a_new_pc_knows_the_slips_of_the_one_that_was_lost(town: Town, road: Road, tmp_path: Path) -> None:
    code, _ = printed(town)
    road.enrol(town.counter)
    road.up(town.counter)
    fresh = new_pc(tmp_path / "new", town.desk, town.desk.clock)
    assert fresh.slips.check(code.text).verdict is Verdict.UNKNOWN
    road.enrol(fresh)
    road.down(fresh)
    assert fresh.slips.check(code.text).verdict is Verdict.DIFFERS
    road.rebuild(fresh)
    found = fresh.slips.check(code.text)
    assert (found.verdict, dict(found.words)["申请人"]) == (Verdict.GENUINE, "曹**")
    assert "没有那一次的打印存档" in found.todo
    fresh.desk.database.close()
