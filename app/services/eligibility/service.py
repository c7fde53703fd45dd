"""What a person may get, before and after a course is chosen: the four subsidies, each with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.faults import UserError
from app.models.application import Application
from app.models.catalog import Employer, TrainingSession
from app.models.enrolment import Enrolment
from app.models.enums import ApplicationState, CertificateKind, SubsidyKind
from app.models.values import format_fen
from app.models.worker import Certificate, Worker
from app.services import codes
from app.services.desk import Desk
from app.services.eligibility.facts import Subject, gather
from app.services.eligibility.shelf import PolicyShelf
from app.services.policy.assessment import Assessment
from app.services.policy.engine import assess, preassess
from app.services.policy.facts import Facts
from app.services.policy.outcome import Outcome
from app.services.policy.pack_model import Packs

_ENDED = (ApplicationState.REJECTED.value, ApplicationState.WITHDRAWN.value, ApplicationState.REFUSED.value)
_QUALIFYING = (CertificateKind.QUALIFICATION.value, CertificateKind.SKILL_LEVEL.value)


@dataclass(frozen=True, slots=True)
class Choice:
    """What an application is about; ids of 0 do not apply, `case_number` is set when it is assessed again."""

    kind: str
    worker_id: int = 0
    enrolment_id: int = 0
    certificate_id: int = 0
    employer_id: int = 0
    session_id: int = 0
    case_number: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition as the panel shows it: its mark, clause and words, and the field that would answer it."""

    mark: str
    clause: str
    title: str
    text: str
    field: str = ""
    is_later: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """One subsidy for one person, in a few lines."""

    kind: str
    title: str
    outcome: Outcome
    summary: str
    reasons: tuple[Reason, ...]
    amount: str
    missing: tuple[tuple[str, str], ...]
    pack: str
    is_early: bool
    choice: Choice


@dataclass(frozen=True, slots=True)
class Basis:
    """One class or certificate an application may rest on."""

    choice: Choice
    title: str
    detail: str


class Eligibility:
    """Judges persons of this station by the packs in force, or by those that something began with."""

    def __init__(self, desk: Desk, shelf: PolicyShelf) -> None:
        self._desk = desk
        self.shelf = shelf

    @property
    def packs(self) -> Packs:
        """Return the packs in force."""
        return self.shelf.packs

    def outlook(self, worker_id: int) -> tuple[Outlook, ...]:
        """Return the four subsidies for a worker: assessed where there is a class, 预评估 where there is none."""
        today = self._desk.clock.today()
        with self._desk.database.reading() as session:
            self.shelf.refresh(session)
            worker = _worker(session, worker_id)
            return tuple(self._outlook(session, worker, kind.value, today) for kind in SubsidyKind)

    def _outlook(self, session: Session, worker: Worker, kind: str, today: date) -> Outlook:
        choice, filed = best_choice(session, worker, kind)
        if kind == SubsidyKind.EMPLOYER:
            text = "由吸纳其就业并直接组织培训的企业申请，本人不用申请"
            reason = Reason("—", "（九）4", "企业直补", text)
            return Outlook(kind, "企业直补", Outcome.NOT_COVERED, text, (reason,), "", (), "", is_early=False,
                           choice=choice)  # fmt: skip
        facts = facts_of(session, _named(choice, filed))
        made = judged(choice, facts, today, self.packs)
        told = outlook_of(made, choice)
        if filed is None:
            return told
        state = ApplicationState(filed.state).label
        return replace(told, summary=f"已受理 {filed.case_number}，{state}", amount=told.amount, missing=())

    def assess(self, choice: Choice, *, policy: int | None = None) -> Assessment:
        """Return the whole assessment of a choice, today; `policy` is the package it goes by (default: in force).

        Raises:
            UserError: the person, class or certificate is not recorded here.

        """
        with self._desk.database.reading() as session:
            return self.assess_within(session, choice, policy=policy)

    def assess_within(
        self, session: Session, choice: Choice, on: date | None = None, *, policy: int | None = None
    ) -> Assessment:
        """Return the assessment of a choice from the caller's transaction, as applied for `on` (default today)."""
        self.shelf.refresh(session)
        packs = self.packs if policy is None else self.shelf.at(policy)
        return assess(choice.kind, facts_of(session, choice), on or self._desk.clock.today(), packs)

    def bases(self, worker_id: int, kind: str) -> tuple[Basis, ...]:
        """Return the classes or certificates of a worker that an application of this kind may rest on."""
        with self._desk.database.reading() as session:
            worker = _worker(session, worker_id)
            if kind == SubsidyKind.EVALUATION:
                return tuple(_certificate_basis(worker, row) for row in reversed(worker.certificates))
            return tuple(_class_basis(kind, row) for row in _enrolments(session, worker))


