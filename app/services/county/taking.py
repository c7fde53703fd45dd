"""Taking batches in: verified whole before the first write, applied in their turn, each in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.county import RefusedFile, StationKey, TakenBatch
from app.services import journal
from app.services.county import applying
from app.services.county.office import Bureau
from app.services.county.stations import key_of, public_keys
from app.services.exchange.bag import EVENTS, NO_BATCH, BagInfo, Kind, continued, look_into
from app.services.exchange.canonical import sha256
from app.services.exchange.envelope import Opened, open_up
from app.services.exchange.lines import Taken as TakenLines
from app.services.exchange.lines import take_lines
from app.services.exchange.medium import read_sealed
from app.services.exchange.naming import parse_name
from app.services.exchange.refusal import Reason, Refused
from app.services.policy.pack_model import Packs

_WAITS_FOR_UPGRADE = frozenset({Reason.NEWER})

_BY_INDEX = "SELECT " + ", ".join(
    f"set_config('{name}', 'off', true)"
    for name in ("enable_hashjoin", "enable_mergejoin", "enable_seqscan", "jit")
)
"""Until the transaction ends, a server looks up by index: a batch is small beside a county, but the statistics of
tables that have just grown say otherwise, and its planner would read them whole for every batch."""


class Fate(StrEnum):
    """What became of a file."""

    APPLIED = "applied"
    ALREADY = "already"
    PARKED = "parked"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file, and of those parked behind it; `reason` is a refusal's code."""

    file_name: str
    fate: Fate
    text: str
    station: str = ""
    epoch: str = ""
    seq: int = 0
    events: int = 0
    rejected: int = 0
    released: tuple[int, ...] = ()
    reason: str = ""


