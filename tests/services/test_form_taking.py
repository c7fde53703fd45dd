"""A station's own workbook for a form: checked, taken in, kept, gone back from; the county's later one wins."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.faults import UserError
from app.models.trail import JournalEntry
from app.paths import resources
from app.services.papers.formtaking import Draft
from app.services.printing import catalogue
from app.services.printing.catalogue import FORMS
from app.services.printing.linting import Grade
from app.services.printing.preview import text_of
from tests.services.town import Town

KEY = "worker_registration"


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    catalogue.adopt({})


def workbook(folder: Path, title: str, *, also: str = "") -> Path:
    book = load_workbook(resources() / "forms" / f"{KEY}.xlsx")
    sheet = book.worksheets[0]
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == "{{worker.nation}}":
                cell.value = also or cell.value
    sheet["A1"] = title
    path = folder / f"{title}.xlsx"
    book.save(path)
    return path


def look(town: Town, path: Path) -> Draft:
    return town.counter.forms.look_at(KEY, path)


def test_a_workbook_is_looked_at_filled_taken_in_and_printed(town: Town, tmp_path: Path) -> None:
    draft = look(town, workbook(tmp_path, "示例新表", also="{{worker.nation}}、{{worker.email_x}}"))
    assert not draft.is_usable
    assert any("worker.email_x" in one.text for one in draft.findings)
    assert draft.new == ()
    with pytest.raises(UserError, match="必须改"):
        town.counter.forms.take_in(draft)
    assert FORMS[KEY].content == b""

    draft = look(town, workbook(tmp_path, "示例新表"))
    assert draft.is_usable
    assert "示例新表" in text_of(draft.pdf)
    assert "阿依古丽·示例" in text_of(draft.pdf)
    town.counter.forms.take_in(draft)
    assert FORMS[KEY].origin.startswith("本站导入（2026-")
    assert FORMS[KEY].origin.endswith("示例新表.xlsx）")
    assert "示例新表" in text_of(town.counter.papers.registration(town.worker("曹铁柱")).pdf)
    with town.desk.database.reading() as session:
        noted = session.scalars(select(JournalEntry).where(JournalEntry.action == "form.taken_in")).one()
    assert (noted.entity_uid, noted.reason) == (KEY, "示例新表.xlsx")
    trail = town.counter.trail
    (line,) = trail.rows(trail.ids(action="form.taken_in"))
    assert (line.what, line.about) == ("换表样", FORMS[KEY].title)


def test_what_is_gone_is_asked_about_and_does_not_refuse(town: Town, tmp_path: Path) -> None:
    draft = look(town, workbook(tmp_path, "少一项", also="　"))
    assert draft.is_usable
    assert draft.new == ()
    assert any("worker.nation" in words for words in draft.gone)
    assert any(one.grade is Grade.ASK and "worker.nation" in one.text for one in draft.findings)
    assert "不再填写" in draft.changes


def test_every_version_is_kept_and_can_come_back(town: Town, tmp_path: Path) -> None:
    forms = town.counter.forms
    for title in ("甲版", "乙版"):
        forms.take_in(look(town, workbook(tmp_path, title)))
    with pytest.raises(UserError, match="现在用的"):
        forms.take_in(look(town, tmp_path / "乙版.xlsx"))
    assert [one.number for one in forms.versions(KEY)] == [3, 2, 1]
    assert "甲版" in text_of(forms.sample(forms.versions(KEY)[1]))
    forms.go_back(KEY, 2)
    assert FORMS[KEY].content == (tmp_path / "甲版.xlsx").read_bytes()
    assert FORMS[KEY].origin.startswith("恢复为本站导入")
    forms.go_back(KEY, 1)
    assert FORMS[KEY].content == b""
    assert (FORMS[KEY].edition, FORMS[KEY].origin) == (5, "恢复为随程序发布")
    with pytest.raises(UserError, match="现在用的"):
        forms.go_back(KEY, 1)
    with pytest.raises(UserError, match="没有这一版"):
        forms.go_back(KEY, 99)
    catalogue.adopt({})
    town.counter.references.load()
    assert FORMS[KEY].edition == 5


def test_a_file_that_is_no_workbook_is_refused_in_words(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(UserError, match="打不开"):
        look(town, path)
    with pytest.raises(UserError, match="读不了"):
        look(town, tmp_path / "没有.xlsx")
    path.write_bytes(b"0" * 2_000_001)
    with pytest.raises(UserError, match="太大"):
        look(town, path)
