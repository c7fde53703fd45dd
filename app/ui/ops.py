"""The one door from a page to the services: now or in the background, with errors, progress and cancel."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeVar, cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from app.faults import Cancelled, Conflict, UserError
from app.progress import Progress
from app.ui.errors import CrashReporter

T = TypeVar("T")
Hold = Callable[[Callable[[Progress], object]], Callable[[Progress], object]]
_log = logging.getLogger("app.ops")
SLOW_SECONDS = 0.1
CURSOR_MS = 500
STRIP_MS = 1000


@dataclass(frozen=True, slots=True)
class Changes:
    """Which kinds of record a piece of work touched: `worker`, `application`, `batch` and so on."""

    entities: frozenset[str]

    @classmethod
    def of(cls, *entities: str) -> Changes:
        """Return the changes of these kinds."""
        return cls(frozenset(entities))

    def touch(self, *entities: str) -> bool:
        """Whether any of these kinds changed; `*` stands for everything (F5)."""
        return "*" in self.entities or not self.entities.isdisjoint(entities)


class Changed(Protocol):
    """A service's result that says what it touched."""

    @property
    def entities(self) -> frozenset[str]:
        """Return the kinds of record."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the clerk's making on its way to the page: the very words, the field, the kind."""

    text: str
    field: str
    is_conflict: bool


@dataclass(frozen=True, slots=True)
class Step:
    """How far a job is; `of` 0 means unknown."""

    label: str
    done: int
    of: int
    text: str


@dataclass(frozen=True, slots=True)
class _Outcome:
    value: object = None
    error: Exception | None = None


class Lane(Enum):
    """Which queue a piece of work waits in."""

    WORK = "work"
    DOOR = "door"  # a log-in does not wait behind an import


class Runner(Protocol):
    """Runs the work of each lane one piece after another."""

    def submit(self, work: Callable[[], None], lane: Lane) -> None:
        """Run the work when its turn in the lane comes."""

    def close(self) -> None:
        """Wait for what is running."""


class ThreadRunner:
    """One thread a lane, so what a clerk asks for is done in the order asked."""

    def __init__(self) -> None:
        self._pools = {
            lane: ThreadPoolExecutor(max_workers=1, thread_name_prefix=lane.value) for lane in Lane
        }

    def submit(self, work: Callable[[], None], lane: Lane) -> None:
        """Queue the work."""
        self._pools[lane].submit(work)

    def close(self) -> None:
        """Wait for the running work; queued work is dropped."""
        for pool in self._pools.values():
            pool.shutdown(wait=True, cancel_futures=True)


class InlineRunner:
    """Runs work at once on the caller's thread; for tests."""

    def submit(self, work: Callable[[], None], lane: Lane) -> None:  # noqa: ARG002 - a runner's signature
        """Run the work."""
        work()

    def close(self) -> None:
        """Have nothing to wait for."""


