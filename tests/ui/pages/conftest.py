"""The real window over the sample town, for the tests of single pages."""

from __future__ import annotations

from tests.journeys.conftest import at_counter  # noqa: F401 - fixture
from tests.services.conftest import clock, town, town_folder  # noqa: F401 - fixtures
