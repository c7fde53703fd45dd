"""Epochs of a station: what the present one grows from, what it takes over, and what the clerk is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.application import Application, Step
from app.models.enums import ApplicationState, BatchState
from app.models.trail import Batch, OutboxEvent
from app.ports import CHINA
from app.services import journal, settings
from app.services.desk import Desk, Station
from app.services.exchange.canonical import instant_from, instant_text
from app.services.results import Changes

LINEAGE = "lineage"
RESTORED, IMAGED, FORKED, ASKED = (
    "恢复了较早的备份",
    "县里收到的比本机多，本机是较早的一份",
    "县里收过编号相同而内容不同的批次",
    "经办人按县里的要求换纪元",
)
SUCCEEDED = "这台电脑接替原来的服务站"
_OPEN = (BatchState.SEALED.value, BatchState.EXPORTED.value)
_TOUCHED = Changes(frozenset({"batch", "application", "station", "reply"}))


@dataclass(frozen=True, slots=True)
class Lineage:
    """What the present epoch grows from: `after` is the last event of the epoch `continues` that this PC holds.

    `is_known` once the county has answered this epoch.
    """

    epoch: str
    continues: str
    after: int
    reason: str
    at: datetime
    is_known: bool = False

    @property
    def told(self) -> str:
        """Return it as the station's card and the first batch say it."""
        return f"{self.continues} {self.after}"


@dataclass(frozen=True, slots=True)
class EpochNotice:
    """What the clerk is told of a new epoch until the county has answered it."""

    title: str
    lines: tuple[str, ...]


class Starter(Protocol):
    """Whoever can begin an epoch: the station's home."""

    def start_epoch(self, desk: Desk, reason: str, *, released_from: int = 0) -> Station:
        """Begin a new epoch."""


class Epochs:
    """The epoch of this counter."""

    def __init__(self, desk: Desk, home: Starter) -> None:
        self._desk, self._home = desk, home

    def notice(self) -> EpochNotice | None:
        """Return what the clerk is to know of a new epoch; None once the county has answered it."""
        with self._desk.database.reading() as session:
            lineage = lineage_of(session)
        if lineage is None or lineage.is_known or lineage.epoch != self._desk.station.epoch:
            return None
        at = f"{lineage.at.astimezone(CHINA):%m-%d %H:%M}"
        lost = (
            "原来的登记、申请和编号还在县里：读入县里的重建包就回来了。"
            if not lineage.after
            else "县里收过而这台电脑没有的，读入县里的重建包就回来了；先办业务也不会弄乱。"
        )
        todo = "导出服务站卡，随U盘交县里登记；再向县里要重建包，插上U盘点「读入重建包」。"
        is_new_pc = lineage.reason == SUCCEEDED
        todo = f"请做三件事：装入县区公钥卡；{todo}" if is_new_pc else f"请做两件事：{todo}"
        lines = (
            (
                f"{at} 起本站用纪元 {lineage.epoch}：{lineage.reason}。受理编号里的字母换成 {lineage.epoch}，"
                "发出过的编号不会重复，照常办理即可。"
            ),
            todo,
            lost,
        )
        return EpochNotice(f"这台电脑开始了新纪元 {lineage.epoch}", lines)

    def change(self) -> Changes:
        """Begin the next epoch because the county asked for it; what it has not answered goes up again from here.

        Raises:
            UserError: all letters are used up.

        """
        self._home.start_epoch(self._desk, ASKED, released_from=1)
        return _TOUCHED


def lineage_of(session: Session) -> Lineage | None:
    """Return what the present epoch grows from; None in a station's first."""
    held = settings.get(session, LINEAGE)
    if not isinstance(held, Mapping):
        return None
    return Lineage(
        epoch=str(held["epoch"]),
        continues=str(held["continues"]),
        after=int(str(held["after"])),
        reason=str(held["reason"]),
        at=instant_from(str(held["at"])),
        is_known=held["is_known"] is True,
    )


def remember(session: Session, desk: Desk, lineage: Lineage) -> None:
    """Keep what an epoch grows from."""
    held = {
        "epoch": lineage.epoch, "continues": lineage.continues, "after": lineage.after, "reason": lineage.reason,
        "at": instant_text(lineage.at), "is_known": lineage.is_known,
    }  # fmt: skip
    settings.put(session, desk, LINEAGE, held)


def told_of(session: Session, epoch: str) -> str:
    """Return what the card and the first batch of an epoch say of what it grows from; empty for a first epoch."""
    lineage = lineage_of(session)
    return lineage.told if lineage is not None and lineage.epoch == epoch else ""


def make_known(session: Session, desk: Desk) -> None:
    """Note that the county has answered the present epoch."""
    lineage = lineage_of(session)
    if lineage is not None and lineage.epoch == desk.station.epoch and not lineage.is_known:
        held = settings.get(session, LINEAGE)
        settings.put(
            session, desk, LINEAGE, {**held, "is_known": True} if isinstance(held, Mapping) else held
        )


def growing_from(session: Session, epoch: str) -> tuple[str, int]:
    """Return the epoch and number of the last event that stands in a batch: the next batch grows from there."""
    kept = select(Batch).where(Batch.state != BatchState.RELEASED.value).order_by(Batch.id.desc())
    last = session.scalar(kept.limit(1))
    return (last.epoch, last.to_event) if last is not None else (epoch, 0)


def release(session: Session, desk: Desk, first: int) -> int:
    """Take back the unanswered batches of this epoch from a number on; return how many. Their events go up again.

    Their files may still lie on a stick: an event that the county gets twice counts once.
    """
    here = (Batch.epoch == desk.station.epoch, Batch.seq >= first, Batch.state.in_(_OPEN))
    batches = session.scalars(select(Batch).where(*here).order_by(Batch.id)).all()
    for batch in batches:
        batch.state = BatchState.RELEASED.value
        inside = OutboxEvent.batch_id == batch.id
        _take_back(session, desk, batch)
        session.execute(update(OutboxEvent).where(inside).values(batch_id=None))
        journal.note(
            session, desk, "batch.released", entity="batch", uid=batch.file_name, detail=batch.sha256
        )
    return len(batches)


def _take_back(session: Session, desk: Desk, batch: Batch) -> None:
    """Move the applications that went out with a batch back to 待上报."""
    inside = select(OutboxEvent.entity_uid).where(
        OutboxEvent.batch_id == batch.id, OutboxEvent.entity == "application"
    )
    query = select(Application).where(
        Application.uid.in_(inside), Application.state == ApplicationState.EXPORTED.value
    )
    for application in session.scalars(query):
        session.add(
            Step(application_id=application.id, at=desk.clock.now(), by=desk.operator.login,
                 from_state=application.state, to_state=ApplicationState.REVIEWED.value,
                 reason=f"{batch.file_name} 作废，重新上报")
        )  # fmt: skip
        application.state = ApplicationState.REVIEWED.value
