"""A roster of people who are known says what is new, and only what differs from the station's own is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from app.progress import NoProgress
from app.services.desk import Desk
from app.services.imports.checking import Preview
from app.services.imports.service import Imports
from app.services.imports.writer import Answers
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers
from tests.services.intake.make import identity

HEAD = ("姓名", "身份证号", "性别", "户籍所在村", "联系电话", "文化程度", "务工单位")


@pytest.fixture
def imports(desk: Desk) -> Imports:
    return Imports(desk)


@pytest.fixture
def workers(desk: Desk) -> Workers:
    return Workers(desk, UndoStack())


def register(desk: Desk, workers: Workers, number: int, **values: object) -> int:
    known = {"id_number": identity(number), "name": "示例甲", "hukou_code": "140321106203", **values}
    return workers.save(Entry(known, desk.ids.new())).id


def roster(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def row_of(number: int, **cells: str) -> tuple[object, ...]:
    given: Mapping[str, object] = {"姓名": "示例甲", "身份证号": identity(number), **cells}
    return tuple(given.get(name, "") for name in HEAD)


def look(imports: Imports, path: Path) -> Preview:
    return imports.preview(imports.look(path, "workers"), NoProgress())


def test_what_is_new_filled_different_and_the_same_is_told_before_anything_is_written(
    imports: Imports, workers: Workers, desk: Desk, tmp_path: Path
) -> None:
    register(desk, workers, 1, phone="19900000001", education="70", hukou_text="西武庄村")
    register(desk, workers, 2, hukou_text="西武庄村")
    register(desk, workers, 3, phone="19900000003", hukou_text="西武庄村")
    path = roster(
        tmp_path / "a.xlsx",
        row_of(1, 联系电话="19900000009", 文化程度="高中", 户籍所在村="西武庄村"),
        row_of(2, 联系电话="19900000002"),
        row_of(3, 联系电话="19900000003", 户籍所在村="娘子关镇西武庄村"),
        row_of(4, 联系电话="19900000004"),
        row_of(5, 联系电话="12"),
    )
    found = look(imports, path)
    assert (found.new, found.filled, found.differing, found.unchanged) == (1, 1, 1, 1)
    assert (found.good, found.bad_count) == (4, 1)
    asked = {(one.number, one.field): (one.ours, one.theirs) for one in found.differences}
    assert asked == {
        (2, "phone"): ("199****0001", "199****0009"),
        (2, "education"): ("初中", "普通高中"),
    }
    assert {(field.field, field.count) for field in found.fields} == {("phone", 1), ("education", 1)}
    assert workers.count() == 3


def test_the_stations_own_stands_unless_the_clerk_says_otherwise(
    imports: Imports, workers: Workers, desk: Desk, tmp_path: Path
) -> None:
    one = register(desk, workers, 1, phone="19900000001", education="70")
    path = roster(tmp_path / "a.xlsx", row_of(1, 联系电话="19900000009", 文化程度="高中", 务工单位="示例厂"))
    report = imports.run(imports.look(path, "workers"), NoProgress())
    assert (report.changed, report.unchanged, report.held) == (1, 0, 2)
    assert "保留本站的 2 处" in report.text
    found = workers.open(one)
    assert (found.text("phone"), found.text("education")) == ("19900000001", "70")
    assert found.text("work_unit") == "示例厂"


def test_the_clerk_takes_a_whole_column_but_for_one_person(
    imports: Imports, workers: Workers, desk: Desk, tmp_path: Path
) -> None:
    ids = [register(desk, workers, n, phone=f"1990000000{n}", education="70") for n in (1, 2)]
    path = roster(tmp_path / "a.xlsx", *(row_of(n, 联系电话="19900000009", 文化程度="高中") for n in (1, 2)))
    seen = imports.look(path, "workers")
    answers = Answers(frozenset({"phone"}), {(identity(2), "phone"): False, (identity(2), "education"): True})
    report = imports.run(seen.answer(answers), NoProgress())
    assert (report.changed, report.held) == (2, 2)
    told = [(workers.open(one).text("phone"), workers.open(one).text("education")) for one in ids]
    assert told == [("19900000009", "70"), ("19900000002", "60")]
    assert [row.id for row in workers.find("19900000009").rows] == [ids[0]]
    assert workers.find("19900000001").rows == ()
    imports.undo(report.uid)
    assert workers.open(ids[0]).text("phone") == "19900000001"
    assert workers.open(ids[1]).text("education") == "70"
    assert [row.id for row in workers.find("19900000001").rows] == [ids[0]]


def test_names_and_what_the_number_tells_are_never_changed(
    imports: Imports, workers: Workers, desk: Desk, tmp_path: Path
) -> None:
    register(desk, workers, 1)
    path = roster(tmp_path / "a.xlsx", row_of(1, 姓名="示例乙"))
    assert [bad.findings[0].code for bad in look(imports, path).bad] == ["other_name"]
    everything = Answers(frozenset({"name", "id_number", "sex", "birth"}))
    report = imports.run(imports.look(path, "workers").answer(everything), NoProgress())
    assert (report.changed, report.bad) == (0, 1)


def test_a_village_is_asked_once_and_its_address_goes_with_it(
    imports: Imports, workers: Workers, desk: Desk, tmp_path: Path
) -> None:
    one = register(desk, workers, 1, hukou_text="西武庄村")
    path = roster(tmp_path / "a.xlsx", row_of(1, 户籍所在村="娘子关村"))
    assert [diff.field for diff in look(imports, path).differences] == ["hukou_code"]
    answer = Answers(frozenset({"hukou_code"}))
    imports.run(imports.look(path, "workers").answer(answer), NoProgress())
    found = workers.open(one)
    assert found.text("hukou_text") == "娘子关村"
    assert found.text("hukou_code") != "140321106203"


def test_the_same_file_again_writes_nothing(imports: Imports, workers: Workers, tmp_path: Path) -> None:
    path = roster(tmp_path / "a.xlsx", *(row_of(n, 联系电话=f"1990000000{n}") for n in range(1, 6)))
    imports.run(imports.look(path, "workers"), NoProgress())
    found = look(imports, path)
    assert (found.new, found.unchanged) == (0, 5)
    report = imports.run(imports.look(path, "workers"), NoProgress())
    assert (report.new, report.changed, report.unchanged) == (0, 0, 5)


def test_a_roster_of_any_length_is_compared(imports: Imports, tmp_path: Path) -> None:
    path = roster(tmp_path / "a.xlsx", *(row_of(n) for n in range(450)))
    steps: list[int] = []

    class Watch:
        def step(self, done: int, of: int, text: str) -> None:  # noqa: ARG002
            steps.append(done)

    seen = imports.preview(imports.look(path, "workers"), Watch())
    assert seen.new == 450
    assert steps == [0, 200, 400]
