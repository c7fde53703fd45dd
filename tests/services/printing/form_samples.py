"""Invented people and applications (示例) for filling every form; nobody here exists."""
# ruff: noqa: E501 - one form's row is one line

from __future__ import annotations

from datetime import date
from hashlib import sha256

_DIGEST = sha256("示例批次".encode()).hexdigest().upper()

WORKER: dict[str, object] = {
    "registration_number": "140321100001-2024-000318",
    "name": "王䶮𬱖", "former_name": "王小龙", "id_type": "居民身份证", "id_number": "140321198802290018", "sex": "男",
    "birth": date(1988, 2, 29), "age": 36, "nation": "汉族", "politics": "群众", "marriage": "已婚", "health": "健康或良好",
    "hukou_text": "山西省阳泉市平定县冠山镇示例村民委员会第三村民小组红旗巷东段二十七号院", "hukou_kind": "farm",
    "urban_rural": "rural", "household_head": "王示例", "relation_to_head": "长子",
    "live_text": "山西省阳泉市平定县冠山镇府新街示例小区12号楼3单元1202室", "phone": "13800001234",
    "emergency_phone": "13900005678", "education": "高中（含职高）", "school": "平定县示例职业中学", "major": "机电技术应用",
    "graduated_on": "2006年7月", "categories": ["NMG", "JCDX", "JYKN"],
    "categories_text": "防返贫监测对象 2023年5月8日 平乡振认〔2023〕18号；就业困难人员 2024年3月1日 平就认〔2024〕7号（示例）",
    "work_state": "3", "work_unit": "阳泉市示例工程机械租赁服务有限责任公司平定分公司", "industry": "租赁和商务服务业",
    "monthly_income": 485000, "post": "塔式起重机司机", "occupation": "起重装卸机械操作工", "has_contract": True,
    "is_insured": False, "work_form": "self_employed_staff", "work_form_text": "个体工商户用工",
    "movement_place": "山西省阳泉市郊区荫营镇", "movement_period": "2023-03至今", "movement_organised": "自发外出",
    "skills": [
        {"occupation": "起重装卸机械操作工", "level": "四级", "certificate_no": "Y0014000000123456789", "issued_on": "2022年6月18日"},
        {"occupation": "养老护理员", "level": "五级", "certificate_no": "S000014000001202350001", "issued_on": "2023年9月1日"},
    ],
    "wish_training": True, "wish_trades": ["汽车维修工", "养老护理员", "砌筑工"], "wish_training_mode": ["offline"],
    "wish_training_time": "农闲时节（11月至次年2月）", "wish_jobs": ["塔式起重机司机", "叉车司机"], "wish_pay": 600000,
    "wish_area": "本县", "family_size": 5, "labour_count": 3, "away_count": 1,
    "village_opinion": "情况属实，同意登记。", "photo": None, "school_stage": "高中", "is_student": "否",
    "guardian_name": "", "guardian_phone": "",
}  # fmt: skip

APPLICATION: dict[str, object] = {
    "case_number": "140321100001-PX-20241124-A0007-K", "filed_on": date(2024, 11, 24), "kind_text": "个人职业培训补贴申领",
    "invoice_number": "14002400000000123456", "invoice_amount": 168032, "rate_text": "1800元/人", "amount": 180000,
    "fund": "employment", "catalogue": "示例目录2024版", "village_opinion": "情况属实。",
    "station_opinion": "材料齐全，符合受理条件，拟同意上报。", "county_opinion": "", "notice_period": "", "notice_result": "",
    "payment": "", "living_category": "JCDX", "category_authority": "平定县农业农村局", "category_certified_on": "2023年5月8日",
    "category_match": "名单比对一致",
}  # fmt: skip

MATERIALS: list[dict[str, object]] = [
    {"name": "居民身份证", "count": 1, "form": "复印件", "handling": "比对免提交"},
    {"name": "社会保障卡（已激活金融功能）", "count": 1, "form": "复印件", "handling": "核验退回"},
    {"name": "职业技能等级证书", "count": 1, "form": "复印件", "handling": "比对免提交"},
    {"name": "培训费发票或财政票据", "count": 1, "form": "原件", "handling": "收取"},
]

