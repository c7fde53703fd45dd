"""How a module, a function and a class may look: the rules behind `test_shape`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.tree import Module, docstrings, functions

MODULE_LINES = 400
FUNCTION_LINES = 40
PUBLIC_METHODS = 12
VAGUE = re.compile(r"^(utils?|helpers?|managers?|common|misc|base_.*|.*_(utils?|helpers?|managers?))$")
LOADER = "app/start.py"
ANY_FILE = "app/models/fields.py"
ANY_METHODS = {"data", "headerData", "setData"}
CATCHERS = {"app/ui/ops.py", "app/ui/errors.py", "app/log.py"}
TOO_WIDE = {"Exception", "BaseException"}
LEFT_OUT = {
    f"pytest{mark}.{name}" for mark in ("", ".mark") for name in ("skip", "skipif", "xfail", "importorskip")
}


def module_is_short(module: Module) -> Iterator[str]:
    """Keep a module at 400 lines or fewer (aim at 250): split it by subject."""
    lines = module.text.count("\n")
    if lines > MODULE_LINES:
        yield module.at(MODULE_LINES, f"{lines} lines")


def function_is_short(module: Module) -> Iterator[str]:
    """Keep a function at 40 lines or fewer, its docstring not counted: name its steps."""
    words = docstrings(module)
    for function in functions(module):
        first = function.body[0]
        told = first.end_lineno - first.lineno + 1 if id(getattr(first, "value", None)) in words else 0
        lines = function.end_lineno - function.lineno + 1 - told
        if lines > FUNCTION_LINES:
            yield module.at(function, f"{function.name} has {lines} lines")


def class_is_small(module: Module) -> Iterator[str]:
    """Keep a class at 12 public methods or fewer, Qt's virtual ones not counted: more is two classes."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            public = {
                item.name
                for item in node.body
                if isinstance(item, ast.FunctionDef) and item.name[0] != "_" and item.name.islower()
            }
            if len(public) > PUBLIC_METHODS:
                yield module.at(node, f"{node.name} has {len(public)} public methods")


def module_says_what_it_is_for(module: Module) -> Iterator[str]:
    """Begin every module with one sentence on what it is for."""
    told = ast.get_docstring(module.tree) or ""
    if not told.splitlines() or not told.splitlines()[0].endswith((".", ":")):
        yield module.at(1, "no sentence at the top")


def annotations_are_postponed(module: Module) -> Iterator[str]:
    """Write `from __future__ import annotations` in every module that holds more than its docstring."""
    body = module.tree.body[1:]
    first = body[0] if body else None
    if body and not (isinstance(first, ast.ImportFrom) and first.module == "__future__"):
        yield module.at(2, "annotations are not postponed")


def module_name_is_a_subject(module: Module) -> Iterator[str]:
    """Name a module after its subject; utils, helpers, manager, common and base_* name none."""
    for part in module.name.split("."):
        if VAGUE.match(part):
            yield module.at(1, f"the name {part} says nothing")


def imports_stand_at_the_top(module: Module) -> Iterator[str]:
    """Import at the top of the module; one loader in app/start.py may delay heavy libraries."""
    late = {}
    for function in functions(module):
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                late[node.lineno] = function
    if module.path == LOADER and len({id(function) for function in late.values()}) <= 1:
        return
    for line, function in late.items():
        yield module.at(line, f"{function.name} imports inside itself")


def no_imports_for_types_only(module: Module) -> Iterator[str]:
    """Import what a type needs like anything else: TYPE_CHECKING hides a cycle, which is a design fault."""
    for node in ast.walk(module.tree):
        if (isinstance(node, ast.Name) and node.id == "TYPE_CHECKING") or (
            isinstance(node, ast.Attribute) and node.attr == "TYPE_CHECKING"
        ):
            yield module.at(node, "TYPE_CHECKING")


def any_is_rare(module: Module) -> Iterator[str]:
    """Say the type: Any is only for column() in models/fields.py and for Qt's data() methods."""
    if module.path == ANY_FILE:
        return
    allowed: set[int] = set()
    for function in functions(module):
        if function.name in ANY_METHODS and module.is_under("app.ui"):
            signature = [function.args, *([function.returns] if function.returns else [])]
            allowed |= {id(node) for part in signature for node in ast.walk(part)}
    for node in ast.walk(module.tree):
        named = (
            node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        )
        if named == "Any" and id(node) not in allowed:
            yield module.at(node, "Any")


def bugs_are_not_caught(module: Module) -> Iterator[str]:
    """Catch by name what you can put right; bugs go up to ops, errors and log (undo and `raise` is fine)."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            if node.type is None:
                yield module.at(node, "bare except")
            elif _names(node.type) & TOO_WIDE and module.path not in CATCHERS and not _raises_again(node):
                yield module.at(node, f"except {ast.unparse(node.type)}")
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            yield from (
                module.at(node, "suppress(Exception)") for item in node.args if _names(item) & TOO_WIDE
            )


def _names(node: ast.expr) -> set[str]:
    return {item.id for item in ast.walk(node) if isinstance(item, ast.Name)}


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def tests_are_functions(module: Module) -> Iterator[str]:
    """Write tests as functions named as claims; a class of tests hides what is shared."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and (node.name.startswith("Test") or node.name.endswith("Test")):
            yield module.at(node, f"class {node.name}")


def nothing_is_left_open(module: Module) -> Iterator[str]:
    """Finish or leave out: nothing is skipped, expected to fail or not implemented."""
    never = {"Not" + "ImplementedError", "Not" + "Implemented"}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Raise) and node.exc is not None and _names(node.exc) & never:
            yield module.at(node, "raises that it is not implemented")
        if isinstance(node, ast.Attribute) and ast.unparse(node) in LEFT_OUT:
            yield module.at(node, ast.unparse(node))
