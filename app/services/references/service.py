"""Reference packages at the counter: verified, staged, looked at, put in force in one transaction, all kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from app.faults import UserError
from app.models.reference import ReferencePackage
from app.progress import NoProgress, Progress
from app.services import journal
from app.services.batches import box_key
from app.services.desk import Desk
from app.services.eligibility.shelf import PolicyShelf
from app.services.exchange.bag import Kind
from app.services.exchange.canonical import Json, sha256
from app.services.exchange.medium import files_down, read_sealed
from app.services.exchange.naming import parse_name
from app.services.exchange.reference import (
    OpenedReference,
    Package,
    RefKind,
    open_reference,
    package_of,
    refuse_expired,
    refuse_rollback,
)
from app.services.exchange.refusal import Reason, Refused
from app.services.policy.pack_model import Packs
from app.services.policy.packs import proved_packs_of
from app.services.references import catalogues, keeping, lists
from app.services.references.effects import effect_of
from app.services.references.offers import OFFERS
from app.services.references.results import (
    Applied,
    Preview,
    ReferenceCard,
    State,
    TakenReference,
    TakenReferences,
)


class References:
    """What the county publishes, at this counter."""

    def __init__(self, desk: Desk, shelf: PolicyShelf) -> None:
        self._desk, self._shelf = desk, shelf

    def begin(self) -> None:
        """Go by what is in force, and read again what waited for this version; called when the station opens."""
        self.load()
        if self._desk.is_manned:
            self.retry_parked(NoProgress())

    def load(self) -> None:
        """Go by what is in force."""
        with self._desk.database.reading() as session:
            self._shelf.refresh(session)
            lists.adopt(session)

    def on(self, folder: Path) -> tuple[Path, ...]:
        """Return the packages to this station on a stick; nothing else on it is looked at."""
        found = files_down(folder, self._desk.station.code)
        return tuple(path for path in found if parse_name(path.name).kind is Kind.REF)

    def take_in(self, path: Path) -> TakenReference:
        """Verify one package and stage it; nothing is put in force.

        Raises:
            UserError: it cannot be read, or is refused; the reason says which layer refused it.

        """
        sealed = read_sealed(path)
        try:
            opened = self._open(sealed)
            if opened.package.header.kind is RefKind.POLICY:
                _proved(opened.package)
            elif opened.package.header.kind not in OFFERS:
                lists.check(opened.package)
            return self._stage(path.name, opened)
        except Refused as refused:
            if refused.reason is Reason.NEWER:
                return self._park(path.name, sealed, refused)
            self._note_refused(path.name, sealed, refused)
            raise

    def take_all(self, folder: Path, progress: Progress) -> TakenReferences:
        """Take in every package of a stick; a refused one stops no other.

        Raises:
            Cancelled: the clerk stopped; what was staged stays.

        """
        files = self.on(folder)
        taken: list[TakenReference] = []
        refused: list[tuple[str, str]] = []
        for place, path in enumerate(files):
            progress.step(place, len(files), f"核验 {path.name}")
            try:
                taken.append(self.take_in(path))
            except UserError as fault:
                refused.append((path.name, fault.text))
        return TakenReferences(tuple(taken), tuple(refused))

    def retry_parked(self, progress: Progress) -> TakenReferences:
        """Read again what waited for a newer version of the product."""
        with self._desk.database.reading() as session:
            query = select(ReferencePackage).where(ReferencePackage.state == State.PARKED.value)
            parked = session.scalars(query.order_by(ReferencePackage.id)).all()
        taken: list[TakenReference] = []
        refused: list[tuple[str, str]] = []
        for place, row in enumerate(parked):
            progress.step(place, len(parked), f"再读 {row.file_name}")
            try:
                opened = self._open(row.sealed or b"")
                taken.append(self._stage(row.file_name, opened, parked=row.id))
            except Refused as fault:
                if fault.reason is not Reason.NEWER:
                    refused.append((row.file_name, fault.text))
                    self._give_up(row.id, fault)
        return TakenReferences(tuple(taken), tuple(refused))

    def preview(self, number: int, progress: Progress | None = None) -> Preview:
        """Return what putting a package in force would change, and for whom; nothing is changed.

        Raises:
            UserError: there is no such package.
            Cancelled: the clerk stopped.

        """
        desk, today = self._desk, self._desk.clock.today()
        with desk.database.reading() as session:
            row = keeping.get(session, number)
            package, card = package_of(row.bag), keeping.card_of(row, today)
            barred = self._barred(session, row, package)
            if package.header.kind is RefKind.POLICY:
                self._shelf.refresh(session)
                effect = effect_of(
                    session, self._shelf.packs, _proved(package), today, progress or NoProgress()
                )
                return Preview(card, (), effect, _policy_notes(_proved(package)), barred)
            side = catalogues if package.header.kind in OFFERS else lists
            return Preview(card, side.compare(session, package), None, (), barred)

    def apply(self, number: int) -> Applied:
        """Put a package in force, in the place of the one before, in one transaction.

        Raises:
            UserError: it is over, not yet to be used, older than what is in force, one of its cases fails, or the PC's
                clock cannot be believed and nobody has confirmed the day.

        """
        desk = self._desk
        desk.watch.refuse_doubtful()
        with desk.database.reading() as session:
            package = package_of(keeping.get(session, number).bag)
        if package.header.kind is RefKind.POLICY:
            _proved(package)
        with desk.database.transaction() as session:
            row = keeping.get(session, number)
            if barred := self._barred(session, row, package):
                raise UserError(barred)
            counts = self._switch(session, package)
            before = keeping.in_force(session, package.header.kind)
            if before is not None:
                before.state = State.SUPERSEDED.value
            row.state, row.counts = State.IN_FORCE.value, counts
            row.applied_at, row.applied_by = desk.clock.now(), desk.operator.login
            session.flush()
            self._tell(session, row, counts)
            card = keeping.card_of(row, desk.clock.today())
        self.load()
        return Applied(card, f"{card.name}已启用")

    def all(self) -> tuple[ReferenceCard, ...]:
        """Return every version that ever came, what waits first, then the newest."""
        with self._desk.database.reading() as session:
            light = (defer(ReferencePackage.bag), defer(ReferencePackage.sealed))
            query = select(ReferencePackage).options(*light).order_by(ReferencePackage.id.desc())
            rows = session.scalars(query).all()
            today = self._desk.clock.today()
            cards = [keeping.card_of(row, today) for row in rows]
        order = {State.WAITING: 0, State.PARKED: 1, State.IN_FORCE: 2}
        return tuple(sorted(cards, key=lambda card: order.get(card.state, 3)))

    def _open(self, sealed: bytes) -> OpenedReference:
        with self._desk.database.reading() as session:
            identity, signers = box_key(session), keeping.signers_of(session)
        if not signers:
            raise UserError("本机的县区公钥卡里没有县里的签名公钥，核不了参考数据。请装入县区新发的公钥卡。")
        station = self._desk.station
        return open_reference(
            sealed, identity=identity, signers=signers, station=station.code, bureau=station.bureau_code,
            on=self._desk.clock.today(),
        )  # fmt: skip

    def _stage(self, name: str, opened: OpenedReference, *, parked: int = 0) -> TakenReference:
        desk, package = self._desk, opened.package
        with desk.database.transaction() as session:
            held = keeping.held_same(session, package)
            if held is not None:
                if parked:
                    session.get_one(ReferencePackage, parked).state = State.PASSED_OVER.value
                return TakenReference(keeping.card_of(held, desk.clock.today()), "以前已读入", is_known=True)
            keeping.refuse_older(session, package)
            for older in keeping.waiting(session, package.header.kind):
                older.state = State.PASSED_OVER.value
            row = (
                session.get_one(ReferencePackage, parked) if parked else ReferencePackage(uid=desk.ids.new())
            )
            keeping.fill(row, name, opened)
            row.taken_at, row.taken_by = desk.clock.now(), desk.operator.login
            session.add(row)
            session.flush()
            card = keeping.card_of(row, desk.clock.today())
            journal.note(
                session, desk, "reference.taken_in", entity="reference", uid=row.uid, detail=row.sha256,
                reason=card.name,
            )  # fmt: skip
        return TakenReference(card, f"{card.name}已读入，待启用")

    def _park(self, name: str, sealed: bytes, refused: Refused) -> TakenReference:
        desk, digest = self._desk, sha256(sealed)
        with desk.database.transaction() as session:
            held = session.scalar(select(ReferencePackage).where(ReferencePackage.sha256 == digest))
            is_known = held is not None
            row = held or ReferencePackage(
                uid=desk.ids.new(), kind="", version=0, state=State.PARKED.value, file_name=name, sha256=digest,
                counts={}, bag=b"", sealed=sealed, taken_at=desk.clock.now(), taken_by=desk.operator.login,
            )  # fmt: skip
            if not is_known:
                session.add(row)
                session.flush()
                journal.note(
                    session, desk, "reference.parked", entity="reference", uid=row.uid, detail=digest,
                    reason=refused.text,
                )  # fmt: skip
            return TakenReference(keeping.card_of(row, desk.clock.today()), refused.text, is_known=is_known)

    def _give_up(self, number: int, refused: Refused) -> None:
        with self._desk.database.transaction() as session:
            row = session.get_one(ReferencePackage, number)
            row.state = State.PASSED_OVER.value
            journal.note(
                session, self._desk, "reference.refused", entity="reference", uid=row.uid, reason=refused.text
            )

    def _note_refused(self, name: str, sealed: bytes, refused: Refused) -> None:
        with self._desk.database.transaction() as session:
            journal.note(
                session, self._desk, "reference.refused", entity="reference", uid=name[:200],
                detail=f"{refused.reason.value} {sha256(sealed)}", reason=refused.text,
            )  # fmt: skip

    def _barred(self, session: Session, row: ReferencePackage, package: Package) -> str:
        """Return why a package may not be put in force; empty when it may."""
        header, today = package.header, self._desk.clock.today()
        if row.state == State.IN_FORCE.value:
            return "这一版正在用。"
        try:
            refuse_expired(header, today)
            before = keeping.in_force(session, header.kind)
            refuse_rollback(
                header,
                row.sha256,
                held=before.version if before else 0,
                held_digest=before.sha256 if before else "",
            )
        except Refused as refused:
            return refused.text
        if header.kind is not RefKind.POLICY and header.valid_from > today:
            return f"这一版从 {header.valid_from.isoformat()} 起才能用，已留着，到时再启用。"
        if header.valid_to is not None and header.valid_to < today:
            return f"这一版用到 {header.valid_to.isoformat()} 为止，已经过了。"
        return ""

    def _switch(self, session: Session, package: Package) -> dict[str, int]:
        if package.header.kind is RefKind.POLICY:
            return {"files": len(package.files)}
        if package.header.kind in OFFERS:
            return catalogues.switch(session, self._desk, package)
        return lists.switch(session, self._desk, package)

    def _tell(self, session: Session, row: ReferencePackage, counts: Mapping[str, int]) -> None:
        told: dict[str, Json] = dict(counts)
        data: dict[str, Json] = {
            "kind": row.kind,
            "version": row.version,
            "sha256": row.sha256,
            "counts": told,
        }
        change = journal.Change("reference.applied", row.uid, data=data, reason=row.title)
        journal.record(session, self._desk, change)


def _proved(package: Package) -> Packs:
    """Return the packs in a package, every case of which has been run and holds."""
    try:
        return proved_packs_of(package.files, f"第{package.header.version}版")
    except UserError as fault:
        raise Refused(
            Reason.CASES, f"政策包自带的案例或内容没有通过，没有启用：{fault.text}", field=fault.field
        ) from fault


def _policy_notes(packs: Packs) -> tuple[str, ...]:
    return tuple(
        f"版本 {one.ref}：{one.valid_from} 至 {one.valid_to or '今后'}，{one.document}"
        for one in packs.versions
    )
