"""Files that a power cut cannot leave half written under their final name."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path

_CHUNK = 1024 * 1024


def write_durably(path: Path, content: bytes) -> None:
    """Write to a temporary name beside the target, flush to the disk, and rename over it.

    The name is this program's own: two that write at once must not take the file from under each other.
    """
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    sync_folder(path.parent)


def put_in_place(part: Path, target: Path) -> None:
    """Flush a finished file to the disk and rename it over the target."""
    handle = os.open(part, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    part.replace(target)
    sync_folder(target.parent)


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file and flush the copy to the disk; the caller flushes the folder's entry."""
    with source.open("rb") as read, target.open("wb") as written:
        shutil.copyfileobj(read, written, _CHUNK)
        written.flush()
        os.fsync(written.fileno())


def keep_another_name(path: Path, other: Path) -> None:
    """Give a file a second name, under which it stays when the first is replaced; this takes no room on the disk."""
    try:
        os.link(path, other)
    except OSError:  # a file system without links
        copy_durably(path, other)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each flushed into the one that holds it."""
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(exist_ok=True)
        sync_folder(place.parent)


def sync_folder(folder: Path) -> None:
    """Flush the folder's own entry, where the system can (Windows does so by itself)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
