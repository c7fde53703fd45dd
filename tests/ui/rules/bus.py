"""A small voice on the accessibility bus: calls over a unix socket, in the words of the D-Bus specification."""

from __future__ import annotations

import os
import socket
import struct
from dataclasses import dataclass

_SIZES = {"y": ("B", 1), "n": ("h", 2), "q": ("H", 2), "i": ("i", 4), "u": ("I", 4), "b": ("I", 4),
          "x": ("q", 8), "t": ("Q", 8), "d": ("d", 8)}  # fmt: skip
_REPLY, _FAULT = 2, 3


def _align(size: int, to: int) -> int:
    return (size + to - 1) // to * to


def _edge(kind: str) -> int:
    if kind in _SIZES:
        return _SIZES[kind][1]
    return {"s": 4, "o": 4, "a": 4, "(": 8, "{": 8}.get(kind, 1)


def _string(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<I", len(data)) + data + b"\0"


def _body(signature: str, values: tuple[object, ...]) -> bytes:
    made = b""
    for kind, value in zip(signature, values, strict=True):
        made = made.ljust(_align(len(made), _edge(kind)), b"\0")
        made += _string(str(value)) if kind in "so" else struct.pack("<" + _SIZES[kind][0], value)
    return made


@dataclass
class _Reader:
    """Reads values of a signature from a message."""

    data: bytes
    at: int = 0

    def read(self, signature: str) -> list[object]:
        found, rest = [], signature
        while rest:
            kind, rest = _split(rest)
            found.append(self.one(kind))
        return found

    def one(self, kind: str) -> object:
        self.at = _align(self.at, _edge(kind[0]))
        if kind[0] in _SIZES:
            code, size = _SIZES[kind[0]]
            value = struct.unpack_from("<" + code, self.data, self.at)[0]
            self.at += size
            return value
        if kind[0] in "so":
            size = int(str(self.one("u")))
            return self._text(size)
        if kind[0] == "g":
            size = self.data[self.at]
            self.at += 1
            return self._text(size)
        if kind[0] == "v":
            return self.one(str(self.one("g")))
        if kind[0] in "({":
            return tuple(self.read(kind[1:-1]))
        size = int(str(self.one("u")))
        self.at = _align(self.at, _edge(kind[1]))
        end, items = self.at + size, []
        while self.at < end:
            items.append(self.one(kind[1:]))
        return items

    def _text(self, size: int) -> str:
        text = self.data[self.at : self.at + size].decode()
        self.at += size + 1
        return text


def _split(signature: str) -> tuple[str, str]:
    """Cut the first whole type off a signature."""
    if signature[0] == "a":
        inner, rest = _split(signature[1:])
        return "a" + inner, rest
    depth = 0
    for at, sign in enumerate(signature):
        depth += sign in "({"
        depth -= sign in ")}"
        if not depth:
            return signature[: at + 1], signature[at + 1 :]
    raise ValueError(signature)


class Bus:
    """A connection to a message bus at `unix:path=…`."""

    def __init__(self, address: str) -> None:
        parts = dict(part.split("=", 1) for part in address.partition(":")[2].split(","))
        self._socket = socket.socket(socket.AF_UNIX)
        name = parts.get("path") or "\0" + parts["abstract"]
        self._socket.connect(name)
        self._socket.settimeout(20)
        self._file = self._socket.makefile("rb")
        identity = str(os.getuid()).encode().hex()
        self._socket.sendall(b"\0AUTH EXTERNAL " + identity.encode() + b"\r\n")
        assert self._file.readline().startswith(b"OK")
        self._socket.sendall(b"BEGIN\r\n")
        self._serial = 0
        self.call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.Hello")

    def call(self, to: str, path: str, member: str, signature: str = "", *values: object) -> list[object]:
        """Call `interface.member` and return what it answers; RuntimeError where it refuses."""
        interface, _, name = member.rpartition(".")
        body = _body(signature, values)
        self._serial += 1
        fields = b""
        for code, kind, text in ((1, "o", path), (2, "s", interface), (3, "s", name), (6, "s", to),
                                 (8, "g", signature)):  # fmt: skip
            fields = fields.ljust(_align(len(fields), 8), b"\0") + bytes((code, 1)) + kind.encode() + b"\0"
            fields += bytes((len(text),)) + text.encode() + b"\0" if kind == "g" else _string(text)
        head = b"l\1\0\1" + struct.pack("<III", len(body), self._serial, len(fields)) + fields
        self._socket.sendall(head.ljust(_align(len(head), 8), b"\0") + body)
        while True:
            kind, about, answer = self._next()
            if kind in {_REPLY, _FAULT} and about.get(5) == self._serial:
                if kind == _FAULT:
                    raise RuntimeError(f"{member}: {about.get(4)} {answer}")
                return answer

    def _next(self) -> tuple[int, dict[int, object], list[object]]:
        start = self._file.read(16)
        length, _serial, size = struct.unpack("<III", start[4:])
        rest = self._file.read(_align(16 + size, 8) - 16 + length)
        reader = _Reader(start + rest, 12)
        about = {int(str(code)): value for code, value in reader.one("a(yv)")}  # type: ignore[attr-defined]
        reader = _Reader(rest[_align(16 + size, 8) - 16 :])
        return start[1], about, reader.read(str(about.get(8, "")))


@dataclass(frozen=True)
class Heard:
    """One thing that is heard: where it lives on the bus."""

    bus: Bus
    owner: str
    path: str

    def ask(self, member: str, signature: str = "", *values: object) -> list[object]:
        """Call a method of `org.a11y.atspi`."""
        return self.bus.call(self.owner, self.path, f"org.a11y.atspi.{member}", signature, *values)

    def told(self, interface: str, name: str) -> object:
        """Return a property."""
        get = "org.freedesktop.DBus.Properties.Get"
        return self.bus.call(self.owner, self.path, get, "ss", f"org.a11y.atspi.{interface}", name)[0]

    @property
    def name(self) -> str:
        """Return what it is called."""
        return str(self.told("Accessible", "Name"))

    @property
    def role(self) -> str:
        """Return what it is."""
        return str(self.ask("Accessible.GetRoleName")[0])

    def is_shown(self) -> bool:
        """Whether it is on the screen."""
        low = int(str(self.ask("Accessible.GetState")[0][0]))  # type: ignore[index]
        return bool(low & (1 << 25))

    def children(self) -> list[Heard]:
        """Return what lies inside."""
        found = self.ask("Accessible.GetChildren")[0]
        return [Heard(self.bus, str(owner), str(path)) for owner, path in found]  # type: ignore[attr-defined]

    def find(self, name: str, role: str = "") -> Heard | None:
        """Return the first shown thing of that name below, in the order of reading."""
        for child in self.children():
            if not child.is_shown():
                continue
            if child.name == name and role in {"", child.role}:
                return child
            if child.role == "table":
                continue  # its cells are many and no place to look for an input
            found = child.find(name, role)
            if found is not None:
                return found
        return None
