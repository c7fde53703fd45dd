"""What each form prints: every key of its tags, from the records; blank is None and prints as a blank."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.models.application import Application, Material
from app.models.checks.age import full_years
from app.models.enrolment import Enrolment
from app.models.enums import SubsidyKind
from app.models.values import IdNumber
from app.models.worker import Certificate, Worker
from app.ports import CHINA
from app.services import codes, settings
from app.services.applications.writing import WAIVED
from app.services.desk import Desk, Station
from app.services.exchange.handover import Handover
from app.services.holidays import days_of, promised_day
from app.services.households.terms import ZERO, standing_term, terms_for
from app.services.photos.service import newest
from app.services.policy.facts import Facts
from app.services.workers.records import WORKER_FIELDS

Values = dict[str, object]

_BOXED = frozenset(
    {"hukou_kind", "urban_rural", "work_state", "has_contract", "is_insured", "work_form", "wish_training",
     "wish_training_mode"}
)  # fmt: skip
FUNDS = {"jycx": "employment", "sybx": "insurance", "zzzj": "special"}
_EVENT_LABELS: Mapping[str, str] = {
    "worker.registered": "新登记", "worker.changed": "登记信息变更", "worker.voided": "登记撤销",
    "category.recorded": "人员类别", "certificate.recorded": "证书", "movement.recorded": "流向",
    "household.founded": "立户", "household.changed": "户信息变更", "household.joined": "归户",
    "household.left": "移出户", "household.voided": "撤户", "household_fact.recorded": "零就业家庭认定",
    "photo.recorded": "照片", "photo.voided": "照片删除",
    "employer.registered": "用人单位", "job.registered": "岗位", "institution.registered": "培训机构",
    "course.registered": "培训项目", "session.registered": "班期", "session.changed": "班期变更",
    "enrolment.made": "报名", "enrolment.changed": "培训结果", "attendance.recorded": "签到",
    "match.made": "推荐", "match.changed": "推荐结果", "application.taken_in": "补贴申请受理",
    "application.reviewed": "补贴申请复核", "application.returned": "补贴申请退回",
    "application.withdrawn": "补贴申请撤回", "application.rejected": "不予受理",
    "comparison.loaded": "比对名单", "epoch.started": "新纪元", "reference.applied": "启用参考数据",
}  # fmt: skip


def event_label(kind: str) -> str:
    """Return what an event type is called on paper and on the page."""
    return _EVENT_LABELS.get(kind, kind)


def address_of(code: str, text: str) -> str:
    """Return the whole address: division names first, then the detail when it says more."""
    division = codes.divisions().get(code)
    if division is None:
        return text
    whole = f"山西省阳泉市{division.county}{division.town}{codes.short_village(division.village)}"
    return whole if not text or codes.short_village(text) in whole else f"{whole} {text}"


def worker_values(worker: Worker, today: date) -> Values:
    """Return everything the forms print of a worker."""
    values: Values = {}
    for key, field in WORKER_FIELDS.items():
        stored = getattr(worker, key)
        if key in _BOXED or not field.choices:
            values[key] = stored
        elif isinstance(stored, list):
            values[key] = "、".join(codes.label(field.choices, item) for item in stored)
        else:
            values[key] = codes.label(field.choices, stored) if stored else None
    latest = worker.movements[-1] if worker.movements else None
    values |= {
        **_household(worker, today),
        "hukou_text": address_of(worker.hukou_code, worker.hukou_text),
        "live_text": address_of(worker.live_code, worker.live_text),
        "age": full_years(worker.birth, today) if worker.birth else None,
        "work_form_text": codes.label("work_form", worker.work_form) if worker.work_form else None,
        "registration_number": worker.uid[-12:].upper(),
        "photo": None,
        "movement_place": _place(latest.place_kind, latest.place_text) if latest else None,
        "movement_period": f"{latest.started} 至 {latest.ended or '今'}"
        if latest and latest.started
        else None,
        "movement_organised": codes.label("organised_by", latest.organised_by) if latest else None,
        "guardian_name": None,
        "guardian_phone": None,
        "skills": [_skill(row) for row in worker.certificates],
    }
    return values


def _household(worker: Worker, today: date) -> Values:
    """Return what the household says: its head, and 零就业家庭 beside the worker's own categories."""
    held = [(row.code, row.certified_on, row.authority) for row in worker.categories]
    term = standing_term(terms_for(worker), today)
    if term is not None and ZERO not in {code for code, _, _ in held}:
        held.append((ZERO, term.start, term.authority))
    values: Values = {
        "categories": [code for code, _, _ in held] or ["NMG"],
        "categories_text": "；".join(_category(*one) for one in held),
    }
    if worker.household is not None and not worker.household.is_void:
        values["household_head"] = worker.household.head_name
    return values


