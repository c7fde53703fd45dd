"""From outbox to stick: sealing what changed, carrying every unanswered batch, and saying only what is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast as seen_as

from sqlalchemy import LargeBinary, cast, func, select, update
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.application import Application, Step
from app.models.enums import ApplicationState, BatchState
from app.models.trail import Batch, CountyReply, Export, OutboxEvent
from app.progress import Progress
from app.services import epochs, journal, settings
from app.services.desk import Desk
from app.services.diskfiles import write_durably
from app.services.exchange import medium
from app.services.exchange.agekeys import BoxKey, fingerprint, read_box_key
from app.services.exchange.bag import NO_BATCH, BagInfo, Kind
from app.services.exchange.batch import count_types, pack_outbox
from app.services.exchange.canonical import Json, sha256
from app.services.exchange.card import CountyCard
from app.services.exchange.envelope import seal
from app.services.exchange.events import Event, parse_event
from app.services.exchange.handover import Handover, handover
from app.services.exchange.lines import Line
from app.services.exchange.naming import file_name
from app.services.exchange.signing import PublicKey
from app.services.exchange.stationcard import StationCard
from app.services.home import BOX_KEY, COUNTY, StationHome
from app.services.references.keeping import versions
from app.services.results import Changes
from app.services.signers import signing_key

VERSION = "0.1.0"
_UNANSWERED = (BatchState.SEALED.value, BatchState.EXPORTED.value)
_TOUCHED = Changes(frozenset({"batch", "application"}))


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits to be sealed, by event type, and since when."""

    count: int
    counts: Mapping[str, int]
    since: datetime | None


