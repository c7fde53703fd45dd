"""What every layout that names a person shares: the ID, the phone, and the facts that the ID already tells."""

from __future__ import annotations

from datetime import date

from app.models.checks.certificate import check_certificate
from app.models.checks.finding import Checked, Finding, Level
from app.models.checks.identity import check_agreement, check_identity
from app.models.checks.phone import check_phone
from app.models.values import IdNumber
from app.services.intake import parsers
from app.services.intake.context import Context
from app.services.intake.folding import as_text
from app.services.intake.layout import Parsed, Values
from app.services.intake.sheets import Cell


def identity(cell: Cell, label: str, context: Context) -> Parsed:
    """Read an ID number that stands in the file as text."""
    return _identity(cell, label, context, is_archive=False)


def archived_identity(cell: Cell, label: str, context: Context) -> Parsed:
    """Read an ID number of a bureau's list; the old 15 digits become 18, so that the person is found."""
    return _identity(cell, label, context, is_archive=True)


def _identity(cell: Cell, label: str, context: Context, *, is_archive: bool) -> Parsed:
    if parsers.has_lost_digits(cell, 0):
        return parsers.lost_digits(label)
    words = as_text(cell)
    kind = "07" if words[:1] == "9" or (words[:3].isascii() and words[:3].isalpha()) else "01"
    checked = check_identity(words, field=label, id_type=kind, today=context.today, is_archive=is_archive)
    return parsers.from_check(checked)


def _phone(text: str, label: str) -> Checked:
    return check_phone(text, field=label)


def _certificate(text: str, label: str) -> Checked:
    return check_certificate(text, field=label, kind="training_pass")


phone = parsers.numbered(_phone, digits=15)
certificate = parsers.numbered(_certificate, digits=15)


def agree_with_identity(values: Values) -> list[Finding]:
    """Compare sex and birth with what the ID tells; fill them in where the sheet leaves them out."""
    number = values.get("id_number")
    if not isinstance(number, str):
        return []
    told = IdNumber(number)
    sex, birth = values.get("sex"), values.get("birth")
    if told.sex:
        values["sex"] = told.sex
    if told.birth:
        values["birth"] = told.birth
    return list(
        check_agreement(
            number,
            sex=sex if isinstance(sex, str) else "",
            birth=birth if isinstance(birth, date) else None,
        )
    )


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
    if not found.reason:
        return
    where = f"{prefix}_village" if columns else text_key
    level = Level.ERROR if isinstance(parts[1], str) and context.divisions.is_known else Level.WARNING
    advice = "请按区划表改正村名" if level is Level.ERROR else "入库后请补选"
    findings.append(
        Finding(where, level, "place.unknown", f"“{columns or written}”{found.reason}，{advice}。")
    )
