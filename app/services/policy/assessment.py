"""The answer for one application: outcome, conditions, amount, materials and what is needed to replay it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.services.policy.amounts import Amount
from app.services.policy.employer_conditions import yuan
from app.services.policy.materials import Material
from app.services.policy.outcome import Condition, MissingFact, Outcome
from app.services.policy.pack_model import Fund, PackRef


@dataclass(frozen=True, slots=True)
class RowAssessment:
    """What was found for one learner of an employer's roster; `ref` is his line."""

    ref: str
    name: str
    outcome: Outcome
    conditions: tuple[Condition, ...]
    amount: Amount

    @property
    def deciding(self) -> tuple[Condition, ...]:
        """Return the conditions that keep this row from being 符合; none when it is."""
        is_met = self.outcome is Outcome.ELIGIBLE
        return () if is_met else tuple(c for c in self.conditions if c.outcome is self.outcome)


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the station may say about one application; it accepts, it never approves.

    `set_aside` holds the conditions of the branches that were not taken. `facts` is canonical JSON:
    with `pack` and `day` it gives this very assessment again.
    """

    kind: str
    title: str
    day: date
    is_early: bool
    outcome: Outcome
    branch: str
    conditions: tuple[Condition, ...]
    set_aside: tuple[Condition, ...]
    rows: tuple[RowAssessment, ...]
    amount: Amount
    fund: Fund | None
    materials: tuple[Material, ...]
    warnings: tuple[str, ...]
    pack: PackRef
    facts: str

    @property
    def missing(self) -> tuple[MissingFact, ...]:
        """Return every missing fact once, those needed now first."""
        every = [*self.conditions, *(c for row in self.rows for c in row.conditions)]
        found = {fact.path: fact for condition in every for fact in condition.missing}
        return tuple(sorted(found.values(), key=lambda fact: (fact.is_later, fact.path)))

    @property
    def deciding(self) -> tuple[Condition, ...]:
        """Return the conditions that made the outcome what it is."""
        return tuple(c for c in self.conditions if c.outcome is self.outcome and not c.is_later)

    def explain(self) -> tuple[str, ...]:
        """Return the whole reasoning as lines of plain Chinese."""
        head = "预评估" if self.is_early else "初审意见"
        lines = [f"{self.title} {head}：{self.outcome.mark} {self.outcome.label}"]
        lines += [
            f"{'…' if c.is_later else c.outcome.mark} {c.clause} {c.title}：{c.reason}"
            for c in self.conditions
        ]
        for row in self.rows:
            why = "；".join(c.reason for c in row.deciding) or "全部条件满足"
            lines.append(f"{row.outcome.mark} 第{row.ref}行 {row.name}：{row.outcome.label}（{why}）")
        lines += [f"提示：{text}" for text in self.warnings]
        money = (
            self.amount.reason
            if self.amount.fen is None
            else f"{yuan(self.amount.fen)}（{self.amount.formula}）"
        )
        lines.append(f"金额：{money}")
        if self.fund is not None:
            lines.append(f"建议资金渠道：{self.fund.name}（由人社局确定）")
        lines += [f"材料：{m.title}{'：' + m.note if m.note else ''}" for m in self.materials]
        return (*lines, f"依据：政策包 {self.pack}，本站只作初审受理")

    def as_plain(self) -> Mapping[str, object]:
        """Return the assessment as plain JSON values."""
        return {
            "kind": self.kind,
            "title": self.title,
            "day": self.day.isoformat(),
            "is_early": self.is_early,
            "outcome": self.outcome.value,
            "outcome_label": self.outcome.label,
            "branch": self.branch,
            "conditions": [_condition(c) for c in self.conditions],
            "set_aside": [_condition(c) for c in self.set_aside],
            "rows": [_row(row) for row in self.rows],
            "amount": _amount(self.amount),
            "fund": {"code": self.fund.code, "name": self.fund.name} if self.fund else None,
            "materials": [_material(material) for material in self.materials],
            "missing": [
                {"path": f.path, "label": f.label, "field": f.field, "later": f.is_later}
                for f in self.missing
            ],
            "warnings": list(self.warnings),
            "pack": str(self.pack),
        }


def _condition(condition: Condition) -> Mapping[str, object]:
    return {
        "id": condition.id,
        "clause": condition.clause,
        "title": condition.title,
        "outcome": condition.outcome.value,
        "label": condition.label,
        "reason": condition.reason,
        "facts": [{"path": f.path, "label": f.label, "value": f.value} for f in condition.facts],
        "missing": [{"path": f.path, "label": f.label, "later": f.is_later} for f in condition.missing],
        "warnings": list(condition.warnings),
    }


def _row(row: RowAssessment) -> Mapping[str, object]:
    return {
        "ref": row.ref,
        "name": row.name,
        "outcome": row.outcome.value,
        "outcome_label": row.outcome.label,
        "amount": _amount(row.amount),
        "conditions": [_condition(condition) for condition in row.conditions],
    }


def _material(material: Material) -> Mapping[str, object]:
    return {
        "id": material.id,
        "title": material.title,
        "clause": material.clause,
        "state": material.state.value,
        "copies": material.copies,
        "note": material.note,
    }


def _amount(amount: Amount) -> Mapping[str, object]:
    return {
        "fen": amount.fen,
        "reason": amount.reason,
        "formula": amount.formula,
        "is_example": amount.is_example,
        "rate": amount.rate,
    }
