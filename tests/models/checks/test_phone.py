"""Telephone numbers as they are written in rosters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.checks.phone import check_phone


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13803531234", "13803531234"),
        ("+86 138-0353-1234", "13803531234"),
        ("008613803531234", "13803531234"),
        ("１３８０３５３１２３４", "13803531234"),
        ("013803531234", "13803531234"),
        ("17012345678", "17012345678"),
        ("17112345678", "17112345678"),
        ("16512345678", "16512345678"),
        ("16712345678", "16712345678"),
        ("16212345678", "16212345678"),
        ("0353-2123456", "0353-2123456"),
        ("(0353) 8123456", "0353-8123456"),
        ("+86 353 2123456", "0353-2123456"),
        ("010-62345678", "010-62345678"),
    ],
)
def test_a_good_number_is_stored_one_way(text, value):
    checked = check_phone(text)
    assert checked.value == value
    assert checked.findings == ()


def test_a_local_number_gets_the_area_code_and_a_warning():
    checked = check_phone("2123456")
    assert checked.value == "0353-2123456"
    assert not checked.is_refused
    assert check_phone("2123456", area_code="0354").value == "0354-2123456"


@pytest.mark.parametrize(
    "text", ["", "1380353123", "138035312345", "12803531234", "1380353l234", "无", "13803531234/13903531234"]
)
def test_what_is_no_number_is_refused(text):
    checked = check_phone(text)
    assert checked.is_refused
    assert checked.findings[0].field == "phone"


@given(st.text(max_size=20))
def test_any_text_gets_an_answer_that_stands(text):
    checked = check_phone(text)
    if not checked.is_refused:
        assert check_phone(checked.value).value == checked.value
