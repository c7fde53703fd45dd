"""Whether the PC's clock can be believed: against the last record, and against the time that passed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.faults import UserError
from app.ports import CHINA, Clock, uptime

_SLACK = timedelta(hours=1)
_PAUSE = timedelta(days=45)
ASK = "确认今天的日期"


class Oddity(StrEnum):
    """What is odd about the clock."""

    BEHIND = "behind"
    AHEAD = "ahead"
    JUMPED = "jumped"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What the clock shows, and the record (for a jump: the reckoned time) that speaks against it."""

    oddity: Oddity
    shown: datetime
    last: datetime

    @property
    def text(self) -> str:
        """Say what is seen and what to do."""
        return f"{self.seen}请看日历，按「{ASK}」；有权限时再到系统里把时钟调准。"

    @property
    def seen(self) -> str:
        """Say what speaks against the clock."""
        shown, last = (_when(instant) for instant in (self.shown, self.last))
        days = abs((_day(self.shown) - _day(self.last)).days)
        far = f"相差 {days} 天" if days else f"相差约 {round(abs(self.shown - self.last) / _SLACK)} 小时"
        seen = {
            Oddity.BEHIND: f"而最后一条记录是 {last}（{far}）",
            Oddity.AHEAD: f"而最后一条记录是 {last}（{far}；本站真停用了这么久就没有错）",
            Oddity.JUMPED: f"而按刚才走过的时间应是 {last}（{far}）",
        }[self.oddity]
        return f"电脑时钟可能不对：显示 {shown}，{seen}。"


class ClockWatch:
    """Knows how late it was when the last record was made, and when the watch began."""

    def __init__(self, clock: Clock, *, elapsed: Callable[[], float] = uptime) -> None:
        self._clock, self._elapsed = clock, elapsed
        self._last: datetime | None = None
        self._opened_after: datetime | None = None
        self._is_jumped = False
        self.remark = ""
        self._begin()

    def _begin(self) -> None:
        self._wall, self._up = self._clock.now(), self._elapsed()

    def open(self, last: datetime | None) -> None:
        """Begin to watch over a station whose last record was made at that instant."""
        self._last = self._opened_after = last
        self._begin()

    def recorded(self, at: datetime) -> None:
        """Take note that something was recorded."""
        self._last = at if self._last is None else max(self._last, at)

    def settle(self, remark: str) -> None:
        """Believe the clock from now on: somebody looked at the calendar."""
        self._last, self._opened_after, self._is_jumped = self._clock.now(), None, False
        self.remark = remark
        self._begin()

    def look(self) -> Doubt | None:
        """Compare the clock with the last record and with the time that passed; None when it can be believed."""
        self._is_jumped = abs(self._clock.now() - self._reckoned()) > _SLACK
        return self.doubt()

    def doubt(self) -> Doubt | None:
        """Return what is doubtful by the last record, or was when the clock was last looked at."""
        now = self._clock.now()
        if self._last is not None and now < self._last - _SLACK:
            return Doubt(Oddity.BEHIND, now, self._last)
        opened = self._opened_after
        if opened is not None and self._wall - opened > _PAUSE:
            return Doubt(Oddity.AHEAD, now, opened)
        return Doubt(Oddity.JUMPED, now, self._reckoned()) if self._is_jumped else None

    def refuse_doubtful(self) -> None:
        """Let nothing be dated that cannot be taken back while the day is in doubt.

        Raises:
            UserError: the clerk has not confirmed what day it is.

        """
        doubt = self.doubt()
        if doubt is not None:
            raise UserError(f"今天的日期还没有核对，受理日期和编号可能会错。{doubt.text}")

    def note(self) -> str:
        """Return what a batch tells of the clock it was sealed by; empty when there is nothing to tell."""
        doubt = self.doubt()
        if doubt is None:
            return self.remark
        return f"doubtful: {doubt.oddity.value}, shown {_day(doubt.shown)}, last {_day(doubt.last)}"

    def _reckoned(self) -> datetime:
        return self._wall + timedelta(seconds=self._elapsed() - self._up)


def _day(instant: datetime) -> date:
    return instant.astimezone(CHINA).date()


def _when(instant: datetime) -> str:
    return f"{instant.astimezone(CHINA):%Y-%m-%d %H:%M}"
