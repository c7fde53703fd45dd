"""What every service stands on: the store, the clock, identities, this station, and who sits at the counter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from app.faults import UserError
from app.models.database import Database
from app.models.enums import Role
from app.ports import Clock, Ids
from app.services.clockwatch import ClockWatch


@dataclass(frozen=True, slots=True)
class Station:
    """The station's card: `code` has 12 digits, `epoch` is one letter (forms 2.10), `epoch_id` a UUIDv7."""

    code: str
    name: str
    bureau_code: str
    bureau_name: str
    epoch: str
    epoch_id: str
    phone: str = ""
    address: str = ""
    is_sample: bool = False

    @property
    def county_code(self) -> str:
        """Return the six digits of the county the station lies in."""
        return self.code[:6]


@dataclass(frozen=True, slots=True)
class Operator:
    """Who sits at the counter."""

    login: str
    name: str
    role: Role


class Seat(Protocol):
    """Whoever does something, at a counter or at the bureau: what the journal asks of the place where it is done."""

    @property
    def clock(self) -> Clock:
        """Return what tells the time."""

    @property
    def ids(self) -> Ids:
        """Return what makes identities."""

    @property
    def operator(self) -> Operator:
        """Return who is logged in."""

    @property
    def is_manned(self) -> bool:
        """Tell whether somebody is logged in."""

    @property
    def watch(self) -> ClockWatch:
        """Return what notices a clock that cannot be right."""


class Desk:
    """One counter; the operator changes when clerks switch, the rest stays."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        ids: Ids,
        station: Station,
        operator: Operator | None = None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.ids = ids
        self.station = station
        self._operator = operator
        self.watch = ClockWatch(clock)
        self.on_number: Callable[[str], None] | None = None  # told of each case number once it is committed

    @property
    def operator(self) -> Operator:
        """Return who is logged in.

        Raises:
            UserError: nobody is.

        """
        if self._operator is None:
            raise UserError("请先登录再操作。")
        return self._operator

    @property
    def is_manned(self) -> bool:
        """Tell whether somebody is logged in."""
        return self._operator is not None

    def seat(self, operator: Operator | None) -> None:
        """Seat a clerk at the counter, or nobody."""
        self._operator = operator