def facts_of(session: Session, choice: Choice) -> Facts:
    """Return everything that is recorded about a choice.

    Raises:
        UserError: the person, class or certificate is not recorded here.

    """
    return Facts.of(gather(session, _subject(session, choice)))


def judged(choice: Choice, facts: Facts, on: date, packs: Packs) -> Assessment:
    """Return the assessment of a choice: a 预评估 where no class or certificate is chosen yet."""
    is_early = not (choice.enrolment_id or choice.certificate_id)
    return (preassess if is_early else assess)(choice.kind, facts, on, packs)


def best_choice(session: Session, worker: Worker, kind: str) -> tuple[Choice, Application | None]:
    """Return what a person would apply for, and the running application that rests on it."""
    choice = _best(session, worker, kind)
    return choice, _filed(session, choice)


def outlook_of(made: Assessment, choice: Choice) -> Outlook:
    """Return an assessment in the few lines of the panel."""
    reasons = tuple(
        Reason(
            mark="…" if condition.is_later else condition.outcome.mark,
            clause=condition.clause,
            title=condition.title,
            text=condition.reason,
            field=condition.missing[0].field if condition.missing else "",
            is_later=condition.is_later,
        )
        for condition in made.conditions
    )
    return Outlook(
        kind=made.kind,
        title=_title(made),
        outcome=made.outcome,
        summary=_summary(made),
        reasons=reasons,
        amount=amount_text(made),
        missing=tuple((fact.label, fact.field) for fact in made.missing if not fact.is_later),
        pack=str(made.pack),
        is_early=made.is_early,
        choice=choice,
    )


def _title(made: Assessment) -> str:
    facts = Facts.from_json(made.facts).to_plain()
    part = facts.get("certificate" if made.kind == SubsidyKind.EVALUATION else "course")
    if not isinstance(part, dict) or not part.get("occupation"):
        return made.title
    name = codes.label("occupation", str(part["occupation"]))
    level = codes.label("level", str(part.get("level") or "")).partition("／")[0]
    return f"{made.title} · {name} {level}".rstrip()


def _summary(made: Assessment) -> str:
    deciding = made.deciding or tuple(c for c in made.conditions if not c.is_later)
    if made.outcome is Outcome.NEEDS_INFO:
        labels = [fact.label for fact in made.missing if not fact.is_later]
        return f"还缺：{'、'.join(labels[:3])}{'等' if len(labels) > 3 else ''}"
    if made.outcome is Outcome.ELIGIBLE:
        clauses = list(dict.fromkeys(c.clause.strip() for c in made.conditions if c.clause.strip()))
        tail = "；课程选定后再核" if made.is_early else ""
        more = "等" if len(clauses) > 3 else ""
        return f"{'、'.join(clauses[:3])}{more}各项条件符合{tail}"
    return "；".join(f"{c.clause} {c.reason}" for c in deciding[:2])


def amount_text(made: Assessment) -> str:
    """Return the amount in figures with how it came about, or why there is none."""
    if made.amount.fen is None:
        return made.amount.reason
    return f"{format_fen(made.amount.fen)}（{made.amount.formula}）"