@dataclass(frozen=True, slots=True)
class BatchCard:
    """One batch as the page lists it; `exports` are (instant, medium), newest last."""

    id: int
    name: str
    epoch: str
    seq: int
    state: BatchState
    counts: Mapping[str, int]
    size: int
    sha256: str
    bag_sha256: str
    sealed_at: datetime
    sealed_by: str
    exports: tuple[tuple[datetime, str], ...]

    @property
    def is_unanswered(self) -> bool:
        """Tell whether it still goes along on every stick."""
        return self.state.value in _UNANSWERED


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was carried to a medium and read back."""

    folder: Path
    files: tuple[str, ...]
    medium: str
    changes: Changes


class Batches:
    """The way up to the county."""

    def __init__(self, desk: Desk, home: StationHome) -> None:
        self._desk = desk
        self._home = home

    def outbox(self) -> Outbox:
        """Return what changed since the last batch was sealed."""
        with self._desk.database.reading() as session:
            query = select(OutboxEvent.type, func.count()).where(OutboxEvent.batch_id.is_(None))
            counts = {row[0]: row[1] for row in session.execute(query.group_by(OutboxEvent.type))}
            first = session.scalar(
                select(OutboxEvent.line)
                .where(OutboxEvent.batch_id.is_(None))
                .order_by(OutboxEvent.seq)
                .limit(1)
            )
        since = parse_event(first.encode()).recorded_at if first else None
        return Outbox(count=sum(counts.values()), counts=counts, since=since)

    def all(self) -> tuple[BatchCard, ...]:
        """Return every batch, newest first."""
        with self._desk.database.reading() as session:
            exports = session.scalars(select(Export).order_by(Export.id)).all()
            batches = session.scalars(select(Batch).order_by(Batch.id.desc())).all()
            return tuple(_card(batch, exports) for batch in batches)

    def handover(self, batch_id: int) -> Handover:
        """Return the figures of a batch's 批次交接单, with the medium it last went out on."""
        with self._desk.database.reading() as session:
            batch = _get(session, batch_id)
            if batch.state == BatchState.RELEASED:
                raise UserError("这一批已作废，内容在新纪元的批次里，请打印那一批的交接单。")
            serial = session.scalar(
                select(Export.medium).where(Export.batch_id == batch_id).order_by(Export.id.desc()).limit(1)
            )
            events = _events(session, batch)
            info = self._info(session, batch.epoch, batch.seq, at=batch.sealed_at, operator=batch.sealed_by)
            return handover(info, events, batch.sealed, serial=serial or "")

    def public_key(self) -> PublicKey:
        """Return this epoch's public key, for the county's list of stations."""
        with self._desk.database.reading() as session:
            return signing_key(session, self._desk).public()

    def has_county(self) -> bool:
        """Tell whether batches can be sealed at all."""
        with self._desk.database.reading() as session:
            card = settings.get(session, COUNTY)
        return isinstance(card, dict) and bool(card.get("county")) and bool(card.get("escrow"))

    def station_card(self) -> StationCard:
        """Return this epoch's card for the county's list of stations."""
        with self._desk.database.reading() as session:
            signer = signing_key(session, self._desk).public()
            return StationCard(
                self._desk.station.name,
                self._desk.station.epoch_id,
                signer,
                box_key(session).recipient,
                epochs.told_of(session, self._desk.station.epoch),
            )

    def write_station_card(self, path: Path) -> StationCard:
        """Write this epoch's card to a file for the county, and beside it the key that the stock tool verifies with.

        Raises:
            UserError: the file cannot be written.

        """
        card = self.station_card()
        try:
            write_durably(path, card.file())
            write_durably(path.with_name("station.pub"), card.signer.file)
        except OSError as fault:
            raise UserError(f"没能存到 {path}：请检查U盘是否插好、是否只读，或换一个文件夹。") from fault
        return card

    def install_card(self, path: Path) -> Changes:
        """Install the county's card from its file: whom batches are sealed to and whose replies are believed.

        Raises:
            UserError: the file cannot be read or is no card.

        """
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError as fault:
            raise UserError(f"读不了 {path.name}：请检查U盘是否插好，然后重选文件。") from fault
        return self.install(CountyCard.read(text))

    def install(self, card: CountyCard) -> Changes:
        """Install the county's card."""
        signers = [key.file.decode("ascii") for key in card.signers]
        with self._desk.database.transaction() as session:
            held = {"county": card.county, "escrow": card.escrow, "signers": signers}
            settings.put(session, self._desk, COUNTY, held)
            journal.note(
                session, self._desk, "county.installed", entity="station", detail=fingerprint(card.county)
            )
        return Changes(frozenset({"station"}))

    def seal(self, progress: Progress) -> BatchCard:
        """Seal everything that waits into the next batch; once sealed it never changes.

        Raises:
            UserError: nothing waits, or the county's card is missing.
            Cancelled: the clerk stopped it; nothing was sealed.

        """
        with self._desk.database.transaction() as session:
            lines = _waiting(session)
            progress.step(1, 3, f"封存 {len(lines)} 件变动")
            batch = self._sealed(session, lines)
            session.add(batch)
            session.flush()
            progress.step(2, 3, "登记批次")
            session.execute(
                update(OutboxEvent)
                .where(OutboxEvent.seq.between(batch.from_event, batch.to_event))
                .values(batch_id=batch.id)
            )
            journal.note(
                session, self._desk, "batch.sealed", entity="batch", uid=batch.file_name, detail=batch.sha256
            )
            card = _card(batch, ())
        self._home.mark(self._desk)
        return card

    def _sealed(self, session: Session, lines: Sequence[Line]) -> Batch:
        desk, now = self._desk, self._desk.clock.now()
        here = Batch.epoch == desk.station.epoch
        seq = (session.scalar(select(func.max(Batch.seq)).where(here)) or 0) + 1
        info = self._info(session, desk.station.epoch, seq, at=now, operator=desk.operator.login)
        bag = pack_outbox(info, lines)
        sealed = seal(bag, signing_key(session, self._desk), _recipients(session))
        return Batch(
            epoch=desk.station.epoch,
            seq=seq,
            file_name=file_name(desk.station.code, desk.station.epoch, seq),
            state=BatchState.SEALED.value,
            from_event=lines[0].seq_in_station,
            to_event=lines[-1].seq_in_station,
            counts=count_types(lines),
            sha256=sha256(sealed),
            bag_sha256=sha256(bag),
            sealed=sealed,
            sealed_at=now,
            sealed_by=desk.operator.login,
        )

    def _info(self, session: Session, epoch: str, seq: int, *, at: datetime, operator: str) -> BagInfo:
        station = self._desk.station
        county, _ = _recipients(session)
        before = select(Batch.sha256).where(Batch.epoch == epoch, Batch.seq == seq - 1)
        return BagInfo(
            kind=Kind.UP,
            station=station.code,
            epoch=epoch,
            seq=seq,
            recipient=station.bureau_code,
            recipient_key=fingerprint(county),
            created_at=at,
            app_version=VERSION,
            operator=operator,
            prev_sha256=session.scalar(before) or NO_BATCH,
            acked_down_seq=session.scalar(select(func.max(CountyReply.seq))) or 0,
            clock_note=self._desk.watch.note(),
            ref_versions=versions(session),
            continues=epochs.told_of(session, epoch) if seq == 1 else "",
        )

    def export(self, folder: Path, progress: Progress) -> ExportReport:
        """Carry every unanswered batch to a medium, read each back, and only then say 已导出.

        Raises:
            UserError: there is nothing to carry, or the medium is full, read-only, gone or lying.
            Cancelled: the clerk stopped it; what was already read back stays recorded.

        """
        with self._desk.database.reading() as session:
            query = select(Batch.id, Batch.file_name, Batch.sealed).where(Batch.state.in_(_UNANSWERED))
            waiting = session.execute(query.order_by(Batch.id)).all()
        if not waiting:
            raise UserError("没有要导出的批次：先封存待上报的变动，或县里已全部答复。")
        names, serial = [], ""
        for place, row in enumerate(waiting):
            progress.step(place, len(waiting), f"写入并核对 {row.file_name}")
            carried = medium.carry_up(folder, row.file_name, row.sealed)
            serial = carried.serial or carried.file_system
            self._record(row.id, carried, serial)
            names.append(row.file_name)
        return ExportReport(folder=folder, files=tuple(names), medium=serial, changes=_TOUCHED)

    def _record(self, batch_id: int, carried: medium.Carried, serial: str) -> None:
        desk = self._desk
        with desk.database.transaction() as session:
            batch = _get(session, batch_id)
            session.add(
                Export(batch_id=batch.id, at=desk.clock.now(), by=desk.operator.login, medium=serial,
                       path=str(carried.path), sha256=batch.sha256)
            )  # fmt: skip
            if batch.state == BatchState.SEALED:
                batch.state = BatchState.EXPORTED.value
            _move_applications(session, desk, batch)
            journal.note(session, desk, "batch.exported", entity="batch", uid=batch.file_name, detail=serial)


