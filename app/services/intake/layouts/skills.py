"""Reads the one column in which townships write a whole certificate: 缝纫工 中级工, 汽车维修工（五级）."""

from __future__ import annotations

import re

from app.services.intake.context import Context
from app.services.intake.folding import NOTHING as NOTHING_WORDS
from app.services.intake.folding import as_text, fold
from app.services.intake.labels import LEVEL
from app.services.intake.layout import NOTHING, Parsed, Values
from app.services.intake.sheets import Cell

_MANY = re.compile(r"[、,，;；\n]+")
_LEVEL = r"[一二三四五12345]级(?:/?[初中高]级工|/?技师|/?高级技师)?|初级工?|中级工?|高级工?|高级技师|技师"
_PARTS = re.compile(rf"^(.*?)[ (（/:：]*({_LEVEL})[)） ]*(?:证书?)?$")


def certificate(cell: Cell, label: str, context: Context) -> Parsed:  # noqa: ARG001
    """Read certificates as "occupation|level", the level empty where none is written."""
    words = as_text(cell)
    if words in NOTHING_WORDS or words == "否":
        return NOTHING
    found: list[str] = []
    for part in _MANY.split(words):
        match = _PARTS.match(part.strip())
        trade, level = (
            (match[1].strip(), LEVEL.get(fold(match[2]), "")) if match and match[1] else (part.strip(), "")
        )
        if trade:
            found.append(f"{context.occupations.get(fold(trade), trade)}|{level}")
    return Parsed(tuple(found)) if found else NOTHING


def unfold(values: Values) -> None:
    """Move the first certificate of the combined column into the skill's own columns, the rest into `skills.more`."""
    listed = values.pop("skills.certificate", None)
    if not isinstance(listed, tuple):
        return
    first, _, level = listed[0].partition("|")
    values.setdefault("skills.occupation", first)
    if level:
        values.setdefault("skills.level", level)
        values.setdefault("skills.certificate_kind", "skill_level")
    if len(listed) > 1:
        values["skills.more"] = listed[1:]
