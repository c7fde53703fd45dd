"""The window: rail, search, pages, bars, toast, progress and status, and where every key goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.actions import PAGE_ACTS, Act, bind_shortcuts
from app.ui.errors import CrashNote
from app.ui.kit.bars import MessageBar
from app.ui.kit.fields.field import Field, Remark
from app.ui.kit.memory import Memory, SessionMemory
from app.ui.kit.page import RAIL, Page, PageContext, PageSpec
from app.ui.kit.preview import PageSource, PreviewDoc, PreviewPane, Printers, PrintOrder
from app.ui.kit.printbar import PrintDesk
from app.ui.kit.progress import ProgressStrip
from app.ui.kit.toast import Toast
from app.ui.ops import Changes, Fault, Job, Ops, Step
from app.ui.printing import SystemPrinters
from app.ui.theme import Theme, is_low
from app.ui.window.help import HelpSheet
from app.ui.window.rail import Rail
from app.ui.window.sending import send
from app.ui.window.sheets import CrashSheet
from app.ui.window.sittings import Sittings
from app.ui.window.statusbar import StatusBar
from app.ui.window.topbar import Elsewhere, Search, SearchAnswer, TopBar

S = TypeVar("S")
WORKERS = "workers"
_PASSING = ("fault", "card", "field", "clause")  # bars that speak of the page being left
_ANSWERED_BY_WORKERS = {Act.NEW, Act.READ_CARD}


@dataclass(frozen=True, slots=True)
class Fittings:
    """What the window is fitted with besides pages: search, pictures, printers and their profiles, habits, a clerk."""

    page_source: PageSource
    search: Search = lambda _typed: SearchAnswer(())
    printers: Printers | None = None
    memory: Memory | None = None
    clerk: str = ""
    desk: PrintDesk | None = None


class Window(QWidget):
    """The shell around the pages; it is the `Shell` that pages see.

    >>> window = Window(PAGES, services, ops, theme, Fittings(page_source=pictures, search=services.search))
    >>> window.rail.show_people("娘子关镇就业服务站", "王秀兰 · 经办"); window.show()
    """

    lock_asked = Signal(object)

    def __init__(
        self, pages: Sequence[PageSpec[S]], services: S, ops: Ops, theme: Theme, fittings: Fittings
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("家门口 · 基层就业服务站")
        self._ops, self._theme = ops, theme
        memory = fittings.memory or SessionMemory()
        self._stack = QStackedWidget(self)
        printers = fittings.printers or SystemPrinters(fittings.page_source, self)
        context = PageContext(ops, services, self, memory, theme, self._stack, printers)
        self._makers: dict[str, Callable[[], Page]] = {
            spec.key: partial(spec.make, context) for spec in pages
        }
        self._sittings = Sittings(fittings.clerk)
        self._bars: dict[str, MessageBar] = {}
        self._strip_job: Job | None = None
        self._printers = printers
        self.rail = Rail([entry for entry in RAIL if entry.key in self._makers], self)
        self._top = TopBar(ops, fittings.search, self)
        self._stack.setObjectName("pages")
        self._preview = PreviewPane(fittings.page_source, printers, self, desk=fittings.desk)
        self._stack.addWidget(self._preview)
        self._strip = ProgressStrip(self)
        self.status = StatusBar(self)
        self._lay_out()
        self._toast = Toast(self)
        self._help = HelpSheet(self)
        self._crash = CrashSheet(self)
        self._wire()
        bind_shortcuts(self, self.run)
        self.resize(1366, 728)
        first = next((entry.key for entry in RAIL if entry.key in self._makers), None)
        if first is not None:
            self.open_page(first)

    def sizeHint(self) -> QSize:
        """Return the size on the smallest common screen."""
        return QSize(1366, 728)

    def open_page(self, key: str, target: object | None = None) -> None:
        """Bring a page to the front, made now if it never was, and hand it what to open."""
        if key not in self._makers:
            return
        former = self.current_page()
        page = self.page(key)
        if former is not None and former is not page:
            former.leave()
            for bar in _PASSING:
                self.clear_bar(bar)
        self._stack.setCurrentWidget(page)
        self.rail.show_current(key)
        stale = self._sittings.now.stale.pop(key, None)
        if stale:
            page.refresh(Changes(frozenset(stale)))
        if former is not page or target is not None:
            page.open(target)
            self._focus(page)

    def page(self, key: str) -> Page:
        """Return a page, made now if it never was, or not to the end."""
        while self.grow(key):
            pass
        return self._sittings.now.pages[key]

    def grow(self, key: str) -> bool:
        """Make the next part of a page; say whether there was one left to make."""
        pages = self._sittings.now.pages
        if key in pages:
            return pages[key].grow()
        pages[key] = self._makers[key]()
        self._stack.addWidget(pages[key])
        return True

    def current_page(self) -> Page | None:
        """Return the page in front, also below a preview."""
        shown = self._stack.currentWidget()
        if isinstance(shown, Page):
            return shown
        return next((page for page in self._sittings.now.pages.values() if page is self._below), None)

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say for ten seconds what was done, with 撤销 where it can be undone."""
        self._toast.show_text(text, undo)

    def tell(
        self,
        tone: str,
        text: str,
        *,
        action: str = "",
        on_action: Callable[[], None] | None = None,
        key: str = "",
    ) -> None:
        """Show a bar until it is read; a bar with the same key gives way."""
        name = key or text
        self.clear_bar(name)
        bar = MessageBar(parent=self)
        bar.say(tone, text, action=action)
        if on_action is not None:
            bar.action_asked.connect(lambda _words: on_action())
        bar.closed.connect(lambda _bar: self.clear_bar(name))
        self._bars[name] = bar
        self._bar_box.addWidget(bar)
        self._pad()

    def clear_bar(self, key: str) -> None:
        """Take a bar away, `*` every one, as if each had been read."""
        if key == "*":
            for name in list(self._bars):
                self.clear_bar(name)
        bar = self._bars.pop(key, None)
        if bar is not None:
            bar.hide()
            bar.deleteLater()
        self._pad()

    def preview(self, doc: PreviewDoc) -> None:
        """Show the bytes that will be printed, over the page."""
        self._below = self.current_page()
        self._stack.setCurrentWidget(self._preview)
        self._preview.show_doc(doc)

    def alone(self, *, is_alone: bool) -> None:
        """Show the page alone, nothing of the window around it, while somebody else looks at the screen."""
        for part in (self.rail, self._top, self.status, *self._bars.values()):
            part.setVisible(not is_alone)

    def run(self, act: Act) -> None:
        """Do what a key asks: the window's own acts first, then the page in front."""
        if not self._area.isEnabled():
            return
        if self._crash.isVisible() or self._help.isVisible():
            if act in {Act.CLOSE, Act.HELP}:
                (self._crash if self._crash.isVisible() else self._help).put_away()
            return
        if act in PAGE_ACTS:
            self._close_preview()
            self.open_page(RAIL[PAGE_ACTS.index(act)].key)
        elif act is Act.HELP:
            self._show_help()
        elif act is Act.LOCK:
            self.lock_asked.emit(self)
        elif act is Act.FIND:
            self._top.focus_search()
        elif self._preview.isVisible() and act in {Act.CLOSE, Act.PRINT}:
            (self._preview.close_pane if act is Act.CLOSE else self._preview.print_now)()
        elif not (act is Act.UNDO and self._toast.undo()):
            self._run_on_page(act)

    def shut(self, *, is_shut: bool) -> None:
        """Take no key and no click while the counter is locked."""
        self._area.setEnabled(not is_shut)
        self.rail.setEnabled(not is_shut)

    def seat(self, clerk: str) -> bool:
        """Fetch a clerk's own pages, as he left them; say whether there are any.

        Nothing of whoever sat here stays in sight.
        """
        self._preview.close_pane()
        self._toast.drop()
        self._top.clear()
        self._help.hide()
        self.clear_bar("*")
        for page in self._sittings.now.pages.values():
            self._stack.removeWidget(page)
            page.hide()
        for page in self._sittings.seat(clerk):
            page.deleteLater()
        pages = self._sittings.now.pages
        for page in pages.values():
            self._stack.addWidget(page)
        return bool(pages)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the page keep its draft, stop background work; ask nothing."""
        page = self.current_page()
        if page is not None:
            page.leave()
        self._ops.close()
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the toast in its place."""
        super().resizeEvent(event)
        self._pad()
        self._toast.place()

    def showEvent(self, event: QShowEvent) -> None:
        """Load the remaining fonts once the window stands."""
        super().showEvent(event)
        self._theme.load_late_fonts()
        page = self.current_page()
        if page is not None:
            self._focus(page)

    _below: Page | None = None

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        area = QWidget(self)
        self._area = area
        area.setObjectName("workarea")
        box = QVBoxLayout(area)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self._bar_box = QVBoxLayout()
        self._bar_box.setSpacing(4)
        box.addWidget(self._top)
        box.addLayout(self._bar_box)
        body = QVBoxLayout()
        self._body = body
        body.addWidget(self._stack)
        box.addLayout(body, 1)
        box.addWidget(self._strip)
        box.addWidget(self.status)
        row.addWidget(area, 1)

    def _pad(self) -> None:
        low = is_low(self.height())
        self._bar_box.setContentsMargins(16, 5 if low else 12, 16, 8 if self._bars else 0)
        self._body.setContentsMargins(16, 0, 16, 5 if low else 10)
        self._top.set_low(is_low=low)

    def _wire(self) -> None:
        self.rail.chosen.connect(self._on_rail_chosen)
        self.rail.lock_asked.connect(lambda _rail: self.lock_asked.emit(self))
        self._top.found.connect(self._on_found)
        self._top.act_asked.connect(self.run)
        self._top.left.connect(lambda _bar: self._focus(self.current_page()))
        self.status.asked.connect(self.open_page)
        self._preview.closed.connect(lambda _pane: self._close_preview())
        self._preview.print_asked.connect(self._on_print_asked)
        self._strip.cancel_asked.connect(lambda _strip: self._strip_job.cancel() if self._strip_job else None)
        self._ops.changed.connect(self._on_changed)
        self._ops.faulted.connect(self._on_faulted)
        self._ops.started.connect(self._on_job_started)
        self._ops.ended.connect(self._on_job_ended)
        self._ops.crashes.reported.connect(self._on_crash_reported)
        self._theme.changed.connect(self._on_theme_changed)

    def _show_help(self) -> None:
        page = self.current_page()
        title, answered = (page.title, page.acts()) if page is not None else ("家门口", {})
        self._help.show_keys(title, answered)

    def _run_on_page(self, act: Act) -> None:
        page = self.current_page()
        if page is not None and not self._preview.isVisible() and page.run(act):
            return
        if act in _ANSWERED_BY_WORKERS and WORKERS in self._makers:
            self._close_preview()
            self.open_page(WORKERS)
            self.page(WORKERS).run(act)
        elif act is Act.REFRESH and page is not None:
            page.refresh(Changes.of("*"))

    def _focus(self, page: Page | None) -> None:
        first = page.primary_focus() if page is not None else None
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_preview(self) -> None:
        if self._below is not None and self._stack.currentWidget() is self._preview:
            self._stack.setCurrentWidget(self._below)
            self._focus(self._below)
        self._below = None

    def _on_rail_chosen(self, key: object) -> None:
        self._close_preview()
        self.open_page(str(key))

    def _on_print_asked(self, asked: object) -> None:
        if isinstance(asked, PrintOrder):
            send(asked, self._ops, self._printers, self.tell, self._preview.close_pane)

    def _on_changed(self, changes: object) -> None:
        if not isinstance(changes, Changes):
            return
        self.clear_bar("fault")
        front = self.current_page()
        self._sittings.miss(changes, front)
        if front is not None:
            front.refresh(changes)

    def _on_found(self, target: object) -> None:
        there = target if isinstance(target, Elsewhere) else Elsewhere(WORKERS, target)
        self.open_page(there.page, there.target)

    def _on_faulted(self, fault: object) -> None:
        if not isinstance(fault, Fault):
            return
        tone = "warning" if fault.is_conflict else "error"
        self.tell(tone, fault.text, key="fault")
        page = self.current_page()
        if page is None or not fault.field:
            return
        found: object = page.findChild(QWidget, fault.field)
        holder = found.parentWidget() if isinstance(found, QWidget) else None
        if isinstance(holder, Field):
            holder.set_findings((Remark(fault.field, "error", fault.text),))
            holder.focus_input()
        elif isinstance(found, QWidget):
            found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_job_started(self, job: object) -> None:
        if isinstance(job, Job):
            job.shown.connect(self._on_job_shown)
            job.stepped.connect(self._on_job_stepped)

    def _on_job_shown(self, job: object) -> None:
        if isinstance(job, Job):
            self._strip_job = job
            self._strip.begin(job.label)

    def _on_job_stepped(self, step: object) -> None:
        if isinstance(step, Step) and self._strip_job is not None and self._strip_job.label == step.label:
            self._strip.show_step(step)

    def _on_job_ended(self, job: object) -> None:
        if job is self._strip_job:
            self._strip_job = None
            self._strip.hide()

    def _on_theme_changed(self, _scale: object) -> None:
        self._pad()
        self._top.redraw()
        self._toast.place()

    def _on_crash_reported(self, note: object) -> None:
        if isinstance(note, CrashNote):
            self._crash.show_note(note)