class Taking:
    """The way in.

    An epoch that a newer one took the place of is closed. What it sealed before the closing is still taken, where it
    goes on from what is held or fills a gap in it (a fork is refused as ever): the stick may have been on its way
    while the PC was lost, and only what was never exported may be missing. What it sealed afterwards comes from a PC
    that goes on as the old one, a clone for instance, and is refused as `epoch_closed`.
    A revoked key is not believed whatever day it states, for the day is signed by that very key; an officer who has
    the stick in hand and knows whence it came takes it in with `before_loss`, and answers for it in the journal.
    """

    def __init__(self, bureau: Bureau, packs: Packs, *, before_loss: bool = False) -> None:
        self._bureau, self._packs = bureau, packs
        self._before_loss = before_loss

    def take_in(self, path: Path) -> Taken:
        """Take one file in, or say why not; whatever it is, nothing is half done.

        Raises:
            UserError: the file cannot be read at all, or the database is out of reach.

        """
        return self.take(path.name, read_sealed(path))

    def take(self, name: str, sealed: bytes) -> Taken:
        """Take in the bytes of a file called `name`."""
        with self._bureau.store.reading() as session:
            known = public_keys(session, with_revoked=self._before_loss)
        try:
            opened = open_up(sealed, identity=self._bureau.keys.box, known=known, kinds=frozenset({Kind.UP}))
            return self._take(name, opened)
        except Refused as refused:
            self._set_aside(name, sealed, refused)
            told = _told_by_name(name)
            waits = refused.reason in _WAITS_FOR_UPGRADE
            fate = Fate.WAITING if waits else Fate.REFUSED
            text_ = f"待升级：{refused.text}" if waits else refused.text
            return Taken(name, fate, text_, *told, reason=refused.reason.value)

    def take_waiting(self) -> tuple[Taken, ...]:
        """Take in what came from a newer program and was kept, as far as this one can read it by now."""
        with self._bureau.store.reading() as session:
            query = select(RefusedFile.id, RefusedFile.file_name, RefusedFile.sealed)
            waiting = session.execute(
                query.where(RefusedFile.sealed.is_not(None)).order_by(RefusedFile.id)
            ).all()
        taken: list[Taken] = []
        for number, name, sealed in waiting:
            answer = self.take(name, sealed or b"")
            if answer.fate is Fate.WAITING:
                continue
            taken.append(answer)
            with self._bureau.store.transaction() as session:
                session.execute(update(RefusedFile).where(RefusedFile.id == number).values(sealed=None))
        return tuple(taken)

    def _take(self, name: str, opened: Opened) -> Taken:
        bureau, info = self._bureau, opened.info
        with bureau.store.transaction() as session:
            key = _lock(session, info.station, info.epoch)
            if key.valid_to < info.created_at.date():
                text_ = (
                    f"服务站 {info.station} 的证书 {key.valid_to} 已到期，请重新给它发证后再读入这个文件。"
                )
                raise Refused(Reason.EXPIRED, text_)
            held = _held(session, info.station, info.epoch, info.seq)
            if held is not None:
                return _again(held, name, opened)
            self._refuse_closed(session, key, info)
            if info.continues:
                key.continues, key.after_seq = continued(info.continues)
            if opened.taken is None:
                raise Refused(Reason.EVENTS, "批次中没有业务记录文件，已拒收。")
            batch = _batch(bureau, name, opened, opened.taken)
            _refuse_fork(session, batch)
            session.add(batch)
            session.flush()
            if not _is_next(session, batch):
                journal.note(session, bureau, "batch.parked", entity="batch", uid=_uid(batch))
                return _taken(
                    batch, Fate.PARKED, f"前面还缺：{missing_text(session, batch)}；已收下，补齐后自动入库"
                )
            rejected = self._apply(session, batch, opened.taken)
            events = batch.to_event - batch.from_event + 1
        released = self.release(info.station)
        return Taken(
            name, Fate.APPLIED, _applied_text(events, rejected, released), info.station, info.epoch, info.seq,
            events, rejected, released,
        )  # fmt: skip

    def _refuse_closed(self, session: Session, key: StationKey, info: BagInfo) -> None:
        ended = min((at for at in (key.closed_at, key.revoked_at) if at), default=None)
        if ended is None:
            return
        if self._before_loss:
            what = f"纪元 {key.epoch} 第 {info.seq} 批，{info.created_at:%Y-%m-%d} 封存"
            uid = f"{key.station}-{key.epoch}"
            journal.note(session, self._bureau, "batch.vouched", entity="station", uid=uid, detail=what)
        elif info.created_at > ended:
            raise Refused(
                Reason.EPOCH_CLOSED,
                f"服务站 {key.station} 的纪元 {key.epoch} 已由纪元 {key.closed_by} 接替，这一批是接替之后才封存的，"
                "已拒收：可能还有另一台电脑在用旧数据。请电话核对；确要用那一台，请它在「上报与回执」里点「换下一个纪元」，再登记"
                "新卡，内容会一件不少地重新上报。确是接替之前导出的，请用 take-in --before-loss 读入。",
                field="Epoch",
            )

    def release(self, station: str) -> tuple[int, ...]:
        """Apply what was parked and has its turn now; return the numbers of the batches."""
        done: list[int] = []
        while True:
            with self._bureau.store.transaction() as session:
                query = select(TakenBatch).where(
                    TakenBatch.station == station, TakenBatch.state == Fate.PARKED.value
                )
                parked = session.scalars(query.order_by(TakenBatch.epoch, TakenBatch.seq))
                batch = next((one for one in parked if _is_next(session, one)), None)
                if batch is None:
                    return tuple(done)
                self._apply(session, batch, take_lines(look_into(batch.bag).payload[EVENTS]))
                done.append(batch.seq)

    def _apply(self, session: Session, batch: TakenBatch, taken: TakenLines) -> int:
        rejected = applying.apply(session, batch, taken, self._packs)
        batch.state, batch.applied_at = Fate.APPLIED.value, self._bureau.clock.now()
        detail = f"{batch.to_event - batch.from_event + 1} 条，其中 {rejected} 条退回"
        journal.note(session, self._bureau, "batch.applied", entity="batch", uid=_uid(batch), detail=detail)
        return rejected

    def _set_aside(self, name: str, sealed: bytes, refused: Refused) -> None:
        """Keep that a file was refused, and its bytes where a newer version of the product can still read it."""
        bureau, digest = self._bureau, sha256(sealed)
        station, epoch, seq = _told_by_name(name)
        kept = sealed if refused.reason in _WAITS_FOR_UPGRADE else None
        with bureau.store.transaction() as session:
            same = (RefusedFile.sha256 == digest, RefusedFile.reason == refused.reason.value)
            if session.scalar(select(RefusedFile.id).where(*same)) is None:
                session.add(
                    RefusedFile(
                        file_name=name[:200], sha256=digest, station=station, epoch=epoch, seq=seq,
                        reason=refused.reason.value, text=refused.text, sealed=kept, at=bureau.clock.now(),
                        by=bureau.operator.login,
                    )
                )  # fmt: skip
            journal.note(
                session,
                bureau,
                "batch.refused",
                entity="batch",
                uid=name[:200],
                detail=digest,
                reason=refused.text,
            )


