"""What every layout that names a person shares: the ID, the phone, and the facts that the ID already tells."""

from __future__ import annotations

from datetime import date

from app.models.checks import check_certificate, check_identity, check_phone
from app.models.checks.finding import Checked, Finding, Level
from app.services.intake import parsers
from app.services.intake.context import Context
from app.services.intake.layout import Parsed, Values
from app.services.intake.sheets import Cell

_SEX = {"1": "男", "2": "女"}


def identity(cell: Cell, label: str, context: Context) -> Parsed:
    """Read an ID number that stands as text."""
    return _identity(cell, label, context)


_identity = parsers.numbered(check_identity, digits=0)
phone = parsers.numbered(check_phone, digits=15)


def _certificate(text: str, *, field: str) -> Checked:
    return check_certificate(text, field=field)


certificate = parsers.numbered(_certificate, digits=15)


def sex_of(number: str) -> str:
    """Give the sex code that an 18-digit ID tells, or nothing."""
    if len(number) != 18 or not number[:17].isdigit():
        return ""
    return "1" if int(number[16]) % 2 else "2"


def birth_of(number: str) -> date | None:
    """Give the day of birth that an 18-digit ID tells."""
    if len(number) != 18 or not number[:17].isdigit():
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def agree_with_identity(values: Values) -> list[Finding]:
    """Compare sex and birth with what the ID tells; fill them in where the sheet leaves them out."""
    findings: list[Finding] = []
    number = values.get("id_number")
    if not isinstance(number, str) or values.get("id_type", "01") != "01":
        return findings
    sex, birth = sex_of(number), birth_of(number)
    typed_sex, typed_birth = values.get("sex"), values.get("birth")
    if sex and isinstance(typed_sex, str) and typed_sex != sex:
        findings.append(
            Finding(
                "sex", Level.ERROR, "sex.conflict",
                f"表里是“{_SEX[typed_sex]}”，身份证号是“{_SEX[sex]}”，请核对性别和身份证号。",
            )
        )  # fmt: skip
    elif sex:
        values["sex"] = sex
    if birth and isinstance(typed_birth, date) and typed_birth != birth:
        findings.append(
            Finding(
                "birth", Level.ERROR, "birth.conflict",
                f"表里是 {typed_birth.isoformat()}，身份证号是 {birth.isoformat()}，请核对出生日期和身份证号。",
            )
        )  # fmt: skip
    elif birth:
        values["birth"] = birth
    return findings


def settle_place(values: Values, context: Context, findings: list[Finding], *, prefix: str) -> None:
    """Bring address, town, village and group columns together into one text and one 12-digit code."""
    text_key, code_key = f"{prefix}_text", f"{prefix}_code"
    parts = [values.pop(f"{prefix}_{part}", None) for part in ("town", "village", "group")]
    columns = "".join(part for part in parts[:2] if isinstance(part, str))
    text = values.get(text_key)
    written = text if isinstance(text, str) else ""
    if not written and not columns:
        return
    if not written:
        values[text_key] = columns + (parts[2] if isinstance(parts[2], str) else "")
    found = context.divisions.find(columns or written)
    if found.reason and columns and written:
        other = context.divisions.find(written)
        found = found if other.reason else other
    if found.code:
        values[code_key] = found.code
    if found.reason:
        where = text_key if written else f"{prefix}_village"
        findings.append(
            Finding(where, Level.WARNING, "place.unknown", f"“{columns or written}”{found.reason}，入库后请补选。")
        )
