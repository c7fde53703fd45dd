"""Applications are taken with number, facts and trail in one go, and move only as the notice allows."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import select

from app.faults import UserError
from app.models.application import Application, RegisterNumber
from app.models.enums import ApplicationState
from app.models.trail import OutboxEvent
from app.services import journal, sample
from app.services.applications.filing import Filing
from app.services.applications.moves import MOVES
from app.services.catalog.service import CatalogEntry
from app.services.eligibility.service import Choice
from app.services.policy.outcome import Outcome
from app.services.printing.preview import text_of
from app.services.results import Refused, Saved
from tests.services.town import ACCOUNT, Town


def filing(town: Town, choice: Choice, account: str = ACCOUNT, **more: object) -> Filing:
    return Filing(choice, town.desk.ids.new(), bank={"bank_account": account, "bank_kind": "card"}, **more)


def taken(town: Town, name: str = "曹铁柱", account: str = ACCOUNT) -> Saved:
    town.eligible(name)
    saved = town.counter.applications.take(filing(town, town.choice(name), account))
    assert isinstance(saved, Saved), saved
    return saved


def as_reviewer(town: Town) -> None:
    town.counter.accounts.switch(sample.REVIEWER[0], sample.REVIEWER[2])


def as_clerk(town: Town) -> None:
    town.counter.accounts.switch(sample.CLERK[0], sample.CLERK[2])


def test_a_taken_application_has_number_facts_and_event(town: Town) -> None:
    saved = taken(town)
    case = town.counter.applications.open(saved.id)
    assert case.row.case_number.startswith("140321106000-PX-20261124-A0001-")
    assert (case.row.outcome, case.row.amount, case.state) == (
        "符合",
        "￥1,000.00",
        ApplicationState.TO_REVIEW,
    )
    with town.desk.database.reading() as session:
        line = session.scalar(select(OutboxEvent.line).where(OutboxEvent.type == "application.taken_in"))
        assert journal.verify(session).is_whole
    told = json.loads(line or "")["data"]
    assert told["amount"] == 100000
    assert "（十）2" in told["clauses"]


def test_an_application_replays_to_the_letter(town: Town) -> None:
    saved = taken(town)
    town.complete(town.worker("曹铁柱"), is_student="1")
    assert town.counter.applications.replay(saved.id)


def test_the_second_application_for_the_same_class_is_refused_by_clause_ten(town: Town) -> None:
    taken(town)
    made = town.counter.eligibility.assess(town.choice("曹铁柱"))
    assert made.outcome is Outcome.INELIGIBLE
    assert {c.clause for c in made.deciding} == {"（十）2"}
    with pytest.raises(UserError, match="（十）2"):
        town.counter.applications.take(filing(town, town.choice("曹铁柱")))


def test_a_withdrawn_application_no_longer_counts(town: Town) -> None:
    saved = taken(town)
    town.counter.applications.move(saved.id, "withdraw", "本人不申请了")
    again = town.counter.applications.take(filing(town, town.choice("曹铁柱")))
    assert isinstance(again, Saved)


def test_case_numbers_have_no_gaps_and_void_ones_stay(town: Town) -> None:
    saved = taken(town)
    town.counter.applications.move(saved.id, "withdraw", "本人不申请了")
    town.complete(town.worker("杨改莲"), has_pension="0", is_student="0", woman_post="manager")
    town.counter.applications.take(filing(town, town.choice("杨改莲"), "6228480010012345674"))
    with town.desk.database.reading() as session:
        rows = session.execute(select(RegisterNumber.sequence, RegisterNumber.is_void)).all()
    assert [tuple(row) for row in rows] == [(1, True), (2, False)]


def test_nobody_reviews_what_he_took_in_whatever_his_role(town: Town) -> None:
    saved = taken(town)
    with pytest.raises(UserError, match="谁使用、谁负责"):
        town.counter.applications.move(saved.id, "approve")
    as_reviewer(town)
    town.counter.applications.move(saved.id, "approve")
    case = town.counter.applications.open(saved.id)
    assert (case.state, case.reviewed_by) == (ApplicationState.REVIEWED, sample.REVIEWER[1])


def test_a_returned_case_keeps_its_number_and_its_reason(town: Town) -> None:
    saved = taken(town)
    number = town.counter.applications.open(saved.id).row.case_number
    as_reviewer(town)
    with pytest.raises(UserError, match="须写明原因"):
        town.counter.applications.move(saved.id, "return")
    town.counter.applications.move(saved.id, "return", "缺开户网点")
    as_clerk(town)
    town.counter.applications.move(saved.id, "submit", "已补")
    case = town.counter.applications.open(saved.id)
    assert case.row.case_number == number
    assert [step.state for step in case.steps] == ["已受理", "待复核", "退回补正", "待复核"]


@pytest.mark.parametrize("state", list(ApplicationState))
@pytest.mark.parametrize("key", list(MOVES))
def test_only_legal_moves_are_made(town: Town, state: ApplicationState, key: str) -> None:
    saved = taken(town)
    as_reviewer(town)
    with town.desk.database.transaction() as session:
        session.get_one(Application, saved.id).state = state.value
    move = MOVES[key]
    if state in move.sources:
        town.counter.applications.move(saved.id, key, "原因")
        assert town.counter.applications.open(saved.id).state is move.target
    else:
        with pytest.raises(UserError, match=f"不能{move.label}"):
            town.counter.applications.move(saved.id, key, "原因")


def test_an_account_used_for_another_person_is_told(town: Town) -> None:
    taken(town)
    town.complete(town.worker("杨改莲"), has_pension="0", is_student="0", woman_post="manager")
    answer = town.counter.applications.take(filing(town, town.choice("杨改莲")))
    assert isinstance(answer, Saved)
    assert [finding.code for finding in answer.warnings] == ["shared", "pledge"]


def test_another_holder_needs_a_reason(town: Town) -> None:
    town.eligible()
    bank = {"bank_account": ACCOUNT, "bank_kind": "card", "bank_holder": "别人"}
    answer = town.counter.applications.take(Filing(town.choice("曹铁柱"), town.desk.ids.new(), bank=bank))
    assert isinstance(answer, Refused)
    assert answer.findings[0].field == "bank_holder"


def test_without_an_account_nothing_is_taken(town: Town) -> None:
    town.eligible()
    answer = town.counter.applications.take(Filing(town.choice("曹铁柱"), town.desk.ids.new()))
    assert isinstance(answer, Refused)
    assert town.counter.applications.ids() == ()


def test_a_loaded_list_makes_paper_unnecessary(town: Town) -> None:
    made = town.counter.eligibility.assess(town.choice("姚润生", "living"))
    waived = [one for one in made.materials if one.state.value == "waived"]
    assert [one.id for one in waived] == ["TPRK"]


def test_the_skill_uplift_list_feeds_the_duplicate_rule(town: Town) -> None:
    number = town.worker("毛晓燕")
    outlooks = {one.kind: one for one in town.counter.eligibility.outlook(number)}
    assert outlooks["employer"].outcome is Outcome.NOT_COVERED
    facts = town.counter.eligibility.assess(Choice("training", number)).facts
    assert "skill_uplift" in facts


def test_the_pledge_setting_can_block(town: Town) -> None:
    town.eligible()
    town.counter.settings.change("pledge_required", "block")
    with pytest.raises(UserError, match="廉政守纪承诺书"):
        town.counter.applications.take(filing(town, town.choice("曹铁柱")))
    town.counter.accounts.sign_pledge(sample.CLERK[0])
    assert isinstance(town.counter.applications.take(filing(town, town.choice("曹铁柱"))), Saved)


def test_a_running_case_is_shown_in_the_panel(town: Town) -> None:
    saved = taken(town)
    number = town.counter.applications.open(saved.id).row.case_number
    first = town.counter.eligibility.outlook(town.worker("曹铁柱"))[0]
    assert first.outcome is Outcome.ELIGIBLE
    assert number in first.summary


def test_a_claim_that_rests_on_nothing_is_not_taken(town: Town) -> None:
    with pytest.raises(UserError, match="还没有报过班"):
        town.counter.applications.take(filing(town, Choice("training", town.worker("毛晓燕"))))
    with pytest.raises(UserError, match="还没有登记证书"):
        town.counter.applications.take(filing(town, Choice("evaluation", town.worker("毛晓燕"))))


def test_a_case_that_lacks_facts_is_taken_but_not_approved(town: Town) -> None:
    town.pass_everyone()
    saved = town.counter.applications.take(filing(town, town.choice("曹铁柱")))
    assert isinstance(saved, Saved)
    as_reviewer(town)
    assert "approve" not in {move.key for move in town.counter.applications.open(saved.id).moves}
    with pytest.raises(UserError, match="需补充信息"):
        town.counter.applications.move(saved.id, "approve")


def test_a_resubmitted_case_is_judged_anew_by_what_was_completed(town: Town) -> None:
    town.pass_everyone()
    saved = town.counter.applications.take(filing(town, town.choice("曹铁柱")))
    assert isinstance(saved, Saved)
    as_reviewer(town)
    town.counter.applications.move(saved.id, "return", "请补是否在校、是否领养老金")
    as_clerk(town)
    town.eligible("曹铁柱")
    town.counter.applications.move(saved.id, "submit")
    case = town.counter.applications.open(saved.id)
    assert (case.row.outcome, case.row.amount) == ("符合", "￥1,000.00")
    assert town.counter.applications.replay(saved.id)
    as_reviewer(town)
    town.counter.applications.move(saved.id, "approve")


def test_a_returned_case_cannot_come_back_beside_its_double(town: Town) -> None:
    first = taken(town)
    as_reviewer(town)
    town.counter.applications.move(first.id, "return", "缺开户网点")
    as_clerk(town)
    second = town.counter.applications.take(filing(town, town.choice("曹铁柱")))
    assert isinstance(second, Saved)
    with pytest.raises(UserError, match="（十）2"):
        town.counter.applications.move(first.id, "submit")
    assert town.counter.applications.open(first.id).state is ApplicationState.RETURNED


def test_a_hopeless_claim_is_answered_on_record_by_somebody_else(town: Town) -> None:
    town.eligible("曹铁柱")
    with pytest.raises(UserError, match="应当受理"):
        town.counter.applications.decline(filing(town, town.choice("曹铁柱")), "不想收")
    town.complete(town.worker("曹铁柱"), is_student="1")
    saved = town.counter.applications.decline(filing(town, town.choice("曹铁柱")), "在校学生")
    case = town.counter.applications.open(saved.id)
    assert (case.row.outcome, case.state) == ("不符合", ApplicationState.TO_REVIEW)
    assert case.steps[-1].reason == "拟不予受理：在校学生"
    with pytest.raises(UserError, match="不出受理回执"):
        town.counter.papers.slip(saved.id)
    as_reviewer(town)
    assert {move.key for move in town.counter.applications.open(saved.id).moves} == {
        "return",
        "reject",
        "withdraw",
    }
    town.counter.applications.move(saved.id, "reject", "在校学生")
    assert town.counter.applications.open(saved.id).state is ApplicationState.REJECTED
    as_clerk(town)
    town.complete(town.worker("曹铁柱"), is_student="0")
    assert isinstance(town.counter.applications.take(filing(town, town.choice("曹铁柱"))), Saved)


def test_papers_are_ticked_only_until_the_review(town: Town) -> None:
    saved = taken(town)
    material = next(one for one in town.counter.applications.open(saved.id).materials if not one.is_received)
    town.counter.applications.receive(material.id, is_received=True)
    as_reviewer(town)
    town.counter.applications.move(saved.id, "approve")
    with pytest.raises(UserError, match="不能再改"):
        town.counter.applications.receive(material.id, is_received=False)


def test_the_identity_card_is_given_back_and_the_slip_says_what_is_owed(town: Town) -> None:
    saved = taken(town)
    handled = {one.title: one.handling for one in town.counter.applications.open(saved.id).materials}
    assert handled["身份证（核验后退回）"] == "核验退回"
    text = text_of(town.counter.papers.slip(saved.id).pdf).replace("\n", "")
    assert "待补" in text


def test_an_employer_is_paid_into_its_own_account_and_a_failed_row_bars_nobody(town: Town) -> None:
    choice = company_class(town)
    holder = filing(town, choice)
    other = Filing(
        choice, holder.event_id, bank={"bank_account": ACCOUNT, "bank_kind": "card", "bank_holder": "个人"}
    )
    refused = town.counter.applications.take(other)
    assert isinstance(refused, Refused)
    assert refused.findings[0].field == "bank_holder"
    saved = town.counter.applications.take(holder)
    assert isinstance(saved, Saved)
    case = town.counter.applications.open(saved.id)
    assert [row.outcome for row in case.roster] == ["符合", "不符合", "需补充信息"]
    assert case.row.amount == "￥1,200.00"
    claims = [
        json.loads(town.counter.eligibility.assess(Choice("training", town.worker(name))).facts)["claims"]
        for name in ("郝海军", "段宏伟")
    ]
    assert [len(rows) for rows in claims] == [1, 0]


def company_class(town: Town) -> Choice:
    """Let an enterprise train three of its own: one whole, one who paid, one whose dispatch nobody asked about."""
    counter = town.counter
    employer_id, _ = counter.catalog.parents("job")[-1]
    course_id, _ = next(row for row in counter.catalog.parents("session") if "养老护理员" in row[1])
    values = {
        "class_no": "QY-1", "opens_on": date(2026, 11, 9), "closes_on": date(2026, 11, 20), "seats": 9,
        "state": "planned", "training_organised_by": "self", "is_cost_borne_by_employer": "1",
    }  # fmt: skip
    entry = CatalogEntry("session", values, town.desk.ids.new(), parent_id=course_id)
    made = counter.catalog.save(entry)
    assert isinstance(made, Saved)
    for place, name in enumerate(("郝海军", "段宏伟", "徐铁柱")):
        number = town.worker(name)
        town.complete(number, has_pension="0", is_student="0", work_state="2", work_form="unit")
        enrolled = counter.enrolments.enrol(number, made.id)
        assert isinstance(enrolled, Saved)
        counter.enrolments.grade(
            enrolled.id,
            {
                "contract_from": date(2026, 3, 1), "is_contract_open_ended": True, "has_wage_evidence": "1",
                "is_dispatched": "" if place == 2 else "0", "learner_fee": 20000 if place == 1 else 0,
                "exam": "passed",
            },
        )  # fmt: skip
    return Choice("employer", employer_id=employer_id, session_id=made.id)


def test_an_account_typed_with_blanks_is_the_same_account(town: Town) -> None:
    spaced = " ".join(ACCOUNT[place : place + 4] for place in range(0, len(ACCOUNT), 4))
    saved = taken(town, account=spaced)
    with town.desk.database.reading() as session:
        assert session.get_one(Application, saved.id).bank_account == ACCOUNT
    town.complete(town.worker("杨改莲"), has_pension="0", is_student="0", woman_post="manager")
    answer = town.counter.applications.take(filing(town, town.choice("杨改莲")))
    assert isinstance(answer, Saved)
    assert "shared" in {finding.code for finding in answer.warnings}
