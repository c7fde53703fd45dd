"""The workers' roster: the columns that townships keep, and what is checked across them."""

from __future__ import annotations

from datetime import date

from app.models.checks.finding import Finding, Level
from app.services.intake import labels, parsers
from app.services.intake.context import Context
from app.services.intake.layout import Field, Layout, Values
from app.services.intake.layouts import persons, skills


def _finish(values: Values, context: Context) -> list[Finding]:
    findings = persons.agree_with_identity(values)
    persons.settle_place(values, context, findings, prefix="hukou")
    _settle_categories(values, findings)
    _order(values, findings)
    _sub_rows(values, findings)
    _movement(values)
    return findings


def _settle_categories(values: Values, findings: list[Finding]) -> None:
    """Say whether 低保 and 两后生 are of the town or of the village, where the row itself tells it."""
    codes = values.get("categories.code")
    if not isinstance(codes, tuple) or not any(code.endswith("?") for code in codes):
        return
    side = _side(values)
    if side:
        urban = {"DB-?": "DB-C", "LHS-?": "LHS-D"}
        rural = {"DB-?": "DB-N", "LHS-?": "LHS-N"}
        table = urban if side == "urban" else rural
        values["categories.code"] = tuple(table.get(code, code) for code in codes)
        return
    del values["categories.code"]
    words = "“低保”要写明城市低保还是农村低保" if "DB-?" in codes else "“两后生”要写明农村还是城市低保"
    findings.append(Finding("categories.code", Level.ERROR, "category.unsure", f"{words}，请补上。"))


def _side(values: Values) -> str:
    """Give rural or urban as the row tells it: by its own column, the booklet, or the village's code."""
    told = values.get("urban_rural")
    if isinstance(told, str):
        return told
    kind = values.get("hukou_kind")
    if kind in {"farm", "town"}:
        return "rural" if kind == "farm" else "urban"
    code = values.get("hukou_code")
    if isinstance(code, str) and not code.endswith("000"):
        return "urban" if code[9:] < "200" else "rural"
    return ""


def _movement(values: Values) -> None:
    """Complete the movement that the row tells of with what its other columns say about the same work."""
    if not any(key.startswith("movements.") for key in values):
        return
    state = values.get("work_state")
    if "movements.place_kind" not in values and isinstance(state, str) and state in "123456":
        values["movements.place_kind"] = state
    if "movements.place_kind" in values:
        for theirs, ours in (
            ("unit", "work_unit"),
            ("industry", "industry"),
            ("occupation", "occupation"),
            ("monthly_income", "monthly_income"),
        ):
            if ours in values:
                values[f"movements.{theirs}"] = values[ours]


def _order(values: Values, findings: list[Finding]) -> None:
    started, ended = values.get("movements.started"), values.get("movements.ended")
    if isinstance(started, str) and isinstance(ended, str) and ended < started:
        findings.append(
            Finding("movements.ended", Level.ERROR, "month.order", "外出结束早于外出开始，请核对这两列。")
        )
    birth, graduated = values.get("birth"), values.get("graduated_on")
    if isinstance(birth, date) and isinstance(graduated, date) and graduated.year < birth.year + 9:
        findings.append(
            Finding("graduated_on", Level.WARNING, "month.order", "毕业时间离出生不到 9 年，请核对。")
        )
    size, labour = values.get("family_size"), values.get("labour_count")
    if isinstance(size, int) and isinstance(labour, int) and labour > size:
        findings.append(
            Finding("labour_count", Level.WARNING, "count.order", "劳动力数比家庭人口多，请核对这两列。")
        )
    away = values.get("away_count")
    if isinstance(size, int) and isinstance(away, int) and away > size:
        findings.append(
            Finding("away_count", Level.WARNING, "count.order", "外出人数比家庭人口多，请核对这两列。")
        )


def _sub_rows(values: Values, findings: list[Finding]) -> None:
    """Check that what stands in a sub-row's columns has the row it belongs to."""
    if any(key.startswith("categories.") for key in values) and "categories.code" not in values:
        findings.append(
            Finding(
                "categories.code",
                Level.ERROR,
                "category.missing",
                "填了认定机关或日期，却没有人员类别，请补上。",
            )
        )
    skills.unfold(values)
    if "skills.certificate_no" in values and not ("skills.trade" in values or "skills.occupation" in values):
        findings.append(
            Finding(
                "skills.occupation", Level.ERROR, "skill.missing", "填了证书编号，却没有职业(工种)，请补上。"
            )
        )


