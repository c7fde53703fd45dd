"""A helper process that speaks in lines of JSON: asked, listened to and killed without ever being waited for."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Final

if sys.platform == "win32":
    import ctypes
    import msvcrt

_MOST: Final = 1 << 16  # bytes: an answer is far shorter; more without a line end is noise
_dying: list[subprocess.Popen[bytes]] = []  # killed, not yet buried by the system


class Helper:
    """One running helper; its answers are taken when they are there, its death is seen when it is asked for.

    Pipes are read without waiting and without a thread: what has not arrived is asked for again later.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._heard, self._is_killed = b"", False
        if sys.platform != "win32":
            os.set_blocking(self._output, False)

    @property
    def _output(self) -> int:
        if self._process.stdout is None:
            raise RuntimeError("the helper was started without pipes")
        return self._process.stdout.fileno()

    @property
    def pid(self) -> int:
        """Return the number the system knows the process by."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Tell whether the process is still running."""
        return self._process.poll() is None and not self._is_killed

    def ask(self, what: str) -> None:
        """Send one question; one to a dead helper is lost, which `is_alive` tells."""
        line = json.dumps({"ask": what}).encode("ascii") + b"\n"
        if self._process.stdin is None or self._is_killed:
            return
        with contextlib.suppress(OSError):
            self._process.stdin.write(line)

    def answers(self) -> list[Mapping[str, object]]:
        """Return the answers that have arrived whole; what is no answer ends the helper."""
        self._heard += self._arrived()
        *lines, self._heard = self._heard.split(b"\n")
        if len(self._heard) > _MOST:
            self.kill()
        found: list[Mapping[str, object]] = []
        for line in lines:
            try:
                answer = json.loads(line)
            except ValueError:
                answer = None
            if isinstance(answer, dict):
                found.append(answer)
            else:
                self.kill()
        return found

    def kill(self) -> None:
        """End the process now, whatever it is doing; the system buries it in its own time."""
        self._is_killed = True
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        _dying.append(self._process)
        _dying[:] = [one for one in _dying if one.poll() is None]

    def _arrived(self) -> bytes:
        stream = self._process.stdout
        if stream is None or stream.closed:
            return b""
        if sys.platform == "win32":
            ready = _ready_bytes(self._output)
            return os.read(self._output, ready) if ready else b""
        try:
            return os.read(self._output, _MOST)
        except BlockingIOError:
            return b""


if sys.platform == "win32":

    def _ready_bytes(pipe: int) -> int:
        """Return how many bytes lie in a pipe; none when its other end is gone."""
        ready = ctypes.c_uint32(0)
        handle = ctypes.c_void_p(msvcrt.get_osfhandle(pipe))
        is_there = ctypes.windll.kernel32.PeekNamedPipe(handle, None, 0, None, ctypes.byref(ready), None)
        return int(ready.value) if is_there else 0
