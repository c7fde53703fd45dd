"""The layouts of what is offered: employers, jobs, institutions, courses and sessions."""

from __future__ import annotations

from datetime import date

from app.models.checks.finding import Checked, Finding, Level
from app.models.checks.uscc import check_uscc
from app.services.intake import labels, parsers
from app.services.intake.context import Context
from app.services.intake.folding import as_text, fold
from app.services.intake.layout import NOTHING, Field, Layout, Parsed, Values, refuse
from app.services.intake.layouts import persons
from app.services.intake.sheets import Cell


def _uscc(text: str, label: str) -> Checked:
    return check_uscc(text, field=label)


uscc = parsers.numbered(_uscc, digits=0)
_ANY = frozenset({"不限", "无", "无要求", "不要求", "均可"})
_education = parsers.label_of(labels.EDUCATION, examples="初中、高中、大专")
_level = parsers.label_of(labels.LEVEL, examples="五级/初级工、四级/中级工")


def education_min(cell: Cell, label: str, context: Context) -> Parsed:
    """Read the lowest schooling asked for; 不限 is none."""
    words = fold(as_text(cell)).removesuffix("及以上").removesuffix("以上")
    return NOTHING if words in _ANY else _education(words, label, context)


def level(cell: Cell, label: str, context: Context) -> Parsed:
    """Read a level of skill; 无等级 is none."""
    return NOTHING if fold(as_text(cell)) in {"无等级", "不分等级", "无"} else _level(cell, label, context)