class Job(QObject):
    """One piece of background work; also the Progress that it receives.

    `shown` after one second, `stepped` with a Step, `ended` once, all on the window's thread.
    """

    shown = Signal(object)
    stepped = Signal(object)
    ended = Signal(object)

    def __init__(self, label: str, parent: QObject) -> None:
        super().__init__(parent)
        self.label = label
        self._stop = threading.Event()
        self._cursor = self._timer(CURSOR_MS, self._on_cursor_due)
        self._strip = self._timer(STRIP_MS, self._on_strip_due)
        self._has_cursor = False

    def step(self, done: int, of: int, text: str) -> None:
        """Report progress from the worker thread; raises Cancelled when the clerk asked to stop."""
        if self._stop.is_set():
            raise Cancelled
        self.stepped.emit(Step(self.label, done, of, text))

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def settle(self) -> None:
        """Take back cursor and timers once the end has arrived."""
        self._cursor.stop()
        self._strip.stop()
        if self._has_cursor:
            QGuiApplication.restoreOverrideCursor()
            self._has_cursor = False

    def _timer(self, millis: int, due: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(due)
        timer.start(millis)
        return timer

    def _on_cursor_due(self) -> None:
        QGuiApplication.setOverrideCursor(Qt.CursorShape.BusyCursor)
        self._has_cursor = True

    def _on_strip_due(self) -> None:
        if self._has_cursor:
            QGuiApplication.restoreOverrideCursor()
            self._has_cursor = False
        self.shown.emit(self)


class Ops(QObject):
    """Runs service calls for pages.

    `do(fn)` now, for work on one record; `start(label, fn)` in the background, for everything else.
    `done` receives the result on the window's thread. A result with `.changes` (or the `touches`
    given) is broadcast through `changed`. UserError and Conflict go to `failed` where given, else to
    `faulted` (the window shows the bar and focuses the field). A bug goes to the crash sheet.

    >>> ops.do(lambda: services.workers.register(form), done=self._on_registered)
    >>> ops.start("正在导入名册", lambda progress: roster.take_in(path, progress), done=self._on_taken)
    """

    changed = Signal(object)
    faulted = Signal(object)
    started = Signal(object)
    ended = Signal(object)

    def __init__(
        self, crashes: CrashReporter, *, runner: Runner | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.crashes = crashes
        self._runner: Runner = runner or ThreadRunner()
        self._held: Hold = lambda work: work
        self._jobs: list[Job] = []
        self._endings: dict[int, Callable[[_Outcome], None]] = {}

    def do(
        self,
        work: Callable[[], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[UserError], None] | None = None,
        touches: frozenset[str] = frozenset(),
    ) -> T | None:
        """Run short work now and return its result; None when it failed."""
        began = time.perf_counter()
        outcome = _attempt(work)
        spent = time.perf_counter() - began
        if spent > SLOW_SECONDS:
            _log.info(  # a note, not a fault: how slow is the machine's affair
                "slow on the window's thread: %.0f ms %s", spent * 1000, getattr(work, "__qualname__", "")
            )
        return self._deliver(outcome, done, failed, touches)

    def start(
        self,
        label: str,
        work: Callable[[Progress], T],
        *,
        done: Callable[[T], None] | None = None,
        failed: Callable[[UserError], None] | None = None,
        cancelled: Callable[[], None] | None = None,
        touches: frozenset[str] = frozenset(),
        lane: Lane = Lane.WORK,
    ) -> Job:
        """Run long work on the lane's thread; the job can be cancelled and lives until its end arrived."""
        held = self._held(work)
        job = Job(label, self)
        self._jobs.append(job)

        def finish(outcome: _Outcome) -> None:
            if isinstance(outcome.error, Cancelled) and cancelled is not None:
                cancelled()
            else:
                self._deliver(outcome, done, failed, touches)

        self._endings[id(job)] = finish
        job.ended.connect(self._on_job_ended)
        self.started.emit(job)
        self._runner.submit(lambda: job.ended.emit(_Ended(job, _attempt(lambda: held(job)))), lane)
        return job

    def carry(self, held: Hold) -> None:
        """Let background work go on in the name of whoever sat here when it was asked for."""
        self._held = held

    def announce(self, changes: Changed) -> None:
        """Tell every page that records of these kinds changed."""
        self.changed.emit(Changes(frozenset(changes.entities)))

    @property
    def is_busy(self) -> bool:
        """Whether any background work has not ended."""
        return bool(self._jobs)

    def close(self) -> None:
        """Cancel what runs and wait for it."""
        for job in self._jobs:
            job.cancel()
        self._runner.close()

    def _on_job_ended(self, payload: object) -> None:
        ending = cast("_Ended", payload)
        ending.job.settle()
        self._jobs.remove(ending.job)
        self.ended.emit(ending.job)
        self._endings.pop(id(ending.job))(ending.outcome)
        ending.job.deleteLater()

    def _deliver(
        self,
        outcome: _Outcome,
        done: Callable[[T], None] | None,
        failed: Callable[[UserError], None] | None,
        touches: frozenset[str],
    ) -> T | None:
        error = outcome.error
        if isinstance(error, UserError):
            if failed is not None:
                failed(error)
            else:
                self.faulted.emit(Fault(error.text, error.field, isinstance(error, Conflict)))
            return None
        if error is not None:
            if not isinstance(error, Cancelled):
                self.crashes.report(error)
            return None
        value = cast("T", outcome.value)
        if done is not None:
            done(value)
        entities = frozenset(getattr(getattr(value, "changes", None), "entities", ())) | touches
        if entities:
            self.changed.emit(Changes(entities))
        return value


@dataclass(frozen=True, slots=True)
class _Ended:
    job: Job
    outcome: _Outcome


def _attempt(work: Callable[[], object]) -> _Outcome:
    try:
        return _Outcome(value=work())
    except Exception as error:  # noqa: BLE001 - the one door: every fault leaves through _deliver
        return _Outcome(error=error)


class InlineOps(Ops):
    """Ops whose background work runs at once; for tests and the demonstration day."""

    def __init__(self, crashes: CrashReporter | None = None, parent: QObject | None = None) -> None:
        super().__init__(crashes or CrashReporter(), runner=InlineRunner(), parent=parent)
