"""What the worker page shows, from what the services say; no widget here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.models.checks.age import full_years
from app.models.checks.names import proposed_name
from app.models.values import IdNumber, format_yuan
from app.ports import CHINA
from app.services import codes
from app.services.devices.reader import Card as IdCard
from app.services.eligibility.service import Outlook
from app.services.matching.courses import CourseMatches
from app.services.matching.jobs import JobMatches
from app.services.policy.outcome import Outcome
from app.services.recommending import WorkerMatches
from app.services.results import Saved
from app.services.workers.records import ROW_FIELDS, WORKER_FIELDS, SubRow, WorkerRecord, in_words
from app.services.workers.service import Entry
from app.ui.kit import OutcomeRow, ReasonRow
from app.ui.marks import mark_of


@dataclass(frozen=True, slots=True)
class Group:
    """One card of the form: caption, note, and its fields with the columns each takes."""

    caption: str
    note: str
    keys: tuple[tuple[str, int], ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "身份",
        "浅蓝：读卡所得；绿底虚线：带下来的",
        (
            ("id_number", 2), ("name", 1), ("nation", 1), ("birth", 1), ("sex", 1), ("hukou_code", 2),
            ("urban_rural", 1), ("phone", 1), ("live_code", 2),
        ),
    ),
    Group(
        "就业与补贴要问的",
        "去向在下面按次追加",
        (
            ("work_state", 1), ("work_form", 1), ("monthly_income", 1), ("occupation", 1), ("education", 1),
            ("plans_to_leave", 1), ("has_pension", 1), ("is_student", 1), ("insurance_kind", 1),
        ),
    ),
    Group(
        "意愿",
        "推荐岗位和培训就看这里",
        (
            ("wish_jobs", 2), ("wish_pay", 1), ("wish_trades", 2), ("is_pay_floor", 1), ("wish_training", 1),
            ("wish_area", 1), ("max_km", 1), ("available_from", 1), ("max_days", 1), ("limits", 1), ("needs", 2),
        ),
    ),
    Group(
        "更多",
        "印在登记表上",
        (
            ("hukou_text", 2), ("hukou_kind", 1), ("live_text", 1), ("former_name", 1),
            ("emergency_phone", 1), ("politics", 1), ("marriage", 1), ("health", 1), ("household_head", 1),
            ("relation_to_head", 1), ("family_size", 1), ("labour_count", 1), ("away_count", 1),
            ("work_unit", 1), ("industry", 1), ("post", 1), ("has_contract", 1), ("is_insured", 1),
            ("woman_post", 1), ("school", 1), ("major", 1), ("graduated_on", 1), ("school_stage", 1),
            ("continues_study", 1), ("wish_training_mode", 1), ("wish_training_time", 1), ("id_type", 1),
            ("consent_on", 1), ("village_opinion", 2), ("note", 0),
        ),
    ),
)  # fmt: skip
FORM_KEYS = frozenset(key for group in GROUPS for key, _ in group.keys)
ROW_KEYS: Mapping[str, tuple[str, ...]] = {
    "category": ("code", "authority", "certified_on", "valid_to", "is_open_ended", "source", "document_no",
                 "is_risk_cleared"),
    "certificate": ("certificate_kind", "occupation", "level", "certificate_no", "issuer", "issued_on"),
    "movement": ("place_kind", "place_text", "started", "ended", "occupation", "monthly_income", "organised_by",
                 "will_leave_again"),
}  # fmt: skip
NO_KIN = "先打开家里已登记的一位，再按 Shift+F2 登记同户下一位。"
ROW_TITLES: Mapping[str, str] = {"category": "人员类别", "certificate": "证书", "movement": "流向"}


def head_line(record: WorkerRecord, today: date) -> str:
    """Return sex, age, masked number and how he works now in one line."""
    birth = record.values.get("birth")
    parts = [
        codes.label("sex", record.text("sex")),
        f"{full_years(birth, today)} 岁" if isinstance(birth, date) else "",
        IdNumber(record.text("id_number")).masked(),
        in_words("work_state", record.values.get("work_state")),
    ]
    return " · ".join(part for part in parts if part)


def first_gap(record: WorkerRecord | None, from_card: frozenset[str]) -> str:
    """Return the field the clerk goes on with: what the card did not say, or the number first."""
    if record is not None or "name" in from_card:
        return "phone"
    return "name" if "id_number" in from_card else "id_number"


def number_line(number: str, today: date) -> str:
    """Return what an identity number tells by itself, before he is registered: sex, age, where it is from."""
    parts = IdNumber(number)
    told = [
        codes.label("sex", parts.sex) if parts.sex else "",
        f"{full_years(parts.birth, today)} 岁" if parts.birth else "",
        f"证号属{codes.number_place(number)}",
    ]
    return " · ".join(part for part in told if part)


def known_card(record: WorkerRecord | None, card: IdCard, today: date) -> tuple[str, bool]:
    """Return what to say of the card of somebody registered, and whether it needs the clerk's eye.

    It does where the card has expired, or says otherwise than the record.
    """
    known = record.values if record else {}
    doubts = [
        finding.text
        for finding in card.findings(today)
        if not finding.proposal or finding.proposal != known.get(finding.field)
    ]
    read = card.values()
    for key in ("name", "nation", "hukou_text"):
        here, on_card = in_words(key, known.get(key)), in_words(key, read.get(key))
        if on_card and here not in {on_card, proposed_name(on_card)}:
            doubts.append(f"{WORKER_FIELDS[key].label}登记的是“{here or '空'}”，证上是“{on_card}”")
    name = card.name or str(known.get("name") or "这位")
    return "；".join([f"{name} 已登记，已打开原来的记录", *doubts]) + "。", bool(doubts)


def categories_line(record: WorkerRecord) -> str:
    """Return the categories other than 农民工 in words."""
    held = [str(row.values["code"]) for row in record.categories if row.values["code"] != "NMG"]
    words = [codes.label("category", code) for code in held]
    of_the_household = [told.partition("：")[0] for told in record.household_facts]
    return " · ".join(dict.fromkeys([*words, *of_the_household]))


def visits_line(record: WorkerRecord) -> str:
    """Return since when he is registered, and how often he came."""
    return f"已登记 {record.registered_at.astimezone(CHINA):%Y-%m-%d} · 第 {max(1, record.visits)} 次来"


def row_line(kind: str, row: SubRow) -> str:
    """Return one dated row in a line."""
    values = row.values
    if kind == "category":
        until = "长期" if values.get("is_open_ended") else str(values.get("valid_to") or "失效日期未填")
        needs_day = values["code"] != "NMG"
        parts = [
            codes.label("category", str(values["code"])),
            str(values.get("authority") or ""),
            str(values.get("certified_on") or ("认定日期未填" if needs_day else "")),
            f"至 {until}" if needs_day or values.get("valid_to") else "",
            codes.label("source", str(values.get("source") or "")),
            "风险已消除" if values.get("is_risk_cleared") else "",
        ]
    elif kind == "certificate":
        level = codes.label("level", str(values.get("level") or "")).partition("／")[0]
        parts = [
            codes.label("certificate_kind", str(values["certificate_kind"])),
            codes.label("occupation", str(values.get("occupation") or "")) + f" {level}".rstrip(),
            str(values.get("certificate_no") or "编号未填"),
            str(values.get("issued_on") or "发证日期未填"),
        ]
    else:
        pay = values.get("monthly_income")
        parts = [
            codes.label("place_kind", str(values["place_kind"])),
            str(values.get("place_text") or ""),
            f"{values.get('started') or '起始未填'} 至 {values.get('ended') or '今'}",
            codes.label("occupation", str(values.get("occupation") or "")),
            format_yuan(pay) if isinstance(pay, int) else "",
        ]
    return " · ".join(part for part in parts if part.strip())


def rows_of(record: WorkerRecord, kind: str) -> tuple[SubRow, ...]:
    """Return the dated rows of one kind, newest first."""
    rows = {"category": record.categories, "certificate": record.certificates, "movement": record.movements}[
        kind
    ]
    return tuple(reversed(rows))


def outcome_rows(outlooks: tuple[Outlook, ...]) -> tuple[OutcomeRow, ...]:
    """Return the four subsidies for the panel; ？ leads to the field that would answer."""
    return tuple(
        OutcomeRow(
            mark_of(outlook.outcome),
            outlook.title + ("（预评估）" if outlook.is_early else ""),
            outlook.summary + (f"；{outlook.amount}" if outlook.outcome is Outcome.ELIGIBLE else ""),
            payload=(outlook.kind, outlook.missing[0][1] if outlook.missing else ""),
        )
        for outlook in outlooks
    )


def job_rows(matches: JobMatches, *, most: int = 3) -> tuple[ReasonRow, ...]:
    """Return the nearest jobs with their reasons."""
    return tuple(
        ReasonRow(
            title=f"{'置顶　' if match.is_pinned else ''}{match.job.title} · {match.job.employer}",
            figure=pay_text(match.job.pay_low, match.job.pay_high),
            pluses=match.pluses,
            minuses=match.minuses,
            payload=("job", match.job.id),
        )
        for match in matches.matches[:most]
    )


def course_rows(matches: CourseMatches, *, most: int = 2) -> tuple[ReasonRow, ...]:
    """Return the courses that open most jobs."""
    return tuple(
        ReasonRow(
            title=f"{'置顶　' if match.is_pinned else ''}{match.course.title} · {match.course.institution}",
            figure=f"{match.course.starts_on:%m-%d} 开班",
            pluses=match.pluses,
            minuses=match.minuses,
            note=match.headline,
            payload=("session", match.course.id),
        )
        for match in matches.matches[:most]
    )


@dataclass(frozen=True, slots=True)
class Facing:
    """One line for the person across the counter: what, and how it stands."""

    title: str
    told: str
    tone: str = ""


_FACING: Mapping[Outcome, tuple[str, str]] = {
    Outcome.ELIGIBLE: ("✓ 可以申请", "ok"),
    Outcome.NEEDS_INFO: ("？要补充", "ask"),
    Outcome.NEEDS_COUNTY: ("县 由县里审定", "county"),
    Outcome.INELIGIBLE: ("✗ 现在不符合", "no"),
    Outcome.NOT_COVERED: ("— 不是给您本人的", ""),
}
_CLAUSE = re.compile(r"^（[一二三四五六七八九十]+）\d*\s*")


def facing_outlooks(outlooks: tuple[Outlook, ...]) -> tuple[Facing, ...]:
    """Return the subsidies for the person across the counter, what he may have first, without clause numbers."""
    order = list(_FACING)
    return tuple(
        Facing(outlook.title, _facing_words(outlook), _FACING[outlook.outcome][1])
        for outlook in sorted(outlooks, key=lambda one: order.index(one.outcome))
    )


def _facing_words(outlook: Outlook) -> str:
    is_his = outlook.outcome is Outcome.ELIGIBLE
    detail = outlook.amount if is_his else _CLAUSE.sub("", outlook.summary).removeprefix("还缺：")
    return "：".join(part for part in (_FACING[outlook.outcome][0], detail) if part)


def facing_matches(found: WorkerMatches | None) -> tuple[Facing, ...]:
    """Return the nearest jobs and the courses for the person across the counter."""
    if found is None:
        return ()
    rows = [*job_rows(found.jobs), *course_rows(found.courses)]
    return tuple(Facing(row.title, "，".join([row.figure, *row.pluses[:1]])) for row in rows)


def pay_text(low: int, high: int) -> str:
    """Return a month's pay as a span."""
    if not high:
        return "面议"
    return format_yuan(high) if low == high else f"{format_yuan(low).removesuffix(' 元')}–{format_yuan(high)}"


