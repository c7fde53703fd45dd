"""The day's lines count what waits, the month counts what was done, and both come from the records alone."""

from __future__ import annotations

from app.ports import FixedClock
from app.progress import NoProgress
from app.services.applications.filing import Filing
from app.services.today import Day
from tests.services.town import ACCOUNT, Town


def count(day: Day, key: str) -> int:
    return next(line.count for line in day.waiting if line.key == key)


def test_a_visit_is_listed_and_counted(town: Town) -> None:
    before = town.counter.today.day()
    town.counter.workers.begin_visit(town.worker("曹铁柱"))
    day = town.counter.today.day()
    assert [name for _, name, _ in day.visits] == ["曹铁柱"]
    assert day.month["到场"] == before.month["到场"] + 1


def test_a_follow_up_is_due_after_its_own_wait(town: Town, clock: FixedClock) -> None:
    counter = town.counter
    worker = town.worker("曹铁柱")
    found = counter.recommending.for_worker(worker)
    job = found.jobs.matches[0]
    counter.following.record(worker, "job", job.job.id, job.job.title, job.pluses)
    assert count(counter.today.day(), "due") == 0
    clock.advance(days=3)
    assert count(counter.today.day(), "due") == len(counter.following.due()) == 1
    match = counter.following.due()[0]
    counter.following.follow(match.id, "contacted")
    counter.following.follow(match.id, "interviewed")
    clock.advance(days=3)
    assert count(counter.today.day(), "due") == len(counter.following.due()) == 0
    clock.advance(days=4)
    assert count(counter.today.day(), "due") == len(counter.following.due()) == 1


def test_sealing_empties_the_line_and_opens_the_next(town: Town) -> None:
    counter = town.counter
    assert count(counter.today.day(), "unsealed") == counter.batches.outbox().count > 0
    counter.batches.seal(NoProgress())
    day = counter.today.day()
    assert (count(day, "unsealed"), count(day, "batches")) == (0, 1)
    assert counter.today.status().waiting == 0
    assert counter.today.status().county_batch == 0


def test_the_backup_waits_until_it_is_made(town: Town) -> None:
    counter = town.counter
    line = next(line for line in counter.today.day().waiting if line.key == "backup")
    assert (line.count, line.page, line.view) == (1, "settings", "care")
    counter.care.back_up(NoProgress())
    assert count(counter.today.day(), "backup") == 0


def test_an_application_waits_for_its_reviewer(town: Town) -> None:
    counter = town.counter
    town.eligible()
    counter.applications.take(
        Filing(
            town.choice("曹铁柱"),
            town.desk.ids.new(),
            bank={"bank_account": ACCOUNT, "bank_kind": "card"},
        )
    )
    assert count(counter.today.day(), "to_review") == 1
    assert counter.today.day().month["受理申请"] == 1
