"""Names: stored as typed, the dot made one, what was lost pointed out."""

from __future__ import annotations

import csv
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.checks.finding import Level
from app.models.checks.names import check_address, check_name, normal_name, proposed_name
from app.models.checks.private import real_characters
from app.paths import resources


def codes(text):
    return [f.code for f in check_name(text).findings]


@pytest.mark.parametrize(
    "name", ["张三", "王䶮", "李㛃", "赵𬀩", "钱𬬭", "\uf92c某", "John Smith", "阿卜杜拉·买买提"]
)
def test_a_good_name_is_kept_exactly(name):
    assert check_name(name).value == name
    assert codes(name) == []


@pytest.mark.parametrize("dot", ["\u2022", "\uff0e", "\u30fb", "\u2027", "\u00b7", "."])
def test_every_middle_dot_becomes_one(dot):
    assert check_name(f"阿卜杜拉{dot}买买提").value == "阿卜杜拉\u00b7买买提"


def test_a_latin_full_stop_stays():
    assert normal_name("J. Smith") == "J. Smith"


@pytest.mark.parametrize(
    "name", ["张?", "张？", "张□", "张\ufffd", "张\u200b三", "", "  ", "·张三", "张··三", "张" * 51]
)
def test_a_damaged_name_is_refused(name):
    assert check_name(name).is_refused


def test_a_private_code_point_is_kept_with_a_proposal():
    checked = check_name("王\ue863")
    assert checked.value == "王\ue863"
    (finding,) = checked.findings
    assert finding.level is Level.WARNING
    assert "U+E863" in finding.text
    assert "䶮" in finding.text
    assert proposed_name("王\ue863") == "王䶮"
    assert "U+F123" in check_name("王\uf123").findings[0].text


def test_the_finding_carries_the_name_as_it_was_meant():
    (finding,) = check_name("王\ue863").findings
    assert finding.proposal == "王䶮"
    assert check_name("王\uf123").findings[0].proposal == ""
    assert check_name("王\uf123\ue863").findings[0].proposal == "王\uf123䶮"
    assert check_name("王⼟生").findings[0].proposal == "王土生"


@pytest.mark.parametrize("typed", ["张U+4DAE", "张u+4dae"])
def test_a_typed_code_point_is_refused_with_the_character_it_means(typed):
    checked = check_name(typed)
    assert checked.is_refused
    assert [(f.code, f.proposal) for f in checked.findings] == [("name.code", "张䶮")]
    assert check_name("U+20BB7田").findings[0].proposal == "𠮷田"
    assert "name.code" not in codes("张U+0041")
    assert "name.code" not in codes("张U+E863")


def test_an_address_is_kept_and_its_private_characters_pointed_out():
    checked = check_address("\ue863家庄 1 号", field="hukou_text")
    assert checked.value == "\ue863家庄 1 号"
    assert [finding.proposal for finding in checked.findings] == ["䶮家庄 1 号"]
    assert check_address("娘子关村 1 号", field="hukou_text").findings == ()


def rows():
    with (resources() / "reference" / "pua.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_private_table_holds_what_the_standards_moved():
    table = real_characters()
    assert len(table) == len(rows()) == 92
    assert len(set(table.values())) == 92
    assert all(unicodedata.category(c) == "Co" for c in table)
    assert not [c for c in table.values() if unicodedata.category(c) == "Co"]
    assert (table["\ue863"], table["\ue864"], table["\ue831"]) == ("䶮", "\u9fbb", "\U000215d7")
    assert {chr(code) for code in range(0xE815, 0xE865)} <= table.keys()
    assert len([row for row in rows() if row["standard"] == "2022"]) == 24


def test_the_private_table_agrees_with_the_codec_where_it_has_a_character():
    agreeing = 0
    for row in rows():
        known = bytes.fromhex(row["gb"]).decode("gb18030")
        assert f"U+{ord(row['character']):04X}" == row["real"]
        assert known in {row["character"], chr(int(row["private"].removeprefix("U+"), base=16))}
        agreeing += known == row["character"]
    assert agreeing == 67, "the codec knows all but the 24 of 2022 and the one of 2005"


def test_length_counts_code_points():
    assert codes("𬀩" * 50) == []
    assert codes("𬀩") == ["name.short"]


def test_blanks_digits_marks_and_radicals_warn():
    assert codes("张　三") == ["name.blank"]
    assert proposed_name("张　三") == "张三"
    assert codes("张三2") == ["name.digit"]
    assert codes("张三（故）") == ["name.mark"]
    assert codes("王⼟生") == ["name.radical"]
    assert proposed_name("王⼟生") == "王土生"


@given(st.text(max_size=20))
def test_normalising_twice_changes_nothing(text):
    once = normal_name(text)
    assert normal_name(once) == once
    check_name(text)
    proposed_name(text)
