"""One program at a time: whoever reads a small file, changes it and writes it back keeps the others waiting."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class _OfAFile(Protocol):
    _path: Path


_S = TypeVar("_S", bound=_OfAFile)


def one_by_one(method: Callable[Concatenate[_S, _P], _T]) -> Callable[Concatenate[_S, _P], _T]:
    """Let a method that changes the file `_path` run in one program at a time; it must not call another such."""

    @wraps(method)
    def alone(self: _S, /, *given: _P.args, **named: _P.kwargs) -> _T:
        with alone_with(self._path):
            return method(self, *given, **named)

    return alone


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keep other programs waiting that want the same; where no lock can be made, go on and let the writing tell."""
    try:
        handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        yield
        return
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        with contextlib.suppress(OSError):  # after ten seconds of waiting
            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        with contextlib.suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
