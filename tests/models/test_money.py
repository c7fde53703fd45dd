"""Amounts in words by the bank rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.money import in_words

VALUES = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}


def read_back(words):
    """Read capital numerals independently of how they were written."""
    fen, section, group, total, digit = 0, 0, 0, 0, 0
    for c in words.removesuffix("整"):
        if c in VALUES:
            digit = VALUES[c]
        elif c in "拾佰仟":
            section, digit = section + digit * {"拾": 10, "佰": 100, "仟": 1000}[c], 0
        elif c == "万":
            group, section, digit = (group + section + digit) * 10**4, 0, 0
        elif c == "亿":
            total, group, section, digit = (total + group + section + digit) * 10**8, 0, 0, 0
        elif c == "元":
            fen, total, group, section, digit = (total + group + section + digit) * 100, 0, 0, 0, 0
        elif c == "角":
            fen, digit = fen + digit * 10, 0
        elif c == "分":
            fen, digit = fen + digit, 0
    return fen


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (140950, {"壹仟肆佰零玖元伍角"}),
        (600714, {"陆仟零柒元壹角肆分"}),
        (168032, {"壹仟陆佰捌拾元叁角贰分", "壹仟陆佰捌拾元零叁角贰分"}),
        (10700053, {"壹拾万柒仟元零伍角叁分", "壹拾万零柒仟元伍角叁分"}),
        (1640902, {"壹万陆仟肆佰零玖元零贰分"}),
        (32504, {"叁佰贰拾伍元零肆分"}),
        (180000, {"壹仟捌佰元整"}),
        (1001000, {"壹万零壹拾元整"}),
        (100005, {"壹仟元零伍分"}),
        (5, {"伍分"}),
        (50, {"伍角"}),
        (10000000000, {"壹亿元整"}),
        (1500, {"壹拾伍元整"}),
        (0, {"零元整"}),
        (100000000100, {"壹拾亿零壹元整"}),
    ],
)
def test_the_banks_vectors_are_written(fen, words):
    assert in_words(fen) in words


def test_the_prefix_touches_the_words():
    assert in_words(180000, has_prefix=True) == "人民币壹仟捌佰元整"


@pytest.mark.parametrize("fen", [-1, 10**16])
def test_negative_and_boundless_amounts_are_refused(fen):
    with pytest.raises(ValueError):
        in_words(fen)


@given(st.one_of(st.integers(0, 10**8), st.integers(0, 10**16 - 1)))
def test_the_words_are_the_amount(fen):
    words = in_words(fen)
    assert read_back(words) == fen
    assert "零零" not in words
    assert words.endswith("整") == (fen % 100 == 0)
