"""Workbooks come in once; bad rows wait with their reasons, come home mended, and all of it can be taken back."""

from __future__ import annotations

import tomllib
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from app.faults import Cancelled, UserError
from app.models.enrolment import AttendanceDay
from app.models.trail import OutboxEvent
from app.paths import resources
from app.progress import NoProgress
from app.services import journal
from app.services.desk import Desk
from app.services.imports.service import ImportReport, Imports
from app.services.undo import UndoStack
from app.services.workers.service import Entry, Workers

SAMPLES = resources() / "samples"
TOWN = (
    "roster",
    "employers",
    "jobs",
    "institutions",
    "courses",
    "sessions",
    "comparison_poverty",
    "attendance",
)


@pytest.fixture
def imports(desk: Desk) -> Imports:
    return Imports(desk)


def take(imports: Imports, name: str) -> ImportReport:
    return imports.run(imports.look(SAMPLES / f"{name}.xlsx"), NoProgress())


def roster(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(("姓名", "身份证号", "户籍所在村", "联系电话"))
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_the_sample_roster_comes_in_but_for_its_documented_mistakes(imports: Imports, desk: Desk) -> None:
    told = tomllib.loads((SAMPLES / "roster.toml").read_text(encoding="utf-8"))
    report = take(imports, "roster")
    assert (report.new, report.bad) == (told["good"], len(told["bad"]))
    assert {row.number for row in imports.bad_rows(report.uid)} == {bad["row"] for bad in told["bad"]}
    assert Workers(desk, UndoStack()).count() == told["good"]
    with desk.database.reading() as session:
        assert journal.verify(session).is_whole


def test_nothing_enters_twice(imports: Imports) -> None:
    first = take(imports, "roster")
    look = imports.look(SAMPLES / "roster.xlsx")
    assert "已导入过" in look.seen_before
    again = imports.run(look, NoProgress())
    assert (again.new, again.changed, again.unchanged) == (0, 0, first.new)


def test_the_whole_town_comes_in(imports: Imports, desk: Desk) -> None:
    reports = {name: take(imports, name) for name in TOWN}
    assert all(report.bad == 0 for name, report in reports.items() if name != "roster")
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AttendanceDay)) == 20 * 17


def test_an_import_is_taken_back(imports: Imports, desk: Desk) -> None:
    report = take(imports, "roster")
    imports.undo(report.uid)
    assert Workers(desk, UndoStack()).count() == 0
    assert Workers(desk, UndoStack()).find("曹铁柱").rows == ()
    with pytest.raises(UserError, match="已经撤销"):
        imports.undo(report.uid)
    assert take(imports, "roster").new == report.new


def test_an_import_worked_on_since_is_not_taken_back_in_one(imports: Imports, desk: Desk) -> None:
    report = take(imports, "roster")
    workers = Workers(desk, UndoStack())
    found = workers.open(workers.find("曹铁柱").rows[0].id)
    workers.save(Entry({**found.values, "note": "改"}, desk.ids.new(), worker_id=found.id, version=1))
    with pytest.raises(UserError, match="又改过 1 条"):
        imports.undo(report.uid)


def test_a_known_worker_is_completed_and_restored(imports: Imports, desk: Desk, tmp_path: Path) -> None:
    workers = Workers(desk, UndoStack())
    values = {"id_number": "14032119830417062X", "name": "张䶮", "hukou_code": "140321106203"}
    saved = workers.save(Entry(values, desk.ids.new()))
    path = roster(tmp_path / "a.xlsx", ("张䶮", "14032119830417062X", "西武庄村", "19900001234"))
    report = imports.run(imports.look(path), NoProgress())
    assert (report.new, report.changed) == (0, 1)
    assert workers.open(saved.id).text("phone") == "19900001234"
    imports.undo(report.uid)
    assert workers.open(saved.id).text("phone") == ""


def test_another_name_under_a_known_number_waits(imports: Imports, desk: Desk, tmp_path: Path) -> None:
    values = {"id_number": "14032119830417062X", "name": "张䶮", "hukou_code": "140321106203"}
    Workers(desk, UndoStack()).save(Entry(values, desk.ids.new()))
    path = roster(tmp_path / "a.xlsx", ("李四", "14032119830417062X", "西武庄村", ""))
    report = imports.run(imports.look(path), NoProgress())
    assert report.bad == 1
    assert "姓名不同" in imports.bad_rows(report.uid)[0].findings[0].text


def test_bad_rows_go_home_and_come_back_mended(imports: Imports, desk: Desk, tmp_path: Path) -> None:
    report = take(imports, "roster")
    errors = tmp_path / "roster-errors.xlsx"
    assert imports.errors_workbook(report.uid, errors) == report.bad
    book = openpyxl.load_workbook(errors)
    sheet = book.worksheets[0]
    phone = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value or "").startswith("1990000")
                 and len(str(cell.value)) == 10)  # fmt: skip
    phone.value = f"{phone.value}9"
    book.save(errors)
    look = imports.look(errors)
    assert look.mends == report.uid
    again = imports.run(look, NoProgress())
    assert (again.new, again.changed, again.bad) == (1, 1, report.bad - 2)  # the twin completes its person
    assert imports.bad_rows(report.uid) == ()


def test_a_cancelled_import_can_be_taken_back(imports: Imports, desk: Desk) -> None:
    class Impatient:
        def step(self, done: int, of: int, text: str) -> None:  # noqa: ARG002
            raise Cancelled

    with pytest.raises(Cancelled):
        imports.run(imports.look(SAMPLES / "roster.xlsx"), Impatient())
    run = imports.history()[0]
    assert run.state == "cancelled"
    imports.undo(run.uid)
    assert Workers(desk, UndoStack()).count() == 0


def test_every_row_of_an_import_has_its_event(imports: Imports, desk: Desk) -> None:
    report = take(imports, "roster")
    with desk.database.reading() as session:
        query = select(func.count()).select_from(OutboxEvent).where(OutboxEvent.type == "worker.registered")
        assert session.scalar(query) == report.new


def test_a_comparison_list_without_a_date_is_refused(imports: Imports, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(("姓名", "身份证号", "类别"))
    book.active.append(("张䶮", "14032119830417062X", "脱贫户"))
    book.save(tmp_path / "list.xlsx")
    look = imports.look(tmp_path / "list.xlsx", "comparison")
    with pytest.raises(UserError, match="数据日期"):
        imports.run(look, NoProgress())
