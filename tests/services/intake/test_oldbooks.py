"""What Excel 97 and LibreOffice save is read like any other workbook: days, long numbers and Chinese arrive right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest

from app.services.intake.guard import FileKind, inspect
from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import choose
from app.services.intake.rows import read_rows
from app.services.intake.sheets import open_workbook
from tests.services.intake import make
from tests.services.intake.oldbooks import write_ods, write_xls

Write = Callable[[Path, Sequence[Sequence[object]]], Path]
BOTH = pytest.mark.parametrize(("write", "ending"), [(write_xls, "xls"), (write_ods, "ods")])
WORKERS = LAYOUTS["workers"]


def rows_of(path):
    sheet, mapping = choose(WORKERS, open_workbook(path))
    return list(read_rows(WORKERS, sheet, mapping, make.context()))


@BOTH
def test_cells_keep_their_kinds(tmp_path: Path, write: Write, ending: str) -> None:
    line = ["张䶮", "阿卜杜拉·买买提", "𬀩𠮷", "14032119830417062X", date(1983, 4, 17), date(2024, 2, 29), 3200,
            19900001234, 0.5, -7, "", "末"]  # fmt: skip
    path = write(tmp_path / f"a.{ending}", [line])
    assert inspect(path) is FileKind(ending)
    read = next(iter(open_workbook(path).visible()[0].rows()))
    assert read == line
    assert type(read[4]) is date


@BOTH
def test_a_whole_roster_comes_in_the_same_as_from_xlsx(tmp_path: Path, write: Write, ending: str) -> None:
    people = 300
    lines = [["示例镇花名册"], list(make.HEADERS), *(make.person(number) for number in range(people))]
    fresh = rows_of(make.roster(tmp_path / "a.xlsx", people))
    old = rows_of(write(tmp_path / f"a.{ending}", lines))
    assert len(old) == people
    assert [row.values for row in old] == [row.values for row in fresh]
    assert not any(row.is_refused for row in old)


@BOTH
def test_a_number_that_lost_its_digits_is_refused_there_too(
    tmp_path: Path, write: Write, ending: str
) -> None:
    person = make.person(1)
    person[make.HEADERS.index("身份证号")] = 140321199001011234
    rows = rows_of(write(tmp_path / f"a.{ending}", [list(make.HEADERS), person]))
    assert next(finding.code for finding in rows[0].findings if finding.level == "error") == "number.numeric"
