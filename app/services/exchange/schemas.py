"""What each type of event must carry; adding a type is adding a line to the table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from app.services.exchange.canonical import Json, day_from

SCHEMA = 1
"""The schema this program writes; it reads down to `OLDEST_SCHEMA`."""
OLDEST_SCHEMA = 1

Check = Callable[[Json], str]
"""Returns "" when the value is right, else what is wrong in Chinese."""

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_DIGEST = re.compile(r"[0-9a-f]{64}")
MAX_FEN = 10**13


def text(value: Json) -> str:
    """Accept a text that is not blank."""
    return "" if isinstance(value, str) and value.strip() else "应填写文字"


def day(value: Json) -> str:
    """Accept an ISO day."""
    if not isinstance(value, str):
        return "应为日期，如 2026-11-24"
    try:
        day_from(value)
    except ValueError:
        return "应为日期，如 2026-11-24"
    return ""


def month(value: Json) -> str:
    """Accept a month such as 2026-11."""
    return "" if isinstance(value, str) and _MONTH.fullmatch(value) else "应为年月，如 2026-11"


def fen(value: Json) -> str:
    """Accept an amount in whole 分, from 0 up."""
    is_amount = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MAX_FEN
    return "" if is_amount else "应为以分计的整数金额"


def count(value: Json) -> str:
    """Accept a whole number from 0 up."""
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9
    return "" if is_count else "应为不小于 0 的整数"


def flag(value: Json) -> str:
    """Accept true or false."""
    return "" if isinstance(value, bool) else "应为是或否"


def identity(value: Json) -> str:
    """Accept a UUIDv7 in lower case (RFC 9562)."""
    return "" if isinstance(value, str) and _UUID.fullmatch(value) else "应为 UUIDv7 标识"


def digest(value: Json) -> str:
    """Accept a SHA-256 in lower-case hexadecimals."""
    return "" if isinstance(value, str) and _DIGEST.fullmatch(value) else "应为 64 位摘要"


def rows(value: Json) -> str:
    """Accept a list of rows."""
    is_rows = isinstance(value, list) and all(isinstance(row, dict) for row in value)
    return "" if is_rows else "应为明细行"


def one_of(*allowed: str) -> Check:
    """Accept one of the texts `allowed`."""

    def check(value: Json) -> str:
        return "" if value in allowed else f"应为 {'、'.join(allowed)} 之一"

    return check


Fields = Mapping[str, Check]
KIND = one_of("training", "living", "evaluation", "employer")
_WORKER: Fields = {"name": text, "id_type": text, "id_number": text}
_REASON: Fields = {"reason": text}

SCHEMAS: Mapping[str, Fields] = {
    "epoch.started": {"epoch": text, "continues": identity, "after_seq": count},
    "worker.registered": _WORKER,
    "worker.changed": _WORKER,
    "worker.merged": {"survivor": identity, "retired": identity},
    "worker.separated": {"survivor": identity, "retired": identity},
    "worker.voided": _REASON,
    "category.recorded": {"worker": identity, "code": text},
    "category.voided": _REASON,
    "certificate.recorded": {"worker": identity, "certificate_kind": text},
    "movement.recorded": {"worker": identity, "place_kind": one_of("1", "2", "3", "4", "5", "6")},
    "household.founded": {"head_name": text},
    "household.changed": {},
    "household.joined": {"worker": identity, "household": identity},
    "household.left": {"worker": identity, "household": identity},
    "household.voided": _REASON,
    "household_fact.recorded": {"household": identity, "code": text, "is_end": flag},
    "photo.recorded": {"worker": identity, "kind": one_of("card", "camera"), "sha256": digest, "size": count},
    "photo.voided": _REASON,
    "employer.registered": {"name": text},
    "employer.changed": {"name": text},
    "employer.voided": _REASON,
    "institution.registered": {"name": text},
    "institution.changed": {"name": text},
    "institution.voided": _REASON,
    "job.registered": {"employer": identity, "title": text},
    "job.changed": {"title": text},
    "job.voided": _REASON,
    "course.registered": {"institution": identity, "title": text},
    "course.changed": {"title": text},
    "course.voided": _REASON,
    "session.registered": {"course": identity, "class_no": text},
    "session.changed": {"class_no": text},
    "session.voided": _REASON,
    "enrolment.made": {"worker": identity, "session": identity},
    "enrolment.changed": {},
    "enrolment.voided": _REASON,
    "attendance.recorded": {"enrolment": identity, "days": rows},
    "match.made": {"worker": identity, "target": identity, "target_kind": one_of("job", "session")},
    "match.changed": {"outcome": text},
    "match.voided": _REASON,
    "feedback.recorded": {
        "worker": identity,
        "target": identity,
        "target_kind": one_of("job", "session"),
        "kind": one_of("pin", "hide"),
        "reason": text,
    },
    "feedback.voided": _REASON,
    "application.taken_in": {"case_number": text, "kind": KIND, "taken_in_on": day},
    "application.changed": {"case_number": text},
    "application.reviewed": {"case_number": text, "is_agreed": flag},
    "application.returned": {"case_number": text, "reason": text},
    "application.rejected": {"case_number": text, "reason": text},
    "application.withdrawn": {"case_number": text, "reason": text},
    "comparison.loaded": {"kind": text, "as_of": day, "count": count},
    "comparison.voided": _REASON,
    "reference.applied": {"kind": text, "version": count, "sha256": digest},
}
"""Type → the fields its data must carry; a patch carries any of them, and none wrongly.

A photo's event carries the hash and the size of the picture, never its bytes: the picture stays at the counter,
encrypted with the database, until BLOB bags carry it by that hash. A later photo of the same kind replaces it.
"""


WHEREVER: Fields = {
    "worker": identity,
    "household": identity,
    "employer": identity,
    "session": identity,
    "enrolment": identity,
    "amount": fen,
    "monthly_income": fen,
    "days": rows,
    "roster": rows,
}
"""Fields that must be right in whatever event carries them."""


def first_fault(
    kind: str, data: Mapping[str, Json] | None, patch: Mapping[str, Json] | None
) -> tuple[str, str]:
    """Return the field and what is wrong with it, or two empty texts."""
    fields = SCHEMAS.get(kind)
    if fields is None:
        return "type", f"不认识的业务类型“{kind[:60]}”"
    if (data is None) == (patch is None):
        return "data", "data 与 patch 应有且只有一个"
    if patch is not None:
        return _wrong_one("patch", fields, patch) if patch else ("patch", "没有任何变更项")
    given = data or {}
    name, wrong = _wrong_one("data", fields, given)
    if wrong:
        return name, wrong
    missing = [name for name in fields if name not in given]
    return (f"data.{missing[0]}", "缺少必填项") if missing else ("", "")


def _wrong_one(part: str, fields: Fields, given: Mapping[str, Json]) -> tuple[str, str]:
    for name, value in given.items():
        if name not in fields and name not in WHEREVER:
            continue
        check = fields.get(name) or WHEREVER.get(name)
        is_asked = check is not None and (value is not None or name in fields)
        wrong = check(value) if check is not None and is_asked else ""
        if wrong:
            return f"{part}.{name}", wrong
    return "", ""
