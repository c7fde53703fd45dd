"""The journal is read by person, kind and day; what was written stays in order, newest first."""

from __future__ import annotations

from datetime import date

import pytest

from app.models.enums import Role
from app.ports import FixedClock
from app.services.accounts import Accounts
from app.services.applications.filing import Filing
from app.services.desk import Desk
from app.services.home import StationHome
from app.services.results import Saved
from app.services.settings import Settings
from app.services.trail import Trail
from tests.services.conftest import PASSWORD
from tests.services.town import ACCOUNT, Town


@pytest.fixture
def trail(desk: Desk, home: StationHome, clock: FixedClock) -> Trail:
    accounts = Accounts(desk, home)
    accounts.add(
        login="li", name="李建国", role=Role.REVIEWER, password="示例-Li-2026", own_password=PASSWORD
    )
    clock.advance(days=1)
    accounts.switch("li", "示例-Li-2026")
    Settings(desk).change("idle_minutes", 5)
    return Trail(desk)


def told(trail: Trail, **asked: object) -> list[str]:
    return [row.what for row in trail.rows(trail.ids(**asked))]  # type: ignore[arg-type]


def test_the_newest_line_comes_first(trail: Trail) -> None:
    assert told(trail) == ["改设置", "登录", "添加账号", "建站"]


def test_lines_are_found_by_person_kind_and_day(trail: Trail) -> None:
    assert told(trail, login="li") == ["改设置", "登录"]
    assert told(trail, action="station.founded") == ["建站"]
    assert told(trail, since=date(2026, 11, 25)) == ["改设置", "登录"]
    assert told(trail, until=date(2026, 11, 24)) == ["添加账号", "建站"]
    assert told(trail, login="li", until=date(2026, 11, 24)) == []


def test_a_line_says_in_words_what_it_is_about(trail: Trail, desk: Desk) -> None:
    Settings(desk).change("palette", "dark")
    Settings(desk).change("beep", False)
    rows = trail.rows(trail.ids())
    assert [(row.about, row.reason) for row in rows[:2]] == [
        ("按错键时响一声", "改为“否”"),
        ("配色", "改为“深色”"),
    ]
    assert [(row.about, row.reason) for row in rows if row.what == "添加账号"] == [("李建国", "复核人")]


def test_a_person_and_a_case_are_named(town: Town) -> None:
    town.eligible()
    number = town.counter.applications.take(
        Filing(
            town.choice("曹铁柱"), town.desk.ids.new(), bank={"bank_account": ACCOUNT, "bank_kind": "card"}
        )
    )
    trail = town.counter.trail
    case = trail.rows(trail.ids(action="application.taken_in"))[0]
    assert isinstance(number, Saved)
    assert case.about == town.counter.applications.open(number.id).row.case_number
    assert trail.rows(trail.ids(action="worker.changed"))[0].about == "曹铁柱"


def test_only_what_happened_here_is_offered(trail: Trail) -> None:
    assert set(trail.actions().values()) == {"建站", "添加账号", "登录", "改设置"}
    assert trail.people() == {"wang": "王秀兰", "li": "李建国"}
