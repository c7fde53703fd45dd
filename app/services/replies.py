"""The county's replies taken in: verified, newer ones only, each in one transaction; only they turn anything green."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.application import Application, Step
from app.models.enums import ApplicationState as S
from app.models.enums import BatchState
from app.models.trail import Batch, CountyItem, CountyReply, OutboxEvent
from app.models.worker import Worker
from app.ports import CHINA
from app.services import epochs, journal, reconciling, settings
from app.services.batches import box_key
from app.services.desk import Desk
from app.services.epochs import Starter
from app.services.exchange.bag import Kind
from app.services.exchange.canonical import sha256
from app.services.exchange.envelope import Opened, open_up
from app.services.exchange.medium import files_down, read_sealed
from app.services.exchange.naming import parse_name
from app.services.exchange.reply import EpochAnswer, Reply, Verdict, read_reply
from app.services.exchange.signing import PublicKey, read_public
from app.services.home import COUNTY
from app.services.papers.replysheet import ReplyLine, ReplySheet, batches_in_words
from app.services.reconciling import Fork
from app.services.results import Changes
from app.services.signers import learn

UNEVEN = "uneven"
"""The kind of an open item that says that the county's count and ours differ (对账不平)."""
REBUILD = "rebuild"
"""The kind of an open item that says what the county holds of this station and this PC has lost."""

_TOUCHED = Changes(frozenset({"batch", "application", "reply"}))
_ANEW = Changes(frozenset({"batch", "application", "reply", "station"}))
_ANSWERS: Mapping[str, S] = {"granted": S.GRANTED, "refused": S.REFUSED, "returned": S.RETURNED}
_OPEN = frozenset({S.EXPORTED.value, S.RECEIVED.value, S.GRANTED.value, S.REFUSED.value, S.RETURNED.value})


