"""An invented class and its rosters (示例) for filling the papers of training; nobody here exists."""
# ruff: noqa: E501 - one form's row is one line

from __future__ import annotations

from datetime import date, timedelta

_OPENS = date(2024, 9, 2)
_NAMES = (
    "王䶮𬱖", "李𫘦", "阿依古丽·买买提江", "赵示例", "钱示例", "孙示例", "李示例", "周示例", "吴示例", "郑示例", "冯示例", "陈示例",
    "褚示例", "卫示例", "蒋示例", "沈示例", "韩示例", "杨示例", "朱示例", "秦示例", "尤示例", "许示例", "何示例", "吕示例", "施示例",
    "张示例", "孔示例", "曹示例",
)  # fmt: skip


def number_of(at: int) -> str:
    """Return an invented identity number with its right last character."""
    body = f"14032119{70 + at % 30:02d}0{1 + at % 9}{1 + at % 28:02d}{at % 999 + 1:03d}"
    return body + "10X98765432"[sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(body)) % 11]


def learner(at: int) -> dict[str, object]:
    """Return one learner, as the lists of a class print him."""
    number, is_long = number_of(at), at % 5 == 0
    return {
        "name": _NAMES[at % len(_NAMES)], "sex": "男" if at % 3 else "女", "age": 54 - at % 30, "id_number": number, "tail": number[-4:],
        "education": "高中（含职高）" if is_long else "初中", "phone": f"138{at:08d}", "work_form": "个体工商户用工" if is_long else "灵活就业",
        "hukou": "平定县冠山镇示例村第三村民小组红旗巷" if is_long else "平定县冠山镇示例村",
        "categories": "农民工、防返贫监测对象、就业困难人员" if is_long else "农民工", "enrolled_on": "2024-08-20", "attendance": "19／20",
        "exam": "合格", "certificate_kind": "职业技能等级证书", "certificate_no": f"Y0014000000{at:010d}", "issued_on": "2024-10-15",
        "started": "2024-11", "job_form": "单位就业", "job_unit": "阳泉市示例工程机械租赁服务有限责任公司平定分公司" if is_long else "平定示例养老院",
        "job_post": "塔式起重机司机", "job_place": "市内县外 荫营镇", "job_pay": 485000, "note": "退役军人" if is_long else None,
    }  # fmt: skip


def staff(at: int, amount: int | None = 120000) -> dict[str, object]:
    """Return one line of the rosters that money is paid by."""
    one = learner(at)
    keys = ("name", "sex", "id_number", "hukou", "phone", "certificate_no", "issued_on")
    return {
        **{key: one[key] for key in keys}, "post": "塔式起重机司机", "contract": "2024-03-01\n无固定期限" if at % 2 else "2024-03-01\n2027-02-28",
        "insured": "是", "occupation": "起重装卸机械操作工", "level": "四级", "hours": "120／\n19天", "rate": "1,200元",
        "category": "防返贫监测对象", "days": 19, "account": "中国农业银行平定县冠山支行\n6228480000000000000",
        "amount": amount, "one": 1, "note": "" if amount is not None else "不符合",
    }  # fmt: skip


LEARNERS = [learner(at) for at in range(28)]
STAFF = [staff(at, None if at == 7 else 120000 + at) for at in range(28)]

CLASS: dict[str, object] = {
    "number": "PD2024-031", "course": "塔式起重机司机技能提升班（农民工专班）", "occupation": "起重装卸机械操作工（塔式起重机司机）",
    "occupation_code": "6-30-05-01", "level": "四级", "hours": 120, "days": 15, "mode": "offline", "tags": ["国家规划教材"],
    "certificate_kind": "skill_level", "opens_on": _OPENS, "closes_on": date(2024, 9, 23), "period": "2024-09-02 至 2024-09-23",
    "place": "山西省阳泉市平定县冠山镇府新街示例培训基地二号实训楼", "seats": 40, "payer": "free", "organiser": "institution",
    "employer": "阳泉市示例工程机械租赁服务有限责任公司平定分公司", "institution": "阳泉市示例职业技能培训学校（平定教学点）", "institution_kind": "职业培训机构",
    "uscc": "52140300MJ0000000X", "contact": "李示例", "phone": "0353-6000000", "address": "山西省阳泉市平定县冠山镇示例街1号",
    "headcount": len(LEARNERS), "left_text": "；另有 1 人退班（钱示例），不在册", "learners": LEARNERS, "passed": 26, "failed": 1, "absent": 1,
    "ungraded": 0, "pass_rate": "96.3%",
    "dates": [{"day": f"{_OPENS + timedelta(days=at)}", "weekday": "一二三四五六日"[at % 7]} for at in range(22)],
}  # fmt: skip

CLASS_VALUES: dict[str, object] = {
    "class": CLASS,
    "enrolment": {
        "number": "PD2024-031-0A1B2C", "enrolled_on": date(2024, 8, 20), "wants_living": "1",
        "earlier": "2 次：养老护理员 五级（PD2024-006，已结业）；家政服务员 五级（PD2024-017，已结业）",
    },
    "week": {f"d{at}": f"9月{1 + at}日\n星期{'一二三四五六日'[at - 1]}" for at in range(1, 8)} | {"label": "第 1 周 共 4 周"},
    "log": {
        "label": "第 3 天", "day": date(2024, 9, 4), "weekday": "三", "due": 28, "present": 26, "absent": 2,
        "absent_names": "钱示例、阿依古丽·买买提江",
    },
    "employer": {"name": "阳泉市示例工程机械租赁服务有限责任公司平定分公司", "uscc": "91140321MA0000000X"},
    "roster": {
        "number": "140321100001-ZB-20241124-A0009-M", "rows": STAFF, "people": len(STAFF),
        "total": sum(int(str(row["amount"] or 0)) for row in STAFF),
        "note": "其中 1 人没有金额（不符合、资料待补或标准待下发），不计入合计。补贴标准为示例，以县区人社局下发的为准。",
    },
}  # fmt: skip
