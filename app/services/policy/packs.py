"""Load a region's policy pack: a folder of dated version files and the cases that prove them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from app.faults import UserError
from app.services.policy.cases import check_cases, read_cases
from app.services.policy.pack_model import Packs
from app.services.policy.pack_reader import read_version
from app.services.policy.toml_table import refuse

CASES = "cases.toml"


def load_packs(folder: Path) -> Packs:
    """Return the versions of the pack in `folder`, every case of which has been run and holds.

    Raises:
        UserError: naming file, table and key of what is wrong.

    """
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
    read = sorted(((path.name, *read_version(path)) for path in files), key=lambda item: item[2].valid_from)
    for (file, region, one), (later, other_region, other) in pairwise(read):
        if region != other_region:
            raise refuse(later, "pack.region", f"与 {file} 不是同一地区")
        if one.ref.version == other.ref.version:
            raise refuse(later, "pack.version", f"与 {file} 版本号相同")
        if one.valid_to is None or one.valid_to >= other.valid_from:
            raise refuse(
                later, "pack.valid_from", f"有效期与 {file}（{one.ref.version}）重叠，请先给旧版写上 valid_to"
            )
    return Packs(read[0][1], read[-1][2].title, tuple(version for _, _, version in read))
