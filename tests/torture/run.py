"""Run every torture and print its figures as one table; the exit code is 1 when anything was lost or left by half."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path

from tests.torture.figures import Figures

HERE = Path(__file__).resolve().parent
_SUFFIX = "_torture"
_TITLES = {
    "kill": "K1 kill -9 while saving",
    "powerloss": "K2 power loss",
    "halfway": "K3 cut off half-way",
}
_HEAD = ("torture", "cuts", "accepted", "lost", "half", "reopened")


def names() -> list[str]:
    """Return the tortures there are."""
    return sorted(path.stem.removesuffix(_SUFFIX) for path in HERE.glob(f"*{_SUFFIX}.py"))


def run(name: str, *, count: int, seed: int) -> Figures | str:
    """Run one torture and return its figures, or why it cannot run on this machine."""
    module = importlib.import_module(f"tests.torture.{name}{_SUFFIX}")
    trouble = module.trouble()
    if trouble:
        return str(trouble)
    figures = module.run(count, seed) if count else module.run(seed=seed)
    assert isinstance(figures, Figures)
    return figures


def main(words: list[str]) -> int:
    """Read the arguments, run what they name (all, when nothing is named), print, and return the exit code."""
    parser = argparse.ArgumentParser(prog="bootstrap.py torture", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help="、".join(names()))
    parser.add_argument("--kills", type=int, default=0, help="kills of K1 (200)")
    parser.add_argument(
        "--points", type=int, default=0, help="power cuts of K2 (500), cuts of each work of K3 (50)"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    given = parser.parse_args(words)
    unknown = set(given.names) - set(names())
    if unknown:
        parser.error(f"there is no torture {', '.join(sorted(unknown))}; there are {', '.join(names())}")
    results: dict[str, Figures | str] = {}
    if not given.json:
        _say("{:24} {:>6} {:>9} {:>5} {:>5} {:>10}".format(*_HEAD))
    for name in given.names or names():
        began = time.perf_counter()
        count = given.kills if name == "kill" else given.points
        results[name] = figures = run(name, count=count, seed=given.seed)
        if not given.json:
            _print(name, figures, time.perf_counter() - began)
    if given.json:
        told = {name: one if isinstance(one, str) else asdict(one) for name, one in results.items()}
        _say(json.dumps(told, ensure_ascii=False, indent=1))
    return 0 if all(isinstance(one, str) or one.is_well for one in results.values()) else 1


def _print(name: str, figures: Figures | str, took: float) -> None:
    title = _TITLES.get(name, name)
    if isinstance(figures, str):
        _say(f"{title:24} left out: {figures}")
        return
    numbers = f"{figures.cuts:6} {figures.accepted:9,} {figures.lost:5} {figures.half:5}"
    _say(f"{title:24} {numbers} {figures.reopened:8.2f} s   ({took:.0f} s)")
    for what, value in figures.more.items():
        _say(f"{'':24} {what}: {value:,.2f}")
    for fault in figures.faults[:20]:
        _say(f"  ✗ {fault}")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
