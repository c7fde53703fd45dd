"""The station's promises in short: what two clerks, a wrong clock, a full disk, damage and upgrades may not lose."""

from __future__ import annotations

import pytest

from tests.torture import clerks_torture
from tests.torture.figures import Figures


def held(figures: Figures, tried: int = 0) -> None:
    assert figures.faults == []
    assert figures.is_well
    assert figures.cuts >= tried > 0


@pytest.mark.promise("O1")
def test_two_clerks_on_one_worker_lose_nothing() -> None:
    held(clerks_torture.clerks(20), 40)
