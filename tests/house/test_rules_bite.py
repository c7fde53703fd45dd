"""Every rule finds what it forbids, and lets pass what it allows: a rule that never bites guards nothing."""

from __future__ import annotations

import pytest

from tests.house import calls, floors, shape
from tests.house.tree import parse, problems

UI, PAGE, PURE, SERVICE = (
    "app/ui/x.py",
    "app/ui/pages/a/view.py",
    "app/services/policy/x.py",
    "app/services/x.py",
)
LONG_FUNCTION = "def f():\n" + "    x = 1\n" * 41
WIDE_CLASS = "class A:\n" + "".join(f"    def m{n}(self): ...\n" for n in range(13))

BROKEN = [
    (floors.imports_run_one_way, "app/models/x.py", "from app.services import workers"),
    (floors.imports_run_one_way, SERVICE, "import app.ui.window"),
    (floors.imports_run_one_way, "app/faults.py", "from app.models import enums"),
    (floors.no_qt_below_ui, SERVICE, "from PySide6.QtCore import QObject"),
    (floors.no_database_in_ui, UI, "from sqlalchemy.orm import Session"),
    (floors.no_page_imports_a_page, PAGE, "from app.ui.pages.b import view"),
    (floors.no_page_imports_a_page, PAGE, "from app.ui import pages"),
    (floors.kit_stands_alone, "app/ui/kit/x.py", "from app.services import workers"),
    (floors.pure_packages_stay_pure, PURE, "from app.ports import Clock"),
    (floors.pure_packages_stay_pure, PURE, "from app import ports"),
    (floors.pure_packages_stay_pure, "app/models/checks/x.py", "import sqlalchemy"),
    (floors.no_sockets, SERVICE, "import socket"),
    (floors.no_sockets, SERVICE, "import urllib.request"),
    (floors.no_sockets, SERVICE, "import psycopg"),
    (floors.no_relative_imports, SERVICE, "from . import workers"),
    (shape.module_is_short, SERVICE, "x = 1\n" * 401),
    (shape.function_is_short, SERVICE, LONG_FUNCTION),
    (shape.class_is_small, SERVICE, WIDE_CLASS),
    (shape.module_says_what_it_is_for, SERVICE, "x = 1"),
    (shape.annotations_are_postponed, SERVICE, '"""Say."""\nimport os'),
    (shape.module_name_is_a_subject, "app/services/utils.py", ""),
    (shape.module_name_is_a_subject, "app/ui/base_page.py", ""),
    (shape.imports_stand_at_the_top, SERVICE, "def f():\n    import os"),
    (shape.imports_stand_at_the_top, "app/start.py", "def f():\n    import os\ndef g():\n    import re"),
    (shape.no_imports_for_types_only, SERVICE, "from typing import TYPE_CHECKING\nif TYPE_CHECKING: pass"),
    (shape.any_is_rare, SERVICE, "def f(x: dict[str, Any]): ..."),
    (shape.any_is_rare, UI, "def data(self, index):\n    x: Any = 1"),
    (shape.bugs_are_not_caught, SERVICE, "try: f()\nexcept Exception: pass"),
    (shape.bugs_are_not_caught, SERVICE, "try: f()\nexcept (KeyError, BaseException): g()"),
    (shape.bugs_are_not_caught, "app/log.py", "try: f()\nexcept: pass"),
    (shape.bugs_are_not_caught, SERVICE, "with contextlib.suppress(Exception): f()"),
    (shape.tests_are_functions, "tests/x.py", "class TestThing: ..."),
    (shape.nothing_is_left_open, "tests/x.py", "@pytest.mark.skip\ndef test(): ..."),
    (shape.nothing_is_left_open, SERVICE, "def f(): raise " + "NotImplementedError"),
    (calls.day_comes_from_the_clock, SERVICE, "datetime.datetime.now(UTC)"),
    (calls.day_comes_from_the_clock, SERVICE, "date.today()"),
    (calls.day_comes_from_the_clock, SERVICE, "from time import time"),
    (calls.chance_comes_from_the_ports, SERVICE, "from uuid import uuid4"),
    (calls.chance_comes_from_the_ports, SERVICE, "os.urandom(8)"),
    (calls.nothing_is_timed_but_in_the_log, SERVICE, "time.perf_counter()"),
    (calls.threads_belong_to_ops, UI, "from PySide6.QtCore import QThread"),
    (calls.threads_belong_to_ops, SERVICE, "import threading"),
    (calls.no_dialog_interrupts, PAGE, "from PySide6.QtWidgets import QMessageBox"),
    (calls.no_dialog_interrupts, PAGE, "dialog.exec()"),
    (calls.events_are_never_pumped, PAGE, "QApplication.processEvents()"),
    (calls.shortcuts_stand_in_one_table, PAGE, "button.setShortcut('F2')"),
    (calls.colours_stand_in_the_theme, PAGE, "x = 'color: #1a2b3c'"),
    (calls.colours_stand_in_the_theme, PAGE, "QColor(1, 2, 3)"),
    (calls.colours_stand_in_the_theme, PAGE, "x = Qt.GlobalColor.red"),
    (calls.nothing_is_translated, PAGE, "self.tr('保存')"),
    (calls.window_speaks_chinese, PAGE, "QLabel('Name')"),
    (calls.window_speaks_chinese, PAGE, "label.setText(f'{n} rows')"),
    (calls.window_speaks_chinese, SERVICE, "raise UserError('wrong number')"),
    (calls.signals_carry_one_thing, PAGE, "saved = Signal(int, int)"),
]

