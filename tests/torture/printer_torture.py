"""P1: a printer that is off, out of paper, jammed or not there at all, met through the real window."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select

from app.faults import UserError
from app.models.application import Paper, RegisterNumber
from app.models.sheets import Lay
from app.models.trail import JournalEntry
from app.services.printing.preview import text_of
from tests.journeys.conftest import Counter, Printed, opened
from tests.services.town import Town, reopen
from tests.torture.day import Day, home_in, laid
from tests.torture.figures import Figures, Row
from tests.ui.rules import scenes

_WAYS = ("well", "off", "out of paper", "jammed", "no printer")


class _Printer(Printed):
    """A printer that does as it is told: prints, or fails before, between or after the pages."""

    way = "well"

    def names(self) -> tuple[str, ...]:
        return () if self.way == "no printer" else super().names()

    def print_pdf(self, pdf: bytes, printer: str, copies: int, title: str, lay: Lay) -> None:
        if self.way == "off":
            raise UserError("打印机没有响应，请检查电源和连线，或选“存为 PDF”")
        if self.way == "jammed":
            super().print_pdf(pdf, printer, copies, title, lay)
        if self.way != "well":
            raise UserError("打印机印完第 1 页就停了，请检查是否缺纸或卡纸，处理好后再预览、补打")
        super().print_pdf(pdf, printer, copies, title, lay)


def printers(count: int = 100, seed: int = 1) -> Figures:
    """P1: print a slip so many times on a printer that mostly fails; numbers are used once, every reprint is logged."""
    figures, dice = Figures(), random.Random(seed)
    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory(prefix="jmk-printer-") as name:
        folder = shutil.copytree(laid(), Path(name) / "at")
        town = reopen(home_in(folder))
        Day(town, folder, lambda _text: None).apply()
        case = town.counter.applications.ids()[0]
        with opened(application, town) as at_counter:  # type: ignore[arg-type]
            printer = _Printer()
            _give(at_counter, printer)
            for turn in range(count):
                figures.cuts += 1
                printer.way = _WAYS[turn] if turn < len(_WAYS) else dice.choice(_WAYS)
                _print(at_counter, case, printer, turn, figures)
            _look(town, count, figures)
        town.close()
        shutil.rmtree(folder)
    figures.told = (
        f"prints ({', '.join(_WAYS)}): one case number, copies 1 to {count} each once, every further one marked 补打 "
        "on the paper and in the journal; no PDF reader is used, the pages are drawn by the product itself"
    )
    return figures


def _give(at_counter: Counter, printer: _Printer) -> None:
    window = at_counter.desktop.window
    window._printers = window._preview._printers = printer


def _print(at_counter: Counter, case: int, printer: _Printer, turn: int, figures: Figures) -> None:
    before = len(printer.pages)
    scenes.applications(at_counter, case)
    at_counter.press(Qt.Key.Key_F8)
    pane = at_counter.desktop.window._preview
    figures.expect(pane.isVisible(), lost=f"print {turn}: no preview")
    pdf = pane._doc.pdf
    at_counter.press(Qt.Key.Key_Return)
    is_out = len(printer.pages) > before
    figures.expect(
        is_out == (printer.way in {"well", "jammed", "no printer"}), half=f"print {turn}: {printer.way}"
    )
    figures.accepted += is_out
    figures.expect(("补打" in text_of(pdf)) == (turn > 0), lost=f"print {turn}: 补打 is wrong on the paper")
    if pane.isVisible():  # it failed, and Enter again must not print the same number
        again = len(printer.pages)
        at_counter.press(Qt.Key.Key_Return)
        figures.expect(len(printer.pages) == again, lost=f"print {turn}: one copy number was printed twice")
        at_counter.press(Qt.Key.Key_Escape)


def _look(town: Town, count: int, figures: Figures) -> None:
    with town.desk.database.reading() as session:
        copies = list(session.scalars(select(Paper.copy_no).order_by(Paper.id)))
        numbers = session.scalar(select(func.count()).select_from(RegisterNumber))
        lines = list(session.scalars(select(JournalEntry).where(JournalEntry.action == "paper.printed")))
    figures.expect(copies == list(range(1, count + 1)), lost=f"copies are {copies}")
    figures.expect(numbers == 1, lost=f"{numbers} case numbers were used")
    reprints = [line for line in lines if line.reason.startswith("补打")]
    figures.expect((len(lines), len(reprints)) == (count, count - 1), lost=f"{len(lines)} journal lines")


ROWS = (Row("P1", "printers that fail", printers),)
