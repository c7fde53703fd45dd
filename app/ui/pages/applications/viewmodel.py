"""What the page of applications says: conditions with clauses, materials, amounts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from app.models.enums import ApplicationState
from app.models.money import in_words
from app.models.values import format_fen
from app.ports import CHINA
from app.services.applications.cards import ApplicationRecord
from app.services.applications.writing import WAIVED, handling_of
from app.services.eligibility.service import amount_text
from app.services.policy.assessment import Assessment
from app.services.policy.materials import MaterialState
from app.services.policy.outcome import Condition, Outcome
from app.ui.kit import Mark, OutcomeRow, ReasonRow
from app.ui.marks import mark_of
from app.ui.pages.applications.checklist import PaperItem

FILTERS: tuple[tuple[str, str], ...] = (
    ("", "全部"),
    (ApplicationState.TO_REVIEW.value, "待复核"),
    (ApplicationState.RETURNED.value, "退回补正"),
    (ApplicationState.REVIEWED.value, "待上报"),
    (ApplicationState.EXPORTED.value, "已导出"),
)


def condition_rows(conditions: Iterable[Condition]) -> tuple[OutcomeRow, ...]:
    """Return conditions with marks and clauses; a ？ carries the field that would answer."""
    return tuple(
        OutcomeRow(
            Mark.NOT_HERE if condition.is_later else mark_of(condition.outcome),
            f"{condition.clause} {condition.title}",
            ("届时需要：" if condition.is_later else "") + condition.reason,
            payload=(condition.clause, condition.missing[0].field if condition.missing else ""),
        )
        for condition in conditions
    )


def roster_rows(made: Assessment) -> tuple[OutcomeRow, ...]:
    """Return each learner of an employer's roster with his own answer."""
    return tuple(
        OutcomeRow(
            mark_of(row.outcome),
            f"第{row.ref}行 {row.name}　{row.outcome.label}",
            "；".join(f"{c.clause} {c.reason}" for c in row.deciding) or "全部条件符合",
        )
        for row in made.rows
    )


def verdict_line(made: Assessment) -> str:
    """Return the first judgement in one line; the station accepts, it never approves."""
    tail = "" if made.outcome is not Outcome.NEEDS_COUNTY else "，可以受理，由县区审定"
    return f"初审：{made.outcome.mark} {made.outcome.label}{tail}"


def amount_lines(made: Assessment) -> str:
    """Return the amount in figures and words, and how it came about."""
    if made.amount.fen is None:
        return f"金额：{made.amount.reason}"
    return f"金额：{amount_text(made)}\n大写：{in_words(made.amount.fen, has_prefix=True)}"


def papers_asked(made: Assessment | None) -> tuple[PaperItem, ...]:
    """Return the checklist of a claim being taken in; what a list confirms needs no paper."""
    return tuple(
        PaperItem(
            key=one.id,
            title=one.title,
            note=_paper_note(handling_of(one), one.copies, one.note),
            is_ticked=one.state is MaterialState.WAIVED,
            is_open=one.state is not MaterialState.WAIVED,
        )
        for one in (made.materials if made is not None else ())
    )


def papers_of(record: ApplicationRecord) -> tuple[PaperItem, ...]:
    """Return the checklist of a case; it can be ticked until the review."""
    open_states = {ApplicationState.TAKEN, ApplicationState.TO_REVIEW, ApplicationState.RETURNED}
    return tuple(
        PaperItem(
            key=str(one.id),
            title=one.title,
            note=_paper_note(one.handling, one.copies, one.basis),
            is_ticked=one.is_received,
            is_open=one.handling != WAIVED and record.state in open_states,
        )
        for one in record.materials
    )


def _paper_note(handling: str, copies: int, basis: str) -> str:
    if handling == WAIVED:
        return basis or WAIVED
    return " · ".join(part for part in (handling, f"{copies} 份", basis) if part)


