"""The sample town as a test's ground: imported once a test, with shortcuts to what tests ask for."""

from __future__ import annotations

from dataclasses import dataclass

from app.progress import NoProgress
from app.services import sample
from app.services.counter import Counter, build_counter
from app.services.desk import Desk
from app.services.eligibility.service import Choice
from app.services.home import StationHome
from app.services.results import Saved
from app.services.workers.service import Entry

ACCOUNT = "6210985840012345671"
ASKED = {"has_pension": "0", "is_student": "0"}


@dataclass(frozen=True, slots=True)
class Town:
    counter: Counter
    desk: Desk

    def close(self) -> None:
        self.desk.database.close()

    def worker(self, name: str) -> int:
        return self.counter.workers.find(name).rows[0].id

    def session(self, class_no: str = "SL2026-01") -> int:
        catalog = self.counter.catalog
        return next(
            row.id for row in catalog.rows("session", catalog.ids("session")) if row.title == class_no
        )

    def complete(self, worker_id: int, **values: object) -> None:
        known = self.counter.workers.open(worker_id)
        entry = Entry(
            {**known.values, **values}, self.desk.ids.new(), worker_id=worker_id, version=known.version
        )
        answer = self.counter.workers.save(entry)
        assert isinstance(answer, Saved), answer

    def pass_everyone(self) -> None:
        for learner in self.counter.enrolments.roster(self.session()).learners:
            self.counter.enrolments.grade(learner.enrolment_id, {"exam": "passed"})

    def choice(self, name: str, kind: str = "training") -> Choice:
        return self.counter.eligibility.bases(self.worker(name), kind)[0].choice

    def eligible(self, name: str = "曹铁柱") -> int:
        number = self.worker(name)
        self.complete(number, **ASKED)
        self.pass_everyone()
        return number


def build(home: StationHome, *names: str) -> Town:
    desk, _ = sample.found_empty(home)
    for name in names or sample.TOWN:
        sample.take(desk, name, NoProgress())
    return Town(build_counter(desk, home), desk)


def reopen(home: StationHome) -> Town:
    desk = home.log_in(sample.CLERK[0], sample.CLERK[2])
    return Town(build_counter(desk, home), desk)
