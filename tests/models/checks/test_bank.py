"""Bank accounts: Luhn on cards, nothing on passbooks, the holder and the second typing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.checks.bank import AccountKind, check_account, check_holder, check_repeated, has_luhn


def codes(checked):
    return [f.code for f in checked.findings]


def test_the_standards_vectors_are_told_apart():
    assert check_account("6210985840012345671").findings == ()
    wrong = check_account("6217000010012345678")
    assert codes(wrong) == ["account.luhn"]
    assert not wrong.is_refused


def test_a_passbook_is_not_judged_by_luhn():
    assert check_account("6217000010012345678", kind=AccountKind.PASSBOOK).findings == ()
    assert check_account("1403210001", kind=AccountKind.PASSBOOK).findings == ()


def test_groups_and_width_do_not_count():
    assert check_account("６２10 9858 4001 2345 671").value == "6210985840012345671"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "account.empty"),
        ("62109858400123456", "account.luhn"),
        ("621098584001234", "account.length"),
        ("62109858400123456712", "account.length"),
        ("621O985840012345671", "account.characters"),
        ("6.21098584001E+18", "account.lost_digits"),
        ("11010519491231002X", "account.identity"),
        ("4111111111111111", "account.issuer"),
    ],
)
def test_what_is_strange_is_said(text, code):
    assert code in codes(check_account(text))


@given(st.from_regex(r"62[0-9]{13,16}", fullmatch=True), st.data())
def test_luhn_catches_every_single_wrong_digit(body, data):
    number = next(body + str(d) for d in range(10) if has_luhn(body + str(d)))
    place = data.draw(st.integers(0, len(number) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    wrong = number[:place] + digit + number[place + 1 :]
    assert wrong == number or not has_luhn(wrong)


def test_two_typings_must_agree():
    assert check_repeated("6210 9858", "62109858") == ()
    assert codes_of(check_repeated("62109858", "62109885")) == ["account.repeated"]


def codes_of(findings):
    return [f.code for f in findings]


def test_another_holder_needs_a_reason():
    assert check_holder("张三", applicant="张三").findings == ()
    assert check_holder("李四", applicant="张三").is_refused
    assert not check_holder("李四", applicant="张三", reason="监护人代收").is_refused
    assert check_holder(" ", applicant="张三").is_refused
