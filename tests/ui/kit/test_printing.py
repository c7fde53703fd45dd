"""What is printed is each page of the PDF over the whole paper of its own size."""

# ruff: noqa: ARG002 - the port gives more than the fake needs
from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from app.faults import UserError
from app.ui.printing import paint_pdf
from tests.ui.fakes import FakePages, Picture


class _Slip(FakePages):
    def page_count(self, pdf: bytes) -> int:
        return 1

    def page_image(self, pdf: bytes, page: int, dpi: int) -> Picture:
        width, height = round(241 / 25.4 * dpi), round(93.1 / 25.4 * dpi)
        return Picture(width, height, width * 3, b"\xff" * (width * 3 * height))


def _printed(pages: FakePages, target: Path) -> list[tuple[int, int]]:
    device = QPrinter(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(target))
    device.setResolution(100)
    paint_pdf(device, b"%PDF", pages)
    document = pypdfium2.PdfDocument(target)
    sizes = [(round(page.get_width()), round(page.get_height())) for page in document]
    document.close()
    return sizes


def test_two_a4_pages_come_out_as_two_a4_pages(qapp: QApplication, tmp_path: Path) -> None:
    sizes = _printed(FakePages(), tmp_path / "a4.pdf")
    assert len(sizes) == 2
    assert all(abs(width - 595) <= 2 and abs(height - 842) <= 2 for width, height in sizes)


def test_a_continuous_form_keeps_its_own_size(qapp: QApplication, tmp_path: Path) -> None:
    ((width, height),) = _printed(_Slip(), tmp_path / "slip.pdf")
    assert (abs(width - 683) <= 2, abs(height - 264) <= 2) == (True, True)


@pytest.mark.qt_log_ignore("QPainter::begin", extend=True)
def test_a_printer_that_cannot_be_opened_is_said_so(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="打印机没有响应"):
        _printed(FakePages(), tmp_path / "none" / "a4.pdf")


class _Jam(QPrinter):
    def newPage(self) -> bool:  # noqa: N802 - Qt's
        return False


@pytest.mark.promise("P1")
def test_a_printer_that_stops_half_way_is_said_so(qapp: QApplication, tmp_path: Path) -> None:
    device = _Jam(QPrinter.PrinterMode.HighResolution)
    device.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    device.setOutputFileName(str(tmp_path / "a4.pdf"))
    device.setResolution(50)
    with pytest.raises(UserError, match="第 1 页就停了"):
        paint_pdf(device, b"%PDF", FakePages())
