"""Which printer a form goes to and how it lies there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.faults import UserError
from app.models.sheets import Lay
from app.services.printers.profiles import Profile, Profiles, calibrated, kind_of, tenths
from tests.services.town import Town

NEEDLE = "得实 DS-1700/2"


def test_a_form_goes_to_the_printer_of_its_kind(town: Town) -> None:
    profiles = Profiles(town.desk)
    assert profiles.printer_for("training_subsidy") == ""
    profiles.choose("form", "联想 M7605")
    profiles.choose("slip", NEEDLE)
    assert profiles.printer_for("training_subsidy") == "联想 M7605"
    assert profiles.printer_for("acceptance_slip") == NEEDLE
    assert profiles.defaults() == {"form": "联想 M7605", "slip": NEEDLE, "ticket": "", "list": ""}
    kinds = {"acceptance_slip_80mm": "ticket", "batch_handover": "list", "refusal_notice": "form"}
    assert {form: kind_of(form) for form in kinds} == kinds


def test_what_is_set_for_a_form_comes_before_its_kind_and_the_printer(town: Town) -> None:
    profiles = Profiles(town.desk)
    assert profiles.lay_for(NEEDLE, "acceptance_slip") == Lay()
    whole, kind, form = Lay("241"), Lay("241/2", x=-200, y=7), Lay("241/3", has_lines=False, copies=2)
    for subject, lay in (("", whole), ("slip", kind), ("acceptance_slip", form)):
        profiles.keep(Profile(NEEDLE, subject, lay))
        assert profiles.lay_for(NEEDLE, "acceptance_slip") == lay
    assert profiles.lay_for(NEEDLE, "training_subsidy") == whole
    assert profiles.lay_for("别的", "acceptance_slip") == Lay()
    profiles.drop(NEEDLE, "acceptance_slip")
    assert profiles.lay_for(NEEDLE, "acceptance_slip") == kind
    assert [one.title for one in profiles.all()] == ["所有打印", "所有回执"]


@pytest.mark.parametrize(
    ("lay", "field"),
    [
        (Lay(x=201), "x"), (Lay(y=-201), "y"), (Lay(copies=0), "copies"), (Lay("B5"), "paper"),
        (Lay("A4", is_raw=True), "paper"),
    ],
)  # fmt: skip
def test_what_no_printer_can_do_is_refused_at_its_field(town: Town, lay: Lay, field: str) -> None:
    with pytest.raises(UserError) as refused:
        Profiles(town.desk).keep(Profile(NEEDLE, "", lay))
    assert refused.value.field == field
    assert Profiles(town.desk).all() == ()


def test_every_change_stands_in_the_journal(town: Town) -> None:
    Profiles(town.desk).choose("slip", NEEDLE)
    Profiles(town.desk).keep(Profile(NEEDLE, "slip", Lay("241/2", x=15)))
    trail = town.counter.trail
    (kept,) = trail.rows(trail.ids(action="printer.changed"))
    assert kept.reason == "所有回执：241/2 右移 1.5 毫米"
    assert len(trail.ids(action="printer.chosen")) == 1


def test_what_the_clerk_measured_moves_the_print_back() -> None:
    lay = Lay("A4", x=5)
    assert calibrated(lay, (312, 285), (30, 30)) == replace(lay, x=-7, y=15)
    with pytest.raises(UserError, match="20 毫米"):
        calibrated(lay, (300, 550), (30, 30))


@pytest.mark.parametrize(
    ("typed", "found"), [("1.5", 15), ("-0.3", -3), ("－２", -20), ("", 0), ("30.0 毫米", 300), ("+4", 40)]
)
def test_millimetres_are_read_as_typed(typed: str, found: int) -> None:
    assert tenths(typed, "x") == found


@pytest.mark.parametrize("typed", ["三", "0.25", "1,5", "nan", "inf", "1e9999"])
def test_what_is_no_tenth_of_a_millimetre_is_refused(typed: str) -> None:
    with pytest.raises(UserError, match="一位小数"):
        tenths(typed, "x")
