"""A roster's 户号 brings its rows into households; what is not certain is left to the clerk, and all is taken back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from app.models.checks.identity import check_digit
from app.models.household import Household
from app.progress import NoProgress
from app.services import journal
from app.services.desk import Desk
from app.services.households.service import Households
from app.services.imports.keeping import ImportReport
from app.services.imports.service import Imports
from app.services.imports.workers import WorkersWriter
from app.services.undo import UndoStack
from app.services.workers.service import Workers

HEADER = ("姓名", "身份证号", "户籍所在村", "户号", "户主姓名", "与户主关系")
VILLAGE = "娘子关镇 娘子关村"


def number(order: int) -> str:
    bare = f"14032119830417{order:03d}"
    return bare + check_digit(bare)


def roster(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER)
    for order, (name, *rest) in enumerate(rows, start=101):
        sheet.append((name, number(order), VILLAGE, *rest))
    book.save(path)
    return path


def take(imports: Imports, path: Path) -> ImportReport:
    report = imports.run(imports.look(path), NoProgress())
    assert report.bad == 0, imports.bad_rows(report.uid)
    return report


@pytest.fixture
def family(tmp_path: Path) -> Path:
    return roster(
        tmp_path / "a.xlsx",
        ("王大", "0012", "", "户主"),
        ("赵四", "0013", "赵四", ""),
        ("李二", "0012", "王大", "配偶"),
        ("钱五", "0014", "", ""),
        ("孙六", "", "孙六", "户主"),
        ("王三", "0012", "王大", "子"),
    )


def homes(desk: Desk) -> dict[str, list[str]]:
    workers, households = Workers(desk, UndoStack()), Households(desk, UndoStack())
    found: dict[str, list[str]] = {}
    for row in workers.rows(workers.ids()):
        record = households.at_home(row.id).household
        if record is not None:
            found[record.head_name] = [f"{one.name}{one.relation}" for one in record.members]
    return found


def test_rows_of_one_number_are_one_household(desk: Desk, family: Path) -> None:
    take(Imports(desk), family)
    assert homes(desk) == {"王大": ["王大户主", "李二配偶", "王三子"], "赵四": ["赵四"]}
    with desk.database.reading() as session:
        assert journal.verify(session).is_whole
        heads = session.scalars(select(Household.head_uid).where(Household.number == "0012")).one()
    assert heads


def test_a_household_that_runs_over_two_chunks_is_one(
    desk: Desk, family: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WorkersWriter, "chunk", 2)
    report = take(Imports(desk), family)
    assert homes(desk)["王大"] == ["王大户主", "李二配偶", "王三子"]
    Imports(desk).undo(report.uid, NoProgress())
    with desk.database.reading() as session:
        assert {home.is_void for home in session.scalars(select(Household))} == {True}


def test_the_same_roster_again_changes_no_household(desk: Desk, family: Path) -> None:
    take(Imports(desk), family)
    before = homes(desk)
    take(Imports(desk), family)
    assert homes(desk) == before


def test_an_import_taken_back_leaves_no_household(desk: Desk, family: Path) -> None:
    imports = Imports(desk)
    report = take(imports, family)
    imports.undo(report.uid, NoProgress())
    assert homes(desk) == {}
    with desk.database.reading() as session:
        assert {home.is_void for home in session.scalars(select(Household))} == {True}
        assert journal.verify(session).is_whole


def test_a_household_the_clerk_has_certified_stays(desk: Desk, family: Path) -> None:
    imports, households = Imports(desk), Households(desk, UndoStack())
    report = take(imports, family)
    workers = Workers(desk, UndoStack())
    home = households.at_home(workers.find("赵四").rows[0].id).household
    assert home is not None
    households.certify(
        home.id, {"authority": "示例", "certified_on": desk.clock.today(), "is_open_ended": True}
    )
    imports.undo(report.uid, NoProgress())
    with desk.database.reading() as session:
        voided = {one.head_name: one.is_void for one in session.scalars(select(Household))}
    assert voided == {"王大": True, "赵四": False}
    assert homes(desk) == {"赵四": ["赵四"]}
