"""One table of keys: unique, complete, printed on buttons and in the F1 sheet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

import app.ui
from app.ui.actions import KEYS, PAGE_ACTS, Act, all_sequences, key_of
from app.ui.kit import RAIL, Button, Words
from app.ui.window import Window
from app.ui.window.help import HelpSheet


def test_every_key_is_claimed_once() -> None:
    sequences = [QKeySequence(text).toString() for text in all_sequences()]
    assert len(set(sequences)) == len(sequences)


def test_every_act_has_one_row() -> None:
    assert sorted(row.act for row in KEYS) == sorted(Act)


def test_function_keys_are_those_of_the_rules() -> None:
    wanted = {
        Act.HELP: "F1",
        Act.NEW: "F2",
        Act.FIND: "F3",
        Act.READ_CARD: "F4",
        Act.REFRESH: "F5",
        Act.NEXT_AREA: "F6",
        Act.APPLY: "F7",
        Act.PREVIEW: "F8",
        Act.MATCH: "F9",
        Act.FACE: "Ctrl+G",
        Act.SAVE: "Ctrl+S",
        Act.SAVE_NEXT: "Ctrl+Enter",
        Act.PRINT: "Ctrl+P",
        Act.UNDO: "Ctrl+Z",
        Act.CLOSE: "Esc",
        Act.LOCK: "Ctrl+L",
    }
    assert {act: key_of(act) for act in wanted} == wanted
    assert "F10" not in all_sequences()


def test_pages_are_numbered_as_in_the_rail() -> None:
    assert [key_of(act) for act in PAGE_ACTS] == [f"Alt+{entry.number}" for entry in RAIL]
    texts = {row.act: row.text for row in KEYS}
    assert [entry.title in texts[act] for act, entry in zip(PAGE_ACTS, RAIL, strict=True)] == [True] * 8


def test_a_button_prints_its_key(qtbot: QtBot) -> None:
    button = Button(act=Act.SAVE)
    qtbot.addWidget(button)
    assert button.text() == "保存  Ctrl+S"
    assert button.accessibleName() == "保存"


def test_the_help_sheet_names_every_key(window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F1)
    sheet = window.findChild(HelpSheet)
    assert isinstance(sheet, HelpSheet)
    assert sheet.isVisible()
    shown = {words.text() for words in sheet.findChildren(Words)}
    assert {row.key for row in KEYS if row.act not in PAGE_ACTS} <= shown
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_shortcuts_are_made_in_one_module_only() -> None:
    folder = Path(app.ui.__file__).parent
    guilty = [
        path.name
        for path in folder.rglob("*.py")
        if path.name != "actions.py"
        and ("QShortcut" in path.read_text("utf-8") or "setShortcut" in path.read_text("utf-8"))
    ]
    assert guilty == []


def test_no_page_stops_the_window() -> None:
    folder = Path(app.ui.__file__).parent
    words = ("QMessageBox", "processEvents", ".exec(")
    guilty = [
        path.name for path in folder.rglob("*.py") if any(word in path.read_text("utf-8") for word in words)
    ]
    assert guilty == []
