"""From the store to policy facts: every path a condition may ask for, and nothing that is not recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.application import Application, RosterRow
from app.models.catalog import Employer, Institution, TrainingSession
from app.models.checks.identity import upgrade_15
from app.models.desk import ComparisonEntry, ComparisonList
from app.models.enrolment import Enrolment
from app.models.worker import Certificate, Worker
from app.services import elsewhere
from app.services.households.terms import ZERO, terms_for
from app.services.imports.lists import SKILL_UPLIFT
from app.services.policy.outcome import Outcome
from app.services.policy.vocabulary import OPEN

Plain = dict[str, object]

_INSTITUTION_KINDS: Mapping[str, str] = {
    "public": "service_centre", "college": "college", "technical": "college", "training": "school",
    "hr": "agency", "base": "base", "master": "studio", "association": "association",
    "enterprise": "leader", "group": "group",
}  # fmt: skip
_STANDINGS: Mapping[str, str] = {
    "normal": "normal", "mending": "rectifying", "suspended": "suspended", "cancelled": "revoked",
}  # fmt: skip
_MODES: Mapping[str, str] = {"offline": "onsite", "online": "online", "mixed": "mixed"}
_ORGANISERS: Mapping[str, str] = {"self": "self", "entrusted": "entrusted", "institution": "other"}
# The one code list where the counter and the policy vocabulary differ: 港澳台居民居住证.
_ID_TYPES: Mapping[str, str] = {"09": "10"}
# The state of an application as the duplicate rule counts it (policy 1.2).
_CLAIM_STATES: Mapping[str, str] = {
    "taken": "accepted", "to_review": "accepted", "reviewed": "accepted", "exported": "reported",
    "received": "reported", "granted": "approved", "refused": "rejected", "returned": "returned",
    "rejected": "refused", "withdrawn": "withdrawn",
}  # fmt: skip
# A claim, or a learner's row of an employer's roster, that fails is not paid and bars nobody from another.
_UNPAID = (Outcome.INELIGIBLE.value, Outcome.NOT_COVERED.value)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom and what an assessment is about; parts that do not apply are None."""

    worker: Worker | None = None
    enrolment: Enrolment | None = None
    certificate: Certificate | None = None
    employer: Employer | None = None
    session: TrainingSession | None = None
    roster: Sequence[Enrolment] = ()
    case_number: str = ""


def gather(session: Session, subject: Subject) -> Plain:
    """Return the facts of a subject as the nested mapping `Facts.of` reads."""
    plain: Plain = {"links": []}
    people = [subject.worker] if subject.worker else [enrolment.worker for enrolment in subject.roster]
    plain["claims"] = [row for worker in people for row in _claims(session, worker)]
    plain["lists"], plain["matches"] = _lists(session, people)
    taught = subject.session or (subject.enrolment.session if subject.enrolment else None)
    if subject.worker is not None:
        plain["worker"] = worker_facts(subject.worker)
        plain["graduate"] = _graduate(subject.worker)
        plain["attendance"] = _attendance(session, subject.worker)
    if taught is not None:
        plain |= _course(taught)
    if subject.enrolment is not None:
        plain["result"] = _result(subject.enrolment)
    certificate = subject.certificate or _certificate_of(subject)
    if certificate is not None:
        plain["certificate"] = _certificate(certificate)
    if subject.employer is not None:
        plain["employer"] = _employer(subject.employer, taught)
        plain["roster"] = [_roster_row(place, row) for place, row in enumerate(subject.roster, start=1)]
    if subject.case_number:
        plain["application"] = {"ref": subject.case_number}
    return plain


