"""The rules are held against the real pages over the sample town, with hands that only use keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.ui.theme import PaletteName, Scale
from tests.journeys.conftest import Counter, at_counter, clock, town, town_folder  # noqa: F401 - fixtures


@pytest.fixture
def plain_after(at_counter: Counter) -> Iterator[Counter]:  # noqa: F811
    """Let a test change the look, and set the plain one again for those that follow."""
    yield at_counter
    at_counter.theme.set_look(PaletteName.LIGHT, Scale.STANDARD)
