"""The station's promises in short: what two clerks, a wrong clock, a full disk, damage and upgrades may not lose."""

from __future__ import annotations

import pytest

from tests.torture import (
    clerks_torture,
    clock_torture,
    damage_torture,
    media_torture,
    printer_torture,
    released,
    upgrade_torture,
)
from tests.torture.figures import Figures


def held(figures: Figures, tried: int = 0) -> None:
    assert figures.faults == []
    assert figures.is_well
    assert figures.cuts >= tried > 0


@pytest.mark.promise("O1")
def test_two_clerks_on_one_worker_lose_nothing() -> None:
    held(clerks_torture.clerks(12), 24)


@pytest.mark.promise("U1")
def test_an_upgrade_keeps_every_row_and_column() -> None:
    held(upgrade_torture.upgrades(1), len(released.revisions()))


def test_every_revision_that_was_released_has_its_fixture() -> None:
    assert [f"{number:04d}" for number in range(1, 7)] == released.revisions()[:6]


@pytest.mark.promise("U2")
def test_an_upgrade_that_is_cut_off_leaves_the_old_or_the_new(recorder: None) -> None:
    held(upgrade_torture.kills(4), 4)


@pytest.mark.promise("U3")
def test_an_older_program_changes_nothing_and_carries_all_out() -> None:
    held(upgrade_torture.older_programs(), len(released.revisions()))


@pytest.mark.promise("U4")
def test_sides_of_different_versions_lose_nothing() -> None:
    held(upgrade_torture.versions(1), 10)


@pytest.mark.promise("U5")
def test_no_migration_follows_foreign_keys() -> None:
    held(upgrade_torture.guards(), len(released.revisions()))


@pytest.mark.promise("R1")
def test_damage_is_noticed_restored_and_read_as_far_as_it_can_be() -> None:
    held(damage_torture.damages(5), 5)


@pytest.mark.promise("R2")
def test_backups_are_tried_out_every_month() -> None:
    held(damage_torture.drills(4), 4)


@pytest.mark.promise("C1")
def test_a_wrong_clock_is_told_and_the_confirmed_day_counts() -> None:
    held(clock_torture.clocks(2), 2)


@pytest.mark.promise("D1")
def test_a_full_disk_is_told_and_leaves_all_as_it_was(mounter: None) -> None:
    held(media_torture.full_disks(7), 7)


@pytest.mark.promise("D2")
def test_a_bad_stick_leaves_the_batch_waiting(mounter: None) -> None:
    held(media_torture.sticks(7), 7)


@pytest.mark.promise("P1")
@pytest.mark.usefixtures("qapp")
def test_a_failing_printer_uses_up_no_number_twice() -> None:
    held(printer_torture.printers(5), 5)
