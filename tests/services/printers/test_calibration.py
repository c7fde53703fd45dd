"""The calibration sheet fits the paper it is for and says what to measure."""

from __future__ import annotations

import pytest

from app.models.sheets import SHEETS, Lay, Size
from app.services.printers.calibration import calibration_sheet, seen_from_paper
from app.services.printers.placing import Placement, ink_of, place
from app.services.printing.preview import page_count, page_image, text_of


@pytest.mark.parametrize("key", ["", *SHEETS])
def test_the_sheet_lies_on_its_paper_with_all_that_is_on_it(key: str) -> None:
    lay = Lay(key, x=30, y=-30)
    pdf = calibration_sheet(lay, "得实 DS-1700 针式打印机")
    assert page_count(pdf) == 1
    image = page_image(pdf, 0, 100)
    ink = ink_of(image.width, image.height, image.stride, image.pixels, 100)
    page = Size((image.width - 0.5) * 0.254, (image.height - 0.5) * 0.254)
    assert isinstance(place(page, lay, ink), Placement)
    assert f"应为 {seen_from_paper(lay)[0]:.1f} 毫米" in text_of(pdf)


def test_the_sheet_says_what_it_is_of() -> None:
    text = text_of(calibration_sheet(Lay("241/3", x=15), "得实 DS-1700"))
    assert all(words in text for words in ("得实 DS-1700", "241 连续纸三等分", "右移 1.5 毫米", "设为 100%"))
