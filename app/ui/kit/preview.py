"""The preview of the very bytes that are printed: pages, zoom, printer, paper, copies, in one pane."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.models.sheets import Lay
from app.ui.actions import Act
from app.ui.kit.button import Button
from app.ui.kit.printbar import SAVE_AS_PDF, AnyPaper, PageImage, PrintBar, PrintDesk
from app.ui.kit.words import ShortWords, Words
from app.ui.theme import tokens

__all__ = [
    "SAVE_AS_PDF",
    "PageImage",
    "PageSource",
    "PreviewDoc",
    "PreviewPane",
    "PrintOrder",
    "Printers",
    "to_image",
]
_ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
_FIT_DPI = 72  # fine enough to tell whether a page goes onto the paper


class PageSource(Protocol):
    """Draws pages of a PDF."""

    def page_count(self, pdf: bytes) -> int:
        """Return how many pages there are."""

    def page_image(self, pdf: bytes, page: int, dpi: int) -> PageImage:
        """Return page `page` (0 the first) at `dpi`."""


class Printers(Protocol):
    """The printers of this machine."""

    def names(self) -> Sequence[str]:
        """Return the printers, the default first; empty when there is none."""

    def print_pdf(self, pdf: bytes, printer: str, copies: int, title: str, lay: Lay) -> None:
        """Print the bytes as they are laid on the paper; raises UserError when the printer refuses."""

    def save_pdf(self, pdf: bytes, title: str, then: Callable[[str], None]) -> None:
        """Ask where and save the bytes; `then` receives the path, "" where it could not be written."""

    def save_table(self, workbook: bytes, title: str, then: Callable[[str], None]) -> None:
        """Ask where and save a filled workbook, as `save_pdf` does."""


@dataclass(frozen=True, slots=True)
class PreviewDoc:
    """What is shown: title, the bytes, copies proposed, 补打 words where it is a reprint.

    `form` is whose profile of the printers is used, unless `printer` and `lay` are given. `bare` makes the bytes
    without what a printed form has already, `table` the filled workbook. `committing` is asked before anything goes
    out, with the whole order: it keeps the copy's number and says whether to go on. `printed` is told afterwards how
    it went out.
    """

    title: str
    pdf: bytes
    copies: int = 1
    reprint: str = ""
    form: str = ""
    printer: str = ""
    lay: Lay | None = None
    bare: Callable[[], bytes] | None = None
    table: Callable[[], bytes] | None = None
    printed: Callable[[str], None] | None = None
    committing: Callable[[PrintOrder], bool] | None = None


def to_image(page: PageImage) -> QImage:
    """Return the pixels as Qt's image, with its own copy of the bytes."""
    return QImage(page.data, page.width, page.height, page.stride, QImage.Format.Format_BGR888).copy()