@dataclass(frozen=True, slots=True)
class TakenReply:
    """What a reply brought; `is_old` when a newer one was taken in before, and nothing was changed."""

    seq: int
    is_old: bool
    received: int = 0
    decided: int = 0
    returned: int = 0
    items: int = 0
    is_even: bool = True
    changes: Changes = _TOUCHED
    fork: Fork | None = None
    epoch: str = ""

    @property
    def text(self) -> str:
        """Return the line that stays until it is read."""
        if self.is_old:
            return f"这是第 {self.seq} 号回执，比已读入的旧或相同，没有改动"
        parts = [f"第 {self.seq} 号回执：县已收 {self.received} 批"]
        if self.decided:
            parts.append(f"新办结 {self.decided} 件")
        if self.returned:
            parts.append(f"退回 {self.returned} 件，请尽快补正")
        if self.items:
            parts.append(f"{self.items} 处要看")
        if self.fork is not None:
            parts.append(
                f"{self.fork.text}；已自动开始新纪元 {self.epoch}，县里没收的会重新上报，请导出服务站卡交县里登记"
            )
        elif not self.is_even:
            parts.append("对账不平，请与县里核对")
        return "，".join(parts)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One thing the county holds open."""

    id: int
    kind: str
    entity: str
    entity_uid: str
    field: str
    text: str
    fix_by: date | None
    who: str = ""
    worker_id: int = 0


@dataclass(frozen=True, slots=True)
class ReplyCard:
    """The newest reply that was taken in."""

    seq: int
    made_at: datetime
    taken_at: datetime


class Replies:
    """What comes down from the county."""

    def __init__(self, desk: Desk, home: Starter) -> None:
        self._desk, self._home = desk, home

    def on(self, folder: Path) -> tuple[Path, ...]:
        """Return the replies to this station on a stick, the newest last; nothing else on it is looked at."""
        found = files_down(folder, self._desk.station.code)
        return tuple(path for path in found if parse_name(path.name).kind is Kind.ACK)

    def take_in(self, path: Path) -> TakenReply:
        """Take in one reply; where it shows that another copy of this station went on in its epoch, begin a new one.

        Raises:
            UserError: it cannot be read, is not signed by our county, or is not for this station.

        """
        taken = self._take_in(path)
        if taken.fork is None:
            return taken
        reason = epochs.FORKED if taken.fork.first else epochs.IMAGED
        station = self._home.start_epoch(self._desk, reason, released_from=taken.fork.first)
        return replace(taken, epoch=station.epoch, changes=_ANEW)

    def _take_in(self, path: Path) -> TakenReply:
        desk, sealed = self._desk, read_sealed(path)
        opened = self._open(sealed)
        reply = read_reply(opened.bag, station=desk.station.code)
        with desk.database.transaction() as session:
            last = session.scalar(select(func.max(CountyReply.seq))) or 0
            if reply.seq <= last:
                return TakenReply(reply.seq, is_old=True, changes=Changes())
            taken = self._apply(session, reply)
            session.add(
                CountyReply(
                    seq=reply.seq, file_name=path.name, sha256=sha256(sealed), sealed=sealed,
                    made_at=opened.info.created_at, taken_at=desk.clock.now(), taken_by=desk.operator.login,
                    counts={"received": taken.received, "decided": taken.decided, "returned": taken.returned},
                )
            )  # fmt: skip
            journal.note(
                session,
                desk,
                "reply.taken_in",
                entity="reply",
                uid=path.name,
                detail=sha256(sealed),
                reason=taken.text,
            )
            return taken

    def take_all(self, folder: Path) -> TakenReply:
        """Take in the newest reply on a stick; the older ones say nothing that it does not.

        Raises:
            UserError: there is none for this station.

        """
        files = self.on(folder)
        if not files:
            raise UserError("这个U盘上没有给本站的回执（JMK/DOWN 文件夹里）。请向县区索取，或换一个U盘。")
        return self.take_in(max(files, key=lambda path: parse_name(path.name).seq))

    def newest(self) -> ReplyCard | None:
        """Return the newest reply that was taken in."""
        with self._desk.database.reading() as session:
            row = session.scalar(select(CountyReply).order_by(CountyReply.seq.desc()).limit(1))
            return ReplyCard(row.seq, row.made_at, row.taken_at) if row else None

    def sheet(self) -> ReplySheet:
        """Return the newest reply as it is printed, from what it left in the records here.

        Raises:
            UserError: none was taken in yet.

        """
        station = self._desk.station
        with self._desk.database.reading() as session:
            row = session.scalar(select(CountyReply).order_by(CountyReply.seq.desc()).limit(1))
            if row is None:
                raise UserError("还没有读入过县级回执。请先插入U盘，点「读入县级回执」。")
            came = (
                select(Batch.epoch, func.max(Batch.seq))
                .where(Batch.state.in_(_taken_states()))
                .group_by(Batch.epoch)
            )
            through = (
                batches_in_words(epoch, seq) for epoch, seq in session.execute(came.order_by(Batch.epoch))
            )
            decided = select(Application).where(Application.verdict != "").order_by(Application.case_number)
            held = session.scalars(select(CountyItem).order_by(CountyItem.id))
            return ReplySheet(
                row.seq, row.made_at.astimezone(CHINA).date(), station.bureau_name, station.code, station.name,
                "；".join(through), row.file_name, row.sha256,
                tuple(_line(case) for case in session.scalars(decided)),
                tuple((item.text, item.fix_by) for item in held),
            )  # fmt: skip

    def items(self) -> tuple[ItemRow, ...]:
        """Return everything the county holds open, what does not add up first."""
        with self._desk.database.reading() as session:
            rows = session.scalars(select(CountyItem).order_by(CountyItem.id)).all()
            uids = [row.entity_uid for row in rows if row.entity == "worker"]
            people = {row.uid: row for row in session.scalars(select(Worker).where(Worker.uid.in_(uids)))}
        rows = sorted(rows, key=lambda row: (row.kind != UNEVEN, row.id))
        return tuple(_item(row, people.get(row.entity_uid)) for row in rows)

    def _open(self, sealed: bytes) -> Opened:
        with self._desk.database.reading() as session:
            identity, signers = box_key(session), signers_of(session)
        if not signers:
            raise UserError("本机的县区公钥卡里没有县里的签名公钥，核不了回执。请装入县区新发的公钥卡。")
        return open_up(sealed, identity=identity, known=signers, kinds=frozenset({Kind.ACK}))

    def _apply(self, session: Session, reply: Reply) -> TakenReply:
        session.execute(delete(CountyItem))
        present = self._desk.station.epoch
        troubles = [text for answer in reply.epochs for text in self._take_epoch(session, answer)]
        lacks = [reconciling.lacking(session, answer) for answer in reply.epochs if answer.epoch != present]
        forks = [reconciling.fork_of(session, answer) for answer in reply.epochs if answer.epoch == present]
        if forks:
            epochs.make_known(session, self._desk)
        items = [
            CountyItem(
                kind=item.kind, entity=item.entity, entity_uid=item.entity_uid, field=item.field, text=item.text,
                epoch=item.epoch, seq=item.seq, fix_by=item.fix_by,
            )
            for item in reply.items
        ]  # fmt: skip
        items += [CountyItem(kind=UNEVEN, entity="batch", entity_uid="", text=text) for text in troubles]
        items += [
            CountyItem(kind=REBUILD, entity="batch", entity_uid="", text=text) for text in lacks if text
        ]
        session.add_all(items)
        learn(session, self._desk, reply.signers)
        decided, returned = take_verdicts(session, self._desk, reply.verdicts)
        received = session.scalar(select(func.count(Batch.id)).where(Batch.state.in_(_taken_states()))) or 0
        _close_batches(session)
        return TakenReply(
            reply.seq, is_old=False, received=received, decided=decided, returned=returned, items=len(items),
            is_even=not troubles, fork=next((fork for fork in forks if fork), None),
        )  # fmt: skip

    def _take_epoch(self, session: Session, answer: EpochAnswer) -> Iterable[str]:
        """Move what the county has applied to 县已收; yield what does not add up."""
        through = Batch.epoch == answer.epoch, Batch.seq <= answer.applied_through
        waiting = (*through, Batch.state.in_((BatchState.SEALED.value, BatchState.EXPORTED.value)))
        for batch in session.scalars(select(Batch).where(*waiting)):
            if reconciling.is_mine(answer, batch):
                batch.state = BatchState.RECEIVED.value
                self._receive(session, batch)
        if answer.epoch == self._desk.station.epoch:
            for _, text in answer.refused:
                yield text
        yield from reconciling.differences(session, answer)

    def _receive(self, session: Session, batch: Batch) -> None:
        inside = select(OutboxEvent.entity_uid).where(
            OutboxEvent.batch_id == batch.id, OutboxEvent.entity == "application"
        )
        query = select(Application).where(
            Application.uid.in_(inside), Application.state.in_((S.EXPORTED.value, S.REVIEWED.value))
        )
        for application in session.scalars(query):
            county_step(session, self._desk, application, S.RECEIVED, f"回执：{batch.file_name}")


def take_verdicts(session: Session, desk: Desk, verdicts: Iterable[Verdict]) -> tuple[int, int]:
    """Write the newest verdict on each case; return how many were decided and how many sent back."""
    newest = {verdict.case_number: verdict for verdict in verdicts}
    query = select(Application).where(Application.case_number.in_(list(newest)))
    decided = returned = 0
    for application in session.scalars(query):
        verdict = newest[application.case_number]
        if _is_known(application, verdict) or application.state not in _OPEN:
            continue
        application.verdict, application.verdict_document = verdict.result, verdict.document_no
        application.verdict_amount, application.verdict_on = verdict.amount, verdict.decided_on
        application.verdict_field, application.verdict_reason = verdict.field, verdict.reason
        application.fix_by = verdict.fix_by
        said = verdict.reason or verdict.document_no
        county_step(session, desk, application, _ANSWERS[verdict.result], said)
        decided += verdict.result != "returned"
        returned += verdict.result == "returned"
    return decided, returned


def county_step(session: Session, desk: Desk, application: Application, target: S, reason: str) -> None:
    """Add a step that the county made in the life of an application."""
    session.add(
        Step(
            application_id=application.id, at=desk.clock.now(), by="county",
            from_state=application.state, to_state=target.value, reason=reason,
        )
    )  # fmt: skip
    application.state = target.value
    application.updated_at = desk.clock.now()


def _item(row: CountyItem, worker: Worker | None) -> ItemRow:
    who, number = (worker.name, worker.id) if worker is not None else ("", 0)
    return ItemRow(row.id, row.kind, row.entity, row.entity_uid, row.field, row.text, row.fix_by, who, number)


def _line(case: Application) -> ReplyLine:
    whose = case.worker.name if case.worker else case.employer.name if case.employer else ""
    return ReplyLine(
        case.case_number, whose, case.verdict, case.verdict_amount, case.verdict_document, case.verdict_reason,
        case.verdict_on, case.fix_by,
    )  # fmt: skip


def signers_of(session: Session) -> tuple[PublicKey, ...]:
    """Return whose signatures this station believes: the keys on the county's card."""
    card = settings.get(session, COUNTY)
    held = card.get("signers", ()) if isinstance(card, Mapping) else ()
    return tuple(read_public(str(file).encode("ascii")) for file in held)


def _taken_states() -> tuple[str, ...]:
    return BatchState.RECEIVED.value, BatchState.ANSWERED.value


def _is_known(application: Application, verdict: Verdict) -> bool:
    return (
        application.verdict, application.verdict_document, application.verdict_amount, application.verdict_on,
        application.verdict_reason, application.fix_by,
    ) == (
        verdict.result, verdict.document_no, verdict.amount, verdict.decided_on, verdict.reason, verdict.fix_by,
    )  # fmt: skip


def _close_batches(session: Session) -> None:
    """Call a batch 县已办 once every case in it has its verdict."""
    for batch in session.scalars(select(Batch).where(Batch.state == BatchState.RECEIVED.value)):
        inside = select(OutboxEvent.entity_uid).where(
            OutboxEvent.batch_id == batch.id, OutboxEvent.entity == "application"
        )
        undone = Application.state.not_in(
            (S.GRANTED.value, S.REFUSED.value, S.WITHDRAWN.value, S.REJECTED.value)
        )
        count = select(func.count(Application.id)).where(Application.uid.in_(inside))
        if session.scalar(count) and not session.scalar(count.where(undone)):
            batch.state = BatchState.ANSWERED.value
