"""零就业家庭 is certified once for the whole household, doubted where somebody works, and ended for all."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.worker import Worker
from app.services.desk import Desk
from app.services.households.service import Households
from app.services.papers.values import worker_values
from app.services.results import Refused, Saved
from app.services.undo import UndoStack
from app.services.workers.service import Workers
from tests.services.village import Village

CERTIFIED = {"authority": "平定县人社局", "certified_on": date(2026, 3, 1), "is_open_ended": True}


@pytest.fixture
def village(desk: Desk) -> Village:
    undo = UndoStack()
    return Village(desk, undo, Workers(desk, undo), Households(desk, undo))


def test_a_certification_needs_who_and_when(village: Village) -> None:
    wang = village.register("王大")
    village.households.found(wang.id)
    told = village.households.certify(village.home(wang.id).id, {"certified_on": date(2027, 1, 1)})
    assert isinstance(told, Refused)
    assert [finding.field for finding in told.findings] == ["authority", "certified_on"]


def certified(village: Village, **members: str) -> dict[str, int]:
    """Return the members of a certified household by name, each with his work state."""
    found: dict[str, int] = {}
    for name, state in members.items():
        host = next(iter(found.values()), 0)
        found[name] = village.register(name, of=host, work_state=state).id
    first = next(iter(found.values()))
    if len(found) == 1:
        village.households.found(first)
    told = village.households.certify(village.home(first).id, CERTIFIED)
    assert isinstance(told, Saved)
    return found


def test_certified_once_the_whole_household_is_listed(village: Village) -> None:
    family = certified(village, 王大="9", 李二="9")
    assert set(village.workers.ids(category="LJY")) == set(family.values())
    assert village.workers.rows((family["李二"],))[0].categories == ("零就业家庭",)
    assert village.workers.open(family["李二"]).household_facts == ("零就业家庭：户主王大，2026-03 认定",)
    event = village.events()[-1]
    assert (event["type"], event["data"]["is_end"]) == ("household_fact.recorded", False)  # type: ignore[index]
    village.undo.undo()
    assert not village.workers.ids(category="LJY")
    assert village.home(family["王大"]).standing is None


def test_the_forms_print_what_the_household_says(village: Village) -> None:
    family = certified(village, 王大="9", 李二="9")
    with village.desk.database.reading() as session:
        worker = session.get_one(Worker, family["李二"])
        printed = worker_values(worker, village.desk.clock.today())
    assert printed["household_head"] == "王大"
    assert printed["categories"] == ["LJY"]
    assert printed["categories_text"] == "零就业家庭 平定县人社局 2026-03-01"


def test_an_employed_member_is_doubted_and_nothing_is_taken_away(village: Village) -> None:
    wang = village.register("王大", work_state="5")
    village.register("李二", of=wang.id, work_state="9")
    told = village.households.certify(village.home(wang.id).id, CERTIFIED)
    assert isinstance(told, Saved)
    words = "有成员已就业（王大，就业状态：省外），请核实零就业家庭认定"
    assert [finding.text for finding in told.warnings] == [words]
    home = village.home(wang.id)
    assert home.doubts == (words,)
    assert home.standing is not None
    assert [one.name for one in home.employed] == ["王大"]


def test_a_member_who_finds_work_is_doubted_when_it_is_recorded(village: Village) -> None:
    family = certified(village, 王大="9", 李二="9")
    told = village.amend(family["李二"], work_state="1")
    assert [finding.code for finding in told.warnings] == ["has_work"]
    assert "李二，就业状态：本乡镇就业" in told.warnings[0].text
    again = village.amend(family["李二"], note="示例")
    assert again.warnings == ()


def test_a_household_all_without_work_is_told_that_it_may_apply(village: Village) -> None:
    wang = village.register("王大", work_state="9")
    village.register("李二", of=wang.id, work_state="0")
    village.register("王爷", of=wang.id, birth="19500101")
    hint = village.home(wang.id).hint
    assert hint.startswith("本站登记的劳动年龄成员（王大、李二）都未就业，可申请认定零就业家庭")
    assert "以人社部门为准" in hint
    village.amend(wang.id, work_state="8")
    assert village.home(wang.id).hint == ""


def test_an_end_ends_it_for_all_and_can_be_undone(village: Village) -> None:
    family = certified(village, 王大="9", 李二="9")
    home = village.home(family["王大"])
    refused = village.households.end(home.id, {"valid_to": date(2026, 2, 1)})
    assert isinstance(refused, Refused)
    assert {finding.field for finding in refused.findings} == {"reason", "valid_to"}
    blank = village.households.end(home.id, {"reason": "成员已就业"})
    assert isinstance(blank, Refused)
    assert "录错作废" in blank.findings[0].text
    told = village.households.end(home.id, {"valid_to": date(2026, 9, 30), "reason": "成员已就业"})
    assert isinstance(told, Saved)
    assert village.home(family["李二"]).standing is None
    assert not village.workers.ids(category="LJY")
    assert [term.end for term in village.home(family["李二"]).terms] == [date(2026, 9, 30)]
    village.undo.undo()
    assert village.home(family["李二"]).standing is not None


def test_a_mistake_takes_back_only_the_newest(village: Village) -> None:
    family = certified(village, 王大="9")
    home = village.home(family["王大"])
    village.households.end(home.id, {"valid_to": date(2026, 6, 30), "reason": "到期"})
    village.households.certify(home.id, {**CERTIFIED, "certified_on": date(2026, 8, 1)})
    village.households.end(home.id, {"reason": "认定录错", "is_mistake": True})
    terms = village.home(family["王大"]).terms
    assert [(term.start, term.end) for term in terms] == [(date(2026, 3, 1), date(2026, 6, 30))]
