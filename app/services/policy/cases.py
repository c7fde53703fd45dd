"""The cases a pack ships with: facts and the expected outcome, run before the pack is put in force."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.faults import UserError
from app.services.policy.assessment import Assessment
from app.services.policy.engine import assess, preassess
from app.services.policy.facts import Facts
from app.services.policy.materials import MaterialState
from app.services.policy.outcome import Outcome, outcome_named
from app.services.policy.pack_model import Packs
from app.services.policy.pack_reader import KINDS, parse
from app.services.policy.toml_table import Table

_NOT_TOLD = -1


@dataclass(frozen=True, slots=True)
class Case:
    """One example with the answer a policy officer expects; `amount` in fen, None for not computable."""

    name: str
    place: str
    kind: str
    day: date
    facts: Facts
    is_early: bool
    outcome: Outcome
    by: str
    amount: int | None
    is_amount_told: bool
    warning: str
    waived: tuple[str, ...]
    row_outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case went; `fault` is empty when it holds."""

    case: Case
    made: Assessment
    fault: str


def read_cases(path: Path) -> tuple[Case, ...]:
    """Return the cases of a file; each starts from its kind's `[base.…]` facts.

    Raises:
        UserError: a case is not complete or uses facts that are not in the vocabulary.

    """
    root = parse(path)
    bases = root.table("base")
    kinds = {key: bases.table(key).values for key in bases.values}
    cases = tuple(_case(table, kinds) for table in root.tables("case"))
    root.done()
    return cases


def run_cases(cases: tuple[Case, ...], packs: Packs) -> tuple[CaseResult, ...]:
    """Return how every case went."""
    return tuple(_run(case, packs) for case in cases)


def _case(table: Table, bases: Mapping[str, Mapping[str, object]]) -> Case:
    kind, base = table.text("kind"), table.text("base", "") or table.text("kind")
    if kind not in KINDS or base not in bases:
        raise table.wrong("kind", f"不认识的补贴种类或基础事实“{base}”")
    outcome = _outcome(table, "outcome", table.text("outcome"))
    rows = tuple(_outcome(table, "rows", text) for text in table.texts("rows", ()))
    amount = table.values.get("amount", _NOT_TOLD)
    case = Case(
        name=table.text("name"),
        place=table.place,
        kind=kind,
        day=table.day("on"),
        facts=_facts(table, bases[base]),
        is_early=table.flag("early", default=False),
        outcome=outcome,
        by=table.text("by", ""),
        amount=amount if isinstance(amount, int) else None,
        is_amount_told=amount != _NOT_TOLD,
        warning=table.text("warning", ""),
        waived=table.texts("waived", ()),
        row_outcomes=rows,
    )
    table.taken.add("amount")
    table.done()
    return case


def _outcome(table: Table, key: str, text: str) -> Outcome:
    named = outcome_named(text)
    if named is None:
        raise table.wrong(key, f"不认识的结果“{text}”")
    return named


def _facts(table: Table, base: Mapping[str, object]) -> Facts:
    plain = copy.deepcopy(dict(base))
    changed = table.table("set")
    for path, value in changed.values.items():
        *parents, leaf = path.split(".")
        place: dict[str, object] = plain
        for parent in parents:
            below = place.setdefault(parent, {})
            if not isinstance(below, dict):
                raise changed.wrong(path, "路径中间不是一张表")
            place = below
        place[leaf] = value
    facts = Facts.of(plain)
    for path in table.texts("without", ()):
        if path not in facts.values:
            raise table.wrong("without", f"基础事实里本来就没有“{path}”")
        facts = facts.without(path)
    return facts


def _run(case: Case, packs: Packs) -> CaseResult:
    made = (preassess if case.is_early else assess)(case.kind, case.facts, case.day, packs)
    return CaseResult(case, made, _fault(case, made))


def _fault(case: Case, made: Assessment) -> str:
    return next((text for holds, text in _expectations(case, made) if not holds), "")


def _expectations(case: Case, made: Assessment) -> Iterator[tuple[bool, str]]:
    why = "；".join(f"{c.id} {c.reason}" for c in made.deciding)
    yield made.outcome is case.outcome, f"应为{case.outcome.label}，得到{made.outcome.label}（{why}）"
    by = [c.id for c in made.deciding]
    yield not case.by or case.by in by, f"应由条件 {case.by} 决定，实际是 {'、'.join(by)}"
    money = made.amount.formula or made.amount.reason
    is_paid = not case.is_amount_told or made.amount.fen == case.amount
    yield is_paid, f"金额应为{case.amount}分，得到{made.amount.fen}分（{money}）"
    warned = "；".join(made.warnings)
    yield case.warning in warned, f"应有提示“{case.warning}”，实际提示：{warned or '无'}"
    waived = sorted(m.id for m in made.materials if m.state is MaterialState.WAIVED)
    is_waived = not case.waived or waived == sorted(case.waived)
    yield is_waived, f"免提交的材料应为{'、'.join(case.waived)}，得到{'、'.join(waived) or '无'}"
    rows = tuple(row.outcome for row in made.rows)
    told = ["、".join(outcome.label for outcome in row) for row in (case.row_outcomes, rows)]
    yield not case.row_outcomes or rows == case.row_outcomes, f"逐行结果应为{told[0]}，得到{told[1]}"


def check_cases(file: str, cases: tuple[Case, ...], packs: Packs) -> None:
    """Refuse a pack one of whose cases fails.

    Raises:
        UserError: naming the first failing case.

    """
    if not cases:
        raise UserError(f"政策包文件 {file}：没有一个案例，没有案例的政策包不能启用", field="case")
    for result in run_cases(cases, packs):
        if result.fault:
            raise UserError(
                f"政策包文件 {file} 的 {result.case.place}“{result.case.name}”没有通过：{result.fault}",
                field="case",
            )
