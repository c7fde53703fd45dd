"""A household is founded once, joined by the clerk's hand, certified once for all of it, and each step is undone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from app.faults import UserError
from app.models.checks.identity import check_digit
from app.models.household import Household
from app.models.trail import OutboxEvent
from app.models.worker import Worker
from app.services import journal
from app.services.desk import Desk
from app.services.exchange.events import parse_event
from app.services.households.service import AtHome, Households
from app.services.households.view import HouseholdRecord
from app.services.papers.values import worker_values
from app.services.results import Refused, Saved
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers

VILLAGE = "140321106203"
ADDRESS = "山西省平定县娘子关镇磨河滩村三组12号"
CERTIFIED = {"authority": "平定县人社局", "certified_on": date(2026, 3, 1), "is_open_ended": True}


def number(birth: str, order: str) -> str:
    bare = f"140321{birth}{order}"
    return bare + check_digit(bare)


@dataclass
class Village:
    desk: Desk
    undo: UndoStack
    workers: Workers
    households: Households
    made: int = 0

    def register(self, name: str, *, of: int = 0, birth: str = "19830417", **values: object) -> Saved:
        self.made += 1
        given = {
            "id_number": number(birth, f"{self.made * 2 + 100:03d}"),
            "name": name,
            "hukou_code": VILLAGE,
            "urban_rural": "rural",
            "hukou_text": ADDRESS,
        }
        saved = self.workers.save(Entry({**given, **values}, self.desk.ids.new(), household_of=of))
        assert isinstance(saved, Saved), saved
        return saved

    def amend(self, worker_id: int, **values: object) -> Saved:
        known = self.workers.open(worker_id)
        entry = Entry({**known.values, **values}, self.desk.ids.new(), worker_id, known.version)
        saved = self.workers.save(entry)
        assert isinstance(saved, Saved), saved
        return saved

    def home(self, worker_id: int) -> HouseholdRecord:
        found = self.households.at_home(worker_id).household
        assert found is not None
        return found

    def proposed(self, worker_id: int) -> list[tuple[str, str]]:
        found: AtHome = self.households.at_home(worker_id)
        return [(one.title, one.why) for one in found.proposals]

    def names(self, worker_id: int) -> list[str]:
        return [one.name for one in self.home(worker_id).members]

    def events(self) -> list[dict[str, object]]:
        with self.desk.database.reading() as session:
            lines = session.scalars(select(OutboxEvent.line).order_by(OutboxEvent.seq)).all()
        for line in lines:
            parse_event(line.encode())
        return [json.loads(line) for line in lines]

    def kinds(self) -> list[str]:
        return [str(event["type"]) for event in self.events()]


@pytest.fixture
def village(desk: Desk) -> Village:
    undo = UndoStack()
    return Village(desk, undo, Workers(desk, undo), Households(desk, undo))


def test_the_first_of_a_household_is_its_head(village: Village) -> None:
    wang = village.register("王大", phone="13853531234")
    told = village.households.found(wang.id)
    assert told.text == "已立户：户主王大"
    home = village.home(wang.id)
    assert (home.head_name, home.values["address"], home.values["phone"]) == (
        "王大", ADDRESS, "13853531234",
    )  # fmt: skip
    assert [(one.name, one.relation, one.is_head) for one in home.members] == [("王大", "户主", True)]
    assert village.workers.open(wang.id).text("household_head") == "王大"


def test_a_household_founded_from_a_child_names_the_head_who_is_not_registered(village: Village) -> None:
    girl = village.register("王小", household_head="王大", relation_to_head="30")
    village.households.found(girl.id)
    home = village.home(girl.id)
    assert (home.head_name, [one.is_head for one in home.members]) == ("王大", [False])
    father = village.register("王大", of=girl.id)
    assert [(one.name, one.relation) for one in village.home(father.id).members] == [
        ("王大", "户主"), ("王小", "女"),
    ]  # fmt: skip


def test_saving_the_next_of_a_household_founds_it_and_joins_in_one_step(village: Village) -> None:
    wang = village.register("王大")
    wife = village.register("李二", of=wang.id, relation_to_head="10")
    assert wife.text == "已登记 李二，归入王大户"
    assert village.names(wang.id) == ["王大", "李二"]
    assert village.workers.open(wife.id).text("household_head") == "王大"
    assert village.kinds()[-6:] == [
        "household.founded",
        "household.joined",
        "household.changed",
        "worker.changed",
        "worker.registered",
        "household.joined",
    ]
    with village.desk.database.reading() as session:
        assert journal.verify(session).is_whole


def test_every_event_of_a_household_follows_from_the_version_before(village: Village) -> None:
    wang = village.register("王大")
    wife = village.register("李二", of=wang.id)
    village.households.leave(wife.id)
    village.households.leave(wang.id)
    versions = [
        (event["base_version"], event["entity_version"])
        for event in village.events()
        if event["entity"] == "household"
    ]
    assert versions == [(number, number + 1) for number in range(len(versions))]
    assert village.kinds()[-1] == "household.voided"


def test_undoing_the_registration_takes_the_founded_household_back(village: Village) -> None:
    wang = village.register("王大")
    village.register("李二", of=wang.id)
    village.undo.undo()
    assert village.households.at_home(wang.id).household is None
    with village.desk.database.reading() as session:
        assert [one.is_void for one in session.scalars(select(Household))] == [True]


def test_undoing_the_third_leaves_the_other_two_together(village: Village) -> None:
    wang = village.register("王大")
    village.register("李二", of=wang.id)
    village.register("王三", of=wang.id)
    village.undo.undo()
    assert village.names(wang.id) == ["王大", "李二"]


def test_whoever_registers_again_after_an_undo_is_in_no_household(village: Village) -> None:
    wang = village.register("王大")
    wife = village.register("李二", of=wang.id)
    values = dict(village.workers.open(wife.id).values)
    village.register("王三", of=wang.id)
    village.workers.void(wife.id, "示例")
    again = village.workers.save(Entry(values, village.desk.ids.new()))
    assert isinstance(again, Saved)
    assert village.households.at_home(again.id).household is None
    assert village.names(wang.id) == ["王大", "王三"]


def test_two_registered_people_are_united_and_parted_again(village: Village) -> None:
    wang, wife = village.register("王大"), village.register("李二")
    told = village.households.unite(wang.id, wife.id, "10")
    assert told.text == "李二已归入王大户"
    assert [one.relation for one in village.home(wife.id).members] == ["户主", "配偶"]
    village.undo.undo()
    assert village.households.at_home(wife.id).household is None
    assert village.households.at_home(wang.id).household is None
    assert village.workers.open(wife.id).text("household_head") == ""
    assert village.workers.open(wang.id).text("relation_to_head") == ""


def test_one_without_a_household_joins_that_of_the_other(village: Village) -> None:
    wang = village.register("王大")
    village.households.found(wang.id)
    son = village.register("王三")
    village.households.unite(son.id, wang.id)
    assert village.names(son.id) == ["王大", "王三"]


def test_nobody_belongs_to_two_households(village: Village) -> None:
    wang, zhao = village.register("王大"), village.register("赵四")
    village.households.found(wang.id)
    village.households.found(zhao.id)
    with pytest.raises(UserError, match="赵四已在赵四户，请先从那一户移出"):
        village.households.unite(wang.id, zhao.id)
    with pytest.raises(UserError, match="不能把本人"):
        village.households.unite(wang.id, wang.id)


def test_whoever_leaves_is_put_back_by_undo_with_his_relation(village: Village) -> None:
    wang = village.register("王大")
    wife = village.register("李二", of=wang.id, relation_to_head="10")
    village.households.leave(wife.id, "分户")
    assert village.workers.open(wife.id).text("household_head") == ""
    village.undo.undo()
    assert [one.relation for one in village.home(wang.id).members] == ["户主", "配偶"]


def test_the_last_one_out_comes_back_to_the_same_household(village: Village) -> None:
    wang = village.register("王大")
    village.households.found(wang.id)
    uid = village.home(wang.id).uid
    village.households.leave(wang.id)
    assert village.households.at_home(wang.id).household is None
    village.undo.undo()
    assert village.home(wang.id).uid == uid
    assert village.names(wang.id) == ["王大"]


def test_a_new_head_goes_down_to_every_member_and_asks_for_the_relations_anew(village: Village) -> None:
    wang = village.register("王大")
    wife = village.register("李二", of=wang.id, relation_to_head="10")
    home = village.home(wang.id)
    told = village.households.change(home.id, home.version, {**home.values, "head_name": "李二"})
    assert isinstance(told, Saved)
    assert [(one.name, one.relation) for one in village.home(wife.id).members] == [
        ("李二", "户主"), ("王大", ""),
    ]  # fmt: skip
    assert village.workers.open(wang.id).text("household_head") == "李二"


def test_a_household_without_a_head_is_refused(village: Village) -> None:
    wang = village.register("王大")
    village.households.found(wang.id)
    home = village.home(wang.id)
    told = village.households.change(home.id, home.version, {**home.values, "head_name": " ", "phone": "1"})
    assert isinstance(told, Refused)
    assert [finding.field for finding in told.findings] == ["head_name", "phone"]


def test_one_head_is_enough(village: Village) -> None:
    wang = village.register("王大")
    told = village.register("李二", of=wang.id, relation_to_head="02", household_head="李二")
    assert [finding.code for finding in told.warnings] == ["two_heads"]
    assert village.workers.open(told.id).text("relation_to_head") == ""
    assert village.home(told.id).head_name == "王大"


def test_who_may_live_together_is_proposed_and_never_joined(village: Village) -> None:
    wang = village.register("王大")
    village.register("王小", household_head="王大", hukou_text="")
    village.register("李二")
    village.register("赵四", hukou_text="山西省平定县娘子关镇磨河滩村三组13号")
    village.register("钱五", hukou_code="140321106204")
    assert village.proposed(wang.id) == [("王小", "户主姓名相同"), ("李二", "户籍地址相同")]
    village.households.found(wang.id)
    assert village.names(wang.id) == ["王大"]
    girl = village.workers.find("王小").rows[0].id
    assert village.proposed(girl)[0] == ("王大户（1 人）", "户主姓名相同")


def test_neighbours_who_write_only_the_village_are_not_taken_for_one_household(village: Village) -> None:
    wang = village.register("王大", hukou_text="山西省平定县娘子关镇磨河滩村")
    village.register("赵四", hukou_text="山西省平定县娘子关镇磨河滩村")
    assert village.proposed(wang.id) == []


def test_the_next_of_a_household_begins_with_what_all_share(village: Village) -> None:
    wang = village.register(
        "王大", hukou_kind="farm", phone="13853531234", work_state="5", family_size=4, education="70"
    )
    kin = village.households.kin(wang.id)
    assert (kin.head_name, kin.place) == ("王大", 2)
    assert kin.values == {
        "hukou_code": VILLAGE,
        "hukou_text": ADDRESS,
        "urban_rural": "rural",
        "hukou_kind": "farm",
        "family_size": 4,
        "household_head": "王大",
        "phone": "13853531234",
    }


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
    assert village.workers.ids(category="LJY") == ()
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
    assert village.workers.ids(category="LJY") == ()
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
