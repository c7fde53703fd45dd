"""Carry a file on a stick: look first, write beside, flush, rename, read back and compare."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.faults import UserError
from app.services.exchange.canonical import sha256
from app.services.exchange.drives import Medium, medium_of
from app.services.exchange.envelope import MAX_SEALED
from app.services.exchange.naming import parse_name

TRIES = 5
PAUSE = 0.2
"""Seconds before a busy file is tried again; doubled each time."""

_ROOM = 2
_WINDOWS_BUSY = frozenset({5, 32, 33})
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_BUSY = frozenset({errno.EBUSY, errno.ETXTBSY, errno.EAGAIN})
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Trouble(StrEnum):
    """What went wrong with the stick."""

    FULL = "full"
    READ_ONLY = "read_only"
    VANISHED = "vanished"
    BUSY = "busy"
    UNFAITHFUL = "unfaithful"
    OCCUPIED = "occupied"
    UNFIT = "unfit"
    UNREADABLE = "unreadable"


TEXTS = {
    Trouble.FULL: "U 盘空间不够，文件没有写入。请删去 U 盘上不用的文件，或换一个 U 盘，再导出一次。",
    Trouble.READ_ONLY: "U 盘不能写入（写保护或只读）。请拨开侧面的写保护开关，或换一个 U 盘，再导出一次。",
    Trouble.VANISHED: "U 盘中途断开了，文件没有写完。请重新插好 U 盘，再导出一次。",
    Trouble.UNREADABLE: "文件读不出来。请重新插好 U 盘，确认文件还在，再读入一次。",
    Trouble.BUSY: "文件被别的程序（多为杀毒软件）占用。请关闭正在查看 U 盘的窗口，稍等片刻再导出一次。",
    Trouble.UNFAITHFUL: "写入后读回的内容不一样，U 盘可能已损坏或是假冒扩容盘。请换一个 U 盘，再导出一次。",
    Trouble.OCCUPIED: "U 盘上已有同名但内容不同的文件，没有覆盖它。请换一个 U 盘，并与县级核对该批次。",
    Trouble.UNFIT: "U 盘上的 JMK 文件夹不是普通文件夹，不能使用。请改掉它的名字，或换一个 U 盘。",
}


class MediumError(UserError):
    """The stick did not take the file; nothing was changed anywhere else and the batch stays as it was."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(TEXTS[trouble], field="medium")
        self.trouble = trouble


class State(StrEnum):
    """How a file came to be on the stick."""

    WRITTEN = "written"
    ALREADY_THERE = "already_there"


@dataclass(frozen=True, slots=True)
class Carried:
    """A file that was read back from the stick and is the same."""

    state: State
    path: Path
    size: int
    sha256: str
    serial: str
    file_system: str


def preflight(folder: Path, size: int) -> Medium:
    """Look whether a stick can take `size` bytes, with as much again to spare.

    Raises: MediumError.
    """
    try:
        medium = medium_of(folder)
    except OSError as error:
        raise MediumError(_trouble(error)) from error
    if medium.is_read_only:
        raise MediumError(Trouble.READ_ONLY)
    if medium.free < size * _ROOM:
        raise MediumError(Trouble.FULL)
    return medium


def carry_up(folder: Path, name: str, data: bytes, *, pause: Callable[[float], None] = time.sleep) -> Carried:
    """Put a batch into `JMK/UP` of the stick.

    Raises: MediumError (the batch stays as it was); UserError when the name is not one of ours.
    """
    parse_name(name)
    return _carry(folder, ("JMK", "UP"), name, data, pause=pause)


def carry_down(
    folder: Path, station: str, name: str, data: bytes, *, pause: Callable[[float], None] = time.sleep
) -> Carried:
    """Put a reply or reference package into `JMK/DOWN/<station>` of the stick.

    Raises: MediumError; UserError when a name is not one of ours.
    """
    parse_name(name)
    return _carry(folder, ("JMK", "DOWN", _station(station)), name, data, pause=pause)


def files_up(folder: Path) -> tuple[Path, ...]:
    """Return the exchange files in `JMK/UP`, by name; nothing else on the stick is looked at."""
    return _files(folder, ("JMK", "UP"))


def files_down(folder: Path, station: str) -> tuple[Path, ...]:
    """Return the exchange files in `JMK/DOWN/<station>`, by name."""
    return _files(folder, ("JMK", "DOWN", _station(station)))


