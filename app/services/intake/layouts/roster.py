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
    Field("_sequence", "序号", parsers.ignored, ("编号", "行号", "NO", "序"), is_ignored=True),
    Field("name", "姓名", parsers.name, ("名字", "农民工姓名", "劳动力姓名", "人员姓名", "本人姓名"), is_required=True, is_cached=False),
    Field("former_name", "曾用名", parsers.name),
    Field("id_type", "证件类型", parsers.label_of(labels.ID_TYPE, examples="居民身份证"), ("证件种类",)),
    Field(
        "id_number", "公民身份号码", persons.identity,
        ("身份证号", "身份证号码", "身份证", "证件号码", "居民身份证号", "居民身份证号码", "公民身份证号", "公民身份证号码", "证件号", "身份号码", "18位身份证号"),
        is_required=True, is_cached=False, is_text=True,
    ),
    Field("sex", "性别", parsers.label_of(labels.SEX, examples="男、女")),
    Field("birth", "出生日期", parsers.day, ("出生年月日", "出生", "生日", "出生时间", "出生年月")),
    Field("_age", "年龄", parsers.ignored, ("周岁", "岁数"), is_ignored=True),
    Field("nation", "民族", parsers.nation),
    Field("politics", "政治面貌", parsers.label_of(labels.POLITICS, examples="群众、中共党员")),
    Field("marriage", "婚姻状况", parsers.label_of(labels.MARRIAGE, examples="未婚、已婚、离婚、丧偶"), ("婚姻", "婚否")),
    Field("health", "健康状况", parsers.label_of(labels.HEALTH, examples="健康、一般、有慢性病、残疾"), ("健康", "身体状况")),
    Field("hukou_text", "户籍地址", parsers.text, ("户籍所在地", "户口所在地", "户籍详细地址", "家庭住址", "家庭地址", "户籍地", "户口地址", "户籍")),
    Field("hukou_town", "户籍乡镇", parsers.text, ("户籍地址乡镇", "户籍地址乡镇街道", "乡镇", "乡镇街道", "所在乡镇", "户籍所在地乡镇", "镇")),
    Field("hukou_village", "户籍村", parsers.text, ("户籍所在村", "户籍地址村", "户籍地址村社区", "村", "村社区", "行政村", "所在村", "户籍所在地村", "村居", "所属村")),
    Field("hukou_group", "组/号", parsers.text, ("户籍地址组", "村民小组", "户籍地址门牌", "户籍地址组号", "户籍地址详细地址")),
    Field("hukou_kind", "户口性质", parsers.label_of(labels.HUKOU_KIND, examples="农业、非农业、居民户口"), ("户籍性质", "户口类别", "户口类型", "户籍类型")),
    Field("urban_rural", "城乡属性", parsers.label_of(labels.URBAN_RURAL, examples="农村、城镇")),
    Field("live_text", "常住地址", parsers.text, ("现住址", "居住地址", "现居住地", "常住地", "现居住地址", "居住地")),
    Field("phone", "联系电话", persons.phone, ("电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "本人电话", "联系手机"), is_cached=False, is_text=True),
    Field("emergency_phone", "紧急联系电话", persons.phone, ("紧急联系人电话", "备用电话", "家属电话"), is_cached=False, is_text=True),
    Field("education", "文化程度", parsers.label_of(labels.EDUCATION, examples="初中、高中、中专、大专"), ("学历", "受教育程度", "最高学历")),
    Field("school", "毕业院校", parsers.text, ("毕业学校", "学校")),
    Field("major", "专业", parsers.text, ("所学专业",)),
    Field("graduated_on", "毕业时间", parsers.month_day, ("毕业年月", "毕业日期")),
    Field("household_head", "户主姓名", parsers.name, ("户主",)),
    Field("relation_to_head", "与户主关系", parsers.label_of(labels.RELATION, examples="户主、配偶、子、女"), ("与户主的关系", "户主关系", "家庭关系")),
    Field("family_size", "家庭人口", parsers.count(1, 30), ("家庭总人口", "总人口", "家庭人口数", "人口数")),
    Field("labour_count", "劳动力数", parsers.count(0, 30), ("家庭劳动力", "劳动力人数", "家庭劳动力数", "劳动力", "劳动力(人)")),
    Field("away_count", "外出人数", parsers.count(0, 30), ("外出务工人数", "外出数", "家庭外出人数")),
)  # fmt: skip

_CATEGORIES = (
    Field("categories.code", "人员类别", parsers.categories, ("类别", "人员类型", "身份类别", "劳动力类型", "困难类型", "人员身份", "人员属性")),
    Field("categories.authority", "认定机关", parsers.text, ("认定单位", "人员类别认定机关")),
    Field("categories.certified_on", "认定日期", parsers.day, ("认定时间", "人员类别认定日期")),
    Field("categories.valid_to", "失效日期", parsers.any_day, ("类别有效期至", "有效期至")),
    Field("categories.document_no", "认定文号", parsers.text, ("文号", "类别证号", "人员类别文号")),
)  # fmt: skip

_WORK = (
    Field("work_state", "就业状态", parsers.label_of(labels.WORK_STATE, examples="省外就业、务农、未就业有意愿"), ("就业状况", "就业情况", "目前状态", "务工状态", "就业去向")),
    Field("work_form", "就业形式", parsers.label_of(labels.WORK_FORM, examples="单位就业、灵活就业、公益岗"), ("就业方式", "用工形式")),
    Field("work_unit", "就业单位", parsers.text, ("单位名称", "工作单位", "务工单位", "现就业单位", "用工单位", "务工企业")),
    Field("industry", "行业", parsers.known(labels.INDUSTRY), ("所属行业", "从事行业", "就业行业", "行业类别")),
    Field("occupation", "职业(工种)", parsers.occupation, ("工种", "从事工种", "现从事工种", "职业", "务工工种", "岗位(工种)", "岗位工种")),
    Field("post", "岗位", parsers.text, ("就业岗位", "岗位名称", "务工岗位")),
    Field("monthly_income", "月收入", parsers.money, ("月工资", "务工收入", "工资", "月均收入", "收入", "月薪", "工资收入")),
    Field("has_contract", "是否签订劳动合同", parsers.yes_no, ("劳动合同", "合同", "是否签合同", "签订合同")),
    Field("is_insured", "是否参保", parsers.yes_no, ("参保", "是否参加社保", "参加社保", "社保")),
    Field("insurance_kind", "养老保险类型", parsers.label_of(labels.INSURANCE, examples="职工、居民、未参保"), ("养老保险", "参保类型", "参保险种", "养老参保情况")),
    Field("has_pension", "是否领取职工养老金", parsers.yes_no, ("领取养老金", "是否领取养老金", "是否退休")),
    Field("is_student", "是否在校生", parsers.yes_no, ("在校生", "是否在读", "是否在校")),
    Field("movements.place_kind", "外出区域", parsers.label_of(labels.PLACE_KIND, examples="县内乡外、省外"), ("流向", "务工区域", "转移区域", "就业区域", "去向")),
    Field("movements.place_text", "务工地点", parsers.text, ("外出务工地", "外出地点", "务工地", "就业地点", "外出务工地点", "工作地点", "就业地", "外出地")),
    Field("movements.started", "外出时间", parsers.month, ("务工起始时间", "外出开始时间", "外出务工时间", "务工开始时间", "转移时间", "就业时间", "外出起始时间")),
    Field("movements.ended", "外出结束时间", parsers.month, ("务工结束时间", "结束时间", "外出终止时间")),
    Field("movements.organised_by", "输出方式", parsers.label_of(labels.ORGANISED_BY, examples="自发、亲友带动、政府组织"), ("转移方式", "外出方式", "务工方式", "组织方式")),
    Field("movements.returned_on", "返乡时间", parsers.month_day, ("回乡时间", "返乡日期")),
    Field("movements.return_reason", "返乡原因", parsers.text, ("回乡原因",)),
    Field("movements.will_leave_again", "是否再外出", parsers.yes_no, ("是否有意再外出", "再外出意愿")),
)  # fmt: skip

_SKILLS_AND_WISHES = (
    Field("skills.occupation", "技能职业(工种)", parsers.occupation, ("技能工种", "证书工种", "技能名称", "掌握技能", "技能特长", "持证工种", "技能情况职业工种", "技能情况工种", "技能")),
    Field("skills.certificate", "技能等级证书", skills.certificate, ("技能证书", "持有证书", "职业资格证书", "证书名称")),
    Field("skills.level", "技能等级", parsers.label_of(labels.LEVEL, examples="五级/初级工、四级/中级工"), ("等级", "证书等级", "技能情况等级", "职业技能等级")),
    Field("skills.certificate_kind", "证书类型", parsers.label_of(labels.CERTIFICATE_KIND, examples="职业技能等级证书、培训合格证"), ("证书种类", "技能情况证书类型")),
    Field("skills.certificate_no", "证书编号", persons.certificate, ("证书号", "证书号码", "技能证书编号", "技能情况证书编号"), is_cached=False, is_text=True),
    Field("skills.issuer", "发证机关", parsers.text, ("发证单位", "发证机构", "技能情况发证机关")),
    Field("skills.issued_on", "发证日期", parsers.day, ("发证时间", "取证时间", "技能情况发证日期")),
    Field("wish_training", "是否有培训意愿", parsers.yes_no, ("培训意愿", "有无培训意愿", "是否愿意培训", "是否愿意参加培训", "培训需求")),
    Field("wish_trades", "意向培训工种", parsers.occupations, ("意向工种", "培训工种", "培训意向工种", "培训意愿工种", "想学工种", "培训意愿意向工种"), is_many=True),
    Field("wish_training_mode", "培训方式", parsers.label_of(labels.TRAINING_MODE, examples="线下、线上"), ("意向培训方式", "培训意愿方式")),
    Field("wish_training_time", "培训时间", parsers.text, ("意向培训时间", "可培训时间", "培训意愿时间")),
    Field("wish_jobs", "意向岗位", parsers.occupations, ("求职意向", "意向就业岗位", "求职岗位", "期望岗位", "求职意愿意向岗位", "就业意向"), is_many=True),
    Field("wish_pay", "期望月薪", parsers.money, ("期望薪资", "期望工资", "期望收入", "求职意愿期望月薪", "期望月收入")),
    Field("wish_area", "意向地区", parsers.label_of(labels.AREA, examples="本乡镇、县内、市内、省内、省外"), ("意向就业地", "意向就业区域", "求职意愿意向地区", "期望工作地点", "就业意向地")),
    Field("limits", "不能从事", parsers.labels_of(labels.LIMIT, examples="登高、夜班、重体力"), ("工作限制", "身体限制", "禁忌")),
    Field("available_from", "可上岗时间", parsers.any_day, ("可到岗时间", "到岗时间")),
    Field("consent_on", "承诺日期", parsers.day, ("同意日期", "签字日期")),
    Field("village_opinion", "村委会意见", parsers.text, ("村居委会意见", "村意见")),
    Field("note", "备注", parsers.text, ("说明", "备注说明"), is_many=True),
)  # fmt: skip

WORKERS = Layout(
    "workers", "农民工花名册", _BASIC + _CATEGORIES + _WORK + _SKILLS_AND_WISHES, ("id_number",), _finish
)
