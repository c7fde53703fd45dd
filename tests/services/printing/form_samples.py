"""Invented people and applications (示例) for filling every form; nobody here exists."""
# ruff: noqa: E501 - one form's row is one line

from __future__ import annotations

from datetime import date
from hashlib import sha256

from tests.services.printing.class_samples import CLASS_VALUES

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
    "limits": "高空", "available_from": date(2024, 12, 1), "village_opinion": "情况属实，同意登记。", "photo": None, "school_stage": "高中", "is_student": "否",
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
    "certificate": {"kind": "skill_level", "number": "Y001400000012345678901", "issued_on": date(2024, 10, 15),
        "issuer": "阳泉市示例职业技能等级认定机构（第三评价组织）", "issuer_code": "S000014030099",
        "occupation": "起重装卸机械操作工（塔式起重机司机）", "occupation_code": "6-30-05-01", "level": "四级／中级工",
        "website": "", "check": "matched", "theory_score": "78", "practice_score": "85", "first": "1",
    },
    "employer": {
        "name": "阳泉市示例工程机械租赁服务有限责任公司平定分公司", "uscc": "91140321MA0000000X", "kind": "91", "legal_person": "张示例",
        "contact": "赵示例", "phone": "0353-6000002", "address": "山西省阳泉市平定县冠山镇示例工业园区东二路18号", "industry": "租赁和商务服务业",
        "staff_count": 126, "migrant_count": 83,
    },
    "pledge": {
        "name": "李示例", "role": "经办人", "document": "阳人社函〔2024〕22号",
        "quote": "（十三）压实资金安全主体责任。各市要定期组织开展补贴经办流程风险防控和排查，建立风险隐患清单，明确日常监督重点，规范职权行为。建立政府补贴培训资金“谁使用、谁负责”的责任追究机制，对关键环节、关键流程经办人员加强警示教育，签订廉政守纪承诺书。对经办人员违纪违法行为保持零容忍态势，对套取骗取、虚报冒领职业培训补贴资金等违纪违法问题发现一起，查处一起，决不姑息。",
    },
    "leaflet": {
        "caption": "阳人社函〔2024〕22号原话摘录", "version": "2024.1", "made_on": date(2024, 11, 24),
        "kinds": [
            {"title": "职业培训补贴", "text": "农民工参加职业技能培训，符合条件的按规定给予职业培训补贴。个体工商户用工、民办非企业单位用工以及灵活就业农民工，可按规定纳入职业培训补贴范围。"},
            {"title": "生活费补贴", "text": "脱贫（含防返贫监测对象）、就业困难、零就业家庭的农民工以及城乡未继续升学应届初高中毕业生中的农村学员和城市低保家庭学员，在培训期间可按规定给予生活费补贴。"},
            {"title": "职业技能评价补贴", "text": "鼓励农民工培训后参加职业技能评价，对取得职业资格证书或职业技能等级证书的，按规定落实补贴政策。同一年度同一职业（工种）的同一等级不可重复申领培训补贴（含参保职工技能提升补贴）。"},
            {"title": "企业直补", "text": "对于企业吸纳农民工就业，直接组织其培训且承担培训成本的，可按规定将培训补贴直补企业。"},
        ],
        "papers": "身份证（核验后退回）、户籍证明、证书复印件、本人银行账户",
    },
    "seeker": {
        "registered_on": date(2024, 11, 24), "valid_to": date(2025, 5, 23), "wechat": "", "language": "", "computer": "一般",
        "licence": "C1", "guidance": "1", "founding": "0", "idle_since": "2024-08",
        "work": [
            {"period": "2023-03 至 2024-08", "unit": "阳泉市示例工程机械租赁服务有限责任公司", "post": "起重装卸机械操作工", "why": "工程结束"},
            {"period": "2019-05 至 2022-12", "unit": "天津市滨海新区示例港口物流公司", "post": "起重装卸机械操作工", "why": "照顾老人"},
            {"period": "2015-02 至 2018-11", "unit": "太原市示例建筑劳务公司", "post": "砌筑工", "why": None},
        ],
        "training": [
            {"period": "2024-09-02 至 2024-09-23", "institution": "阳泉市示例职业技能培训学校", "trade": "起重装卸机械操作工", "certificate": "Y0014000000123456789"},
        ],
        "wishes": [
            {"occupation": "起重装卸机械操作工", "form": None, "pay": "6,000元", "needs": "每天能回家、包吃", "area": "本县"},
            {"occupation": "叉车司机", "form": None, "pay": "6,000元", "needs": "每天能回家、包吃", "area": "本县"},
        ],
        "matches": [
            {"made_on": "2024-11-20", "unit": "平定县示例石料有限公司", "job": "装载机司机", "number": "140321100001-TJ-20241120-1a2b3c4d", "outcome": "单位未录用：已招满"},
            {"made_on": "2024-11-24", "unit": "阳泉市示例工程机械租赁服务有限责任公司", "job": "塔吊司机", "number": "140321100001-TJ-20241124-9f8e7d6c", "outcome": "已推荐"},
        ],
    },
    "letter": {
        "number": "140321100001-TJ-20241124-9f8e7d6c", "made_on": date(2024, 11, 24), "id_masked": "140321********0018",
        "skills": "起重装卸机械操作工（四级／中级工）、养老护理员（五级／初级工）",
        "work": "2023-03 至 2024-08　阳泉市示例工程机械租赁服务有限责任公司　起重装卸机械操作工\n2019-05 至 2022-12　天津市滨海新区示例港口物流公司",
    },
    "job": {
        "number": "140321100001-YG-20241118-0a1b2c3d", "title": "塔式起重机司机", "occupation": "起重装卸机械操作工",
        "place": "山西省阳泉市平定县冠山镇示例工业园区东二路18号", "head_count": "6 人", "head_left": "4 人", "pay": "5,500–7,000元", "pay_mode": "月结",
        "season": "常年", "schedule": "两班倒", "days_a_week": "6 天", "demands": "高空、高温", "ages": "18–55 周岁", "education": "初中以上",
        "experience": "1 年以上", "certificates": "特种设备作业人员证（Q2）", "benefits": ["board", "bus"], "has_contract": "1", "insurance": "1",
        "starts_on": date(2024, 12, 1), "published_on": date(2024, 11, 18), "valid_to": date(2025, 2, 17),
        "notes": [{"text": "雨雪天停工照发基本工资；面试请带证件原件（示例）。"}],
    },
    "training": {
        "title": "塔式起重机司机岗位技能提升（示例）", "organised_by": "self", "mode": "offline", "place": "山西省阳泉市平定县冠山镇示例实训基地二层",
        "teachers": "孙示例等3人", "taken_on": 35, "learners": 35, "passed": 33, "certified": 31, "eligible": 31,
    },
    "cost": {"total": 8650000, "teachers": 3600000, "books": 350000, "rooms": 2700000, "materials": 2000000},
    "education": {"wages": 780000000, "drawn": 11700000, "frontline": 7605000, "share": "65%"},
    "bank": {"branch": "中国农业银行股份有限公司平定县冠山支行", "account_name": "王䶮𬱖", "account_number": "6228480000000000000"},
    "station": {
        "name": "平定县冠山镇便民服务中心就业服务站", "code": "140321100001", "phone": "0353-6000000",
        "address": "平定县冠山镇示例街1号", "supervision_phone": "0353-6000001",
        "bureau": "平定县人力资源和社会保障局",
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
    "notice": {
        "to": "王䶮𬱖", "you": "您", "made_on": date(2024, 11, 26), "document": "阳人社函〔2024〕22号", "draft": "", "fix_by": date(2024, 12, 10),
        "items": [
            {"title": "培训费发票或财政票据", "told": "交到本站；没有载入可比对的名单", "copies": 1},
            {"title": "户籍证明", "told": "交到本站，或当场签写告知承诺；没有载入可比对的名单", "copies": 1},
            {"title": "是否在校学生", "told": "请本人说明并出示依据，由经办人补填", "copies": "—"},
        ],
        "cause": "county", "returned_on": date(2024, 11, 25), "returned_by": "平定县人力资源和社会保障局",
        "reasons": [{"text": "账号：账号与户名不符，请核对存折首页后重新填写"}], "verdict_document": "平人社〔2024〕9号",
        "papers": [
            {"title": "身份证（核验后退回）", "copies": 1, "form": "原件", "told": "核验后已当场退回"},
            {"title": "培训费发票或财政票据", "copies": 1, "form": "原件", "told": None},
        ],
        "next_step": "请按上列原因补正，凭原受理编号到本站再次提交，不用重新申请。",
        "verdict": "不符合规定的条件", "elsewhere": "对补贴政策有疑问的，",
        "grounds": [
            {"title": "不是在校学生", "reason": "登记为在校学生", "clause": "（九）1　农民工参加职业技能培训，符合条件的按规定给予职业培训补贴。"},
            {"title": "未重复申领", "reason": "2024年度已申领同一职业同一等级（示例编号）",
             "clause": "（十）2　鼓励农民工培训后参加职业技能评价，对取得职业资格证书或职业技能等级证书的，按规定落实补贴政策。同一年度同一职业（工种）的同一等级不可重复申领培训补贴（含参保职工技能提升补贴）。"},
        ],
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
        "medium": "冠山-U03", "check_code": "7210 4431 9057 6382",
    },
    "answer": {"outcome": None, "contract": None, "insured": None},
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
        "file_name": "JMK1-140321100001-A-000012-ACK.age", "check_code": "7210 4431 9057 6382",
        "digest": "\n".join(" ".join(_DIGEST[at : at + 4] for at in range(half, half + 32, 4)) for half in (0, 32)),
    },
    "recovery": {"made_on": date(2024, 11, 24), "number": "冠山-01", "code": "7KQF-2M9D-XR4T-0HVB-8CWN-E5JP-3GZA-Y6S1"},
}  # fmt: skip
VALUES = CLASS_VALUES | VALUES
