"""Publishing: a checked content becomes the next version of its kind, sealed for every station that is believed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.county import StationKey
from app.models.publication import Publication, SentReference
from app.progress import NoProgress, Progress
from app.services import journal
from app.services.county.contents import Content, Term
from app.services.county.office import Bureau
from app.services.county.replying import VERSION
from app.services.county.stations import newest_key
from app.services.exchange.agekeys import fingerprint
from app.services.exchange.bag import BagInfo, Kind
from app.services.exchange.canonical import sha256
from app.services.exchange.container import pack_zip, unpack_zip
from app.services.exchange.naming import file_name
from app.services.exchange.reference import (
    HEADER,
    Header,
    Package,
    RefKind,
    header_text,
    pack_reference,
    read_header,
    seal_reference,
)
from app.services.policy.pack_model import Packs
from app.services.policy.packs import packs_of

Own = Callable[[Session, str], Content]
"""Makes the content that is one station's own: its person index, its benefit ledger."""


@dataclass(frozen=True, slots=True)
class Published:
    """One version that was published."""

    kind: RefKind
    version: int
    title: str
    counts: Mapping[str, int]
    valid_from: date
    expires: date
    stations: tuple[str, ...] = ()
    by: str = ""
    second_by: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One package for one station, as it is put on a stick."""

    station: str
    kind: RefKind
    version: int
    file_name: str
    sealed: bytes


class Publishing:
    """The way down for rules and lists; `own` makes what differs from station to station."""

    def __init__(self, bureau: Bureau, own: Mapping[RefKind, Own]) -> None:
        self._bureau, self._own = bureau, own

    def publish(
        self,
        kind: RefKind,
        content: Content,
        term: Term,
        *,
        second: str = "",
        progress: Progress | None = None,
    ) -> Published:
        """Make `content` the next version of its kind and seal it for every station; `second` is who signed too.

        Raises:
            UserError: both officers must be there for this kind, its last day is over, or no station is enrolled.

        """
        bureau, now, today = self._bureau, self._bureau.clock.now(), self._bureau.clock.today()
        valid_from, valid_to, expires = term.days(kind, today)
        if expires < today or (valid_to is not None and valid_to < valid_from):
            raise UserError("有效期不对：失效日期早于今天，或止期早于起期，请核对。", field="expires")
        self._refuse_alone(kind)
        with bureau.store.transaction() as session:
            last = session.scalar(select(func.max(Publication.version)).where(Publication.kind == kind.value))
            header = Header(
                kind, (last or 0) + 1, content.title, now, valid_from, valid_to, expires, term.note, content.facts,
                content.heads,
            )  # fmt: skip
            kept = _kept(Package(header, content.files)) if kind not in self._own else b""
            row = Publication(
                kind=kind.value, version=header.version, title=content.title, published_at=now,
                published_by=bureau.operator.login, second_by=second if bureau.keys.second else "",
                valid_from=valid_from, valid_to=valid_to, expires=expires, counts=dict(content.counts),
                content=kept, sha256=sha256(kept),
            )  # fmt: skip
            session.add(row)
            session.flush()
            keys = _stations(session)
            for place, key in enumerate(keys):
                (progress or NoProgress()).step(place, len(keys), f"加密给 {key.station}")
                self._seal(session, row, key, header)
            detail = f"{kind.value} {header.version} {row.sha256}"
            journal.note(
                session, bureau, "reference.published", entity="reference", uid=detail, detail=second,
                reason=content.title,
            )  # fmt: skip
            return _published(row, tuple(key.station for key in keys))

    def parcels(self, station: str) -> tuple[Parcel, ...]:
        """Return the newest package of every kind for a station, sealing those that it has none of yet.

        What both must sign and was not sealed for it yet is left out while the second officer is away; `lacking` tells.

        Raises:
            UserError: the station is not believed.

        """
        today = self._bureau.clock.today()
        with self._bureau.store.transaction() as session:
            key = newest_key(session, station)
            if key is None:
                raise UserError(f"服务站 {station} 没有登记，或登记的纪元都停用了。", field="station")
            rows = [row for row in newest(session) if row.expires >= today]
            parcels = [self._parcel(session, row, key) for row in rows]
            return tuple(parcel for parcel in parcels if parcel is not None)

    def lacking(self, station: str) -> tuple[RefKind, ...]:
        """Return the kinds that a station cannot be given while the second officer is away."""
        with self._bureau.store.reading() as session:
            key, sent = newest_key(session, station), set[int]()
            if key is not None:
                here = (SentReference.station == station, SentReference.epoch == key.epoch)
                sent = set(session.scalars(select(SentReference.publication_id).where(*here)))
            kinds = [RefKind(row.kind) for row in newest(session) if row.id not in sent]
        return tuple(kind for kind in kinds if kind.needs_two and self._bureau.keys.second is None)

    def all(self) -> tuple[Published, ...]:
        """Return everything that was published, newest first."""
        with self._bureau.store.reading() as session:
            sent: dict[int, list[str]] = {}
            for number, station in session.execute(
                select(SentReference.publication_id, SentReference.station)
            ):
                sent.setdefault(number, []).append(station)
            query = select(Publication).order_by(Publication.id.desc())
            return tuple(
                _published(row, tuple(sorted(set(sent.get(row.id, ()))))) for row in session.scalars(query)
            )

    def stations(self) -> tuple[str, ...]:
        """Return every station that is believed."""
        with self._bureau.store.reading() as session:
            return tuple(key.station for key in _stations(session))

    def published_codes(self) -> tuple[tuple[str, str], ...]:
        """Return list and code of every code that was published last."""
        with self._bureau.store.reading() as session:
            row = next((one for one in newest(session) if one.kind == RefKind.CODES.value), None)
        rows = _package(row).rows("codes") if row is not None else ()
        return tuple((str(told["listing"]), str(told["code"])) for told in rows)

    def newest_files(self, kind: RefKind) -> Mapping[str, bytes]:
        """Return the files of the newest version of a kind; none when there is none."""
        with self._bureau.store.reading() as session:
            row = next((one for one in newest(session) if one.kind == kind.value), None)
            return _package(row).files if row is not None and row.content else {}

    def _refuse_alone(self, kind: RefKind) -> None:
        if kind.needs_two and self._bureau.keys.second is None:
            raise UserError(f"{kind.label}要两位签：请第二位也登录（--second-login）。", field="second_login")

    def _parcel(self, session: Session, row: Publication, key: StationKey) -> Parcel | None:
        here = (SentReference.publication_id == row.id, SentReference.station == key.station)
        held = session.scalar(select(SentReference).where(*here, SentReference.epoch == key.epoch))
        if held is None:
            if RefKind(row.kind).needs_two and self._bureau.keys.second is None:
                return None
            held = self._seal(session, row, key, self._header(session, row, key.station))
        return Parcel(key.station, RefKind(row.kind), row.version, held.file_name, held.sealed)

    def _header(self, session: Session, row: Publication, station: str) -> Header:
        if row.content:
            return _package(row).header
        content = self._own[RefKind(row.kind)](session, station)
        return Header(
            RefKind(row.kind), row.version, row.title, row.published_at, row.valid_from, row.valid_to, row.expires,
            "", content.facts, content.heads,
        )  # fmt: skip

    def _seal(self, session: Session, row: Publication, key: StationKey, header: Header) -> SentReference:
        bureau, kind = self._bureau, RefKind(row.kind)
        if kind in self._own:
            content = self._own[kind](session, key.station)
            header = replace(header, facts=content.facts, tables=content.heads)
            package = Package(header, content.files)
        else:
            package = _package(row)
        signer = bureau.keys.first
        info = BagInfo(
            kind=Kind.REF, station=signer.station, epoch=signer.epoch, seq=row.id, recipient=key.station,
            recipient_key=fingerprint(key.box_key), created_at=row.published_at, app_version=VERSION,
            operator=bureau.operator.login, ref_versions={row.kind: str(row.version)},
        )  # fmt: skip
        second = bureau.keys.second if kind.needs_two else None
        sealed = seal_reference(
            pack_reference(info, package), signer, second, [key.box_key, bureau.keys.escrow]
        )
        sent = SentReference(
            publication_id=row.id, station=key.station, epoch=key.epoch, sha256=sha256(sealed), sealed=sealed,
            file_name=file_name(key.station, key.epoch, row.id, Kind.REF), sealed_at=bureau.clock.now(),
            sealed_by=bureau.operator.login,
        )  # fmt: skip
        session.add(sent)
        session.flush()
        return sent


def newest(session: Session) -> Sequence[Publication]:
    """Return the newest version of every kind, in the order they were published."""
    last = select(func.max(Publication.id)).group_by(Publication.kind)
    return session.scalars(select(Publication).where(Publication.id.in_(last)).order_by(Publication.id)).all()


def newest_versions(bureau: Bureau) -> Mapping[str, str]:
    """Return the newest version of every kind, as replies tell it."""
    with bureau.store.reading() as session:
        return {row.kind: str(row.version) for row in newest(session)}


def _stations(session: Session) -> list[StationKey]:
    names = session.scalars(select(StationKey.station).where(StationKey.revoked_at.is_(None)).distinct())
    keys = [newest_key(session, station) for station in sorted(names)]
    return [key for key in keys if key is not None]


def _kept(package: Package) -> bytes:
    return pack_zip({**package.files, HEADER: header_text(package.header)})


def _package(row: Publication) -> Package:
    files = unpack_zip(row.content)
    return Package(read_header(files.pop(HEADER)), files)


def _published(row: Publication, stations: tuple[str, ...]) -> Published:
    return Published(
        RefKind(row.kind), row.version, row.title, dict(row.counts), row.valid_from, row.expires, stations,
        row.published_by, row.second_by,
    )  # fmt: skip


def packs_in_force(bureau: Bureau, shipped: Packs) -> Packs:
    """Return the packs that were published last, able to replay every earlier one; `shipped` when none was."""
    with bureau.store.reading() as session:
        query = (
            select(Publication).where(Publication.kind == RefKind.POLICY.value).order_by(Publication.version)
        )
        rows = session.scalars(query).all()
    packs = shipped
    for row in rows:
        newer = packs_of(_package(row).files, f"第{row.version}版")
        packs = replace(newer, archive=(*packs.archive, *packs.versions))
    return packs
