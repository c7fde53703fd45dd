"""Full years and retirement days, with the tables of the 2024 decision."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.checks.age import (
    Standing,
    Track,
    add_months,
    birthday,
    elastic_window,
    full_years,
    is_minor_worker,
    retirement_age,
    retirement_days,
    retires_on,
    standing,
)

births = st.dates(date(1930, 1, 1), date(2010, 12, 31))


@pytest.mark.parametrize(
    ("birth", "track", "day"),
    [
        (date(1965, 1, 1), Track.MAN, date(2025, 2, 1)),
        (date(1964, 12, 31), Track.MAN, date(2024, 12, 31)),
        (date(1966, 5, 24), Track.MAN, date(2026, 10, 24)),
        (date(1966, 11, 24), Track.MAN, date(2027, 5, 24)),
        (date(1976, 9, 1), Track.MAN, date(2039, 9, 1)),
        (date(1976, 3, 24), Track.WOMAN_50, date(2026, 11, 24)),
        (date(1984, 11, 1), Track.WOMAN_50, date(2039, 11, 1)),
        (date(1971, 5, 24), Track.WOMAN_55, date(2026, 10, 24)),
        (date(1981, 9, 1), Track.WOMAN_55, date(2039, 9, 1)),
        (date(1976, 5, 31), Track.WOMAN_50, date(2027, 2, 28)),
    ],
)
def test_the_retirement_day_is_the_decisions(birth, track, day):
    assert retires_on(birth, track) == day


def test_the_last_steps_reach_the_full_ages():
    assert retirement_age(date(1976, 8, 31), Track.MAN) == (62, 11)
    assert retirement_age(date(1976, 9, 1), Track.MAN) == (63, 0)
    assert retirement_age(date(1981, 8, 1), Track.WOMAN_55) == (57, 11)
    assert retirement_age(date(1981, 9, 1), Track.WOMAN_55) == (58, 0)
    assert retirement_age(date(1984, 10, 1), Track.WOMAN_50) == (54, 11)
    assert retirement_age(date(1990, 1, 1), Track.WOMAN_50) == (55, 0)


@given(births, births, st.sampled_from(Track))
def test_who_is_born_later_never_retires_earlier(one, other, track):
    early, late = sorted((one, other))
    assert retires_on(early, track) <= retires_on(late, track)


@given(births)
def test_a_woman_has_two_days_in_order_and_a_man_one(birth):
    first, second = retirement_days(birth, "2")
    assert first < second
    assert len(retirement_days(birth, "1")) == 1
    assert retirement_days(birth, "0") == ()


@given(births, st.sampled_from(Track))
def test_elastic_retirement_is_three_years_and_never_below_the_old_age(birth, track):
    earliest, latest = elastic_window(birth, track)
    old = {Track.MAN: 60, Track.WOMAN_55: 55, Track.WOMAN_50: 50}[track]
    assert birthday(birth, old) <= earliest <= retires_on(birth, track) <= latest
    assert (latest.year - earliest.year) <= 6


def test_full_years_are_reached_on_the_birthday():
    birth = date(2010, 11, 24)
    assert full_years(birth, date(2026, 11, 23)) == 15
    assert full_years(birth, date(2026, 11, 24)) == 16


def test_a_leap_days_child_comes_of_age_at_the_months_end():
    assert full_years(date(2008, 2, 29), date(2026, 2, 27)) == 17
    assert full_years(date(2008, 2, 29), date(2026, 2, 28)) == 18
    assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


def test_months_are_added_with_the_end_clamped():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


@pytest.mark.parametrize(
    ("birth", "sex", "track", "found"),
    [
        (date(2010, 11, 25), "1", None, Standing.CHILD),
        (date(2010, 11, 24), "1", None, Standing.MINOR),
        (date(2008, 11, 24), "1", None, Standing.WORKING),
        (date(1966, 5, 24), "1", None, Standing.RETIRED),
        (date(1966, 11, 24), "1", None, Standing.WORKING),
        (date(1976, 3, 24), "2", None, Standing.NEEDS_INFO),
        (date(1976, 3, 24), "2", Track.WOMAN_50, Standing.RETIRED),
        (date(1976, 3, 24), "2", Track.WOMAN_55, Standing.WORKING),
        (date(1971, 5, 24), "2", None, Standing.RETIRED),
        (date(1970, 1, 1), "", None, Standing.NEEDS_INFO),
    ],
)
def test_a_womans_years_between_the_two_days_need_information(birth, sex, track, found):
    assert standing(birth, sex, date(2026, 11, 24), track=track) is found


def test_sixteen_and_seventeen_are_minor_workers():
    assert is_minor_worker(date(2010, 11, 24), date(2026, 11, 24))
    assert not is_minor_worker(date(2008, 11, 24), date(2026, 11, 24))
