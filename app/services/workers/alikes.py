"""Who is registered already and looks like the person being typed: by digits, or by name and birthday."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.checks.finding import Finding, warning
from app.models.checks.names import normal_name
from app.models.values import IdNumber
from app.models.worker import SearchKey, Worker
from app.services import codes, searchkeys
from app.services.workers import search
from app.services.workers.records import WorkerRow

_FROM_DIGITS = 10
_MOST = 5


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A registered worker like the one being typed, and in what."""

    row: WorkerRow
    why: str
    is_same: bool


def look_alikes(session: Session, values: Mapping[str, object], *, but_not: int) -> tuple[LookAlike, ...]:
    """Return the very same person first, then equal beginnings, then namesakes of the same birthday."""
    number = str(values.get("id_number") or "").replace(" ", "").upper()
    found = _same_digits(session, number) if len(number) >= _FROM_DIGITS else []
    seen = {like.row.id for like in found}
    namesakes = [
        LookAlike(row, "同名同生日", is_same=False)
        for row in search.rows_by_id(session, _namesakes(session, values))
        if row.id not in seen
    ]
    likes = sorted([*found, *namesakes], key=lambda like: not like.is_same)
    return tuple(like for like in likes if like.row.id != but_not)


def twin_warnings(session: Session, values: Mapping[str, object], *, but_not: int = 0) -> tuple[Finding, ...]:
    """Warn of a namesake with the same birthday in the same village; it blocks nothing (ui rule 11)."""
    village = str(values.get("hukou_code") or "")
    if not village:
        return ()
    query = select(Worker.name, Worker.id_number).where(
        Worker.id.in_(_namesakes(session, values)), Worker.hukou_code == village, Worker.id != but_not
    )
    place = codes.label("division", village) or village
    return tuple(
        warning(
            "name",
            "twin",
            f"{place}已有同名同生日的{name}（{IdNumber(number).masked()}），请确认不是同一人",
        )
        for name, number in session.execute(query)
    )


def _same_digits(session: Session, number: str) -> list[LookAlike]:
    same = session.scalar(select(Worker.id).where(Worker.id_number == number, Worker.is_void.is_(False)))
    near = search.find_ids(session, number, limit=_MOST)
    ids = dict.fromkeys([*([same] if same is not None else []), *near])
    return [
        LookAlike(row, "身份证号相同" if row.id == same else "身份证号开头相同", row.id == same)
        for row in search.rows_by_id(session, ids)
    ]


def _namesakes(session: Session, values: Mapping[str, object]) -> list[int]:
    """Return the ids of registered namesakes with the same birthday, found through the search keys."""
    name = normal_name(str(values.get("name") or ""))
    number = str(values.get("id_number") or "").replace(" ", "").upper()
    birth = values.get("birth") or (IdNumber(number).birth if IdNumber(number).is_structured else None)
    keys = searchkeys.query_keys(name)
    if not keys or not isinstance(birth, date):
        return []
    query = (
        select(Worker.id)
        .join(SearchKey, SearchKey.worker_id == Worker.id)
        .where(
            SearchKey.kind == keys[0][0],
            SearchKey.key == keys[0][1],
            Worker.name == name,
            Worker.birth == birth,
            Worker.is_void.is_(False),
        )
        .limit(_MOST)
    )
    return list(session.scalars(query))
