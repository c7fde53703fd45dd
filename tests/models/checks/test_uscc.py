"""The social credit code: outer check, inner check and kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.checks.uscc import (
    KIND_LABELS,
    UsccKind,
    check_uscc,
    organisation_check,
    uscc_check,
    uscc_kind,
)

VALID = [
    ("91140321MA0K9A01XL", UsccKind.ENTERPRISE),
    ("92140321MA0KT2X684", UsccKind.INDIVIDUAL),
    ("93140322MA0JPQ7739", UsccKind.COOPERATIVE),
    ("52140300MJ12345614", UsccKind.NGO),
    ("N2140321MF3456788C", UsccKind.VILLAGE),
    ("121403214060012305", UsccKind.INSTITUTE),
]
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(("code", "kind"), VALID)
def test_the_standards_vectors_pass_and_tell_their_kind(code, kind):
    checked = check_uscc(code)
    assert checked.findings == ()
    assert uscc_kind(checked.value) is kind
    assert KIND_LABELS[kind]


def test_a_bad_inner_check_warns_and_a_bad_outer_check_refuses():
    inner = check_uscc("91140321MA0K9A015A")
    assert [f.code for f in inner.findings] == ["uscc.inner_check"]
    assert not inner.is_refused
    assert check_uscc("91140321MA0K9A01XM").is_refused


def test_case_width_blanks_and_hyphens_do_not_count():
    assert check_uscc(" ９１140321-ma0k9a01xl ").value == "91140321MA0K9A01XL"


@pytest.mark.parametrize(("wrong", "hint"), [("O", "0"), ("I", "1"), ("S", "5"), ("Z", "2"), ("V", "U")])
def test_letters_outside_the_alphabet_are_refused_with_a_hint(wrong, hint):
    (finding,) = check_uscc("91140321MA0K9A01X" + wrong).findings
    assert finding.code == "uscc.lookalike"
    assert f"“{hint}”" in finding.text


@pytest.mark.parametrize("text", ["", "140321600012345", "MA0K9A01X", "9114"])
def test_other_lengths_are_refused(text):
    assert check_uscc(text).is_refused


@given(st.sampled_from(VALID), st.integers(0, 17), st.sampled_from(LETTERS))
def test_one_wrong_character_is_always_refused(pair, place, letter):
    code = pair[0]
    wrong = code[:place] + letter + code[place + 1 :]
    assert wrong == code or check_uscc(wrong).is_refused


@given(st.text(LETTERS, min_size=8, max_size=8))
def test_a_code_made_by_both_rules_has_no_finding(body):
    first = "91140321" + body + organisation_check(body)
    assert check_uscc(first + uscc_check(first)).findings == ()


@given(st.text(max_size=22))
def test_any_text_gets_an_answer(text):
    check_uscc(text)
