"""The whole way and back: a real counter's batch, the county's decision, the signed reply, the counter's screen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.faults import UserError
from app.models.enums import BatchState
from app.progress import NoProgress
from app.services import sample
from app.services.applications.filing import Filing
from app.services.county.deciding import Deciding, Decision
from app.services.county.inbox import Inbox
from app.services.county.office import Bureau, Office
from app.services.county.replying import Replying
from app.services.county.replysheets import paper_of, sheet_of
from app.services.county.stations import Stations
from app.services.county.taking import Fate, Taking
from app.services.exchange import medium
from app.services.policy.pack_model import Packs
from app.services.printing.preview import text_of
from app.services.results import Saved
from tests.services.town import ACCOUNT, Town

BANK = {"bank_account": ACCOUNT, "bank_holder": "曹铁柱", "bank_name": "平定县农商行"}


@pytest.fixture
def sent(town: Town, office: Office, bureau: Bureau, taking: Taking, tmp_path: Path) -> str:
    """Take one application in at the counter, review it, carry it up; return its case number."""
    counter = town.counter
    (tmp_path / "stick").mkdir()
    counter.batches.install(office.card())
    Stations(bureau).enrol(counter.batches.station_card())
    town.eligible("曹铁柱")
    saved = counter.applications.take(Filing(town.choice("曹铁柱"), town.desk.ids.new(), BANK))
    assert isinstance(saved, Saved)
    counter.accounts.switch(*_reviewer())
    counter.applications.move(saved.id, "approve")
    counter.batches.seal(NoProgress())
    counter.batches.export(tmp_path / "stick", NoProgress())
    for path in medium.files_up(tmp_path / "stick"):
        assert taking.take_in(path).fate is Fate.APPLIED
    return counter.applications.open(saved.id).row.case_number


def _answer(town: Town, bureau: Bureau, tmp_path: Path) -> str:
    reply = Replying(bureau, {}).reply(town.desk.station.code)
    medium.carry_down(tmp_path / "stick", reply.station, reply.file_name, reply.sealed)
    return town.counter.replies.take_all(tmp_path / "stick").text


@pytest.mark.promise("B7")
def test_nothing_turns_green_before_the_reply(town: Town, sent: str) -> None:
    assert {card.state for card in town.counter.batches.all()} == {BatchState.EXPORTED}
    assert _state(town, sent) == "已导出"


def test_the_county_judges_as_the_station_did(bureau: Bureau, packs: Packs, sent: str) -> None:
    rows = Inbox(bureau, packs).rows()
    assert [(row.case_number, row.divergence) for row in rows] == [(sent, "")]
    told = rows[0]
    assert (told.holder, told.bank, told.account) == ("曹铁柱", "平定县农商行", ACCOUNT)
    assert told.village


def test_a_case_sent_back_is_mended_and_granted_under_its_own_number(
    town: Town, bureau: Bureau, packs: Packs, taking: Taking, sent: str, tmp_path: Path
) -> None:
    deciding = Deciding(bureau, packs)
    deciding.decide(
        Decision(sent, "returned", field="bank_account", reason="账号与户名不符", fix_by=date(2026, 12, 8))
    )
    assert "退回 1 件" in _answer(town, bureau, tmp_path)
    assert _state(town, sent) == "退回补正"
    counter = town.counter
    number = _id(town, sent)
    counter.applications.move(number, "submit")
    counter.accounts.switch(*_reviewer())
    counter.applications.move(number, "approve")
    counter.batches.seal(NoProgress())
    report = counter.batches.export(tmp_path / "stick", NoProgress())
    assert len(report.files) == 1  # what the county has is not carried again
    taking.take_in(tmp_path / "stick" / "JMK" / "UP" / report.files[0])
    assert [row.case_number for row in Inbox(bureau, packs).rows()] == [sent]
    deciding.decide(Decision(sent, "granted", amount=180000, document_no="平人社〔2026〕9号"))
    assert "新办结 1 件" in _answer(town, bureau, tmp_path)
    assert _state(town, sent) == "县已办·通过"
    assert Inbox(bureau, packs).rows() == ()


def test_the_reply_on_paper_says_the_same_at_both_ends(
    town: Town, bureau: Bureau, packs: Packs, sent: str, tmp_path: Path
) -> None:
    Deciding(bureau, packs).decide(Decision(sent, "granted", amount=180000, document_no="平人社〔2026〕9号"))
    with pytest.raises(UserError, match="还没有读入过县级回执"):
        town.counter.replies.sheet()
    answer = Replying(bureau, {}).reply(town.desk.station.code)
    medium.carry_down(tmp_path / "stick", answer.station, answer.file_name, answer.sealed)
    town.counter.replies.take_all(tmp_path / "stick")
    there, here = sheet_of(bureau, answer), town.counter.replies.sheet()
    assert here == there
    printed = text_of(town.counter.papers.county_reply(here).pdf)
    assert printed == text_of(paper_of(bureau, answer))
    for told in ("县级回执单", sent, "曹铁柱", "通过", "1,800.00", "平人社〔2026〕9号", "A纪元第1批"):
        assert told in "".join(printed.split())


@pytest.mark.promise("B7")
def test_an_older_reply_changes_nothing_and_a_correction_keeps_what_was_said(
    town: Town, bureau: Bureau, packs: Packs, sent: str, tmp_path: Path
) -> None:
    deciding = Deciding(bureau, packs)
    deciding.decide(Decision(sent, "refused", reason="资料不实"))
    old = Replying(bureau, {}).reply(town.desk.station.code)
    deciding.decide(Decision(sent, "granted", amount=180000, document_no="平人社〔2026〕9号"))
    _answer(town, bureau, tmp_path)
    (tmp_path / old.file_name).write_bytes(old.sealed)
    assert town.counter.replies.take_in(tmp_path / old.file_name).is_old
    assert _state(town, sent) == "县已办·通过"


@pytest.mark.promise("B1")
def test_a_reply_for_another_station_or_of_another_county_is_refused(
    town: Town, bureau: Bureau, sent: str, tmp_path: Path
) -> None:
    reply = Replying(bureau, {}).reply(town.desk.station.code)
    path = tmp_path / reply.file_name
    path.write_bytes(reply.sealed[:-30] + b"0" * 30)
    with pytest.raises(UserError, match="损坏"):
        town.counter.replies.take_in(path)
    assert _state(town, sent) == "已导出"


def _reviewer() -> tuple[str, str]:
    return sample.REVIEWER[0], sample.REVIEWER[2]


def _id(town: Town, number: str) -> int:
    rows = town.counter.applications.rows(town.counter.applications.ids())
    return next(row.id for row in rows if row.case_number == number)


def _state(town: Town, number: str) -> str:
    return town.counter.applications.open(_id(town, number)).row.state
