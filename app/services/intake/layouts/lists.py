"""The layouts of what others send: comparison lists of a bureau, and the 签到 sheet of a class."""

from __future__ import annotations

from dataclasses import replace

from app.models.checks.finding import Finding
from app.services.intake import labels, parsers
from app.services.intake.context import Context
from app.services.intake.layout import Field, Layout, Values
from app.services.intake.layouts import persons
from app.services.intake.layouts.catalog import level

_SEQUENCE = Field("_sequence", "序号", parsers.ignored, is_ignored=True)
_NAME = Field("name", "姓名", parsers.name, is_required=True, is_cached=False)
_ID = Field(
    "id_number",
    "公民身份号码",
    persons.identity,
    is_required=True,
    is_cached=False,
    is_text=True,
)


def _list_finish(values: Values, context: Context) -> list[Finding]:  # noqa: ARG001
    return persons.agree_with_identity(values)


COMPARISON = Layout(
    "comparison",
    "比对名单",
    (
        _SEQUENCE,
        _NAME,
        replace(_ID, parser=persons.archived_identity),
        Field(
            "kind",
            "名单类别",
            parsers.label_of(labels.COMPARISON_KIND, examples="脱贫人口、农村低保、就业困难人员"),
        ),
        Field("authority", "认定机关", parsers.text),
        Field("certified_on", "认定日期", parsers.day),
        Field("valid_to", "失效日期", parsers.any_day),
        Field("village", "所在村", parsers.text),
        Field("trade", "职业(工种)", parsers.text),
        Field("occupation", "职业代码", parsers.occupation),
        Field("level", "等级", level),
        Field("certificate_no", "证书编号", persons.certificate, is_cached=False, is_text=True),
        Field("issued_on", "发证日期", parsers.day),
        Field("amount", "金额", parsers.amount),
        Field("state", "状态", parsers.text),
        Field("note", "备注", parsers.text),
    ),
    ("id_number", "kind", "certificate_no"),
    _list_finish,
)

ATTENDANCE = Layout(
    "attendance",
    "签到表",
    (
        _SEQUENCE,
        _NAME,
        _ID,
        Field("class_no", "班号", parsers.text),
        Field("day", "日期", parsers.day),
        Field("presence", "出勤", parsers.label_of(labels.PRESENCE, examples="√、缺、假")),
        Field("_total", "实到天数", parsers.ignored, is_ignored=True),
        Field("note", "备注", parsers.text),
    ),
    ("id_number", "day"),
    has_day_columns=True,
)
