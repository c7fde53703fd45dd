"""A real print queue: what CUPS hands to the printer has the right paper, copies, place and content."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops, ImageFilter
from PySide6.QtWidgets import QApplication, QWidget
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.faults import UserError
from app.models.sheets import SHEETS, Lay
from app.services.devices.escpos import DOTS, DPI, dots_of
from app.services.printers.calibration import calibration_sheet, seen_from_paper
from app.services.printers.profiles import calibrated
from app.services.printing.catalogue import FORMS
from app.services.printing.engine import render
from app.services.printing.preview import page_image
from app.ui.pictures import Pictures
from app.ui.printing import SystemPrinters, thermal
from tests.services.printers.burning import burnt
from tests.services.printing.form_samples import VALUES
from tests.ui.cups import Queue, serving

_DPI = 100
_NEAR = 0.35  # millimetres: a dot at 100 dpi is 0.25


@pytest.fixture(scope="module")
def server() -> Iterator[Queue]:
    with serving() as queue:
        yield queue


@pytest.fixture
def queue(server: Queue) -> Queue:
    server.clear()
    return server


@pytest.fixture
def printers(qapp: QApplication) -> Iterator[SystemPrinters]:
    window = QWidget()
    yield SystemPrinters(Pictures(), window)
    window.deleteLater()


def boxed(width: float, height: float, pages: int = 1) -> bytes:
    """Return pages with one black box, 30 by 20 mm, its corner 25 mm from the left and 15 mm from the top."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(width * mm, height * mm))
    for _ in range(pages):
        canvas.rect(25 * mm, (height - 15 - 20) * mm, 30 * mm, 20 * mm, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def sizes(pdf: Path) -> list[tuple[float, float]]:
    document = pypdfium2.PdfDocument(pdf)
    found = [(round(page.get_width(), 1), round(page.get_height(), 1)) for page in document]
    document.close()
    return found


def ink(pdf: bytes) -> tuple[float, ...]:
    """Return left, top, right and bottom of what is dark on the first page, in millimetres."""
    box = _dark(pdf, 128).getbbox()
    assert box is not None
    return tuple(edge / _DPI * 25.4 for edge in box)


def _dark(pdf: bytes, darker: int) -> Image.Image:
    """Return the first page, white where it is darker."""
    image = page_image(pdf, 0, _DPI)
    picture = Image.frombytes("RGB", (image.width, image.height), image.pixels, "raw", "BGR", image.stride)
    return picture.convert("L").point(lambda level: 255 if level < darker else 0)


def test_the_queues_are_offered(printers: SystemPrinters, queue: Queue) -> None:
    assert {queue.DRIVER, queue.RAW} <= set(printers.names())


@pytest.mark.parametrize("paper", [key for key in SHEETS if key != "80"])
def test_every_paper_comes_out_in_its_size_with_the_print_moved_as_told(
    printers: SystemPrinters, queue: Queue, paper: str
) -> None:
    size, lay = SHEETS[paper].size, Lay(paper, x=23, y=-41)
    printers.print_pdf(boxed(size.width, size.height), queue.DRIVER, 1, "盒", lay)
    (pdf,) = queue.came_out(1)
    ((width, height),) = sizes(pdf)
    assert (abs(width - size.width * mm) <= 1.5, abs(height - size.height * mm) <= 1) == (True, True)
    expected = (25 + 2.3, 15 - 4.1, 55 + 2.3, 35 - 4.1)
    assert all(abs(a - b) <= _NEAR for a, b in zip(ink(pdf.read_bytes()), expected, strict=True))


def test_copies_come_out_page_for_page(printers: SystemPrinters, queue: Queue) -> None:
    printers.print_pdf(boxed(210, 297, pages=2), queue.DRIVER, 3, "三份")
    (pdf,) = queue.came_out(1)
    assert len(sizes(pdf)) == 6
    assert pdf.with_suffix(".title").read_text() == "三份"


def test_a_wide_form_turns_the_sheet_and_never_the_continuous_paper(
    printers: SystemPrinters, queue: Queue
) -> None:
    printers.print_pdf(boxed(297, 210), queue.DRIVER, 1, "横", Lay("A4"))
    printers.print_pdf(boxed(241, 93.1), queue.DRIVER, 1, "三等分")
    sheet, third = queue.came_out(2)
    assert sizes(sheet) == [(595.0, 842.0)]
    assert sizes(third) == [(684.0, 264.0)]
    left, top, right, bottom = ink(sheet.read_bytes())
    assert (abs(right - left - 20) <= _NEAR, abs(bottom - top - 30) <= _NEAR) == (True, True)


def test_a_form_arrives_whole(printers: SystemPrinters, queue: Queue) -> None:
    """Every dot of the form is on what came out, not more than a dot away, and nothing else is."""
    rendered = render(FORMS["training_subsidy"].template, VALUES)
    printers.print_pdf(rendered.pdf, queue.POSTSCRIPT, 1, "申领表", Lay("A4"))
    (path,) = queue.came_out(1)
    for meant, came in ((rendered.pdf, path.read_bytes()), (path.read_bytes(), rendered.pdf)):
        dots = _dark(meant, 100)
        around = _dark(came, 200).filter(ImageFilter.MaxFilter(3)).resize(dots.size)
        lost = ImageChops.subtract(dots, around)
        assert dots.histogram()[255] > 5000
        assert lost.histogram()[255] < dots.histogram()[255] / 200


def test_a_form_that_does_not_fit_is_refused_before_anything_is_sent(
    printers: SystemPrinters, queue: Queue
) -> None:
    with pytest.raises(UserError, match=r"要用 A4.*放不下.*可改用：A4"):
        printers.print_pdf(boxed(210, 297), queue.DRIVER, 1, "大", Lay("241/3"))
    printers.print_pdf(boxed(148, 210), queue.DRIVER, 1, "小")
    assert len(queue.came_out(1)) == 1


def test_what_is_measured_on_the_calibration_sheet_puts_the_print_right(
    printers: SystemPrinters, queue: Queue
) -> None:
    lay = Lay("241/2", x=12, y=-7)
    printers.print_pdf(calibration_sheet(lay, "针式"), queue.DRIVER, 1, "校准", lay)
    (pdf,) = queue.came_out(1)
    seen = tuple(round(edge * 10) for edge in crossed(pdf.read_bytes(), (31.2, 29.3)))
    right = calibrated(lay, (seen[0], seen[1]), seen_from_paper(lay))
    assert (abs(right.x) <= 2, abs(right.y) <= 2) == (True, True), right


def crossed(pdf: bytes, near: tuple[float, float]) -> tuple[float, float]:
    """Return where the cross stands: the darkest column and row about the place, in millimetres."""
    dark = _dark(pdf, 128)
    x, y = (round(edge / 25.4 * _DPI) for edge in near)
    reach = 20
    part = dark.crop((x - reach, y - reach, x + reach, y + reach))
    rows = [sum(part.crop((0, at, 2 * reach, at + 1)).tobytes()) for at in range(2 * reach)]
    columns = [sum(part.crop((at, 0, at + 1, 2 * reach)).tobytes()) for at in range(2 * reach)]
    found = x - reach + columns.index(max(columns)), y - reach + rows.index(max(rows))
    return (found[0] + 0.5) / _DPI * 25.4, (found[1] + 0.5) / _DPI * 25.4


def test_a_slip_with_a_rare_name_passes_the_driver_by_and_is_burnt_dot_for_dot(
    printers: SystemPrinters, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUPS_SERVER", f"{queue.root}/socket")
    slip = {**VALUES["slip"], "masked_name": "王*𬱖"}
    rendered = render(FORMS["acceptance_slip_80mm"].template, {**VALUES, "slip": slip})
    printers.print_pdf(rendered.pdf, queue.RAW, 2, "小票", Lay("80", is_raw=True))
    (sent,) = queue.came_out(1)
    (rows, _), (again, _) = burnt(sent.read_bytes())
    image = page_image(rendered.pdf, 0, DPI)
    assert rows == again == list(dots_of(image.width, image.height, image.stride, image.pixels).rows)
    assert sent.with_suffix(".title").read_text() == "小票"
    with pytest.raises(UserError, match="80 毫米热敏卷纸，放不下"):
        printers.print_pdf(boxed(210, 297), queue.RAW, 1, "大", Lay("80", is_raw=True))


def test_values_land_where_the_whole_form_has_them_on_continuous_paper(
    printers: SystemPrinters, queue: Queue
) -> None:
    template = FORMS["acceptance_slip_241"].template
    for at, only_values in enumerate((False, True), 1):
        pdf = render(template, VALUES, only_values=only_values).pdf
        printers.print_pdf(pdf, queue.DRIVER, 1, f"回执 {at}", Lay("241/2", x=20, has_lines=not only_values))
    whole, values = (path.read_bytes() for path in queue.came_out(2))
    left, _, right, _ = ink(whole)
    assert (left > 12.7, right < 241.3 - 12.7) == (True, True)
    dots, around = _dark(values, 100), _dark(whole, 200).filter(ImageFilter.MaxFilter(3))
    assert dots.histogram()[255] > 1500
    assert ImageChops.subtract(dots, around).getbbox() is None
    assert _dark(whole, 100).histogram()[255] > 1.5 * dots.histogram()[255]


def test_the_code_on_a_slip_is_read_off_the_burnt_dots(printers: SystemPrinters) -> None:
    rendered = render(FORMS["acceptance_slip_80mm"].template, VALUES)
    ((rows, _),) = burnt(thermal(rendered.pdf, Pictures(), Lay("80", is_raw=True), 1))
    paper = Image.frombytes("1", (DOTS, len(rows)), b"".join(rows), "raw", "1;I")
    assert VALUES["slip"]["proof"] in {code.text for code in zxingcpp.read_barcodes(paper.convert("L"))}
