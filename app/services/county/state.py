"""The county's state in one hash: what replays and any order of arrival must leave the same."""

from __future__ import annotations

import hashlib
import json

from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Session

from app.models.county import Claim, CountyPerson, CountyRecord, LedgerRow, Likeness, StationEvent, TakenBatch
from app.services.county.office import Bureau

_WHAT: tuple[tuple[type[DeclarativeBase], tuple[str, ...]], ...] = (
    (TakenBatch, ("station", "epoch", "seq", "state", "bag_sha256")),
    (StationEvent, ("station", "epoch", "seq", "event_id", "line", "outcome", "field", "text")),
    (CountyRecord, ("uid", "entity", "station", "version", "epoch", "seq", "body", "open_fields", "is_void")),
    (CountyPerson, ("uid", "station", "id_number", "name", "birth", "is_void")),
    (Likeness, ("one", "other", "score", "reasons", "state")),
    (Claim, ("uid", "case_number", "state", "outcome", "amount", "divergence", "verdict")),
    (LedgerRow, ("claim_uid", "id_number", "row")),
)


def digest(bureau: Bureau) -> str:
    """Return the hash of everything that batches and verdicts have made."""
    with bureau.store.reading() as session:
        return digest_of(session)


def digest_of(session: Session) -> str:
    """Return the same within a session."""
    total = hashlib.sha256()
    for entity, columns in _WHAT:
        query = select(*(getattr(entity, column) for column in columns))
        lines = sorted(
            json.dumps(list(row), ensure_ascii=False, sort_keys=True) for row in session.execute(query)
        )
        total.update(json.dumps([entity.__tablename__, lines]).encode())
    return total.hexdigest()
