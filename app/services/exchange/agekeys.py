"""X25519 keys of the county, the escrow and the station, in the files that `age-keygen` writes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

import pyrage

from app.faults import UserError
from app.services.exchange.canonical import instant_text

_SECRET = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]{58}")


@dataclass(frozen=True, slots=True)
class BoxKey:
    """A key that opens sealed files; `recipient` (age1…) is what others seal to."""

    recipient: str
    secret: str

    def file(self, made_at: datetime) -> bytes:
        """Return the key file that `age -d -i` reads."""
        lines = (f"# created: {instant_text(made_at)}", f"# public key: {self.recipient}", self.secret, "")
        return "\n".join(lines).encode("ascii")


def make_box_key() -> BoxKey:
    """Make a new key; the secret comes from the system's secure source."""
    secret = pyrage.x25519.Identity.generate()
    return BoxKey(str(secret.to_public()), str(secret))


def read_box_key(file: bytes) -> BoxKey:
    """Read a key file in age-keygen's format.

    Raises: UserError.
    """
    found = _SECRET.search(file.decode("ascii", "replace"))
    try:
        secret = pyrage.x25519.Identity.from_str(found.group(0) if found else "")
    except pyrage.IdentityError as error:
        raise UserError(
            "这不是解密钥匙文件，请重新选择（文件名通常为 county.key）。", field="identity"
        ) from error
    return BoxKey(str(secret.to_public()), str(secret))


def check_recipient(recipient: str) -> str:
    """Return the recipient when it is a whole `age1…` key.

    Raises: UserError.
    """
    try:
        return str(pyrage.x25519.Recipient.from_str(recipient.strip()))
    except pyrage.RecipientError as error:
        raise UserError("接收单位的加密公钥不完整，请重新导入县级公钥。", field="recipient") from error


def fingerprint(recipient: str) -> str:
    """Return 32 hexadecimal digits that name a recipient's key in `bag-info.txt` and on paper."""
    return hashlib.sha256(recipient.encode("ascii")).hexdigest()[:32]
