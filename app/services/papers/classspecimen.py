"""The invented class (示例) of the specimens: its learners, its days, its money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from app.services.papers.learners import WEEK

_OPENS = date(2026, 3, 9)
_PEOPLE = (
    ("阿依古丽·示例", "女", 43, "140321198303059029", "家政服务员"),
    ("王示例", "男", 36, "140321199001010018", "汽车维修工"),
    ("李示例", "女", 29, "140321199702280020", "养老护理员"),
)
CLASS_LEARNERS: tuple[Mapping[str, object], ...] = tuple(
    {
        "name": name, "sex": sex, "age": age, "id_number": number, "tail": number[-4:], "education": "初中",
        "hukou": "平定县娘子关镇示例村", "phone": "19900000000", "categories": "农民工",
        "work_form": "灵活就业", "enrolled_on": "2026-03-02", "attendance": "5／5", "exam": "合格",
        "certificate_kind": "职业技能等级证书", "certificate_no": "示例编号", "issued_on": "2026-04-01",
        "started": "2026-04", "job_form": "单位就业", "job_unit": "示例家政服务有限公司", "job_post": post,
        "job_place": "平定县城", "job_pay": 350000, "note": "示例",
    }
    for name, sex, age, number, post in _PEOPLE
)  # fmt: skip
CLASS_DATES: tuple[Mapping[str, object], ...] = tuple(
    {"day": f"{_OPENS + timedelta(days=at)}", "weekday": WEEK[at]} for at in range(5)
)
ROSTER_ROWS: tuple[Mapping[str, object], ...] = tuple(
    {
        "name": name, "sex": sex, "id_number": number, "hukou": "平定县娘子关镇示例村", "phone": "19900000000",
        "post": "护理员", "contract": "2026-01-01\n2028-12-31", "insured": "是", "occupation": post,
        "level": "五级", "hours": "40／\n5天", "certificate_no": "示例编号", "issued_on": "2026-04-01",
        "category": "防返贫监测对象", "days": 5, "rate": "示例标准", "amount": 80000, "one": 1,
        "account": "示例银行平定支行\n6200000000000000000", "note": "示例",
    }
    for name, sex, _, number, post in _PEOPLE
)  # fmt: skip
CLASS_KNOWN: Mapping[str, object] = {
    "class.number": "示例-2026-01",
    "class.course": "家政服务员初级班",
    "class.occupation": "家政服务员",
    "class.occupation_code": "4-10-01-06",
    "class.level": "五级",
    "class.hours": 40,
    "class.days": 5,
    "class.opens_on": _OPENS,
    "class.closes_on": _OPENS + timedelta(days=4),
    "class.period": f"{_OPENS} 至 {_OPENS + timedelta(days=4)}",
    "class.place": "平定县娘子关镇示例村活动室",
    "class.seats": 30,
    "class.headcount": 3,
    "class.left_text": "",
    "class.institution": "示例职业技能培训学校",
    "class.uscc": "示例信用代码",
    "class.passed": 3,
    "class.failed": 0,
    "class.absent": 0,
    "class.ungraded": 0,
    "class.pass_rate": "100.0%",
    "enrolment.number": "示例-2026-01-000001",
    "enrolment.enrolled_on": date(2026, 3, 2),
    "enrolment.earlier": "本站没有记录",
    "week.label": "第 1 周 共 1 周",
    **{f"week.d{at}": f"3月{8 + at}日\n星期{WEEK[at - 1]}" for at in range(1, 6)},
    "week.d6": "—",
    "week.d7": "—",
    "log.label": "第 1 天",
    "log.day": _OPENS,
    "log.weekday": "一",
    "log.due": 3,
    "employer.name": "示例家政服务有限公司",
    "employer.uscc": "示例信用代码",
    "roster.number": "示例-ZB-20261124-A0001-X",
    "roster.people": 3,
    "roster.total": 240000,
    "roster.note": "示例",
}
