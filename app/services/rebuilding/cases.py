"""Applications made again: judged once more by their own facts and rules, their papers, steps and numbers with them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.faults import UserError
from app.models.application import Application, RegisterNumber, Step
from app.models.casenumber import CaseNumber
from app.models.catalog import Employer, TrainingSession
from app.models.enrolment import Enrolment
from app.models.enums import ApplicationState as S
from app.services.applications.moves import MOVES
from app.services.applications.writing import BESIDE, judged_columns, write_materials, write_roster
from app.services.county.folding import Step as Told
from app.services.county.folding import fold
from app.services.exchange.canonical import day_from
from app.services.exchange.events import Event
from app.services.exchange.reply import Verdict
from app.services.policy.engine import replay_stored
from app.services.policy.pack_model import Packs
from app.services.rebuilding import rows
from app.services.rebuilding.history import Brought, histories
from app.services.rebuilding.people import worker_id
from app.services.rebuilding.rows import Work
from app.services.replies import county_step, take_verdicts

_MOVES = {
    "application.reviewed": "approve",
    "application.returned": "return",
    "application.rejected": "reject",
    "application.withdrawn": "withdraw",
}
_GONE_UP = frozenset({S.EXPORTED.value, S.RECEIVED.value, S.GRANTED.value, S.REFUSED.value})
_DECLINED = "拟不予受理："


def applications(work: Work, brought: Brought, packs: Packs) -> None:
    """Make the applications; of one that is here already only what is news is done."""
    for part in work.sliced(brought.uids("application")):
        history = histories(work.session, work.desk.station.epoch, part)
        for uid in part:
            steps = history[uid]
            news = {step.event.event_id for step in brought.records["application", uid]}
            row = work.session.scalar(select(Application).where(Application.uid == uid))
            if row is None and not (rows.is_whole(steps) and _has_parties(work, steps)):
                work.left(
                    "没能重建的申请", f"{fold(steps).body.get('case_number') or uid[-8:]}：申请人没有上报过"
                )
                continue
            _application(work, row, steps, news, brought, packs)


def _has_parties(work: Work, steps: Sequence[Told]) -> bool:
    body = fold(steps).body
    worker, employer = str(body.get("worker") or ""), str(body.get("employer") or "")
    return (not worker or bool(worker_id(work, worker))) and (
        not employer or bool(work.id_of(Employer, employer))
    )


def _application(
    work: Work, row: Application | None, steps: Sequence[Told], news: set[str], brought: Brought, packs: Packs
) -> None:
    application, state = row, row.state if row is not None else ""
    for step in steps:
        if step.event.event_id not in news:
            continue
        if application is None:
            application = _taken_in(work, step.event, packs)
        else:
            _went_on(work, application, step.event, packs)
    if application is None:
        return
    folded = fold(steps)
    told = str(folded.body.get("state") or "")
    application.state = state if state in _GONE_UP and told == S.REVIEWED else told or application.state
    rows.stamp(application, folded, steps)
    work.session.flush()
    if application.worker_id:
        work.workers.add(application.worker_id)
    is_with_county = steps[-1].event.event_id in brought.applied  # and with it all that its batch grows from
    if application.state == S.REVIEWED and is_with_county:
        county_step(work.session, work.desk, application, S.RECEIVED, "县里已收，由重建包得知")
    work.count("application", is_new=row is None)


def _taken_in(work: Work, event: Event, packs: Packs) -> Application:
    data = event.data or {}
    number = str(data["case_number"])
    application = Application(
        uid=event.entity_id,
        created_at=event.recorded_at,
        updated_at=event.recorded_at,
        case_number=number,
        kind=str(data["kind"]),
        worker_id=worker_id(work, str(data.get("worker") or "")) or None,
        employer_id=work.id_of(Employer, str(data.get("employer") or "")) or None,
        session_id=work.id_of(TrainingSession, str(data.get("session") or "")) or None,
        enrolment_id=work.id_of(Enrolment, str(data.get("enrolment") or "")) or None,
        state=S.TO_REVIEW.value,
        filed_on=day_from(str(data["taken_in_on"])),
        outcome=str(data.get("outcome") or ""),
        facts=str(data.get("facts") or ""),
        assessment="{}",
        pack=event.ref.get("policy", ""),
        taken_by=event.operator,
        taken_at=event.recorded_at,
    )
    amount = data.get("amount")
    application.amount = amount if isinstance(amount, int) else None
    rows.put(application, data, BESIDE, is_partial=True)
    work.session.add(application)
    work.session.flush()
    _register(work, number)
    _judge(work, application, event, packs)
    note = str(data.get("note") or "")
    _step(work, application, event, "", S.TAKEN.value, "")
    reason = note if note.startswith(_DECLINED) else ""
    _step(work, application, event, S.TAKEN.value, S.TO_REVIEW.value, reason)
    if "bank_account" not in data and not reason:
        work.left("旧版本上报、没有带账号和材料的申请", f"{number}：请对照存根补看")
    return application


def _went_on(work: Work, application: Application, event: Event, packs: Packs) -> None:
    told = dict(event.patch or event.data or {})
    if event.type == "application.taken_in":
        return
    if event.patch is not None and "received" in told:
        _receive(application, told["received"])
        return
    key = _MOVES.get(event.type, "submit")
    move, before = MOVES[key], application.state
    if key == "submit":
        before = S.RETURNED.value  # from a reviewer, or from the county once it had been reviewed
        application.facts = str(told.get("facts") or application.facts)
        application.pack = event.ref.get("policy", application.pack)
        _judge(work, application, event, packs)
    _step(work, application, event, before, move.target.value, str(told.get("reason") or ""))
    application.state = move.target.value
    if move.is_review:
        application.reviewed_by, application.reviewed_at = event.operator, event.recorded_at
    if move.target in {S.WITHDRAWN, S.REJECTED}:
        number = select(RegisterNumber).where(RegisterNumber.number == application.case_number)
        register = work.session.scalar(number)
        if register is not None:
            register.is_void, register.void_reason = True, move.label


def _judge(work: Work, application: Application, event: Event, packs: Packs) -> None:
    """Judge by the stored facts and the stored version of the rules, and write what the counter wrote then."""
    try:
        made = replay_stored(
            application.kind, application.facts, application.filed_on, application.pack, packs
        )
    except (UserError, ValueError):
        work.left("要先装入政策包才能显示条款的申请", f"{application.case_number}：政策包 {application.pack}")
        return
    for column, value in judged_columns(made).items():
        setattr(application, column, value)
    received = (event.data or {}).get("received")
    keys = frozenset(str(key) for key in received) if isinstance(received, list) else frozenset[str]()
    work.session.flush()
    work.session.expire(application, ["materials", "roster"])
    write_materials(work.session, application, made, keys)
    if made.rows:
        try:
            write_roster(work.session, application, made)
        except KeyError:
            work.left("花名册没有重建完整的申请", f"{application.case_number}：有学员没有上报过")
    work.session.flush()
    work.session.expire(application, ["materials", "roster"])


def _receive(application: Application, told: object) -> None:
    keys = {str(key) for key in told} if isinstance(told, list) else set[str]()
    for material in application.materials:
        material.is_received = material.key in keys


def _step(work: Work, application: Application, event: Event, source: str, target: str, reason: str) -> None:
    work.session.add(
        Step(application_id=application.id, at=event.recorded_at, by=event.operator, from_state=source,
             to_state=target, reason=reason)
    )  # fmt: skip


def _register(work: Work, number: str) -> None:
    """Enter a number that was given out into the register again; its letter is that of its own epoch."""
    if work.session.scalar(select(RegisterNumber.id).where(RegisterNumber.number == number)) is not None:
        return
    parts = CaseNumber.parse(number)
    work.session.add(
        RegisterNumber(station=parts.station, business=parts.business, day=parts.day, epoch=parts.epoch,
                       sequence=parts.sequence, number=number)
    )  # fmt: skip
    work.session.flush()


def verdicts(work: Work, given: Sequence[Verdict]) -> tuple[int, int]:
    """Take the county's decisions; one that was answered with a better application stays a remark on it."""
    newest = {verdict.case_number: verdict for verdict in given}
    open_: list[Verdict] = []
    for verdict in newest.values():
        query = select(Application).where(Application.case_number == verdict.case_number)
        application = work.session.scalar(query)
        is_answered = (
            application is not None
            and verdict.result == "returned"
            and 0 < verdict.at_version < application.version
        )
        if application is not None and is_answered:
            application.verdict, application.verdict_document = verdict.result, verdict.document_no
            application.verdict_on, application.verdict_field = verdict.decided_on, verdict.field
            application.verdict_reason, application.fix_by = verdict.reason, verdict.fix_by
        else:
            open_.append(verdict)
    return take_verdicts(work.session, work.desk, open_)