def _category(code: str, certified_on: date | None, authority: str) -> str:
    parts = [codes.label("category", code), authority, certified_on.isoformat() if certified_on else ""]
    return " ".join(part for part in parts if part)


def _place(kind: str, text: str) -> str:
    return f"{codes.label('place_kind', kind)} {text}".strip()


def _skill(row: Certificate) -> Values:
    return {
        "occupation": codes.label("occupation", row.occupation) or row.trade,
        "level": codes.label("level", row.level) if row.level else None,
        "certificate_no": row.certificate_no,
        "issued_on": row.issued_on,
    }


def registration(session: Session, desk: Desk, worker: Worker, clerk: str) -> Values:
    """Return the values of 农民工基本信息登记表（实名制）, with the newest picture."""
    picture = newest(session, worker.id)
    return {
        "worker": worker_values(worker, desk.clock.today()) | {"photo": picture.jpeg if picture else None},
        "clerk": {"name": clerk},
        "form": {
            "filled_on": desk.clock.today(),
            "registered_on": worker.created_at.astimezone(CHINA).date(),
        },
    }


def subsidy(session: Session, application: Application, names: Mapping[str, str]) -> Values:
    """Return the values of the two personal application forms (forms 2.4, 2.5)."""
    worker = application.worker
    if worker is None:
        raise ValueError("an application form is printed for a person")
    enrolment = session.get(Enrolment, application.enrolment_id) if application.enrolment_id else None
    person = worker_values(worker, application.filed_on)
    person |= {
        "guardian_name": application.guardian_name or None,
        "guardian_phone": application.guardian_phone or None,
        "school_stage": codes.label("school_stage", worker.school_stage) if worker.school_stage else None,
        "is_student": codes.label("yes_no", worker.is_student) if worker.is_student else None,
    }
    return {
        "worker": person,
        "application": _application(application, worker),
        "bank": {
            "branch": application.bank_name,
            "account_name": application.bank_holder or worker.name,
            "account_number": application.bank_account,
        },
        "clerk": {"name": names.get(application.taken_by, application.taken_by)},
        "reviewer": {"name": names.get(application.reviewed_by) if application.reviewed_by else None},
        **_taught(enrolment),
        "certificate": _held(worker, enrolment),
    }


def _application(application: Application, worker: Worker) -> Values:
    facts = Facts.from_json(application.facts)
    categories = [
        row for row in worker.categories if row.code in {"TPRK", "JCDX", "JYKN", "LJY", "LHS-N", "LHS-D"}
    ]
    held = categories[0] if categories else None
    home = standing_term(terms_for(worker), application.filed_on) if held is None else None
    matches = facts.rows("matches")
    listed = {row.get("list") for row in matches} if isinstance(matches, tuple) else set()
    return {
        "case_number": application.case_number,
        "filed_on": application.filed_on,
        "amount": application.amount,
        "fund": FUNDS.get(application.fund, "other") if application.fund else None,
        "catalogue": application.pack,
        "rate_text": rate_text(application),
        "invoice_number": application.invoice_no,
        "invoice_amount": application.invoice_amount,
        "living_category": held.code if held else ZERO if home else None,
        "category_authority": held.authority if held else home.authority if home else None,
        "category_certified_on": held.certified_on if held else home.start if home else None,
        "category_match": "比对一致" if held and held.code in listed else None,
        **dict.fromkeys(
            (
                "notice_period",
                "notice_result",
                "payment",
                "county_opinion",
                "station_opinion",
                "village_opinion",
            )
        ),
    }


def rate_text(application: Application) -> str | None:
    """Return what the amount goes by: nothing to print where the county's own rate is in force."""
    if application.amount is None:
        return "待县区人社局下发标准"
    return "示例标准" if '"is_example": true' in application.assessment else None


def _taught(enrolment: Enrolment | None) -> Values:
    if enrolment is None:
        blank = dict.fromkeys(("number", "started", "ended", "attended_days", "due_days", "result"))
        return {
            "session": blank,
            "course": dict.fromkeys(("occupation", "occupation_code", "level", "hours")),
            "institution": {"name": None, "uscc": None},
        }
    taught, course = enrolment.session, enrolment.session.course
    return {
        "session": {
            "number": taught.class_no,
            "started": taught.opens_on,
            "ended": taught.closes_on,
            "attended_days": sum(day.is_present for day in enrolment.days),
            "due_days": len(enrolment.days),
            "result": codes.label("exam", enrolment.exam) if enrolment.exam else None,
        },
        "course": {
            "occupation": codes.label("occupation", course.occupation),
            "occupation_code": course.occupation,
            "level": codes.label("level", course.level) if course.level else None,
            "hours": course.class_hours,
        },
        "institution": {"name": course.institution.name, "uscc": course.institution.uscc},
    }


