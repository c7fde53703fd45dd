"""Assess one application: choose the version, judge, combine, reckon the amount and the papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from app.faults import UserError
from app.services.policy.ages import normal_number
from app.services.policy.amounts import Amount, amount_of
from app.services.policy.assessment import Assessment, RowAssessment
from app.services.policy.conditions import judge_one
from app.services.policy.course_conditions import row_covers
from app.services.policy.employer_conditions import yuan
from app.services.policy.facts import Facts
from app.services.policy.look import Look
from app.services.policy.materials import checklist
from app.services.policy.occupations import resolve
from app.services.policy.outcome import Condition, Outcome, Verdict, best, combine
from app.services.policy.pack_model import ConditionSpec, KindRules, Packs, PackVersion

KINDS: Final = ("training", "living", "evaluation", "employer")
_NO_MONEY: Final = frozenset({Outcome.INELIGIBLE, Outcome.NOT_COVERED})


def assess(kind: str, facts: Facts, on: date, packs: Packs) -> Assessment:
    """Return the assessment of an application of `kind` made on the day `on`.

    Raises:
        UserError: the pack has no such kind.

    """
    version = packs.at(anchor_day(kind, facts, on, packs))
    made = assess_with(kind, facts, on, version)
    return _with_warnings(made, _changed_since(kind, facts, on, packs, version))


def preassess(kind: str, facts: Facts, on: date, packs: Packs) -> Assessment:
    """Return what can be said before a course is chosen: what is known only later is 届时需要."""
    return assess_with(kind, facts, on, packs.at(anchor_day(kind, facts, on, packs)), is_early=True)


def replay(made: Assessment, packs: Packs) -> Assessment:
    """Return the assessment again from its stored facts, day and pack version.

    Raises:
        UserError: that version of the rules is not here any more, or is not byte for byte the same.

    """
    return replay_stored(made.kind, made.facts, made.day, str(made.pack), packs, is_early=made.is_early)


def replay_stored(
    kind: str, facts_json: str, on: date, ref: str, packs: Packs, *, is_early: bool = False
) -> Assessment:
    """Return the assessment that these stored values gave.

    Raises:
        UserError: that version of the rules is not here any more, or is not byte for byte the same.

    """
    version = packs.by_ref(ref)
    if version is None:
        raise UserError(f"找不到当时使用的政策包 {ref}，请把该版本文件放回政策包目录后再复核", field="pack")
    facts = Facts.from_json(facts_json)
    made = assess_with(kind, facts, on, version, is_early=is_early)
    return made if is_early else _with_warnings(made, _changed_since(kind, facts, on, packs, version))


def anchor_day(kind: str, facts: Facts, on: date, packs: Packs) -> date:
    """Return the day whose version of the rules counts, by `version_day` of the newest version."""
    anchor = packs.newest.setting("version_day")
    if anchor == "applied_on":
        return on
    path = "certificate.issued_on" if kind == "evaluation" else f"session.{anchor}"
    day = facts.get(path)
    return day if isinstance(day, date) else on


def assess_with(
    kind: str, facts: Facts, on: date, version: PackVersion, *, is_early: bool = False
) -> Assessment:
    """Return the assessment under one given version of the rules."""
    rules = version.kinds.get(kind)
    if rules is None:
        raise UserError(f"政策包 {version.ref} 没有“{kind}”这一补贴种类", field="kind")
    whole = facts.replaced("application.applied_on", on)
    look = Look(whole, on, version, is_early)
    common = [judge_one(spec, look) for spec in rules.conditions]
    branch, taken, aside = _branches(rules, look)
    rows = _rows(rules, look) if rules.row_conditions else ()
    conditions = (*common, *taken, *_roster(rules, look, rows))
    counted = _counted(conditions)
    outcome = combine(counted) if counted else Outcome.NEEDS_INFO
    amount = _total(rows, outcome) if rules.row_conditions else _single(kind, look, outcome)
    fund = version.funds.get(amount.fund)
    warnings = {text: None for condition in conditions for text in condition.warnings}
    if fund is not None and fund.warning:
        warnings[fund.warning] = None
    return Assessment(
        kind=kind,
        title=rules.title,
        day=on,
        is_early=is_early,
        outcome=outcome,
        branch=branch,
        conditions=conditions,
        set_aside=aside,
        rows=rows,
        amount=amount,
        fund=fund,
        materials=checklist(kind, branch, look),
        warnings=tuple(warnings),
        pack=version.ref,
        facts=whole.to_json(),
    )


def _counted(conditions: tuple[Condition, ...]) -> list[Outcome]:
    return [condition.outcome for condition in conditions if not condition.is_later]


def _branches(rules: KindRules, look: Look) -> tuple[str, tuple[Condition, ...], tuple[Condition, ...]]:
    if not rules.branches:
        return "", (), ()
    judged = [(b.id, tuple(judge_one(spec, look) for spec in b.conditions)) for b in rules.branches]
    outcomes = [combine(_counted(conditions)) for _, conditions in judged]
    nearest = [index for index, outcome in enumerate(outcomes) if outcome is best(outcomes)]
    at = min(nearest, key=lambda index: sum(c.outcome is not Outcome.ELIGIBLE for c in judged[index][1]))
    aside = tuple(c for index, (_, conditions) in enumerate(judged) if index != at for c in conditions)
    return judged[at][0], judged[at][1], aside


def _rows(rules: KindRules, look: Look) -> tuple[RowAssessment, ...]:
    rows = look.facts.rows("roster")
    if not isinstance(rows, tuple):
        return ()
    seen: set[str] = set()
    found = []
    for index, row in enumerate(sorted(rows, key=_row_key)):
        own = Look(look.facts.learner(row), look.day, look.rules, look.is_early)
        conditions = tuple(judge_one(spec, own) for spec in rules.row_conditions)
        number = own.maybe_text("worker.id_number")
        if number and normal_number(number) in seen:
            conditions = (*conditions, _twice(rules))
        outcome = combine(_counted(conditions))
        if outcome is Outcome.ELIGIBLE:
            seen.add(normal_number(number))
        ref = str(row.values.get("ref", index + 1))
        found.append(
            RowAssessment(
                ref, own.maybe_text("worker.name"), outcome, conditions, _single(rules.kind, own, outcome)
            )
        )
    return tuple(found)


def _row_key(row: Facts) -> tuple[int, str, str]:
    ref = str(row.values.get("ref", ""))
    return (len(ref), ref, row.to_json())


def _twice(rules: KindRules) -> Condition:
    return Condition(
        f"{rules.kind}-twice",
        rules.clause,
        "同一人只计一次",
        Outcome.INELIGIBLE,
        "花名册中同一人已在前面的行计过，本行不重复计",
    )


def _roster(rules: KindRules, look: Look, rows: tuple[RowAssessment, ...]) -> tuple[Condition, ...]:
    if not rules.row_conditions:
        return ()
    spec = ConditionSpec(f"{rules.kind}-roster", "roster", rules.clause, "花名册逐人核对", {})
    own = Look(look.facts, look.day, look.rules, look.is_early)
    own.rows("roster")
    missing = tuple(own.missing.values())
    verdict = _roster_verdict(rows)
    is_later = bool(missing) and all(fact.is_later for fact in missing)
    return (
        Condition(
            spec.id,
            spec.clause,
            spec.title,
            verdict.outcome,
            verdict.reason,
            (),
            missing,
            verdict.warnings,
            is_later,
        ),
    )


def _roster_verdict(rows: tuple[RowAssessment, ...]) -> Verdict:
    if not rows:
        return Verdict(Outcome.NEEDS_INFO, "请录入学员花名册")
    counts = [(outcome, sum(row.outcome is outcome for row in rows)) for outcome in Outcome]
    words = "，".join(f"{outcome.label}{count}人" for outcome, count in counts if count)
    warned = tuple(
        dict.fromkeys(f"第{row.ref}行：{text}" for row in rows for c in row.conditions for text in c.warnings)
    )
    return Verdict(
        best(row.outcome for row in rows), f"共{len(rows)}人：{words}；只计符合的人，其余逐行说明", warned
    )


def _single(kind: str, look: Look, outcome: Outcome) -> Amount:
    if outcome in _NO_MONEY:
        return Amount(None, f"{outcome.label}，不计算金额", "", is_example=False, fund="", rate="")
    if outcome is Outcome.NEEDS_INFO and not look.is_early:
        return Amount(None, "补齐信息后计算", "", is_example=False, fund="", rate="")
    return amount_of(kind, look)


def _total(rows: tuple[RowAssessment, ...], outcome: Outcome) -> Amount:
    if outcome in _NO_MONEY:
        return Amount(None, f"{outcome.label}，不计算金额", "", is_example=False, fund="", rate="")
    passing = [row for row in rows if row.outcome is Outcome.ELIGIBLE]
    if not passing:
        return Amount(None, "还没有符合的学员，暂不计算金额", "", is_example=False, fund="", rate="")
    unknown = [row for row in passing if row.amount.fen is None]
    first = passing[0].amount
    if unknown:
        return Amount(None, unknown[0].amount.reason, "", first.is_example, first.fund, first.rate)
    total = sum(row.amount.fen or 0 for row in passing)
    is_example = any(row.amount.is_example for row in passing)
    formula = f"符合的{len(passing)}人合计{yuan(total)}" + ("，示例标准" if is_example else "")
    return Amount(total, "", formula, is_example, first.fund, first.rate)


def _changed_since(kind: str, facts: Facts, on: date, packs: Packs, used: PackVersion) -> tuple[str, ...]:
    current = packs.at(on)
    if current.ref == used.ref:
        return ()
    words = (
        f"按{used.valid_from.isoformat()}起的版本 {used.ref.version} 评估，今天已执行 {current.ref.version}"
    )
    if kind == "living" or not _left_catalogue(kind, facts, on, current, used):
        return (words,)
    return (words, "该职业在新版目录中已取消，按开班时的旧版目录执行，请向县区说明")


def _left_catalogue(kind: str, facts: Facts, on: date, current: PackVersion, used: PackVersion) -> bool:
    part = "certificate" if kind == "evaluation" else "course"
    look = Look(facts, on, used)
    occupation = look.maybe_text(f"{part}.occupation")
    if not occupation:
        return False
    told = [
        any(
            row_covers(row, resolve(occupation, look.maybe_text(f"{part}.trade"), v.names), v)
            for row in v.catalogue
        )
        for v in (used, current)
    ]
    return told[0] and not told[1]


def _with_warnings(made: Assessment, more: tuple[str, ...]) -> Assessment:
    return replace(made, warnings=(*made.warnings, *more))
