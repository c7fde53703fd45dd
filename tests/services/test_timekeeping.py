"""A clock that cannot be believed is noticed, told in plain words, and the clerk's calendar counts (reliability C1)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.faults import UserError
from app.models.trail import JournalEntry, OutboxEvent
from app.ports import FixedClock, SeededIds, SystemClock
from app.services import journal
from app.services.clockwatch import ClockWatch, Oddity
from app.services.desk import Desk
from app.services.home import StationHome
from app.services.selfcheck import SelfCheck
from app.services.timekeeping import CONFIRMED, Timekeeping
from app.services.trail import Trail
from tests.services.conftest import PASSWORD, QUICK
from tests.services.test_applications import filing, taken
from tests.services.town import Town


def reopened(home: StationHome, now: datetime) -> tuple[Desk, FixedClock]:
    clock = FixedClock(now)
    other = StationHome(home.folder, clock=clock, ids=SeededIds(9, clock), cost=QUICK)
    return other.log_in("wang", PASSWORD), clock


@pytest.mark.parametrize(
    ("now", "oddity"),
    [
        (datetime(2025, 1, 3, 1, tzinfo=UTC), Oddity.BEHIND),
        (datetime(2026, 11, 23, 1, tzinfo=UTC), Oddity.BEHIND),
        (datetime(2027, 11, 24, 1, tzinfo=UTC), Oddity.AHEAD),
        (datetime(2026, 11, 24, 1, 30, tzinfo=UTC), None),
        (datetime(2026, 11, 24, 16, 0, 1, tzinfo=UTC), None),
        (datetime(2026, 12, 25, 1, tzinfo=UTC), None),
    ],
)
@pytest.mark.promise("C1")
def test_the_clock_is_held_against_the_last_record_at_log_in(
    home: StationHome, desk: Desk, now: datetime, oddity: Oddity | None
) -> None:
    desk.database.close()
    again, _ = reopened(home, now)
    doubt = Timekeeping(again).doubt()
    assert (doubt.oddity if doubt else None) == oddity
    item = next(item for item in SelfCheck(again, home).quick().items if item.key == "clock")
    assert item.is_well == (oddity is None)
    again.database.close()


def test_the_words_name_both_times_and_what_to_do(home: StationHome, desk: Desk) -> None:
    desk.database.close()
    again, _ = reopened(home, datetime(2025, 1, 3, 1, tzinfo=UTC))
    doubt = Timekeeping(again).doubt()
    again.database.close()
    assert doubt is not None
    assert doubt.text == (
        "电脑时钟可能不对：显示 2025-01-03 09:00，而最后一条记录是 2026-11-24 09:00（相差 690 天）。"
        "请看日历，按「确认今天的日期」；有权限时再到系统里把时钟调准。"
    )


def test_the_doubt_outlives_a_log_in_with_the_wrong_clock(home: StationHome, desk: Desk) -> None:
    desk.database.close()
    for _ in range(2):
        again, _ = reopened(home, datetime(2025, 1, 3, 1, tzinfo=UTC))
        assert Timekeeping(again).doubt() is not None
        again.database.close()


@pytest.mark.promise("C1")
def test_the_confirmed_day_counts_and_is_journalled(home: StationHome, desk: Desk) -> None:
    desk.database.close()
    again, clock = reopened(home, datetime(2025, 1, 3, 1, tzinfo=UTC))
    Timekeeping(again).confirm(date(2026, 11, 25))
    assert Timekeeping(again).doubt() is None
    assert clock.today() == date(2026, 11, 25)
    with again.database.reading() as session:
        line = session.scalars(select(JournalEntry).where(JournalEntry.action == CONFIRMED)).one()
        assert journal.verify(session).is_whole
    assert line.detail == "今天是 2026-11-25；电脑显示 2025-01-03，最后一条记录 2026-11-24 09:00"
    assert line.at.date() == date(2026, 11, 25)
    assert again.watch.note() == "day confirmed 2026-11-25, clock showed 2025-01-03"
    trail = Trail(again)
    assert [row.what for row in trail.rows(trail.ids(action=CONFIRMED))] == ["核对日期"]
    again.database.close()


def test_a_year_too_late_is_put_right_without_doubting_for_a_year(home: StationHome, desk: Desk) -> None:
    desk.database.close()
    wrong, _ = reopened(home, datetime(2027, 11, 24, 1, tzinfo=UTC))
    wrong.database.close()
    right, _ = reopened(home, datetime(2026, 11, 25, 1, tzinfo=UTC))
    doubt = Timekeeping(right).doubt()
    assert doubt is not None
    assert doubt.oddity is Oddity.BEHIND
    Timekeeping(right).confirm(date(2026, 11, 25))
    right.database.close()
    later, _ = reopened(home, datetime(2026, 11, 26, 1, tzinfo=UTC))
    assert Timekeeping(later).doubt() is None
    later.database.close()


@pytest.mark.promise("C1")
def test_no_number_is_given_out_while_the_day_is_in_doubt(town: Town) -> None:
    taken(town)
    clock = town.desk.clock
    assert isinstance(clock, FixedClock)
    clock.advance(days=-400)
    town.eligible("杨改莲")
    with pytest.raises(UserError, match=r"今天的日期还没有核对.*显示 2025-10-20 09:00"):
        town.counter.applications.take(filing(town, town.choice("杨改莲"), "6222020200112233"))
    town.counter.time.confirm(date(2026, 11, 24))
    saved = town.counter.applications.take(filing(town, town.choice("杨改莲"), "6210985840098765439"))
    number = town.counter.applications.open(saved.id).row.case_number
    assert number.startswith("140321106000-PX-20261124-A0002-")


@pytest.mark.promise("C1")
def test_the_order_is_that_of_the_counter_whatever_the_clock_says(town: Town) -> None:
    clock = town.desk.clock
    assert isinstance(clock, FixedClock)
    for days in (-365, 730, -365):
        town.complete(town.worker("曹铁柱"), note=f"{days}")
        clock.advance(days=days)
    town.complete(town.worker("曹铁柱"), note="末")
    with town.desk.database.reading() as session:
        rows = session.execute(select(OutboxEvent.seq, OutboxEvent.line).order_by(OutboxEvent.seq)).all()
        assert journal.verify(session).is_whole
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    assert ['"-365"' in row.line or '"730"' in row.line or '"末"' in row.line for row in rows[-4:]] == [
        True
    ] * 4


@pytest.mark.promise("C1")
def test_the_number_of_the_new_year_begins_at_midnight_in_china(town: Town) -> None:
    clock = town.desk.clock
    assert isinstance(clock, FixedClock)
    town.eligible()
    town.eligible("杨改莲")
    clock.advance(seconds=(datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC) - clock.now()).total_seconds())
    assert town.counter.time.doubt() is not None  # it stood still and was moved: a jump, as it should be
    town.counter.time.confirm(clock.today())
    first = town.counter.applications.take(filing(town, town.choice("曹铁柱")))
    clock.advance(seconds=1)
    assert town.counter.time.doubt() is None
    second = town.counter.applications.take(filing(town, town.choice("杨改莲"), "6210985840098765439"))
    numbers = [town.counter.applications.open(one.id).row.case_number for one in (first, second)]
    assert [number[13:32] for number in numbers] == [
        "PX-20261231-A0001-" + numbers[0][31],
        "PX-20270101-A0001-" + numbers[1][31],
    ]


class Passing:
    """Time that passes on its own, beside a clock that somebody may set."""

    def __init__(self) -> None:
        self.clock = FixedClock(datetime(2026, 11, 24, 1, tzinfo=UTC))
        self.seconds = 1000.0
        self.watch = ClockWatch(self.clock, elapsed=lambda: self.seconds)
        self.watch.open(self.clock.now())

    def go_on(self, hours: float) -> None:
        self.seconds += hours * 3600
        self.clock.advance(seconds=hours * 3600)


@pytest.mark.parametrize("days", [-365, -1, 1, 365])
@pytest.mark.promise("C1")
def test_a_clock_set_while_running_is_noticed_and_forgotten_when_set_back(days: int) -> None:
    time = Passing()
    time.go_on(5)
    assert time.watch.look() is None
    time.clock.advance(days=days)
    doubt = time.watch.look()
    assert doubt is not None
    assert doubt.last.hour == (6 if days > 0 else 1)  # the reckoned time, or the last record before the clock
    time.clock.advance(days=-days)
    assert time.watch.look() is None


def test_a_night_of_sleep_is_no_jump() -> None:
    time = Passing()
    time.go_on(15)
    assert time.watch.look() is None
    time.go_on(24 * 60)
    assert time.watch.look() is None


def test_the_machines_clock_goes_by_the_confirmed_day() -> None:
    clock = SystemClock()
    day = clock.today() + timedelta(days=400)
    clock.put_right(day)
    assert clock.today() == day
    assert clock.now() - SystemClock().now() > timedelta(days=399)
