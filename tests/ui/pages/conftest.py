"""The pages stand on the sample town, under the hands of the journeys."""

from __future__ import annotations

from tests.journeys.conftest import at_counter, clock, town, town_folder  # noqa: F401 - fixtures
