"""Certificate numbers and what they say about level and year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.checks.certificate import check_certificate, check_level, embedded

SKILL = "S000014000123253000001"
QUALIFICATION = "2514031001400001"


def codes(*args, **more):
    return [f.code for f in check_certificate(*args, **more).findings]


def test_a_skill_level_number_has_22_characters_and_tells_level_and_year():
    assert len(SKILL) == 22
    assert codes(SKILL, level="3", issued_on=date(2025, 6, 1)) == []
    told = embedded(SKILL)
    assert (told.level, told.year, told.province) == ("3", "25", "14")


def test_a_qualification_number_has_16_digits_and_tells_level_and_year():
    assert len(QUALIFICATION) == 16
    assert codes(QUALIFICATION, kind="vocational_qualification", level="4", issued_on=date(2025, 6, 1)) == []
    assert embedded(QUALIFICATION).level == "4"


def test_another_level_is_an_error_and_another_year_a_warning():
    level = check_certificate(SKILL, level="4")
    assert level.is_refused
    assert "三级" in level.findings[0].text
    assert "四级" in level.findings[0].text
    year = check_certificate(SKILL, level="3", issued_on=date(2024, 6, 1))
    assert not year.is_refused
    assert [f.code for f in year.findings] == ["certificate.year_conflict"]


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("", "skill_level", "certificate.empty"),
        (SKILL[:-1], "skill_level", "certificate.shape"),
        ("Q" + SKILL[1:], "skill_level", "certificate.shape"),
        (QUALIFICATION, "skill_level", "certificate.shape"),
        (SKILL, "vocational_qualification", "certificate.shape"),
        ("S000014000123259000001", "skill_level", "certificate.level"),
        ("S000099000123253000001", "skill_level", "certificate.province"),
        ("J" + SKILL[1:], "skill_level", "certificate.issuer"),
        ("2514039001400001", "vocational_qualification", "certificate.issuer"),
        ("#", "training_pass", "certificate.shape"),
    ],
)
def test_what_is_strange_is_said(text, kind, code):
    assert code in codes(text, kind=kind)


def test_senior_technicians_have_two_letters_and_free_levels():
    assert codes("TS" + "1" * 20, level="1") == []


def test_special_abilities_and_passes_are_free():
    assert codes("专项〔2025〕第0012号", kind="special_ability") == []
    assert codes("pg-2025-0012", kind="training_pass") == []


def test_a_level_must_exist_for_the_occupation():
    assert check_level("2", levels="5-2", occupation="家政服务员").findings == ()
    refused = check_level("1", levels="5-2", occupation="家政服务员")
    assert refused.is_refused
    assert "家政服务员" in refused.findings[0].text
    assert check_level("1", levels="").findings == ()
    assert check_level("", levels="5-1").findings == ()


@given(st.text(max_size=26), st.sampled_from(["skill_level", "vocational_qualification", "training_pass"]))
def test_any_text_gets_an_answer(text, kind):
    check_certificate(text, kind=kind)
