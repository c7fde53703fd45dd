"""The sample town stands after one call, with two clerks and nobody's real data."""

from __future__ import annotations

import pytest

from app.faults import Cancelled, UserError
from app.models.enums import Role
from app.services import journal, sample
from app.services.counter import build_counter
from app.services.home import StationHome
from tests.services.town import Town


class Steps:
    """A progress that counts its steps and stops at one of them."""

    def __init__(self, stop_at: int = -1) -> None:
        self.seen: list[tuple[int, int, str]] = []
        self.stop_at = stop_at

    def step(self, done: int, of: int, text: str) -> None:
        """Keep the step, or stop."""
        self.seen.append((done, of, text))
        if text == "正在装入示例镇" and done == self.stop_at:
            raise Cancelled


def test_the_sample_town_is_founded_in_one_call(home: StationHome) -> None:
    steps = Steps()
    desk, recovery = sample.found_sample(home, steps)
    try:
        counter = build_counter(desk, home)
        assert desk.station.is_sample
        assert desk.operator.role is Role.ADMIN
        assert recovery
        assert counter.workers.count() == 386
        assert [done for done, _, text in steps.seen if text == "正在装入示例镇"] == list(range(10))
        with desk.database.reading() as session:
            assert journal.verify(session).is_whole
    finally:
        desk.database.close()


def test_a_second_town_is_not_founded_over_the_first(home: StationHome) -> None:
    desk, _ = sample.found_empty(home)
    desk.database.close()
    with pytest.raises(UserError):
        sample.found_empty(home)


def test_a_stopped_founding_leaves_a_station_to_log_in_to(home: StationHome) -> None:
    with pytest.raises(Cancelled):
        sample.found_sample(home, Steps(stop_at=2))
    desk = home.log_in(sample.CLERK[0], sample.CLERK[2])
    try:
        counter = build_counter(desk, home)
        assert counter.workers.count() == 386
        assert counter.catalog.ids("job") == ()
    finally:
        desk.database.close()


def test_both_clerks_of_the_town_can_log_in(town: Town) -> None:
    accounts = town.counter.accounts
    accounts.switch(sample.REVIEWER[0], sample.REVIEWER[2])
    assert town.desk.operator.role is Role.REVIEWER
    accounts.switch(sample.CLERK[0], sample.CLERK[2])
    assert town.desk.operator.name == sample.CLERK[1]


@pytest.mark.parametrize("name", sample.TOWN)
def test_every_workbook_of_the_town_is_there(name: str) -> None:
    assert sample.sample(name).is_file()
