"""A disk played back from a record of what a process did to it: what it may hold when the power goes at any moment.

What was flushed is there. Each write since then is kept, dropped or torn at its 512-byte sectors, each by itself and
so out of order; each name that came, went or was changed since its folder was flushed is kept or lost.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
_HEAD = struct.Struct("<cQQII")
Keeps = Callable[[], bool]
Node = "File | Folder"


@dataclass(frozen=True, slots=True)
class Record:
    """One thing the process did; see powerloss.c for the letters."""

    kind: str
    inode: int
    offset: int
    a: bytes
    b: bytes

    @property
    def name(self) -> str:
        return self.a.decode()


def read_record(path: Path) -> Iterator[Record]:
    """Yield the records in order; a last one cut short by the kill is left out."""
    data = memoryview(path.read_bytes())
    at = 0
    while at + _HEAD.size <= len(data):
        kind, inode, offset, a, b = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if at + a + b > len(data):
            return
        yield Record(kind.decode(), inode, offset, bytes(data[at : at + a]), bytes(data[at + a : at + a + b]))
        at += a + b


@dataclass(eq=False, slots=True)
class File:
    """Content that was flushed, and what was written since."""

    flushed: bytearray = field(default_factory=bytearray)
    since: list[Record] = field(default_factory=list)

    def flush(self) -> None:
        for record in self.since:
            _put(self.flushed, record)
        self.since = []

    def content(self, dice: random.Random, way: str) -> bytes:
        """Return what the disk holds: `kept` all, `lost` what was not flushed, `torn` any mixture."""
        if way == "lost" or not self.since:
            return bytes(self.flushed)
        made = bytearray(self.flushed)
        for record in self.since:
            fate = "kept" if way == "kept" else dice.choice(("kept", "dropped", "torn"))
            if fate == "kept":
                _put(made, record)
            elif fate == "torn" and record.kind == "W":
                for part in _sectors(record):
                    if dice.random() < 0.5:
                        _put(made, part)
        return bytes(made)


def _put(content: bytearray, record: Record) -> None:
    end = record.offset + len(record.a)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    if record.kind == "T":
        del content[record.offset :]
    else:
        content[record.offset : end] = record.a


def _sectors(record: Record) -> Iterator[Record]:
    at = 0
    while at < len(record.a):
        length = SECTOR - (record.offset + at) % SECTOR
        yield Record("W", record.inode, record.offset + at, record.a[at : at + length], b"")
        at += length


@dataclass(eq=False, slots=True)
class Folder:
    """Names as they are now, and as they were when the folder was last flushed."""

    now: dict[str, File | Folder] = field(default_factory=dict)
    flushed: dict[str, File | Folder] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One change of names: taken out of places, put into places; all of it happens or none."""

    out: tuple[tuple[Folder, str], ...]
    into: tuple[tuple[Folder, str, File | Folder], ...]

    def touches(self, folder: Folder) -> bool:
        return any(place[0] is folder for place in (*self.out, *self.into))


class Disk:
    """The folder under test, from what lay there at the beginning on through the record."""

    def __init__(self, base: Path) -> None:
        self.root = _load(base)
        self._by_inode: dict[int, File | Folder] = {}
        self._steps: list[Step] = []

    def play(self, record: Record) -> None:
        """Take one record in."""
        kind, inode = record.kind, record.inode
        if kind in "CM":
            node = File() if kind == "C" else Folder()
            folder, name = self._place(record.name)
            folder.now[name] = self._by_inode[inode] = node
            self._steps.append(Step((), ((folder, name, node),)))
        elif kind == "O":
            found = self._find(record.name)
            if found is not None:
                self._by_inode[inode] = found
        elif kind in "WT":
            node = self._by_inode[inode]
            assert isinstance(node, File)
            node.since.append(record)
        elif kind == "S":
            self._flush(self._by_inode[inode])
        elif kind in "UD":
            folder, name = self._place(record.name)
            folder.now.pop(name, None)
            self._steps.append(Step(((folder, name),), ()))
        elif kind == "R":
            self._rename(record)

    def _rename(self, record: Record) -> None:
        source, old = self._place(record.name)
        target, fresh = self._place(record.b.decode())
        node = target.now[fresh] = source.now.pop(old)
        self._steps.append(Step(((source, old),), ((target, fresh, node),)))

    def _flush(self, node: File | Folder) -> None:
        if isinstance(node, File):
            node.flush()
            return
        due = [step for step in self._steps if step.touches(node)]
        self._steps = [step for step in self._steps if not step.touches(node)]
        for step in due:
            _apply(step, lambda folder: folder.flushed)

    def _place(self, name: str) -> tuple[Folder, str]:
        parent, _, last = name.rpartition("/")
        folder = self._find(parent) if parent else self.root
        assert isinstance(folder, Folder), name
        return folder, last

    def _find(self, name: str) -> File | Folder | None:
        node: File | Folder | None = self.root
        for part in [part for part in name.split("/") if part]:
            node = node.now.get(part) if isinstance(node, Folder) else None
        return node

    def image(self, into: Path, dice: random.Random, way: str) -> None:
        """Write what the disk holds when the power goes now; the shared memory of SQLite is gone in any case."""
        names: dict[int, dict[str, File | Folder]] = {}

        def of(folder: Folder) -> dict[str, File | Folder]:
            return names.setdefault(id(folder), dict(folder.flushed))

        for step in self._steps:
            if way == "kept" or (way == "torn" and dice.random() < 0.5):
                _apply(step, of)
        _write(self.root, into, of, lambda file: file.content(dice, way))


def _apply(step: Step, names: Callable[[Folder], dict[str, File | Folder]]) -> None:
    for folder, name in step.out:
        names(folder).pop(name, None)
    for folder, name, node in step.into:
        names(folder)[name] = node


def _load(path: Path) -> Folder:
    folder = Folder()
    for child in path.iterdir():
        folder.now[child.name] = _load(child) if child.is_dir() else File(bytearray(child.read_bytes()))
    folder.flushed = dict(folder.now)
    return folder


def _write(
    folder: Folder,
    into: Path,
    names: Callable[[Folder], dict[str, File | Folder]],
    content: Callable[[File], bytes],
) -> None:
    into.mkdir()
    for name, node in names(folder).items():
        if isinstance(node, Folder):
            _write(node, into / name, names, content)
        elif not name.endswith("-shm"):
            (into / name).write_bytes(content(node))
