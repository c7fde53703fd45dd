"""The generated states are imported by the tests of this folder; the long form tries 10,000 of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> int:
    """How many generated states each proof looks at."""
    return 10_000 if request.config.getoption("--long") else 300
