"""The persons of the day: registering by card, completing what the subsidies ask, a class that closes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.demo.record import DayRecord
from app.demo.stage import Stage
from app.models.checks.finding import Finding
from app.services.catalog.service import CatalogEntry
from app.services.results import Refused, Saved
from app.services.workers.service import Entry
from app.ui.actions import Act
from app.ui.pages.workers.view import WorkersPage

CLASS = "SL2026-01"
COMPANY_CLASS = "SL2026-QY1"


def kept(answer: Saved | Refused) -> Saved:
    """Return what was saved.

    Raises:
        TypeError: it was refused, which would be a fault of the demonstration.

    """
    if isinstance(answer, Refused):
        raise TypeError("；".join(_told(finding) for finding in answer.findings))
    return answer


def _told(finding: Finding) -> str:
    return f"{finding.field} {finding.text}"


def read_cards(stage: Stage, record: DayRecord) -> tuple[int, int]:
    """Read two cards: one known from the roster, one new; return both ids."""
    counter = stage.counter
    page = stage.show_page("workers")
    if not isinstance(page, WorkersPage):
        raise TypeError("the worker page is missing")
    stage.card("姚润生")
    page.run(Act.READ_CARD)
    known = counter.workers.find("姚润生").rows[0].id
    stage.picture("03_card_known")
    stage.card("解𬍛")
    page.run(Act.READ_CARD)
    stage.picture("04_card_new")
    page.form.fill({"phone": "19900008801", "urban_rural": "rural", "work_state": "9", "education": "70"})
    page.form.fill(
        {"wish_pay": 320000, "wish_jobs": ["4-10-01-05"], "wish_area": "county", "wish_training": "1"}
    )
    page.run(Act.SAVE)
    fresh = counter.workers.find("解𬍛").rows[0].id
    stage.picture("05_registered")
    rows = [counter.workers.rows((number,))[0] for number in (known, fresh)]
    record.note("cards", [{"name": row.name, "id": row.id_masked, "village": row.village} for row in rows])
    return known, fresh


def complete(stage: Stage, worker_id: int, values: Mapping[str, object]) -> None:
    """Fill in what the subsidies ask of a person."""
    counter = stage.counter
    known = counter.workers.open(worker_id)
    entry = Entry({**known.values, **values}, counter.drafts.fresh_event_id(), worker_id=worker_id,
                  version=known.version)  # fmt: skip
    kept(counter.workers.save(entry))


def certify(stage: Stage, worker_id: int, code: str, certified_on: date) -> None:
    """Add a category without an end, as the bureau's list shows it."""
    values = {
        "code": code, "authority": "平定县农业农村局（示例）", "certified_on": certified_on,
        "is_open_ended": True, "source": "match",
    }  # fmt: skip
    kept(stage.counter.worker_rows.add(worker_id, "category", values))


def certificate(stage: Stage, worker_id: int, number: str) -> None:
    """Register the skill certificate a learner came home with."""
    values = {
        "certificate_kind": "skill_level", "occupation": "4-10-01-05", "level": "5", "certificate_no": number,
        "issuer": "示例评价机构", "issued_on": date(2026, 11, 6),
    }  # fmt: skip
    kept(stage.counter.worker_rows.add(worker_id, "certificate", values))


def session_id(stage: Stage, class_no: str) -> int:
    """Return the id of a class by its number."""
    catalog = stage.counter.catalog
    ids = catalog.ids("session")
    return next(row.id for row in catalog.rows("session", ids) if row.title == class_no)


def close_class(stage: Stage, record: DayRecord) -> None:
    """Give the finished class its results."""
    enrolments = stage.counter.enrolments
    roster = enrolments.roster(session_id(stage, CLASS))
    for place, learner in enumerate(roster.learners):
        enrolments.grade(
            learner.enrolment_id, {"exam": "failed" if place == len(roster.learners) - 1 else "passed"}
        )
    record.note("class", {"class_no": CLASS, "learners": len(roster.learners), "days": len(roster.days)})


def company_class(stage: Stage, names: tuple[str, ...]) -> tuple[int, int]:
    """Let an enterprise train its own staff: a class, its days, contracts; return employer and session ids."""
    counter = stage.counter
    employer_id, _ = counter.catalog.parents("job")[-1]
    course_id = next(
        number for number, title in counter.catalog.parents("session") if "养老护理员（五级）" in title
    )
    values = {
        "class_no": COMPANY_CLASS, "opens_on": date(2026, 11, 9), "closes_on": date(2026, 11, 20),
        "seats": 10, "state": "planned", "training_organised_by": "self", "is_cost_borne_by_employer": "1",
    }  # fmt: skip
    entry = CatalogEntry("session", values, counter.drafts.fresh_event_id(), parent_id=course_id)
    number = kept(counter.catalog.save(entry)).id
    counter.enrolments.begin(number)
    for place, name in enumerate(names):
        worker_id = counter.workers.find(name).rows[0].id
        complete(
            stage, worker_id, {"has_pension": "0", "is_student": "0", "work_state": "2", "work_form": "unit"}
        )
        enrolment = kept(counter.enrolments.enrol(worker_id, number)).id
        counter.enrolments.grade(
            enrolment,
            {
                "contract_from": date(2026, 3, 1), "contract_to": date(2027, 2, 28), "has_wage_evidence": "1",
                "is_dispatched": "0", "learner_fee": 20000 if place == len(names) - 1 else 0,
            },
        )  # fmt: skip
    learners = counter.enrolments.roster(number).learners
    for day in (
        date(2026, 11, 9),
        date(2026, 11, 10),
        date(2026, 11, 11),
        date(2026, 11, 12),
        date(2026, 11, 13),
    ):
        counter.enrolments.mark_day(number, day, {learner.enrolment_id: "present" for learner in learners})
    counter.enrolments.finish(number, {learner.enrolment_id: "passed" for learner in learners})
    return employer_id, number
