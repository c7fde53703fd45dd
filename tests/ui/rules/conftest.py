"""The rules are held against the real pages over the sample town, with hands that only use keys."""

from __future__ import annotations

from tests.journeys.conftest import at_counter, clock, town, town_folder  # noqa: F401 - fixtures
