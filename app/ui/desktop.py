"""The window over an open station: search, status, printing, the idle lock, and what runs once a day."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.models.checks.age import full_years
from app.ports import CHINA
from app.services.clockwatch import ASK, Doubt
from app.services.counter import Counter
from app.services.printing.ahead import warm as warm_forms
from app.services.slips.payload import PREFIX
from app.services.workers.records import WorkerRow
from app.ui.caretaker import Caretaker
from app.ui.dayveil import DayVeil
from app.ui.inputs import warm as warm_lists
from app.ui.kit import Printers
from app.ui.lockveil import LockVeil, clerk_of
from app.ui.ops import Changes, Ops
from app.ui.pages import PAGES
from app.ui.pictures import Pictures
from app.ui.printing import StationDesk
from app.ui.resuming import Resuming
from app.ui.theme import PaletteName, Scale, Theme
from app.ui.wedge import WedgeWatch
from app.ui.window import Elsewhere, Fittings, SearchAnswer, SearchRow, StatusFacts, Window

_SPARE = 300
_BETWEEN = 40  # milliseconds between two parts of a page that is made while nobody types


def _prepare() -> None:
    """Work ahead of the first form on screen and the first on paper."""
    warm_lists()
    warm_forms()


class Habits:
    """Column widths and last choices, kept with the station's settings; each is read from them once.

    Every list asks for its widths whenever it is styled or resized, many times in a second.
    """

    def __init__(self, counter: Counter) -> None:
        self._settings = counter.settings
        self._known: dict[str, str] = {}

    def recall(self, name: str) -> str:
        """Return what was kept, or an empty text."""
        if name not in self._known:
            self._known[name] = self._settings.habit(name)
        return self._known[name]

    def keep(self, name: str, text: str) -> None:
        """Keep the text under the name."""
        self._settings.keep_habit(name, text)
        self._known[name] = text


class Desktop(QObject):
    """Keeps the window and the station together while it is open."""

    def __init__(
        self, counter: Counter, ops: Ops, theme: Theme, words: str = "", *, printers: Printers | None = None
    ) -> None:
        super().__init__()
        self.counter, self._ops, self._theme = counter, ops, theme
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        self._spare = QTimer(self)  # pages are made while the clerk's hands are still
        self._unmade, self._is_begun = [spec.key for spec in PAGES], False
        self._spare.setInterval(_SPARE)
        self._spare.timeout.connect(self._make_next)
        self._apply_look()
        ops.carry(counter.desk.held)
        clerk = clerk_of(counter.desk.operator)
        desk = StationDesk(counter.printers)
        fittings = Fittings(Pictures(), self._search, printers, Habits(counter), clerk, desk)
        self.window = Window(PAGES, counter, ops, theme, fittings)
        self.caretaker = Caretaker(counter, ops, self.window, self)
        self.caretaker.cared.connect(lambda _words: self.refresh_status())
        self.lock_veil = LockVeil(self.window, counter, ops)
        self.window.lock_asked.connect(lambda _window: self.lock())
        self.wedge = WedgeWatch(self.window, self.lock_veil.isVisible, self)
        self.wedge.listen_for(counter.reader.current)
        self.lock_veil.unlocked.connect(self._on_unlocked)
        self.resuming = Resuming(counter, ops, self.window, self)
        self.day_veil = DayVeil(self.window)
        self.day_veil.confirmed.connect(self._on_day_confirmed)
        self.caretaker.doubted.connect(self._on_clock_doubted)
        self._show_people()
        self.refresh_status()
        ops.changed.connect(self._on_changed)
        if words:
            self.window.tell("info", words, key="welcome")
        notice = counter.epochs.notice()
        if notice is not None:
            told = f"{notice.title}。{notice.lines[0]}"
            self.window.tell("warning", told, action="去办", on_action=self._open_exchange, key="epoch")

    def _open_exchange(self) -> None:
        self.window.open_page("exchange")

    def begin(self) -> None:
        """Start what a station does by itself: watch for idleness, check itself, back itself up."""
        self._is_begun = True
        self.caretaker.begin()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self._stir()
        self._ops.start(
            "准备代码表", lambda _progress: _prepare(), done=lambda _none: self._spare.start(_SPARE)
        )

    def lock(self) -> None:
        """Lock the counter: the page keeps its draft."""
        page = self.window.current_page()
        if page is not None:
            page.leave()
            self.resuming.left(page.page_key)
        self.lock_veil.lock("已锁屏，请输入密码继续，或换一位登录")

    def refresh_status(self) -> None:
        """Tell the strip what is known."""
        facts = self.counter.today.status(self.caretaker.words)
        self.window.status.show_facts(
            StatusFacts(
                waiting=facts.waiting,
                county_batch=facts.county_batch,
                returned=facts.returned,
                care=facts.care,
                is_healthy=self.caretaker.is_well,
            )
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        """Notice that somebody is working."""
        if event.type() in {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}:
            self._stir()
        return False

    def close(self) -> None:
        """Let go of the reader, fold the log into the file and remember how far this PC has come."""
        self.wedge.listen_for(None)
        self.counter.reader.close()
        self.counter.home.mark(self.counter.desk)
        self.counter.desk.database.close()

    def _make_next(self) -> None:
        self._spare.setInterval(_BETWEEN)
        while self._unmade and not self.window.grow(self._unmade[0]):
            self._unmade.pop(0)
        if not self._unmade:
            self._spare.stop()

    def _stir(self) -> None:
        if self._spare.isActive():
            self._spare.start(_SPARE)
        self.caretaker.stir()
        if not self.lock_veil.isVisible():
            self._idle.start()

    def _apply_look(self) -> None:
        chosen = self.counter.settings.all()
        self._theme.set_look(PaletteName(str(chosen["palette"])), Scale(str(chosen["font_scale"])))
        app = QApplication.instance()
        if app is not None:
            app.setProperty("is_quiet", not chosen["beep"])
        minutes = chosen["idle_minutes"]
        self._idle.setInterval(60_000 * (minutes if isinstance(minutes, int) and minutes > 0 else 8))

    def _show_people(self) -> None:
        operator = self.counter.desk.operator
        self.window.rail.show_people(
            self.counter.desk.station.name, f"{operator.name} · {operator.role.label}"
        )

    def _on_unlocked(self, left: object) -> None:
        is_another = left != self.counter.desk.operator.login
        self._show_people()
        if is_another:
            is_back = self.window.seat(clerk_of(self.counter.desk.operator))
            self.counter.undo.clear()
            self._unmade = [spec.key for spec in PAGES]
            if self._is_begun:
                self._spare.start(_SPARE)
            self.resuming.seat(is_back=is_back)
        self.caretaker.forget()
        self.caretaker.look()
        self._ops.announce(Changes.of("account", "draft"))
        self._stir()

    def _on_clock_doubted(self, doubt: object) -> None:
        if isinstance(doubt, Doubt):
            ask = partial(self.day_veil.ask, doubt)
            self.window.tell("warning", doubt.text, action=ASK, on_action=ask, key="clock")
        else:
            self.window.clear_bar("clock")

    def _on_day_confirmed(self, day: object) -> None:
        if isinstance(day, date):
            told = f"今天按 {day} 办理，已记入审计台账"
            self._ops.do(lambda: self.counter.time.confirm(day), done=lambda _none: self.window.toast(told))
            self.caretaker.look_at_clock()
            self._ops.announce(Changes.of("*"))

    def _on_changed(self, changes: object) -> None:
        if isinstance(changes, Changes):
            if changes.touch("setting"):
                self._apply_look()
                self.counter.reader.choose()
                self.wedge.listen_for(self.counter.reader.current)
            if changes.touch("account", "station"):
                self._show_people()
        self.refresh_status()

    def _search(self, typed: str) -> SearchAnswer:
        if typed.upper().startswith(PREFIX):
            return SearchAnswer((SearchRow(Elsewhere("exchange", typed), "核对这张受理回执", "按 Enter"),))
        page = self.counter.workers.find(typed)
        return SearchAnswer(tuple(self._found(row) for row in page.rows), has_more=page.has_more)

    def _found(self, row: WorkerRow) -> SearchRow:
        today = self.counter.desk.clock.today()
        age = f"{full_years(row.birth, today)} 岁" if row.birth else ""
        seen = f"上次 {row.last_visit_at.astimezone(CHINA):%Y-%m-%d}" if row.last_visit_at else ""
        parts = (row.sex, age, row.id_masked, row.village, "、".join(row.categories[:2]), seen)
        return SearchRow(row.id, row.name, "　".join(part for part in parts if part))
