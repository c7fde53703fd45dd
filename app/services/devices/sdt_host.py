"""A card reader's vendor library in a process of its own: one JSON object a line in, one a line out.

The libraries are closed, mostly 32-bit and may hang or crash; here they take nobody with them. Run as
`python -m app.services.devices.sdt_host LIBRARY` or by the file's path, also by a 32-bit Python 3.8 or newer:
nothing of the product is imported. Asked: `open`, `poll`, `close`. Answered: `opened` with the port, `no_reader`,
`unloadable`, `nothing`, `card` with the 256-byte text block in base64, `failed` or `lost` with step and code,
`closed`. The picture that comes with the text stays here: only the vendor's own library can decode it.
"""

from __future__ import annotations

import base64
import ctypes
import faulthandler
import json
import os
import sys
from pathlib import Path

_USB_PORTS = range(1001, 1017)
_DONE, _FOUND, _NO_CARD, _NOT_SELECTED = 0x90, 0x9F, 0x80, 0x81
_NOT_ANSWERING = frozenset({0x01, 0x02, 0x03, 0x04, 0x05})  # the port or the device on it is gone
_GIVE_UP_SECONDS = 20  # a call that never returns ends this process, also when nobody is left to kill it
_NEEDED = ("SDT_OpenPort", "SDT_StartFindIDCard", "SDT_SelectIDCard", "SDT_ReadBaseMsg", "SDT_ClosePort")


class Reader:
    """The library with the port that answered."""

    def __init__(self, library: str) -> None:
        self._path = library
        self._library: ctypes.CDLL | None = None
        self._port = 0

    def open(self) -> dict[str, object]:
        """Load the library and find the port on which a reader answers."""
        if self._library is None:
            try:
                self._library = _load(self._path)
            except (OSError, AttributeError) as fault:
                return {"answer": "unloadable", "detail": str(fault)}
        for port in _USB_PORTS:
            if self._library.SDT_OpenPort(port) == _DONE:
                self._port = port
                return {"answer": "opened", "port": port}
        return {"answer": "no_reader"}

    def poll(self) -> dict[str, object]:
        """Read the card that lies there, or say that there is none."""
        library, port = self._library, self._port
        if library is None or not port:
            return {"answer": "lost", "step": "find", "code": 0}
        answer = library.SDT_StartFindIDCard(port, ctypes.create_string_buffer(64), 0)
        if answer != _FOUND:
            return _nothing("find", answer, is_empty=answer == _NO_CARD)
        answer = library.SDT_SelectIDCard(port, ctypes.create_string_buffer(64), 0)
        if answer != _DONE:
            return _nothing("select", answer, is_empty=False)
        text, picture = ctypes.create_string_buffer(1024), ctypes.create_string_buffer(4096)
        length, size = ctypes.c_uint(0), ctypes.c_uint(0)
        answer = library.SDT_ReadBaseMsg(port, text, ctypes.byref(length), picture, ctypes.byref(size), 0)
        if answer != _DONE:
            return _nothing("read", answer, is_empty=False)
        block = text.raw[: length.value if 0 < length.value <= len(text.raw) else 256]
        return {"answer": "card", "text": base64.b64encode(block).decode("ascii")}

    def close(self) -> dict[str, object]:
        """Let go of the port."""
        if self._library is not None and self._port:
            self._library.SDT_ClosePort(self._port)
        self._port = 0
        return {"answer": "closed"}


def _nothing(step: str, code: int, *, is_empty: bool) -> dict[str, object]:
    if is_empty:
        return {"answer": "nothing"}
    return {"answer": "lost" if code in _NOT_ANSWERING else "failed", "step": step, "code": code}


def _load(path: str) -> ctypes.CDLL:
    folder = str(Path(path).resolve().parent)
    os.chdir(folder)  # the vendors' libraries look beside themselves for their licence and their parts
    if sys.platform == "win32":
        os.add_dll_directory(folder)
        library: ctypes.CDLL = ctypes.WinDLL(path)
    else:
        library = ctypes.CDLL(path)
    for name in _NEEDED:
        getattr(library, name).restype = ctypes.c_int
    return library


def _own_channel() -> int:
    """Return the real output, and let whatever the library prints go nowhere near it."""
    channel = os.dup(1)
    os.dup2(2, 1)
    if sys.platform == "win32":
        ctypes.windll.kernel32.SetErrorMode(0x0001 | 0x0002 | 0x8000)  # no crash dialog of the system
    return channel


def main() -> int:
    """Answer one line after another until the input ends or `close` is asked."""
    library = str(Path(sys.argv[1]).resolve())
    channel, reader = _own_channel(), Reader(library)
    asked = {"open": reader.open, "poll": reader.poll, "close": reader.close}
    for line in sys.stdin.buffer:
        ask = json.loads(line)["ask"]
        faulthandler.dump_traceback_later(_GIVE_UP_SECONDS, exit=True)
        answer = asked[ask]()
        faulthandler.cancel_dump_traceback_later()
        os.write(channel, json.dumps(answer).encode("ascii") + b"\n")
        if ask == "close":
            break
    return 0


if __name__ == "__main__":
    sys.exit(main())