def words(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read a list of words as they stand."""
    parts = tuple(part for part in parsers.split(as_text(cell)) if part not in _ANY)
    return Parsed(parts) if parts else NOTHING


def demands(cell: Cell, label: str, context: Context) -> Parsed:
    """Read what the work demands: 登高、夜班、重体力 …; 无 is nothing."""
    return NOTHING if fold(as_text(cell)) in _ANY else _demands(cell, label, context)


_demands = parsers.labels_of(labels.LIMIT, examples="高空、夜班、重体力、高温、粉尘")


def benefits(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read 食宿 and other benefits; 包吃住 stands for two."""
    codes: list[str] = []
    for part in parsers.split(as_text(cell)):
        key = fold(part)
        if key in labels.NO_BENEFIT:
            continue
        if key in labels.BOTH_BENEFITS:
            codes += ["board", "lodging"]
        elif code := parsers.look_up(labels.BENEFIT, part):
            codes.append(code)
        else:
            return refuse("label.unknown", f"{label}里的“{part}”认不出，请填包吃、包住、班车、夫妻房等。")
    return Parsed(tuple(dict.fromkeys(codes))) if codes else NOTHING


def division_code(cell: Cell, label: str, context: Context) -> Parsed:
    """Read a 12-digit division code, or a place's name into one."""
    text = as_text(cell)
    if text.isdigit() and len(text) in {6, 9, 12}:
        return Parsed(text.ljust(12, "0"))
    return parsers.place(cell, label, context)


def insured(cell: Cell, label: str, context: Context) -> Parsed:
    """Read 是否参保 of a job, where 五险一金 stands for yes."""
    return Parsed("1") if "险" in as_text(cell) else parsers.yes_no(cell, label, context)


def self_paid(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read who bears the cost: 自费 is true, 政府补贴, 先垫后补 and 企业承担 are false."""
    key = fold(as_text(cell))
    if key in {"自费", "个人承担", "个人"}:
        return Parsed(value=True)
    if key in {"政府补贴", "免费", "免费(政府补贴)", "先垫后补", "企业承担", "财政补贴"}:
        return Parsed(value=False)
    return refuse(
        "label.unknown", f"{label}“{as_text(cell)}”认不出，请填政府补贴、先垫后补、企业承担或自费。"
    )


def brand(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read 品牌认定文号; 否 is none."""
    text = as_text(cell)
    return NOTHING if text in {"否", "无", "不是"} else Parsed(text)


def _pay(values: Values, context: Context) -> list[Finding]:  # noqa: ARG001
    spread = values.pop("pay_range", None)
    if isinstance(spread, tuple):
        values.setdefault("pay_low", int(spread[0]))
        values.setdefault("pay_high", int(spread[1]))
    if values.pop("couple", "") == "1":
        kept = values.get("benefits", ())
        values["benefits"] = (*kept, "couple") if isinstance(kept, tuple) else ("couple",)
    return [
        *_ordered(values, "pay_low", "pay_high", "月薪上限比下限小"),
        *_ordered(values, "age_low", "age_high", "年龄上限比下限小"),
        *_ordered(values, "published_on", "valid_to", "截止日期早于发布日期"),
    ]


def _ordered(values: Values, low: str, high: str, text: str) -> list[Finding]:
    first, last = values.get(low), values.get(high)
    if isinstance(first, int) and isinstance(last, int):
        is_wrong = last < first
    else:
        is_wrong = isinstance(first, date) and isinstance(last, date) and last < first
    return [Finding(high, Level.ERROR, "order", f"{text}，请核对这两列。")] if is_wrong else []


def _dates(values: Values, context: Context) -> list[Finding]:  # noqa: ARG001
    return _ordered(values, "opens_on", "closes_on", "结业日期早于开班日期")


_SEQUENCE = Field("_sequence", "序号", parsers.ignored, is_ignored=True)
_NOTE = Field("note", "备注", parsers.text)
_CONTACT = (
    Field("contact", "联系人", parsers.text),
    Field(
        "phone",
        "联系电话",
        persons.phone,
        is_cached=False,
        is_text=True,
    ),
)
_PLACE = (
    Field(
        "place_code",
        "所在区划代码",
        division_code,
    ),
    Field("address", "详细地址", parsers.text),
)

EMPLOYERS = Layout(
    "employers",
    "用人单位",
    (
        _SEQUENCE,
        Field("name", "单位名称", parsers.text, is_required=True),
        Field("uscc", "统一社会信用代码", uscc, is_required=True, is_cached=False, is_text=True),
        Field(
            "_kind",
            "单位类型",
            parsers.label_of(labels.EMPLOYER_KIND, examples="企业、个体工商户"),
            is_ignored=True,
        ),
        Field("industry", "行业", parsers.known(labels.INDUSTRY)),
        Field("legal_person", "法定代表人", parsers.text),
        *_CONTACT,
        *_PLACE,
        Field("staff_count", "职工总数", parsers.count(0, 1_000_000)),
        Field("migrant_count", "其中农民工", parsers.count(0, 1_000_000)),
        Field("bank_name", "开户银行", parsers.text),
        Field("bank_account", "银行账号", parsers.text, is_text=True),
        Field("_state", "状态", parsers.ignored, is_ignored=True),
        _NOTE,
    ),
    ("uscc",),
)

JOBS = Layout(
    "jobs",
    "岗位",
    (
        _SEQUENCE,
        Field("job_no", "岗位编号", parsers.text, is_cached=False),
        Field("employer_name", "用人单位", parsers.text, is_required=True),
        Field("employer_uscc", "统一社会信用代码", uscc, is_text=True),
        Field("title", "岗位名称", parsers.text, is_required=True),
        Field("occupation", "职业代码", parsers.occupation),
        Field("head_count", "招聘人数", parsers.count(1, 100_000)),
        Field("place_text", "工作地点", parsers.text),
        Field("place_code", "工作地区划代码", division_code),
        Field("pay_low", "月薪下限", parsers.money),
        Field("pay_high", "月薪上限", parsers.money),
        Field("pay_range", "月薪", parsers.pay_range),
        Field("pay_mode", "计薪方式", parsers.label_of(labels.PAY_MODE, examples="月结、日结、计件")),
        Field("age_low", "年龄下限", parsers.count(14, 80)),
        Field("age_high", "年龄上限", parsers.count(16, 99)),
        Field("education_min", "文化程度要求", education_min),
        Field("certificates", "证书要求", words),
        Field("demands", "劳动条件", demands),
        Field("schedule", "班次", parsers.text),
        Field("days_a_week", "每周工作天数", parsers.count(1, 7)),
        Field("benefits", "食宿", benefits),
        Field("couple", "可夫妻同住", parsers.yes_no),
        Field("has_contract", "是否签合同", parsers.yes_no),
        Field("insurance", "是否参保", insured),
        Field("experience_years", "工作经验(年)", parsers.count(0, 40)),
        Field("season", "用工时段", parsers.text),
        Field("starts_on", "最早到岗日期", parsers.any_day),
        Field("published_on", "发布日期", parsers.any_day),
        Field("valid_to", "截止日期", parsers.any_day),
        *_CONTACT,
        Field("state", "状态", parsers.text),
        _NOTE,
    ),
    ("employer_name", "title", "place_text", "job_no"),
    _pay,
)

INSTITUTIONS = Layout(
    "institutions",
    "培训机构",
    (
        _SEQUENCE,
        Field("name", "机构名称", parsers.text, is_required=True),
        Field("uscc", "统一社会信用代码", uscc, is_required=True, is_cached=False, is_text=True),
        Field(
            "kind", "机构类型", parsers.label_of(labels.INSTITUTION_KIND, examples="职业培训机构、技工院校")
        ),
        Field("standing", "状态", parsers.label_of(labels.INSTITUTION_STANDING, examples="正常、整改、暂停")),
        Field("brand_document", "品牌认定文号", brand),
        *_CONTACT,
        *_PLACE,
        _NOTE,
    ),
    ("uscc",),
)

COURSES = Layout(
    "courses",
    "培训项目",
    (
        _SEQUENCE,
        Field("course_no", "项目编号", parsers.text, is_cached=False),
        Field("title", "项目名称", parsers.text, is_required=True),
        Field("institution_name", "培训机构", parsers.text, is_required=True),
        Field("institution_uscc", "机构统一社会信用代码", uscc, is_text=True),
        Field("trade", "职业(工种)", parsers.text),
        Field("occupation", "职业代码", parsers.occupation),
        Field("level", "等级", level),
        Field(
            "mode", "培训方式", parsers.label_of(labels.TRAINING_MODE, examples="线下、线上、线上线下结合")
        ),
        Field("class_hours", "课时", parsers.count(1, 5000)),
        Field("days", "天数", parsers.count(1, 1000)),
        Field("fee", "收费", parsers.amount),
        Field("is_self_paid", "费用承担", self_paid),
        Field(
            "certificate_kind",
            "证书类型",
            parsers.label_of(labels.CERTIFICATE_KIND, examples="职业技能等级证书、培训合格证"),
        ),
        Field("education_min", "文化程度要求", education_min),
        Field("tags", "标记", words),
        _NOTE,
    ),
    ("title", "institution_name", "course_no"),
)

SESSIONS = Layout(
    "sessions",
    "开班计划",
    (
        _SEQUENCE,
        Field("class_no", "班号", parsers.text, is_required=True, is_cached=False),
        Field("course_no", "项目编号", parsers.text),
        Field("course_title", "项目名称", parsers.text, is_required=True),
        Field("institution_name", "培训机构", parsers.text),
        Field("opens_on", "开班日期", parsers.any_day, is_required=True),
        Field("closes_on", "结业日期", parsers.any_day),
        Field("schedule", "上课时间", parsers.text),
        Field("place_text", "上课地点", parsers.text),
        Field("place_code", "地点区划代码", division_code),
        Field("seats", "名额", parsers.count(1, 10_000)),
        Field("taken", "已报名人数", parsers.count(0, 10_000)),
        Field("enrol_until", "报名截止", parsers.any_day),
        Field("state", "状态", parsers.label_of(labels.SESSION_STATE, examples="招生中、已开班、已结业")),
        _NOTE,
    ),
    ("class_no",),
    _dates,
)
