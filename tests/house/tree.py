"""The source as parsed trees, read once, and the one way in which a broken house rule is reported."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = {"__pycache__", "out", "wheels", "build", "dist", "node_modules"}

_WRITTEN = "app/models/migrations/versions/"  # written by Alembic from the entities


@dataclass(frozen=True, slots=True)
class Module:
    """One Python file: `path` is relative to the checkout, `name` is dotted."""

    path: str
    name: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST | int, problem: str) -> str:
        """Return the problem with its place, as editors understand it."""
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return f"{self.path}:{line}: {problem}"

    def is_under(self, *packages: str) -> bool:
        """Whether the module is one of the packages or lies in one."""
        return any(self.name == package or self.name.startswith(package + ".") for package in packages)


Rule = Callable[[Module], Iterable[str]]


def parse(text: str, path: str) -> Module:
    """Parse a module's text as if it lay at the path."""
    name = path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    return Module(path, name, text, ast.parse(text, path))


@cache
def files() -> tuple[str, ...]:
    """Return every file of the checkout, without what is made and ignored, relative and sorted."""
    found: list[str] = []
    for folder, folders, names in ROOT.walk() if hasattr(ROOT, "walk") else _walk(ROOT):
        folders[:] = [name for name in folders if name not in _NOT_OURS and not _is_cache(name)]
        found += [(folder / name).relative_to(ROOT).as_posix() for name in names if not name.endswith(".pyc")]
    return tuple(sorted(found))


def _is_cache(name: str) -> bool:
    return name.startswith(".") and name not in {".ci", ".github"}


def _walk(root: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    entries = sorted(root.iterdir())
    folders = [entry.name for entry in entries if entry.is_dir() and not entry.is_symlink()]
    yield root, folders, [entry.name for entry in entries if not entry.is_dir()]
    for name in folders:
        yield from _walk(root / name)


@cache
def modules(*tops: str) -> tuple[Module, ...]:
    """Return the parsed modules whose paths begin with one of `tops`, such as `app/`."""
    chosen = [
        path
        for path in files()
        if path.endswith(".py") and path.startswith(tops) and not path.startswith(_WRITTEN)
    ]
    return tuple(_parsed(path) for path in chosen)


@cache
def _parsed(path: str) -> Module:
    return parse((ROOT / path).read_text(encoding="utf-8"), path)


def app() -> tuple[Module, ...]:
    """Return the product's own modules."""
    return modules("app/")


def problems(rule: Rule, found_in: Iterable[Module]) -> list[str]:
    """Return what the rule finds in the modules, duplicates removed, in order."""
    return list(dict.fromkeys(problem for module in found_in for problem in rule(module)))


def keep(rule: Rule, found_in: Iterable[Module]) -> None:
    """Fail with every place at which the rule is broken; the rule's docstring says what to do instead."""
    say((rule.__doc__ or rule.__name__).strip(), problems(rule, found_in))


def say(law: str, broken: Iterable[str]) -> None:
    """Fail with the law and the places at which it is broken, when there are any."""
    lines = list(broken)
    if lines:
        raise AssertionError("\n".join([law, *("  " + line for line in lines)]))


def imports(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """Yield every imported thing as a dotted name, with its statement: `from a.b import c` is `a.b.c`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            stem = "." * node.level + (node.module or "")
            yield from ((node, f"{stem}.{alias.name}") for alias in node.names)


def is_within(name: str, *packages: str) -> bool:
    """Whether a dotted name is one of the packages or lies in one."""
    return any(name == package or name.startswith(package + ".") for package in packages)


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method."""
    yield from (
        node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def calls(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """Yield every call with the dotted text of what is called, `?` standing for what is not a name."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def dotted(node: ast.expr) -> str:
    """Return the dotted text of a name or attribute."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def docstrings(module: Module) -> set[int]:
    """Return the identities of the nodes that are docstrings."""
    found = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.add(id(first.value))
    return found


def strings(module: Module) -> Iterator[ast.Constant]:
    """Yield every string literal that is not a docstring."""
    words = docstrings(module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words:
            yield node
