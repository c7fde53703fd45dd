"""What the county holds of a station, tallied from the lines themselves and not from what the batches claimed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.county import StationEvent, TakenBatch
from app.services.exchange.bag import EVENTS, look_into
from app.services.exchange.lines import unpack_lines
from app.services.exchange.tally import Tally, tally

_TYPE = re.compile(rb'"type":"([a-z_]+\.[a-z_]+)"')
_PAGE = 1000


def tally_of(session: Session, station: str, epoch: str) -> Tally:
    """Return the tally of one epoch of a station."""
    return tally(_lines(session, station, epoch))


def _lines(session: Session, station: str, epoch: str) -> Iterator[tuple[str, bytes]]:
    """Yield type and line of each event; a malformed one, of which less is kept, is read from its batch again."""
    row = StationEvent
    query = select(row.seq, row.type, row.line, row.batch_id).where(
        row.station == station, row.epoch == epoch
    )
    for seq, kind, line, batch in session.execute(query.order_by(row.seq).execution_options(yield_per=_PAGE)):
        raw = line.encode() if kind else _from_batch(session, batch, seq)
        yield kind or _type_of(raw), raw


def _from_batch(session: Session, batch_id: int, seq: int) -> bytes:
    batch = session.get_one(TakenBatch, batch_id)
    lines = list(unpack_lines(look_into(batch.bag).payload[EVENTS]))
    return lines[seq - batch.from_event]


def _type_of(line: bytes) -> str:
    found = _TYPE.findall(line)
    return found[-1].decode("ascii") if found else ""
