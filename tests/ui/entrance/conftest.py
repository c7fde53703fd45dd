"""A fresh station's folder for the tests of the way in."""

from __future__ import annotations

from tests.services.conftest import clock, founding, home  # noqa: F401 - fixtures
