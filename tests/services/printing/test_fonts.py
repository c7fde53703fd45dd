"""What the bundled fonts say of themselves and what they can draw."""

from __future__ import annotations

import pytest

from app.services.printing.fonts import Role, typeface


@pytest.mark.parametrize("is_bold", [False, True])
@pytest.mark.parametrize(
    ("role", "ascent", "descent"), [(Role.SERIF, 1.151, 0.286), (Role.SANS, 1.16, 0.288)]
)
def test_lines_are_spaced_as_spreadsheets_space_them(role, ascent, descent, is_bold):
    face = typeface(role, is_bold=is_bold)
    assert (face.ascent, face.descent) == pytest.approx((ascent, descent))
