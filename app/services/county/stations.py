"""The stations of the county: an epoch's keys certified from its card, and revoked when a PC is lost."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.county import StationKey
from app.ports import CHINA
from app.services import journal
from app.services.county.office import Bureau
from app.services.exchange.agekeys import fingerprint
from app.services.exchange.bag import continued
from app.services.exchange.certificate import Certificate, issue
from app.services.exchange.reply import StationSigner
from app.services.exchange.signing import PublicKey
from app.services.exchange.stationcard import StationCard

VALID = timedelta(days=3 * 365)
EPOCHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class StationRow:
    """One certified epoch of a station."""

    station: str
    name: str
    epoch: str
    valid_to: date
    key_id: str
    revoked_reason: str
    is_revoked: bool
    closed_by: str = ""


class Stations:
    """Whose batches are believed."""

    def __init__(self, bureau: Bureau) -> None:
        self._bureau = bureau

    def enrol(self, card: StationCard) -> tuple[bytes, bytes]:
        """Certify the epoch of a card; return the certificate and its signature for the station.

        A new epoch of a known station closes the older ones: everything applied of them stays, and what they seal
        from now on is refused.

        Raises:
            UserError: this epoch is certified already with other keys, was revoked, or is older than one known.

        """
        bureau, now = self._bureau, self._bureau.clock.now()
        certificate = Certificate(
            card.station, card.epoch, card.signer, card.recipient, bureau.clock.today() + VALID
        )
        with bureau.store.transaction() as session:
            held = key_of(session, card.station, card.epoch)
            if held is not None:
                return self._again(held, card)
            _refuse_older(session, card)
            text, signature = issue(certificate, bureau.keys.first)
            session.add(
                StationKey(
                    station=card.station, name=card.name, epoch=card.epoch, epoch_uid=card.epoch_uid,
                    sign_key=card.signer.file.decode("ascii"), box_key=card.recipient,
                    valid_to=certificate.valid_to, certificate=text, certificate_sig=signature,
                    enrolled_at=now, enrolled_by=bureau.operator.login,
                    continues=continued(card.continues)[0], after_seq=continued(card.continues)[1],
                )
            )  # fmt: skip
            self._close_older(session, card)
            detail = f"{card.signer.key_id} {fingerprint(card.recipient)}"
            journal.note(
                session,
                bureau,
                "station.enrolled",
                entity="station",
                uid=f"{card.station}-{card.epoch}",
                detail=detail,
            )
        return text, signature

    def _close_older(self, session: Session, card: StationCard) -> None:
        for older in session.scalars(select(StationKey).where(*_open_before(card.station, card.epoch))):
            older.closed_at, older.closed_by = self._bureau.clock.now(), card.epoch
            uid, why = f"{older.station}-{older.epoch}", f"由纪元 {card.epoch} 接替"
            journal.note(session, self._bureau, "station.closed", entity="station", uid=uid, reason=why)

    def _again(self, held: StationKey, card: StationCard) -> tuple[bytes, bytes]:
        if held.revoked_at is not None:
            raise UserError(
                f"服务站 {card.station} 的纪元 {card.epoch} 已停用，不能再登记；请让服务站开始新纪元。"
            )
        if (held.sign_key.encode("ascii"), held.box_key) != (card.signer.file, card.recipient):
            raise UserError(
                f"服务站 {card.station} 的纪元 {card.epoch} 已用另一把钥匙登记过，可能是两台电脑用了同一个站。"
                "请电话核对是哪一台，再让另一台开始新纪元。"
            )
        return held.certificate, held.certificate_sig

    def revoke(self, station: str, epoch: str, reason: str) -> None:
        """Believe nothing more that this epoch signs; what was taken in before stays.

        Raises:
            UserError: there is no such epoch, or no reason is given.

        """
        if not reason.strip():
            raise UserError("停用须写明原因，例如电脑丢失。", field="reason")
        with self._bureau.store.transaction() as session:
            held = key_of(session, station, epoch)
            if held is None:
                raise UserError(f"没有登记过服务站 {station} 的纪元 {epoch}，请核对。", field="station")
            if held.revoked_at is None:
                held.revoked_at, held.revoked_reason = self._bureau.clock.now(), reason.strip()
                journal.note(
                    session,
                    self._bureau,
                    "station.revoked",
                    entity="station",
                    uid=f"{station}-{epoch}",
                    reason=reason,
                )

    def fresh_letter(self, station: str) -> str:
        """Return the letter that the next epoch of a station is to bear; empty when all are used up."""
        with self._bureau.store.reading() as session:
            return next_letter(session, station)

    def all(self) -> tuple[StationRow, ...]:
        """Return every certified epoch by station."""
        with self._bureau.store.reading() as session:
            query = select(StationKey).order_by(StationKey.station, StationKey.epoch)
            return tuple(_row(held) for held in session.scalars(query))


def key_of(session: Session, station: str, epoch: str) -> StationKey | None:
    """Return a certified epoch, revoked or not."""
    return session.scalar(select(StationKey).where(StationKey.station == station, StationKey.epoch == epoch))


def next_letter(session: Session, station: str) -> str:
    """Return the letter that the next epoch of a station may bear; empty when all are used up."""
    last = session.scalar(select(func.max(StationKey.epoch)).where(StationKey.station == station)) or ""
    place = EPOCHS.find(last) + 1 if last else 0
    return EPOCHS[place] if place < len(EPOCHS) else ""


def _open_before(station: str, epoch: str) -> tuple[ColumnElement[bool], ...]:
    return StationKey.station == station, StationKey.epoch < epoch, StationKey.closed_at.is_(None)


def _refuse_older(session: Session, card: StationCard) -> None:
    """Refuse a letter that comes before one in use: its case numbers may have been given out already."""
    later = select(StationKey.id).where(StationKey.station == card.station, StationKey.epoch > card.epoch)
    if session.scalar(later.limit(1)):
        fresh = next_letter(session, card.station)
        raise UserError(
            f"服务站 {card.station} 已用过比 {card.epoch} 更后的纪元，不能再登记这张卡。请让服务站在「上报与回执」里"
            f"点「换下一个纪元」，换到 {fresh} 或更后，再导出服务站卡。",
            field="epoch",
        )


def newest_key(session: Session, station: str) -> StationKey | None:
    """Return the newest epoch of a station that is not revoked."""
    query = select(StationKey).where(StationKey.station == station, StationKey.revoked_at.is_(None))
    return session.scalar(query.order_by(StationKey.epoch.desc()).limit(1))


def called(session: Session, station: str) -> str:
    """Return what a station is called: by its own card, else by its code."""
    query = select(StationKey.name).where(StationKey.station == station, StationKey.name != "")
    return session.scalar(query.order_by(StationKey.epoch.desc()).limit(1)) or f"服务站 {station}"


def public_keys(session: Session, *, with_revoked: bool = False) -> tuple[PublicKey, ...]:
    """Return every key ever certified, so that a revoked one is told from an unknown one.

    `with_revoked` lets the signature of a revoked key stand: an officer vouches for the file.
    """
    return tuple(
        PublicKey(
            held.station,
            held.epoch,
            held.sign_key.encode("ascii"),
            held.revoked_at is not None and not with_revoked,
        )
        for held in session.scalars(select(StationKey))
    )


def station_signers(session: Session) -> tuple[StationSigner, ...]:
    """Return every key ever certified as replies tell it, so that slips can be checked at every counter."""
    query = select(StationKey).order_by(StationKey.station, StationKey.epoch)
    return tuple(
        StationSigner(
            held.station,
            held.epoch,
            held.name,
            base64.b64encode(PublicKey(held.station, held.epoch, held.sign_key.encode("ascii")).raw).decode(
                "ascii"
            ),
            held.revoked_at.astimezone(CHINA).date() if held.revoked_at else None,
        )
        for held in session.scalars(query)
    )


def count_stations(session: Session) -> int:
    """Return how many stations have ever been certified."""
    return session.scalar(select(func.count(func.distinct(StationKey.station)))) or 0


def _row(held: StationKey) -> StationRow:
    key = PublicKey(held.station, held.epoch, held.sign_key.encode("ascii"))
    return StationRow(
        held.station,
        held.name,
        held.epoch,
        held.valid_to,
        key.key_id,
        held.revoked_reason,
        held.revoked_at is not None,
        held.closed_by,
    )
