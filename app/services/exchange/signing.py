"""Station and county signatures: Ed25519 in minisign's format, checked by the stock `minisign -V`."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

import minisign
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.faults import UserError
from app.services.exchange.refusal import Reason, Refused

UNTRUSTED = "JMK/1 signature"
_KEY_COMMENT = re.compile(r"JMK/1 station ([A-Za-z0-9]{1,32}) epoch ([A-Za-z0-9]{1,16})")
_PLAIN = re.compile(r"[A-Za-z0-9]{1,32}")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """Whose signature is believed: a station (or county) in one epoch."""

    station: str
    epoch: str
    file: bytes
    """The public key file, as the stock tool reads it."""
    is_revoked: bool = False

    @property
    def key_id(self) -> str:
        """Return the key's number as 16 hexadecimal digits, as minisign prints it."""
        raw = base64.b64decode(self.file.split(b"\n")[1])
        return raw[2:10][::-1].hex().upper()

    @property
    def raw(self) -> bytes:
        """Return the 32 bytes of the key itself."""
        return base64.b64decode(self.file.split(b"\n")[1])[10:42]


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A signing key; `secret` is an unencrypted minisign key file, kept only in the encrypted database."""

    station: str
    epoch: str
    secret: bytes

    def public(self) -> PublicKey:
        """Return the public half, to be handed to the county."""
        public = minisign.PublicKey.from_secret_key(minisign.SecretKey.from_bytes(self.secret))
        public.untrusted_comment = f"JMK/1 station {self.station} epoch {self.epoch}"
        return PublicKey(self.station, self.epoch, bytes(public) + b"\n")


def make_key(station: str, epoch: str, seed: bytes) -> SigningKey:
    """Make the signing key of a station's epoch from 32 secret random bytes.

    Raises: ValueError when the seed is not 32 bytes; UserError when a code cannot stand in a file name.
    """
    if not _PLAIN.fullmatch(station) or not _PLAIN.fullmatch(epoch):
        raise UserError("服务站代码和纪元只能用英文字母和数字，请改正。", field="station")
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public = private.public_key().public_bytes_raw()
    number = hashlib.blake2b(b"JMK/1 key id" + public, digest_size=8).digest()
    checksum = hashlib.blake2b(b"Ed" + number + seed + public, digest_size=32).digest()
    body = b"Ed" + b"\0\0" + b"B2" + bytes(32 + 16) + number + seed + public + checksum
    comment = f"untrusted comment: JMK/1 station {station} epoch {epoch} SECRET".encode("ascii")
    return SigningKey(station, epoch, comment + b"\n" + base64.b64encode(body) + b"\n")


def read_public(file: bytes) -> PublicKey:
    """Read a `station.pub`, whose comment names the station and its epoch.

    Raises: UserError.
    """
    try:
        key = minisign.PublicKey.from_bytes(file)
    except minisign.Error as error:
        raise UserError("这不是服务站的公钥文件，请重新选择（文件名通常为 station.pub）。") from error
    named = _KEY_COMMENT.fullmatch(key.untrusted_comment or "")
    if not named:
        raise UserError("公钥文件没有写明服务站和纪元，请让服务站重新导出公钥。")
    return PublicKey(named.group(1), named.group(2), file)


def sign(data: bytes, key: SigningKey, *, trusted_comment: str) -> bytes:
    """Return the `.minisig` of `data`: Ed25519 over BLAKE2b-512; the same input gives the same bytes."""
    secret = minisign.SecretKey.from_bytes(key.secret)
    signature = secret.sign(data, prehash=True, untrusted_comment=UNTRUSTED, trusted_comment=trusted_comment)
    return bytes(signature) + b"\n"


def verify(data: bytes, minisig: bytes, known: Iterable[PublicKey]) -> tuple[PublicKey, str]:
    """Return whose signature it is and the trusted comment.

    Raises: Refused when the signature is unreadable, wrong, or of a key that is unknown or revoked.
    """
    try:
        signature = minisign.Signature.from_bytes(minisig)
    except minisign.Error as error:
        raise Refused(Reason.SIGNATURE_FORMAT, "文件的签名无法读取，已拒收。请让对方重新导出。") from error
    is_exact = bytes(signature) + b"\n" == minisig and signature.untrusted_comment == UNTRUSTED
    if not is_exact or not signature.is_prehashed():
        raise Refused(Reason.SIGNATURE_FORMAT, "文件的签名写法不规范，已拒收。请让对方重新导出。")
    number = base64.b64decode(minisig.split(b"\n")[1])[2:10][::-1].hex().upper()
    key = next((key for key in known if key.key_id == number), None)
    if key is None:
        text = (
            f"签名的钥匙（编号 {number}）没有登记，无法确认文件是谁发出的，已拒收。请核对来源并先登记其公钥。"
        )
        raise Refused(Reason.SIGNER_UNKNOWN, text)
    try:
        minisign.PublicKey.from_bytes(key.file).verify(data, signature)
    except minisign.Error as error:
        raise Refused(
            Reason.SIGNATURE_WRONG, "文件的签名与内容对不上，可能被改动过，已拒收。请让对方重新导出。"
        ) from error
    if key.is_revoked:
        text = f"服务站 {key.station} 的这把钥匙（纪元 {key.epoch}）已停用，文件已拒收。请联系县级人社部门。"
        raise Refused(Reason.SIGNER_REVOKED, text)
    return key, str(signature.trusted_comment)
