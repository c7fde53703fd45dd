"""Two branches of one station are merged field by field; whatever both changed apart is told, however late."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.services.county.folding import Step, fold
from app.services.exchange.canonical import Json
from tests.services.exchange import make

FIRST = make.events(3)[2]


def changed(epoch: str, seq: int, version: int, patch: dict[str, Json], at: int = 0) -> Step:
    event = replace(
        FIRST, event_id=f"{FIRST.event_id[:-3]}{epoch.lower()}{seq:02d}",
        type="worker.changed", seq_in_station=seq, entity_version=version, base_version=version - 1,
        data=None, patch=patch, recorded_at=FIRST.recorded_at.replace(second=at or seq),
    )  # fmt: skip
    return Step(epoch, event)


@pytest.mark.promise("O1")
@pytest.mark.parametrize("field", ["phone", "name"])
def test_a_later_change_of_a_branch_is_apart_as_well(field: str) -> None:
    """The branch has its own second version by then, which says nothing of the other branch's second one."""
    steps = [
        Step("A", replace(FIRST, seq_in_station=1)),
        changed("A", 2, 2, {field: "旧枝"}),
        changed("B", 2, 2, {"note": "别的"}),
        changed("B", 3, 3, {field: "新枝"}),
    ]
    folded = fold(steps)
    assert folded.body["note"] == "别的"
    told = [(one.name, {one.kept, one.other}, one.is_protected) for one in folded.open_fields]
    assert told == [(field, {"旧枝", "新枝"}, field == "name")]


def test_what_a_branch_grew_from_is_no_conflict() -> None:
    steps = [
        Step("A", replace(FIRST, seq_in_station=1)),
        changed("A", 2, 2, {"phone": "旧"}),
        changed("B", 3, 3, {"note": "别的"}),
        changed("B", 4, 4, {"phone": "新"}),
    ]
    folded = fold(steps)
    assert (folded.body["phone"], folded.open_fields) == ("新", ())


@pytest.mark.promise("O1")
def test_a_protected_field_stays_as_it_was_however_often_the_branch_changes_it() -> None:
    steps = [
        Step("A", replace(FIRST, seq_in_station=1)),
        changed("A", 2, 2, {"name": "旧枝"}),
        changed("B", 2, 2, {"name": "新枝"}),
        changed("B", 3, 3, {"name": "又改"}),
    ]
    folded = fold(steps)
    assert folded.body["name"] == "旧枝"
    assert [(one.kept, one.other) for one in folded.open_fields] == [("旧枝", "又改")]


def test_branches_that_say_the_same_in_the_end_are_no_conflict_any_more() -> None:
    steps = [
        Step("A", replace(FIRST, seq_in_station=1)),
        changed("A", 2, 2, {"name": "旧枝"}),
        changed("B", 2, 2, {"name": "新枝"}),
        changed("B", 3, 3, {"name": "旧枝"}),
    ]
    assert fold(steps).open_fields == ()
