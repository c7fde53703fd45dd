"""What may be called, and written, where: the rules behind `test_calls`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.tree import Module, calls, imports, is_within, strings

PORTS = "app/ports.py"
OPS = "app/ui/ops.py"
# Besides ops: the store keeps a mark for each thread, and a crash may come from any of them.
MAY_KNOW_THREADS = {OPS, "app/models/store.py", "app/models/turns.py", "app/ui/errors.py"}
THEME = ("app/ui/theme/", "app/ui/kit/icons.py")
ACTIONS = "app/ui/actions.py"
TELLS_TIME = {"app/log.py", OPS}
SHOWS_DIALOGS = {"app/ui/printing.py"}
CLOCK_CALLS = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|localtime|gmtime))$"
)
CHANCE = ("uuid", "random", "secrets")
THREADS = ("threading", "concurrent.futures", "multiprocessing", "_thread", "queue")
QT_THREADS = {"QThread", "QThreadPool", "QRunnable", "QtConcurrent"}
DIALOGS = {
    "QMessageBox", "QInputDialog", "QErrorMessage", "QProgressDialog", "QWizard", "QDialog", "QColorDialog",
    "QFontDialog",
}  # fmt: skip
HEX_COLOUR = re.compile(r"#([0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![0-9a-zA-Z_])")
SHOWN_BY = {
    "QLabel", "QPushButton", "QToolButton", "QAction", "QCheckBox", "QRadioButton", "QGroupBox", "setText",
    "addRow",    "QCommandLinkButton", "setTitle", "setWindowTitle", "setPlaceholderText", "setToolTip", "setStatusTip",
    "setWhatsThis", "setAccessibleName", "setPlainText", "setAccessibleDescription", "setHeaderLabels",
    "setInformativeText", "showMessage", "UserError", "Conflict", "Finding",
}  # fmt: skip
SHOWN_OR_KEY = {"addAction", "addItem", "addItems", "addMenu", "addTab"}  # the string may be a key of ours
CHINESE = re.compile(r"[\u3400-\u9fff]")
ENGLISH = re.compile(r"(?<![A-Za-z.{_])[A-Za-z]?[a-z]{2,}(?![A-Za-z_}])")
KEYCAPS = {
    "Ctrl",
    "Shift",
    "Alt",
    "Enter",
    "Esc",
    "Tab",
    "Home",
    "End",
    "Space",
    "Delete",
    "Excel",
    "age",
    "zip",
}


def day_comes_from_the_clock(module: Module) -> Iterator[str]:
    """Ask the injected Clock, or take the day as an argument: only app/ports.py asks the machine."""
    if module.path == PORTS:
        return
    for node, called in calls(module):
        if CLOCK_CALLS.search(called):
            yield module.at(node, f"{called}()")
    for node, name in imports(module):
        if name in {"time.time", "time.time_ns"}:
            yield module.at(node, f"imports {name}")


def chance_comes_from_the_ports(module: Module) -> Iterator[str]:
    """Ask the injected Ids, or ports.random_bytes: only app/ports.py knows uuid, random and secrets."""
    if module.path == PORTS:
        return
    for node, name in imports(module):
        if is_within(name, *CHANCE):
            yield module.at(node, f"imports {name}")
    for node, called in calls(module):
        if called == "os.urandom":
            yield module.at(node, "os.urandom()")


def nothing_is_timed_but_in_the_log(module: Module) -> Iterator[str]:
    """Time things in benches, the log, ops and the demonstration only; nothing else depends on speed."""
    if module.path in TELLS_TIME or module.is_under("app.demo"):
        return
    for node, called in calls(module):
        if called.rpartition(".")[2] in {"perf_counter", "perf_counter_ns", "process_time"}:
            yield module.at(node, f"{called}()")


def threads_belong_to_ops(module: Module) -> Iterator[str]:
    """Hand long work to ops.start: it owns the one worker thread."""
    if module.path in MAY_KNOW_THREADS:
        return
    for node, name in imports(module):
        if is_within(name, *THREADS) or name.rpartition(".")[2] in QT_THREADS:
            yield module.at(node, f"imports {name}")


def no_dialog_interrupts(module: Module) -> Iterator[str]:
    """Show a pane or a bar: no message boxes and no modal chains; printing and file choosing excepted."""
    if not module.is_under("app.ui") or module.path in SHOWS_DIALOGS:
        return
    for node, name in imports(module):
        if name.rpartition(".")[2] in DIALOGS:
            yield module.at(node, f"imports {name}")
    for node, called in calls(module):
        if called.rpartition(".")[2] in {"exec", "exec_"} and "." in called:
            yield module.at(node, f"{called}() blocks the window")


def events_are_never_pumped(module: Module) -> Iterator[str]:
    """Return to the event loop; pumping it re-enters half-done work (the demonstration may)."""
    if not module.is_under("app.ui"):
        return
    for node, called in calls(module):
        last = called.rpartition(".")[2]
        if last in {"processEvents", "sendPostedEvents"} or called in {
            "time.sleep",
            "sleep",
            "QThread.sleep",
        }:
            yield module.at(node, f"{called}()")


def shortcuts_stand_in_one_table(module: Module) -> Iterator[str]:
    """Put every shortcut into app/ui/actions.py, where their uniqueness is tested."""
    if not module.is_under("app.ui") or module.path == ACTIONS:
        return
    for node, called in calls(module):
        if called.rpartition(".")[2] in {"setShortcut", "setShortcuts", "QShortcut"}:
            yield module.at(node, f"{called}()")


def colours_stand_in_the_theme(module: Module) -> Iterator[str]:
    """Take colours from app/ui/theme.py by what they mean, so that every palette has them."""
    if not module.is_under("app.ui") or module.path.startswith(THEME):
        return
    for literal in strings(module):
        if HEX_COLOUR.search(literal.value):
            yield module.at(literal, f"colour {literal.value!r}")
    for node, called in calls(module):
        if called.endswith("QColor") and any(isinstance(argument, ast.Constant) for argument in node.args):
            yield module.at(node, "QColor of literals")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node).startswith(
            ("Qt.GlobalColor.", "Qt.red", "Qt.black")
        ):
            yield module.at(node, ast.unparse(node))


def nothing_is_translated(module: Module) -> Iterator[str]:
    """Write the Chinese text where it is used: the product has one language."""
    for node, called in calls(module):
        if (
            called.rpartition(".")[2] in {"tr", "translate"}
            and called != "str.translate"
            and _speaks_to_qt(called)
        ):
            yield module.at(node, f"{called}()")


def _speaks_to_qt(called: str) -> bool:
    return called.startswith("self.tr") or "QCoreApplication" in called or "QApplication" in called


def window_speaks_chinese(module: Module) -> Iterator[str]:
    """Write what the clerk reads in plain Chinese; key names and format names are left as they are."""
    for node, called in calls(module):
        last = called.rpartition(".")[2]
        is_fault = last in {"UserError", "Conflict", "Finding"}
        if last not in SHOWN_BY | SHOWN_OR_KEY or not (is_fault or module.is_under("app.ui")):
            continue
        shown = node.args[3:4] if last == "Finding" else node.args[1:] if last == "addTab" else node.args[:1]
        shown += [keyword.value for keyword in node.keywords if is_fault and keyword.arg == "text"]
        for text in (text for argument in shown for text in _texts(argument)):
            if _is_english(text) and not (last in SHOWN_OR_KEY and text.islower() and text.isidentifier()):
                yield module.at(node, f"{last}({text!r})")


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.List | ast.Tuple):
        for item in node.elts:
            yield from _texts(item)


def _is_english(text: str) -> bool:
    spoken = [word for word in ENGLISH.findall(text) if word not in KEYCAPS]
    return bool(spoken) and not CHINESE.search(text)


def signals_carry_one_thing(module: Module) -> Iterator[str]:
    """Give a signal one frozen object as its payload, or none."""
    for node, called in calls(module):
        if called.rpartition(".")[2] == "Signal" and len(node.args) > 1:
            yield module.at(node, f"Signal of {len(node.args)} arguments")
