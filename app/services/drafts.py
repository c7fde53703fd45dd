"""Half-done work that survives a power cut: one draft a clerk, form and subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.models.desk import Draft
from app.models.trail import OutboxEvent
from app.models.worker import Worker
from app.services.desk import Desk

NEW = ""


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft as it was last kept."""

    form: str
    subject: str
    event_id: str
    title: str
    payload: Mapping[str, object]
    updated_at: datetime


class Drafts:
    """Drafts of whoever sits at the counter; another clerk's are never shown."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def fresh_event_id(self) -> str:
        """Return the identity of the event that saving the form just opened will make."""
        return self._desk.ids.new()

    def keep(
        self, form: str, subject: str, *, event_id: str, title: str, payload: Mapping[str, object]
    ) -> None:
        """Keep the form as it stands; the newest keystroke wins."""
        values = {
            "login": self._desk.operator.login,
            "form": form,
            "subject": subject,
            "event_id": event_id,
            "title": title,
            "payload": dict(payload),
            "updated_at": self._desk.clock.now(),
        }
        query = insert(Draft).values(values)
        changed = {key: query.excluded[key] for key in ("event_id", "title", "payload", "updated_at")}
        with self._desk.database.transaction() as session:
            session.execute(
                query.on_conflict_do_update(index_elements=["login", "form", "subject"], set_=changed)
            )

    def waiting(self, form: str = "") -> tuple[DraftCard, ...]:
        """Return the clerk's drafts, newest first; one whose event already happened is dropped, not shown."""
        with self._desk.database.transaction() as session:
            happened = select(OutboxEvent.event_id).where(OutboxEvent.event_id == Draft.event_id).exists()
            session.execute(delete(Draft).where(happened))
            query = (
                select(Draft)
                .where(Draft.login == self._desk.operator.login)
                .order_by(Draft.updated_at.desc())
            )
            if form:
                query = query.where(Draft.form == form)
            return tuple(_card(row) for row in session.scalars(query))

    def person_of(self, card: DraftCard) -> int:
        """Return the worker whose record the draft amends; 0 when it amends none."""
        with self._desk.database.reading() as session:
            return session.scalar(select(Worker.id).where(Worker.uid == card.subject)) or 0

    def drop(self, form: str, subject: str = NEW) -> None:
        """Forget a draft; nothing happens when there is none."""
        with self._desk.database.transaction() as session:
            forget(session, self._desk, form, subject)


def forget(session: Session, desk: Desk, form: str, subject: str) -> None:
    """Forget the draft of a form that is being saved, in the same transaction."""
    here = (Draft.login == desk.operator.login, Draft.form == form, Draft.subject == subject)
    session.execute(delete(Draft).where(*here))


def _card(row: Draft) -> DraftCard:
    return DraftCard(
        form=row.form,
        subject=row.subject,
        event_id=row.event_id,
        title=row.title,
        payload=row.payload,
        updated_at=row.updated_at,
    )
