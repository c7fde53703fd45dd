"""Workers are registered once, found by anything, and every change leaves its trail."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from app.faults import Conflict, UserError
from app.models.checks.identity import check_digit
from app.models.trail import JournalEntry, OutboxEvent
from app.ports import FixedClock
from app.services import journal
from app.services.desk import Desk
from app.services.results import Refused, Saved
from app.services.undo import UndoStack
from app.services.workers.rows import WorkerRows
from app.services.workers.service import Entry, Workers

NUMBER = "14032119830417062X"
VILLAGE = "140321106203"


@pytest.fixture
def undo() -> UndoStack:
    return UndoStack()


@pytest.fixture
def workers(desk: Desk, undo: UndoStack) -> Workers:
    return Workers(desk, undo)


def entry(desk: Desk, **values: object) -> Entry:
    given = {"id_number": NUMBER, "name": "张䶮", "hukou_code": VILLAGE, "urban_rural": "rural"}
    return Entry(values={**given, **values}, event_id=desk.ids.new())


def registered(workers: Workers, desk: Desk, **values: object) -> Saved:
    saved = workers.save(entry(desk, **values))
    assert isinstance(saved, Saved), saved
    return saved


@pytest.mark.parametrize("text", ["张䶮", "䶮", "zhang", "zy", "1403211983", "062x", "13853531234", "1234"])
def test_a_registered_worker_is_found_by(workers: Workers, desk: Desk, text: str) -> None:
    registered(workers, desk, phone="138 5353 1234")
    page = workers.find(text)
    assert [row.name for row in page.rows] == ["张䶮"]
    assert page.rows[0].id_masked == "140321********062X"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("单雄信", "shan"),
        ("仇英", "qiu"),
        ("区志文", "ou"),
        ("曾巩", "zeng"),
        ("解缙", "xie"),
        ("阿依古丽·买买提", "ayi"),
    ],
)
def test_a_surname_is_found_by_its_own_reading(workers: Workers, desk: Desk, name: str, text: str) -> None:
    registered(workers, desk, name=name)
    assert [row.name for row in workers.find(text).rows] == [name]


def test_a_form_that_leaves_the_kind_of_paper_empty_registers_an_identity_card(
    workers: Workers, desk: Desk
) -> None:
    saved = registered(workers, desk, id_type="")
    assert workers.open(saved.id).text("id_type") == "01"


def test_the_register_is_sorted_by_pinyin_and_back(workers: Workers, desk: Desk) -> None:
    numbers = ("14032119830417062X", "140321199001019935", "140321199701039638")
    for name, number in zip(("赵六", "阿明", "李四"), numbers, strict=True):
        registered(workers, desk, name=name, id_number=number)
    named = [row.name for row in workers.rows(workers.ids(order="name"))]
    assert named == ["阿明", "李四", "赵六"]
    assert [row.name for row in workers.rows(workers.ids(order="name", is_descending=True))] == named[::-1]
    by_number = [row.name for row in workers.rows(workers.ids(order="id_masked"))]
    assert by_number == ["赵六", "阿明", "李四"]


def test_rare_characters_and_the_middle_dot_come_back_unchanged(workers: Workers, desk: Desk) -> None:
    saved = registered(workers, desk, name="阿卜杜·𬱖㛃𠮷")
    assert workers.open(saved.id).text("name") == "阿卜杜·𬱖㛃𠮷"
    assert workers.find("𬱖").rows[0].id == saved.id


def test_derived_values_come_from_the_number(workers: Workers, desk: Desk) -> None:
    record = workers.open(registered(workers, desk).id)
    assert record.text("sex") == "2"
    assert record.text("birth") == "1983-04-17"


def test_all_errors_come_back_at_once_and_nothing_is_saved(workers: Workers, desk: Desk) -> None:
    told = workers.save(entry(desk, id_number="140321198304170621", name="", phone="1385353"))
    assert isinstance(told, Refused)
    assert [finding.field for finding in told.findings] == ["id_number", "name", "phone"]
    assert workers.count() == 0


def test_a_form_that_leaves_the_kind_of_document_blank_means_the_identity_card(
    workers: Workers, desk: Desk
) -> None:
    saved = registered(workers, desk, id_type="")
    assert workers.open(saved.id).text("id_type") == "01"


def test_a_typed_sex_that_contradicts_the_number_is_refused(workers: Workers, desk: Desk) -> None:
    told = workers.save(entry(desk, sex="1"))
    assert isinstance(told, Refused)
    assert "推出的是女" in told.findings[0].text


def test_the_same_number_is_not_registered_twice(workers: Workers, desk: Desk) -> None:
    registered(workers, desk)
    told = workers.save(entry(desk, name="张三"))
    assert isinstance(told, Refused)
    assert told.findings[0].code == "exists"


def test_an_amendment_carries_only_what_changed(workers: Workers, desk: Desk) -> None:
    saved = registered(workers, desk)
    values = {**workers.open(saved.id).values, "phone": "13853531234"}
    again = workers.save(Entry(values=values, event_id=desk.ids.new(), worker_id=saved.id, version=1))
    assert isinstance(again, Saved)
    with desk.database.reading() as session:
        lines = [
            json.loads(line) for line in session.scalars(select(OutboxEvent.line).order_by(OutboxEvent.seq))
        ]
    assert lines[-1]["type"] == "worker.changed"
    assert lines[-1]["patch"] == {"phone": "13853531234"}
    assert (lines[-1]["base_version"], lines[-1]["entity_version"]) == (1, 2)


@pytest.mark.promise("O1")
def test_a_record_changed_elsewhere_is_a_conflict(workers: Workers, desk: Desk) -> None:
    saved = registered(workers, desk)
    values = dict(workers.open(saved.id).values)
    workers.save(Entry({**values, "note": "一"}, desk.ids.new(), worker_id=saved.id, version=1))
    with pytest.raises(Conflict, match="已被修改"):
        workers.save(Entry({**values, "note": "二"}, desk.ids.new(), worker_id=saved.id, version=1))


@pytest.mark.promise("O1")
def test_a_protected_field_changes_only_with_a_reason(workers: Workers, desk: Desk) -> None:
    saved = registered(workers, desk)
    values = {**workers.open(saved.id).values, "name": "张岩"}
    told = workers.save(Entry(values, desk.ids.new(), worker_id=saved.id, version=1))
    assert isinstance(told, Refused)
    assert told.findings[0].code == "needs_reason"
    again = workers.save(Entry(values, desk.ids.new(), worker_id=saved.id, version=1, reason="公安机关更名"))
    assert isinstance(again, Saved)
    with desk.database.reading() as session:
        reasons = session.scalars(select(JournalEntry.reason)).all()
    assert "公安机关更名" in reasons


def test_a_registration_is_undone_and_done_again(workers: Workers, desk: Desk, undo: UndoStack) -> None:
    saved = registered(workers, desk)
    label, changes = undo.undo()
    assert label == "张䶮的登记"
    assert changes.touches("worker")
    assert workers.find("张").rows == ()
    with pytest.raises(UserError, match="登记名册"):
        workers.open(saved.id)
    assert registered(workers, desk).id == saved.id


def test_an_amendment_is_undone(workers: Workers, desk: Desk, undo: UndoStack) -> None:
    saved = registered(workers, desk)
    values = {**workers.open(saved.id).values, "note": "改"}
    workers.save(Entry(values, desk.ids.new(), worker_id=saved.id, version=1))
    undo.undo()
    assert workers.open(saved.id).text("note") == ""


def test_look_alikes_appear_from_the_tenth_digit(workers: Workers, desk: Desk) -> None:
    registered(workers, desk)
    assert workers.look_alikes({"id_number": NUMBER[:9]}) == ()
    near = workers.look_alikes({"id_number": NUMBER[:10]})
    assert [(like.row.name, like.is_same) for like in near] == [("张䶮", False)]
    assert workers.look_alikes({"id_number": NUMBER})[0].is_same


def other(number17: str) -> str:
    return number17 + check_digit(number17)


def test_the_very_same_number_comes_first_among_look_alikes(workers: Workers, desk: Desk) -> None:
    registered(workers, desk)
    twin = registered(workers, desk, id_number=other("14032119830417064"), name="王芳")
    likes = workers.look_alikes({"id_number": other("14032119830417064"), "name": "张䶮"})
    assert (likes[0].row.id, likes[0].is_same) == (twin.id, True)
    assert [like.why for like in likes] == ["身份证号相同", "同名同生日"]


def test_a_namesake_of_the_same_day_and_village_warns_and_does_not_block(
    workers: Workers, desk: Desk
) -> None:
    registered(workers, desk)
    told = registered(workers, desk, id_number=other("14032119830417064"))
    assert [finding.code for finding in told.warnings] == ["twin"]
    assert "140321********062X" in told.warnings[0].text
    with desk.database.reading() as session:
        reasons = session.scalars(select(JournalEntry.reason)).all()
    assert any("同名同生日" in reason for reason in reasons)


def test_a_namesake_in_another_village_is_no_warning(workers: Workers, desk: Desk) -> None:
    registered(workers, desk)
    told = registered(workers, desk, id_number=other("14032119830417064"), hukou_code="140321106204")
    assert told.warnings == ()


def test_an_amendment_of_the_phone_does_not_warn_of_the_namesake_again(workers: Workers, desk: Desk) -> None:
    registered(workers, desk)
    saved = registered(workers, desk, id_number=other("14032119830417064"))
    values = {**workers.open(saved.id).values, "phone": "13853531234"}
    again = workers.save(Entry(values, desk.ids.new(), worker_id=saved.id, version=1))
    assert isinstance(again, Saved)
    assert again.warnings == ()


def test_a_day_counts_as_one_visit(workers: Workers, desk: Desk, clock: FixedClock) -> None:
    saved = registered(workers, desk)
    assert workers.begin_visit(saved.id).visits == 1
    clock.advance(days=1)
    assert workers.begin_visit(saved.id).visits == 2
    assert workers.begin_visit(saved.id).visits == 2


def test_whoever_came_last_stands_on_top(workers: Workers, desk: Desk, clock: FixedClock) -> None:
    first = registered(workers, desk)
    clock.advance(seconds=3600)
    second = registered(workers, desk, id_number=other("14032119830417064"), name="王芳")
    assert tuple(workers.ids()) == (second.id, first.id)
    clock.advance(days=1)
    workers.begin_visit(first.id)
    assert tuple(workers.ids()) == (first.id, second.id)
    assert tuple(workers.ids(seen_since=desk.clock.now())) == (first.id,)


def test_a_village_shares_what_is_the_same_for_all(workers: Workers, desk: Desk) -> None:
    assert workers.neighbour(VILLAGE) is None
    registered(workers, desk, hukou_kind="resident", phone="13853531234", hukou_text="磨河滩村三组12号")
    last = workers.neighbour(VILLAGE)
    assert last is not None
    assert last.name == "张䶮"
    assert last.shared == {"urban_rural": "rural", "hukou_kind": "resident"}
    assert last.address == {"hukou_text": "磨河滩村三组"}
    assert workers.neighbour("") is None


def test_a_full_number_is_shown_for_a_reason_only(workers: Workers, desk: Desk) -> None:
    saved = registered(workers, desk)
    with pytest.raises(UserError, match="须填写原因"):
        workers.reveal(saved.id, "id_number", " ")
    assert workers.reveal(saved.id, "id_number", "核对证件") == NUMBER
    with desk.database.reading() as session:
        seen = session.scalars(select(JournalEntry).where(JournalEntry.action == "worker.revealed")).one()
    assert seen.reason == "核对证件"


def test_a_category_needs_authority_and_date(workers: Workers, desk: Desk) -> None:
    saved = registered(workers, desk)
    told = WorkerRows(desk).add(saved.id, "category", {"code": "TPRK", "source": "match"})
    assert isinstance(told, Refused)
    assert {finding.field for finding in told.findings} == {"authority", "certified_on"}


def test_movements_are_appended(workers: Workers, desk: Desk) -> None:
    saved, rows = registered(workers, desk), WorkerRows(desk)
    for started in ("2025-03", "2026-03"):
        rows.add(saved.id, "movement", {"place_kind": "2", "started": started})
    assert [row.values["started"] for row in workers.open(saved.id).movements] == ["2025-03", "2026-03"]


def test_a_certificate_number_belongs_to_one_person(workers: Workers, desk: Desk) -> None:
    first, rows = registered(workers, desk), WorkerRows(desk)
    second = registered(
        workers, desk, id_number="14032119850712004" + check_digit("14032119850712004"), name="李芳"
    )
    values = {"certificate_kind": "training_pass", "certificate_no": "PX-2026-001"}
    assert isinstance(rows.add(first.id, "certificate", values), Saved)
    told = rows.add(second.id, "certificate", values)
    assert isinstance(told, Refused)
    assert told.findings[-1].code == "taken"


def test_every_change_of_the_day_follows_in_the_chain(workers: Workers, desk: Desk) -> None:
    registered(workers, desk)
    with desk.database.reading() as session:
        assert journal.verify(session).is_whole
