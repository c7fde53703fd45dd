"""The invented town's files are read as its own list of mistakes says."""

from __future__ import annotations

import tomllib

import pytest

from app.paths import resources
from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import choose
from app.services.intake.preface import read_preface
from app.services.intake.rows import read_rows
from app.services.intake.sheets import open_workbook
from tests.services.intake import make

SAMPLES = resources() / "samples"


def _read(name, key):
    layout = LAYOUTS[key]
    sheet, mapping = choose(layout, open_workbook(SAMPLES / f"{name}.xlsx"))
    return list(read_rows(layout, sheet, mapping, make.context())), mapping, sheet


def test_the_roster_holds_exactly_the_mistakes_that_were_put_in():
    told = tomllib.loads((SAMPLES / "roster.toml").read_text(encoding="utf-8"))
    rows, mapping, _ = _read("roster", "workers")
    assert mapping.header_row == told["header_row"]
    assert {column.header for column in mapping.columns} == set(told["columns"])
    assert all(column.key for column in mapping.columns)
    assert len(rows) == told["people"]
    headers = {column.key: column.header for column in mapping.columns}
    blamed = {
        row.number: {headers[finding.field] for finding in row.findings if finding.level == "error"}
        for row in rows
        if row.is_refused
    }
    assert blamed.keys() == {bad["row"] for bad in told["bad"]}
    assert all(bad["column"] in blamed[bad["row"]] for bad in told["bad"])


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("employers", "employers"),
        ("jobs", "jobs"),
        ("institutions", "institutions"),
        ("courses", "courses"),
        ("sessions", "sessions"),
        ("comparison_poverty", "comparison"),
        ("comparison_hardship", "comparison"),
        ("comparison_skill_uplift", "comparison"),
        ("attendance", "attendance"),
    ],
)
def test_every_other_file_goes_in_whole(name, key):
    rows, mapping, _ = _read(name, key)
    assert rows
    assert not [finding for row in rows for finding in row.findings]
    assert all(column.key for column in mapping.columns)


def test_what_stands_above_a_list_is_read():
    _, mapping, sheet = _read("comparison_hardship", "comparison")
    preface = read_preface(sheet, mapping)
    assert preface.title.startswith("就业困难人员")
    assert str(preface.day("数据日期")) == "2026-10-31"
    assert str(preface.day("有效期至")) == "2027-10-31"


def test_the_class_of_a_sign_in_sheet_is_read():
    _, mapping, sheet = _read("attendance", "attendance")
    assert read_preface(sheet, mapping).text("班号", "培训班号") == "SL2026-01"
