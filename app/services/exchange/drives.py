"""Which removable media are plugged in, what they are formatted as, and the number each goes by."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_OCTAL = re.compile(r"\\([0-7]{3})")
_MOUNTS = Path("/proc/mounts")
_BLOCK = Path("/sys/class/block")
_BY_UUID = Path("/dev/disk/by-uuid")
READ_ONLY_SYSTEMS = frozenset({"iso9660", "squashfs", "udf", "CDFS"})


@dataclass(frozen=True, slots=True)
class Medium:
    """A place files can be carried on: its folder, file system, volume number and free bytes."""

    folder: Path
    device: str
    file_system: str
    serial: str
    free: int
    is_read_only: bool
    is_removable: bool


@dataclass(frozen=True, slots=True)
class Mount:
    """One line of the system's table of mounted file systems."""

    device: str
    folder: Path
    file_system: str
    is_read_only: bool


def removable_media() -> tuple[Medium, ...]:
    """Return the removable media now plugged in, by folder."""
    found = _windows_drives() if sys.platform == "win32" else _linux_media()
    return tuple(sorted(found, key=lambda medium: str(medium.folder)))


def medium_of(folder: Path) -> Medium:
    """Describe the medium that holds a folder the clerk chose.

    Raises: OSError when the folder is not there.
    """
    free = shutil.disk_usage(folder).free
    root = Path(folder.resolve().anchor)
    return _windows_drive(root, folder, free) if sys.platform == "win32" else _linux_medium(folder, free)


def _linux_medium(folder: Path, free: int) -> Medium:
    place = folder.resolve()
    around = [mount for mount in mounts(_MOUNTS.read_text("utf-8")) if place.is_relative_to(mount.folder)]
    if not around:
        return Medium(folder, "", "", "", free, is_read_only=False, is_removable=False)
    innermost = max(enumerate(around), key=lambda pair: (len(pair[1].folder.parts), pair[0]))[1]
    return _describe(innermost, folder, free)


def mounts(table: str) -> Iterator[Mount]:
    """Yield what the table of mounted file systems says."""
    for line in table.splitlines():
        parts = line.split(" ")
        if len(parts) >= 4:
            device, folder, system, options = parts[:4]
            yield Mount(_plain(device), Path(_plain(folder)), system, "ro" in options.split(","))


def is_removable_device(device: str, block: Path = _BLOCK) -> bool:
    """Whether the system calls the device removable or has it on USB."""
    if not device.startswith("/dev/"):
        return False
    node = (block / Path(device).name).resolve()
    whole = node.parent if (node / "partition").exists() else node
    if "/usb" in str(whole):
        return True
    try:
        return (whole / "removable").read_text("ascii").strip() == "1"
    except OSError:
        return False


def _plain(escaped: str) -> str:
    """Undo the table's escapes for blank, tab, line break and backslash."""
    return _OCTAL.sub(lambda found: chr(int(found.group(1), 8)), escaped)


def _linux_media() -> Iterator[Medium]:
    try:
        table = _MOUNTS.read_text("utf-8")
    except OSError:
        return
    for mount in mounts(table):
        if is_removable_device(mount.device):
            try:
                yield _describe(mount, mount.folder, shutil.disk_usage(mount.folder).free)
            except OSError:  # pulled out between the table and the look
                continue


def _describe(mount: Mount, folder: Path, free: int) -> Medium:
    return Medium(
        folder,
        mount.device,
        mount.file_system,
        _volume_number(mount.device),
        free,
        is_read_only=mount.is_read_only or mount.file_system in READ_ONLY_SYSTEMS,
        is_removable=is_removable_device(mount.device),
    )


def _volume_number(device: str) -> str:
    if not device.startswith("/dev/") or not _BY_UUID.is_dir():
        return ""
    target = os.path.realpath(device)
    return next((link.name for link in _BY_UUID.iterdir() if os.path.realpath(link) == target), "")


if sys.platform == "win32":
    _REMOVABLE = 2
    _READ_ONLY_VOLUME = 0x00080000

    def _windows_drives() -> Iterator[Medium]:
        for letter in string.ascii_uppercase:
            root = Path(f"{letter}:\\")
            if ctypes.windll.kernel32.GetDriveTypeW(str(root)) == _REMOVABLE:
                try:
                    yield _windows_drive(root, root, shutil.disk_usage(root).free)
                except OSError:  # an empty card reader
                    continue

    def _windows_drive(root: Path, folder: Path, free: int) -> Medium:
        system = ctypes.create_unicode_buffer(64)
        serial, flags = ctypes.c_uint32(), ctypes.c_uint32()
        ctypes.windll.kernel32.GetVolumeInformationW(
            str(root), None, 0, ctypes.byref(serial), None, ctypes.byref(flags), system, 64
        )
        return Medium(
            folder,
            str(root),
            system.value,
            f"{serial.value >> 16:04X}-{serial.value & 0xFFFF:04X}",
            free,
            is_read_only=bool(flags.value & _READ_ONLY_VOLUME),
            is_removable=ctypes.windll.kernel32.GetDriveTypeW(str(root)) == _REMOVABLE,
        )

else:

    def _windows_drives() -> Iterator[Medium]:
        return iter(())

    def _windows_drive(root: Path, folder: Path, free: int) -> Medium:
        return Medium(folder, str(root), "", "", free, is_read_only=False, is_removable=False)