def read_sealed(path: Path) -> bytes:
    """Read an exchange file of the size such files may have.

    Raises: UserError when it is not a plain file or too large; MediumError when the stick is gone.
    """
    try:
        handle = os.open(path, os.O_RDONLY | _NO_FOLLOW)
        with os.fdopen(handle, "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_SEALED:
                raise UserError(f"“{path.name}”不是上报文件或大得不合常理，没有读入。请核对后重新选择。")
            return stream.read(MAX_SEALED + 1)
    except OSError as error:
        raise MediumError(Trouble.UNREADABLE) from error


def _station(code: str) -> str:
    if not code.isascii() or not code.isalnum():
        raise UserError("服务站代码只能用英文字母和数字，请检查设置。", field="station")
    return code


def _files(folder: Path, below: tuple[str, ...]) -> tuple[Path, ...]:
    place = folder
    for part in below:
        place /= part
        if place.is_symlink() or not place.is_dir():
            return ()
    try:
        return tuple(sorted(path for path in place.iterdir() if _is_ours(path)))
    except OSError as error:
        raise MediumError(Trouble.UNREADABLE) from error


def _is_ours(path: Path) -> bool:
    try:
        parse_name(path.name)
    except UserError:
        return False
    return path.is_file() and not path.is_symlink()


def _carry(
    folder: Path, below: tuple[str, ...], name: str, data: bytes, *, pause: Callable[[float], None]
) -> Carried:
    medium = preflight(folder, len(data))
    digest = sha256(data)
    try:
        place = _make_folders(folder, below)
        target = place / name
        state = State.WRITTEN
        if os.path.lexists(target):
            if _read_back(target) != digest:
                raise MediumError(Trouble.OCCUPIED)
            state = State.ALREADY_THERE
        else:
            _write(place, name, data, pause=pause)
            _compare(target, digest)
    except OSError as error:
        raise MediumError(_trouble(error)) from error
    return Carried(state, target, len(data), digest, medium.serial, medium.file_system)


def _make_folders(folder: Path, below: tuple[str, ...]) -> Path:
    place = folder
    for part in below:
        place /= part
        if os.path.lexists(place) and (place.is_symlink() or not place.is_dir()):
            raise MediumError(Trouble.UNFIT)
        place.mkdir(exist_ok=True)
        _flush_folder(place.parent)
    return place


def _write(place: Path, name: str, data: bytes, *, pause: Callable[[float], None]) -> None:
    part = place / f"{name}.part"
    try:
        _persist(lambda: _write_part(part, data), pause)
        _persist(lambda: _rename(part, place / name), pause)
        _flush_folder(place)
    except OSError:
        _drop(part)
        raise


def _rename(part: Path, target: Path) -> None:
    part.rename(target)


def _write_part(part: Path, data: bytes) -> None:
    with contextlib.suppress(FileNotFoundError):
        part.unlink()
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, 0o644)
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _persist(step: Callable[[], None], pause: Callable[[float], None]) -> None:
    """Do a step, again and again while another program holds the file, five times at most."""
    for attempt in range(TRIES):
        try:
            step()
        except OSError as error:
            if attempt == TRIES - 1 or not _is_busy(error):
                raise
            pause(PAUSE * 2**attempt)
        else:
            return


def _is_busy(error: OSError) -> bool:
    return error.errno in _BUSY or getattr(error, "winerror", None) in _WINDOWS_BUSY


def _compare(target: Path, digest: str) -> None:
    if _read_back(target) != digest:
        _drop(target)
        raise MediumError(Trouble.UNFAITHFUL)


def _read_back(path: Path) -> str:
    """Hash a file as the medium holds it, not as the system remembers it, where the system can forget."""
    handle = os.open(path, os.O_RDONLY | _NO_FOLLOW)
    with os.fdopen(handle, "rb") as stream:
        if sys.platform != "win32":
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some file systems cannot flush a folder
            raise
    finally:
        os.close(handle)


def _drop(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()


def _trouble(error: OSError) -> Trouble:
    number, windows = error.errno, getattr(error, "winerror", None)
    if windows in {32, 33} or number in _BUSY:
        return Trouble.BUSY
    if number in _FULL or windows == 112:
        return Trouble.FULL
    if number in _READ_ONLY or windows == 19:
        return Trouble.READ_ONLY
    return Trouble.VANISHED
