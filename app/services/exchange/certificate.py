"""The station's certificate: the county vouches that a key belongs to a station's epoch until a day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.services.exchange.agekeys import check_recipient
from app.services.exchange.canonical import canonical, day_from, parse
from app.services.exchange.refusal import Reason, Refused
from app.services.exchange.signing import PublicKey, SigningKey, read_public, sign, verify

FORMAT = "JMK-CERT/1"
_AGAIN = "请向县级人社部门重新领取服务站证书。"


@dataclass(frozen=True, slots=True)
class Certificate:
    """A station's keys in one epoch, valid through `valid_to`."""

    station: str
    epoch: str
    signer: PublicKey
    recipient: str
    valid_to: date


def issue(certificate: Certificate, county: SigningKey) -> tuple[bytes, bytes]:
    """Return the certificate file and its `.minisig`, checkable with `minisign -V` and the county's key."""
    text = canonical(
        {
            "format": FORMAT,
            "station": certificate.station,
            "epoch": certificate.epoch,
            "sign_key": certificate.signer.file.decode("ascii"),
            "box_key": check_recipient(certificate.recipient),
            "valid_to": certificate.valid_to.isoformat(),
        }
    )
    comment = f"JMK1 certificate {certificate.station} {certificate.epoch} {certificate.valid_to.isoformat()}"
    return text, sign(text, county, trusted_comment=comment)


def read_certificate(file: bytes, minisig: bytes, *, counties: Iterable[PublicKey], on: date) -> Certificate:
    """Check the county's signature, read the certificate and look whether it is valid on a day.

    Raises: Refused.
    """
    verify(file, minisig, counties)
    try:
        value = parse(file)
        if not isinstance(value, dict) or value["format"] != FORMAT:
            raise Refused(Reason.CERTIFICATE, f"这不是服务站证书。{_AGAIN}")
        signer = read_public(str(value["sign_key"]).encode("ascii"))
        station, epoch, valid_to = (
            str(value["station"]),
            str(value["epoch"]),
            day_from(str(value["valid_to"])),
        )
        recipient = check_recipient(str(value["box_key"]))
    except (ValueError, KeyError) as error:
        raise Refused(Reason.CERTIFICATE, f"服务站证书无法读取。{_AGAIN}") from error
    if (signer.station, signer.epoch) != (station, epoch):
        raise Refused(Reason.CERTIFICATE, f"服务站证书与其中的公钥不是同一个服务站。{_AGAIN}")
    if on > valid_to:
        raise Refused(Reason.EXPIRED, f"服务站证书已于 {valid_to.isoformat()} 到期。{_AGAIN}")
    return Certificate(station, epoch, signer, recipient, valid_to)
