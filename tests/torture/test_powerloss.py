"""Whatever was not flushed when the power went: the station holds what it accepted, and nothing by half."""

from __future__ import annotations

import filecmp
import random
from pathlib import Path

import pytest

from tests.torture import powerloss_torture
from tests.torture.disk import Disk, Record

needs_compiler = pytest.mark.skipif(bool(powerloss_torture.trouble()), reason=powerloss_torture.trouble())


@needs_compiler
def test_no_power_cut_loses_what_was_accepted(request: pytest.FixtureRequest) -> None:
    points = 500 if request.config.getoption("--long") else 25
    figures = powerloss_torture.run(points)
    assert figures.faults == []
    assert figures.cuts == points
    assert figures.accepted > points


@needs_compiler
def test_the_record_played_to_its_end_is_the_disk_as_it_is(tmp_path: Path) -> None:
    recording = powerloss_torture.Recording(tmp_path, rounds=1)
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
