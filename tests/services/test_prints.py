"""What was printed is found again by day, form, clerk and person, and a paper taken from there counts as 补打."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.faults import UserError
from app.models.sheets import Lay
from app.services.printing.preview import page_count, text_of
from tests.services.test_applications import taken
from tests.services.test_people_papers import recommended
from tests.services.town import Town


def printed(town: Town, name: str = "曹铁柱", lay: Lay | None = None) -> None:
    papers = town.counter.papers
    papers.archive(papers.registration(town.worker(name)), where="得实 DS-1700", lay=lay)


def test_a_print_tells_whom_it_is_about_and_how_it_went_out(town: Town) -> None:
    printed(town, lay=Lay("241", x=15, y=-3, has_lines=False, copies=2))
    prints = town.counter.prints
    (row,) = prints.rows(prints.ids())
    assert (row.title, row.name, row.copy_no) == ("农民工基本信息登记表（实名制）", "曹铁柱", 1)
    assert row.number in text_of(town.counter.papers.bytes_of(row.uid))
    assert (row.printer, row.copies) == ("得实 DS-1700", 2)
    assert row.how == "241 连续纸整张　右移 1.5、上移 0.3 毫米　套打"
    assert row.made_by == town.desk.operator.name


def test_prints_are_found_by_day_form_clerk_and_person(town: Town) -> None:
    printed(town)
    printed(town, "姚润生")
    case = taken(town)
    town.counter.papers.archive(town.counter.papers.slip(case.id), where="PDF")
    prints, today = town.counter.prints, town.desk.clock.today()
    number = town.counter.applications.open(case.id).row.case_number

    def found(**asked: object) -> set[str]:
        return {row.title[:2] + row.name for row in prints.rows(prints.ids(**asked))}

    both, slip = {"农民曹铁柱", "农民姚润生"}, {"业务曹铁柱"}
    assert found() == both | slip
    assert found(form="acceptance_slip") == slip
    assert found(about="曹铁柱") == found(about="ctz") == {"农民曹铁柱"} | slip
    assert slip <= found(about=number[-8:].lower()) <= slip | {"农民曹铁柱"}
    assert found(about="没有这个人") == found(about="%") == set()
    assert found(login=town.desk.operator.login) == both | slip
    assert found(login="nobody") == set()
    assert found(since=today, until=today) == both | slip
    assert found(since=today + timedelta(days=1)) == found(until=today - timedelta(days=1)) == set()
    assert prints.forms().keys() == {"worker_registration", "acceptance_slip"}
    assert prints.people().keys() == {town.desk.operator.login}


def test_a_paper_from_the_log_has_the_kept_pages_and_counts_as_one_more_copy(town: Town) -> None:
    printed(town)
    papers, prints = town.counter.papers, town.counter.prints
    (first,) = prints.rows(prints.ids())
    again = prints.again(first.uid)
    assert (again.copy_no, again.reprint) == (2, "补打第1次")
    before, after = text_of(papers.bytes_of(first.uid)), text_of(again.pdf)
    assert after.replace("补打 第1次", "").split() == before.split()
    assert page_count(again.pdf) == page_count(papers.bytes_of(first.uid))
    card = papers.archive(again, where="得实 DS-1700")
    assert papers.bytes_of(card.uid) == again.pdf
    assert papers.registration(town.worker("曹铁柱")).copy_no == 3
    assert "补打 第2次（照第1次补打件）" in text_of(prints.again(card.uid).pdf)


def test_a_paper_that_was_not_kept_cannot_be_taken_again(town: Town) -> None:
    papers, prints = town.counter.papers, town.counter.prints
    card = papers.archive(papers.recovery("示例-恢复-码"), where="打印机")
    with pytest.raises(UserError, match="没有存档内容"):
        prints.again(card.uid)


def test_papers_of_classes_letters_and_jobs_are_told_by_their_person_or_unit(town: Town) -> None:
    papers, prints = town.counter.papers, town.counter.prints
    saved, job_id = recommended(town)
    learner = town.counter.enrolments.roster(town.session()).learners[0]
    unit = town.counter.catalog.open("job", job_id).parent_title
    printed = {
        "referral_letter": (saved.id, "曹铁柱"),
        "training_enrolment": (learner.enrolment_id, learner.name),
        "job_opening": (job_id, unit),
    }
    for form, (ref, name) in printed.items():
        papers.archive(papers.paper(form, ref), where="PDF")
        (row,) = prints.rows(prints.ids(form=form))
        assert row.name == name
        assert prints.ids(form=form, about=name) == (row.id,)
        assert prints.ids(form=form, about=row.number) == (row.id,)
        assert prints.ids(form=form, about="姚润生") == ()
