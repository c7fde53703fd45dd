"""Taking in what the county sends back: verified whole, applied in one transaction, and never sent up again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.trail import Batch, CountyItem, TakenRebuild
from app.progress import Progress
from app.services import epochs, journal
from app.services.batches import box_key
from app.services.desk import Desk
from app.services.exchange.bag import Kind
from app.services.exchange.envelope import Opened, open_up
from app.services.exchange.medium import files_down, read_sealed
from app.services.exchange.naming import parse_name
from app.services.exchange.rebuild import Rebuild, check_order, lines_of, read_rebuild
from app.services.policy.pack_model import Packs
from app.services.rebuilding import cases, leftovers, people, rows, training
from app.services.rebuilding.history import Brought, gaps, keep
from app.services.rebuilding.rows import Work
from app.services.replies import REBUILD, signers_of
from app.services.results import Changes

_EVERYTHING = Changes(frozenset({"*"}))
_WORDS = {
    "worker": "人员",
    "household": "户",
    "enrolment": "报名",
    "application": "申请",
    "employer": "单位",
    "job": "岗位",
    "match": "推荐",
}


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuilding brought; `leftovers` are (title, text) of what has to be made by hand again."""

    seq: int
    is_old: bool
    batches: int = 0
    events: int = 0
    made: tuple[tuple[str, int], ...] = ()
    changed: tuple[tuple[str, int], ...] = ()
    decided: int = 0
    leftovers: tuple[tuple[str, str], ...] = ()
    at: datetime | None = None
    changes: Changes = _EVERYTHING

    @property
    def text(self) -> str:
        """Return the line that stays until it is read."""
        if self.is_old or not self.events:
            return f"第 {self.seq} 号重建包里没有这台电脑缺的内容，没有改动"
        made = "、".join(f"{_WORDS[kind]} {count:,}" for kind, count in self.made if kind in _WORDS and count)
        told = f"已由第 {self.seq} 号重建包找回 {self.events:,} 条记录（{self.batches} 批）"
        parts = [told + (f"：{made}" if made else "")]
        if self.decided:
            parts.append(f"审核结果 {self.decided} 件")
        if self.leftovers:
            parts.append(f"另有 {len(self.leftovers)} 项要补办，见「上报与回执」")
        return "；".join(parts)


@dataclass(frozen=True, slots=True)
class _Opened:
    opened: Opened
    told: Rebuild


