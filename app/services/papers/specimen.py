"""Each form filled with an invented person, so that a clerk can see what it looks like before it matters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.services.desk import Desk
from app.services.papers.classspecimen import CLASS_DATES, CLASS_KNOWN, CLASS_LEARNERS, ROSTER_ROWS
from app.services.printing.catalogue import FORMS, box_codes, keys_of
from app.services.printing.engine import render
from app.services.printing.layout import Template

_LISTS: Mapping[str, tuple[Mapping[str, object], ...]] = {
    "materials": (
        {"name": "身份证（核验后退回）", "count": 1, "form": "原件", "handling": "核验退回"},
        {"name": "脱贫人口证明", "count": 1, "form": "—", "handling": "比对免提交（示例名单）"},
    ),
    "seeker.work": (
        {"period": "2024-03 至 2026-05", "unit": "示例家政公司", "post": "家政服务员", "why": "照顾老人"},
    ),
    "seeker.training": (
        {
            "period": "2026-03-02 至 2026-03-20",
            "institution": "示例培训学校",
            "trade": "家政服务员",
            "certificate": "示例编号",
        },
    ),
    "seeker.wishes": (
        {
            "occupation": "家政服务员",
            "form": None,
            "pay": "3,000 元",
            "needs": "每天能回家",
            "area": "本乡镇",
        },
    ),
    "seeker.matches": (
        {
            "made_on": "2026-11-20",
            "unit": "示例家政公司",
            "job": "家政服务员",
            "number": "示例-TJ-20261120",
            "outcome": "已推荐",
        },
    ),
    "job.notes": ({"text": "示例"},),
    "leaflet.kinds": (
        {"title": "职业培训补贴", "text": "农民工参加职业技能培训，符合条件的按规定给予职业培训补贴。"},
        {"title": "生活费补贴", "text": "（示例，打印时印通知原文）"},
    ),
    "notice.items": (
        {"title": "培训费发票（示例）", "told": "交到本站", "copies": 1},
        {"title": "是否在校学生", "told": "请本人说明并出示依据，由经办人补填", "copies": "—"},
    ),
    "notice.papers": ({"title": "培训费发票（示例）", "copies": 1, "form": "原件", "told": None},),
    "notice.reasons": ({"text": "示例：账号与户名不符，请核对后重新填写"},),
    "notice.grounds": (
        {
            "title": "未重复申领",
            "reason": "示例：本年度已申领同一职业同一等级",
            "clause": "（十）2　同一年度同一职业（工种）的同一等级不可重复申领培训补贴（含参保职工技能提升补贴）。",
        },
    ),
    "batch.rows": ({"kind": "职业培训补贴申请", "count": 3, "people": 3, "amount": 300000},),
    "reply.rows": (
        {
            "case_number": "示例-PX-20261124-A0001-X",
            "who": "阿依古丽·示例",
            "result": "通过",
            "amount": 100000,
            "told": "示例文号；2026-11-24 办结",
        },
    ),
    "class.learners": CLASS_LEARNERS,
    "class.dates": CLASS_DATES,
    "roster.rows": ROSTER_ROWS,
    "reply.items": ({"text": "示例：请核对手机号", "fix_by": "2026-12-08"},),
    "worker.skills": (
        {
            "occupation": "家政服务员",
            "level": "五级",
            "certificate_no": "示例编号",
            "issued_on": date(2026, 3, 5),
        },
    ),
}
_KNOWN: Mapping[str, object] = {
    **CLASS_KNOWN,
    "worker.name": "阿依古丽·示例",
    "worker.id_number": "140321198303059029",
    "worker.sex": "女",
    "worker.nation": "汉族",
    "worker.birth": date(1983, 3, 5),
    "worker.age": 43,
    "worker.phone": "19900000000",
    "worker.hukou_text": "山西省阳泉市平定县娘子关镇示例村",
    "worker.education": "初中",
    "application.amount": 100000,
    "application.case_number": "示例-PX-20261124-A0001-X",
    "application.kind_text": "职业培训补贴",
    "application.filed_on": date(2026, 11, 24),
    "pledge.name": "示例经办人",
    "pledge.role": "经办人",
    "pledge.document": "阳人社函〔2024〕22号",
    "pledge.quote": "（打印时印通知（十三）原文）",
    "leaflet.caption": "阳人社函〔2024〕22号原话摘录",
    "leaflet.version": "示例",
    "leaflet.papers": "身份证、本人银行账户（示例）",
    "job.title": "家政服务员",
    "job.pay": "3,000–3,600 元",
    "job.number": "示例-YG-20261124",
    "letter.number": "示例-TJ-20261124",
    "letter.id_masked": "140321********9029",
    "letter.made_on": date(2026, 11, 24),
    "employer.name": "平定县示例家政服务有限公司",
    "certificate.issuer": "示例职业技能等级认定机构",
    "certificate.number": "示例编号",
    "certificate.occupation": "家政服务员",
    "certificate.level": "五级／初级工",
    "course.occupation": "家政服务员",
    "course.level": "五级／初级工",
    "training.title": "家政服务员（示例）",
    "training.learners": 30,
    "training.eligible": 28,
    "notice.to": "阿依古丽·示例",
    "notice.you": "您",
    "notice.document": "阳人社函〔2024〕22号",
    "notice.verdict": "不符合规定的条件",
    "notice.elsewhere": "对补贴政策有疑问的，",
    "notice.next_step": "请按上列原因补正，凭原受理编号到本站再次提交，不用重新申请。",
    "batch.amount": 300000,
    "batch.file_bytes": "20,480",
    "slip.masked_name": "阿*********",
    "slip.id_tail": "9029",
    "recovery.code": "示例 - 不能 - 用来 - 恢复",
}


def specimen(desk: Desk, key: str) -> bytes:
    """Return one form as PDF with invented values; it is never archived and never numbered."""
    return drawn(desk, FORMS[key].template)


def drawn(desk: Desk, template: Template) -> bytes:
    """Return a layout as PDF with invented values, those of this station where it has its own."""
    own = {
        "station.name": desk.station.name,
        "station.code": desk.station.code,
        "clerk.name": desk.operator.name,
    }
    return render(template, sample_values(template, own)).pdf


def sample_values(template: Template, own: Mapping[str, object]) -> dict[str, object]:
    """Return an invented value for every key of a layout; `own` come before those."""
    boxed = box_codes(template)
    known = {**_KNOWN, **own}
    values: dict[str, object] = {}
    for name in keys_of(template):
        if name.rpartition(".")[0] in _LISTS:
            continue
        if name in _LISTS:
            values[name] = list(_LISTS[name])
        elif name in boxed:
            values[name] = [min(boxed[name])]
        else:
            values[name] = known.get(name)
    return values
