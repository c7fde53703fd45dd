"""The catalogue finds by what a clerk types, warns of what the law forbids, and loses nothing that hangs on it."""

from __future__ import annotations

import pytest

from app.faults import UserError
from app.services.catalog.lines import Filter
from app.services.catalog.service import CatalogEntry
from app.services.results import Refused, Saved
from tests.services.town import Town


def save(town: Town, kind: str, number: int, **values: object) -> Saved | Refused:
    known = town.counter.catalog.open(kind, number)
    parent = values.pop("parent", known.parent_id)
    assert isinstance(parent, int)
    entry = CatalogEntry(kind, {**known.values, **values}, town.desk.ids.new(), number, known.version, parent)
    return town.counter.catalog.save(entry)


def titles(town: Town, kind: str, wanted: Filter) -> set[str]:
    catalog = town.counter.catalog
    return {row.title for row in catalog.rows(kind, catalog.ids(kind, wanted))}


def codes(answer: Saved | Refused) -> list[str]:
    findings = answer.warnings if isinstance(answer, Saved) else answer.findings
    return [finding.code for finding in findings]


def test_jobs_are_found_by_name_initials_employer_and_place(town: Town) -> None:
    assert titles(town, "job", Filter("保洁")) == {"保洁员"}
    assert "保洁员" in titles(town, "job", Filter("bjy"))
    assert "包装工" in titles(town, "job", Filter("东莞"))
    near = town.counter.catalog.ids("job", Filter("娘子关"))
    assert 0 < len(near) < len(town.counter.catalog.ids("job"))
    assert titles(town, "job", Filter("没有这样的岗位")) == set()


def test_open_jobs_leave_out_the_full_and_the_expired(town: Town) -> None:
    catalog = town.counter.catalog
    everything, still = catalog.ids("job"), catalog.ids("job", Filter(only_open=True))
    assert set(still) < set(everything)
    assert "已招满" not in {row.state for row in catalog.rows("job", still)}
    by_place = catalog.ids("job", Filter(place="140321106"))
    assert by_place
    assert {catalog.open("job", one).values["place_code"][:9] for one in by_place} == {"140321106"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("只招女工，限女", "sex_limit"),
        ("未婚", "marriage_limit"),
        ("限汉族", "nation_limit"),
        ("乙肝勿扰", "carrier_limit"),
    ],
)
def test_an_advertisement_that_the_law_forbids_is_warned_of(town: Town, words: str, code: str) -> None:
    number = town.counter.catalog.ids("job")[0]
    answer = save(town, "job", number, note=words)
    assert isinstance(answer, Saved)
    assert codes(answer) == [code]


def test_a_child_is_not_asked_for(town: Town) -> None:
    answer = save(town, "job", town.counter.catalog.ids("job")[0], age_low=15)
    assert isinstance(answer, Refused)
    assert codes(answer) == ["child"]


def test_a_job_is_closed_by_one_verb_and_opened_by_undo(town: Town) -> None:
    catalog = town.counter.catalog
    number = catalog.ids("job", Filter(only_open=True))[0]
    left = catalog.open("job", number).values["head_left"]
    catalog.close_job(number)
    assert number not in catalog.ids("job", Filter(only_open=True))
    with pytest.raises(UserError, match="已经停招"):
        catalog.close_job(number)
    town.counter.undo.undo()
    assert catalog.open("job", number).values["head_left"] == left


def test_a_job_moves_to_another_employer_and_back(town: Town) -> None:
    catalog = town.counter.catalog
    number = catalog.ids("job")[0]
    first = catalog.open("job", number).parent_id
    other = next(one for one in catalog.ids("employer") if one != first)
    save(town, "job", number, parent=other)
    assert catalog.open("job", number).parent_id == other
    town.counter.undo.undo()
    assert catalog.open("job", number).parent_id == first


def test_two_changes_are_taken_back_one_after_the_other(town: Town) -> None:
    number = town.counter.catalog.ids("employer")[0]
    was = town.counter.catalog.open("employer", number).values["contact"]
    save(town, "employer", number, contact="甲")
    save(town, "employer", number, contact="乙")
    town.counter.undo.undo()
    assert town.counter.catalog.open("employer", number).values["contact"] == "甲"
    town.counter.undo.undo()
    assert town.counter.catalog.open("employer", number).values["contact"] == was


def test_a_class_with_learners_is_not_taken_off_the_list(town: Town) -> None:
    with pytest.raises(UserError, match="名学员"):
        town.counter.catalog.void("session", town.session(), "误登")


def test_a_job_still_opens_when_its_employer_is_off_the_list(town: Town) -> None:
    catalog = town.counter.catalog
    number = catalog.ids("job")[0]
    catalog.void("employer", catalog.open("job", number).parent_id, "已注销")
    assert catalog.open("job", number).parent_title.endswith("（已停用）")
    assert isinstance(save(town, "job", number, head_left=0), Saved)


def test_a_voided_job_comes_back_whole(town: Town) -> None:
    catalog = town.counter.catalog
    number = catalog.ids("job")[0]
    before = catalog.open("job", number).values
    catalog.void("job", number, "重复登记")
    assert number not in catalog.ids("job")
    town.counter.undo.undo()
    assert catalog.open("job", number).values == before


def test_one_credit_code_is_one_employer(town: Town) -> None:
    catalog = town.counter.catalog
    numbers = catalog.ids("employer")
    code = next(catalog.open("employer", one).values["uscc"] for one in numbers)
    twin = catalog.save(CatalogEntry("employer", {"name": "另一家", "uscc": code}, town.desk.ids.new()))
    assert isinstance(twin, Refused)
    assert codes(twin) == ["twin"]
    name = catalog.open("employer", numbers[0]).values["name"]
    same = catalog.save(CatalogEntry("employer", {"name": name}, town.desk.ids.new()))
    assert isinstance(same, Saved)
    assert codes(same) == ["same_name"]


def test_a_class_is_not_opened_or_closed_by_typing(town: Town) -> None:
    answer = save(town, "session", town.session(), state="planned")
    assert isinstance(answer, Refused)
    assert codes(answer) == ["turned"]
