"""A reply on paper, for places where only paper returns: who each decided case is about, in the bureau's words."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.county import Claim, CountyPerson
from app.ports import CHINA
from app.services.county.office import Bureau
from app.services.county.replying import Sent
from app.services.county.stations import newest_key
from app.services.exchange.canonical import sha256
from app.services.exchange.reply import Verdict
from app.services.papers.replysheet import FORM, ReplyLine, ReplySheet, batches_in_words, values_of
from app.services.printing.catalogue import FORMS
from app.services.printing.engine import render


def sheet_of(bureau: Bureau, sent: Sent) -> ReplySheet:
    """Return the sheet that says what a sealed reply says."""
    reply = sent.reply
    with bureau.store.reading() as session:
        key = newest_key(session, sent.station)
        return ReplySheet(
            sent.seq,
            bureau.clock.now().astimezone(CHINA).date(),
            bureau.name,
            sent.station,
            key.name if key is not None else "",
            "；".join(
                told
                for answer in reply.epochs
                if (told := batches_in_words(answer.epoch, answer.applied_through, answer.missing))
            ),
            sent.file_name,
            sha256(sent.sealed),
            tuple(_lines(session, reply.verdicts)),
            tuple((item.text, item.fix_by) for item in reply.items),
        )


def paper_of(bureau: Bureau, sent: Sent) -> bytes:
    """Return the 县级回执单 as PDF."""
    return render(FORMS[FORM].template, values_of(sheet_of(bureau, sent))).pdf


def _lines(session: Session, verdicts: Iterable[Verdict]) -> Iterable[ReplyLine]:
    newest = {verdict.case_number: verdict for verdict in verdicts}
    query = (
        select(Claim.case_number, CountyPerson.name)
        .join(CountyPerson, CountyPerson.uid == Claim.worker_uid)
        .where(Claim.case_number.in_(list(newest)))
    )
    names = {row.case_number: row.name for row in session.execute(query)}
    for number, verdict in sorted(newest.items()):
        yield ReplyLine(
            number, names.get(number, ""), verdict.result, verdict.amount, verdict.document_no, verdict.reason,
            verdict.decided_on, verdict.fix_by,
        )  # fmt: skip
