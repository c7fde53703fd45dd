"""How a previewed document goes out: printer, paper, moved how far, with or without lines, how many copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from app.models.sheets import SHEETS, Lay, Size
from app.ui.actions import Act
from app.ui.kit.button import Button
from app.ui.kit.words import ShortWords, Words

SAVE_AS_PDF = "存为 PDF（不打印）"
_OWN_PAPER = "随表（原纸张）"
_ROW_GAP = 6


class PageImage(Protocol):
    """One page as pixels: rows of `stride` bytes, blue green red."""

    @property
    def width(self) -> int:
        """Return the width in pixels."""

    @property
    def height(self) -> int:
        """Return the height in pixels."""

    @property
    def stride(self) -> int:
        """Return the bytes of a row."""

    @property
    def data(self) -> bytes:
        """Return the pixels."""


class PrintDesk(Protocol):
    """What the station set for its printers."""

    def printer_for(self, form: str) -> str:
        """Return the printer a form goes to, empty for the system's own."""

    def lay_for(self, printer: str, form: str) -> Lay:
        """Return how the form lies on that printer's paper."""

    def misfit(self, page: PageImage, dpi: int, lay: Lay) -> str:
        """Return why a page does not go onto the paper and what does take it, or nothing."""


class AnyPaper:
    """A desk where nothing was set: every form brings its own paper."""

    def printer_for(self, form: str) -> str:  # noqa: ARG002 - the port's signature
        """Return no printer."""
        return ""

    def lay_for(self, printer: str, form: str) -> Lay:  # noqa: ARG002
        """Return the plain lay."""
        return Lay()

    def misfit(self, page: PageImage, dpi: int, lay: Lay) -> str:  # noqa: ARG002
        """Return nothing."""
        return ""