def total_line(shown: int, counts: Mapping[str, int]) -> str:
    """Return the foot of the list: how many are shown and how many stand in each state."""
    told = [f"{state.label} {counts[state.value]}" for state in ApplicationState if counts.get(state.value)]
    return "　".join([f"共 {shown:,} 件", *(["各状态：" + " · ".join(told)] if told else [])])


def is_hopeless(made: Assessment | None) -> bool:
    """Whether the claim can only be answered 不予受理."""
    return made is not None and made.outcome in {Outcome.INELIGIBLE, Outcome.NOT_COVERED}


def stored_rows(record: ApplicationRecord) -> tuple[OutcomeRow, ...]:
    """Return the conditions as they were judged when the case was taken in."""
    listed = cast("list[Mapping[str, object]]", record.assessment.get("conditions") or [])
    return tuple(
        OutcomeRow(
            mark_of(Outcome(str(one["outcome"]))),
            f"{one['clause']} {one['title']}",
            str(one["reason"]),
            payload=(str(one["clause"]), ""),
        )
        for one in listed
    )


def head_line(record: ApplicationRecord) -> str:
    """Return what the case is about in one line."""
    row = record.row
    return " · ".join(part for part in (row.kind, row.who, row.id_masked, row.subject) if part)


def money_line(record: ApplicationRecord) -> str:
    """Return amount, fund and account."""
    amount = cast("Mapping[str, object]", record.assessment.get("amount") or {})
    fen = amount.get("fen")
    words = (
        f"{format_fen(fen)}（{in_words(fen, has_prefix=True)}）"
        if isinstance(fen, int)
        else str(amount.get("reason"))
    )
    example = "　示例标准" if amount.get("is_example") else ""
    fund = f"　建议渠道：{record.fund}" if record.fund else ""
    return f"{words}{example}{fund}　账户：{record.bank or '未填'}"


def steps_of(record: ApplicationRecord) -> tuple[ReasonRow, ...]:
    """Return the life of the case, newest first."""
    from_last = reversed(record.steps)
    return tuple(
        ReasonRow(f"{step.state}　{step.by}", f"{step.at.astimezone(CHINA):%m-%d %H:%M}", note=step.reason)
        for step in from_last
    )


def tone_of(record: ApplicationRecord) -> str:
    """Return the tone in which the county's words are shown."""
    return {ApplicationState.GRANTED: "ok", ApplicationState.REFUSED: "no"}.get(record.state, "ask")


def verdict_and_days(record: ApplicationRecord, today: date) -> str:
    """Return what the county decided and, of a case sent back, how many days are left."""
    if record.fix_by is None:
        return record.verdict
    left = (record.fix_by - today).days
    return f"{record.verdict}（{f'还剩 {left} 天' if left >= 0 else f'已过 {-left} 天'}）"


def differences(opened: ApplicationRecord, now: ApplicationRecord) -> str:
    """Return in words what happened to a case since it was opened."""
    lines = [
        f"{name}：您打开时是“{before}”，现在是“{after}”"
        for name, before, after in (
            ("状态", opened.row.state, now.row.state),
            ("初审", opened.row.outcome, now.row.outcome),
            ("金额", opened.row.amount, now.row.amount),
            ("县里意见", opened.verdict or "空", now.verdict or "空"),
        )
        if before != after
    ]
    fresh = now.steps[len(opened.steps) :]
    lines += [
        f"{step.at.astimezone(CHINA):%m-%d %H:%M} {step.by}：{step.state} {step.reason}".rstrip()
        for step in fresh
    ]
    return "\n".join(["此记录已被修改：", *lines])


def roster_of(record: ApplicationRecord) -> tuple[OutcomeRow, ...]:
    """Return the learners of a 企业直补 case."""
    marks = {"✓": Mark.OK, "✗": Mark.NO, "？": Mark.ASK, "县": Mark.COUNTY}
    return tuple(
        OutcomeRow(
            marks.get(row.mark, Mark.NOT_HERE),
            f"{row.name}　{row.id_masked}　{row.amount}",
            "；".join(row.reasons) or "全部条件符合",
        )
        for row in record.roster
    )
