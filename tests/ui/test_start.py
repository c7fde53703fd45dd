"""The composition root: a frame first, one window for one folder, and a clean close."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import start as start_module
from app.services.sample import CLERK
from app.start import Start
from app.ui.entrance.forms import FirstStart
from app.ui.entrance.frame import EntranceFrame


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the hook for bugs back after the test, and leave the log alone."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(start_module, "start_log", lambda _folder: None)


def frame_words(frame: EntranceFrame) -> str:
    return "\n".join(label.text() for label in frame.findChildren(QLabel))


def test_a_second_window_on_the_same_folder_says_so(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, hook: None
) -> None:
    lock = QLockFile(str(tmp_path / "window.lock"))
    assert lock.tryLock(100)
    start = Start(qapp, tmp_path)
    qtbot.addWidget(start._frame)
    start.show()
    qtbot.waitUntil(lambda: "已经在另一个窗口打开" in frame_words(start._frame), timeout=5000)
    lock.unlock()


def test_a_fresh_folder_leads_to_the_first_start(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, hook: None
) -> None:
    start = Start(qapp, tmp_path / "新")
    qtbot.addWidget(start._frame)
    start.show()
    assert "正在打开" in frame_words(start._frame)
    qtbot.waitUntil(lambda: bool(start._frame.findChildren(FirstStart)), timeout=10_000)
    assert not (tmp_path / "新" / "station.db").exists()
    assert CLERK[2] not in frame_words(start._frame)
    start._ops.close()
