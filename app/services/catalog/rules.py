"""What is wrong with a record before it is kept: each field alone, across fields, and beside its twins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.catalog import Job, TrainingSession
from app.models.checks.age import WORKING_AGE
from app.models.checks.finding import Finding, error, warning
from app.models.checks.phone import check_phone
from app.models.checks.uscc import check_uscc
from app.services.catalog.kinds import FIELDS, KINDS

Values = Mapping[str, object]
_PAIRS = (
    ("pay_low", "pay_high"), ("age_low", "age_high"), ("opens_on", "closes_on"), ("published_on", "valid_to"),
    ("head_left", "head_count"),
)  # fmt: skip
_ADS = (
    (("限男", "限女", "男性优先", "女性优先", "仅限男", "仅限女", "只招男", "只招女"),
     "sex_limit", "招聘信息不得限定性别（就业促进法第二十七条），请删去；法定禁忌岗位除外"),
    (("未婚", "已婚已育", "已育", "不得怀孕", "三年内不生"),
     "marriage_limit", "招聘信息不得限制结婚、生育（就业促进法第二十七条），请删去"),
    (("限汉族", "仅限汉族", "只招汉族"),
     "nation_limit", "招聘信息不得有民族歧视（就业促进法第二十八条），请删去"),
    (("乙肝", "非携带者"),
     "carrier_limit", "不得以传染病病原携带者为由拒绝录用（就业促进法第三十条），请删去；法定岗位除外"),
)  # fmt: skip
_YOUNG = 45


def checked(kind: str, given: Values, parent_id: int, today: date) -> tuple[dict[str, object], list[Finding]]:
    """Return the values in their kept form, with every finding in the order of the form."""
    fields = FIELDS[kind]
    values: dict[str, object] = {key: value for key, value in given.items() if key in fields}
    findings: list[Finding] = []
    parent = KINDS[kind].parent
    if parent and not parent_id:
        findings.append(error("parent", "empty", f"请选择{KINDS[parent].label}"))
    for key, field in fields.items():
        text = str(values.get(key) or "")
        if field.is_required and not text.strip():
            findings.append(error(key, "empty", f"请填写{field.label}"))
        if text and field.check in {"uscc", "phone"}:
            one = check_uscc(text, field=key) if field.check == "uscc" else check_phone(text, field=key)
            values[key] = one.value
            findings += one.findings
        if key in {"head_count", "head_left"} and values.get(key) is None:
            values.pop(key, None)
    return values, [*findings, *_across(kind, values), *_words(kind, values), *_days(kind, values, today)]


def twins(session: Session, kind: str, values: Values, number: int) -> list[Finding]:
    """Return what an equal record says: a credit code or class number is one record's alone, a name may be two's."""
    entity = KINDS[kind].entity
    found: list[Finding] = []
    for key, label in (("uscc", "信用代码"), ("class_no", "班号"), ("course_no", "项目编号")):
        value = values.get(key)
        if value and hasattr(entity, key):
            query = select(entity.id).where(
                getattr(entity, key) == value, entity.id != number, entity.is_void.is_(False)
            )
            if session.scalar(query.limit(1)) is not None:
                text = f"这个{label}已登记在另一条{KINDS[kind].label}上，请查找后打开那一条"
                found.append(error(key, "twin", text))
    name = values.get("name")
    if name and not found and hasattr(entity, "name"):
        query = select(entity.id).where(entity.name == name, entity.id != number, entity.is_void.is_(False))
        if session.scalar(query.limit(1)) is not None:
            found.append(warning("name", "same_name", f"已有同名的{KINDS[kind].label}，请核对是不是同一家"))
    return found


def same_job(session: Session, values: Values, employer_id: int, number: int) -> list[Finding]:
    """Return a warning where the employer offers the same work at the same place already."""
    query = select(Job.id).where(
        Job.employer_id == employer_id, Job.title == values.get("title"), Job.id != number,
        Job.place_code == (values.get("place_code") or ""), Job.is_void.is_(False), Job.head_left > 0,
    )  # fmt: skip
    if session.scalar(query.limit(1)) is None:
        return []
    return [warning("title", "same_job", "这家单位在同一地点已有同名的在招岗位，请核对是否重复")]


def turned_state(row: TrainingSession, values: Values) -> list[Finding]:
    """Return an error where a class would be opened or closed by typing: learners and results belong to that."""
    if values.get("state", row.state) == row.state:
        return []
    return [error("state", "turned", "班期状态请在「学员与签到」里用开班、结业、取消来改")]


def _across(kind: str, values: Values) -> list[Finding]:
    found: list[Finding] = []
    fields = FIELDS[kind]
    for low, high in _PAIRS:
        first, last = values.get(low), values.get(high)
        if low not in fields or first is None or last is None:
            continue
        if str(first).zfill(12) > str(last).zfill(12):
            text = f"{fields[high].label}小于{fields[low].label}，请核对"
            found.append(error(high, "reversed", text))
    youngest = values.get("age_low")
    if isinstance(youngest, int) and youngest < WORKING_AGE:
        found.append(error("age_low", "child", "招用年龄不得低于16周岁（禁止使用童工规定）"))
    return found


def _words(kind: str, values: Values) -> list[Finding]:
    if kind != "job":
        return []
    found: list[Finding] = []
    for words, code, text in _ADS:
        key = next((key for key in ("note", "title") if _says(values.get(key), words)), "")
        if key:
            found.append(warning(key, code, text))
    oldest = values.get("age_high")
    if isinstance(oldest, int) and oldest < _YOUNG:
        text = f"年龄上限{oldest}岁偏低，可能构成就业歧视，请与单位核实是否确属岗位需要"
        found.append(warning("age_high", "age_limit", text))
    return found


def _says(said: object, words: tuple[str, ...]) -> bool:
    return any(word in str(said or "") for word in words)


def _days(kind: str, values: Values, today: date) -> list[Finding]:
    found: list[Finding] = []
    until, opens = values.get("enrol_until"), values.get("opens_on")
    if isinstance(until, date) and isinstance(opens, date) and until > opens:
        found.append(warning("enrol_until", "late", "报名截止晚于开班日期，请核对"))
    ends = values.get("valid_to")
    if kind == "job" and isinstance(ends, date) and ends < today:
        found.append(warning("valid_to", "expired", "有效期已过，不会再推荐给人"))
    return found
