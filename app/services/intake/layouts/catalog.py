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


def benefits(cell: Cell, label: str, context: Context) -> Parsed:
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


_SEQUENCE = Field("_sequence", "序号", parsers.ignored, ("行号", "序"), is_ignored=True)
_NOTE = Field("note", "备注", parsers.text, ("说明",))
_CONTACT = (
    Field("contact", "联系人", parsers.text, ("联系人姓名", "负责人")),
    Field(
        "phone",
        "联系电话",
        persons.phone,
        ("电话", "手机", "联系方式", "手机号"),
        is_cached=False,
        is_text=True,
    ),
)
_PLACE = (
    Field(
        "place_code",
        "所在区划代码",
        division_code,
        ("区划代码", "所在地区划", "所在村", "所在乡镇", "所在地"),
    ),
    Field("address", "详细地址", parsers.text, ("地址", "单位地址", "机构地址", "经营地址", "注册地址")),
)
_EMPLOYER_NAMES = ("用人单位", "单位", "企业名称", "招聘单位", "用工单位", "公司名称")
_USCC_NAMES = ("信用代码", "社会信用代码", "统一信用代码", "机构统一社会信用代码", "单位统一社会信用代码")

EMPLOYERS = Layout(
    "employers", "用人单位", (
        _SEQUENCE,
        Field("name", "单位名称", parsers.text, _EMPLOYER_NAMES, is_required=True),
        Field("uscc", "统一社会信用代码", uscc, _USCC_NAMES, is_required=True, is_cached=False, is_text=True),
        Field("_kind", "单位类型", parsers.label_of(labels.EMPLOYER_KIND, examples="企业、个体工商户"), ("单位性质", "企业类型", "经济类型"), is_ignored=True),
        Field("industry", "行业", parsers.known(labels.INDUSTRY), ("所属行业", "行业类别")),
        Field("legal_person", "法定代表人", parsers.text, ("法人", "法人代表", "负责人姓名", "经营者")),
        *_CONTACT, *_PLACE,
        Field("staff_count", "职工总数", parsers.count(0, 1_000_000), ("职工人数", "员工人数", "从业人数", "用工人数")),
        Field("migrant_count", "其中农民工", parsers.count(0, 1_000_000), ("农民工人数", "吸纳农民工人数")),
        Field("bank_name", "开户银行", parsers.text, ("开户行",)),
        Field("bank_account", "银行账号", parsers.text, ("账号", "对公账号"), is_text=True),
        Field("_state", "状态", parsers.ignored, is_ignored=True),
        _NOTE,
    ), ("uscc",),
)  # fmt: skip

JOBS = Layout(
    "jobs", "岗位", (
        _SEQUENCE,
        Field("job_no", "岗位编号", parsers.text, ("编号", "岗位号"), is_cached=False),
        Field("employer_name", "用人单位", parsers.text, (*_EMPLOYER_NAMES, "单位名称"), is_required=True),
        Field("employer_uscc", "统一社会信用代码", uscc, _USCC_NAMES, is_text=True),
        Field("title", "岗位名称", parsers.text, ("岗位", "招聘岗位", "职位", "职位名称", "招聘职位"), is_required=True),
        Field("occupation", "职业代码", parsers.occupation, ("职业(工种)", "工种", "职业", "职业工种")),
        Field("head_count", "招聘人数", parsers.count(1, 100_000), ("人数", "需求人数", "招工人数", "用工人数", "招用人数")),
        Field("place_text", "工作地点", parsers.text, ("工作地址", "工作地", "上班地点", "用工地点", "详细地点")),
        Field("place_code", "工作地区划代码", division_code, ("工作地点区划代码", "区划代码", "工作地区划", "工作所在地区划代码")),
        Field("pay_low", "月薪下限", parsers.money, ("最低月薪", "工资下限", "薪资下限", "最低工资")),
        Field("pay_high", "月薪上限", parsers.money, ("最高月薪", "工资上限", "薪资上限", "最高工资")),
        Field("pay_range", "月薪", parsers.pay_range, ("薪资", "薪资待遇", "工资", "工资待遇", "月工资", "薪酬", "薪资范围", "待遇")),
        Field("pay_mode", "计薪方式", parsers.label_of(labels.PAY_MODE, examples="月结、日结、计件"), ("结算方式", "发薪方式", "工资结算方式")),
        Field("age_low", "年龄下限", parsers.count(14, 80), ("最小年龄", "最低年龄")),
        Field("age_high", "年龄上限", parsers.count(16, 99), ("最大年龄", "最高年龄")),
        Field("education_min", "文化程度要求", education_min, ("学历要求", "最低学历", "学历", "文化程度")),
        Field("certificates", "证书要求", words, ("必备证书", "资格要求", "证书", "持证要求")),
        Field("demands", "劳动条件", demands, ("工作特点", "工作条件", "工作环境")),
        Field("schedule", "班次", parsers.text, ("工作时间", "作息", "工作班次")),
        Field("days_a_week", "每周工作天数", parsers.count(1, 7), ("周工作天数",)),
        Field("benefits", "食宿", benefits, ("福利", "福利待遇", "食宿情况", "是否包吃住")),
        Field("couple", "可夫妻同住", parsers.yes_no, ("夫妻房", "夫妻同住")),
        Field("has_contract", "是否签合同", parsers.yes_no, ("签合同", "是否签订劳动合同", "劳动合同")),
        Field("insurance", "是否参保", insured, ("参保", "社保", "缴纳社保", "保险")),
        Field("experience_years", "工作经验(年)", parsers.count(0, 40), ("工作经验", "经验要求")),
        Field("season", "用工时段", parsers.text, ("用工期", "季节")),
        Field("starts_on", "最早到岗日期", parsers.any_day, ("到岗日期", "到岗时间", "上岗时间")),
        Field("published_on", "发布日期", parsers.any_day, ("发布时间", "登记日期")),
        Field("valid_to", "截止日期", parsers.any_day, ("有效期至", "截止时间", "有效期", "有效日期")),
        *_CONTACT,
        Field("state", "状态", parsers.text, ("岗位状态", "招聘状态")),
        _NOTE,
    ), ("employer_name", "title", "place_text", "job_no"), _pay,
)  # fmt: skip