def stored(values: Mapping[str, object]) -> dict[str, object]:
    """Return form values as the columns hold them: empty text is "", empty lists are lists."""
    found: dict[str, object] = {}
    for key, value in values.items():
        meta = WORKER_FIELDS.get(key)
        if meta is None:
            continue
        is_plain = meta.widget not in {"int", "money", "date"} and key != "birth"
        if meta.widget == "tags":
            found[key] = list(value) if isinstance(value, list | tuple) else []
        else:
            found[key] = "" if value is None and is_plain else value
    return found


def thawed(payload: Mapping[str, object]) -> dict[str, object]:
    """Return a draft's JSON values as the form takes them."""
    found: dict[str, object] = {}
    for key, value in payload.items():
        meta = WORKER_FIELDS.get(key)
        is_day = meta is not None and (meta.widget == "date" or key == "birth")
        found[key] = date.fromisoformat(value) if is_day and isinstance(value, str) and value else value
    return found


def thawed_row(kind: str, values: Mapping[str, object]) -> dict[str, object]:
    """Return a half-typed row of a draft as its small form takes it."""
    days = {key for key, meta in ROW_FIELDS[kind].items() if meta.widget == "date"}
    return {
        key: date.fromisoformat(value) if key in days and isinstance(value, str) and value else value
        for key, value in values.items()
    }


