"""Composing, archiving and reprinting papers; the number of a copy is committed before the page reaches a printer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.faults import Conflict, UserError
from app.models.application import Paper
from app.models.sheets import Lay
from app.ports import CHINA
from app.services import journal, settings
from app.services.batches import Batches
from app.services.desk import Desk
from app.services.glyphs import draw_as_kept
from app.services.papers import claims, replysheet, values
from app.services.papers.fitting import Fit
from app.services.papers.makers import FITTERS, MAKERS
from app.services.papers.replysheet import ReplySheet
from app.services.printing.catalogue import FORMS
from app.services.printing.engine import render, render_many
from app.services.results import Changes
from app.services.slips.proving import Proof, keep, prove


@dataclass(frozen=True, slots=True)
class Composed:
    """A paper as it would be printed: `copy_no` 1 is the first, more are reprints; `problems` are told first.

    `layout` is the workbook that was filled with `given`, where it can be filled again without its lines.
    """

    form: str
    subject: str
    title: str
    pdf: bytes
    sha256: str
    copy_no: int
    problems: tuple[str, ...]
    layout: str = ""
    given: tuple[values.Values, ...] = field(default=(), repr=False)
    proof: Proof | None = None

    def showing(self, pdf: bytes) -> Composed:
        """Return the same paper with other bytes: those that were shown and will be printed."""
        return self if pdf == self.pdf else replace(self, pdf=pdf, sha256=sha256(pdf).hexdigest())

    @property
    def note(self) -> str:
        """Return the words that a reprint carries on the paper."""
        return f"补打 第{self.copy_no - 1}次" if self.copy_no > 1 else ""

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
        return self.paper("worker_registration", worker_id)

    def application(self, application_id: int) -> Composed:
        """Compose the application form of a case.

        Raises:
            UserError: there is no such case.

        """
        with self._desk.database.reading() as session:
            kind = claims.case_of(session, application_id).kind
        return self.paper(claims.FORM_OF_KIND[kind], application_id)

    def slip(self, application_id: int) -> Composed:
        """Compose the two-part 受理回执 of a case.

        Raises:
            UserError: there is no such case, or it is to be declined and was never taken in.

        """
        return self.paper(claims.SLIP, application_id)

    def fitting(self, kind: str, ref: int) -> tuple[Fit, ...]:
        """Return the papers that fit a record of a kind (worker, application, …), in the order of the menu."""
        with self._desk.database.reading() as session:
            return tuple(fit for fits in FITTERS.get(kind, ()) for fit in fits(session, self._desk, ref))

    def paper(self, form: str, ref: int) -> Composed:
        """Compose any paper made from one record: `ref` is that record's id, which one is the maker's matter.

        Raises:
            UserError: there is no such record, or the paper is not for it.

        """
        with self._desk.database.reading() as session:
            subject, given = MAKERS[form](session, self._desk, ref)
            proof = (
                prove(session, self._desk, given) if form == claims.SLIP and isinstance(given, dict) else None
            )
            return replace(self._compose(session, form, subject, given), proof=proof)

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

    def _compose(
        self, session: Session, form: str, subject: str, given: values.Values | list[values.Values]
    ) -> Composed:
        copy_no = _last_copy(session, form, subject) + 1
        layout = str(settings.read(session, "slip_form")) if form == claims.SLIP else form
        now = self._desk.clock.now().astimezone(CHINA)
        printed = {"printed.day": now.date(), "printed.time": f"{now:%H:%M}"}
        sheets = tuple({**printed, **sheet} for sheet in (given if isinstance(given, list) else [given]))
        blank = Composed(form, subject, FORMS[form].title, b"", "", copy_no, (), layout, sheets)
        draw_as_kept(session)
        rendered = render_many(FORMS[blank.layout].template, sheets, copies_note=blank.note)
        return replace(blank, pdf=rendered.pdf, sha256=rendered.sha256, problems=rendered.problems)

    @staticmethod
    def without_lines(composed: Composed) -> bytes:
        """Return the paper for 套打: only what the printed form does not have already."""
        template = FORMS[composed.layout].template
        return render_many(template, composed.given, copies_note=composed.note, only_values=True).pdf

    def archive(
        self, composed: Composed, *, where: str, reason: str = "", lay: Lay | None = None
    ) -> PaperCard:
        """Keep the very bytes, their copy number and how they go out, before they are printed or saved as PDF.

        Raises:
            Conflict: another window printed the same paper meanwhile; compose it again.

        """
        desk, lay = self._desk, lay or Lay()
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
                printer=where,
                sheet=lay.paper,
                offset_x=lay.x,
                offset_y=lay.y,
                copies=lay.copies,
                has_lines=lay.has_lines,
            )
            session.add(paper)
            if composed.proof is not None:
                keep(session, composed.proof, paper)
            detail = f"{composed.sha256} {where}{_how(lay)}"
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


def _how(lay: Lay) -> str:
    """Return how a paper went out, where that says anything."""
    told = [lay.sheet.label] if lay.sheet else []
    told += [lay.moved] if lay.x or lay.y else []
    told += [] if lay.has_lines else ["套打"]
    told += [f"{lay.copies} 份"] if lay.copies > 1 else []
    return "".join(f" {part}" for part in told)


def _last_copy(session: Session, form: str, subject: str) -> int:
    query = select(func.max(Paper.copy_no)).where(Paper.kind == form, Paper.subject == subject)
    return session.scalar(query) or 0


def _card(row: Paper) -> PaperCard:
    title = FORMS[row.kind].title if row.kind in FORMS else row.kind
    return PaperCard(
        row.uid, row.kind, title, row.subject, row.copy_no, row.sha256, row.made_at, row.made_by, row.reason
    )
