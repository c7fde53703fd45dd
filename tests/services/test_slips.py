"""A slip at the counter: what was printed is genuine, and what was made otherwise says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, select

from app.models.slip import SlipProof
from app.models.trail import JournalEntry
from app.ports import FixedClock
from app.services.epochs import ASKED
from app.services.exchange.reply import StationSigner
from app.services.exchange.signing import make_key
from app.services.printing.preview import text_of
from app.services.signers import learn, seed_of
from app.services.slips import wording
from app.services.slips.judging import Verdict
from app.services.slips.payload import SlipCode
from app.services.slips.reading import read_bytes
from tests.services.test_applications import taken
from tests.services.town import Town

ELSEWHERE = "140321100001"


def printed(town: Town) -> tuple[int, SlipCode]:
    """Take an application and print its slip."""
    saved = taken(town)
    composed = town.counter.papers.slip(saved.id)
    town.counter.papers.archive(composed, where="打印机")
    assert composed.proof is not None
    return saved.id, composed.proof.code


def test_the_code_on_the_paper_is_genuine_and_shows_the_words(town: Town) -> None:
    saved = taken(town)
    composed = town.counter.papers.slip(saved.id)
    town.counter.papers.archive(composed, where="打印机")
    found = town.counter.slips.check(read_bytes(composed.pdf))
    text = text_of(composed.pdf).replace("\n", "").replace(" ", "")
    assert found.verdict is Verdict.GENUINE
    assert dict(found.words)["申请人"] == "曹**"
    assert found.notes == ("这件申请现在：待复核",)
    for label, said in found.words:
        for part in said.split("　"):
            day = date.fromisoformat(part) if label in {wording.FILED, wording.DUE} and part else None
            shown = f"{day.year}年{day.month}月{day.day}日" if day else part.replace(" ", "")
            assert shown in text, label
    assert composed.proof is not None
    assert text.count(composed.proof.check_word) == 2


def test_the_code_holds_nothing_personal(town: Town) -> None:
    _, code = printed(town)
    person = town.counter.workers.open(town.worker("曹铁柱"))
    assert person.text("id_number") not in code.text
    assert person.text("id_number")[-4:] not in code.text.split(":", 2)[2]
    assert code.text.isascii()


def test_the_same_slip_on_the_same_day_has_the_same_bytes(town: Town) -> None:
    saved = taken(town)
    assert town.counter.papers.slip(saved.id).sha256 == town.counter.papers.slip(saved.id).sha256


def test_a_slip_that_was_printed_again_says_that_a_later_one_counts(town: Town, clock: FixedClock) -> None:
    number, code = printed(town)
    clock.put_right(date(2026, 11, 25))
    town.counter.papers.archive(town.counter.papers.slip(number), where="打印机")
    assert "最后一次 2026-11-25" in town.counter.slips.check(code.text).notes[1]


def test_a_forged_slip_is_told(town: Town) -> None:
    _, code = printed(town)
    forged = replace(code, main="A" * 16).signed(bytes(32))
    found = town.counter.slips.check(forged.text)
    assert found.verdict is Verdict.FORGED
    assert dict(found.words)["受理编号"] == str(code.case)


def test_a_signature_moved_to_other_words_is_told_from_a_forged_one(town: Town) -> None:
    _, code = printed(town)
    moved = replace(code, signed_on=date(2026, 12, 24))
    found = town.counter.slips.check(moved.text)
    assert found.verdict is Verdict.ALTERED
    assert dict(found.words)["申请人"] == "曹**"


def test_a_slip_with_our_signature_that_was_never_printed_here_differs(town: Town) -> None:
    _, code = printed(town)
    with town.desk.database.transaction() as session:
        seed = seed_of(session)
        session.execute(delete(SlipProof))
    assert town.counter.slips.check(code.text).verdict is Verdict.DIFFERS
    unknown = replace(code, case=replace(code.case, sequence=4321)).signed(seed)
    found = town.counter.slips.check(unknown.text)
    assert found.verdict is Verdict.DIFFERS
    assert "没有这个编号" in found.reason


def test_slips_of_a_former_epoch_are_still_checked(town: Town) -> None:
    number, code = printed(town)
    town.counter.home.start_epoch(town.desk, ASKED)
    found = town.counter.slips.check(code.text)
    assert (found.verdict, found.code.epoch) == (Verdict.GENUINE, "A")
    town.counter.papers.archive(town.counter.papers.slip(number), where="打印机")
    with town.desk.database.transaction() as session:
        session.execute(delete(SlipProof))
    found = town.counter.slips.check(code.text)
    assert found.verdict is Verdict.GENUINE
    assert "没有那一次的打印存档" in found.todo


def test_an_epoch_that_the_county_revoked_is_told_and_the_print_here_still_helps(town: Town) -> None:
    _, code = printed(town)
    station = town.desk.station
    with town.desk.database.transaction() as session:
        own = make_key(station.code, "A", seed_of(session)).public()
        learn(session, town.desk, [told(own.raw, station.code, revoked_on=date(2026, 11, 30))])
    found = town.counter.slips.check(code.text)
    assert found.verdict is Verdict.REVOKED
    assert "2026-11-30" in found.reason
    assert "原文在下面" in found.todo


def told(key: bytes, station: str = ELSEWHERE, revoked_on: date | None = None) -> StationSigner:
    import base64

    return StationSigner(station, "A", "冠山镇就业服务站", base64.b64encode(key).decode("ascii"), revoked_on)


@pytest.fixture
def foreign(town: Town) -> tuple[SlipCode, str]:
    """Return the code and check word of a slip of another station that the county told of."""
    seed = bytes(range(32))
    _, code = printed(town)
    case = replace(code.case, station=ELSEWHERE)
    words = (
        (wording.NUMBER, str(case)), (wording.FILED, "2026-11-24"), (wording.WHO, "李*"), (wording.TAIL, "062X"),
        (wording.DUE, "2026-12-08"),
    )  # fmt: skip
    check = wording.check_word(words, seed)
    with town.desk.database.transaction() as session:
        learn(session, town.desk, [told(make_key(ELSEWHERE, "A", seed).public().raw)])
    made = SlipCode(case, "A", date(2026, 11, 24), wording.main_hash(words, check), "B" * 16).signed(seed)
    return made, check


def test_a_slip_of_another_station_is_checked_and_its_words_can_be_typed(
    town: Town, foreign: tuple[SlipCode, str]
) -> None:
    code, check = foreign
    found = town.counter.slips.check(code.text)
    assert (found.verdict, found.can_type, found.station) == (Verdict.GENUINE, True, "冠山镇就业服务站")
    paper = {
        wording.WHO: "李＊",
        wording.TAIL: "062x",
        wording.DUE: "2026-12-08",
        "check_word": check.lower(),
    }
    assert town.counter.slips.check(code.text, paper).verdict is Verdict.GENUINE
    for label, text in (
        (wording.WHO, "王*"),
        (wording.TAIL, "0620"),
        (wording.DUE, "2026-12-09"),
        ("check_word", "AAAAAAAA"),
    ):
        assert town.counter.slips.check(code.text, {**paper, label: text}).verdict is Verdict.ALTERED


def test_a_station_that_nobody_told_of_is_unknown(town: Town) -> None:
    _, code = printed(town)
    stranger = replace(code, case=replace(code.case, station="140321999000")).signed(bytes(32))
    assert town.counter.slips.check(stranger.text).verdict is Verdict.UNKNOWN


def test_every_check_is_in_the_journal(town: Town) -> None:
    _, code = printed(town)
    town.counter.slips.check(code.text)
    with town.desk.database.reading() as session:
        line = session.scalar(select(JournalEntry).where(JournalEntry.action == "slip.checked"))
    assert line is not None
    assert (line.entity_uid, line.detail.split()[0]) == (str(code.case), "真实")
