"""Finding a worker by anything he can be known by: prefix scans of the folded keys, never a scan of the workers."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, selectinload

from app.models.application import Application
from app.models.household import Household
from app.models.worker import SearchKey, Worker
from app.services import searchkeys
from app.services.workers.records import WorkerRow, row_of

PAGE = 50
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What a search found: at most 50 rows, and whether there are more."""

    rows: tuple[WorkerRow, ...]
    has_more: bool = False


def index(session: Session, worker: Worker) -> None:
    """Write the keys of a worker again after his name, number, phone or cases changed."""
    cases = session.scalars(select(Application.case_number).where(Application.worker_id == worker.id)).all()
    session.execute(delete(SearchKey).where(SearchKey.worker_id == worker.id))
    rows = key_rows(worker.id, worker, cases)
    if rows and not worker.is_void:
        session.execute(insert(SearchKey), rows)


def key_rows(worker_id: int, worker: Worker, cases: Sequence[str] = ()) -> list[dict[str, object]]:
    """Return the search keys of a worker as rows to insert."""
    keys = searchkeys.keys_for(
        name=worker.name,
        former_name=worker.former_name,
        id_number=worker.id_number,
        phones=tuple(phone for phone in (worker.phone, worker.emergency_phone) if phone),
        case_numbers=tuple(cases),
    )
    return [{"kind": kind, "key": key, "worker_id": worker_id} for kind, key in sorted(keys)]


def find_ids(session: Session, text: str, *, limit: int = PAGE + 1) -> list[int]:
    """Return ids of workers any of whose keys begins as typed, in the order of the keys."""
    scans = [
        select(SearchKey.worker_id)
        .where(SearchKey.kind == kind, SearchKey.key >= prefix, SearchKey.key < prefix + _LAST)
        .order_by(SearchKey.kind, SearchKey.key)
        .limit(limit)
        for kind, prefix in searchkeys.query_keys(text)
    ]
    found: dict[int, None] = {}
    for scan in scans:
        found.update(dict.fromkeys(session.scalars(scan)))
        if len(found) >= limit:
            break
    return list(found)[:limit]


def rows_by_id(session: Session, ids: Iterable[int]) -> tuple[WorkerRow, ...]:
    """Return list lines in the order of the ids."""
    wanted = list(ids)
    home = selectinload(Worker.household).selectinload(Household.facts)
    query = select(Worker).where(Worker.id.in_(wanted)).options(selectinload(Worker.categories), home)
    by_id = {worker.id: worker for worker in session.scalars(query)}
    return tuple(row_of(by_id[number]) for number in wanted if number in by_id)


def by_name(session: Session, ids: Iterable[int], *, is_descending: bool) -> Sequence[int]:
    """Return the ids in the order of the names' pinyin, which the search keys hold sorted already."""
    wanted = set(ids)
    scan = select(SearchKey.worker_id).where(SearchKey.kind == searchkeys.PINYIN).order_by(SearchKey.key)
    found = [number for number in dict.fromkeys(session.scalars(scan)) if number in wanted]
    found += sorted(wanted.difference(found))
    return array("q", reversed(found) if is_descending else found)


def find(session: Session, text: str) -> SearchPage:
    """Return the first workers found by what was typed; several words must all fit."""
    words = text.split()
    if not words:
        return SearchPage(rows=())
    if len(words) == 1:
        ids = find_ids(session, words[0])
    else:
        sets = [find_ids(session, word, limit=5000) for word in words]
        kept = set(sets[0]).intersection(*map(set, sets[1:]))
        ids = [number for number in sets[0] if number in kept] or find_ids(session, "".join(words))
    return SearchPage(rows=rows_by_id(session, ids[:PAGE]), has_more=len(ids) > PAGE)