INSTITUTIONS = Layout(
    "institutions", "培训机构", (
        _SEQUENCE,
        Field("name", "机构名称", parsers.text, ("培训机构", "培训机构名称", "学校名称", "单位名称"), is_required=True),
        Field("uscc", "统一社会信用代码", uscc, _USCC_NAMES, is_required=True, is_cached=False, is_text=True),
        Field("kind", "机构类型", parsers.label_of(labels.INSTITUTION_KIND, examples="职业培训机构、技工院校"), ("机构类别", "机构性质", "类型")),
        Field("standing", "状态", parsers.label_of(labels.INSTITUTION_STANDING, examples="正常、整改、暂停"), ("机构状态", "办学状态")),
        Field("brand_document", "品牌认定文号", brand, ("是否品牌机构", "品牌机构", "认定文号")),
        *_CONTACT, *_PLACE, _NOTE,
    ), ("uscc",),
)  # fmt: skip

COURSES = Layout(
    "courses", "培训项目", (
        _SEQUENCE,
        Field("course_no", "项目编号", parsers.text, ("编号", "项目代码", "课程编号"), is_cached=False),
        Field("title", "项目名称", parsers.text, ("培训项目", "课程名称", "培训项目名称", "培训班名称", "培训名称"), is_required=True),
        Field("institution_name", "培训机构", parsers.text, ("机构名称", "承训机构", "培训学校", "承办机构"), is_required=True),
        Field("institution_uscc", "机构统一社会信用代码", uscc, _USCC_NAMES[:3] + ("统一社会信用代码",), is_text=True),
        Field("trade", "职业(工种)", parsers.text, ("工种", "培训工种", "培训职业", "职业工种")),
        Field("occupation", "职业代码", parsers.occupation, ("职业编码",)),
        Field("level", "等级", level, ("培训等级", "技能等级", "级别")),
        Field("mode", "培训方式", parsers.label_of(labels.TRAINING_MODE, examples="线下、线上、线上线下结合"), ("培训形式", "授课方式")),
        Field("class_hours", "课时", parsers.count(1, 5000), ("学时", "总课时", "培训课时", "培训学时")),
        Field("days", "天数", parsers.count(1, 1000), ("培训天数",)),
        Field("fee", "收费", parsers.amount, ("个人交费", "培训费", "收费标准", "学费")),
        Field("is_self_paid", "费用承担", self_paid, ("承担方式", "是否自费", "经费来源")),
        Field("certificate_kind", "证书类型", parsers.label_of(labels.CERTIFICATE_KIND, examples="职业技能等级证书、培训合格证"), ("证书种类", "颁发证书")),
        Field("education_min", "文化程度要求", education_min, ("学历要求", "最低学历")),
        Field("tags", "标记", words, ("教材标签", "标签", "教材")),
        _NOTE,
    ), ("title", "institution_name", "course_no"),
)  # fmt: skip

SESSIONS = Layout(
    "sessions", "开班计划", (
        _SEQUENCE,
        Field("class_no", "班号", parsers.text, ("班级编号", "培训班号", "期次", "开班编号", "班次编号"), is_required=True, is_cached=False),
        Field("course_no", "项目编号", parsers.text, ("项目代码", "课程编号")),
        Field("course_title", "项目名称", parsers.text, ("培训项目", "课程名称", "培训项目名称", "培训班名称"), is_required=True),
        Field("institution_name", "培训机构", parsers.text, ("机构名称", "承训机构", "培训学校")),
        Field("opens_on", "开班日期", parsers.any_day, ("开班时间", "开始日期", "培训开始时间", "开课日期"), is_required=True),
        Field("closes_on", "结业日期", parsers.any_day, ("结业时间", "结束日期", "培训结束时间", "结课日期")),
        Field("schedule", "上课时间", parsers.text, ("授课时间", "上课时段")),
        Field("place_text", "上课地点", parsers.text, ("培训地点", "教室", "地点", "授课地点")),
        Field("place_code", "地点区划代码", division_code, ("上课地点区划代码", "区划代码")),
        Field("seats", "名额", parsers.count(1, 10_000), ("计划人数", "招生人数", "培训人数", "人数")),
        Field("taken", "已报名人数", parsers.count(0, 10_000), ("报名人数",)),
        Field("enrol_until", "报名截止", parsers.any_day, ("报名截止日期", "报名截止时间")),
        Field("state", "状态", parsers.label_of(labels.SESSION_STATE, examples="招生中、已开班、已结业"), ("班级状态", "开班状态")),
        _NOTE,
    ), ("class_no",), _dates,
)  # fmt: skip
