"""The window over an open station: search, status, printing, the idle lock, and what runs once a day."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout

from app.models.checks.age import full_years
from app.ports import CHINA
from app.services.counter import Counter
from app.services.sample import hint
from app.services.workers.records import WorkerRow
from app.ui.caretaker import Caretaker
from app.ui.entrance.forms import LogIn
from app.ui.inputs import warm
from app.ui.kit import Printers
from app.ui.ops import Changes, Ops
from app.ui.pages import PAGES
from app.ui.pictures import Pictures
from app.ui.theme import PaletteName, Scale, Theme, tokens
from app.ui.window import Fittings, SearchAnswer, SearchRow, StatusFacts, Window
from app.ui.window.sheets import Veil

_SPARE = 300


class Habits:
    """Column widths and last choices, kept with the station's settings."""

    def __init__(self, counter: Counter) -> None:
        self._settings = counter.settings

    def recall(self, name: str) -> str:
        """Return what was kept, or an empty text."""
        return self._settings.habit(name)

    def keep(self, name: str, text: str) -> None:
        """Keep the text under the name."""
        self._settings.keep_habit(name, text)


class LockVeil(Veil):
    """Hides the window until the clerk, or another one, gives a password; drafts stay as they are."""

    unlocked = Signal(object)

    def __init__(self, window: Window, counter: Counter, ops: Ops) -> None:
        super().__init__(window)
        self._counter, self._ops, self._shut = counter, ops, window.shut
        box = QVBoxLayout(self._sheet)
        box.setContentsMargins(12, 12, 12, 12)
        self._holder = QHBoxLayout()
        box.addLayout(self._holder)

    def lock(self, title: str) -> None:
        """Show the log-in over everything; a second lock changes nothing."""
        if self.isVisible():
            return
        while self._holder.count():
            item = self._holder.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        names = self._counter.home.names()
        card = LogIn(title, names, may_recover=False, hint=hint(names))
        card.setMinimumWidth(520)
        card.asked.connect(lambda pair: self._on_asked(card, pair))
        self._holder.addWidget(card)
        self.bring()
        self._shut(is_shut=True)
        card.begin()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Hide what lies below: nobody's record is left on the screen."""
        QPainter(self).fillRect(self.rect(), QColor(tokens().rail))

    def keyPressEvent(self, event: QEvent) -> None:
        """Let no key through: a lock does not close on Esc."""
        event.accept()

    def _on_asked(self, card: LogIn, pair: tuple[str, str]) -> None:
        login, password = pair
        self._ops.start(
            "正在登录",
            lambda _progress: self._counter.accounts.switch(login, password),
            done=self._on_switched,
            failed=lambda fault: self._refuse(card, fault.text),
        )

    def _refuse(self, card: LogIn, text: str) -> None:
        """Say why, and make room for the words."""
        card.say(text)
        layout = self._sheet.layout()
        if layout is not None:
            layout.activate()
        self._place()

    def _on_switched(self, operator: object) -> None:
        self._shut(is_shut=False)
        self.put_away()
        self.unlocked.emit(operator)


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
        self._unmade = iter(PAGES)
        self._spare.setInterval(_SPARE)
        self._spare.timeout.connect(self._make_next)
        self._apply_look()
        self.window = Window(
            PAGES,
            counter,
            ops,
            theme,
            Fittings(Pictures(), search=self._search, printers=printers, memory=Habits(counter)),
        )
        self.caretaker = Caretaker(counter, ops, self.window, self)
        self.caretaker.cared.connect(lambda _words: self.refresh_status())
        self.lock_veil = LockVeil(self.window, counter, ops)
        self.window.lock_asked.connect(lambda _window: self.lock())
        self.lock_veil.unlocked.connect(lambda _operator: self._on_unlocked())
        self._show_people()
        self.refresh_status()
        ops.changed.connect(self._on_changed)
        if words:
            self.window.tell("info", words, key="welcome")

    def begin(self) -> None:
        """Start what a station does by itself: watch for idleness, check itself, back itself up."""
        self.caretaker.begin()
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self._stir()
        self._ops.start("准备代码表", lambda _progress: warm(), done=lambda _none: self._spare.start())

    def lock(self) -> None:
        """Lock the counter: the page keeps its draft."""
        page = self.window.current_page()
        if page is not None:
            page.leave()
        self.lock_veil.lock("已锁屏，请输入密码继续，或换一位登录")

    def refresh_status(self) -> None:
        """Tell the strip what is known."""
        facts = self.counter.today.status(self.caretaker.words)
        self.window.set_status(
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
        """Fold the log into the file and remember how far this PC has come."""
        self.counter.home.mark(self.counter.desk)
        self.counter.desk.database.close()

    def _make_next(self) -> None:
        spec = next(self._unmade, None)
        if spec is None:
            self._spare.stop()
        else:
            self.window.page(spec.key)

    def _stir(self) -> None:
        if self._spare.isActive():
            self._spare.start()
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
        self.window.show_people(self.counter.desk.station.name, f"{operator.name} · {operator.role.label}")

    def _on_unlocked(self) -> None:
        self.counter.undo.clear()
        self._show_people()
        self.caretaker.look()
        self._ops.announce(Changes.of("account", "draft"))
        self._stir()

    def _on_changed(self, changes: object) -> None:
        if isinstance(changes, Changes):
            if changes.touch("setting"):
                self._apply_look()
            if changes.touch("account", "station"):
                self._show_people()
        self.refresh_status()

    def _search(self, typed: str) -> SearchAnswer:
        page = self.counter.workers.find(typed)
        return SearchAnswer(tuple(self._found(row) for row in page.rows), has_more=page.has_more)

    def _found(self, row: WorkerRow) -> SearchRow:
        today = self.counter.desk.clock.today()
        age = f"{full_years(row.birth, today)} 岁" if row.birth else ""
        seen = f"上次 {row.last_visit_at.astimezone(CHINA):%Y-%m-%d}" if row.last_visit_at else ""
        parts = (row.sex, age, row.id_masked, row.village, "、".join(row.categories[:2]), seen)
        return SearchRow(row.id, row.name, "　".join(part for part in parts if part))
