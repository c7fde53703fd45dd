"""The longest names, addresses and reasons that a record may hold stay in their places on every paper."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

import pytest

from app.services.printing.catalogue import FORMS
from app.services.printing.engine import render

sys.path.insert(0, str(Path(__file__).parent))
from tests.services.printing.form_samples import VALUES

_UNIT = "阳泉市示例工程机械租赁服务有限责任公司平定县冠山镇第二项目部劳务分公司（示例）"
_PLACE = "山西省阳泉市平定县冠山镇示例村民委员会第三村民小组红旗巷东段二十七号院"
_NAME = "阿卜杜热西提·麦麦提图尔荪·示例"
_LONG: Mapping[str, Mapping[str, object]] = {
    "worker": {
        "name": _NAME, "work_unit": _UNIT, "live_text": _PLACE, "nation": "乌孜别克族", "politics": "中共预备党员",
        "education": "高中（含职高、中专、技校）", "limits": "高空、夜班、重体力、高温、粉尘、井下",
        "major": "机电设备安装与维修技术",
    },
    "employer": {
        "name": _UNIT, "address": _PLACE, "legal_person": "阿卜杜热西提·麦麦提", "contact": "阿卜杜热西提·麦麦提",
        "industry": "电力、热力、燃气及水生产和供应业", "phone": "0353-6000002转8012",
    },
    "job": {
        "title": "二手车检测鉴定评估与整备维修技工（学徒）", "place": _PLACE, "pay": "12,500–17,000 元",
        "demands": "高空、夜班、重体力、高温、粉尘、井下", "season": "每年三月至十一月，冬季停工",
        "certificates": "特种设备作业人员证（Q2）、高处作业操作证、职业健康检查合格证明、低压电工作业操作证",
        "notes": [{"text": "雨雪天停工照发基本工资；面试请带证件原件。" * 6}],
    },
    "notice": {"to": _NAME, "reasons": [{"text": "账号与户名不符，请核对存折首页后重新填写。" * 9}]},
    "letter": {
        "work": "\n".join([f"2023-03 至 2024-08　{_UNIT}　起重装卸机械操作工"] * 2),
        "skills": "、".join(["起重装卸机械操作工（四级／中级工）"] * 5),
    },
    "training": {
        "title": "塔式起重机司机和起重装卸机械操作工岗位技能提升培训项目", "place": _PLACE,
        "teachers": "孙示例等共十二人",
    },
    "bank": {"branch": "山西平定农村商业银行股份有限公司娘子关支行示例分理处", "account_name": _UNIT},
    "application": {"amount": 1234567890, "invoice_number": "14002400000000123456、14002400000000123457"},
    "certificate": {"issuer": _UNIT},
    "station": {
        "name": "平定县娘子关镇便民服务中心就业和社会保障服务站（示例）", "address": _PLACE,
        "phone": "0353-6000000转8012", "bureau": "阳泉高新技术产业开发区组织与人力资源部",
    },
    "pledge": {"name": _NAME},
}  # fmt: skip
_GROW = {"supplement_notice", "return_notice", "refusal_notice", "job_seeking"}
"""Papers with lists, which may take a second page; the others stay on one whatever they say."""


@pytest.mark.parametrize(
    "key",
    [
        "supplement_notice", "return_notice", "refusal_notice", "evaluation_subsidy", "employer_subsidy",
        "job_seeking", "referral_letter", "job_opening", "integrity_pledge", "policy_leaflet",
    ],
)  # fmt: skip
def test_the_longest_values_stay_in_their_places(key: str) -> None:
    values = deepcopy(VALUES)
    for group, told in _LONG.items():
        inside = values[group]
        assert isinstance(inside, dict)
        inside.update(told)
    done = render(FORMS[key].template, values)
    assert done.problems == ()
    assert done.pages == 1 or key in _GROW
