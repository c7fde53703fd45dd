"""A row of a roster as the register keeps a worker: his own values, his dated rows, his search keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.models.worker import Category, Certificate, Movement
from app.services import searchkeys
from app.services.intake.records import Record
from app.services.workers import records
from app.services.workers.records import WORKER_FIELDS

PARTS: Mapping[str, type[Category | Certificate | Movement]] = {
    "category": Category,
    "certificate": Certificate,
    "movement": Movement,
}
TOLD_AS = {"category": "categories", "certificate": "certificates", "movement": "movements"}
SEARCHED = frozenset({"name", "former_name", "id_number", "phone", "emergency_phone"})
"""The fields that search keys are made of."""

BLANK: Mapping[str, object] = {
    key: [] if field.widget == "tags" else None if field.widget in {"int", "money", "date"} else ""
    for key, field in WORKER_FIELDS.items()
} | {"birth": None, "id_type": "01", "nation": "01", "household_id": None}


def values_of(record: Record) -> dict[str, object]:
    """Return the worker's own values, 城乡 told by the booklet or the village where the row leaves it out."""
    values: dict[str, object] = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in record.fields.items()
        if key in WORKER_FIELDS
    }
    code = str(values.get("hukou_code") or "")
    if not values.get("urban_rural") and values.get("hukou_kind") in {"farm", "town"}:
        values["urban_rural"] = "rural" if values["hukou_kind"] == "farm" else "urban"
    if code and not values.get("urban_rural") and code[9:12] >= "200":
        values["urban_rural"] = "rural"
    return values


def keys_of(values: Mapping[str, object]) -> frozenset[tuple[str, str]]:
    """Return the search keys of a worker with these values."""
    return searchkeys.keys_for(
        name=str(values["name"]),
        former_name=str(values.get("former_name") or ""),
        id_number=str(values["id_number"]),
        phones=[str(values[key]) for key in ("phone", "emergency_phone") if values.get(key)],
    )


def parts_of(record: Record) -> list[tuple[str, dict[str, object]]]:
    """Return the dated rows by kind, only what their entities hold."""
    found: list[tuple[str, dict[str, object]]] = []
    for kind, parts in (
        ("category", record.categories),
        ("certificate", record.skills),
        ("movement", record.movements),
    ):
        fields = records.ROW_FIELDS[kind]
        for part in parts:
            kept: dict[str, object] = {key: value for key, value in part.items() if key in fields}
            if kind == "certificate":
                if not (kept.get("certificate_no") or kept.get("level") or kept.get("certificate_kind")):
                    continue
                kept.setdefault("certificate_kind", "skill_level")
            if kind == "category":
                kept.setdefault("source", "paper" if isinstance(kept.get("certified_on"), date) else "pledge")
            found.append((kind, kept))
    return found
