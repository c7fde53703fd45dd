"""What a bureau asks at the end of a month: how far each station is, what waits, what differs."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.county import Claim, CountyPerson, Likeness, RefusedFile, StationEvent, TakenBatch
from app.models.enums import SubsidyKind
from app.models.values import format_fen
from app.services.county.deciding import RESULTS
from app.services.county.office import Bureau
from app.services.county.taking import missing


def report(bureau: Bureau) -> tuple[str, ...]:
    """Return the report's lines."""
    with bureau.store.reading() as session:
        return (*_stations(session), *_cases(session), *_differences(session))


def _stations(session: Session) -> Iterator[str]:
    query = select(TakenBatch.station, func.count(TakenBatch.id), func.max(TakenBatch.taken_at)).group_by(
        TakenBatch.station
    )
    people = dict(
        session.execute(
            select(CountyPerson.station, func.count())
            .where(CountyPerson.is_void.is_(False))
            .group_by(CountyPerson.station)
        )
        .tuples()
        .all()
    )
    for station, batches, last in session.execute(query.order_by(TakenBatch.station)):
        gaps = missing(session, station)
        lacking = "，".join(f"纪元 {epoch} 缺 {'、'.join(map(str, seqs))}" for epoch, seqs in gaps.items())
        day = last.date() if last else ""
        tail = f"；{lacking}" if lacking else ""
        yield f"{station}：{batches} 批，登记 {people.get(station, 0)} 人，最近 {day}{tail}"


def _cases(session: Session) -> Iterator[str]:
    query = select(Claim.kind, Claim.verdict, func.count(), func.sum(Claim.amount)).group_by(
        Claim.kind, Claim.verdict
    )
    labels = {kind.value: kind.label for kind in SubsidyKind}
    for kind, verdict, count, amount in session.execute(query.order_by(Claim.kind, Claim.verdict)):
        said = RESULTS.get(verdict, "未审")
        total = format_fen(int(amount)) if amount else "—"
        yield f"{labels.get(kind, kind)} {said}：{count} 件，申请金额合计 {total}"


def _differences(session: Session) -> Iterator[str]:
    counts = {
        "县级重算与站里不同": select(func.count()).select_from(Claim).where(Claim.divergence != ""),
        "疑似同一人待核": select(func.count()).select_from(Likeness).where(Likeness.state == "open"),
        "退回给站里的记录": select(func.count())
        .select_from(StationEvent)
        .where(StationEvent.outcome == "rejected"),
        "拒收的文件": select(func.count()).select_from(RefusedFile),
    }
    for label, query in counts.items():
        yield f"{label}：{session.scalar(query) or 0}"
