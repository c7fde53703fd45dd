"""The longest that each kind of value may be, to see where a form has no room for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

_UNIT = "阳泉市示例工程机械租赁服务有限责任公司平定县冠山镇第二项目部劳务分公司"
_PLACE = "山西省阳泉市平定县冠山镇示例村民委员会第三村民小组红旗巷东段二十七号院"
_NAME = "阿卜杜热西提·麦麦提图尔荪"
_PHONE = "0353-6000000转8012"
_WORDS = "账号与户名不符，请核对存折首页后重新填写。" * 3
_LAST: Final[Mapping[str, object]] = {
    "name": _NAME, "to": _NAME, "who": _NAME, "contact": _NAME, "legal_person": _NAME, "household_head": _NAME,
    "guardian_name": _NAME, "former_name": _NAME, "account_name": _UNIT, "work_unit": _UNIT, "unit": _UNIT,
    "institution": _UNIT, "issuer": _UNIT, "organiser": _UNIT, "organised_by": _UNIT, "employer": _UNIT,
    "branch": "山西平定农村商业银行股份有限公司娘子关支行示例分理处", "school": "阳泉市示例高级技工学校",
    "address": _PLACE, "place": _PLACE, "hukou_text": _PLACE, "live_text": _PLACE, "hukou": _PLACE,
    "phone": _PHONE, "guardian_phone": _PHONE, "emergency_phone": _PHONE, "nation": "乌孜别克族",
    "politics": "中共预备党员", "education": "高中（含职高、中专、技校）", "occupation": "起重装卸机械操作工",
    "level": "四级／中级工", "limits": "高空、夜班、重体力、高温、粉尘、井下",
    "amount": 123456789, "total": 1234567890, "county_opinion": _WORDS, "station_opinion": _WORDS,
    "village_opinion": _WORDS, "invoice_number": "14002400000000123456、14002400000000123457",
    "case_number": "140321-PX-20261124-A0001-X", "reason": _WORDS, "told": _WORDS,
    "id_number": "14032119830305902X", "account_number": "6217000000000000000",
}  # fmt: skip
_WHOLE: Final[Mapping[str, object]] = {
    "institution.name": _UNIT,
    "employer.name": _UNIT,
    "station.name": _UNIT,
}


def lengthened(values: Mapping[str, object], boxed: Collection[str]) -> dict[str, object]:
    """Return the values with the longest there may be in the place of each that has one; codes stay."""
    found: dict[str, object] = {}
    for key, value in values.items():
        if isinstance(value, list):
            found[key] = [_row(row) if isinstance(row, Mapping) else row for row in value]
        elif key in boxed:
            found[key] = value
        else:
            found[key] = _WHOLE.get(key, _LAST.get(key.rpartition(".")[2], value))
    return found


def _row(row: Mapping[str, object]) -> dict[str, object]:
    return {name: _LAST.get(name, value) for name, value in row.items()}
