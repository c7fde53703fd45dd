"""What the QR code of a slip says: case, signing epoch, day, what the slip's words hash to, and a signature; pure.

The text holds capital letters, digits and colons only, so a QR code packs it densely and any scanner that types
can type it. Nothing in it is personal: the hashes cover a word that stands on the paper alone.

    JMK1S:140321100001PX20261124A0007Y:B:20261125:<hash of the main words><hash of all words>:<signature>

Hashes are the first 80 bits of SHA-256, the signature is Ed25519 (RFC 8032) over everything before the last colon,
both in base32 without padding; a stock tool checks it with the 32 bytes of the key in the station's public file.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.faults import UserError
from app.models.casenumber import CaseNumber
from app.models.reading import narrow

PREFIX = "JMK1S:"
HASH = 16  # characters of one hash
_SHAPE = re.compile(
    r"JMK1S:([0-9]{12}[A-Z]{2}[0-9]{8}[A-Z][0-9]{4}[0-9A-Z]):([A-Z]):([0-9]{8}):([A-Z2-7]{32}):([A-Z2-7]{103})"
)
_NEWER = re.compile(r"JMK([0-9]+)S:")
_NO_SLIP = "这不是受理回执上的二维码内容。请扫回执右上方的方形码，扫出来以 JMK1S: 开头。"
_CUT = "二维码内容没有读全（应有 182 个字符，现在是 {} 个）。请再扫一次，或改用拍照的图片。"
_ODD = "二维码内容里有不该有的字，可能是输入法开着或抄错了。请关掉输入法再扫一次。"
LENGTH = 182


@dataclass(frozen=True, slots=True)
class SlipCode:
    """What one code says. `epoch` is that of the signing key, which may be later than the case's own."""

    case: CaseNumber
    epoch: str
    signed_on: date
    main: str
    whole: str
    signature: bytes = b""

    @property
    def head(self) -> str:
        """Return what is signed."""
        bare = str(self.case).replace("-", "")
        return f"{PREFIX}{bare}:{self.epoch}:{self.signed_on:%Y%m%d}:{self.main}{self.whole}"

    @property
    def text(self) -> str:
        """Return what the QR code holds."""
        return f"{self.head}:{base32(self.signature)}"

    def signed(self, seed: bytes) -> SlipCode:
        """Return it with the signature of a station's key; `seed` is the key's 32 secret bytes."""
        signature = Ed25519PrivateKey.from_private_bytes(seed).sign(self.head.encode("ascii"))
        return SlipCode(self.case, self.epoch, self.signed_on, self.main, self.whole, signature)

    def is_signed_by(self, key: bytes) -> bool:
        """Tell whether the signature is that of a public key, 32 bytes."""
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(self.signature, self.head.encode("ascii"))
        except (InvalidSignature, ValueError):
            return False
        return True

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code as a scanner types it, with blanks or in small letters.

        Raises:
            UserError: it is no slip's code, is cut short or garbled, or is of a newer version of the product.

        """
        bare = "".join(narrow(text).upper().split())
        match = _SHAPE.fullmatch(bare)
        if match is None:
            raise UserError(_fault(bare), field="slip_code")
        case, epoch, day, hashes, signature = match.groups()
        number = CaseNumber.parse(case, field="slip_code")
        try:
            signed_on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        except ValueError:
            raise UserError(_ODD, field="slip_code") from None
        return cls(number, epoch, signed_on, hashes[:HASH], hashes[HASH:], from_base32(signature))


def _fault(bare: str) -> str:
    newer = _NEWER.match(bare)
    if newer and newer.group(1) != "1":
        return "这张回执是用更新版本的程序打印的，请先升级本机程序再核对。"
    if not bare.startswith(PREFIX):
        return _NO_SLIP
    return _ODD if len(bare) == LENGTH else _CUT.format(len(bare))


def base32(data: bytes) -> str:
    """Return bytes in base32 without padding."""
    return base64.b32encode(data).decode("ascii").rstrip("=")


def from_base32(text: str) -> bytes:
    """Return the bytes of base32 without padding."""
    return base64.b32decode(text + "=" * (-len(text) % 8))
