"""Run every torture and print its figures as one table; the exit code is 1 when anything was lost or left by half."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import ModuleType

from tests.torture.figures import Figures, Row

HERE = Path(__file__).resolve().parent
_SUFFIX = "_torture"
_WIDTH = 31


def names() -> list[str]:
    """Return the modules of tortures there are; each holds one row of reliability's table or several."""
    return sorted(path.stem.removesuffix(_SUFFIX) for path in HERE.glob(f"*{_SUFFIX}.py"))


def rows() -> dict[str, Row]:
    """Return the rows there are, by their keys, in the order of the table."""
    found = [row for name in names() for row in _module(name).ROWS]
    order = "KDBCOURPSX"
    return {row.key: row for row in sorted(found, key=lambda row: (order.find(row.key[0]), row.key))}


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"tests.torture.{name}{_SUFFIX}")


def named(words: Sequence[str]) -> list[str]:
    """Return the keys of the rows that the words name: by key (b1), by module (files), or all of them.

    Raises:
        ValueError: a word names none.

    """
    known = rows()
    chosen: list[str] = []
    for word in words or list(known):
        if word.upper() in known:
            chosen.append(word.upper())
        elif word in names():
            chosen += [row.key for row in _module(word).ROWS]
        else:
            raise ValueError(word)
    return list(dict.fromkeys(chosen))


def run(key: str, *, count: int, seed: int) -> Figures | str:
    """Run one row's long form and return its figures, or why it cannot run on this machine."""
    row = rows()[key]
    trouble = row.trouble()
    if trouble:
        return trouble
    return row.run(count, seed) if count else row.run(seed=seed)


def main(words: list[str]) -> int:
    """Read the arguments, run what they name (all, when nothing is named), print, and return the exit code."""
    parser = argparse.ArgumentParser(prog="bootstrap.py torture", description=__doc__)
    known = "、".join([*names(), *(key.lower() for key in rows())])
    parser.add_argument("names", nargs="*", metavar="name", help=known)
    parser.add_argument("--kills", type=int, default=0, help="kills of K1 (200)")
    parser.add_argument("--points", type=int, default=0, help="how many are tried of every other row")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    given = parser.parse_args(words)
    try:
        keys = named(given.names)
    except ValueError as unknown:
        parser.error(f"there is no torture {unknown}; there are {known}")
    results: dict[str, Figures | str] = {}
    for key in keys:
        began = time.perf_counter()
        results[key] = figures = run(key, count=given.kills if key == "K1" else given.points, seed=given.seed)
        if not given.json:
            _print(key, figures, time.perf_counter() - began)
    if given.json:
        told = {key: one if isinstance(one, str) else asdict(one) for key, one in results.items()}
        _say(json.dumps(told, ensure_ascii=False, indent=1))
    return 0 if all(isinstance(one, str) or one.is_well for one in results.values()) else 1


def _print(key: str, figures: Figures | str, took: float) -> None:
    title = f"{key} {rows()[key].title}"
    if isinstance(figures, str):
        _say(f"{title:{_WIDTH}} left out: {figures}")
        return
    numbers = f"{figures.cuts:6,} tried {figures.lost:4} lost {figures.half:4} half"
    _say(f"{title:{_WIDTH}} {numbers}   {figures.say()}   ({took:.0f} s)")
    for what, value in figures.more.items():
        _say(f"{'':{_WIDTH}} {what}: {value:,.2f}")
    for fault in figures.faults[:20]:
        _say(f"  ✗ {fault}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
