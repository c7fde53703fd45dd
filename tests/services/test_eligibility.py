"""The facts of a record use the words of the policy, and lists free from paper or show a duplicate."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from app.faults import UserError
from app.models.desk import ComparisonEntry
from app.models.enums import ApplicationState, SubsidyKind
from app.models.worker import Worker
from app.services import codes
from app.services.eligibility import facts
from app.services.eligibility.service import Choice
from app.services.imports.lists import SKILL_UPLIFT
from app.services.policy.outcome import Outcome
from app.services.policy.vocabulary import vocabulary
from tests.services.town import Town

ASKED_ALIKE = {
    "worker.sex": "sex",
    "worker.urban_rural": "urban_rural",
    "worker.hukou_kind": "hukou_kind",
    "worker.insurance_kind": "insurance",
    "worker.woman_post": "woman_post",
    "worker.work_state": "work_state",
    "worker.work_form": "work_form",
    "worker.categories[].code": "category",
    "worker.categories[].source": "source",
    "graduate.stage": "school_stage",
    "certificate.kind": "certificate_kind",
}
TRANSLATED = {
    "institution.kind": ("institution_kind", facts._INSTITUTION_KINDS),
    "institution.status": ("institution_standing", facts._STANDINGS),
    "session.mode": ("training_mode", facts._MODES),
    "employer.organised_by": ("organiser", facts._ORGANISERS),
    "claims[].state": ("application_state", facts._CLAIM_STATES),
}


def list_uplift(town: Town, worker_id: int, occupation: str, level: str) -> None:
    """Put a person on the loaded skill-uplift list for one occupation and level, this year."""
    number = town.counter.workers.open(worker_id).text("id_number")
    data = {"occupation": occupation, "level": level, "certified_on": "2026-03-02", "issued_on": "2026-02-01"}
    with town.desk.database.transaction() as session:
        listed = session.scalar(select(ComparisonEntry.list_id).where(ComparisonEntry.kind == SKILL_UPLIFT))
        entry = ComparisonEntry(list_id=listed, kind=SKILL_UPLIFT, id_number=number, name="示例", data=data)
        session.add(entry)


@pytest.mark.parametrize("path", list(ASKED_ALIKE))
def test_every_choice_of_the_form_is_a_word_of_the_policy(path: str) -> None:
    offered = {choice.code for choice in codes.choices(ASKED_ALIKE[path])}
    assert offered <= set(vocabulary()[path].choices)


@pytest.mark.parametrize("path", list(TRANSLATED))
def test_every_translated_choice_becomes_a_word_of_the_policy(path: str) -> None:
    name, words = TRANSLATED[path]
    assert {choice.code for choice in codes.choices(name)} <= set(words)
    assert set(words.values()) <= set(vocabulary()[path].choices)


def test_every_state_of_a_case_counts_or_does_not_as_a_claim() -> None:
    assert {state.value for state in ApplicationState} == set(facts._CLAIM_STATES)


@pytest.mark.parametrize("id_type", [choice.code for choice in codes.choices("id_type")])
def test_a_holder_of_any_document_gets_an_answer(town: Town, id_type: str) -> None:
    number = town.worker("曹铁柱")
    with town.desk.database.transaction() as session:
        session.get_one(Worker, number).id_type = id_type
    outcomes = {one.outcome for one in town.counter.eligibility.outlook(number)}
    assert (outcomes == {Outcome.NOT_COVERED}) is (id_type != "01")


def test_every_imported_worker_has_an_outlook_on_all_four(town: Town) -> None:
    for number in town.counter.workers.ids()[::6]:
        told = town.counter.eligibility.outlook(number)
        assert [one.kind for one in told] == [kind.value for kind in SubsidyKind]
        assert all(one.summary and one.reasons for one in told)


def test_what_is_not_recorded_is_asked_for_and_not_taken_for_no(town: Town) -> None:
    number = town.worker("曹铁柱")
    town.complete(number, has_pension="", is_student="")
    training = town.counter.eligibility.outlook(number)[0]
    assert training.outcome is Outcome.NEEDS_INFO
    assert {"has_pension", "is_student"} <= {field for _, field in training.missing}


def test_the_outlook_of_a_graduate_of_the_class_has_an_amount(town: Town) -> None:
    training = town.counter.eligibility.outlook(town.eligible())[0]
    assert (training.outcome, training.is_early) == (Outcome.ELIGIBLE, False)
    assert training.amount.startswith("￥1,000.00")
    assert "养老护理员" in training.title


def test_a_worker_without_a_class_is_assessed_early(town: Town) -> None:
    training = town.counter.eligibility.outlook(town.worker("苏计成"))[0]
    assert training.is_early
    assert any(reason.is_later for reason in training.reasons)


def test_a_list_waives_the_paper_of_whom_it_names_only(town: Town) -> None:
    named = town.counter.eligibility.assess(town.choice("姚润生", "living"))
    assert [one.id for one in named.materials if one.state.value == "waived"] == ["TPRK"]
    number = town.counter.workers.open(town.worker("姚润生")).text("id_number")
    with town.desk.database.transaction() as session:
        for entry in session.scalars(select(ComparisonEntry).where(ComparisonEntry.id_number == number)):
            session.delete(entry)
    alone = town.counter.eligibility.assess(town.choice("姚润生", "living"))
    assert [one.id for one in alone.materials if one.state.value == "waived"] == []


def test_a_skill_uplift_subsidy_for_the_same_craft_and_level_is_a_duplicate(town: Town) -> None:
    number = town.eligible()
    plain = json.loads(town.counter.eligibility.assess(town.choice("曹铁柱")).facts)
    list_uplift(town, number, plain["course"]["occupation"], plain["course"]["level"])
    made = town.counter.eligibility.assess(town.choice("曹铁柱"))
    assert made.outcome is Outcome.INELIGIBLE
    assert {condition.clause for condition in made.deciding} == {"（十）2"}
    assert "失业保险技能提升补贴名单" in made.deciding[0].reason


def test_a_skill_uplift_subsidy_for_another_craft_is_none(town: Town) -> None:
    list_uplift(town, town.eligible(), "6-29-01-01", "4")
    assert town.counter.eligibility.assess(town.choice("曹铁柱")).outcome is Outcome.ELIGIBLE


def test_nobody_is_judged_who_is_not_registered(town: Town) -> None:
    with pytest.raises(UserError, match="登记名册"):
        town.counter.eligibility.outlook(99999)


def test_an_employer_subsidy_needs_employer_and_class(town: Town) -> None:
    with pytest.raises(UserError, match="企业直补"):
        town.counter.eligibility.assess(Choice("employer"))


def test_an_employer_is_judged_learner_by_learner(town: Town) -> None:
    employer = town.counter.catalog.ids("employer")[0]
    choice = Choice("employer", employer_id=employer, session_id=town.session())
    made = town.counter.eligibility.assess(choice)
    assert len(made.rows) == 20
    assert made.amount.fen is None
