"""Composing, archiving and reprinting papers; the number of a copy is committed before the page reaches a printer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.faults import Conflict, UserError
from app.models.application import Application, Paper
from app.models.desk import Account
from app.models.worker import Worker
from app.services import journal
from app.services.batches import Batches
from app.services.desk import Desk
from app.services.glyphs import draw_as_kept
from app.services.papers import replysheet, values
from app.services.papers.makers import MAKERS
from app.services.papers.replysheet import ReplySheet
from app.services.policy.outcome import Outcome
from app.services.printing.catalogue import FORMS
from app.services.printing.engine import render
from app.services.results import Changes
from app.services.slips.proving import Proof, keep, prove

SLIP = "acceptance_slip"
_DECLINED = frozenset({Outcome.INELIGIBLE.value, Outcome.NOT_COVERED.value})
_FORM_OF_KIND = {"training": "training_subsidy", "living": "living_allowance"}


@dataclass(frozen=True, slots=True)
class Composed:
    """A paper as it would be printed: `copy_no` 1 is the first, more are reprints; `problems` are told first."""

    form: str
    subject: str
    title: str
    pdf: bytes
    sha256: str
    copy_no: int
    problems: tuple[str, ...]
    proof: Proof | None = None

    @property
    def reprint(self) -> str:
        """Return 补打第n次, or nothing for the first copy."""
        return f"补打第{self.copy_no - 1}次" if self.copy_no > 1 else ""


@dataclass(frozen=True, slots=True)
class PaperCard:
    """One print as the history lists it."""

    uid: str
    form: str
    title: str
    subject: str
    copy_no: int
    sha256: str
    made_at: datetime
    made_by: str
    reason: str

    @property
    def changes(self) -> Changes:
        """Return what open pages should read again."""
        return Changes(frozenset({"paper"}))


class Papers:
    """The papers of this station."""

    def __init__(self, desk: Desk, batches: Batches) -> None:
        self._desk = desk
        self._batches = batches

    def registration(self, worker_id: int) -> Composed:
        """Compose the 实名制登记表 of a worker.

        Raises:
            UserError: he is not registered here.

        """
        with self._desk.database.reading() as session:
            parts = (
                selectinload(Worker.categories),
                selectinload(Worker.certificates),
                selectinload(Worker.movements),
            )
            worker = session.get(Worker, worker_id, options=parts)
            if worker is None or worker.is_void:
                raise UserError("这位不在本站登记名册里，请重新查找。")
            given = values.registration(session, self._desk, worker, self._desk.operator.name)
            return self._compose(session, "worker_registration", worker.uid, given)

    def application(self, application_id: int) -> Composed:
        """Compose the application form of a case; a kind whose form has not come yet prints its slip.

        Raises:
            UserError: there is no such case.

        """
        with self._desk.database.reading() as session:
            application = _application(session, application_id)
            form = _FORM_OF_KIND.get(application.kind)
            if form is None:
                return self._slip(session, application)
            given = values.subsidy(session, application, _names(session))
            return self._compose(session, form, application.case_number, given)

    def slip(self, application_id: int) -> Composed:
        """Compose the two-part 受理回执 of a case.

        Raises:
            UserError: there is no such case, or it is to be declined and was never taken in.

        """
        with self._desk.database.reading() as session:
            return self._slip(session, _application(session, application_id))

    def _slip(self, session: Session, application: Application) -> Composed:
        if application.outcome in _DECLINED:
            text = f"{application.case_number} 拟不予受理，不出受理回执；请当面说明原因，通知书的表样由县区下发。"
            raise UserError(text)
        clerk = _names(session).get(application.taken_by, application.taken_by)
        given = values.slip(session, self._desk, application, clerk)
        proof = prove(session, self._desk, given)
        composed = self._compose(session, SLIP, application.case_number, given)
        return replace(composed, proof=proof)

    def paper(self, form: str, ref: int) -> Composed:
        """Compose any paper made from one record: `ref` is that record's id, which one is the maker's matter.

        Raises:
            UserError: there is no such record, or the paper is not for it.

        """
        with self._desk.database.reading() as session:
            subject, given = MAKERS[form](session, self._desk, ref)
            return self._compose(session, form, subject, given)

    def handover(self, batch_id: int) -> Composed:
        """Compose the 批次交接单 of a batch."""
        sheet = self._batches.handover(batch_id)
        with self._desk.database.reading() as session:
            given = values.batch(self._desk, sheet, self._desk.operator.name)
            return self._compose(session, "batch_handover", sheet.batch, given)

    def county_reply(self, sheet: ReplySheet) -> Composed:
        """Compose the 县级回执单 of a reply."""
        with self._desk.database.reading() as session:
            return self._compose(session, replysheet.FORM, sheet.file_name, replysheet.values_of(sheet))

    def recovery(self, code: str) -> Composed:
        """Compose the recovery-code sheet; it is never archived with the code on it."""
        rendered = render(FORMS["recovery_code"].template, values.recovery(self._desk, code))
        subject = self._desk.station.epoch_id
        return Composed(
            "recovery_code", subject, "数据恢复码", rendered.pdf, rendered.sha256, 1, rendered.problems
        )

    def _compose(self, session: Session, form: str, subject: str, given: values.Values) -> Composed:
        copy_no = _last_copy(session, form, subject) + 1
        note = f"补打 第{copy_no - 1}次" if copy_no > 1 else ""
        draw_as_kept(session)
        rendered = render(FORMS[form].template, given, copies_note=note)
        title = FORMS[form].title
        return Composed(form, subject, title, rendered.pdf, rendered.sha256, copy_no, rendered.problems)

    def archive(self, composed: Composed, *, where: str, reason: str = "") -> PaperCard:
        """Keep the very bytes and their copy number, before they are printed or saved as PDF.

        Raises:
            Conflict: another window printed the same paper meanwhile; compose it again.

        """
        desk = self._desk
        with desk.database.transaction() as session:
            if _last_copy(session, composed.form, composed.subject) + 1 != composed.copy_no:
                raise Conflict("这张表刚刚在另一处打印过，请重新预览后再打印。")
            paper = Paper(
                uid=desk.ids.new(),
                kind=composed.form,
                subject=composed.subject,
                copy_no=composed.copy_no,
                sha256=composed.sha256,
                pdf=b"" if composed.form == "recovery_code" else composed.pdf,
                made_at=desk.clock.now(),
                made_by=desk.operator.login,
                reason=reason or composed.reprint,
            )
            session.add(paper)
            if composed.proof is not None:
                keep(session, composed.proof, paper)
            detail = f"{composed.sha256} {where}"
            journal.note(
                session,
                desk,
                "paper.printed",
                entity="paper",
                uid=paper.uid,
                detail=detail,
                reason=paper.reason,
            )
            return _card(paper)

    def history(self, subject: str = "", *, limit: int = 200) -> tuple[PaperCard, ...]:
        """Return what was printed, newest first."""
        query = select(Paper).order_by(Paper.id.desc()).limit(limit)
        if subject:
            query = query.where(Paper.subject == subject)
        with self._desk.database.reading() as session:
            return tuple(_card(row) for row in session.scalars(query))

    def bytes_of(self, uid: str) -> bytes:
        """Return the archived bytes of one print."""
        with self._desk.database.reading() as session:
            found = session.scalar(select(Paper.pdf).where(Paper.uid == uid))
        if not found:
            raise UserError("这次打印没有存档内容。")
        return found


def _application(session: Session, application_id: int) -> Application:
    application = session.get(Application, application_id)
    if application is None or application.is_void:
        raise UserError("没有这件申请，请刷新后再试。")
    return application


def _last_copy(session: Session, form: str, subject: str) -> int:
    query = select(func.max(Paper.copy_no)).where(Paper.kind == form, Paper.subject == subject)
    return session.scalar(query) or 0


def _names(session: Session) -> dict[str, str]:
    return {row.login: row.name for row in session.scalars(select(Account))}


def _card(row: Paper) -> PaperCard:
    title = FORMS[row.kind].title if row.kind in FORMS else row.kind
    return PaperCard(
        row.uid, row.kind, title, row.subject, row.copy_no, row.sha256, row.made_at, row.made_by, row.reason
    )
