"""Printing the very bytes of a PDF: each page as pixels where it lands on the paper, or the bytes into a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QRectF, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from app.faults import UserError
from app.models.sheets import Lay, Size
from app.services.devices import escpos
from app.services.devices.rawport import device_files, port_of
from app.services.diskfiles import write_durably
from app.services.printers.placing import Ink, Misfit, Placement, ink_of, place
from app.services.printers.profiles import Profiles
from app.ui.kit.files import choose_save
from app.ui.kit.preview import PageSource, to_image
from app.ui.kit.printbar import PageImage, size_of

PRINT_DPI = 300
_FINEST = 360  # dots an inch; 600 looks the same at arm's length and takes four times as long on an old PC
_FIT_DPI = 72
_MM = 25.4
_ROLL = "80"
_HAIR = 0.02  # millimetres: CUPS cuts a size to whole points, and 93.13 would lose one
_AS_IT_IS = Lay()


class SystemPrinters:
    """The printers that the desktop knows, and those that stand in the system as files."""

    def __init__(self, source: PageSource, window: QWidget) -> None:
        self._source = source
        self._window = window

    def names(self) -> Sequence[str]:
        """Return the printers' names, the default first."""
        default = QPrinterInfo.defaultPrinterName()
        names = QPrinterInfo.availablePrinterNames()
        return [*sorted(names, key=lambda name: (name != default, name)), *device_files()]

    def print_pdf(self, pdf: bytes, printer: str, copies: int, title: str, lay: Lay = _AS_IT_IS) -> None:
        """Print the bytes.

        Raises: UserError when a page does not go onto the paper, or the printer does not take it.
        """
        if lay.is_raw or printer in device_files():
            port_of(printer).write(thermal(pdf, self._source, lay, copies), title)
            return
        info = QPrinterInfo.printerInfo(printer)
        device = QPrinter(info, QPrinter.PrinterMode.HighResolution)
        device.setDocName(title)
        device.setResolution(finest(info.supportedResolutions()))
        device.setCopyCount(copies)
        paint_pdf(device, pdf, self._source, lay)

    def save_pdf(self, pdf: bytes, title: str, then: Callable[[str], None]) -> None:
        """Ask where, without stopping the window, and save the bytes; `then` receives "" when they did not fit."""
        choose_save(self._window, "存为 PDF", f"{title}.pdf", "PDF 文件 (*.pdf)", partial(_save, pdf, then))

    def save_table(self, workbook: bytes, title: str, then: Callable[[str], None]) -> None:
        """Ask where and save a filled workbook, as `save_pdf` does."""
        pattern = "表格 (*.xlsx)"
        choose_save(self._window, "存为表格", f"{title}.xlsx", pattern, partial(_save, workbook, then))


class StationDesk:
    """What the station set for its printers, for the preview."""

    def __init__(self, profiles: Profiles) -> None:
        self._profiles = profiles

    def printer_for(self, form: str) -> str:
        """Return the printer a form goes to, empty for the system's own."""
        return self._profiles.printer_for(form)

    def lay_for(self, printer: str, form: str) -> Lay:
        """Return how the form lies on that printer's paper; a printer that is a file is thermal."""
        lay = self._profiles.lay_for(printer, form)
        return replace(lay, paper=_ROLL, is_raw=True) if printer in device_files() else lay

    def misfit(self, page: PageImage, dpi: int, lay: Lay) -> str:
        """Return why a page does not go onto the paper and what does take it, or nothing."""
        found = _found(page, dpi, lay)
        return found.words if isinstance(found, Misfit) else ""


def finest(offered: Sequence[int]) -> int:
    """Return the resolution to print at: the printer's finest, within reason."""
    return max((dpi for dpi in offered if dpi <= _FINEST), default=PRINT_DPI)


def paint_pdf(device: QPrinter, pdf: bytes, source: PageSource, lay: Lay = _AS_IT_IS) -> None:
    """Paint every page where it lands on the paper, in its own size.

    Raises: UserError when a page does not fit, the printer cannot be opened, or it stops half-way.
    """
    painter = QPainter()
    dpi, pages = device.resolution(), range(source.page_count(pdf))
    for page in pages:  # before the first one is on its way
        _placed(source.page_image(pdf, page, _FIT_DPI), _FIT_DPI, lay)
    for page in pages:
        picture = source.page_image(pdf, page, dpi)
        placed = _placed(picture, dpi, lay)
        device.setFullPage(True)
        device.setPageLayout(_layout(placed))
        if page == 0 and not painter.begin(device):
            raise UserError("打印机没有响应，请检查电源和连线，或选“存为 PDF”")
        if page and not device.newPage():
            painter.end()
            raise UserError(f"打印机印完第 {page} 页就停了，请检查是否缺纸或卡纸，处理好后再预览、补打")
        corner = QPointF(placed.x * dpi / _MM, placed.y * dpi / _MM)
        painter.drawImage(QRectF(corner, QSizeF(picture.width, picture.height)), _lean(to_image(picture)))
    painter.end()


def thermal(pdf: bytes, source: PageSource, lay: Lay, copies: int) -> bytes:
    """Return the bytes that print the pages on an 80 mm roll.

    Raises: UserError when a page is too wide for it.
    """
    dots, lay = [], replace(lay, paper=_ROLL)
    for page in range(source.page_count(pdf)):
        picture = source.page_image(pdf, page, escpos.DPI)
        _placed(picture, escpos.DPI, lay)
        across, down = (round(moved / 10 / _MM * escpos.DPI) for moved in (lay.x, lay.y))
        dots.append(
            escpos.dots_of(
                picture.width, picture.height, picture.stride, picture.data, right=across, down=down
            )
        )
    return escpos.encode(dots, copies=copies)


def _placed(picture: PageImage, dpi: int, lay: Lay) -> Placement:
    found = _found(picture, dpi, lay)
    if isinstance(found, Misfit):
        raise UserError(found.words)
    return found


def _found(picture: PageImage, dpi: int, lay: Lay) -> Placement | Misfit:
    size, ink = measured(picture, dpi)
    return place(size, lay, ink)


def measured(picture: PageImage, dpi: int) -> tuple[Size, Ink | None]:
    """Return how large the page of a picture is, and what of it is printed."""
    return size_of(picture, dpi), ink_of(picture.width, picture.height, picture.stride, picture.data, dpi)


def _layout(placed: Placement) -> QPageLayout:
    """Return the paper for the driver: a turned sheet lies on its side, fed paper stays as it runs through."""
    paper = QSizeF(placed.paper.width + _HAIR, placed.paper.height + _HAIR)
    way = QPageLayout.Orientation.Landscape if placed.is_turned else QPageLayout.Orientation.Portrait
    upright = paper.transposed() if placed.is_turned else paper
    size = QPageSize(upright, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    return QPageLayout(size, way, QMarginsF())


def _lean(image: QImage) -> QImage:
    """Return a page without colours as grey: a third of the bytes on their way to the printer."""
    return image.convertToFormat(QImage.Format.Format_Grayscale8) if image.allGray() else image


def _save(content: bytes, then: Callable[[str], None], target: Path) -> None:
    try:
        write_durably(target, content)
    except OSError:
        then("")
        return
    then(str(target))
