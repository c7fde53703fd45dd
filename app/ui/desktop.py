"""The window over an open station: search, status, printing, the idle lock, and what runs once a day."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout

from app.models.checks.age import full_years
from app.ports import CHINA
from app.progress import Progress
from app.services import backup
from app.services.counter import Counter
from app.services.printing import preview
from app.services.workers.records import WorkerRow
from app.ui.entrance.forms import LogIn
from app.ui.kit import PageImage, Printers
from app.ui.ops import Changes, Ops
from app.ui.pages import PAGES
from app.ui.theme import PaletteName, Scale, Theme, tokens
from app.ui.window import Fittings, SearchAnswer, SearchRow, StatusFacts, Window
from app.ui.window.sheets import Veil

_LOOK_EVERY = 15_000
_IDLE_CHECK_AFTER = 60_000
_SCALES = {"standard": Scale.STANDARD, "large": Scale.LARGE, "extra": Scale.EXTRA}
_PALETTES = {"light": PaletteName.LIGHT, "dark": PaletteName.DARK, "contrast": PaletteName.CONTRAST}


class Pictures:
    """Pages of a PDF as pictures, from the very bytes that are printed."""

    def page_count(self, pdf: bytes) -> int:
        """Return how many pages there are."""
        return preview.page_count(pdf)

    def page_image(self, pdf: bytes, page: int, dpi: int) -> PageImage:
        """Return one page as a picture."""
        image = preview.page_image(pdf, page, dpi)
        return _Picture(image.width, image.height, image.stride, image.pixels)


class _Picture:
    def __init__(self, width: int, height: int, stride: int, data: bytes) -> None:
        self.width, self.height, self.stride, self.data = width, height, stride, data


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
        card = LogIn(title, self._counter.home.names(), may_recover=False)
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
            failed=lambda fault: card.say(fault.text),
        )

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
        self._care = ""
        self._apply_look()
        self.window = Window(
            PAGES,
            counter,
            ops,
            theme,
            Fittings(Pictures(), search=self._search, printers=printers, memory=Habits(counter)),
        )
        self.lock_veil = LockVeil(self.window, counter, ops)
        self.window.lock_asked.connect(lambda _window: self.lock())
        self.lock_veil.unlocked.connect(lambda _operator: self._on_unlocked())
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(self.lock)
        self._show_people()
        self.refresh_status()
        ops.changed.connect(self._on_changed)
        if words:
            self.window.tell("info", words, key="welcome")

    def begin(self) -> None:
        """Start what a station does by itself: watch for idleness, check itself, back itself up."""
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)
        self._stir()
        QTimer.singleShot(800, self._first_care)
        QTimer.singleShot(_IDLE_CHECK_AFTER, self._whole_check)

    def lock(self) -> None:
        """Lock the counter: the page keeps its draft."""
        page = self.window.current_page()
        if page is not None:
            page.leave()
        self.lock_veil.lock("已锁屏，请输入密码继续，或换一位登录")

    def refresh_status(self) -> None:
        """Tell the strip what is known."""
        facts = self.counter.today.status(self._care)
        self.window.set_status(
            StatusFacts(
                waiting=facts.waiting,
                county_batch=facts.county_batch,
                returned=facts.returned,
                care=facts.care,
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

    def _stir(self) -> None:
        minutes = self.counter.settings.all()["idle_minutes"] if not self._idle.isActive() else 0
        if isinstance(minutes, int) and minutes > 0:
            self._idle.setInterval(minutes * 60_000)
        if not self.lock_veil.isVisible():
            self._idle.start()

    def _apply_look(self) -> None:
        chosen = self.counter.settings.all()
        self._theme.set_look(_PALETTES[str(chosen["palette"])], _SCALES[str(chosen["font_scale"])])

    def _show_people(self) -> None:
        operator = self.counter.desk.operator
        self.window.show_people(self.counter.desk.station.name, f"{operator.name} · {operator.role.label}")

    def _on_unlocked(self) -> None:
        self.counter.undo.clear()
        self._show_people()
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

    def _first_care(self) -> None:
        health = self.counter.selfcheck.quick()
        self._care = health.text()
        for item in health.items:
            if item.key == "clock" and not item.is_well:
                self.window.tell("warning", item.text, key="clock")
        home = self.counter.home
        if backup.is_due(backup.listed(home.backups), self.counter.desk.clock.today()):
            self._ops.start("每日备份", self._back_up, done=lambda _card: self._after_backup())
        else:
            self._after_backup()

    def _back_up(self, progress: Progress) -> backup.BackupCard:
        desk, home = self.counter.desk, self.counter.home
        made = backup.make(desk.database, home.folder, home.backups, now=desk.clock.now(), progress=progress)
        keep = self.counter.settings.all()["backup_keep_days"]
        backup.rotate(home.backups, desk.clock.today(), keep_days=keep if isinstance(keep, int) else 14)
        return made

    def _after_backup(self) -> None:
        cards = backup.listed(self.counter.home.backups)
        made = f"{cards[0].made_at.astimezone(CHINA):%m-%d %H:%M} 已备份 · " if cards else "还没有备份 · "
        self._care = made + self.counter.selfcheck.quick().text()
        self.refresh_status()

    def _whole_check(self) -> None:
        self._ops.start("整库自检", self.counter.selfcheck.whole, done=self._on_checked)

    def _on_checked(self, health: object) -> None:
        text = getattr(health, "text", None)
        if callable(text) and not getattr(health, "is_well", True):
            self.window.tell("error", f"{text()}，请到「设置」查看", key="health")