def _worker(session: Session, worker_id: int) -> Worker:
    parts = (selectinload(Worker.categories), selectinload(Worker.certificates))
    worker = session.get(Worker, worker_id, options=parts)
    if worker is None or worker.is_void:
        raise UserError("这位不在本站登记名册里，请重新查找。")
    return worker


def _enrolments(session: Session, worker: Worker) -> Sequence[Enrolment]:
    query = select(Enrolment).where(Enrolment.worker_id == worker.id, Enrolment.is_void.is_(False))
    query = query.join(TrainingSession).order_by(TrainingSession.opens_on.desc(), Enrolment.id.desc())
    return session.scalars(query).all()


def _best(session: Session, worker: Worker, kind: str) -> Choice:
    if kind == SubsidyKind.EVALUATION:
        held = [row for row in worker.certificates if row.certificate_kind in _QUALIFYING]
        return Choice(kind, worker.id, certificate_id=held[-1].id if held else 0)
    enrolments = _enrolments(session, worker) if kind != SubsidyKind.EMPLOYER else []
    finished = [row for row in enrolments if row.state == "finished"]
    best = (finished or [*enrolments])[:1]
    return Choice(kind, worker.id, enrolment_id=best[0].id if best else 0)


def _filed(session: Session, choice: Choice) -> Application | None:
    """Return the running application that rests on the same class or certificate, if there is one."""
    if not (choice.enrolment_id or choice.certificate_id):
        return None
    query = select(Application).where(
        Application.worker_id == choice.worker_id,
        Application.kind == choice.kind,
        Application.is_void.is_(False),
        Application.state.not_in(_ENDED),
    )
    if choice.enrolment_id:
        query = query.where(Application.enrolment_id == choice.enrolment_id)
    else:
        held = session.get_one(Certificate, choice.certificate_id)
        query = query.where(Application.certificate_uid == held.certificate_no)
    return session.scalars(query.order_by(Application.id.desc())).first()


def _named(choice: Choice, filed: Application | None) -> Choice:
    return replace(choice, case_number=filed.case_number) if filed is not None else choice


def _subject(session: Session, choice: Choice) -> Subject:
    enrolment = session.get(Enrolment, choice.enrolment_id) if choice.enrolment_id else None
    certificate = session.get(Certificate, choice.certificate_id) if choice.certificate_id else None
    if choice.kind == SubsidyKind.EMPLOYER:
        employer, taught = (
            session.get(Employer, choice.employer_id),
            session.get(TrainingSession, choice.session_id),
        )
        if employer is None or taught is None:
            raise UserError("企业直补要选定单位和它组织的班，请先在「岗位与培训」里登记。", field="employer")
        query = select(Enrolment).where(Enrolment.session_id == taught.id, Enrolment.is_void.is_(False))
        roster = session.scalars(query.order_by(Enrolment.id)).all()
        return Subject(employer=employer, session=taught, roster=roster, case_number=choice.case_number)
    return Subject(
        worker=_worker(session, choice.worker_id),
        enrolment=enrolment,
        certificate=certificate,
        case_number=choice.case_number,
    )


def _class_basis(kind: str, row: Enrolment) -> Basis:
    course = row.session.course
    days = sum(day.is_present for day in row.days)
    state = codes.label("enrolment_state", row.state)
    detail = f"{row.session.opens_on} 至 {row.session.closes_on} · 出勤 {days} 天 · {state}"
    return Basis(
        Choice(kind, row.worker_id, enrolment_id=row.id), f"{course.title} · {row.session.class_no}", detail
    )


def _certificate_basis(worker: Worker, row: Certificate) -> Basis:
    name = codes.label("occupation", row.occupation) or row.trade
    level = codes.label("level", row.level).partition("／")[0]
    title = f"{codes.label('certificate_kind', row.certificate_kind)} · {name} {level}".rstrip()
    detail = f"{row.certificate_no} · {row.issued_on or '发证日期未填'}"
    return Basis(Choice("evaluation", worker.id, certificate_id=row.id), title, detail)
