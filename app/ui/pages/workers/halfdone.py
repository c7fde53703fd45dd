"""Half-done registrations and amendments: kept while typing, offered again when the form comes back."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ports import CHINA
from app.services.counter import Counter
from app.services.drafts import DraftCard
from app.services.workers.records import WorkerRecord
from app.services.workers.service import FORM, draft_of_new
from app.ui.kit import DraftBar, PageContext
from app.ui.pages.workers import viewmodel
from app.ui.pages.workers.rows import DatedRows

_ROWS = "rows"


class HalfDone(DraftBar):
    """The bar that offers a draft; `taken_up` carries the draft to go on with, `kept` says when one was kept.

    A new registration has a draft of its own, so that the next person at the counter never overwrites it.
    """

    taken_up = Signal(object)
    kept = Signal(object)

    def __init__(self, context: PageContext[Counter], rows: DatedRows, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._rows = rows
        self._ops, self._drafts = context.ops, context.services.drafts
        self._clock = context.services.desk.clock
        self._offered: DraftCard | None = None
        self._kept = ""
        self.resumed.connect(lambda _bar: self._on_resumed())
        self.dropped.connect(lambda _bar: self._on_dropped())

    def keep(
        self,
        record: WorkerRecord | None,
        event_id: str,
        values: Mapping[str, object],
        more: Mapping[str, object],
    ) -> None:
        """Keep the form as it stands, its half-typed rows, and what it must remember besides.

        What was typed and taken out again leaves no draft behind.
        """
        if not event_id:
            return
        subject = record.uid if record is not None else draft_of_new(event_id)
        rows = self._rows.half_typed()
        payload = {**viewmodel.changes_of(record, values), **({_ROWS: rows} if rows else {})}
        if not payload:
            if self._kept == event_id:
                self.forget(record, event_id)
            return
        title = str(values.get("name") or "")
        self._kept = event_id
        self._ops.do(
            lambda: self._drafts.keep(
                FORM, subject, event_id=event_id, title=title, payload={**payload, **more}
            ),
            done=lambda _none: self.kept.emit(self._clock.now().astimezone(CHINA)),
        )

    def forget(self, record: WorkerRecord | None, event_id: str) -> None:
        """Drop the draft of the form as it stands: nothing in it is worth going on with."""
        subject = record.uid if record is not None else draft_of_new(event_id)
        self._kept = ""
        self._ops.do(lambda: self._drafts.drop(FORM, subject))

    def offer_for(self, record: WorkerRecord | None, event_id: str) -> None:
        """Offer what waits for this person; for a fresh form the newest of the unfinished registrations."""
        waiting = self._ops.do(lambda: self._drafts.waiting(FORM)) or ()
        wanted = [card for card in waiting if card.event_id != event_id and _is_of(card, record)]
        self._offered = wanted[0] if wanted else None
        if self._offered is None:
            self.hide()
            return
        more = f"（另有 {len(wanted) - 1} 份，接着会提示）" if len(wanted) > 1 else ""
        at = self._offered.updated_at.astimezone(CHINA)
        self.offer(f"{self._offered.title or '未填姓名'}，{at:%m-%d %H:%M} 未保存{more}")

    def _on_resumed(self) -> None:
        if self._offered is not None:
            self.taken_up.emit(self._offered)
            self._rows.resume(self._offered.payload.get(_ROWS))

    def _on_dropped(self) -> None:
        offered, self._offered = self._offered, None
        if offered is not None:
            self._ops.do(lambda: self._drafts.drop(FORM, offered.subject))


def _is_of(card: DraftCard, record: WorkerRecord | None) -> bool:
    return card.subject == (record.uid if record is not None else draft_of_new(card.event_id))
