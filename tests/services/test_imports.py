"""Workbooks come in once; bad rows wait with their reasons, come home mended, and all of it can be taken back."""

from __future__ import annotations

import tomllib
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from app.faults import Cancelled, UserError
from app.models.catalog import Job
from app.models.desk import ComparisonEntry
from app.models.enrolment import AttendanceDay
from app.models.trail import OutboxEvent
from app.models.worker import Category
from app.paths import resources
from app.progress import NoProgress
from app.services import journal
from app.services.desk import Desk
from app.services.imports.keeping import ImportReport
from app.services.imports.service import Imports
from app.services.imports.workers import WorkersWriter
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


def test_who_has_been_worked_on_since_stays_when_the_import_goes(imports: Imports, desk: Desk) -> None:
    report = take(imports, "roster")
    workers = Workers(desk, UndoStack())
    found = workers.open(workers.find("曹铁柱").rows[0].id)
    workers.save(Entry({**found.values, "note": "改"}, desk.ids.new(), worker_id=found.id, version=1))
    undone = imports.undo(report.uid)
    assert (undone.undone, undone.kept) == (report.new - 1, 1)
    assert "留着没动" in undone.text
    assert [row.id for row in workers.rows(workers.ids())] == [found.id]


def test_what_others_stand_on_stays_when_the_import_goes(imports: Imports) -> None:
    reports = {name: take(imports, name) for name in TOWN}
    undone = imports.undo(reports["employers"].uid)
    assert undone.kept > 0
    assert undone.kept + undone.undone == reports["employers"].new
    assert imports.undo(reports["jobs"].uid).kept == 0
    assert imports.undo(reports["attendance"].uid).undone == reports["attendance"].new


def test_an_import_is_taken_back_twice_over(imports: Imports, desk: Desk) -> None:
    workers = Workers(desk, UndoStack())
    for _ in range(2):
        report = take(imports, "roster")
        undone = imports.undo(report.uid)
        assert (undone.undone, undone.kept) == (report.new, 0)
    assert workers.count() == 0
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Category)) == 0
        assert journal.verify(session).is_whole


def test_a_value_changed_since_is_not_overwritten_by_the_way_back(
    imports: Imports, desk: Desk, tmp_path: Path
) -> None:
    workers = Workers(desk, UndoStack())
    values = {"id_number": "14032119830417062X", "name": "张䶮", "hukou_code": "140321106203"}
    saved = workers.save(Entry(values, desk.ids.new()))
    path = roster(tmp_path / "a.xlsx", ("张䶮", "14032119830417062X", "西武庄村", "19900001234"))
    report = imports.run(imports.look(path), NoProgress())
    now = workers.open(saved.id)
    later = {**now.values, "phone": "19900005678"}
    workers.save(Entry(later, desk.ids.new(), worker_id=saved.id, version=now.version))
    imports.undo(report.uid)
    assert workers.open(saved.id).text("phone") == "19900005678"


def test_a_category_that_a_file_added_goes_with_it(imports: Imports, desk: Desk, tmp_path: Path) -> None:
    workers = Workers(desk, UndoStack())
    values = {"id_number": "14032119830417062X", "name": "张䶮", "hukou_code": "140321106203"}
    saved = workers.save(Entry(values, desk.ids.new()))
    book = openpyxl.Workbook()
    book.active.append(("姓名", "身份证号", "人员类别"))
    book.active.append(("张䶮", "14032119830417062X", "脱贫户"))
    book.save(tmp_path / "a.xlsx")
    report = imports.run(imports.look(tmp_path / "a.xlsx", "workers"), NoProgress())
    assert [row.values["code"] for row in workers.open(saved.id).categories] == ["TPRK"]
    imports.undo(report.uid)
    assert workers.open(saved.id).categories == ()


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


def test_what_is_in_when_an_import_is_cancelled_stays_and_can_be_taken_back(
    imports: Imports, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WorkersWriter, "chunk", 50)

    class Patient:
        steps = 0

        def step(self, done: int, of: int, text: str) -> None:  # noqa: ARG002
            self.steps += 1
            if self.steps == 3:
                raise Cancelled

    with pytest.raises(Cancelled):
        imports.run(imports.look(SAMPLES / "roster.xlsx"), Patient())
    run = imports.history()[0]
    assert (run.state, run.new + run.bad) == ("cancelled", 100)
    assert Workers(desk, UndoStack()).count() == run.new
    assert imports.look(SAMPLES / "roster.xlsx").seen_before == ""
    again = imports.run(imports.look(SAMPLES / "roster.xlsx"), NoProgress())
    assert again.unchanged == run.new
    assert imports.undo(run.uid).undone == run.new