def _move_applications(session: Session, desk: Desk, batch: Batch) -> None:
    """Move reviewed applications whose events this batch holds to 已导出; those still to review stay."""
    inside = select(OutboxEvent.entity_uid).where(
        OutboxEvent.batch_id == batch.id, OutboxEvent.entity == "application"
    )
    query = select(Application).where(
        Application.uid.in_(inside), Application.state == ApplicationState.REVIEWED.value
    )
    for application in session.scalars(query):
        session.add(
            Step(application_id=application.id, at=desk.clock.now(), by=desk.operator.login,
                 from_state=application.state, to_state=ApplicationState.EXPORTED.value, reason=batch.file_name)
        )  # fmt: skip
        application.state = ApplicationState.EXPORTED.value


def _waiting(session: Session) -> list[Line]:
    row = OutboxEvent
    query = select(row.seq, row.type, row.entity, row.entity_uid, cast(row.line, LargeBinary), row.hash)
    return [Line(*found) for found in session.execute(query.where(row.batch_id.is_(None)).order_by(row.seq))]


def _events(session: Session, batch: Batch) -> list[Event]:
    lines = session.scalars(
        select(OutboxEvent.line).where(OutboxEvent.batch_id == batch.id).order_by(OutboxEvent.seq)
    )
    return [parse_event(line.encode()) for line in lines]


def _recipients(session: Session) -> tuple[str, str]:
    card = seen_as("Mapping[str, Json] | None", settings.get(session, COUNTY)) or {}
    county, escrow = str(card.get("county") or ""), str(card.get("escrow") or "")
    if not county or not escrow:
        raise UserError("还没有装入县区的公钥卡，不能封存。请在「设置」里装入县区人社局给的公钥卡文件。")
    return county, escrow


def box_key(session: Session) -> BoxKey:
    """Return the key that opens what the county sends down to this epoch."""
    return read_box_key(str(settings.get(session, BOX_KEY)).encode("ascii"))


def _get(session: Session, batch_id: int) -> Batch:
    batch = session.get(Batch, batch_id)
    if batch is None:
        raise UserError("没有这个批次，请刷新后再试。")
    return batch


def _card(batch: Batch, exports: Sequence[Export]) -> BatchCard:
    return BatchCard(
        id=batch.id,
        name=batch.file_name,
        epoch=batch.epoch,
        seq=batch.seq,
        state=BatchState(batch.state),
        counts=Counter(batch.counts),
        size=len(batch.sealed),
        sha256=batch.sha256,
        bag_sha256=batch.bag_sha256,
        sealed_at=batch.sealed_at,
        sealed_by=batch.sealed_by,
        exports=tuple((row.at, row.medium) for row in exports if row.batch_id == batch.id),
    )