def worker_facts(worker: Worker) -> Plain:
    """Return the facts under `worker`."""
    return {
        "name": worker.name,
        "id_type": _ID_TYPES.get(worker.id_type, worker.id_type),
        "id_number": worker.id_number,
        "birth": worker.birth,
        "sex": worker.sex,
        "urban_rural": worker.urban_rural,
        "hukou_kind": worker.hukou_kind,
        "hukou_code": worker.hukou_code,
        "is_student": _flag(worker.is_student),
        "has_pension": _flag(worker.has_pension),
        "insurance_kind": worker.insurance_kind,
        "woman_post": worker.woman_post,
        "work_state": worker.work_state,
        "work_form": worker.work_form,
        "plans_to_leave": _flag(worker.plans_to_leave),
        "has_contract": _flag(worker.has_contract),
        "is_insured": _flag(worker.is_insured),
        "education": worker.education,
        "phone": worker.phone,
        "categories": [
            {
                "code": row.code,
                "authority": row.authority,
                "certified_on": row.certified_on,
                "valid_to": OPEN if row.is_open_ended else row.valid_to,
                "source": row.source,
                "document_no": row.document_no,
                "is_risk_cleared": row.is_risk_cleared,
            }
            for row in worker.categories
        ]
        + _of_the_household(worker),
    }


def _of_the_household(worker: Worker) -> list[Plain]:
    """Return the categories that his household gives a member: 零就业家庭 is a fact of the household."""
    return [
        {
            "code": ZERO,
            "authority": term.authority,
            "certified_on": term.start,
            "valid_to": OPEN if term.is_open else term.end,
            "source": term.source,
            "document_no": term.document_no,
            "is_risk_cleared": False,
            "household": worker.household.head_name if worker.household else "",
        }
        for term in terms_for(worker)
    ]


def _flag(stored: str) -> bool | None:
    return {"1": True, "0": False}.get(stored)


def _graduate(worker: Worker) -> Plain:
    return {
        "stage": worker.school_stage,
        "graduated_on": worker.graduated_on,
        "school": worker.school,
        "continues_study": _flag(worker.continues_study),
    }


def _attendance(session: Session, worker: Worker) -> list[Plain]:
    query = select(Enrolment).where(Enrolment.worker_id == worker.id, Enrolment.is_void.is_(False))
    return [
        {
            "date": day.day,
            "present": day.is_present,
            "is_online": day.is_online,
            "session": enrolment.session.class_no,
        }
        for enrolment in session.scalars(query)
        for day in enrolment.days
    ]


def _course(taught: TrainingSession) -> Plain:
    course, institution = taught.course, taught.course.institution
    return {
        "course": {
            "name": course.title,
            "occupation": course.occupation,
            "trade": course.trade,
            "level": course.level,
            "uses_national_book": "国家规划教材" in course.tags,
            "uses_national_package": "国家基本职业培训包" in course.tags,
        },
        "session": {
            "ref": taught.class_no,
            "opened_on": taught.opens_on,
            "closed_on": taught.closes_on,
            "class_hours": course.class_hours,
            "mode": _MODES.get(course.mode, ""),
        },
        "institution": _institution(institution),
    }


def _institution(institution: Institution) -> Plain:
    return {
        "name": institution.name,
        "kind": _INSTITUTION_KINDS.get(institution.kind, ""),
        "status": _STANDINGS.get(institution.standing, ""),
        "is_brand": bool(institution.brand_document),
    }


def _result(enrolment: Enrolment) -> Plain:
    return {"is_passed": {"passed": True, "failed": False, "absent": False}.get(enrolment.exam)}


def _certificate_of(subject: Subject) -> Certificate | None:
    """Return the certificate that ended the enrolment, when one was registered for it."""
    enrolment = subject.enrolment
    if enrolment is None or not enrolment.certificate_uid:
        return None
    return next((c for c in enrolment.worker.certificates if c.uid == enrolment.certificate_uid), None)


def _certificate(certificate: Certificate) -> Plain:
    return {
        "kind": certificate.certificate_kind,
        "number": certificate.certificate_no,
        "occupation": certificate.occupation,
        "trade": certificate.trade,
        "level": certificate.level,
        "issued_on": certificate.issued_on,
        "issuer": certificate.issuer,
    }


def _employer(employer: Employer, taught: TrainingSession | None) -> Plain:
    return {
        "name": employer.name,
        "uscc": employer.uscc,
        "organised_by": _ORGANISERS.get(taught.training_organised_by, "") if taught else "",
        "bears_cost": _flag(taught.is_cost_borne_by_employer) if taught else None,
    }