def test_rows_still_wrong_after_mending_go_home_again(imports: Imports, tmp_path: Path) -> None:
    report = take(imports, "roster")
    imports.errors_workbook(report.uid, tmp_path / "1.xlsx")
    again = imports.run(imports.look(tmp_path / "1.xlsx"), NoProgress())
    assert again.bad > 0
    assert imports.errors_workbook(again.uid, tmp_path / "2.xlsx") == again.bad
    look = imports.look(tmp_path / "2.xlsx")
    assert (look.mends, look.layout) == (again.uid, "workers")
    assert imports.run(look, NoProgress()).bad == again.bad
    assert imports.bad_rows(again.uid) == ()


def test_mended_rows_wait_until_they_have_been_read(
    imports: Imports, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = take(imports, "roster")
    imports.errors_workbook(report.uid, tmp_path / "1.xlsx")

    class Impatient:
        def step(self, done: int, of: int, text: str) -> None:  # noqa: ARG002
            raise Cancelled

    monkeypatch.setattr(WorkersWriter, "chunk", 5)
    with pytest.raises(Cancelled):
        imports.run(imports.look(tmp_path / "1.xlsx"), Impatient())
    assert len(imports.bad_rows(report.uid)) == report.bad


def test_the_rows_can_be_judged_before_any_comes_in(imports: Imports, desk: Desk) -> None:
    told = tomllib.loads((SAMPLES / "roster.toml").read_text(encoding="utf-8"))
    found = imports.preview(imports.look(SAMPLES / "roster.xlsx"), NoProgress())
    assert found is not None
    assert (found.good, len(found.bad)) == (told["good"], len(told["bad"]))
    assert Workers(desk, UndoStack()).count() == 0
    assert imports.history() == ()


def test_each_workbook_of_the_town_is_known_for_what_it_is(imports: Imports) -> None:
    layouts = {name: imports.look(SAMPLES / f"{name}.xlsx").layout for name in TOWN}
    wanted = {**{name: name for name in TOWN}, "roster": "workers", "comparison_poverty": "comparison"}
    assert layouts == wanted


def test_a_job_that_the_file_calls_full_is_closed(imports: Imports, desk: Desk, tmp_path: Path) -> None:
    take(imports, "employers")
    take(imports, "jobs")
    book = openpyxl.load_workbook(SAMPLES / "jobs.xlsx")
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "岗位名称" for cell in row))
    state = next(cell for cell in head if cell.value == "状态")
    with desk.database.reading() as session:
        before = session.scalar(select(func.count()).select_from(Job).where(Job.head_left > 0))
    assert before
    for row in range(state.row + 1, sheet.max_row + 1):
        if sheet.cell(row, state.column).value:
            sheet.cell(row, state.column).value = "已招满"
    book.save(tmp_path / "jobs.xlsx")
    report = imports.run(imports.look(tmp_path / "jobs.xlsx"), NoProgress())
    assert (report.new, report.changed) == (0, before)
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Job).where(Job.head_left > 0)) == 0


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


def test_an_old_number_on_a_bureaus_list_becomes_the_new_one(
    imports: Imports, desk: Desk, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.active.append(("脱贫人口名单（示例）",))
    book.active.append(("数据日期：2026-10-31",))
    book.active.append(("姓名", "身份证号"))
    book.active.append(("张䶮", "140321830417062"))
    book.save(tmp_path / "list.xlsx")
    report = imports.run(imports.look(tmp_path / "list.xlsx", "comparison"), NoProgress())
    assert (report.new, report.bad) == (1, 0)
    with desk.database.reading() as session:
        entry = session.scalars(select(ComparisonEntry)).one()
    assert (entry.kind, entry.id_number) == ("TPRK", "14032119830417062X")
    assert imports.undo(report.uid).undone == 1
