"""What a thermal printer burns, read back from the bytes it is sent, is the picture of the page."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.services.devices.escpos import DOTS, DPI, Dots, dots_of, encode
from app.services.printing.fonts import Role, typeface
from app.services.printing.preview import PageImage, page_image
from tests.services.printers.burning import burnt, is_black

RARE = "𬱖"


def page(text: str) -> PageImage:
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(72 * mm, 60 * mm))
    x = 10 * mm
    for name, run in typeface(Role.SERIF).runs(text):
        canvas.setFont(name, 24)
        canvas.drawString(x, 40 * mm, run)
        x += canvas.stringWidth(run, name, 24)
    canvas.save()
    return page_image(buffer.getvalue(), 0, DPI)


def dots(image: PageImage, **moved: int) -> Dots:
    return dots_of(image.width, image.height, image.stride, image.pixels, **moved)


def test_every_dot_that_is_burnt_is_dark_in_the_picture_and_no_other() -> None:
    image = page(f"王{RARE}")
    ((rows, _),) = burnt(encode([dots(image)]))
    seen = 0
    for y in range(image.height):
        for x in range(DOTS):
            level = image.pixels[y * image.stride + x * 3 + 1] if x < image.width else 255
            black = y < len(rows) and is_black(rows, x, y)
            seen += black
            assert black == (level < 160), (x, y)
    assert seen > 1000


def test_a_rare_character_is_burnt_as_itself_and_as_nothing_else() -> None:
    def shape(text: str) -> bytes:
        ((rows, _),) = burnt(encode([dots(page(text))]))
        return b"".join(rows)

    shapes = [shape(text) for text in (RARE, "口", "王", "𠮷", "\u3000")]
    assert len(set(shapes)) == len(shapes)


def test_long_pages_go_in_bands_and_white_at_the_foot_is_not_fed() -> None:
    image = page("王")
    ((rows, bands),) = burnt(encode([dots(image)] * 3))
    assert bands >= 3
    assert len(rows) < 3 * image.height
    assert any(rows[-1])


@pytest.mark.parametrize(("right", "down"), [(12, 20), (-12, -20)])
def test_the_print_is_moved_by_whole_dots(right: int, down: int) -> None:
    image = page("王")
    ((plain, _),) = burnt(encode([dots(image)]))
    ((moved, _),) = burnt(encode([dots(image, right=right, down=down)]))
    black = {(x, y) for y in range(len(plain)) for x in range(DOTS) if is_black(plain, x, y)}
    there = {(x, y) for y in range(len(moved)) for x in range(DOTS) if is_black(moved, x, y)}
    assert there == {(x + right, y + down) for x, y in black}


def test_every_copy_is_cut_off() -> None:
    image = page("王")
    copies = burnt(encode([dots(image)], copies=3))
    assert len(copies) == 3
    assert copies[0] == copies[2]
