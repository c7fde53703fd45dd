"""What holds for every test: no screen, no network, no stray warning in the log, repeatable examples."""

from __future__ import annotations

import gc
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM") or "offscreen"  # before anything imports Qt

import pytest
from hypothesis import HealthCheck, settings
from pytest_socket import disable_socket

_SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
settings.register_profile("brief", deadline=None, max_examples=30, suppress_health_check=_SLOW_IS_FINE)
settings.register_profile("ci", settings.get_profile("brief"), derandomize=True, database=None)
settings.register_profile("long", settings.get_profile("brief"), max_examples=1000)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the project's own options."""
    parser.addoption("--long", action="store_true", help="run the long form of torture runs and properties")
    parser.addoption("--approve", action="store_true", help="rewrite the golden texts; review the diff")


def pytest_configure(config: pytest.Config) -> None:
    """Choose how many examples hypothesis tries."""
    named = "long" if config.getoption("--long") else "ci" if os.environ.get("CI") else "brief"
    settings.load_profile(named)
    config.addinivalue_line("markers", "logs_warnings: the test expects records of level WARNING or above")


def pytest_report_header() -> str:
    """Say which tests cannot run here."""
    missing = without_screen()
    return f"left out, for want of {', '.join(missing)}: tests marked screen" if missing else ""


def without_screen() -> tuple[str, ...]:
    """Return what a test on a real screen would need and this machine has not."""
    launchers = ("/usr/libexec/at-spi-bus-launcher", "/usr/lib/at-spi2-core/at-spi-bus-launcher")
    missing = [name for name in ("Xvfb", "dbus-daemon") if shutil.which(name) is None]
    return (*missing, *(() if any(Path(path).exists() for path in launchers) else ("at-spi2-core",)))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked `long` unless it was asked for, and `screen` where there can be none."""
    out = set() if config.getoption("--long") else {"long"}
    out |= {"screen"} if without_screen() else set()
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in out)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """Keep the collector of garbage off what was imported: it stays, and was searched thousands of times."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup() -> None:
    """Refuse every network socket; a socket in the file system stays allowed."""
    disable_socket(allow_unix_socket=True)


@pytest.fixture
def is_approving(request: pytest.FixtureRequest) -> bool:
    """Whether golden texts are to be rewritten in this run."""
    return bool(request.config.getoption("--approve"))


class _Watch(logging.Handler):
    """Keeps what was logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record's place and words."""
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that logs a warning, unless it is marked `logs_warnings`."""
    watch = _Watch()
    root = logging.getLogger()
    root.addHandler(watch)
    try:
        yield
    finally:
        root.removeHandler(watch)
    if watch.lines and request.node.get_closest_marker("logs_warnings") is None:
        pytest.fail("the test logged, unasked:\n" + "\n".join(watch.lines), pytrace=False)