_BASIC = (
    Field("_sequence", "序号", parsers.ignored, is_ignored=True),
    Field("name", "姓名", parsers.name, is_required=True, is_cached=False),
    Field("former_name", "曾用名", parsers.name),
    Field("id_type", "证件类型", parsers.label_of(labels.ID_TYPE, examples="居民身份证")),
    Field(
        "id_number",
        "公民身份号码",
        persons.identity,
        is_required=True,
        is_cached=False,
        is_text=True,
    ),
    Field("sex", "性别", parsers.label_of(labels.SEX, examples="男、女")),
    Field("birth", "出生日期", parsers.day),
    Field("_age", "年龄", parsers.ignored, is_ignored=True),
    Field("nation", "民族", parsers.nation),
    Field("politics", "政治面貌", parsers.label_of(labels.POLITICS, examples="群众、中共党员")),
    Field("marriage", "婚姻状况", parsers.label_of(labels.MARRIAGE, examples="未婚、已婚、离婚、丧偶")),
    Field("health", "健康状况", parsers.label_of(labels.HEALTH, examples="健康、一般、有慢性病、残疾")),
    Field("hukou_text", "户籍地址", parsers.text),
    Field("hukou_town", "户籍乡镇", parsers.text),
    Field("hukou_village", "户籍村", parsers.text),
    Field("hukou_group", "组/号", parsers.text),
    Field("hukou_kind", "户口性质", parsers.label_of(labels.HUKOU_KIND, examples="农业、非农业、居民户口")),
    Field("urban_rural", "城乡属性", parsers.label_of(labels.URBAN_RURAL, examples="农村、城镇")),
    Field("live_text", "常住地址", parsers.text),
    Field("phone", "联系电话", persons.phone, is_cached=False, is_text=True),
    Field("emergency_phone", "紧急联系电话", persons.phone, is_cached=False, is_text=True),
    Field("education", "文化程度", parsers.label_of(labels.EDUCATION, examples="初中、高中、中专、大专")),
    Field("school", "毕业院校", parsers.text),
    Field("major", "专业", parsers.text),
    Field("graduated_on", "毕业时间", parsers.month_day),
    Field("household_no", "户号", parsers.text, is_text=True),
    Field("household_head", "户主姓名", parsers.name),
    Field("relation_to_head", "与户主关系", parsers.label_of(labels.RELATION, examples="户主、配偶、子、女")),
    Field("family_size", "家庭人口", parsers.count(1, 30)),
    Field("labour_count", "劳动力数", parsers.count(0, 30)),
    Field("away_count", "外出人数", parsers.count(0, 30)),
)

_CATEGORIES = (
    Field("categories.code", "人员类别", parsers.categories),
    Field("categories.authority", "认定机关", parsers.text),
    Field("categories.certified_on", "认定日期", parsers.day),
    Field("categories.valid_to", "失效日期", parsers.any_day),
    Field("categories.document_no", "认定文号", parsers.text),
)

_WORK = (
    Field(
        "work_state", "就业状态", parsers.label_of(labels.WORK_STATE, examples="省外就业、务农、未就业有意愿")
    ),
    Field("work_form", "就业形式", parsers.label_of(labels.WORK_FORM, examples="单位就业、灵活就业、公益岗")),
    Field("work_unit", "就业单位", parsers.text),
    Field("industry", "行业", parsers.known(labels.INDUSTRY)),
    Field("occupation", "职业(工种)", parsers.occupation),
    Field("post", "岗位", parsers.text),
    Field("monthly_income", "月收入", parsers.money),
    Field("has_contract", "是否签订劳动合同", parsers.yes_no),
    Field("is_insured", "是否参保", parsers.yes_no),
    Field(
        "insurance_kind", "养老保险类型", parsers.label_of(labels.INSURANCE, examples="职工、居民、未参保")
    ),
    Field("has_pension", "是否领取职工养老金", parsers.yes_no),
    Field("is_student", "是否在校生", parsers.yes_no),
    Field("movements.place_kind", "外出区域", parsers.label_of(labels.PLACE_KIND, examples="县内乡外、省外")),
    Field("movements.place_text", "务工地点", parsers.text),
    Field("movements.started", "外出时间", parsers.month),
    Field("movements.ended", "外出结束时间", parsers.month),
    Field(
        "movements.organised_by",
        "输出方式",
        parsers.label_of(labels.ORGANISED_BY, examples="自发、亲友带动、政府组织"),
    ),
    Field("movements.returned_on", "返乡时间", parsers.month_day),
    Field("movements.return_reason", "返乡原因", parsers.text),
    Field("movements.will_leave_again", "是否再外出", parsers.yes_no),
)

_SKILLS_AND_WISHES = (
    Field("skills.occupation", "技能职业(工种)", parsers.occupation),
    Field("skills.certificate", "技能等级证书", skills.certificate),
    Field("skills.level", "技能等级", parsers.label_of(labels.LEVEL, examples="五级/初级工、四级/中级工")),
    Field(
        "skills.certificate_kind",
        "证书类型",
        parsers.label_of(labels.CERTIFICATE_KIND, examples="职业技能等级证书、培训合格证"),
    ),
    Field("skills.certificate_no", "证书编号", persons.certificate, is_cached=False, is_text=True),
    Field("skills.issuer", "发证机关", parsers.text),
    Field("skills.issued_on", "发证日期", parsers.day),
    Field("wish_training", "是否有培训意愿", parsers.yes_no),
    Field("wish_trades", "意向培训工种", parsers.occupations, is_many=True),
    Field("wish_training_mode", "培训方式", parsers.label_of(labels.TRAINING_MODE, examples="线下、线上")),
    Field("wish_training_time", "培训时间", parsers.text),
    Field("wish_jobs", "意向岗位", parsers.occupations, is_many=True),
    Field("wish_pay", "期望月薪", parsers.money),
    Field("wish_area", "意向地区", parsers.label_of(labels.AREA, examples="本乡镇、县内、市内、省内、省外")),
    Field("limits", "不能从事", parsers.labels_of(labels.LIMIT, examples="登高、夜班、重体力")),
    Field("available_from", "可上岗时间", parsers.any_day),
    Field("consent_on", "承诺日期", parsers.day),
    Field("village_opinion", "村委会意见", parsers.text),
    Field("note", "备注", parsers.text, is_many=True),
)

WORKERS = Layout(
    "workers", "农民工花名册", _BASIC + _CATEGORIES + _WORK + _SKILLS_AND_WISHES, ("id_number",), _finish
)
