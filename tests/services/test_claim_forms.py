"""The application forms of 评价补贴 and 企业直补 say what is recorded, and leave blank what is not."""

from __future__ import annotations

from datetime import date

from app.services.applications.filing import Filing
from app.services.eligibility.service import Choice
from app.services.papers.makers import MAKERS
from app.services.printing.preview import page_count, text_of
from app.services.results import Saved
from tests.services.test_applications import company_class, filing
from tests.services.town import Town


def printed(town: Town, number: int, form: str) -> str:
    composed = town.counter.papers.application(number)
    assert (composed.form, composed.problems, page_count(composed.pdf)) == (form, (), 1)
    return "".join(text_of(composed.pdf).split())


def gathered(town: Town, form: str, number: int) -> dict[str, object]:
    with town.desk.database.reading() as session:
        return MAKERS[form](session, town.desk, number)[1]


def evaluated(town: Town, name: str = "曹铁柱") -> Saved:
    number = town.eligible(name)
    learner = next(one for one in town.counter.enrolments.roster(town.session()).learners if one.name == name)
    held = {
        "certificate_kind": "skill_level", "certificate_no": "S000014000000265000001", "issued_on": date(2026, 11, 2),
        "occupation": "4-10-01-05", "level": "5", "issuer": "示例评价机构",
    }  # fmt: skip
    saved = town.counter.enrolments.certify(learner.enrolment_id, held)
    assert isinstance(saved, Saved), saved
    choice = next(
        row.choice
        for row in town.counter.eligibility.bases(number, "evaluation")
        if row.choice.certificate_id
    )
    taken = town.counter.applications.take(filing(town, choice))
    assert isinstance(taken, Saved), taken
    return taken


def test_the_evaluation_form_carries_the_certificate_the_case_rests_on(town: Town) -> None:
    saved = evaluated(town)
    text = printed(town, saved.id, "evaluation_subsidy")
    assert "S000014000000265000001" in text
    assert "示例评价机构" in text
    assert "养老护理员" in text
    assert "2026年11月2日" in text
    told = gathered(town, "evaluation_subsidy", saved.id)["certificate"]
    assert isinstance(told, dict)
    assert (told["kind"], told["theory_score"], told["first"]) == ("skill_level", None, None)


def test_the_employers_form_counts_its_learners_and_asks_only_for_those_who_pass(town: Town) -> None:
    choice: Choice = company_class(town)
    saved = town.counter.applications.take(filing(town, choice))
    assert isinstance(saved, Saved)
    text = printed(town, saved.id, "employer_subsidy")
    unit = town.counter.catalog.open("employer", choice.employer_id)
    assert unit.values["name"] in text
    assert unit.values["uscc"] in text
    assert "人民币壹仟贰佰元整" in text
    told = gathered(town, "employer_subsidy", saved.id)
    counted = told["training"]
    assert isinstance(counted, dict)
    assert (counted["learners"], counted["passed"], counted["certified"], counted["eligible"]) == (3, 3, 0, 1)
    assert (counted["organised_by"], told["education"]) == (
        "self",
        {"wages": None, "drawn": None, "frontline": None, "share": None},
    )


def test_every_kind_of_case_has_its_form_in_the_menu(town: Town) -> None:
    choice = company_class(town)
    saved = town.counter.applications.take(
        Filing(choice, town.desk.ids.new(), bank=filing(town, choice).bank)
    )
    assert isinstance(saved, Saved)
    fits = town.counter.papers.fitting("application", saved.id)
    assert [fit.form for fit in fits][:2] == ["acceptance_slip", "employer_subsidy"]
