"""Load a region's policy pack: a folder of dated version files and the cases that prove them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from app.faults import UserError
from app.services.policy.cases import check_cases, read_cases
from app.services.policy.pack_model import Packs
from app.services.policy.pack_reader import PackFile, read_version
from app.services.policy.toml_table import refuse

CASES = "cases.toml"


def packs_of(files: Mapping[str, bytes], name: str) -> Packs:
    """Return the versions of a pack that came as files, without running its cases; `name` is told in faults.

    Raises:
        UserError: naming file, table and key of what is wrong.

    """
    with _folder_of(files, name) as folder:
        return read_packs(folder)


def proved_packs_of(files: Mapping[str, bytes], name: str) -> Packs:
    """Return the versions of a pack that came as files, every case of which has been run and holds.

    Raises:
        UserError: naming file, table and key of what is wrong, or the first case that fails.

    """
    with _folder_of(files, name) as folder:
        return load_packs(folder)


@contextmanager
def _folder_of(files: Mapping[str, bytes], name: str) -> Iterator[Path]:
    with TemporaryDirectory(prefix="jiamenkou-pack-") as place:
        folder = Path(place) / name
        folder.mkdir()
        for file, content in files.items():
            (folder / file).write_bytes(content)
        yield folder


def load_packs(folder: Path) -> Packs:
    """Return the versions of the pack in `folder`, every case of which has been run and holds.

    What was proved is remembered by its bytes, wherever they lie: the same files are not read and run again.

    Raises:
        UserError: naming file, table and key of what is wrong.

    """
    said = _said(folder)
    if said not in _PROVED:
        packs = _proved(folder)
        if len(_PROVED) >= _MOST_PROVED:
            _PROVED.clear()
        _PROVED[said] = packs
    return _PROVED[said]


_PROVED: dict[bytes, Packs] = {}
_MOST_PROVED = 16


def _said(folder: Path) -> bytes:
    said = sha256(f"{folder.name}\n".encode())
    for path in sorted(folder.glob("*.toml")):
        content = path.read_bytes() if path.is_file() else b""
        said.update(f"{path.name} {len(content)}\n".encode() + content)
    return said.digest()


def _proved(folder: Path) -> Packs:
    packs = read_packs(folder)
    if not (folder / CASES).is_file():
        raise UserError(f"政策包 {folder.name} 没有 {CASES}，没有案例的政策包不能启用", field="case")
    check_cases(CASES, read_cases(folder / CASES), packs)
    return packs


def read_packs(folder: Path) -> Packs:
    """Return the versions of the pack in `folder` without running its cases.

    Raises:
        UserError: a file is wrong, versions overlap or have the same name, or there is none.

    """
    files = sorted(path for path in folder.glob("*.toml") if path.name != CASES) if folder.is_dir() else []
    if not files:
        raise UserError(f"政策包 {folder.name} 里没有版本文件（*.toml）", field="pack")
    read = _closed(sorted(map(read_version, files), key=lambda each: each.version.valid_from))
    for one, other in pairwise(read):
        if one.region != other.region:
            raise refuse(other.file, "pack.region", f"与 {one.file} 不是同一地区")
        if one.version.ref.version == other.version.ref.version:
            raise refuse(other.file, "pack.version", f"与 {one.file} 版本号相同")
        if one.version.valid_to is None or one.version.valid_to >= other.version.valid_from:
            name = one.version.ref.version
            text = f'有效期与 {one.file}（{name}）重叠；接替旧版请写 supersedes = "{name}"，不要改旧文件'
            raise refuse(other.file, "pack.valid_from", text)
    return Packs(read[0].region, read[-1].version.title, tuple(each.version for each in read))


def _closed(read: list[PackFile]) -> list[PackFile]:
    """End each superseded version the day before its successor begins, without touching its file."""
    ends: dict[str, date] = {}
    names = {each.version.ref.version for each in read}
    for each in read:
        if each.supersedes and each.supersedes not in names - {each.version.ref.version}:
            raise refuse(each.file, "pack.supersedes", f"没有版本“{each.supersedes}”")
        ends[each.supersedes] = each.version.valid_from - timedelta(days=1)
    return [_ended(each, ends.get(each.version.ref.version)) for each in read]


def _ended(each: PackFile, end: date | None) -> PackFile:
    version = each.version
    if end is None or end < version.valid_from or (version.valid_to is not None and version.valid_to <= end):
        return each
    return replace(each, version=replace(version, valid_to=end))
