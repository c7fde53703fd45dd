"""Imports run one way, and each floor keeps to its own tools."""

from __future__ import annotations

import importlib.metadata
import re
import sys
import tomllib

import pytest

from tests.house import floors
from tests.house.tree import ROOT, app, imports, keep, say


@pytest.mark.parametrize(
    "rule",
    [
        floors.imports_run_one_way,
        floors.no_qt_below_ui,
        floors.no_database_in_ui,
        floors.no_page_imports_a_page,
        floors.kit_stands_alone,
        floors.pure_packages_stay_pure,
        floors.no_sockets,
        floors.no_relative_imports,
    ],
    ids=lambda rule: rule.__name__,
)
def test_floor_is_kept(rule) -> None:
    keep(rule, app())


def test_every_module_lies_on_a_floor() -> None:
    known = ("app", "app.__main__")
    lost = [
        module.at(1, f"{module.name} lies on no floor")
        for module in app()
        if floors.rank(module.name) is None
    ]
    say("Put the module on a floor of architecture: foundation, models, services, ui or the top.",
        [line for line in lost if line.split(": ")[1].split(" ")[0] not in known])  # fmt: skip


def test_no_imports_go_round_in_a_circle() -> None:
    cycle = floors.cycle_in(floors.import_graph(app()))
    say(
        "A cycle of imports is a design fault: move what both need below them.",
        [" → ".join(cycle)] if cycle else [],
    )


def test_every_library_used_is_declared() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {_normal(re.split(r"[=<>\[ ;]", line)[0]) for line in declared}
    known = importlib.metadata.packages_distributions()
    undeclared = []
    for module in app():
        for node, name in imports(module):
            top = name.split(".")[0]
            if top in {"app", "__future__"} or top in sys.stdlib_module_names:
                continue
            owners = {_normal(owner) for owner in known.get(top, [top])}
            if not owners & (names | _COME_WITH):
                undeclared.append(module.at(node, f"{top} is in no dependency of pyproject.toml"))
    say("Declare what the product imports, with its reason and licence.", undeclared)


_COME_WITH = {"shiboken6", "pillow"}  # with PySide6-Essentials and ReportLab, which need them


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()
