"""Where a page lands, and the named reason why it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.sheets import SHEETS, Lay, Size
from app.services.printers.placing import Ink, Misfit, Placement, ink_of, own_sheet, place

A4, A5, THIRD = Size(210, 297), Size(148, 210), Size(241, 93.1)


@pytest.mark.parametrize("key", [key for key in SHEETS if key != "80"])
def test_a_form_of_the_papers_size_lands_on_its_corner_moved_as_told(key: str) -> None:
    size = SHEETS[key].size
    assert place(size, Lay(key)) == Placement(size, 0, 0)
    assert place(size, Lay(key, x=15, y=-3)) == Placement(size, 1.5, -0.3)


def test_a_form_without_a_profile_brings_its_own_paper() -> None:
    assert place(A5, Lay()) == Placement(A5, 0, 0)
    assert own_sheet(THIRD) is SHEETS["241/3"]
    odd = Size(100, 50)
    assert place(odd, Lay()) == Placement(odd, 0, 0)


def test_a_sheet_is_turned_for_a_wide_form_and_continuous_paper_never_is() -> None:
    assert place(Size(297, 210), Lay("A4")) == Placement(Size(297, 210), 0, 0, is_turned=True)
    assert isinstance(place(Size(139, 241), Lay("241/2")), Misfit)


def test_a_narrow_form_stands_in_the_middle_of_continuous_paper() -> None:
    placed = place(Size(148, 139.7), Lay("241/2"))
    assert isinstance(placed, Placement)
    assert placed.x == pytest.approx((241.3 - 148) / 2)


def test_a_form_too_large_says_so_and_what_does_fit() -> None:
    found = place(A4, Lay("241/3"))
    assert isinstance(found, Misfit)
    assert found.words == (
        "这张表要用 A4（210×297 毫米），打印机里设的纸是 241 连续纸三等分（241×93.1 毫米），放不下。"
        "可改用：A4（210×297 毫米）。"
    )


def test_the_roll_takes_what_is_72_millimetres_wide_however_long() -> None:
    assert place(Size(72, 400), Lay("80")) == Placement(Size(80, 400), 4, 0)
    assert isinstance(place(Size(76, 100), Lay("80")), Misfit)


def test_an_offset_may_push_white_off_the_paper_but_no_print() -> None:
    ink = Ink(20, 25, 190, 277)
    assert isinstance(place(A4, Lay("A4", x=150), ink), Placement)
    found = place(A4, Lay("A4", x=-200, y=-200), Ink(5, 25, 190, 277))
    assert isinstance(found, Misfit)
    assert "左边有 15.0 毫米内容印到纸外" in found.words
    assert isinstance(place(SHEETS["241"].size, Lay("241", x=-5), Ink(13, 9, 220, 270)), Placement)
    holes = place(SHEETS["241"].size, Lay("241", x=-15), Ink(13, 9, 220, 270))
    assert isinstance(holes, Misfit)
    assert "齿孔" in holes.words


@given(
    st.sampled_from(list(SHEETS)), st.floats(10, 400), st.floats(10, 400), st.integers(-200, 200),
    st.integers(-200, 200),
)  # fmt: skip
def test_a_page_is_never_scaled_and_lies_within_the_paper(
    key: str, width: float, height: float, x: int, y: int
) -> None:
    found = place(Size(width, height), Lay(key, x, y))
    if isinstance(found, Placement):
        assert found.x - x / 10 >= -0.3
        assert found.x - x / 10 + width <= found.paper.width + 0.51
        assert found.y == y / 10
        assert height <= found.paper.height + 0.51
    else:
        assert found.words


def test_the_ink_of_a_picture_is_its_box() -> None:
    width, height = 100, 50
    stride = width * 3 + 4
    rows = bytearray(b"\xff" * (stride * height))
    for x, y in ((10, 5), (39, 44)):
        rows[y * stride + x * 3 + 1] = 0
    found = ink_of(width, height, stride, bytes(rows), 254)
    assert found is not None
    assert (found.left, found.top, found.right, found.bottom) == pytest.approx((1.0, 0.5, 4.0, 4.5))
    assert ink_of(width, height, stride, b"\xff" * (stride * height), 254) is None
