"""What an applicant is told in writing comes from his case: what is owed, what came back, why he is declined."""

from __future__ import annotations

import pytest

from app.faults import UserError
from app.models.enums import ApplicationState
from app.services.papers.makers import MAKERS
from app.services.papers.service import Composed
from app.services.printing.preview import page_count, text_of
from app.services.results import Saved
from tests.services.test_applications import as_clerk, as_reviewer, filing, taken
from tests.services.town import Town


def text(composed: Composed) -> str:
    assert (composed.problems, page_count(composed.pdf)) == ((), 1)
    return "".join(text_of(composed.pdf).split())


def declined(town: Town, name: str = "曹铁柱") -> Saved:
    town.eligible(name)
    town.complete(town.worker(name), is_student="1")
    return town.counter.applications.decline(filing(town, town.choice(name)), "在校学生")


def forms(town: Town, number: int) -> list[str]:
    return [fit.form for fit in town.counter.papers.fitting("application", number)]


def told(town: Town, form: str, number: int) -> dict[str, object]:
    """Return what a notice says; tick boxes are drawn and leave no text on the page."""
    with town.desk.database.reading() as session:
        found = MAKERS[form](session, town.desk, number)[1]["notice"]
    assert isinstance(found, dict)
    return found


def test_what_is_owed_is_told_once_for_all(town: Town) -> None:
    saved = taken(town)
    printed = text(town.counter.papers.paper("supplement_notice", saved.id))
    case = town.counter.applications.open(saved.id)
    for material in case.materials:
        assert ("".join(material.title.split()) in printed) is not material.is_received
    assert "请于年月日前补正" in printed
    assert case.row.case_number in printed
    for material in case.materials:
        if not material.is_received:
            town.counter.applications.receive(material.id, is_received=True)
    assert "supplement_notice" not in forms(town, saved.id)
    with pytest.raises(UserError, match="没有要补正的材料"):
        town.counter.papers.paper("supplement_notice", saved.id)


def test_a_case_sent_back_says_by_whom_and_why(town: Town) -> None:
    saved = taken(town)
    with pytest.raises(UserError, match="没有退回"):
        town.counter.papers.paper("return_notice", saved.id)
    as_reviewer(town)
    town.counter.applications.move(saved.id, "return", "发票抬头写错，请培训学校重开")
    as_clerk(town)
    assert forms(town, saved.id)[0] == "return_notice"
    printed = text(town.counter.papers.paper("return_notice", saved.id))
    assert told(town, "return_notice", saved.id)["cause"] == "station"
    assert "发票抬头写错，请培训学校重开" in printed
    assert "2026年11月24日" in printed
    assert "不用重新申请" in printed
    assert "发票抬头写错" in text(town.counter.papers.paper("supplement_notice", saved.id))


def test_a_second_return_is_another_notice_and_not_a_reprint(town: Town) -> None:
    saved, papers = taken(town), town.counter.papers
    for place, reason in enumerate(("发票抬头写错", "账号少一位")):
        if place:
            town.counter.applications.move(saved.id, "submit")
        as_reviewer(town)
        town.counter.applications.move(saved.id, "return", reason)
        as_clerk(town)
        notice = papers.paper("return_notice", saved.id)
        assert notice.copy_no == 1
        assert reason in text(notice)
        papers.archive(notice, where="打印机")
    assert papers.paper("return_notice", saved.id).reprint == "补打第1次"


def test_a_claim_taken_back_gives_its_papers_back(town: Town) -> None:
    saved = taken(town)
    town.counter.applications.move(saved.id, "withdraw", "本人不办了")
    printed = text(town.counter.papers.paper("return_notice", saved.id))
    assert told(town, "return_notice", saved.id)["cause"] == "withdrawn"
    assert "原受理编号作废" in printed
    assert "acceptance_slip" not in forms(town, saved.id)


def test_a_refusal_is_a_draft_until_somebody_else_confirms_it(town: Town) -> None:
    saved = declined(town)
    number = town.counter.applications.open(saved.id).row.case_number
    assert forms(town, saved.id) == ["refusal_notice", "training_subsidy"]
    draft = town.counter.papers.paper("refusal_notice", saved.id)
    assert draft.subject == f"{number} 拟稿"
    assert "拟稿：待复核人确认，不作通知用" in text(draft)
    town.counter.papers.archive(draft, where="打印机")
    as_reviewer(town)
    town.counter.applications.move(saved.id, "reject", "核实为在校学生")
    as_clerk(town)
    final = town.counter.papers.paper("refusal_notice", saved.id)
    assert (final.subject, final.copy_no) == (number, 1)
    printed = text(final)
    assert "拟稿" not in printed
    assert "核实为在校学生" in printed


def test_a_refusal_names_every_failed_condition_with_its_clause_and_the_remedy(town: Town) -> None:
    saved = declined(town)
    record = town.counter.applications.open(saved.id)
    printed = text(town.counter.papers.paper("refusal_notice", saved.id))
    failed = [one for one in record.assessment["conditions"] if one["outcome"] == "ineligible"]
    assert failed
    for one in failed:
        quote = town.counter.policy_text.quote(one["clause"])
        assert one["title"] in printed
        assert "".join(one["reason"].split()) in printed
        assert f"{one['clause']}{quote}" in printed
    assert "可以随时再次申请" in printed
    assert "六十日内依法申请行政复议" in printed


def test_a_case_that_goes_on_is_not_refused(town: Town) -> None:
    saved = taken(town)
    assert "refusal_notice" not in forms(town, saved.id)
    with pytest.raises(UserError, match="不是不予受理"):
        town.counter.papers.paper("refusal_notice", saved.id)
    assert town.counter.applications.open(saved.id).state is ApplicationState.TO_REVIEW
