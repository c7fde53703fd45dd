"""The code is read from what a telephone makes of a printed slip."""

from __future__ import annotations

import contextlib
import io
import random

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from app.faults import UserError
from app.services.printing.catalogue import FORMS
from app.services.printing.engine import render
from app.services.slips.reading import read_bytes, read_picture
from tests.services.printing.form_samples import VALUES

TEXT = VALUES["slip"]["proof"]
GROUND = (170, 160, 140)


@pytest.fixture(scope="module")
def paper() -> Image.Image:
    """Render one half as large as a telephone takes an A5 sheet."""
    pdf = render(FORMS["acceptance_slip"].template, VALUES).pdf
    document = pypdfium2.PdfDocument(pdf)
    page = document[0].render(scale=300 / 72).to_pil().convert("RGB")
    document.close()
    return page.crop((0, 0, page.width, page.height // 2))


def turned(paper):
    return paper.rotate(17, expand=True, fillcolor=GROUND, resample=Image.Resampling.BICUBIC)


def upside_down(paper):
    return paper.rotate(180)


def blurred(paper):
    return paper.filter(ImageFilter.GaussianBlur(1.2))


def aslant(paper):
    wide, high = paper.size
    corners = (
        -wide * 0.08,
        -high * 0.05,
        wide * 0.02,
        high * 1.08,
        wide * 1.1,
        high * 0.98,
        wide * 0.92,
        high * 0.02,
    )
    return paper.transform(
        paper.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=GROUND
    )


def grainy(paper):
    noise = Image.effect_noise(paper.size, 60).convert("RGB")
    return Image.blend(paper, noise, 0.3)


def in_shadow(paper):
    shade = Image.linear_gradient("L").resize(paper.size).point(lambda value: 60 + value * 3 // 4)
    return Image.composite(paper, Image.new("RGB", paper.size, "black"), shade)


def stamped(paper):
    seal = Image.new("RGB", paper.size, "white")
    ImageDraw.Draw(seal).ellipse((1800, 140, 2300, 640), outline=(214, 40, 40), width=16)
    return ImageChops.multiply(paper, seal)  # ink over ink: black stays black


def as_jpeg(picture: Image.Image, quality: int = 55) -> bytes:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=quality)
    return made.getvalue()


@pytest.mark.parametrize("how", [turned, upside_down, blurred, aslant, grainy, in_shadow, stamped])
def test_a_photograph_of_a_slip_is_read(paper, how):
    assert read_bytes(as_jpeg(how(paper))) == TEXT


def test_a_hasty_photograph_is_read(paper):
    assert read_bytes(as_jpeg(grainy(in_shadow(aslant(turned(blurred(paper))))))) == TEXT


def test_a_ticket_as_a_thermal_printer_burns_it_is_read():
    document = pypdfium2.PdfDocument(render(FORMS["acceptance_slip_80mm"].template, VALUES).pdf)
    burnt = (
        document[0]
        .render(scale=203 / 72)
        .to_pil()
        .convert("L")
        .point(lambda level: 255 if level > 127 else 0)
    )
    document.close()
    assert read_bytes(as_jpeg(blurred(turned(burnt.convert("RGB"))))) == TEXT


def test_the_pdf_itself_is_read(tmp_path):
    path = tmp_path / "回执.pdf"
    path.write_bytes(render(FORMS["acceptance_slip"].template, VALUES).pdf)
    assert read_picture(path) == TEXT


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no picture", "不是能用的图片"),
        (b"%PDF-1.4 cut", "PDF 打不开"),
        (as_jpeg(Image.new("RGB", (400, 400))), "没有找到"),
    ],
)
def test_what_holds_no_code_says_what_to_do(data, words):
    with pytest.raises(UserError, match=words):
        read_bytes(data)


def test_a_picture_that_was_cut_short_is_no_crash(paper):
    whole = as_jpeg(paper)
    for cut in random.Random(3).sample(range(len(whole)), 6):
        with contextlib.suppress(UserError):
            assert read_bytes(whole[:cut]) == TEXT


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UserError, match=r"没有\.jpg"):
        read_picture(tmp_path / "没有.jpg")
