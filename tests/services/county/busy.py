"""Random work at a counter through its real services: what a station may have done before it is lost."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from app.faults import Conflict, UserError
from app.services import sample
from app.services.applications.filing import Filing
from app.services.catalog.service import CatalogEntry
from app.services.counter import Counter
from app.services.eligibility.service import Choice
from app.services.workers.service import Entry
from tests.services.county.losses import register
from tests.services.county.stations import number
from tests.services.town import ACCOUNT

_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴曹郝段徐", "秀兰建国铁柱改莲海军宏伟爱民春梅志强"


class Busy:
    """One counter at work; every act is refused or done whole, and both are fine."""

    def __init__(self, counter: Counter, seed: int) -> None:
        self.counter, self.luck = counter, random.Random(seed)
        self.numbers = [number(at) for at in range(1, 40)]
        self.done = 0

    def work(self, times: int) -> int:
        """Do as many things as told, in a random order; return how many were not refused."""
        acts: list[Callable[[], object]] = [
            self.register, self.register, self.amend, self.row, self.row, self.void, self.home, self.certify,
            self.enrol, self.enrol, self.mark, self.mark, self.grade, self.leave, self.employer, self.job, self.match,
            self.follow, self.remark, self.lift, self.take, self.take, self.take, self.move, self.move, self.tick,
            self.undo,
        ]  # fmt: skip
        for _ in range(times):
            try:
                self.luck.choice(acts)()
                self.done += 1
            except (UserError, Conflict, IndexError):
                continue
        return self.done

    def begin(self, people: int = 12) -> Busy:
        """Register some people first, so that the other acts find somebody."""
        for at in range(people):
            register(self.counter, self.numbers[at], f"{_SURNAMES[at % 14]}{_GIVEN[at % 18]}示例")
        return self

    def person(self) -> int:
        return self.luck.choice(self.counter.workers.ids())

    def register(self) -> object:
        luck = self.luck
        values = {
            "id_type": "01", "id_number": luck.choice(self.numbers), "hukou_code": "140321101201", "nation": "01",
            "name": luck.choice(_SURNAMES) + luck.choice(_GIVEN) + luck.choice(_GIVEN),
            "phone": luck.choice(("", "19900000001", "19900000002")), "education": luck.choice(("", "70")),
            "has_pension": "0", "is_student": "0", "wish_jobs": luck.choice(([], ["6-31-01-01"])),
            "monthly_income": luck.choice((None, 0, 320000)), "relation_to_head": luck.choice(("", "10")),
        }  # fmt: skip
        host = self.person() if luck.random() < 0.3 else 0
        card = frozenset({"name", "id_number"}) if luck.random() < 0.3 else frozenset()
        entry = Entry(values, self.counter.desk.ids.new(), from_card=card, household_of=host)
        return self.counter.workers.save(entry)

    def amend(self) -> object:
        known = self.counter.workers.open(self.person())
        change = self.luck.choice(
            ({"phone": "19900000009"}, {"note": "说是要去太原"}, {"monthly_income": None}, {"phone": ""},
             {"wish_jobs": []}, {"graduated_on": date(2010, 7, 1)})
        )  # fmt: skip
        values = {**known.values, **change}
        return self.counter.workers.save(
            Entry(
                values,
                self.counter.desk.ids.new(),
                worker_id=known.id,
                version=known.version,
                reason="本人来说",
            )
        )

    def row(self) -> object:
        kind, values = self.luck.choice(
            (
                ("category", {"code": "TPRK", "authority": "乡村振兴局", "certified_on": date(2020, 1, 1)}),
                ("certificate", {"certificate_kind": "skill_level", "occupation": "6-31-01-03", "level": "5"}),
                ("movement", {"place_kind": "3", "unit": "太原某厂", "started": "2026-03", "monthly_income": 400000}),
            )
        )  # fmt: skip
        return self.counter.worker_rows.add(self.person(), kind, values)

    def void(self) -> object:
        return self.counter.workers.void(self.person(), "登记错了") if self.luck.random() < 0.3 else None

    def home(self) -> object:
        homes, one, other = self.counter.households, self.person(), self.person()
        return self.luck.choice(
            (lambda: homes.found(one), lambda: homes.unite(one, other), lambda: homes.leave(one, "分户"))
        )()

    def certify(self) -> object:
        home = self.counter.households.at_home(self.person()).household
        if home is None:
            return None
        facts = {"authority": "县人社局", "certified_on": date(2026, 3, 1), "is_open_ended": True}
        if self.luck.random() < 0.4:
            return self.counter.households.end(home.id, {"is_mistake": True, "reason": "认定有误"})
        return self.counter.households.certify(home.id, facts)

    def enrol(self) -> object:
        return self.counter.enrolments.enrol(self.person(), self.taught())

    def taught(self) -> int:
        """Return one of the newest classes, opening one that is under way now and then."""
        catalog = self.counter.catalog
        if self.luck.random() < 0.2:
            values = {"class_no": f"SL-{self.luck.randrange(10**6)}", "opens_on": date(2026, 11, 16), "seats": 30,
                      "closes_on": date(2026, 12, 18), "state": "planned"}  # fmt: skip
            parent = self.luck.choice(catalog.parents("session"))[0]
            catalog.save(CatalogEntry("session", values, self.counter.desk.ids.new(), parent_id=parent))
        return self.luck.choice(catalog.ids("session")[:4])

    def learner(self) -> tuple[int, int]:
        taught = self.taught()
        return taught, self.luck.choice(self.counter.enrolments.roster(taught).learners).enrolment_id

    def mark(self) -> object:
        taught, enrolment = self.learner()
        roster = self.counter.enrolments.roster(taught)
        day = (roster.opens_on or date(2026, 11, 1)) + timedelta(days=self.luck.randrange(5))
        mark = self.luck.choice(("present", "absent", "online", ""))
        return self.counter.enrolments.mark_day(taught, day, {enrolment: mark})

    def grade(self) -> object:
        _, enrolment = self.learner()
        values = self.luck.choice(
            ({"exam": "passed"}, {"learner_fee": 20000}, {"contract_from": date(2026, 3, 1)}, {"exam": ""})
        )
        return self.counter.enrolments.grade(enrolment, values)

    def leave(self) -> object:
        _, enrolment = self.learner()
        if self.luck.random() < 0.5:
            return self.counter.enrolments.leave(enrolment, "家里有事")
        return self.counter.enrolments.void(enrolment, "报错了班")

    def employer(self) -> object:
        values = {"name": f"示例厂{self.luck.randrange(99)}", "staff_count": self.luck.choice((None, 0, 12))}
        return self.counter.catalog.save(CatalogEntry("employer", values, self.counter.desk.ids.new()))

    def job(self) -> object:
        catalog = self.counter.catalog
        if self.luck.random() < 0.3:
            job = self.luck.choice(catalog.ids("job"))
            return self.luck.choice(
                (lambda: catalog.close_job(job), lambda: catalog.void("job", job, "不招了"))
            )()
        parent = self.luck.choice(catalog.parents("job"))[0]
        values = {"title": "保洁", "head_count": 2, "pay_low": 250000, "benefits": ["board"]}
        return catalog.save(CatalogEntry("job", values, self.counter.desk.ids.new(), parent_id=parent))

    def offer(self) -> tuple[str, str]:
        row = self.luck.choice(self.counter.catalog.rows("job", self.counter.catalog.ids("job")))
        return self.counter.catalog.open("job", row.id).uid, row.title

    def match(self) -> object:
        uid, title = self.offer()
        return self.counter.following.record(self.person(), "job", uid, title, ("离家近",))

    def follow(self) -> object:
        row = self.luck.choice(self.counter.following.due(only_due=False))
        return self.counter.following.follow(row.id, self.luck.choice(row.nexts)[0], "打过电话")

    def remark(self) -> object:
        uid, title = self.offer()
        kind = self.luck.choice(("pin", "hide"))
        return self.counter.feedbacks.record(self.person(), "job", uid, title, kind, "本人说的")

    def lift(self) -> object:
        worker = self.person()
        return self.counter.feedbacks.lift(
            worker, self.luck.choice(self.counter.feedbacks.standing(worker)).target_uid
        )

    def take(self) -> object:
        worker = self.person()
        bases = self.counter.eligibility.bases(worker, self.luck.choice(("training", "living", "evaluation")))
        choice: Choice = self.luck.choice(bases).choice
        name = self.counter.workers.open(worker).text("name")
        bank = {"bank_account": ACCOUNT, "bank_holder": name, "bank_name": "平定县农商行"}
        filing = Filing(choice, self.counter.desk.ids.new(), bank, frozenset({"id-card"}), reason="家庭共用账户",
                        guardian_name="王父", note="急用")  # fmt: skip
        if self.luck.random() < 0.3:
            return self.counter.applications.decline(filing, "不在范围")
        return self.counter.applications.take(filing)

    def move(self) -> object:
        applications = self.counter.applications
        who = sample.REVIEWER if self.luck.random() < 0.7 else sample.CLERK
        self.counter.accounts.switch(who[0], who[2])
        try:
            record = applications.open(self.luck.choice(applications.ids()))
            return applications.move(record.row.id, self.luck.choice(record.moves).key, "原因写明")
        finally:
            self.counter.accounts.switch(sample.CLERK[0], sample.CLERK[2])

    def tick(self) -> object:
        applications = self.counter.applications
        record = applications.open(self.luck.choice(applications.ids()))
        return applications.receive(
            self.luck.choice(record.materials).id, is_received=self.luck.random() < 0.7
        )

    def undo(self) -> object:
        return self.counter.undo.undo()