def _held(worker: Worker, enrolment: Enrolment | None) -> Values:
    uid = enrolment.certificate_uid if enrolment else ""
    row = next((row for row in worker.certificates if row.uid == uid), None)
    if row is None:
        return {"kind": None, "number": None, "issued_on": None}
    return {"kind": row.certificate_kind, "number": row.certificate_no, "issued_on": row.issued_on}


def slip(session: Session, desk: Desk, application: Application, clerk: str) -> Values:
    """Return the values of the 受理回执: surname and stars, the last four of the number, nothing more."""
    worker, employer = application.worker, application.employer
    name = worker.name if worker else employer.name if employer else ""
    tail = IdNumber(worker.id_number).last_four if worker else employer.uscc[-4:] if employer else ""
    waiting = [row.title for row in application.materials if not row.is_received]
    waiting += [f"补填{label}" for label in unanswered(application)]
    workdays = settings.read(session, "promised_workdays")
    due_on, unsure = promised_day(application.filed_on, workdays, days_of(session))
    return {
        "application": {
            "case_number": application.case_number,
            "filed_on": application.filed_on,
            "kind_text": SubsidyKind(application.kind).label,
        },
        "slip": {
            "masked_name": name[:1] + "*" * (len(name) - 1) if worker else name,
            "id_tail": tail,
            "to_complete": "、".join(waiting) or "无",
            "due_on": due_on,
            "working_days": f"{unsure}{workdays}" if workdays else None,
        },
        "materials": [
            {
                "name": _paper_name(row),
                "count": row.copies or "—",
                "form": row.form or "—",
                "handling": _handled(row),
            }
            for row in application.materials
        ],
        "clerk": {"name": clerk},
        "station": station_card(session, desk.station),
    }


def _handled(row: Material) -> str:
    """Return how one paper was handled, or that it is still owed."""
    return row.handling if row.is_received else "待补"


def _paper_name(row: Material) -> str:
    """Return a paper's name, with the list and its day where a list made it unnecessary."""
    if row.handling != WAIVED or "：" not in row.basis:
        return row.title
    parts = row.basis.partition("：")[2].removesuffix("）").split("/")
    day = parts[-1].replace("年", "-").replace("月", "-").removesuffix("日")  # short: two lines at the most
    return f"{row.title}（{parts[0]} {day}）"


def unanswered(application: Application) -> list[str]:
    """Return what the judgement still has to be told, once for all (一次性告知)."""
    missing = json.loads(application.assessment).get("missing") or []
    return list(dict.fromkeys(str(one["label"]).partition("（")[0] for one in missing if not one["later"]))


def station_card(session: Session, station: Station) -> Values:
    """Return what a paper says of the station itself, and where to complain."""
    return {
        "name": station.name,
        "bureau": station.bureau_name,
        "code": station.code,
        "phone": station.phone or None,
        "address": station.address or None,
        "supervision_phone": str(settings.read(session, "supervision_phone")) or None,
    }


def batch(desk: Desk, sheet: Handover, clerk: str) -> Values:
    """Return the values of the 批次交接单; the digest on paper equals the file's."""
    rows: list[Values] = []
    for kind in SubsidyKind:
        count = sheet.applications.get(kind.value, 0)
        if count:
            amount = sheet.amounts.get(kind.value)
            people = sheet.heads.get(kind.value)
            rows.append({"kind": f"{kind.label}申请", "count": count, "people": people, "amount": amount})
    rows += [
        {"kind": event_label(name), "count": count, "people": None, "amount": None}
        for name, count in sorted(sheet.counts.items())
        if name != "application.taken_in"
    ]
    groups = sheet.digest.split()
    return {
        "batch": {
            "number": sheet.batch,
            "receiver": desk.station.bureau_name,
            "period": f"{_local(sheet.first_at)} 至 {_local(sheet.last_at)}",
            "rows": rows,
            "amount": sheet.total_amount,
            "file_name": sheet.file_name,
            "file_bytes": f"{sheet.size:,}",
            "digest": " ".join(groups[:8]) + "\n" + " ".join(groups[8:]),
            "check_code": sheet.check_code,
            "medium": sheet.medium_serial or None,
            "paper_copies": None,
            "paper_volumes": None,
        },
        "clerk": {"name": clerk},
        "station": {"name": desk.station.name, "code": desk.station.code},
    }


def _local(at: datetime) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def recovery(desk: Desk, code: str) -> Values:
    """Return the values of the recovery-code sheet; the code itself is kept nowhere else."""
    return {
        "recovery": {
            "code": code,
            "made_on": desk.clock.today(),
            "number": desk.station.epoch_id[-6:].upper(),
        },
        "station": {"name": desk.station.name, "code": desk.station.code},
    }
