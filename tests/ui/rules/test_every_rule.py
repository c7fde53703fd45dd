"""Every testable rule of the screen is a test: the table of claims against the marks in the test files."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

TESTS = Path(__file__).parents[2]
RULES: Mapping[int, str] = {
    1: "focus is in the first useful field when a page opens, and again after a save",
    2: "Enter and Shift+Enter walk the fields, Tab equals them, nothing advances by itself",
    3: "Ctrl+Enter saves and goes on, Ctrl+S saves, Esc never loses text",
    4: "function keys are the same everywhere, unique, and printed on buttons",
    5: "the card fills what it says, marked until edited",
    6: "what the number tells is shown and not asked",
    7: "typing filters choices; five or fewer are buttons",
    8: "days and months are typed as figures",
    9: "an identity number stands in groups while the cursor is elsewhere",
    10: "impossible characters stay out, format is judged on leaving, consistency on save",
    11: "look-alikes appear while typing; the same number opens the record",
    12: "a warning is no error, never by colour alone, and its reason is kept",
    13: "each condition is shown with its paragraph; a question leads to its field",
    14: "drafts are kept while typing and offered after a power cut",
    15: "what can be undone is done and not asked",
    16: "no modal chains",
    17: "leaving keeps half-done work; closing never asks",
    18: "a record changed elsewhere is told with its difference",
    19: "slow work shows cursor, then strip with count and cancel; what is done stays until read",
    21: "the preview is the very bytes; reprints say so; no printer is a file",
    22: "every page fits the smallest screens, nothing is cut",
    23: "rows are as high as measured; the form fits its columns",
    24: "bundled fonts, three sizes, live",
    25: "three palettes with computed contrast, and the desktop's own choice",
    27: "an empty list says what it is, why, and the key that fills it",
    28: "tables remember widths, sort by key, copy rows, open on Enter, count, and mask",
    29: "rare characters and the middle dot are typed, stored, shown and printed",
}
"""The rules marked T."""
BY_HAND = {20, 26, 30}
"""Rules that are measured or looked at; a test may carry their number, none must."""


def _marked(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the rules that the tests of a file carry."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        for mark in node.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.rule":
                for number in mark.args:
                    assert isinstance(number, ast.Constant), ast.unparse(mark)
                    yield int(str(number.value)), node.name


def _all_marks() -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for number, name in _marked(path):
            found[number].append(name)
    return found


def test_every_rule_has_a_test() -> None:
    found = _all_marks()
    assert [f"{number}: {claim}" for number, claim in RULES.items() if not found.get(number)] == []


def test_no_test_carries_a_rule_that_is_not_there() -> None:
    assert _all_marks().keys() - RULES.keys() - BY_HAND == set()


def test_a_mark_is_found_where_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "test_it.py"
    file.write_text(
        "@pytest.mark.rule(3, 9)\ndef test_it(): ...\n\ndef test_other(): ...\n", encoding="utf-8"
    )
    assert list(_marked(file)) == [(3, "test_it"), (9, "test_it")]