def frozen(values: Mapping[str, object]) -> dict[str, object]:
    """Return form values as a draft keeps them."""
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def entry_of(
    record: WorkerRecord | None,
    values: Mapping[str, object],
    event_id: str,
    from_card: frozenset[str],
    reason: str,
    household_of: int = 0,
) -> Entry:
    """Return what the form hands over to be saved; what the form does not show stays as it is stored."""
    return Entry(
        values={**(record.values if record else {}), **stored(values)},
        event_id=event_id,
        worker_id=record.id if record else 0,
        version=record.version if record else 0,
        from_card=from_card,
        reason=reason,
        household_of=household_of if record is None else 0,
    )


def changes_of(record: WorkerRecord | None, values: Mapping[str, object]) -> dict[str, object]:
    """Return what the form holds that is not stored yet, as a draft keeps it; emptied fields count as well."""
    before = frozen(stored(record.values)) if record is not None else {}
    now = frozen(stored(values))
    return {key: value for key, value in now.items() if _bare(before.get(key)) != _bare(value)}


def _bare(value: object) -> object:
    return None if value in ("", []) else value


def difference_lines(
    opened: WorkerRecord | None, now: WorkerRecord, values: Mapping[str, object]
) -> tuple[str, ...]:
    """Return in words, field by field, where the form disagrees with what is stored now."""
    mine = changes_of(opened, values)
    return tuple(
        f"{WORKER_FIELDS[key].label}：现存“{in_words(key, now.values.get(key)) or '空'}”，"
        f"{'您填的是' if key in mine else '您打开时是'}“{in_words(key, values.get(key)) or '空'}”"
        for key in changes_of(now, values)
    )


def saved_words(saved: Saved) -> str:
    """Return what was saved, with the warnings that were kept."""
    told = "；".join(finding.text for finding in saved.warnings)
    return f"{saved.text}（{told}）" if told else saved.text


def labels_of(keys: Iterable[str]) -> str:
    """Return the labels of fields in the order of the form, in one line."""
    wanted = set(keys)
    return "、".join(WORKER_FIELDS[key].label for group in GROUPS for key, _ in group.keys if key in wanted)


def row_values(kind: str, values: Mapping[str, object]) -> dict[str, object]:
    """Return a row form's values as its columns hold them."""
    found: dict[str, object] = {}
    for key, value in values.items():
        meta = ROW_FIELDS[kind][key]
        if meta.widget == "bool":
            found[key] = value == "1"
        elif meta.widget in {"date", "money", "int"}:
            found[key] = value
        else:
            found[key] = value or ""
    return found
