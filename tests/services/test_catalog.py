"""The catalogue keeps every record with its trail; what is wrong is refused at its own field."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from app.faults import UserError
from app.models.trail import OutboxEvent
from app.services import journal
from app.services.catalog.kinds import KINDS
from app.services.catalog.service import CatalogEntry
from app.services.results import Refused, Saved
from tests.services.test_training import save
from tests.services.town import Town


def new(town: Town, kind: str, parent: int = 0, **values: object) -> Saved | Refused:
    return town.counter.catalog.save(CatalogEntry(kind, values, town.desk.ids.new(), parent_id=parent))


def last(town: Town) -> dict[str, object]:
    with town.desk.database.reading() as session:
        line = session.scalar(select(OutboxEvent.line).order_by(OutboxEvent.seq.desc()).limit(1))
    told = json.loads(line or "")
    assert isinstance(told, dict)
    return told


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_record_of_every_list_opens(town: Town, kind: str) -> None:
    catalog = town.counter.catalog
    ids = catalog.ids(kind)
    assert [row.id for row in catalog.rows(kind, ids)] == list(ids) != []
    for number in ids[::5]:
        record = catalog.open(kind, number)
        assert record.kind == kind
        assert bool(record.parent_title) is bool(KINDS[kind].parent)


@pytest.mark.parametrize("kind", list(KINDS))
def test_saving_what_was_opened_changes_nothing(town: Town, kind: str) -> None:
    number = town.counter.catalog.ids(kind)[0]
    before = town.counter.catalog.open(kind, number)
    answer = save(town, kind, number)
    assert isinstance(answer, Saved), answer
    assert (answer.text, answer.version) == ("没有改动", before.version)


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_change_travels_with_what_changed_only(town: Town, kind: str) -> None:
    key = {"job": "note", "employer": "contact", "institution": "contact", "course": "trade"}.get(kind)
    key = key or "place_text"
    save(town, kind, town.counter.catalog.ids(kind)[0], **{key: "示例改动"})
    told = last(town)
    assert (told["type"], told["patch"]) == (f"{kind}.changed", {key: "示例改动"})


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_record_taken_off_the_list_is_gone_from_it(town: Town, kind: str) -> None:
    catalog = town.counter.catalog
    number = catalog.ids(kind)[0]
    catalog.void(kind, number, "停用")
    assert number not in catalog.ids(kind)
    with pytest.raises(UserError, match="已不在名单里"):
        catalog.open(kind, number)
    assert last(town)["type"] == f"{kind}.voided"
    with town.desk.database.reading() as session:
        assert journal.verify(session).is_whole


@pytest.mark.parametrize("kind", ["job", "course", "session"])
def test_what_belongs_to_something_names_it(town: Town, kind: str) -> None:
    answer = new(town, kind, title="示例", class_no="示例班")
    assert isinstance(answer, Refused)
    assert answer.findings[0].field == "parent"
    assert town.counter.catalog.parents(kind) != ()


def test_a_new_job_has_all_its_places_left(town: Town) -> None:
    employer = town.counter.catalog.ids("employer")[0]
    answer = new(town, "job", employer, title="示例岗位", head_count=7)
    assert isinstance(answer, Saved)
    assert town.counter.catalog.open("job", answer.id).values["head_left"] == 7
    assert town.counter.catalog.rows("job", (answer.id,))[0].state == "余 7 人"


def test_a_new_record_is_undone(town: Town) -> None:
    answer = new(town, "employer", name="示例单位")
    assert isinstance(answer, Saved)
    label, _ = town.counter.undo.undo()
    assert label == "用人单位登记"
    assert answer.id not in town.counter.catalog.ids("employer")


def test_an_undo_does_not_overwrite_a_later_change(town: Town) -> None:
    number = town.counter.catalog.ids("employer")[0]
    save(town, "employer", number, contact="甲")
    town.counter.catalog._revert(KINDS["employer"], number, {"contact": "甲"}, {"contact": ""})
    with pytest.raises(UserError, match="后来又改过"):
        town.counter.undo.undo()


def test_closed_and_outdated_offers_leave_the_open_list(town: Town) -> None:
    catalog = town.counter.catalog
    number = catalog.ids("job", only_open=True)[0]
    save(town, "job", number, head_left=0)
    assert number not in catalog.ids("job", only_open=True)
    assert number in catalog.ids("job")
    assert town.session() not in catalog.ids("session", only_open=True)


@pytest.mark.parametrize(
    ("low", "high"), [((17, 60), False), ((60, 18), True), ((16, 100), False), ((99, 100), False)]
)
def test_bounds_are_compared_as_numbers(town: Town, low: tuple[int, int], high: bool) -> None:
    number = town.counter.catalog.ids("job")[0]
    answer = save(town, "job", number, age_low=low[0], age_high=low[1])
    assert isinstance(answer, Refused) is high
    if isinstance(answer, Refused):
        assert [(one.field, one.code) for one in answer.findings if one.code == "reversed"] == [
            ("age_high", "reversed")
        ]


def test_every_error_comes_back_at_once(town: Town) -> None:
    answer = new(town, "employer", uscc="91140321MA0K9A01XM", phone="12")
    assert isinstance(answer, Refused)
    assert {one.field for one in answer.findings} >= {"name", "uscc", "phone"}
    assert len(town.counter.catalog.ids("employer")) == len(set(town.counter.catalog.ids("employer")))
