"""What must hold of a worker before he is saved: each field alone, then the fields together, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from app.models.checks.age import full_years
from app.models.checks.finding import Checked, Finding, Level, error, warning
from app.models.checks.identity import check_identity
from app.models.checks.names import check_address, check_name
from app.models.checks.phone import check_phone
from app.models.field import Field
from app.models.values import IdNumber
from app.services import codes
from app.services.workers.records import ROW_FIELDS, WORKER_FIELDS

_MIN_AGE = 16
_FARTHEST_KM = 6000
_CARD_TYPES = frozenset({"01", "09"})

# County codes of the neighbourhood as they were at the time of issue (standards 3.1 d), beside today's.
_OLD_COUNTIES = frozenset({"142425", "142322", "142426", "142427", "142429", "140311", "140301", "140300"})


def known_counties() -> frozenset[str]:
    """Return the county codes that call for no warning on an identity number."""
    return frozenset(codes.COUNTIES) | _OLD_COUNTIES


def check_field(key: str, value: object, *, today: date, id_type: str = "01") -> Checked:
    """Judge one text field by the check its column declares; a field without one passes."""
    text = "" if value is None else str(value)
    name = WORKER_FIELDS[key].check
    if not text and not WORKER_FIELDS[key].is_required:
        return Checked("")
    if name == "identity":
        return check_identity(text, field=key, id_type=id_type, today=today, county_codes=known_counties())
    checks: dict[str, Callable[[], Checked]] = {
        "name": lambda: check_name(text, field=key),
        "address": lambda: check_address(text, field=key),
        "former_name": lambda: check_name(text, field=key),
        "phone": lambda: check_phone(text, field=key),
    }
    return checks[name]() if name in checks else Checked(text)


def check_worker(
    values: Mapping[str, object], *, today: date
) -> tuple[dict[str, object], tuple[Finding, ...]]:
    """Return the normalised and derived values, and every finding in the order of the form."""
    id_type = str(values.get("id_type") or "01")
    clean: dict[str, object] = {**values, "id_type": id_type}  # 居民身份证, where nothing else was chosen
    findings: list[Finding] = []
    for key, field in WORKER_FIELDS.items():
        if field.check:
            checked = check_field(key, values.get(key), today=today, id_type=id_type)
            clean[key] = checked.value
            findings += checked.findings
        elif field.is_required and not values.get(key):
            findings.append(error(key, "empty", f"请填写{field.label}"))
        findings += _unknown_code(key, field, clean.get(key))
    findings += _derive(clean, id_type)
    findings += _across(clean, today)
    return clean, tuple(findings)


def _unknown_code(key: str, field: Field, value: object) -> list[Finding]:
    if not field.choices or value in (None, "", []) or field.widget == "derived":
        return []
    known = codes.labels(field.choices)
    given = value if isinstance(value, list) else [value]
    strange = [str(item) for item in given if str(item) not in known]
    if field.choices == "occupation":
        return []
    return [error(key, "unknown_code", f"{field.label}没有“{item}”这一项，请从列表中选") for item in strange]


def _derive(values: dict[str, object], id_type: str) -> list[Finding]:
    """Fill in sex and birth from the identity number, or refuse what contradicts it (standards 3.1 e)."""
    number = str(values.get("id_number") or "")
    if id_type not in _CARD_TYPES or len(number) != 18:
        return []
    parts = IdNumber(number)
    found: list[Finding] = []
    for key, derived in (("sex", parts.sex), ("birth", parts.birth)):
        typed = values.get(key)
        if typed not in (None, "", derived):
            label = WORKER_FIELDS[key].label
            shown = codes.label("sex", str(typed)) if key == "sex" else str(typed)
            told = codes.label("sex", str(derived)) if key == "sex" else str(derived)
            found.append(
                error(key, "contradicts", f"{label}填的是{shown}，身份证号推出的是{told}，请核对证件")
            )
        else:
            values[key] = derived
    return found


def _across(values: Mapping[str, object], today: date) -> list[Finding]:
    found: list[Finding] = []
    birth = values.get("birth")
    if isinstance(birth, date) and birth <= today and full_years(birth, today) < _MIN_AGE:
        found.append(warning("birth", "under_age", f"未满{_MIN_AGE}周岁，不能推荐就业，只作登记"))
    size, labour, away = (values.get(key) for key in ("family_size", "labour_count", "away_count"))
    if isinstance(size, int) and isinstance(labour, int) and labour > size:
        found.append(warning("labour_count", "too_many", f"劳动力数{labour}多于家庭人口{size}，请核对"))
    if isinstance(labour, int) and isinstance(away, int) and away > labour:
        found.append(warning("away_count", "too_many", f"外出人数{away}多于劳动力数{labour}，请核对"))
    if values.get("phone") and values.get("phone") == values.get("emergency_phone"):
        found.append(warning("emergency_phone", "same_phone", "紧急联系电话与本人手机相同，最好换一个"))
    code = str(values.get("hukou_code") or "")
    if str(values.get("id_type") or "01") == "01" and code and values.get("urban_rural") == "":
        found.append(warning("urban_rural", "unknown", "城乡没有填，补贴判断时会问到"))
    return found + _wishes(values)


def _wishes(values: Mapping[str, object]) -> list[Finding]:
    found: list[Finding] = []
    km, days = values.get("max_km"), values.get("max_days")
    if isinstance(km, int) and not 1 <= km <= _FARTHEST_KM:
        found.append(error("max_km", "out_of_range", f"最远公里填 1 到 {_FARTHEST_KM:,} 之间的数"))
    if isinstance(days, int) and not 1 <= days <= 7:
        found.append(error("max_days", "out_of_range", "每周几天填 1 到 7 之间的数"))
    if values.get("is_pay_floor") == "1" and not values.get("wish_pay"):
        found.append(warning("wish_pay", "empty", "填了低于就不去，还没有填期望月薪"))
    return found


def check_row(kind: str, values: Mapping[str, object]) -> tuple[Finding, ...]:
    """Judge one category, certificate or movement row."""
    found: list[Finding] = []
    for key, field in ROW_FIELDS[kind].items():
        value = values.get(key)
        if field.is_required and not value:
            found.append(error(key, "empty", f"请填写{field.label}"))
        found += _unknown_code(key, field, value)
    if kind == "category":
        found += _category(values)
    if (
        kind == "movement"
        and values.get("ended")
        and str(values.get("ended")) < str(values.get("started") or "")
    ):
        found.append(error("ended", "reversed", "结束月份早于开始月份，请核对"))
    return tuple(found)


def _category(values: Mapping[str, object]) -> list[Finding]:
    found: list[Finding] = []
    if values.get("code") != "NMG" and not values.get("authority"):
        found.append(error("authority", "empty", "请填写认定机关；每一类别须有认定机关与日期"))
    if values.get("code") != "NMG" and not values.get("certified_on"):
        found.append(error("certified_on", "empty", "请填写认定日期；每一类别须有认定机关与日期"))
    start, end = values.get("certified_on"), values.get("valid_to")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        found.append(error("valid_to", "reversed", "失效日期早于认定日期，请核对"))
    return found


def errors_of(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return only what cannot be saved."""
    return tuple(finding for finding in findings if finding.level is Level.ERROR)
