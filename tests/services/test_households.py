"""A household is founded once and joined by the clerk's hand, and each step is undone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.faults import UserError
from app.models.household import Household
from app.services import journal
from app.services.desk import Desk
from app.services.households.service import Households
from app.services.results import Refused, Saved
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers
from tests.services.village import ADDRESS, VILLAGE, Village


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


def test_a_household_saved_as_it_was_leaves_nothing_to_undo(village: Village) -> None:
    wang = village.register("王大")
    village.households.found(wang.id)
    home, before = village.home(wang.id), village.kinds()
    told = village.households.change(home.id, home.version, home.values)
    assert isinstance(told, Saved)
    assert not told.is_changed
    assert (village.kinds(), village.undo.top()) == (before, "王大户的立户")


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