class PreviewPane(QWidget):
    """Shows one document; `closed` and `print_asked(PrintOrder)`.

    Enter prints, PgUp and PgDn turn pages, + and - zoom, 0 shows the whole page, L turns 套打 on and off, X saves
    the filled workbook, Esc closes.
    """

    closed = Signal(object)
    print_asked = Signal(object)

    def __init__(
        self,
        source: PageSource,
        printers: Printers,
        parent: QWidget | None = None,
        *,
        desk: PrintDesk | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setAccessibleName("打印预览")
        self.setProperty("role", "page")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._source, self._printers = source, printers
        self._desk = desk or AnyPaper()
        self._doc: PreviewDoc | None = None
        self._pdf = b""
        self._page, self._count, self._zoom = 0, 0, 0.0
        self._title = ShortWords(role="heading", parent=self)
        self._reprint = Words(tone="ask", parent=self)
        self._where = Words(role="caption", parent=self)
        self.bar = PrintBar(self._desk, self)
        self._printer, self._copies, self._print = self.bar.printer, self.bar.copies, self.bar.print
        self._close = Button("关闭", act=Act.CLOSE, name="preview_close", parent=self)
        self._close.setText("关闭  Esc")
        self._paper = QLabel(self)
        self._paper.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self._paper)
        self._paper.setObjectName("scrolled")
        self._lay_out()
        self._wire()

    def show_doc(self, doc: PreviewDoc) -> None:
        """Show the document's first page."""
        self._doc = doc
        self._page, self._zoom = 0, 0.0
        self._title.say(doc.title)
        self.setAccessibleName(f"打印预览：{doc.title}")
        self._reprint.setText(doc.reprint)
        given = (doc.printer, doc.lay) if doc.lay is not None else None
        self.bar.offer(
            self._printers.names(), doc.form, doc.copies, has_bare=doc.bare is not None,
            has_table=doc.table is not None, given=given,
        )  # fmt: skip
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def order(self) -> PrintOrder | None:
        """Return what would be printed now."""
        if self._doc is None:
            return None
        printer, lay = self.bar.chosen()
        return PrintOrder(self._doc, printer, lay.copies, lay, self._pdf)

    def print_now(self) -> None:
        """Ask for printing, as Enter and the button do; a page that does not fit asks for another paper."""
        order = self.order()
        if order is not None and self._print.isEnabled():
            self.print_asked.emit(order)
        elif order is not None:
            self.bar.paper.setFocus(Qt.FocusReason.OtherFocusReason)

    def save_table(self) -> None:
        """Ask for the filled workbook as a file, where there is one."""
        if self._doc is not None and self._doc.table is not None:
            self.print_asked.emit(PrintOrder(self._doc, "", 1, Lay(), self._doc.pdf, is_table=True))

    def close_pane(self) -> None:
        """Go away and free the bytes."""
        self._doc, self._pdf = None, b""
        self._paper.clear()
        self.closed.emit(self)

    def page_text(self) -> str:
        """Return the words that say which page is shown."""
        return self._where.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Print, turn, zoom, close."""
        key = Qt.Key(event.key())
        turns = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.print_now()
        elif key in turns:
            self._turn(turns[key])
        elif key in {Qt.Key.Key_Plus, Qt.Key.Key_Equal}:
            self._step_zoom(1)
        elif key == Qt.Key.Key_Minus:
            self._step_zoom(-1)
        elif key == Qt.Key.Key_0:
            self._fit_page()
        elif key == Qt.Key.Key_L:
            self.bar.turn_lines()
        elif key == Qt.Key.Key_X:
            self.save_table()
        elif key == Qt.Key.Key_Escape:
            self.close_pane()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole page in sight while no zoom was chosen."""
        super().resizeEvent(event)
        if self._doc is not None and not self._zoom:
            self._draw()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._reprint)
        foot = self.bar.foot
        self._turners = [
            Button("上一页", name="page_back", parent=self), Button("下一页", name="page_on", parent=self),
            Button("－", name="zoom_out", parent=self), Button("＋", name="zoom_in", parent=self),
            Button("整页", name="zoom_fit", parent=self),
        ]  # fmt: skip
        for button, name in zip(self._turners[2:4], ("缩小", "放大"), strict=True):
            button.setAccessibleName(name)
        for place, widget in enumerate((self._turners[0], self._where, self._turners[1])):
            foot.insertWidget(place, widget)
        for button in (*self._turners[2:], self._close):
            head.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addLayout(head)
        box.addWidget(self._scroll, 1)
        box.addWidget(self.bar)

    def _wire(self) -> None:
        calls: tuple[Callable[[], None], ...] = (
            lambda: self._turn(-1), lambda: self._turn(1), lambda: self._step_zoom(-1),
            lambda: self._step_zoom(1), self._fit_page,
        )  # fmt: skip
        for button, call in zip(self._turners, calls, strict=True):
            button.clicked.connect(call)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.bar.print_asked.connect(lambda _bar: self.print_now())
        self.bar.table_asked.connect(lambda _bar: self.save_table())
        self.bar.changed.connect(self._on_lay_changed)
        self._close.clicked.connect(self.close_pane)

    def _on_lay_changed(self, lay: object) -> None:
        """Show the pages as they will come out, and say where they would not fit."""
        doc = self._doc
        if doc is None or not isinstance(lay, Lay):
            return
        self._pdf = doc.pdf if lay.has_lines or doc.bare is None else doc.bare()
        self._count = self._source.page_count(self._pdf)
        printer, _ = self.bar.chosen()
        page = self._source.page_image(self._pdf, 0, _FIT_DPI) if printer and self._count else None
        self.bar.judge(self._desk.misfit(page, _FIT_DPI, lay) if page is not None else "")
        self._draw()

    def _turn(self, by: int) -> None:
        self._page = max(0, min(self._page + by, self._count - 1))
        self._draw()

    def _step_zoom(self, by: int) -> None:
        now = self._zoom or 1.0
        at = min(range(len(_ZOOMS)), key=lambda place: abs(_ZOOMS[place] - now)) + by
        self._zoom = _ZOOMS[max(0, min(at, len(_ZOOMS) - 1))]
        self._draw()

    def _fit_page(self) -> None:
        self._zoom = 0.0
        self._draw()

    def _draw(self) -> None:
        if self._doc is None or not self._count:
            return
        ratio = self.devicePixelRatioF()
        image = to_image(
            self._source.page_image(self._pdf, self._page, round(96 * (self._zoom or 1.4) * ratio))
        )
        if not self._zoom:
            room = self._scroll.viewport().size() * ratio
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            image = image.scaled(max(room.width(), 120), max(room.height() - 2, 160), keep, smooth)
        pixmap = QPixmap.fromImage(image)
        painter = QPainter(pixmap)
        painter.setPen(QColor(tokens().border))
        painter.drawRect(0, 0, pixmap.width() - 1, pixmap.height() - 1)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        self._paper.setPixmap(pixmap)
        self._where.setText(f"第 {self._page + 1} / {self._count} 页")
        self._turners[0].setEnabled(self._page > 0)
        self._turners[1].setEnabled(self._page < self._count - 1)


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """What the clerk asked to print: the document, the printer (empty: save as a file), the copies, how it lies.

    `pdf` are the bytes that were shown: the document's own, or those without lines. `is_table` asks for the filled
    workbook in a file instead.
    """

    doc: PreviewDoc
    printer: str
    copies: int
    lay: Lay
    pdf: bytes
    is_table: bool = False