VALUES: dict[str, object] = {
    "worker": WORKER,
    "application": APPLICATION,
    "institution": {"name": "阳泉市示例职业技能培训学校（平定教学点）", "uscc": "52140300MJ0000000X"},
    "course": {"occupation": "起重装卸机械操作工（塔式起重机司机）", "occupation_code": "6-30-05-01", "level": "四级", "hours": 120},
    "session": {
        "number": "PD2024-031", "started": date(2024, 9, 2), "ended": date(2024, 9, 23), "due_days": 20,
        "attended_days": 19, "result": "合格",
    },
    "certificate": {"kind": "skill_level", "number": "Y001400000012345678901", "issued_on": date(2024, 10, 15)},
    "bank": {"branch": "中国农业银行股份有限公司平定县冠山支行", "account_name": "王䶮𬱖", "account_number": "6228480000000000000"},
    "station": {
        "name": "平定县冠山镇便民服务中心就业服务站", "code": "140321100001", "phone": "0353-6000000",
        "address": "平定县冠山镇示例街1号", "supervision_phone": "0353-6000001",
    },
    "clerk": {"name": "李示例"},
    "reviewer": {"name": "赵示例"},
    "form": {"filled_on": date(2024, 11, 24), "registered_on": date(2024, 11, 24)},
    "materials": MATERIALS,
    "slip": {
        "masked_name": "王*𬱖", "id_tail": "0018", "due_on": date(2024, 12, 20), "working_days": 20,
        "to_complete": "请于7个工作日内补交银行卡复印件（须本人户名，标明开户网点）。",
        "proof": "JMK1S:140321100001PX20241124A0007K:A:20241124:" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567:" + "A" * 103,
        "check_word": "ABCD-EF23",
    },
    "batch": {
        "number": "140321100001-20241124-A0003", "receiver": "平定县人力资源和社会保障局", "period": "2024-11-01至2024-11-24",
        "rows": [
            {"kind": "职业培训补贴（PX）", "count": 26, "people": 26, "amount": 4680000},
            {"kind": "生活费补贴（SH）", "count": 11, "people": 11, "amount": 627000},
            {"kind": "职业技能评价补贴（PJ）", "count": 3, "people": 3, "amount": 60000},
            {"kind": "企业直补（ZB）", "count": 1, "people": 35, "amount": 6300053},
        ],
        "amount": 11667053, "file_name": "JMK1-140321100001-20241124-A0003.jmk", "file_bytes": "1,284,317",
        "digest": "\n".join(" ".join(_DIGEST[at : at + 4] for at in range(half, half + 32, 4)) for half in (0, 32)), "paper_copies": 41, "paper_volumes": 2,
        "medium": "冠山-U03",
    },
    "reply": {
        "bureau": "平定县人力资源和社会保障局", "number": 12, "file_number": "140321100001-000012-ACK",
        "made_on": date(2024, 12, 6), "through": "A 纪元第 1–12 批；A 纪元缺第 9 批，请补报",
        "rows": [
            {"case_number": "140321100001-PX-20241124-A0003-5", "who": "王示例", "result": "通过", "amount": 180000,
             "told": "平人社〔2024〕9号；2024-12-05 办结"},
            {"case_number": "140321100001-SH-20241124-A0004-7", "who": "李示例", "result": "退回补正", "amount": None,
             "told": "账号与户名不符；2024-12-20 前补正"},
        ],
        "total": 180000,
        "items": [{"text": "曹示例与巨城镇服务站的一条登记可能是同一人，请核对证件", "fix_by": "2024-12-20"}],
        "file_name": "JMK1-140321100001-A-000012-ACK.age",
        "digest": "\n".join(" ".join(_DIGEST[at : at + 4] for at in range(half, half + 32, 4)) for half in (0, 32)),
    },
    "recovery": {"made_on": date(2024, 11, 24), "number": "冠山-01", "code": "7KQF-2M9D-XR4T-0HVB-8CWN-E5JP-3GZA-Y6S1"},
}  # fmt: skip
