"""What every service stands on: the store, the clock, identities, this station, and who sits at the counter."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.faults import UserError
from app.models.database import Database
from app.models.enums import Role
from app.ports import Clock, Ids
from app.services.clockwatch import ClockWatch

G = TypeVar("G")
T = TypeVar("T")


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
        self._acting: ContextVar[Operator | None] = ContextVar("acting", default=None)
        self.watch = ClockWatch(clock)
        self.on_number: Callable[[str], None] | None = None  # told of each case number once it is committed

    @property
    def operator(self) -> Operator:
        """Return who is logged in.

        Raises:
            UserError: nobody is.

        """
        operator = self._acting.get() or self._operator
        if operator is None:
            raise UserError("请先登录再操作。")
        return operator

    @property
    def is_manned(self) -> bool:
        """Tell whether somebody is logged in."""
        return (self._acting.get() or self._operator) is not None

    def seat(self, operator: Operator | None) -> None:
        """Seat a clerk at the counter, or nobody."""
        self._operator = operator
        if self._acting.get() is not None:
            self._acting.set(operator)

    def held(self, work: Callable[[G], T]) -> Callable[[G], T]:
        """Return work that goes on in the name of whoever sits here now, also after another clerk is seated.

        What a clerk began, an import of minutes, is his to the last row: so the journal and the events say it.
        """
        began = self._operator

        def run(given: G) -> T:
            mark = self._acting.set(began)
            try:
                return work(given)
            finally:
                self._acting.reset(mark)

        return run
