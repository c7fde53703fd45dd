"""What the county holds of an epoch beside what this PC holds of it: even, uneven, forked, or to be rebuilt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.enums import BatchState
from app.models.trail import Batch, OutboxEvent, RebuiltEvent
from app.services.exchange.reply import EpochAnswer
from app.services.exchange.tally import Tally, tally, uneven
from app.services.trail import title_of

_PAGE = 1000


@dataclass(frozen=True, slots=True)
class Fork:
    """Why this PC cannot go on in its epoch: another copy of it did.

    `first` is its first batch that is not the county's; 0 where this PC only fell behind, its whole disk put back.
    """

    first: int
    text: str


def fork_of(session: Session, answer: EpochAnswer) -> Fork | None:
    """Return how the present epoch forked, by the numbers and hashes of the batches that the county took in."""
    mine = _mine(session, answer.epoch)
    theirs = dict(answer.batches)
    apart = [seq for seq, digest in mine.items() if theirs.get(seq, digest) != digest]
    if apart:
        first = min(apart)
        return Fork(
            first,
            f"县里收到的纪元 {answer.epoch} 第 {first} 批不是本机的第 {first} 批：恢复过旧数据，或两台电脑用了同一个站",
        )
    last = max((*theirs, answer.applied_through))
    if last > max(mine, default=0):
        return Fork(0, f"县里已收到纪元 {answer.epoch} 第 {last} 批，本机只到第 {max(mine, default=0)} 批")
    return None


def is_mine(answer: EpochAnswer, batch: Batch) -> bool:
    """Tell whether what the county took in under a batch's number is this very file."""
    return dict(answer.batches).get(batch.seq, batch.sha256) == batch.sha256


def differences(session: Session, answer: EpochAnswer) -> Iterator[str]:
    """Yield in words where the county's records of an epoch are not those of this PC; nothing is mended by itself."""
    if _last(session, answer) is None or not answer.event:
        return
    if _hash(session, answer.event) != answer.hash:
        yield f"纪元 {answer.epoch} 到第 {answer.applied_through} 批，县里的业务记录与本站的对不上"
    if sum(seq <= answer.applied_through for seq in _mine(session, answer.epoch)) == answer.applied_through:
        yield from _uneven_types(session, answer)


def _uneven_types(session: Session, answer: EpochAnswer) -> Iterator[str]:
    """Compare counts and rolled hashes by type of event (reliability.md X1)."""
    query = (
        select(OutboxEvent.type, OutboxEvent.line)
        .join(Batch, OutboxEvent.batch_id == Batch.id)
        .where(Batch.epoch == answer.epoch, Batch.seq <= answer.applied_through)
    )
    rows = session.execute(query.order_by(OutboxEvent.seq).execution_options(yield_per=_PAGE))
    ours = tally((row.type, row.line.encode()) for row in rows)
    for kind, here, there in uneven(ours, Tally(answer.counts, answer.hashes)):
        what = f"纪元 {answer.epoch} 到第 {answer.applied_through} 批，「{title_of(kind)}」"
        yield (
            f"{what}县里 {there} 条，本站 {here} 条" if here != there else f"{what}都是 {here} 条，内容却不同"
        )


def lacking(session: Session, answer: EpochAnswer) -> str:
    """Return in words what the county holds of an older epoch that this PC has lost; empty when that is nothing."""
    if not answer.event or _last(session, answer) is not None:
        return ""
    is_back = select(RebuiltEvent.id).where(
        RebuiltEvent.epoch == answer.epoch, RebuiltEvent.batch_seq >= answer.applied_through
    )
    if _hash(session, answer.event) == answer.hash or session.scalar(is_back.limit(1)) is not None:
        return ""
    here = select(func.max(Batch.seq)).where(Batch.epoch == answer.epoch)
    held = session.scalar(here) or 0
    return (
        f"县里有纪元 {answer.epoch} 第 {held + 1} 到 {answer.applied_through} 批，这台电脑上没有："
        "请向县里要重建包，插上U盘点「读入重建包」"
    )


def _mine(session: Session, epoch: str) -> dict[int, str]:
    query = select(Batch.seq, Batch.sha256).where(
        Batch.epoch == epoch, Batch.state != BatchState.RELEASED.value
    )
    return {row.seq: row.sha256 for row in session.execute(query)}


def _last(session: Session, answer: EpochAnswer) -> int | None:
    query = select(Batch.id).where(
        Batch.epoch == answer.epoch,
        Batch.seq == answer.applied_through,
        Batch.state != BatchState.RELEASED.value,
    )
    return session.scalar(query)


def _hash(session: Session, seq: int) -> str | None:
    return session.scalar(select(OutboxEvent.hash).where(OutboxEvent.seq == seq))
