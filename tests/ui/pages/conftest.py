"""The pages stand on the sample town, under the hands of the journeys."""

from __future__ import annotations

import pytest

from app.ui.theme import PaletteName, Scale
from tests.journeys.conftest import Counter, at_counter, clock, town, town_folder  # noqa: F401 - fixtures


@pytest.fixture
def in_large_type(at_counter: Counter) -> Counter:  # noqa: F811
    """Set the largest type in the dark."""
    at_counter.theme.set_look(PaletteName.DARK, Scale.EXTRA)
    return at_counter
