"""The layouts of what others send: comparison lists of a bureau, and the 签到 sheet of a class."""

from __future__ import annotations

from app.models.checks.finding import Finding
from app.services.intake import labels, parsers
from app.services.intake.context import Context
from app.services.intake.layout import Field, Layout, Values
from app.services.intake.layouts import persons
from app.services.intake.layouts.catalog import level

_SEQUENCE = Field("_sequence", "序号", parsers.ignored, ("行号", "序"), is_ignored=True)
_NAME = Field("name", "姓名", parsers.name, ("学员姓名", "人员姓名"), is_required=True, is_cached=False)
_ID = Field(
    "id_number",
    "公民身份号码",
    persons.identity,
    ("身份证号", "身份证号码", "身份证", "证件号码", "居民身份证号", "公民身份证号码"),
    is_required=True,
    is_cached=False,
    is_text=True,
)


def _list_finish(values: Values, context: Context) -> list[Finding]:  # noqa: ARG001
    return persons.agree_with_identity(values)


COMPARISON = Layout(
    "comparison", "比对名单", (
        _SEQUENCE, _NAME, _ID,
        Field("kind", "名单类别", parsers.label_of(labels.COMPARISON_KIND, examples="脱贫人口、农村低保、就业困难人员"), ("类别", "人员类别", "名单种类")),
        Field("authority", "认定机关", parsers.text, ("提供单位", "认定单位", "来源单位", "发放单位")),
        Field("certified_on", "认定日期", parsers.day, ("认定时间", "纳入日期", "识别时间", "领取日期", "申领日期")),
        Field("valid_to", "失效日期", parsers.any_day, ("有效期止", "有效期至", "终止日期", "有效期")),
        Field("village", "所在村", parsers.text, ("村", "户籍所在村", "村社区", "住址", "家庭住址")),
        Field("trade", "职业(工种)", parsers.text, ("工种", "职业")),
        Field("occupation", "职业代码", parsers.occupation),
        Field("level", "等级", level, ("技能等级", "证书等级")),
        Field("certificate_no", "证书编号", persons.certificate, ("证书号",), is_cached=False, is_text=True),
        Field("issued_on", "发证日期", parsers.day, ("发证时间",)),
        Field("amount", "金额", parsers.amount, ("补贴金额", "发放金额")),
        Field("state", "状态", parsers.text, ("发放状态",)),
        Field("note", "备注", parsers.text),
    ), ("id_number", "kind", "certificate_no"), _list_finish,
)  # fmt: skip

ATTENDANCE = Layout(
    "attendance", "签到表", (
        _SEQUENCE, _NAME, _ID,
        Field("class_no", "班号", parsers.text, ("培训班号", "期次")),
        Field("day", "日期", parsers.day, ("签到日期", "上课日期", "培训日期")),
        Field("presence", "出勤", parsers.label_of(labels.PRESENCE, examples="√、缺、假"), ("签到", "是否出勤", "考勤", "到课", "签到情况", "出勤情况")),
        Field("_total", "实到天数", parsers.ignored, ("出勤天数", "合计天数", "应到天数", "缺勤天数", "合计"), is_ignored=True),
        Field("note", "备注", parsers.text),
    ), ("id_number", "day"), has_day_columns=True,
)  # fmt: skip
