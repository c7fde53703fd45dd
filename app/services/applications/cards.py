"""An application as plain values: a line of the list, and the whole case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.models.application import Application, RosterRow
from app.models.enums import ApplicationState, SubsidyKind
from app.models.fields import fields_of
from app.models.values import IdNumber, format_fen, mask_card
from app.services import codes
from app.services.applications.moves import Move, legal
from app.services.desk import Operator
from app.services.policy.outcome import Outcome
from app.services.workers.records import WORKER_FIELDS

_SENT_BACK = "returned"
_VERDICTS = {"granted": "审核通过", "refused": "审核不通过", "returned": "退回补正"}


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One line of a list; numbers are masked."""

    id: int
    uid: str
    case_number: str
    kind: str
    who: str
    id_masked: str
    subject: str
    outcome: str
    amount: str
    state: str
    filed_on: date


@dataclass(frozen=True, slots=True)
class MaterialCard:
    """One line of the checklist: what, how many, how it was handled, and by which list it was waived."""

    id: int
    title: str
    copies: int
    handling: str
    basis: str
    is_received: bool


@dataclass(frozen=True, slots=True)
class StepCard:
    """One step of the case's life."""

    at: datetime
    by: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class RosterCard:
    """One learner of a 企业直补 application."""

    name: str
    id_masked: str
    outcome: str
    mark: str
    amount: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApplicationRecord:
    """One case, whole; `assessment` is what was said then, replayable from `facts` and `pack`.

    `newer_policy` names the policy in force where an open case began under another; empty otherwise.
    """

    row: ApplicationRow
    version: int
    worker_id: int
    employer_id: int
    state: ApplicationState
    assessment: Mapping[str, object]
    pack: str
    fund: str
    bank: str
    materials: tuple[MaterialCard, ...]
    steps: tuple[StepCard, ...]
    roster: tuple[RosterCard, ...]
    moves: tuple[Move, ...]
    taken_by: str
    reviewed_by: str
    note: str
    verdict: str
    sent_back_for: str = ""
    fix_by: date | None = None
    newer_policy: str = ""


def row_of(application: Application) -> ApplicationRow:
    """Return the list line; worker and employer must be loaded."""
    worker, employer = application.worker, application.employer
    name = codes.label("occupation", application.occupation) if application.occupation else ""
    level = codes.label("level", application.level).partition("／")[0] if application.level else ""
    return ApplicationRow(
        id=application.id,
        uid=application.uid,
        case_number=application.case_number,
        kind=SubsidyKind(application.kind).label,
        who=worker.name if worker else employer.name if employer else "",
        id_masked=IdNumber(worker.id_number).masked() if worker else employer.uscc if employer else "",
        subject=f"{name} {level}".strip(),
        outcome=Outcome(application.outcome).label,
        amount="无法计算" if application.amount is None else format_fen(application.amount),
        state=ApplicationState(application.state).label,
        filed_on=application.filed_on,
    )


def record_of(
    application: Application, operator: Operator, names: Mapping[str, str], newer_policy: str = ""
) -> ApplicationRecord:
    """Return the whole case; `names` are display names by login."""
    return ApplicationRecord(
        row=row_of(application),
        version=application.version,
        worker_id=application.worker_id or 0,
        employer_id=application.employer_id or 0,
        state=ApplicationState(application.state),
        assessment=json.loads(application.assessment),
        pack=application.pack,
        fund=codes.label("fund", application.fund),
        bank=f"{application.bank_name} {mask_card(application.bank_account)}".strip(),
        materials=tuple(
            MaterialCard(row.id, row.title, row.copies, row.handling, row.basis, row.is_received)
            for row in application.materials
        ),
        steps=tuple(
            StepCard(step.at, names.get(step.by, step.by), ApplicationState(step.to_state).label, step.reason)
            for step in application.steps
        ),
        roster=tuple(_learner(row) for row in application.roster),
        moves=legal(application, operator),
        taken_by=names.get(application.taken_by, application.taken_by),
        reviewed_by=names.get(application.reviewed_by, application.reviewed_by),
        note=application.note,
        verdict=verdict_line(application),
        sent_back_for=application.verdict_field if application.verdict == _SENT_BACK else "",
        fix_by=application.fix_by if application.verdict == _SENT_BACK else None,
        newer_policy=newer_policy,
    )


def _learner(row: RosterRow) -> RosterCard:
    return RosterCard(
        name=row.worker.name,
        id_masked=IdNumber(row.worker.id_number).masked(),
        outcome=Outcome(row.outcome).label,
        mark=Outcome(row.outcome).mark,
        amount="—" if row.amount is None else format_fen(row.amount),
        reasons=tuple(row.reasons),
    )


def field_label(field: str) -> str:
    """Return what a field that the county named is called on the screen; its own words where it named none of ours."""
    known = {**WORKER_FIELDS, **fields_of(Application)}
    return known[field].label if field in known else field


def verdict_line(application: Application) -> str:
    """Return what the county decided, in one line; empty while it has not."""
    label = _VERDICTS.get(application.verdict)
    if label is None:
        return ""
    parts = [f"县里 {application.verdict_on} {label}" if application.verdict_on else f"县里{label}"]
    if application.verdict_amount is not None:
        parts.append(f"核定 {format_fen(application.verdict_amount)}")
    if application.verdict_document:
        parts.append(application.verdict_document)
    if application.verdict_reason:
        label = field_label(application.verdict_field)
        about = f"（{label}）" if label else ""
        parts.append(f"{application.verdict_reason}{about}")
    if application.fix_by and application.verdict == _SENT_BACK:
        parts.append(f"{application.fix_by} 前补正")
    return "，".join(parts)