def _lock(session: Session, station: str, epoch: str) -> StationKey:
    """Return the epoch's key, holding the station so that two desks never apply one station's batches at once."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:station))"), {"station": station})
        session.execute(text(_BY_INDEX))
    key = key_of(session, station, epoch)
    if key is None:
        raise Refused(Reason.SIGNER_UNKNOWN, f"服务站 {station} 的纪元 {epoch} 没有登记，已拒收。")
    return key


def _held(session: Session, station: str, epoch: str, seq: int) -> TakenBatch | None:
    here = (TakenBatch.station == station, TakenBatch.epoch == epoch, TakenBatch.seq == seq)
    return session.scalar(select(TakenBatch).where(*here))


def _batch(bureau: Bureau, name: str, opened: Opened, taken: TakenLines) -> TakenBatch:
    info = opened.info
    return TakenBatch(
        station=info.station, epoch=info.epoch, seq=info.seq, state=Fate.PARKED.value, file_name=name[:200],
        bag_sha256=sha256(opened.bag_zip), sealed_sha256=opened.sealed_sha256, prev_sha256=info.prev_sha256,
        from_event=info.from_event, to_event=info.to_event, first_prev=taken.first_prev,
        last_hash=taken.last_hash, counts=dict(info.counts), acked_down_seq=info.acked_down_seq,
        bag=opened.bag_zip, taken_at=bureau.clock.now(), taken_by=bureau.operator.login,
    )  # fmt: skip


def _again(held: TakenBatch, name: str, opened: Opened) -> Taken:
    if held.bag_sha256 != sha256(opened.bag_zip):
        raise _forked(held, f"第 {held.seq} 批已经收过，内容却不同")
    fate = Fate.ALREADY if held.state == Fate.APPLIED.value else Fate.PARKED
    said = "已经收过，没有重复入库" if fate is Fate.ALREADY else "已经收过，还在等前面的批次"
    return _taken(held, fate, said, name)


def _forked(batch: TakenBatch, what: str) -> Refused:
    return Refused(
        Reason.FORK,
        f"服务站 {batch.station}（纪元 {batch.epoch}）{what}：可能是恢复了旧备份，或两台电脑用了同一个站。"
        "已拒收，请电话核对，让站里开始新纪元后重新导出。",
        field="Seq",
    )


def _refuse_fork(session: Session, batch: TakenBatch) -> None:
    """Refuse a batch that does not grow from the one before it, or into the one after it."""
    before = _held(session, batch.station, batch.epoch, batch.seq - 1)
    after = _held(session, batch.station, batch.epoch, batch.seq + 1)
    if before is not None and batch.seq > 1 and not _follows(before, batch):
        raise _forked(batch, f"第 {batch.seq} 批与已收的第 {before.seq} 批接不上")
    if after is not None and not _follows(batch, after):
        raise _forked(batch, f"第 {batch.seq} 批与已收的第 {after.seq} 批接不上")
    if batch.seq == 1 and batch.prev_sha256 != NO_BATCH:
        raise _forked(batch, "第 1 批自称前面还有批次")


def _follows(before: TakenBatch, after: TakenBatch) -> bool:
    return (
        after.prev_sha256 == before.sealed_sha256
        and after.from_event == before.to_event + 1
        and after.first_prev == before.last_hash
    )


def _is_next(session: Session, batch: TakenBatch) -> bool:
    """Tell whether everything that comes before a batch is applied."""
    if batch.seq > 1:
        before = _held(session, batch.station, batch.epoch, batch.seq - 1)
        return before is not None and before.state == Fate.APPLIED.value
    if batch.from_event == 1:
        return True
    return _joins(session, batch)


def _joins(session: Session, batch: TakenBatch) -> bool:
    """Tell whether the event that a new epoch grows from is applied, in whichever older epoch it stands."""
    query = select(TakenBatch).where(
        TakenBatch.station == batch.station, TakenBatch.epoch < batch.epoch, TakenBatch.state == Fate.APPLIED.value,
        TakenBatch.from_event <= batch.from_event - 1, TakenBatch.to_event >= batch.from_event - 1,
    )  # fmt: skip
    return any(
        applying.has_line(session, one, batch.from_event - 1, batch.first_prev)
        for one in session.scalars(query)
    )


def missing(session: Session, station: str) -> dict[str, tuple[int, ...]]:
    """Return, by epoch, the numbers of the batches that are not here although later ones are."""
    query = select(TakenBatch.epoch, TakenBatch.seq).where(TakenBatch.station == station)
    held: dict[str, set[int]] = {}
    for epoch, seq in session.execute(query):
        held.setdefault(epoch, set()).add(seq)
    gaps = {epoch: tuple(sorted(set(range(1, max(seqs))) - seqs)) for epoch, seqs in held.items()}
    return {epoch: numbers for epoch, numbers in sorted(gaps.items()) if numbers}


def missing_text(session: Session, batch: TakenBatch) -> str:
    """Return which batches a parked one waits for, in words."""
    gaps = missing(session, batch.station)
    parts = [f"纪元 {epoch} 第 {'、'.join(map(str, numbers))} 批" for epoch, numbers in gaps.items()]
    return "，".join(parts) or f"纪元 {batch.epoch} 开始之前的批次"


def _uid(batch: TakenBatch) -> str:
    return f"{batch.station}-{batch.epoch}-{batch.seq:06d}"


def _taken(batch: TakenBatch, fate: Fate, said: str, name: str = "") -> Taken:
    events = batch.to_event - batch.from_event + 1
    return Taken(name or batch.file_name, fate, said, batch.station, batch.epoch, batch.seq, events)


def _applied_text(events: int, rejected: int, released: tuple[int, ...]) -> str:
    parts = [f"已入库 {events - rejected} 条"]
    if rejected:
        parts.append(f"{rejected} 条退回")
    if released:
        parts.append(f"前面等着的第 {'、'.join(map(str, released))} 批也入库了")
    return "，".join(parts)


def _told_by_name(name: str) -> tuple[str, str, int]:
    try:
        told = parse_name(name)
    except UserError:
        return "", "", 0
    return told.station, told.epoch, told.seq
