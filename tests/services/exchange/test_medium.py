"""A file reaches the stick whole and read back, or the clerk is told what to do."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

import pytest

from app.faults import UserError
from app.services.exchange import medium
from app.services.exchange.canonical import sha256
from app.services.exchange.drives import is_removable_device, medium_of, mounts, removable_media
from app.services.exchange.medium import (
    TEXTS,
    MediumError,
    State,
    Trouble,
    carry_down,
    carry_up,
    files_down,
    files_up,
    read_sealed,
)

NAME = "JMK1-140321100001-A-000001-UP.age"
DATA = bytes(range(256)) * 40
MAY_MOUNT = hasattr(os, "geteuid") and os.geteuid() == 0


def trouble(call, *given, **named) -> Trouble:
    with pytest.raises(MediumError) as caught:
        call(*given, **named)
    assert caught.value.text == TEXTS[caught.value.trouble]
    return caught.value.trouble


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def tiny_stick(tmp_path: Path):
    """Mount a file system of 64 KB that is really full when it is full."""
    folder = tmp_path / "stick"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], check=False)
    yield folder if done.returncode == 0 else None
    subprocess.run(["umount", str(folder)], check=False)


def test_a_batch_is_written_read_back_and_listed(tmp_path: Path):
    carried = carry_up(tmp_path, NAME, DATA)
    assert carried.state is State.WRITTEN
    assert carried.sha256 == sha256(DATA)
    assert carried.path == tmp_path / "JMK" / "UP" / NAME
    assert read_sealed(carried.path) == DATA
    assert files_up(tmp_path) == (carried.path,)
    assert names(tmp_path) == [NAME]


def test_the_same_batch_twice_is_already_there_and_another_is_not_overwritten(tmp_path: Path):
    carry_up(tmp_path, NAME, DATA)
    assert carry_up(tmp_path, NAME, DATA).state is State.ALREADY_THERE
    assert trouble(carry_up, tmp_path, NAME, b"other") is Trouble.OCCUPIED
    assert read_sealed(tmp_path / "JMK" / "UP" / NAME) == DATA


def test_only_our_files_in_our_folders_are_looked_at(tmp_path: Path):
    reply = "JMK1-140321-A-000003-ACK.age"
    carried = carry_down(tmp_path, "140321100001", reply, DATA)
    place = carried.path.parent
    (place / "autorun.inf").write_text("x")
    (place / "JMK1-140321-A-000004-ACK.age.part").write_text("x")
    (place / "JMK1-140321-A-000005-ACK.age").symlink_to(carried.path)
    (tmp_path / reply).write_text("x")
    assert files_down(tmp_path, "140321100001") == (carried.path,)
    assert files_down(tmp_path, "140321100002") == ()
    assert files_up(tmp_path) == ()
    with pytest.raises(UserError, match="服务站代码"):
        files_down(tmp_path, "../..")
    with pytest.raises(UserError, match="不是本系统"):
        carry_up(tmp_path, "virus.exe", DATA)


def test_a_half_file_left_by_a_power_cut_does_not_stand_in_the_way(tmp_path: Path):
    place = tmp_path / "JMK" / "UP"
    place.mkdir(parents=True)
    (place / f"{NAME}.part").write_bytes(b"half")
    assert carry_up(tmp_path, NAME, DATA).state is State.WRITTEN
    assert names(tmp_path) == [NAME]


class PowerCutError(BaseException):
    """The power goes: nothing tidies up afterwards."""


@pytest.mark.parametrize("point", range(1, 9))
def test_a_power_cut_at_any_step_leaves_no_half_file_under_the_final_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: int
):
    steps: list[str] = []
    real = {"open": os.open, "fsync": os.fsync, "close": os.close}

    def step(name: str):
        def go(*given: object, **named: object) -> object:
            steps.append(name)
            if len(steps) == point:
                raise PowerCutError
            return real[name](*given, **named)

        return go

    with monkeypatch.context() as power:
        for name in real:
            power.setattr(medium.os, name, step(name))
        with pytest.raises(PowerCutError):
            carry_up(tmp_path, NAME, DATA)
    assert all(read_sealed(path) == DATA for path in files_up(tmp_path))
    assert carry_up(tmp_path, NAME, DATA).sha256 == sha256(DATA)
    assert names(tmp_path) == [NAME]


def test_a_folder_that_is_a_link_or_a_file_is_not_used(tmp_path: Path):
    stick, elsewhere = tmp_path / "stick", tmp_path / "elsewhere"
    stick.mkdir()
    elsewhere.mkdir()
    (stick / "JMK").symlink_to(elsewhere)
    assert trouble(carry_up, stick, NAME, DATA) is Trouble.UNFIT
    (stick / "JMK").unlink()
    (stick / "JMK").write_text("a virus hid the folder")
    assert trouble(carry_up, stick, NAME, DATA) is Trouble.UNFIT
    assert names(elsewhere) == []


@pytest.mark.promise("D2")
def test_a_busy_file_is_tried_five_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    waits: list[float] = []
    calls: list[Path] = []
    rename = Path.rename

    def busy(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) % 5 or len(calls) > 5:
            raise OSError(errno.EBUSY, "sharing violation")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", busy)
    assert carry_up(tmp_path, NAME, DATA, pause=waits.append).state is State.WRITTEN
    assert waits == [0.2, 0.4, 0.8, 1.6]
    other = NAME.replace("000001", "000002")
    assert trouble(carry_up, tmp_path, other, DATA, pause=waits.append) is Trouble.BUSY
    assert len(calls) == 10
    assert names(tmp_path) == [NAME]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, Trouble.FULL),
        (errno.EROFS, Trouble.READ_ONLY),
        (errno.EIO, Trouble.VANISHED),
        (errno.ENODEV, Trouble.VANISHED),
    ],
)
@pytest.mark.parametrize("step", ["open", "fsync"])
@pytest.mark.promise("D2")
def test_each_fault_of_the_stick_has_its_own_text_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: Trouble, step: str
):
    carry_up(tmp_path, NAME, DATA)

    def fail(*_: object) -> int:
        raise OSError(number, "injected")

    with monkeypatch.context() as stick:
        stick.setattr(medium.os, step, fail)
        other = NAME.replace("000001", "000002")
        assert trouble(carry_up, tmp_path, other, DATA) is expected
    assert names(tmp_path) == [NAME]
    assert carry_up(tmp_path, other, DATA).state is State.WRITTEN


@pytest.mark.promise("D2")
def test_a_stick_that_gives_back_something_else_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(medium, "_read_back", lambda _: "0" * 64)
    assert trouble(carry_up, tmp_path, NAME, DATA) is Trouble.UNFAITHFUL
    assert names(tmp_path) == []


@pytest.mark.promise("D2")
def test_a_stick_that_is_gone_is_named(tmp_path: Path):
    assert trouble(carry_up, tmp_path / "gone", NAME, DATA) is Trouble.VANISHED
    assert trouble(read_sealed, tmp_path / "gone") is Trouble.UNREADABLE


def test_an_oversized_file_is_not_read(tmp_path: Path):
    with (tmp_path / NAME).open("wb") as stream:
        stream.truncate(10**9)
    with pytest.raises(UserError, match="大得不合常理"):
        read_sealed(tmp_path / NAME)


@pytest.mark.parametrize("filler", [60 * 1024, 40 * 1024] if MAY_MOUNT else [])
@pytest.mark.promise("D1")
def test_a_really_full_stick_is_named_and_works_after_room_was_made(
    tiny_stick: Path, monkeypatch: pytest.MonkeyPatch, filler: int
):
    big = DATA * 3
    (tiny_stick / "film.avi").write_bytes(bytes(filler))
    assert trouble(carry_up, tiny_stick, NAME, big) is Trouble.FULL
    with monkeypatch.context() as careless:  # and when the room goes between the look and the write
        careless.setattr(medium, "_ROOM", 0)
        assert trouble(carry_up, tiny_stick, NAME, big) is Trouble.FULL
    assert names(tiny_stick) == ["film.avi"]
    (tiny_stick / "film.avi").unlink()
    assert carry_up(tiny_stick, NAME, DATA).state is State.WRITTEN


@pytest.mark.parametrize("option", ["ro"] if MAY_MOUNT else [])
@pytest.mark.promise("D2")
def test_a_write_protected_stick_is_named(tiny_stick: Path, option: str):
    subprocess.run(["mount", "-o", f"remount,{option}", str(tiny_stick)], check=True)
    assert medium_of(tiny_stick).is_read_only
    assert trouble(carry_up, tiny_stick, NAME, DATA) is Trouble.READ_ONLY


def test_the_table_of_mounts_is_read_with_its_escapes():
    table = "/dev/sdb1 /media/u/U\\040盘 vfat ro,nosuid 0 0\nproc /proc proc rw 0 0\nshort\n"
    found = list(mounts(table))
    assert [(str(mount.folder), mount.is_read_only) for mount in found] == [
        ("/media/u/U 盘", True),
        ("/proc", False),
    ]


def test_a_partition_is_removable_when_its_disk_is(tmp_path: Path):
    for disk, flag in (("sdb", "1\n"), ("sda", "0\n")):
        (tmp_path / disk / f"{disk}1").mkdir(parents=True)
        (tmp_path / disk / "removable").write_text(flag)
        (tmp_path / disk / f"{disk}1" / "partition").write_text("1\n")
        (tmp_path / f"{disk}1").symlink_to(tmp_path / disk / f"{disk}1")
    assert is_removable_device("/dev/sdb1", tmp_path)
    assert not is_removable_device("/dev/sda1", tmp_path)
    assert not is_removable_device("tmpfs", tmp_path)
    assert isinstance(removable_media(), tuple)