class Rebuilds:
    """What comes back from the county to a station that lost it."""

    def __init__(self, desk: Desk, packs: Packs) -> None:
        self._desk, self._packs = desk, packs

    def on(self, folder: Path) -> tuple[Path, ...]:
        """Return the parts of rebuildings for this station on a stick; nothing else on it is looked at."""
        found = files_down(folder, self._desk.station.code)
        return tuple(path for path in found if parse_name(path.name).kind is Kind.REBUILD)

    def last(self) -> Rebuilt | None:
        """Return what the newest rebuilding brought, with what is still to be made by hand."""
        with self._desk.database.reading() as session:
            row = session.scalar(select(TakenRebuild).order_by(TakenRebuild.seq.desc()).limit(1))
            return replace(_rebuilt(row), changes=Changes()) if row is not None else None

    def take_all(self, folder: Path, progress: Progress) -> Rebuilt:
        """Take in the newest rebuilding on a stick.

        Raises:
            UserError: there is none for this station, or a part of it is missing or not right.
            Cancelled: the clerk stopped it; nothing was changed.

        """
        files = self.on(folder)
        if not files:
            raise UserError("这个U盘上没有给本站的重建包（JMK/DOWN 文件夹里）。请向县区索取，或换一个U盘。")
        return self.take_in(files, progress)

    def take_in(self, files: Sequence[Path], progress: Progress) -> Rebuilt:
        """Take in the newest whole rebuilding among the files; a second time changes nothing.

        Raises:
            UserError: a part is missing, is not signed by our county, is for another epoch, or a line was changed.
            Cancelled: the clerk stopped it; nothing was changed.

        """
        parts = self._whole(files, progress)
        told, desk = parts[0].told, self._desk
        with desk.database.transaction() as session:
            if session.get(TakenRebuild, told.first) is not None:
                return Rebuilt(told.first, is_old=True, changes=Changes())
            brought = self._keep(session, parts, progress)
            work = Work(session, desk, progress)
            self._make(work, brought)
            decided, returned = cases.verdicts(work, [one for part in parts for one in part.told.verdicts])
            leftovers.name(work, brought, _gaps(session, parts))
            made = TakenRebuild(
                seq=told.first, made_at=parts[0].opened.info.created_at, taken_at=desk.clock.now(),
                taken_by=desk.operator.login, files=[path.name for path in files],
                counts={
                    "batches": brought.batches, "events": brought.events, "decided": decided + returned,
                    **{f"made.{kind}": count for kind, count in work.made.items()},
                    **{f"changed.{kind}": count for kind, count in work.changed.items()},
                },
                leftovers=work.leftovers,
            )  # fmt: skip
            session.add(made)
            for item in session.scalars(select(CountyItem).where(CountyItem.kind == REBUILD)):
                session.delete(item)
            epochs.make_known(session, desk)
            self._note(session, parts, brought)
            return _rebuilt(made)

    def _whole(self, files: Sequence[Path], progress: Progress) -> list[_Opened]:
        """Open the newest rebuilding among the files, all its parts in order."""
        newest = sorted(files, key=lambda path: parse_name(path.name).seq, reverse=True)
        opened: dict[int, _Opened] = {}
        for place, path in enumerate(newest):
            progress.step(place, len(newest), f"核对 {path.name}")
            one = self._open(path)
            if opened and one.told.first != next(iter(opened.values())).told.first:
                break
            opened[one.told.part] = one
        first = next(iter(opened.values())).told
        missing = [part for part in range(1, first.parts + 1) if part not in opened]
        if missing:
            names = "、".join(str(part) for part in missing)
            raise UserError(
                f"重建包共 {first.parts} 份，还缺第 {names} 份。请把全部文件放在同一个U盘上再读入。"
            )
        parts = [opened[part] for part in sorted(opened)]
        check_order(batch for part in parts for batch in part.told.batches)
        return parts

    def _open(self, path: Path) -> _Opened:
        desk = self._desk
        with desk.database.reading() as session:
            identity, signers = box_key(session), signers_of(session)
        if not signers:
            raise UserError("本机还没有县里的签名公钥，核不了重建包。请先装入县区公钥卡。")
        opened = open_up(read_sealed(path), identity=identity, known=signers, kinds=frozenset({Kind.REBUILD}))
        told = read_rebuild(opened.bag, station=desk.station.code, epoch=desk.station.epoch)
        return _Opened(opened, told)

    def _keep(self, session: Session, parts: Sequence[_Opened], progress: Progress) -> Brought:
        brought = Brought()
        batches = [(part.opened.bag, batch) for part in parts for batch in part.told.batches]
        for place, (bag, batch) in enumerate(batches):
            progress.step(place, len(batches), f"读入纪元 {batch.epoch} 第 {batch.seq} 批")
            keep(session, batch, lines_of(bag, batch), brought)
        return brought

    def _make(self, work: Work, brought: Brought) -> None:
        steps: tuple[tuple[str, Callable[[], None]], ...] = (
            ("单位和机构", lambda: self._catalogue(work, brought)),
            ("户", lambda: people.households(work, brought.uids("household"))),
            ("人员", lambda: people.workers(work, brought.uids("worker"))),
            ("类别、证书和去向", lambda: self._parts(work, brought)),
            ("归户", lambda: people.memberships(work, brought)),
            ("报名和签到", lambda: training.enrolments(work, brought.uids("enrolment", "attendance"))),
            ("推荐", lambda: training.matches(work, brought.uids("match"))),
            ("置顶和隐藏", lambda: training.feedbacks(work, brought.uids("feedback"))),
            ("申请", lambda: cases.applications(work, brought, self._packs)),
            ("查找用的索引", lambda: people.index(work)),
        )
        for place, (words, do) in enumerate(steps):
            work.words = f"重建{words}（{place + 1}/{len(steps)}）"
            do()

    def _catalogue(self, work: Work, brought: Brought) -> None:
        for kind in ("employer", "institution", "job", "course", "session"):
            rows.catalogue(work, kind, brought.uids(kind))

    def _parts(self, work: Work, brought: Brought) -> None:
        for kind in ("category", "certificate", "movement", "household_fact"):
            people.parts(work, kind, brought.uids(kind))

    def _note(self, session: Session, parts: Sequence[_Opened], brought: Brought) -> None:
        """Say in the journal of each record, and of the whole, where it comes from."""
        why = f"县里第 {parts[0].told.first} 号重建包"
        about = (
            (entity, uid, "，".join(f"纪元 {step.epoch} 第 {step.event.seq_in_station} 条" for step in steps))
            for (entity, uid), steps in brought.records.items()
        )
        journal.note_each(session, self._desk, "record.rebuilt", about, reason=why)
        for part in parts:
            journal.note(
                session, self._desk, "rebuild.taken_in", entity="rebuild", uid=str(part.told.first),
                detail=part.opened.sealed_sha256, reason=f"{why}第 {part.told.part} 份",
            )  # fmt: skip


def _gaps(session: Session, parts: Sequence[_Opened]) -> list[str]:
    held = {
        row.epoch: row.seq
        for row in session.execute(
            select(Batch.epoch, func.max(Batch.seq).label("seq")).group_by(Batch.epoch)
        )
    }
    return gaps((batch for part in parts for batch in part.told.batches), held)


def _rebuilt(row: TakenRebuild) -> Rebuilt:
    def counted(prefix: str) -> tuple[tuple[str, int], ...]:
        return tuple(
            (key.removeprefix(prefix), count) for key, count in row.counts.items() if key.startswith(prefix)
        )

    return Rebuilt(
        row.seq, is_old=False, batches=row.counts["batches"], events=row.counts["events"], made=counted("made."),
        changed=counted("changed."), decided=row.counts["decided"],
        leftovers=tuple((title, text) for title, text in row.leftovers), at=row.taken_at,
    )  # fmt: skip
