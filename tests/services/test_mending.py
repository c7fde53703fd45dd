"""Refused rows are mended where they stand: the row comes in under its import, the change goes into the journal."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from app.faults import UserError
from app.models.trail import JournalEntry
from app.progress import NoProgress
from app.services import journal
from app.services.desk import Desk
from app.services.imports.keeping import ImportReport
from app.services.imports.service import Imports
from app.services.results import Refused
from app.services.trail import Trail
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers
from tests.services.intake.make import identity

HEAD = ("姓名", "身份证号", "户籍所在村", "联系电话", "文化程度")
NUMBER, PHONE, EDUCATION = 1, 3, 4


@pytest.fixture
def imports(desk: Desk) -> Imports:
    return Imports(desk)


def take(
    imports: Imports, path: Path, *rows: tuple[object, ...], head: tuple[str, ...] = HEAD
) -> ImportReport:
    book = openpyxl.Workbook()
    book.active.append(head)
    for row in rows:
        book.active.append(row)
    book.save(path)
    return imports.run(imports.look(path, "workers"), NoProgress())


def test_a_mended_row_comes_in_under_its_import_and_goes_with_it(
    imports: Imports, desk: Desk, tmp_path: Path
) -> None:
    wrong = ("示例甲", identity(1)[:-1], "西武庄村", "19900001234", "初中")
    report = take(imports, tmp_path / "a.xlsx", wrong, ("示例乙", identity(2), "西武庄村", "", "初中"))
    assert (report.new, report.bad) == (1, 1)
    mended = imports.mend(report.uid, 2, {NUMBER: identity(1)})
    assert isinstance(mended, ImportReport)
    assert (mended.new, mended.bad, mended.mended) == (2, 0, 1)
    assert "改好后进来 1" in mended.text
    assert imports.bad_rows(report.uid) == ()
    assert Workers(desk, UndoStack()).find("示例甲").rows[0].phone_masked == "199****1234"
    assert imports.undo(report.uid).undone == 2
    assert Workers(desk, UndoStack()).count() == 0


def test_the_journal_keeps_what_the_cell_was_and_is(imports: Imports, desk: Desk, tmp_path: Path) -> None:
    report = take(imports, tmp_path / "a.xlsx", ("示例甲", identity(1), "西武庄村", "1990000", "初中"))
    imports.mend(report.uid, 2, {PHONE: "19900001234"})
    with desk.database.reading() as session:
        query = select(JournalEntry).where(JournalEntry.action == "import.mended")
        line = session.scalars(query).one()
        assert journal.verify(session).is_whole
    shown = Trail(desk).rows((line.id,))[0]
    assert (shown.what, shown.reason) == ("改好错行", "第 2 行：联系电话“1990000”改为“199****1234”")
    assert line.entity_uid == report.uid
    assert json.loads(line.detail) == {"row": 2, "cells": {"联系电话": ["1990000", "19900001234"]}}


def test_a_row_still_wrong_says_what_is_wrong_and_keeps_waiting(imports: Imports, tmp_path: Path) -> None:
    row = ("示例甲", identity(1)[:-1], "西武庄村", "1990000", "初中")
    report = take(imports, tmp_path / "a.xlsx", row)
    answer = imports.mend(report.uid, 2, {NUMBER: identity(1)})
    assert isinstance(answer, Refused)
    assert [finding.field for finding in answer.findings] == ["phone"]
    assert [bad.number for bad in imports.bad_rows(report.uid)] == [2]


def test_a_row_whose_number_is_another_persons_keeps_waiting(
    imports: Imports, desk: Desk, tmp_path: Path
) -> None:
    values = {"id_number": identity(1), "name": "示例甲", "hukou_code": "140321106203"}
    Workers(desk, UndoStack()).save(Entry(values, desk.ids.new()))
    report = take(imports, tmp_path / "a.xlsx", ("示例乙", identity(1)[:-1], "西武庄村", "", "初中"))
    answer = imports.mend(report.uid, 2, {NUMBER: identity(1)})
    assert isinstance(answer, Refused)
    assert "姓名不同" in answer.findings[0].text
    mended = imports.mend(report.uid, 2, {NUMBER: identity(3)})
    assert isinstance(mended, ImportReport)
    assert mended.new == 1


def test_certain_repairs_are_taken_all_at_once_and_the_rest_waits(
    imports: Imports, desk: Desk, tmp_path: Path
) -> None:
    old = identity(1)[:6] + identity(1)[8:17]
    report = take(
        imports,
        tmp_path / "a.xlsx",
        ("示例甲", old, "西武庄村", "", "初中。"),
        ("示例乙", identity(2), "西武庄村", "", "博士后"),
        ("示例丙", identity(3), "西武庄村", "1990O001234", "博士后"),
        ("示例丁", identity(4), "西武庄村", "1990O001234", "初中"),
    )
    rows = {row.number: row for row in imports.bad_rows(report.uid)}
    assert rows[2].repairs == {NUMBER: identity(1), EDUCATION: "初中"}
    assert [number for number, row in rows.items() if row.may_be_repaired] == [2, 5]
    mended = imports.mend_all(report.uid, NoProgress())
    assert (mended.new, mended.mended, mended.bad) == (2, 2, 2)
    assert {row.number for row in imports.bad_rows(report.uid)} == {3, 4}
    assert Workers(desk, UndoStack()).find(identity(1)).rows


def test_what_waits_is_still_there_after_the_program_was_closed(
    imports: Imports, desk: Desk, tmp_path: Path
) -> None:
    report = take(imports, tmp_path / "a.xlsx", ("示例甲", identity(1), "西武庄村", "1990000", "初中"))
    later = Imports(desk)
    row = later.bad_rows(report.uid)[0]
    assert (row.shown[PHONE].header, row.shown[PHONE].text) == ("联系电话", "1990000")
    assert isinstance(later.mend(report.uid, row.number, {PHONE: ""}), ImportReport)
    with pytest.raises(UserError, match="已经改好"):
        later.mend(report.uid, row.number, {PHONE: ""})


def test_nothing_is_mended_into_an_import_that_was_undone(imports: Imports, tmp_path: Path) -> None:
    report = take(imports, tmp_path / "a.xlsx", ("示例甲", identity(1), "西武庄村", "1990000", "初中"))
    imports.undo(report.uid)
    with pytest.raises(UserError, match="已经撤销"):
        imports.mend(report.uid, 2, {PHONE: ""})


def test_a_same_as_above_is_kept_as_what_it_meant(imports: Imports, desk: Desk, tmp_path: Path) -> None:
    report = take(
        imports,
        tmp_path / "a.xlsx",
        ("示例甲", identity(1), "西武庄村", "19900001234", "初中"),
        ("示例乙", identity(2)[:-1], "同上", "", "同上"),
    )
    imports.mend(report.uid, 3, {NUMBER: identity(2)})
    workers = Workers(desk, UndoStack())
    found = workers.open(workers.find("示例乙").rows[0].id)
    assert (found.text("education"), found.text("hukou_text")) == ("70", "西武庄村")


def test_a_bureaus_list_mended_in_place_belongs_to_the_list_that_came_in(
    imports: Imports, desk: Desk, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for row in (("脱贫人口名单（示例）",), ("数据日期：2026-10-31",), ("姓名", "身份证号")):
        book.active.append(row)
    book.active.append(("示例甲", identity(1)))
    book.active.append(("示例乙", identity(2)[:-1]))
    book.save(tmp_path / "list.xlsx")
    report = imports.run(imports.look(tmp_path / "list.xlsx", "comparison"), NoProgress())
    mended = imports.mend(report.uid, 5, {1: identity(2)})
    assert isinstance(mended, ImportReport)
    assert (mended.new, mended.bad) == (2, 0)
    assert imports.undo(report.uid).undone == 1
