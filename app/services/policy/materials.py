"""Which papers an application still needs once the loaded comparison lists have been asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.services.policy.duplicates import Kinship, kinship
from app.services.policy.facts import Facts, shown
from app.services.policy.look import Look
from app.services.policy.pack_model import MaterialSpec
from app.services.policy.person_conditions import holds_any


class MaterialState(StrEnum):
    """How one material is settled."""

    WAIVED = "waived"
    PAPER = "paper"
    PAPER_OR_PLEDGE = "paper_or_pledge"


@dataclass(frozen=True, slots=True)
class Material:
    """One line of the checklist; `note` names the list that made the paper unnecessary, or why none did."""

    id: str
    title: str
    clause: str
    state: MaterialState
    copies: int
    note: str


def checklist(kind: str, branch: str, look: Look) -> tuple[Material, ...]:
    """Return the materials of `kind` in the pack's order; no match never means not eligible.

    Source: （十二）"对可通过大数据等信息化手段比对确认信息的，不再要求提供纸质证明材料".
    """
    person = kinship(look)
    return tuple(
        _settle(spec, look, person)
        for spec in look.rules.materials
        if kind in spec.kinds and spec.branch in ("", branch) and _concerns(spec, look)
    )


def _concerns(spec: MaterialSpec, look: Look) -> bool:
    return not spec.categories or any(holds_any(look, code) for code in spec.categories)


def _settle(spec: MaterialSpec, look: Look, person: Kinship | None) -> Material:
    paper = MaterialState.PAPER_OR_PLEDGE if spec.may_pledge else MaterialState.PAPER
    if not spec.lists:
        return Material(spec.id, spec.title, spec.clause, paper, spec.copies, "")
    loaded = _rows(look, "lists", spec.lists)
    if not loaded:
        return Material(spec.id, spec.title, spec.clause, paper, spec.copies, "没有载入可比对的名单")
    fresh = [row for row in loaded if _is_fresh(row, look.day)]
    if not fresh:
        return Material(
            spec.id, spec.title, spec.clause, paper, spec.copies, "已载入的名单过期或没有写明有效期"
        )
    for row in sorted(fresh, key=lambda each: str(each.get("as_of")), reverse=True):
        if person is not None and _is_confirmed(row, look, person):
            return Material(spec.id, spec.title, spec.clause, MaterialState.WAIVED, 0, _waiver(row))
    return Material(
        spec.id, spec.title, spec.clause, paper, spec.copies, "名单中没有比中本人（不等于不符合）"
    )


def _rows(look: Look, path: str, codes: tuple[str, ...]) -> list[Facts]:
    rows = look.facts.rows(path)
    return [row for row in rows if row.get("list") in codes] if isinstance(rows, tuple) else []


def _is_fresh(row: Facts, day: date) -> bool:
    as_of, horizon = row.get("as_of"), row.get("horizon")
    return isinstance(as_of, date) and isinstance(horizon, date) and as_of <= day <= horizon


def _is_confirmed(row: Facts, look: Look, person: Kinship) -> bool:
    matches = _rows(look, "matches", (str(row.get("list")),))
    return any(m.get("is_match") is True and person.covers(m.get("person")) for m in matches)


def _waiver(row: Facts) -> str:
    name, batch, as_of = row.get("name"), row.get("batch"), row.get("as_of")
    words = [part for part in (name, batch) if isinstance(part, str)]
    return f"免提交（数据比对：{'/'.join([*words, shown(as_of) if isinstance(as_of, date) else ''])}）"