KEPT = [
    (floors.imports_run_one_way, SERVICE, "from app.models import enums\nfrom app.faults import UserError"),
    (floors.no_qt_below_ui, "app/demo/x.py", "from PySide6.QtCore import QObject"),
    (floors.no_page_imports_a_page, PAGE, "from app.ui.pages.a import viewmodel"),
    (floors.pure_packages_stay_pure, PURE, "from app.ports import CHINA"),
    (floors.no_sockets, "app/services/county/x.py", "import psycopg"),
    (shape.function_is_short, SERVICE, 'def f():\n    """Say.\n' + "\n" * 41 + '    """\n'),
    (shape.imports_stand_at_the_top, "app/start.py", "def f():\n    import os\n    import re"),
    (shape.any_is_rare, UI, "from typing import Any\ndef data(self, index, role) -> Any: ..."),
    (shape.any_is_rare, "app/models/fields.py", "def column(**extra: Any): ..."),
    (shape.bugs_are_not_caught, SERVICE, "try: f()\nexcept BaseException:\n    undo()\n    raise"),
    (shape.bugs_are_not_caught, "app/ui/ops.py", "try: f()\nexcept Exception: tell()"),
    (shape.annotations_are_postponed, SERVICE, '"""Say."""'),
    (calls.day_comes_from_the_clock, SERVICE, "clock.now()\nself._clock.today()"),
    (calls.chance_comes_from_the_ports, "app/ports.py", "import uuid, random"),
    (calls.no_dialog_interrupts, "app/start.py", "application.exec()"),
    (calls.colours_stand_in_the_theme, PAGE, "x = '第 #12 号'\nQColor(theme.accent)"),
    (
        calls.window_speaks_chinese,
        PAGE,
        "QLabel('姓名')\nQLabel('Ctrl+S')\nQLabel('PDF')\nmenu.addAction('save')",
    ),
    (calls.signals_carry_one_thing, PAGE, "saved = Signal(object)"),
]


@pytest.mark.parametrize(("rule", "path", "text"), BROKEN)
def test_broken_rule_is_found(rule, path: str, text: str) -> None:
    found = problems(rule, [parse(text, path)])
    assert found
    assert found[0].startswith(f"{path}:")


@pytest.mark.parametrize(("rule", "path", "text"), KEPT)
def test_what_is_allowed_passes(rule, path: str, text: str) -> None:
    assert problems(rule, [parse(text, path)]) == []


def test_circle_of_imports_is_found() -> None:
    modules = (parse("from app.b import x", "app/a.py"), parse("import app.a", "app/b.py"))
    assert floors.cycle_in(floors.import_graph(modules)) == ["app.a", "app.b", "app.a"]
