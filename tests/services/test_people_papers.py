"""求职登记表, 职业推荐函 and 用工登记表 say what is recorded of a seeker, of a recommendation and of a job."""

from __future__ import annotations

import pytest

from app.faults import UserError
from app.services.papers.makers import MAKERS
from app.services.papers.service import Composed
from app.services.printing.preview import page_count, text_of
from app.services.results import Saved
from tests.services.town import Town


def text(composed: Composed) -> str:
    assert (composed.problems, page_count(composed.pdf)) == ((), 1)
    return "".join(text_of(composed.pdf).split())


def recommended(town: Town, name: str = "曹铁柱") -> tuple[Saved, int]:
    """Recommend the first job of the catalogue to somebody; return the match and the job."""
    catalog = town.counter.catalog
    job = catalog.rows("job", catalog.ids("job"))[0]
    saved = town.counter.following.record(town.worker(name), "job", job.uid, job.title, ("离家近",))
    return saved, job.id


def test_work_experience_comes_from_the_movements_newest_first(town: Town) -> None:
    number = town.worker("曹铁柱")
    for place, (started, ended) in enumerate((("2019-03", "2021-06"), ("2022-02", "2026-08"))):
        row = {
            "place_kind": "4", "place_text": "太原市", "unit": f"示例用工单位{place}", "started": started,
            "ended": ended, "return_reason": "照顾老人",
        }  # fmt: skip
        assert isinstance(town.counter.worker_rows.add(number, "movement", row), Saved)
    town.complete(number, work_state="9", wish_jobs=["4-10-01-05"], wish_pay=300000)
    printed = text(town.counter.papers.paper("job_seeking", number))
    assert printed.index("示例用工单位1") < printed.index("示例用工单位0")
    assert "2022-02至2026-08" in printed
    assert "照顾老人" in printed
    assert "养老护理员" in printed
    assert "3,000元" in printed
    with town.desk.database.reading() as session:
        seeker = MAKERS["job_seeking"](session, town.desk, number)[1]["seeker"]
    assert isinstance(seeker, dict)
    assert (seeker["idle_since"], seeker["valid_to"], seeker["wechat"]) == ("2026-08", None, None)


def _joined(text: str) -> str:
    """Leave out hyphens: a reader of PDF takes one at the end of a line for a broken word."""
    return text.replace("-", "").replace("\ufffe", "")


def test_a_letter_names_person_job_and_employer_and_hides_the_number(town: Town) -> None:
    saved, job_id = recommended(town)
    composed = town.counter.papers.paper("referral_letter", saved.id)
    printed = text(composed)
    job = town.counter.catalog.open("job", job_id)
    worker = town.counter.workers.open(town.worker("曹铁柱"))
    assert composed.subject == f"140321106000-TJ-20261124-{saved.uid[-8:]}"
    assert printed.count(composed.subject) == 3
    assert job.parent_title in printed
    assert job.title in printed
    assert worker.text("phone") in printed
    assert worker.text("id_number") not in printed
    assert "第二联回执" in printed
    seeking = text(town.counter.papers.paper("job_seeking", town.worker("曹铁柱")))
    assert _joined(composed.subject) in _joined(seeking)


def test_each_recommended_job_has_its_letter_in_the_persons_menu(town: Town) -> None:
    saved, _job = recommended(town)
    fits = town.counter.papers.fitting("worker", town.worker("曹铁柱"))
    assert [(fit.form, fit.ref) for fit in fits if fit.form == "referral_letter"] == [
        ("referral_letter", saved.id)
    ]
    job = town.counter.catalog.rows("job", town.counter.catalog.ids("job"))[1]
    newer = town.counter.following.record(town.worker("曹铁柱"), "job", job.uid, job.title, ())
    listed = town.counter.papers.fitting("match", saved.id)
    assert [fit.ref for fit in listed] == [saved.id, newer.id]
    assert all(fit.note.startswith("曹铁柱") for fit in listed)
    town.counter.undo.undo()
    town.counter.undo.undo()
    with pytest.raises(UserError, match="没有这条推荐"):
        town.counter.papers.paper("referral_letter", saved.id)


def test_a_recommended_class_has_no_letter(town: Town) -> None:
    saved = town.counter.following.record(
        town.worker("曹铁柱"), "session", town.desk.ids.new(), "养老护理员", ()
    )
    assert town.counter.papers.fitting("match", saved.id) == ()
    with pytest.raises(UserError, match="只用于岗位"):
        town.counter.papers.paper("referral_letter", saved.id)


def test_a_job_prints_as_it_was_registered(town: Town) -> None:
    catalog = town.counter.catalog
    number = catalog.ids("job")[0]
    printed = text(town.counter.papers.paper("job_opening", number))
    record = catalog.open("job", number)
    assert record.title in printed
    assert record.parent_title in printed
    assert "性别要求；年龄要求须与岗位确有关系" in printed
    assert [fit.form for fit in town.counter.papers.fitting("job", number)] == ["job_opening"]


def test_every_job_of_the_town_fits_its_page(town: Town) -> None:
    papers = town.counter.papers
    for number in town.counter.catalog.ids("job")[:25]:
        composed = papers.paper("job_opening", number)
        assert (composed.problems, page_count(composed.pdf)) == ((), 1), number
