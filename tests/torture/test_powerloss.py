"""Whatever was not flushed when the power went: the station holds what it accepted, and nothing by half."""

from __future__ import annotations

import filecmp
import random
from pathlib import Path

import pytest

from tests.torture import powerloss_torture
from tests.torture.disk import Disk, Record


@pytest.fixture(scope="module")
def recording(recorder: None, tmp_path_factory: pytest.TempPathFactory) -> powerloss_torture.Recording:
    return powerloss_torture.record_day(tmp_path_factory.mktemp("day"), rounds=2)


@pytest.mark.promise("K2")
def test_no_power_cut_loses_what_was_accepted(recording: powerloss_torture.Recording) -> None:
    figures = powerloss_torture.cut(recording, points=20, seed=1)
    assert figures.faults == []
    assert figures.cuts == 20
    assert figures.accepted > 20


@pytest.mark.long
@pytest.mark.promise("K2")
def test_five_hundred_power_cuts_lose_nothing(recorder: None) -> None:
    assert powerloss_torture.run(500).faults == []


def test_the_record_played_to_its_end_is_the_disk_as_it_is(
    recording: powerloss_torture.Recording, tmp_path: Path
) -> None:
    disk = Disk(recording.base)
    for record in recording.records:
        disk.play(record)
    disk.image(tmp_path / "image", random.Random(1), "kept")
    compared = filecmp.dircmp(recording.live / "station", tmp_path / "image" / "station")
    assert compared.left_only == ["station.db-shm"]
    assert (compared.right_only, compared.diff_files) == ([], [])


def test_what_was_not_flushed_may_be_lost_and_what_was_stays(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    disk = Disk(tmp_path / "base")
    for record in (
        Record("C", 7, 0, b"a.part", b""),
        Record("W", 7, 0, b"whole", b""),
        Record("S", 7, 0, b"", b""),
        Record("W", 7, 5, b" and more", b""),
        Record("R", 0, 0, b"a.part", b"a"),
    ):
        disk.play(record)
    disk.image(tmp_path / "1", random.Random(1), "lost")
    assert list((tmp_path / "1").iterdir()) == []
    disk.play(Record("O", 3, 0, b"", b""))
    disk.play(Record("S", 3, 0, b"", b""))
    disk.image(tmp_path / "2", random.Random(1), "lost")
    assert (tmp_path / "2" / "a").read_bytes() == b"whole"
    disk.image(tmp_path / "3", random.Random(1), "kept")
    assert (tmp_path / "3" / "a").read_bytes() == b"whole and more"
