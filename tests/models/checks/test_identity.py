"""The citizen number and its relatives: every rule of GB 11643 and the vectors of the standards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.checks.finding import Level
from app.models.checks.identity import (
    PROVINCES,
    IdKind,
    check_agreement,
    check_digit,
    check_identity,
    kind_of,
    normal_identity,
    upgrade_15,
)
from app.models.values import IdNumber

TODAY = date(2026, 11, 24)


def whole(first_17):
    return first_17 + check_digit(first_17)


GOOD = whole("14032119900307062")
numbers = st.builds(
    lambda county, birth, seq: whole(f"{county}{birth:%Y%m%d}{seq:03d}"),
    st.sampled_from(["140321", "140322", "142427", "142425", "110101", "650102"]),
    st.dates(date(1907, 1, 1), TODAY),
    st.integers(1, 995),
)


def codes(text, **more):
    return [f.code for f in check_identity(text, today=TODAY, **more).findings]


def test_the_standards_own_example_passes():
    assert check_digit("11010519491231002") == "X"
    assert codes("11010519491231002X") == []
    assert codes("440524188001010014") == ["identity.too_old"]


@given(numbers)
def test_a_number_made_by_the_rule_is_accepted(number):
    assert not check_identity(number, today=TODAY).is_refused


@given(numbers, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_refused(number, place, shift):
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert check_identity(wrong, today=TODAY).is_refused


@given(numbers, st.integers(0, 15))
def test_two_neighbours_swapped_are_always_refused(number, place):
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert wrong == number or check_identity(wrong, today=TODAY).is_refused


@given(numbers)
def test_normalising_twice_changes_nothing(number):
    wide = "".join(chr(ord(c) + 0xFEE0) for c in number)
    dressed = f"\ufeff'{wide[:6]} {wide[6:14]}\u200b-{wide[14:]}\u3000"
    assert normal_identity(dressed) == number
    assert normal_identity(normal_identity(dressed)) == number


@given(st.text(max_size=24))
def test_any_text_gets_an_answer_and_never_a_crash(text):
    for id_type in ("01", "07", "08"):
        checked = check_identity(text, today=TODAY, id_type=id_type)
        assert all(f.text and f.field == "id_number" for f in checked.findings)


@pytest.mark.parametrize("cross", ["x", "ｘ", "×", "Х", "х"])
def test_a_cross_is_x_where_the_check_is_x(cross):
    assert check_identity("11010519491231002" + cross, today=TODAY).value == "11010519491231002X"


@pytest.mark.parametrize("cross", ["×", "Х"])
def test_a_cross_is_refused_where_the_check_is_not_x(cross):
    assert GOOD[-1] == "X"
    other = "14032119900307063"
    assert check_digit(other) != "X"
    assert codes(other + cross) == ["identity.check"]


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [("O", "“0”"), ("o", "“0”"), ("l", "“1”"), ("I", "“1”"), ("|", "“1”")],
)
def test_a_letter_that_looks_like_a_digit_is_refused_with_a_hint(wrong, hint):
    (finding,) = check_identity("14032" + wrong + GOOD[6:], today=TODAY).findings
    assert finding.code == "identity.lookalike"
    assert "第6位" in finding.text
    assert hint in finding.text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (GOOD[:17], "length"),
        (GOOD[:-1] + "0", "check"),
        ("X" + GOOD[1:], "characters"),
        ("1.40321E+17", "lost_digits"),
        (whole("14032119900230062"), "birth"),
        (whole("14032119000229062"), "birth"),
        (whole("14032120270101062"), "future"),
        (whole("14032119000101062"), "too_old"),
        (whole("20032119900307062"), "province"),
        (whole("91112419810803002"), "wrong_type"),
    ],
)
def test_what_cannot_be_is_refused(text, code):
    checked = check_identity(text, today=TODAY)
    assert checked.is_refused
    assert f"identity.{code}" in [f.code for f in checked.findings]


def test_leap_days_follow_the_gregorian_calendar():
    assert codes(whole("14032120000229062")) == []
    assert codes(whole("14032119240229062")) == []


@pytest.mark.parametrize("county", ["142427", "142429", "142425", "142426", "149999"])
def test_an_unknown_county_only_warns(county):
    checked = check_identity(whole(county + "19700307062"), today=TODAY, county_codes={"140321"})
    assert [f.level for f in checked.findings] == [Level.WARNING]
    assert codes(whole("140321" + "19700307062"), county_codes={"140321"}) == []


def test_thirty_four_provinces_and_the_permit_pair_are_known():
    assert len(PROVINCES) == 35
    assert {"11", "15", "46", "54", "65", "71", "81", "82", "83"} <= set(PROVINCES)
    assert not {"16", "24", "38", "47", "55", "66", "91"} & set(PROVINCES)


def test_sequence_000_and_young_centenarians_warn():
    assert codes(whole("14032119900307000")) == ["identity.sequence"]
    assert codes(whole("14032119900307997")) == ["identity.sequence"]
    assert codes(whole("14032119200307997")) == []


def test_fifteen_digits_are_refused_at_the_counter_and_upgraded_for_archives():
    assert upgrade_15("110105491231002") == "11010519491231002X"
    assert codes("110105491231002") == ["identity.old_card"]
    checked = check_identity("110105491231002", today=TODAY, is_archive=True)
    assert checked.value == "11010519491231002X"
    assert not checked.is_refused
    assert upgrade_15("110105991231996")[6:8] == "18"
    with pytest.raises(ValueError):
        upgrade_15("11010549123100X")


@pytest.mark.parametrize("number", ["810000199408230021", "830000199201300022"])
def test_residence_permits_are_accepted_and_marked(number):
    assert codes(number, county_codes={"140321"}) == ["identity.permit"]
    assert kind_of(number) is IdKind.PERMIT


def test_foreign_permanent_residents_of_both_cards_are_accepted():
    assert codes("911124198108030024", id_type="07") == []
    assert kind_of("911124198108030024") is IdKind.FOREIGN
    assert IdNumber("911124198108030024").birth == date(1981, 8, 3)
    assert codes("911124198108030025", id_type="07") == ["identity.check"]
    assert codes("FRA110082092901", id_type="07") == ["identity.foreign_2017"]
    assert kind_of("FRA110082092901") is IdKind.FOREIGN_2017
    assert "identity.wrong_type" in codes(GOOD, id_type="07")
    assert check_identity("F1A110082092901", id_type="07", today=TODAY).is_refused


@pytest.mark.parametrize(
    ("number", "id_type"), [("E12345678", "08"), ("H12345678", "04"), ("12345678", "06")]
)
def test_other_documents_are_free(number, id_type):
    assert codes(number, id_type=id_type) == []


def test_a_citizen_number_under_another_type_is_pointed_out():
    assert codes(GOOD, id_type="99") == ["identity.wrong_type"]


def test_a_typed_sex_or_birthday_that_differs_is_an_error_with_both_shown():
    sex, birth = check_agreement(GOOD, sex="1", birth=date(1990, 3, 8))
    assert (sex.field, birth.field) == ("sex", "birth")
    assert sex.level is birth.level is Level.ERROR
    assert "男" in sex.text
    assert "女" in sex.text
    assert "1990-03-08" in birth.text
    assert "1990-03-07" in birth.text
    assert check_agreement(GOOD, sex="2", birth=date(1990, 3, 7)) == ()
    assert check_agreement("E12345678", sex="2", birth=date(1990, 3, 7)) == ()


@given(st.dates(date(1930, 1, 1), TODAY - timedelta(days=1)), st.integers(1, 999))
def test_sex_and_birthday_are_read_from_the_number(birth, sequence):
    number = IdNumber(whole(f"140321{birth:%Y%m%d}{sequence:03d}"))
    assert number.birth == birth
    assert number.sex == ("1" if sequence % 2 else "2")
