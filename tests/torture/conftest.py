"""Leaves out, and says so, the tortures that a machine cannot run: without a C compiler no power can be cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.torture import kill_torture, media_torture, powerloss_torture
from tests.torture.ending import AT_THE_END

_NEEDS = {
    "recorder": powerloss_torture.trouble,
    "killer": kill_torture.trouble,
    "mounter": media_torture.trouble,
}


@pytest.fixture(scope="session", autouse=True)
def _put_away() -> Iterator[None]:
    """Remove what several tortures shared."""
    yield
    AT_THE_END.close()


@pytest.fixture(scope="session")
def recorder() -> None:
    """Ask for a machine on which what a process does to its disk can be recorded."""


@pytest.fixture(scope="session")
def killer() -> None:
    """Ask for a machine on which a clerk can be forked and killed."""


@pytest.fixture(scope="session")
def mounter() -> None:
    """Ask for a machine on which real file systems can be mounted, and so be full or pulled."""


def pytest_report_header() -> list[str]:
    """Say which tortures are left out, and why."""
    return [f"left out, {name}: {told()}" for name, told in _NEEDS.items() if told()]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run."""
    missing = {name for name, told in _NEEDS.items() if told()}
    left_out = [item for item in items if missing & set(getattr(item, "fixturenames", ()))]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
