"""The inbox out as a workbook, decisions back in; duplicates that only the county can see."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.models.county import Likeness
from app.progress import NoProgress
from app.services.county.deciding import Deciding
from app.services.county.inbox import Inbox
from app.services.county.likeness import LIKELY, SURE, Person, compare, keys_of
from app.services.county.office import Bureau
from app.services.county.taking import Taking
from app.services.policy.engine import assess
from app.services.policy.facts import Facts
from app.services.policy.pack_model import Packs
from tests.services.county.stations import FakeStation, number

NAMES = st.sampled_from(["王建国", "王健国", "李秀兰", "赵喆", "赵哲", "单晓华"])
DAYS = st.sampled_from(["1985-03-12", "1985-12-03", ""])
PEOPLE = st.builds(
    Person,
    uid=st.just("x"),
    id_number=st.integers(1, 40).map(number),
    name=NAMES,
    birth=DAYS,
    sex=st.sampled_from(["1", "2", ""]),
    phone=st.sampled_from(["19900000001", "19900000002", ""]),
    village=st.sampled_from(["140321101201", "140321101202", "140321102201", ""]),
)


@given(PEOPLE, PEOPLE)
def test_the_score_does_not_know_who_comes_first(one: Person, other: Person) -> None:
    assert compare(one, other).score == compare(other, one).score


@given(PEOPLE, PEOPLE)
def test_whoever_shares_a_number_is_sure_to_be_compared_and_shown(one: Person, other: Person) -> None:
    if one.number == other.number:
        assert keys_of(one) & keys_of(other)
    if compare(one, other).score >= SURE and one.birth == other.birth != "":
        assert keys_of(one) & keys_of(other)


@pytest.mark.parametrize(
    ("one", "other", "is_shown"),
    [
        (("王建国", 1, "1985-03-12", "19900000001"), ("李秀兰", 2, "1970-01-01", "19900000001"), False),
        (("王建国", 1, "1985-03-12", ""), ("王健国", 2, "1985-03-12", ""), True),
        (("赵喆", 1, "1985-03-12", ""), ("赵哲", 2, "1985-03-12", ""), True),
        (("王建国", 1, "1985-03-12", ""), ("李秀兰", 2, "1985-03-12", ""), False),
    ],
    ids=["a shared phone is not one person", "homophones", "variant characters", "twins of a birthday"],
)
def test_what_is_shown_to_a_person(
    one: tuple[str, int, str, str], other: tuple[str, int, str, str], is_shown: bool
) -> None:
    made = [
        Person(str(at), number(tail * 7), name, birth, "1", phone)
        for at, (name, tail, birth, phone) in enumerate((one, other))
    ]
    assert (compare(*made).score >= LIKELY) is is_shown


def test_an_old_number_is_the_same_person(bureau: Bureau, taking: Taking) -> None:
    station, other = FakeStation(bureau).enrol(), FakeStation(bureau, code="140321102000", seed=9).enrol()
    station.register(7, "示例甲")
    whole = number(7)
    other.register(8, "示例甲", id_number=whole[:6] + whole[8:17])
    taking.take(*station.sealed())
    taking.take(*other.sealed())
    with bureau.store.reading() as session:
        pair = session.scalars(select(Likeness)).one()
    assert pair.score >= SURE
    assert "身份证号相同" in pair.reasons


def _claim(station: FakeStation, packs: Packs, tail: int, ref: str) -> None:
    facts = Facts.of(
        {
            "worker": {"id_type": "01", "id_number": number(tail), "urban_rural": "rural", "work_state": "5",
                       "work_form": "flexible", "is_student": False, "has_pension": False, "categories": []},
            "course": {"occupation": "4-10-01-05", "trade": "", "level": "5"},
            "session": {"ref": f"S-{ref}", "opened_on": date(2026, 3, 2), "closed_on": date(2026, 3, 20)},
            "result": {"is_passed": True},
            "claims": [], "links": [], "lists": [], "matches": [],
        }
    )  # fmt: skip
    made = assess("training", facts, date(2026, 11, 24), packs)
    worker = station.register(tail, "示例甲")
    uid = station.say(
        "application.taken_in",
        data={"case_number": ref, "kind": "training", "taken_in_on": "2026-11-24", "worker": worker,
              "outcome": made.outcome.value, "facts": made.facts, "state": "to_review",
              "clauses": [c.clause for c in made.conditions],
              **({"amount": made.amount.fen} if made.amount.fen is not None else {})},
        ref={"policy": str(made.pack)},
    )  # fmt: skip
    station.say("application.reviewed", uid, data={"case_number": ref, "is_agreed": True}, version=2, base=1)


@pytest.fixture
def inbox(bureau: Bureau, taking: Taking, packs: Packs) -> Inbox:
    """Two stations that claimed for one person what may be had once."""
    for code, seed, ref in (("140321101000", 1, "CASE-1"), ("140321102000", 2, "CASE-2")):
        station = FakeStation(bureau, code=code, seed=seed).enrol()
        _claim(station, packs, 7, ref)
        taking.take(*station.sealed())
    return Inbox(bureau, packs)


def test_a_claim_made_twice_at_two_stations_is_seen_with_its_clause(inbox: Inbox) -> None:
    rows = inbox.rows()
    assert [row.divergence for row in rows] == ["", ""]
    assert any("（十）2" in text for text in rows[0].duplicates), rows[0]
    assert any("同一人" in text for text in rows[0].duplicates)


def test_decisions_come_back_and_bad_rows_are_listed(
    bureau: Bureau, packs: Packs, inbox: Inbox, tmp_path: Path
) -> None:
    path = tmp_path / "收件箱.xlsx"
    assert inbox.write(path) == 2
    book = openpyxl.load_workbook(path)
    sheet = book["职业培训补贴"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["审核结果"]).value = "通过"
    sheet.cell(2, columns["核定金额（元）"]).value = 1800
    sheet.cell(2, columns["文号"]).value = "平人社〔2026〕9号"
    sheet.cell(3, columns["审核结果"]).value = "退回"
    book.save(path)
    brought = inbox.bring(path, Deciding(bureau, packs), NoProgress())
    assert brought.done == ("CASE-1 通过",)
    assert [(bad.number, bad.case_number) for bad in brought.bad] == [(3, "CASE-2")]
    assert "原因" in brought.bad[0].text
    again = inbox.bring(path, Deciding(bureau, packs), NoProgress())
    assert "没有改动" in again.done[0]
    assert [row.case_number for row in inbox.rows()] == ["CASE-2"]
