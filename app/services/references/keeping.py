"""Keeping reference packages: the rows of every version, by kind and state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.reference import ReferencePackage
from app.services import settings
from app.services.exchange.reference import Header, OpenedReference, Package, RefKind, refuse_rollback
from app.services.exchange.signing import PublicKey, read_public
from app.services.home import COUNTY
from app.services.references.results import ReferenceCard, State

_HELD = (State.WAITING.value, State.IN_FORCE.value)


def versions(session: Session) -> dict[str, str]:
    """Return the version of every kind in force, as batches tell it."""
    query = select(ReferencePackage.kind, ReferencePackage.version)
    rows = session.execute(query.where(ReferencePackage.state == State.IN_FORCE.value))
    return {kind: str(version) for kind, version in rows}


def get(session: Session, number: int) -> ReferencePackage:
    """Return a package that was verified.

    Raises:
        UserError: there is none, or it waits for a newer version of the product.

    """
    row = session.get(ReferencePackage, number)
    if row is None or not row.bag:
        raise UserError("没有这份参考数据，或它要先升级程序才能用。")
    return row


def in_force(session: Session, kind: RefKind) -> ReferencePackage | None:
    """Return the package of a kind that is in force."""
    here = (ReferencePackage.kind == kind.value, ReferencePackage.state == State.IN_FORCE.value)
    return session.scalar(select(ReferencePackage).where(*here))


def waiting(session: Session, kind: RefKind) -> list[ReferencePackage]:
    """Return the packages of a kind that wait to be put in force."""
    here = (ReferencePackage.kind == kind.value, ReferencePackage.state == State.WAITING.value)
    return list(session.scalars(select(ReferencePackage).where(*here)))


def held_same(session: Session, package: Package) -> ReferencePackage | None:
    """Return this very package, where it came before."""
    header = package.header
    query = select(ReferencePackage).where(
        ReferencePackage.kind == header.kind.value, ReferencePackage.version == header.version,
        ReferencePackage.sha256 == package.digest, ReferencePackage.state != State.PARKED.value,
    )  # fmt: skip
    return session.scalar(query)


def refuse_older(session: Session, package: Package) -> None:
    """Refuse a package that is not newer than what is in force or waits.

    Raises:
        Refused: an older version, or the same number with another content.

    """
    query = select(ReferencePackage).where(
        ReferencePackage.kind == package.header.kind.value, ReferencePackage.state.in_(_HELD)
    )
    newest = session.scalar(query.order_by(ReferencePackage.version.desc()).limit(1))
    if newest is not None:
        refuse_rollback(package.header, package.digest, held=newest.version, held_digest=newest.sha256)


def fill(row: ReferencePackage, name: str, opened: OpenedReference) -> None:
    """Write down what a verified package says of itself."""
    header: Header = opened.package.header
    row.kind, row.version, row.state = header.kind.value, header.version, State.WAITING.value
    row.title, row.file_name, row.sha256 = header.title, name, opened.package.digest
    row.signers = " ".join(opened.signers)
    row.published_at, row.published_by = header.published_at, opened.info.operator
    row.valid_from, row.valid_to, row.expires = header.valid_from, header.valid_to, header.expires
    row.counts = {head.name: head.rows for head in header.tables}
    row.bag, row.sealed = opened.bag_zip, None


def signers_of(session: Session) -> tuple[PublicKey, ...]:
    """Return the keys of the county's card."""
    card = settings.get(session, COUNTY)
    held = card.get("signers", ()) if isinstance(card, Mapping) else ()
    return tuple(read_public(str(file).encode("ascii")) for file in held)


def card_of(row: ReferencePackage, today: date) -> ReferenceCard:
    """Return a package as a page shows it."""
    return ReferenceCard(
        id=row.id,
        kind=RefKind(row.kind) if row.kind else None,
        version=row.version,
        state=State(row.state),
        title=row.title,
        file_name=row.file_name,
        published_at=row.published_at,
        published_by=row.published_by,
        signers=tuple(row.signers.split()),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        expires=row.expires,
        taken_at=row.taken_at,
        taken_by=row.taken_by,
        applied_at=row.applied_at,
        applied_by=row.applied_by,
        counts=dict(row.counts),
        is_expired=row.expires is not None and row.expires < today,
    )