class PrintBar(QWidget):
    """The foot of the preview; `changed(Lay)` when what would come out is another, `print_asked`, `table_asked`."""

    changed = Signal(object)
    print_asked = Signal(object)
    table_asked = Signal(object)

    def __init__(self, desk: PrintDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._form, self._lay, self._has_bare = desk, "", Lay(), False
        self._given: tuple[str, Lay] | None = None
        self._absent = ""
        self.printer, self.paper = QComboBox(self), QComboBox(self)
        for box, name in ((self.printer, "打印机"), (self.paper, "纸张")):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(6)
        self.paper.setMinimumContentsLength(14)
        self.paper.addItem(_OWN_PAPER, "")
        for sheet in SHEETS.values():
            self.paper.addItem(sheet.words, sheet.key)
        self.copies = QSpinBox(self)
        self.copies.setRange(1, 99)
        self.copies.setAccessibleName("份数")
        self.print = Button("打印", act=Act.PRINT, look="primary", name="preview_print", parent=self)
        self.lines = Button("套打", name="print_lines", parent=self)
        self.table = Button("存为表格  X", name="preview_table", parent=self)
        self.table.setToolTip("存成填好的 .xlsx")
        self._how = ShortWords(role="caption", parent=self)
        self._misfit = Words(tone="no", wraps=True, parent=self)
        self._lay_out()
        self.printer.currentTextChanged.connect(lambda _text: self._on_printer_changed())
        self.paper.currentIndexChanged.connect(lambda _at: self._on_paper_changed())
        self.print.clicked.connect(lambda _checked=False: self.print_asked.emit(self))
        self.table.clicked.connect(lambda _checked=False: self.table_asked.emit(self))
        self.lines.clicked.connect(lambda _checked=False: self.turn_lines())

    def offer(
        self,
        names: Sequence[str],
        form: str,
        copies: int,
        *,
        has_bare: bool,
        has_table: bool = False,
        given: tuple[str, Lay] | None = None,
    ) -> None:
        """Show the printers, the one set for the form first, and how the form lies on its paper.

        `given` is a printer with its lay that is used instead of what was set.
        """
        self._form, self._has_bare, self._given = form, has_bare, given
        self.table.setVisible(has_table)
        wanted = given[0] if given is not None else self._desk.printer_for(form)
        self.printer.blockSignals(True)  # noqa: FBT003
        self.printer.clear()
        self.printer.addItems([*names, SAVE_AS_PDF])
        at = self.printer.findText(wanted) if wanted else 0
        self._absent = f"{wanted} 没有接上　" if at < 0 else ""
        self.printer.setCurrentIndex(at if at >= 0 else self.printer.count() - 1 if given is not None else 0)
        self.printer.blockSignals(False)  # noqa: FBT003
        self._on_printer_changed()
        if copies > 1:
            self.copies.setValue(copies)

    def chosen(self) -> tuple[str, Lay]:
        """Return the printer (empty for a file) and how the form lies on its paper."""
        name = self.printer.currentText()
        printer = "" if name == SAVE_AS_PDF else name
        return printer, replace(self._lay, copies=self.copies.value())

    def turn_lines(self) -> None:
        """Print the form's lines, or leave them out where the paper has them."""
        if self._has_bare:
            self._lay = replace(self._lay, has_lines=not self._lay.has_lines)
            self._tell()

    def judge(self, misfit: str) -> None:
        """Say why the page does not go onto the paper; nothing is printed then."""
        self._misfit.say(misfit)
        self._misfit.setVisible(bool(misfit))
        self.print.setEnabled(not misfit)

    def _lay_out(self) -> None:
        self.foot = QHBoxLayout()
        self.foot.setSpacing(_ROW_GAP)
        self.foot.addStretch(1)
        for label, widget in (("打印机", self.printer), ("份数", self.copies)):
            self.foot.addWidget(Words(label, role="label", parent=self))
            self.foot.addWidget(widget)
        self.foot.addWidget(self.table)
        self.foot.addWidget(self.print)
        how = QHBoxLayout()
        how.setSpacing(_ROW_GAP)
        how.addWidget(Words("纸张", role="label", parent=self))
        how.addWidget(self.paper)
        how.addWidget(self._how, 1)
        how.addWidget(self.lines)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(_ROW_GAP)
        box.addWidget(self._misfit)
        box.addLayout(how)
        box.addLayout(self.foot)

    def _on_printer_changed(self) -> None:
        name = self.printer.currentText()
        is_file = name == SAVE_AS_PDF
        self.printer.setToolTip(name)
        self.print.say("存为 PDF" if is_file else "打印")
        for widget in (self.copies, self.paper):
            widget.setEnabled(not is_file)
        lay = Lay() if is_file else self._lay_for(name)
        self._lay = lay if self._has_bare else replace(lay, has_lines=True)
        self.copies.setValue(lay.copies)
        self.paper.blockSignals(True)  # noqa: FBT003
        self.paper.setCurrentIndex(max(0, self.paper.findData(lay.paper)))
        self.paper.blockSignals(False)  # noqa: FBT003
        self._tell()

    def _lay_for(self, printer: str) -> Lay:
        if self._given is not None and self._given[0] == printer:
            return self._given[1]
        return self._desk.lay_for(printer, self._form)

    def _on_paper_changed(self) -> None:
        paper = str(self.paper.currentData() or "")
        is_raw = self._lay.is_raw and paper == self._lay.paper
        self._lay = replace(self._lay, paper=paper, is_raw=is_raw)
        self._tell()

    def _tell(self) -> None:
        has_lines = self._lay.has_lines
        lines = "带表格线" if has_lines else "套打：只印填写的内容"
        moved = self._lay.moved if self.printer.currentText() != SAVE_AS_PDF else ""
        self._how.say(self._absent + "　".join(part for part in (moved, lines) if part))
        self.lines.say("改为套打  L" if has_lines else "改为带线  L")
        self.lines.setVisible(self._has_bare)
        self.changed.emit(self._lay)


def size_of(page: PageImage, dpi: int) -> Size:
    """Return how large the page of a picture is, which was rounded up to whole dots."""
    return Size((page.width - 0.5) / dpi * 25.4, (page.height - 0.5) / dpi * 25.4)
