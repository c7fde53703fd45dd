"""Every row of reliability's table is a test with a mark and has its long form: the table against the test files."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.torture.run import rows

TESTS = Path(__file__).parents[1]
PROMISES: Mapping[str, str] = {
    "K1": "kill -9 while saving loses nothing that was accepted",
    "K2": "a power cut leaves all or none of each change",
    "K3": "work cut off half-way leaves no half file and is done again",
    "D1": "a full disk is told, the data stay as they were, and work goes on once there is room",
    "D2": "a stick that is pulled, read-only, busy or a fake leaves the batch 待上报, with a clear text",
    "B1": "no flipped bit and no cut gets in; each is put on the list of refused files",
    "B2": "any order and any repetition end in the same state; what is missing is told exactly",
    "B3": "a fork is refused and both sides name the batch",
    "B4": "what is forged or stale is refused, each with its own reason",
    "B5": "bombs and tricks are refused before they are unpacked, in little memory",
    "B6": "one malformed event goes back alone, with field and reason",
    "B7": "replies may be lost, late or doubled: nothing turns green without one",
    "C1": "a wrong clock changes no order, is told, and the confirmed day counts",
    "O1": "two clerks on one record lose no change; protected fields need a person",
    "U1": "an upgrade from every released schema keeps every row and column",
    "U2": "a migration that is killed leaves the old database or the new one",
    "U3": "an older program refuses a newer database, offers to carry the data out, and changes nothing",
    "U4": "older batches are taken in; newer ones wait for the upgrade and are not lost",
    "U5": "no foreign key is followed in a migration",
    "R1": "damage is found at the start or by the whole check; what can be read is saved and told",
    "R2": "the newest backup is tried out every month",
    "R3": "a lost station is rebuilt from what the county holds",
    "P1": "a printer that fails uses up no number twice; the second print is a logged reprint",
    "S1": "no known number is readable on a lost stick or disk",
    "X1": "the county's counts and hashes are held against ours; 对账不平 is told and never mended",
}


def _marked(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the rows that the tests of a file carry."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.promise":
                for row in mark.args:
                    assert isinstance(row, ast.Constant), ast.unparse(mark)
                    yield str(row.value), node.name


def _all_marks() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for row, name in _marked(path):
            found[row].append(name)
    return found


def test_every_promise_has_a_test() -> None:
    found = _all_marks()
    assert [f"{row}: {claim}" for row, claim in PROMISES.items() if not found.get(row)] == []


def test_every_promise_has_a_long_form() -> None:
    assert PROMISES.keys() - rows().keys() == set()


def test_no_mark_and_no_long_form_names_a_row_that_is_not_there() -> None:
    assert (_all_marks().keys() | rows().keys()) - PROMISES.keys() == set()


def test_a_mark_is_found_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "test_it.py"
    file.write_text('@pytest.mark.promise("B1", "B5")\ndef test_it(): ...\n', encoding="utf-8")
    assert list(_marked(file)) == [("B1", "test_it"), ("B5", "test_it")]
