"""The composition root: a frame at once, then everything heavy, then the way in and the window."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Protocol, cast

from PySide6.QtCore import QLockFile, QTimer
from PySide6.QtWidgets import QApplication

from app.log import start_log
from app.paths import data_home, font_folders
from app.ports import SystemClock, SystemIds
from app.ui.entrance.frame import EntranceFrame
from app.ui.errors import CrashReporter
from app.ui.ops import Ops
from app.ui.theme import Theme, prepare_environment


class _Signal(Protocol):
    def connect(self, slot: object) -> object: ...


class _Opening(Protocol):
    opened: _Signal

    def begin(self) -> None: ...


def load(name: str) -> ModuleType:
    """Import a heavy module once something stands on the screen; the one place that does so by name."""
    return importlib.import_module(name)


class Start:
    """What lives as long as the application does."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self._app, self._folder = app, folder
        self._theme = Theme(app)
        self._theme.apply()
        self._crashes = CrashReporter()
        self._crashes.install()
        self._ops = Ops(self._crashes)
        self._frame = EntranceFrame()
        self._lock = QLockFile(str(folder / "window.lock"))
        self._opening: _Opening | None = None
        self._desktop: object | None = None

    def show(self) -> None:
        """Show the frame; the rest follows once it is painted."""
        self._frame.show()
        QTimer.singleShot(0, self._go_on)

    def _go_on(self) -> None:
        self._theme.load_late_fonts()
        self._folder.mkdir(parents=True, exist_ok=True)
        if not self._lock.tryLock(100):
            self._frame.wait("家门口已经在另一个窗口打开了，请切换到那个窗口。")
            return
        start_log(self._folder / "logs")
        self._ops.start(
            "正在打开", lambda _progress: load("app.services.counter"), done=lambda _module: self._open_door()
        )

    def _open_door(self) -> None:
        load("app.services.printing.fonts").use_folders(font_folders())
        home = load("app.services.home").StationHome(self._folder, clock=SystemClock(), ids=SystemIds())
        opening = load("app.ui.entrance.opening").Opening(self._frame, home, self._ops, self._frame)
        self._opening = cast("_Opening", opening)
        self._opening.opened.connect(self._on_opened)
        self._opening.begin()

    def _on_opened(self, payload: object) -> None:
        counter, words = cast("tuple[object, str]", payload)
        desktop = load("app.ui.desktop").Desktop(counter, self._ops, self._theme, words)
        self._desktop = desktop
        desktop.window.show()
        self._frame.hide()
        desktop.begin()
        self._app.aboutToQuit.connect(desktop.close)


def main() -> int:
    """Open the application and return its exit code."""
    prepare_environment()
    app = QApplication(sys.argv)
    app.setApplicationName("jiamenkou")
    app.setApplicationDisplayName("家门口")
    start = Start(app, data_home())
    start.show()
    return app.exec()


def check_slips(check: object, today: object, bureau: str) -> int:
    """Open the county's window for slips and return its exit code."""
    prepare_environment()
    app = QApplication(sys.argv[:1])
    theme, crashes = Theme(app), CrashReporter()
    theme.apply()
    theme.load_late_fonts()
    crashes.install()
    window = load("app.ui.slipwindow").SlipWindow(check, today, Ops(crashes), bureau)
    window.begin()
    return app.exec()
