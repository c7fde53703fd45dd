"""What a station does by itself: today's backup, a look at its health, and the whole check in a quiet minute."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.ports import CHINA
from app.services.care import Kept
from app.services.counter import Counter
from app.services.selfcheck import Health
from app.ui.kit import Shell
from app.ui.ops import Ops

_FIRST_LOOK = 800
_QUIET_MINUTE = 60_000
_HOUR = 3_600_000


class Caretaker(QObject):
    """Keeps the data safe without being asked; `cared` when its words for the strip changed.

    `doubted` carries why the PC's clock cannot be believed, and None when it can again.
    """

    cared = Signal(object)
    doubted = Signal(object)

    def __init__(self, counter: Counter, ops: Ops, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counter, self._ops, self._shell = counter, ops, shell
        self.words = ""
        self.is_well = True
        self._checked_on: date | None = None
        self._is_backing_up = False
        self._hourly = QTimer(self)
        self._hourly.setInterval(_HOUR)
        self._hourly.timeout.connect(self.look)
        self._minute = QTimer(self)
        self._minute.setInterval(_QUIET_MINUTE)
        self._minute.timeout.connect(self.look_at_clock)
        ops.faulted.connect(lambda _fault: self._remind())
        self._doubted: object = None
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MINUTE)
        self._quiet.timeout.connect(self.check_when_quiet)

    def begin(self) -> None:
        """Look once the window stands, and then every hour: a counter may stay open for days."""
        QTimer.singleShot(_FIRST_LOOK, self, self.look)
        self._hourly.start()
        self._minute.start()

    def stir(self) -> None:
        """Wait for the next quiet minute."""
        if self._hourly.isActive():
            self._quiet.start()

    def look(self) -> None:
        """Make today's backup where there is none yet, and look at the health."""
        if self._counter.care.is_backup_due() and not self._is_backing_up:
            self._is_backing_up = True
            self._ops.start(
                "每日备份",
                self._counter.care.back_up,
                done=self._on_backed_up,
                failed=lambda fault: self._on_not_backed_up(fault.text),
                cancelled=lambda: self._on_not_backed_up("今天的备份没有做完，请在「设置」里立即备份。"),
            )
        elif not self._is_backing_up:
            self._tell_health()
            self._look_after()

    def look_at_clock(self) -> None:
        """Hold the clock against the last record and the time that passed; tell what is odd once, until it changes."""
        doubt = self._counter.time.doubt()
        oddity = doubt.oddity if doubt is not None else None
        if oddity != self._doubted:
            self._doubted = oddity
            self.doubted.emit(doubt)

    def forget(self) -> None:
        """Tell everything anew: somebody else looks at the screen."""
        self._doubted = None

    def _remind(self) -> None:
        """Show the doubt again after something was refused: the way out stands in its bar."""
        if self._doubted is not None:
            self.forget()
            self.look_at_clock()

    def check_when_quiet(self) -> None:
        """Check every page and every line, once a day, when nobody is working and nothing runs."""
        if self._ops.is_busy:
            self._quiet.start()
        elif self._checked_on != self._counter.desk.clock.today():
            self._ops.start("整库自检", self._counter.selfcheck.whole, done=self._on_checked)

    def _on_backed_up(self, kept: Kept) -> None:
        self._is_backing_up = False
        if kept.trouble:
            self._shell.tell("warning", f"今天的备份已做；{kept.trouble}", key="backup")
        self._tell_health()
        self._look_after()

    def _look_after(self) -> None:
        """Read what a restoring put aside, and once a month try the newest backup out."""
        care = self._counter.care
        for aside in care.aside()[:1]:
            self._ops.start(
                "抢救恢复前的数据",
                partial(care.salvage, aside),
                done=lambda made: self._shell.tell("warning", made.text, key="salvage"),
                failed=lambda fault: self._shell.tell("error", fault.text, key="salvage"),
            )
            return
        if care.is_trial_due():
            self._ops.start(
                "试恢复备份",
                care.try_out,
                done=lambda _card: None,
                failed=lambda fault: self._shell.tell("error", fault.text, key="backup"),
            )

    def _on_not_backed_up(self, text: str) -> None:
        self._is_backing_up = False
        self._shell.tell("error", text, key="backup")
        self._tell_health()

    def _tell_health(self) -> None:
        health = self._ops.do(self._counter.selfcheck.quick)
        if health is None:
            return
        self.look_at_clock()
        self._say(health)

    def _on_checked(self, health: Health) -> None:
        self._checked_on = self._counter.desk.clock.today()
        if not health.is_well:
            self._shell.tell("error", f"{health.text()}，请到「设置」查看", key="health")
        self._say(health)

    def _say(self, health: Health) -> None:
        cards = self._counter.care.backups()
        made = f"{cards[0].made_at.astimezone(CHINA):%m-%d %H:%M} 已备份" if cards else "还没有备份"
        self.words, self.is_well = f"{made} · {health.text()}", health.is_well
        self.cared.emit(self.words)
