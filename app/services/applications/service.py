"""Taking applications in, reviewing and returning them; each verb one transaction with its number and its trail."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.faults import Conflict, UserError
from app.models.application import Application, Material
from app.models.checks.finding import Finding, Level
from app.models.desk import Account
from app.models.enums import ApplicationState as S
from app.models.enums import SubsidyKind
from app.models.worker import Worker
from app.services import journal, register
from app.services.applications import filing as filing_rules
from app.services.applications.cards import ApplicationRecord, ApplicationRow, record_of, row_of
from app.services.applications.filing import Filing
from app.services.applications.moves import MOVES, check
from app.services.applications.telling import tell_judged, tell_move, tell_received, tell_taken
from app.services.applications.writing import (
    WAIVED,
    choice_of,
    judged_columns,
    write_materials,
    write_roster,
    write_step,
)
from app.services.desk import Desk
from app.services.eligibility.service import Eligibility
from app.services.policy.assessment import Assessment
from app.services.policy.engine import replay_stored
from app.services.policy.outcome import Outcome
from app.services.results import Changes, Refused, Saved
from app.services.workers import search

_TOUCHED = frozenset({"application"})
_OPEN = frozenset({S.TAKEN.value, S.TO_REVIEW.value, S.RETURNED.value})


class Applications:
    """The cases of this station."""

    def __init__(self, desk: Desk, eligibility: Eligibility) -> None:
        self._desk = desk
        self._eligibility = eligibility
        self._shelf = eligibility.shelf

    def ids(self, *, state: str = "", kind: str = "", worker_id: int = 0) -> tuple[int, ...]:
        """Return all ids of a list, newest first."""
        query = select(Application.id).where(Application.is_void.is_(False)).order_by(Application.id.desc())
        if state:
            query = query.where(Application.state == state)
        if kind:
            query = query.where(Application.kind == kind)
        if worker_id:
            query = query.where(Application.worker_id == worker_id)
        with self._desk.database.reading() as session:
            return tuple(session.scalars(query))

    def rows(self, ids: tuple[int, ...]) -> tuple[ApplicationRow, ...]:
        """Return list lines in the order of the ids."""
        with self._desk.database.reading() as session:
            query = select(Application).where(Application.id.in_(ids))
            found = {row.id: row_of(row) for row in session.scalars(query)}
        return tuple(found[number] for number in ids if number in found)

    def counts(self) -> Mapping[str, int]:
        """Return how many cases stand in each state."""
        query = select(Application.state, func.count()).where(Application.is_void.is_(False))
        with self._desk.database.reading() as session:
            return {row[0]: row[1] for row in session.execute(query.group_by(Application.state))}

    def open(self, application_id: int) -> ApplicationRecord:
        """Return one case whole, with the moves this clerk may make.

        Raises:
            UserError: there is no such case.

        """
        with self._desk.database.reading() as session:
            self._shelf.refresh(session)
            application = _get(session, application_id)
            is_old = application.state in _OPEN and application.policy_package != self._shelf.number
            newer = self._shelf.label(self._shelf.number) if is_old else ""
            return record_of(application, self._desk.operator, _names(session), newer)

    def check(self, filing: Filing) -> tuple[Finding, ...]:
        """Return what is wrong or doubtful about the account, before anything is taken in."""
        with self._desk.database.reading() as session:
            return filing_rules.findings(session, filing)

    def take(self, filing: Filing) -> Saved | Refused:
        """Take an application in: number, facts, assessment, materials and trail in one transaction.

        Raises:
            UserError: the notice does not cover the person, a condition fails, the 承诺书 is out of date, or the PC's
                clock cannot be believed and nobody has confirmed the day.

        """
        self._desk.watch.refuse_doubtful()
        with self._desk.database.transaction() as session:
            pledge = filing_rules.pledge_findings(session, self._desk)
            filing_rules.refuse_without_basis(filing.choice)
            findings = filing_rules.findings(session, filing)
            if any(finding.level is Level.ERROR for finding in findings):
                return Refused(findings)
            made = self._eligibility.assess_within(session, filing.choice, policy=filing.policy)
            filing_rules.refuse_hopeless(made)
            application = self._write(session, filing, made, findings, "")
            warnings = tuple(finding for finding in findings if finding.level is Level.WARNING)
            return _saved(application, f"已受理 {application.case_number}", (*warnings, *pledge))

    def decline(self, filing: Filing, reason: str) -> Saved:
        """Register a claim that cannot be met, for a reviewer to answer 不予受理; no account is needed.

        Raises:
            UserError: no condition fails, no reason is given, or the day is in doubt.

        """
        self._desk.watch.refuse_doubtful()
        if not reason.strip():
            raise UserError("不予受理须写明原因。", field="reason")
        with self._desk.database.transaction() as session:
            made = self._eligibility.assess_within(session, filing.choice, policy=filing.policy)
            if made.outcome not in {Outcome.INELIGIBLE, Outcome.NOT_COVERED}:
                raise UserError(f"初审是「{made.outcome.label}」，没有不符合的条件，应当受理。")
            application = self._write(session, filing, made, (), f"拟不予受理：{reason.strip()}")
            text = f"已登记 {application.case_number}，拟不予受理，待复核人确认"
            return _saved(application, text)

    def _write(
        self,
        session: Session,
        filing: Filing,
        made: Assessment,
        findings: tuple[Finding, ...],
        reason: str,
    ) -> Application:
        desk, choice, now = self._desk, filing.choice, self._desk.clock.now()
        number = register.take_number(session, desk, SubsidyKind(choice.kind).business)
        application = Application(
            uid=desk.ids.new(),
            created_at=now,
            updated_at=now,
            case_number=number,
            kind=choice.kind,
            worker_id=choice.worker_id or None,
            employer_id=choice.employer_id or None,
            session_id=choice.session_id or None,
            enrolment_id=choice.enrolment_id or None,
            state=S.TO_REVIEW.value,
            filed_on=desk.clock.today(),
            invoice_no=filing.invoice_no,
            invoice_amount=filing.invoice_amount,
            guardian_name=filing.guardian_name,
            guardian_phone=filing.guardian_phone,
            note=reason or filing.note,
            taken_by=desk.operator.login,
            taken_at=now,
            policy_package=self._shelf.number if filing.policy is None else filing.policy,
            **_bank_columns(filing.bank),
            **judged_columns(made),
        )
        session.add(application)
        session.flush()
        self._write_parts(session, application, made, filing.received, reason)
        tell_taken(session, self._desk, application, made, filing, findings)
        return application

    def _write_parts(
        self,
        session: Session,
        application: Application,
        made: Assessment,
        received: frozenset[str],
        reason: str,
    ) -> None:
        write_materials(session, application, made, received)
        write_step(session, self._desk, application, "", S.TAKEN.value, "")
        write_step(session, self._desk, application, S.TAKEN.value, S.TO_REVIEW.value, reason)
        if made.rows:
            write_roster(session, application, made)
        if application.worker_id:
            search.index(session, session.get_one(Worker, application.worker_id))
        session.flush()
        session.expire(application, ["materials"])

    def move(self, application_id: int, key: str, reason: str = "", *, version: int = 0) -> Saved:
        """Make one legal move; `version` is the one the clerk has before his eyes, 0 where nobody looks.

        Raises:
            Conflict: the case was changed since that version.
            UserError: the state forbids it, a reason is missing, or the reviewer took it in himself.

        """
        move = MOVES[key]
        with self._desk.database.transaction() as session:
            application = _get(session, application_id)
            if version and version != application.version:
                raise Conflict(f"{application.case_number} 已被修改，请查看差异后再办。")
            check(application, move, self._desk.operator, reason)
            if key == "submit":
                self._judge_again(session, application)
            write_step(session, self._desk, application, application.state, move.target.value, reason)
            application.state = move.target.value
            application.version += 1
            application.updated_at = self._desk.clock.now()
            if move.is_review:
                application.reviewed_by = self._desk.operator.login
                application.reviewed_at = self._desk.clock.now()
            if move.target in {S.WITHDRAWN, S.REJECTED}:
                register.void_number(session, application.case_number, move.label)
            tell_move(session, self._desk, application, key, reason)
            return _saved(application, f"{application.case_number} {move.label}")

    def recheck(self, application_id: int) -> Saved:
        """Judge an open case by the policy in force, on what is recorded now; the number and its day stay.

        Raises:
            UserError: it was reviewed already, or goes by the policy in force.

        """
        with self._desk.database.transaction() as session:
            application = _get(session, application_id)
            self._shelf.refresh(session)
            if application.state not in _OPEN:
                raise UserError("复核以后不能再改；要按新政策重新核对，请复核人先退回补正。")
            if application.policy_package == self._shelf.number:
                raise UserError("这件申请用的就是现行政策，不用重新核对。")
            before = Outcome(application.outcome).label
            application.policy_package = self._shelf.number
            self._judge_again(session, application, is_hopeless_told=False)
            application.version += 1
            application.updated_at = self._desk.clock.now()
            after = Outcome(application.outcome).label
            text = f"按{self._shelf.label(self._shelf.number)}重新核对：{before} → {after}"
            tell_judged(session, self._desk, application, text)
            return _saved(application, text)

    def _judge_again(
        self, session: Session, application: Application, *, is_hopeless_told: bool = True
    ) -> None:
        """Judge a case by what is recorded now, for the day it was filed and the policy it goes by."""
        choice = choice_of(session, application)
        made = self._eligibility.assess_within(
            session, choice, application.filed_on, policy=application.policy_package
        )
        if is_hopeless_told:
            filing_rules.refuse_hopeless(made)
        for key, value in judged_columns(made).items():
            setattr(application, key, value)
        write_materials(session, application, made, frozenset())
        if made.rows:
            write_roster(session, application, made)
        session.flush()
        session.expire(application, ["materials", "roster"])

    def receive(self, material_id: int, *, is_received: bool) -> Changes:
        """Tick or untick one material of the checklist.

        Raises:
            UserError: the case has been reviewed or closed.

        """
        with self._desk.database.transaction() as session:
            material = session.get_one(Material, material_id)
            application = session.get_one(Application, material.application_id)
            if application.state not in _OPEN:
                raise UserError("复核以后材料清单不能再改；要补材料请复核人退回补正。")
            if material.handling == WAIVED:
                raise UserError("这一项已由名单比对确认，不用收纸。")
            if material.is_received == is_received:
                return Changes()
            material.is_received = is_received
            tell_received(session, self._desk, application)
            detail = f"{material.title}：{'已收' if is_received else '未收'}"
            journal.note(
                session,
                self._desk,
                "material.ticked",
                entity="application",
                uid=application.uid,
                detail=detail,
            )
            return Changes(_TOUCHED, frozenset({application.uid}))

    def replay(self, application_id: int) -> bool:
        """Assess the stored facts by the stored pack version again; tell whether the answer is the same."""
        with self._desk.database.reading() as session:
            row = _get(session, application_id)
            self._shelf.refresh(session)
            packs = self._shelf.at(row.policy_package)
            made = replay_stored(row.kind, row.facts, row.filed_on, row.pack, packs)
            stored = json.loads(row.assessment)
        return bool(json.loads(json.dumps(made.as_plain(), ensure_ascii=False)) == stored)


def _saved(application: Application, text: str, warnings: tuple[Finding, ...] = ()) -> Saved:
    changes = Changes(_TOUCHED, frozenset({application.uid}))
    return Saved(application.id, application.uid, application.version, text, changes, warnings)


def _bank_columns(bank: Mapping[str, str]) -> dict[str, str]:
    kept = {key: bank[key] for key in ("bank_name", "bank_kind", "bank_holder") if key in bank}
    return {**kept, "bank_account": filing_rules.account_of(bank)}


def _get(session: Session, application_id: int) -> Application:
    application = session.get(Application, application_id)
    if application is None or application.is_void:
        raise UserError("没有这件申请，请刷新后再试。")
    return application


def _names(session: Session) -> dict[str, str]:
    return {"county": "县区人社局", **{row.login: row.name for row in session.scalars(select(Account))}}
