"""The stage of the demonstration: a real window over a real station, with a clock that only the day moves."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.faults import UserError
from app.ports import FixedClock, SeededIds
from app.services import settings
from app.services.counter import Counter, build_counter
from app.services.desk import Desk
from app.services.devices.simulator import Simulator
from app.services.home import StationHome
from app.services.keyslots import Cost
from app.services.signers import SIGNING_KEY
from app.ui.desktop import Desktop
from app.ui.errors import CrashReporter
from app.ui.ops import InlineOps
from app.ui.theme import PaletteName, Scale, Theme, prepare_environment

MORNING = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)  # 08:30 in China
_QUICK = Cost(memory_kib=1024, time=1, parallelism=1)  # the sample's passwords are printed on the page
SIZES = {"": (1366, 728), "_small": (1092, 560)}


def _say(_kind: QtMsgType, _where: QMessageLogContext, words: str) -> None:
    """Pass on what Qt says, but for a remark of the screenless platform that helps nobody."""
    if "propagateSizeHints" not in words:
        sys.stderr.write(f"{words}\n")


def use_shown_key(desk: Desk, seed: int) -> None:
    """Give the sample station the signing key of a seed: its slips are the same bytes each time, and prove nothing."""
    with desk.database.transaction() as session:
        settings.put(session, desk, SIGNING_KEY, sha256(f"示例 {seed}".encode()).hexdigest())


class Stage:
    """Application, theme and station; pictures are taken of what stands on it."""

    def __init__(self, data: Path, screens: Path, seed: int) -> None:
        prepare_environment()
        qInstallMessageHandler(_say)
        running = QApplication.instance()
        self.app = running if isinstance(running, QApplication) else QApplication([])
        self.theme = Theme(self.app)
        self.theme.set_palette(PaletteName.LIGHT)
        self.theme.load_late_fonts()
        self.crashes = CrashReporter()
        self.faults: list[object] = []
        self.crashes.reported.connect(self.faults.append)
        self.ops = InlineOps(self.crashes)
        self.clock = FixedClock(MORNING)
        self.home = StationHome(data, clock=self.clock, ids=SeededIds(seed, self.clock), cost=_QUICK)
        self._screens = screens
        self.desktop: Desktop | None = None

    def open(self, desk: Desk) -> Counter:
        """Open the window over a station."""
        counter = build_counter(desk, self.home)
        self.desktop = Desktop(counter, self.ops, self.theme)
        self.desktop.window.resize(*SIZES[""])
        self.desktop.window.show()
        self.settle()
        return counter

    @property
    def counter(self) -> Counter:
        """Return the services of the open station."""
        if self.desktop is None:
            raise RuntimeError("the window is not open yet")
        return self.desktop.counter

    def settle(self) -> None:
        """Let the window draw what it was asked to."""
        QTest.qWait(30)

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Take a picture at the standard size of the screen."""
        target = widget or (self.desktop.window if self.desktop else None)
        if target is None:
            return
        self.settle()
        target.grab().save(str(self._screens / f"{name}.png"))

    def show_page(self, key: str, target: object | None = None) -> QWidget:
        """Bring a page to the front and return it."""
        if self.desktop is None:
            raise RuntimeError("the window is not open yet")
        self.desktop.window.open_page(key, target)
        self.settle()
        return self.desktop.window.page(key)

    def tidy(self) -> None:
        """Read every bar and put it away, as a clerk does; what was done last is known by now."""
        if self.desktop is not None:
            self.desktop.window.clear_bar("*")
            self.desktop.window.toast("")
        self.settle()

    def large(self, *, is_on: bool) -> None:
        """Change to the large type size and back."""
        self.theme.set_scale(Scale.EXTRA if is_on else Scale.STANDARD)
        self.settle()

    def card(self, name: str) -> None:
        """Lay one of the invented cards on the simulated reader."""
        reader = self.counter.reader.current
        if not isinstance(reader, Simulator):
            raise UserError("演示要用模拟读卡器。")
        reader.put(next(one for one in reader.cards if one.name == name))

    def beside(self, data: Path, seed: int) -> Stage:
        """Return the stage of another PC, at the same hour."""
        other = Stage(data, self._screens, seed)
        other.clock.advance(seconds=(self.clock.now() - other.clock.now()).total_seconds())
        return other

    def close(self) -> None:
        """Fold everything away."""
        if self.desktop is not None:
            self.desktop.window.close()
            self.desktop.close()
        if self.faults:
            raise RuntimeError(f"the window reported {len(self.faults)} faults: {self.faults[0]}")
