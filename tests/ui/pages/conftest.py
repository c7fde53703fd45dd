"""The pages stand on the sample town, under the hands of the journeys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.ui.theme import PaletteName, Scale
from tests.journeys.conftest import Counter, at_counter, clock, town, town_folder  # noqa: F401 - fixtures


@pytest.fixture
def in_large_type(at_counter: Counter) -> Iterator[Counter]:  # noqa: F811
    """Set the largest type in the dark, and the plain look again for the tests that follow."""
    at_counter.theme.set_look(PaletteName.DARK, Scale.EXTRA)
    yield at_counter
    at_counter.theme.set_look(PaletteName.LIGHT, Scale.STANDARD)
