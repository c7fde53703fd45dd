"""What is shown is what is kept: copies are numbered before they are printed, and slips give nobody away."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.faults import Conflict, UserError
from app.models.sheets import Lay
from app.models.values import IdNumber
from app.progress import NoProgress
from app.services.applications.filing import Filing
from app.services.exchange.handover import check_code
from app.services.papers.specimen import specimen
from app.services.papers.workbooks import workbook
from app.services.printing.catalogue import FORMS
from app.services.printing.preview import page_count, text_of
from app.services.results import Saved
from tests.services.test_applications import company_class, filing, taken
from tests.services.town import ACCOUNT, Town


def test_a_registration_form_carries_the_record_and_misses_no_key(town: Town) -> None:
    number = town.worker("曹铁柱")
    composed = town.counter.papers.registration(number)
    text = text_of(composed.pdf)
    assert composed.problems == ()
    assert "曹铁柱" in text
    assert "140321199701039638" in text.replace(" ", "")
    assert "山西省阳泉市平定县娘子关镇西武庄村" in text.replace("\n", "")


def test_the_second_copy_says_so_and_the_first_is_kept(town: Town) -> None:
    papers, number = town.counter.papers, town.worker("曹铁柱")
    first = papers.registration(number)
    card = papers.archive(first, where="PDF")
    second = papers.registration(number)
    assert (first.reprint, second.reprint) == ("", "补打第1次")
    assert "补打" in text_of(second.pdf)
    assert papers.bytes_of(card.uid) == first.pdf
    assert papers.registration(number).sha256 == second.sha256


def test_a_copy_number_is_never_given_twice(town: Town) -> None:
    papers, number = town.counter.papers, town.worker("曹铁柱")
    shown, same = papers.registration(number), papers.registration(number)
    papers.archive(shown, where="打印机")
    with pytest.raises(Conflict, match="重新预览"):
        papers.archive(same, where="打印机")
    assert len(papers.history()) == 1


def test_a_slip_shows_neither_the_name_nor_the_number_whole(town: Town) -> None:
    saved = taken(town)
    composed = town.counter.papers.slip(saved.id)
    text = text_of(composed.pdf).replace("\n", "")
    number = town.counter.workers.open(town.worker("曹铁柱")).text("id_number")
    assert composed.problems == ()
    assert "曹**" in text
    assert "曹铁柱" not in text
    assert number not in text
    assert IdNumber(number).last_four in text
    assert town.counter.applications.open(saved.id).row.case_number in text


def test_the_application_form_says_the_amount_in_words_and_that_it_is_an_example(town: Town) -> None:
    composed = town.counter.papers.application(taken(town).id)
    text = text_of(composed.pdf).replace("\n", "")
    assert composed.problems == ()
    assert "壹仟元整" in text
    assert "示例标准" in text


def test_the_hand_over_sheet_carries_the_digest_of_the_file(town: Town) -> None:
    card = town.counter.batches.seal(NoProgress())
    printed = text_of(town.counter.papers.handover(card.id).pdf).replace("\n", " ")
    assert card.sha256 in printed.replace(" ", "")
    groups = [card.sha256[at : at + 4] for at in range(0, 64, 4)]
    assert printed.count(" ".join(groups[:8])) == 2  # one on each copy
    assert printed.count(check_code(card.sha256)) == 2
    assert f"{card.size:,}" in printed


def test_the_hand_over_sheet_counts_the_learners_of_an_enterprise(town: Town) -> None:
    assert isinstance(town.counter.applications.take(filing(town, company_class(town))), Saved)
    card = town.counter.batches.seal(NoProgress())
    assert town.counter.batches.handover(card.id).heads == {"employer": 3}
    printed = "".join(text_of(town.counter.papers.handover(card.id).pdf).split())
    assert "企业直补申请131,200.00" in printed


@pytest.mark.parametrize("key", list(FORMS))
def test_every_form_has_a_specimen_of_invented_data(town: Town, key: str) -> None:
    assert page_count(specimen(town.desk, key)) >= 1


@pytest.mark.parametrize("kind", ["training", "living"])
def test_both_parts_of_a_slip_stay_on_one_sheet_even_when_every_paper_is_owed(town: Town, kind: str) -> None:
    bank = {"bank_account": ACCOUNT, "bank_kind": "card"}
    claim = Filing(town.choice("姚润生", kind), town.desk.ids.new(), bank=bank)
    saved = town.counter.applications.take(claim)
    assert isinstance(saved, Saved)
    composed = town.counter.papers.slip(saved.id)
    text = text_of(composed.pdf).replace("\n", "")
    assert (composed.problems, page_count(composed.pdf)) == ((), 1)
    assert text.count("补填是否在校学生") == 2


def test_the_living_allowance_form_and_the_hand_over_sheet_miss_no_key(town: Town) -> None:
    town.eligible("姚润生")
    saved = town.counter.applications.take(filing(town, town.choice("姚润生", "living")))
    assert isinstance(saved, Saved)
    composed = town.counter.papers.application(saved.id)
    assert (composed.form, composed.problems) == ("living_allowance", ())
    card = town.counter.batches.seal(NoProgress())
    assert town.counter.papers.handover(card.id).problems == ()


def test_a_recovery_sheet_is_kept_without_its_code(town: Town) -> None:
    papers = town.counter.papers
    composed = papers.recovery("示例-恢复-码")
    assert composed.problems == ()
    card = papers.archive(composed, where="打印机")
    with pytest.raises(UserError, match="没有存档内容"):
        papers.bytes_of(card.uid)


@pytest.mark.parametrize("layout", ["acceptance_slip_80mm", "acceptance_slip_241"])
def test_a_slip_on_another_paper_counts_with_those_on_sheets(town: Town, layout: str) -> None:
    papers, case = town.counter.papers, taken(town).id
    papers.archive(papers.slip(case), where="PDF")
    town.counter.settings.change("slip_form", layout)
    other = papers.slip(case)
    assert (other.form, other.layout, other.problems) == ("acceptance_slip", layout, ())
    assert other.reprint == "补打第1次"
    assert "补打" in text_of(other.pdf)


def test_a_paper_for_printed_forms_has_the_values_alone_and_is_kept_as_such(town: Town) -> None:
    papers, number = town.counter.papers, town.worker("曹铁柱")
    composed = papers.registration(number)
    shown = composed.showing(papers.without_lines(composed))
    assert "曹铁柱" in text_of(shown.pdf)
    assert "填表说明" in text_of(composed.pdf)
    assert "填表说明" not in text_of(shown.pdf)
    lay = Lay("241", x=15, y=-3, has_lines=False, copies=2)
    card = papers.archive(shown, where="得实", lay=lay)
    assert papers.bytes_of(card.uid) == shown.pdf
    trail = town.counter.trail
    (line,) = trail.rows(trail.ids(action="paper.printed"))
    assert line.reason == "得实 241 连续纸整张 右移 1.5、上移 0.3 毫米 套打 2 份"


def test_a_filled_form_is_a_workbook_with_the_same_words(town: Town) -> None:
    papers = town.counter.papers
    composed = papers.registration(town.worker("曹铁柱"))
    sheet = load_workbook(BytesIO(workbook(composed))).worksheets[0]
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "曹铁柱" in said
    assert not any("{{" in text for text in said)
    with pytest.raises(UserError, match="有 2 张，一个表格放不下，请存为 PDF"):
        workbook(replace(composed, given=composed.given * 2))
