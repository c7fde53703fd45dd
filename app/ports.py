"""Time and identity: the only module that asks the machine for either."""

from __future__ import annotations

import platform
import random
import secrets
import time
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from typing import Protocol

CHINA = timezone(timedelta(hours=8), "CST")


class Clock(Protocol):
    """Tells the business day and the instant."""

    def today(self) -> date:
        """Return the business day in China."""

    def now(self) -> datetime:
        """Return the instant, aware, in UTC."""

    def put_right(self, day: date) -> None:
        """Go by this day from now on: whoever looked at the calendar knows better than the machine."""


class Ids(Protocol):
    """Makes identities that are unique without a network."""

    def new(self) -> str:
        """Return a UUIDv7 (RFC 9562) as 36 characters."""


class SystemClock:
    """The machine's clock, moved by whole days where the clerk said that the machine is wrong."""

    def __init__(self) -> None:
        self._off = timedelta()

    def today(self) -> date:
        """Return the business day in China, whatever the machine's zone."""
        return self.now().astimezone(CHINA).date()

    def now(self) -> datetime:
        """Return the instant in UTC."""
        return datetime.now(UTC) + self._off

    def put_right(self, day: date) -> None:
        """Go by this day from now on."""
        self._off = day - datetime.now(UTC).astimezone(CHINA).date()


class FixedClock:
    """A clock that stands until it is moved; for tests and the demonstration day."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def today(self) -> date:
        """Return the day the clock stands at, in China."""
        return self._now.astimezone(CHINA).date()

    def now(self) -> datetime:
        """Return the instant the clock stands at."""
        return self._now

    def advance(self, *, seconds: float = 0, days: int = 0) -> None:
        """Move the clock forward."""
        self._now += timedelta(seconds=seconds, days=days)

    def put_right(self, day: date) -> None:
        """Stand at the same hour of this day."""
        self._now += day - self.today()


def _uuid7(now: datetime, rand: int) -> str:
    millis = int(now.timestamp() * 1000)
    value = (millis & ((1 << 48) - 1)) << 80 | rand & ((1 << 80) - 1)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


class SystemIds:
    """Identities from the machine's clock and its secure random source."""

    def new(self) -> str:
        """Return a fresh UUIDv7."""
        return _uuid7(datetime.now(UTC), secrets.randbits(80))


class SeededIds:
    """Identities that repeat with the seed; for tests and the demonstration day."""

    def __init__(self, seed: int, clock: Clock) -> None:
        self._random = random.Random(seed)  # noqa: S311 - reproducible on purpose, never in a station's real data
        self._clock = clock

    def new(self) -> str:
        """Return the next UUIDv7 of the sequence."""
        return _uuid7(self._clock.now(), self._random.getrandbits(80))


def uptime() -> float:
    """Return seconds that passed since some moment, sleep included; nobody can set them."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()  # on Windows it goes on counting in sleep


def random_bytes(count: int) -> bytes:
    """Return `count` bytes from the machine's secure source, for keys and salts."""
    return secrets.token_bytes(count)


def machine_id() -> str:
    """Return what tells this PC from another: the system's own id, hashed so that it identifies nothing else."""
    for path in (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id")):
        if path.is_file():
            return sha256(b"jiamenkou" + path.read_bytes().strip()).hexdigest()[:32]
    return sha256(b"jiamenkou" + f"{uuid.getnode():012x}|{platform.node()}".encode()).hexdigest()[:32]
