"""Printing the very bytes of a PDF: each page as pixels on the printer's paper, or the bytes into a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from app.faults import UserError
from app.services.diskfiles import write_durably
from app.ui.kit.files import choose_save
from app.ui.kit.preview import PageSource, to_image

PRINT_DPI = 300


class SystemPrinters:
    """The printers that the desktop knows."""

    def __init__(self, source: PageSource, window: QWidget) -> None:
        self._source = source
        self._window = window

    def names(self) -> Sequence[str]:
        """Return the printers' names, the default first."""
        default = QPrinterInfo.defaultPrinterName()
        names = QPrinterInfo.availablePrinterNames()
        return sorted(names, key=lambda name: (name != default, name))

    def print_pdf(self, pdf: bytes, printer: str, copies: int, title: str) -> None:
        """Print the bytes.

        Raises: UserError when the printer does not take them.
        """
        device = QPrinter(QPrinterInfo.printerInfo(printer), QPrinter.PrinterMode.HighResolution)
        device.setDocName(title)
        device.setResolution(PRINT_DPI)
        device.setCopyCount(copies)
        paint_pdf(device, pdf, self._source)

    def save_pdf(self, pdf: bytes, title: str, then: Callable[[str], None]) -> None:
        """Ask where, without stopping the window, and save the bytes; `then` receives "" when they did not fit."""
        choose_save(self._window, "存为 PDF", f"{title}.pdf", "PDF 文件 (*.pdf)", partial(_save, pdf, then))


def paint_pdf(device: QPrinter, pdf: bytes, source: PageSource) -> None:
    """Paint every page over the whole paper, which takes each page's own size.

    Raises: UserError when the printer cannot be opened, or stops half-way.
    """
    painter = QPainter()
    dpi = device.resolution()
    for page in range(source.page_count(pdf)):
        image = to_image(source.page_image(pdf, page, dpi))
        points = QSizeF(image.width() * 72 / dpi, image.height() * 72 / dpi)
        size = QPageSize(points, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
        upright = image.height() >= image.width()
        way = QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape
        device.setFullPage(True)
        device.setPageLayout(QPageLayout(size if upright else _turned(size), way, QMarginsF()))
        if page == 0 and not painter.begin(device):
            raise UserError("打印机没有响应，请检查电源和连线，或选“存为 PDF”")
        if page and not device.newPage():
            painter.end()
            raise UserError(f"打印机印完第 {page} 页就停了，请检查是否缺纸或卡纸，处理好后再预览、补打")
        paper = device.paperRect(QPrinter.Unit.DevicePixel)
        painter.drawImage(QRectF(0, 0, paper.width(), paper.height()), image)
    painter.end()


def _turned(size: QPageSize) -> QPageSize:
    points = size.size(QPageSize.Unit.Point)
    return QPageSize(points.transposed(), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)


def _save(pdf: bytes, then: Callable[[str], None], target: Path) -> None:
    try:
        write_durably(target, pdf)
    except OSError:
        then("")
        return
    then(str(target))
