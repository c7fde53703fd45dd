"""The county's promises in short: nothing spoilt, forged, hostile or malformed gets in; any order gives one state."""

from __future__ import annotations

import pytest

from tests.torture import files_torture, order_torture, reckoning_torture
from tests.torture.figures import Figures


def held(figures: Figures, tried: int) -> None:
    assert figures.faults == []
    assert figures.is_well
    assert figures.cuts == tried


@pytest.mark.promise("B1")
def test_no_flipped_bit_and_no_cut_gets_in() -> None:
    held(files_torture.flips(20), 2 * (20 + 10))


@pytest.mark.promise("B4")
def test_every_forgery_has_its_own_reason() -> None:
    figures = files_torture.forged()
    held(figures, 2 * len(files_torture.FORGED))
    assert figures.told.startswith("7 distinct reasons")


@pytest.mark.promise("B5")
def test_bombs_are_refused_before_they_are_unpacked() -> None:
    held(files_torture.bombs(300), 5 + len(files_torture.TRICKS))


@pytest.mark.promise("B6")
def test_one_malformed_event_goes_back_alone() -> None:
    held(files_torture.malformed(200), 2)


@pytest.mark.promise("B2")
def test_any_order_with_replays_and_gaps_ends_in_the_same_state() -> None:
    held(order_torture.orders(2), 2 * 2)


@pytest.mark.promise("B7")
def test_nothing_turns_green_without_a_reply() -> None:
    held(order_torture.replies(25), 25)


@pytest.mark.promise("X1")
def test_whatever_differs_is_told_and_never_mended() -> None:
    held(reckoning_torture.reckonings(12), 12)