def _roster_row(place: int, enrolment: Enrolment) -> Plain:
    row: Plain = {
        "ref": str(place),
        "worker": worker_facts(enrolment.worker),
        "result": _result(enrolment),
        "contract": {
            "starts_on": enrolment.contract_from,
            "ends_on": OPEN if enrolment.is_contract_open_ended else enrolment.contract_to,
            "is_insured": _flag(enrolment.has_wage_evidence),
            "has_wage_record": _flag(enrolment.has_wage_evidence),
            "is_dispatched": _flag(enrolment.is_dispatched),
        },
        "learner": {"fee": enrolment.learner_fee},
    }
    held = next((c for c in enrolment.worker.certificates if c.uid == enrolment.certificate_uid), None)
    if held is not None:
        row["certificate"] = _certificate(held)
    return row


def _numbers(worker: Worker) -> list[str]:
    """Return the spellings under which lists may know a person: 18 digits and the 15 before them."""
    number = worker.id_number
    if len(number) != 18 or not number[:17].isdigit():
        return [number]
    old = number[:6] + number[8:17]
    return [number, old] if upgrade_15(old) == number else [number]


def _claims(session: Session, worker: Worker) -> list[Plain]:
    own = select(Application).where(Application.worker_id == worker.id, Application.is_void.is_(False))
    claims = [_claim(row, worker) for row in session.scalars(own)]
    paid = (RosterRow.worker_id == worker.id) & RosterRow.outcome.not_in(_UNPAID)
    query = select(Application).where(Application.roster.any(paid), Application.is_void.is_(False))
    claims += [_claim(row, worker) for row in session.scalars(query)]
    listed = select(ComparisonEntry).where(
        ComparisonEntry.kind == SKILL_UPLIFT, ComparisonEntry.id_number.in_(_numbers(worker))
    )
    claims += [_listed(entry) for entry in session.scalars(listed)]
    known = [str(claim["ref"]) for claim in claims]
    certificates = [row.certificate_no for row in worker.certificates]
    return claims + elsewhere.claims(session, _numbers(worker), but_not=known, certificates=certificates)


def _claim(row: Application, worker: Worker) -> Plain:
    return {
        "ref": row.case_number,
        "person": worker.id_number,
        "kind": row.kind,
        "state": "refused" if row.outcome in _UNPAID else _CLAIM_STATES[row.state],
        "occupation": row.occupation,
        "trade": row.trade,
        "level": row.level,
        "session": row.class_no,
        "certificate": row.certificate_uid,
        "applied_on": row.filed_on,
        "closed_on": row.covers_to,
        "covers_from": row.covers_from if row.kind == "living" else None,
        "covers_to": row.covers_to if row.kind == "living" else None,
        "source": "本站",
    }


def _listed(entry: ComparisonEntry) -> Plain:
    data = entry.data
    return {
        "ref": str(data.get("certificate_no") or f"名单-{entry.id}"),
        "person": entry.id_number,
        "kind": "skill_uplift",
        "state": "paid"
        if str(data.get("state") or "已拨付") in {"已拨付", "已发放", "已审核"}
        else "accepted",
        "occupation": data.get("occupation") or data.get("trade") or "",
        "trade": data.get("trade") or "",
        "level": data.get("level") or "",
        "applied_on": data.get("certified_on") or data.get("issued_on"),
        "issued_on": data.get("issued_on"),
        "source": "失业保险技能提升补贴名单",
    }


def _lists(session: Session, people: Sequence[Worker]) -> tuple[list[Plain], list[Plain]]:
    """Return the comparison lists that are loaded, one row for each kind on each, and whom they name."""
    numbers = {spelling: worker.id_number for worker in people for spelling in _numbers(worker)}
    lists: list[Plain] = []
    matches: list[Plain] = []
    kinds = select(ComparisonEntry.list_id, ComparisonEntry.kind).distinct()
    loaded = {row.id: row for row in session.scalars(select(ComparisonList))}
    for list_id, kind in session.execute(kinds):
        row = loaded[list_id]
        lists.append(
            {
                "list": kind,
                "name": row.title,
                "batch": row.uid[-6:],
                "as_of": row.as_of,
                "horizon": row.horizon,
            }
        )
    query = select(ComparisonEntry.kind, ComparisonEntry.id_number).where(
        ComparisonEntry.id_number.in_(list(numbers))
    )
    matches += [
        {"list": kind, "person": numbers[number], "is_match": True} for kind, number in session.execute(query)
    ]
    return lists, matches
