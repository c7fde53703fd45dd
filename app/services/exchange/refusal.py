"""Why an exchange file was refused: one code a program can tell apart, one text a clerk can act on."""

from __future__ import annotations

from enum import StrEnum

from app.faults import UserError


class Reason(StrEnum):
    """The distinct reasons for refusing a file, outermost layer first."""

    TOO_LARGE = "too_large"
    NOT_SEALED = "not_sealed"
    WRONG_KEY = "wrong_key"
    TRUNCATED = "truncated"
    TAMPERED = "tampered"
    TAR = "tar"
    SIGNATURE_FORMAT = "signature_format"
    SIGNER_UNKNOWN = "signer_unknown"
    SIGNATURE_WRONG = "signature_wrong"
    SIGNER_REVOKED = "signer_revoked"
    ZIP = "zip"
    ZIP_BOMB = "zip_bomb"
    ZIP_MEMBERS = "zip_members"
    ZIP_TRAVERSAL = "zip_traversal"
    ZIP_ABSOLUTE = "zip_absolute"
    ZIP_DRIVE = "zip_drive"
    ZIP_STREAM = "zip_stream"
    ZIP_DUPLICATE = "zip_duplicate"
    ZIP_NUL = "zip_nul"
    ZIP_SYMLINK = "zip_symlink"
    ZIP_NAME = "zip_name"
    ZIP_ENCRYPTED = "zip_encrypted"
    BAG = "bag"
    FORMAT = "format"
    NEWER = "newer"
    KIND = "kind"
    ADDRESSEE = "addressee"
    SIGNER_MISMATCH = "signer_mismatch"
    MANIFEST = "manifest"
    EVENTS = "events"
    CHAIN = "chain"
    CERTIFICATE = "certificate"
    EXPIRED = "expired"
    FORK = "fork"
    OTHER_COUNTY = "other_county"
    SIGNER_MISSING = "signer_missing"
    REFERENCE = "reference"
    ROLLBACK = "rollback"
    CASES = "cases"
    EPOCH_CLOSED = "epoch_closed"


class Refused(UserError):  # noqa: N818 - reads as what happened to the file
    """A file that is not taken in; `reason` says which layer refused it."""

    def __init__(self, reason: Reason, text: str, *, field: str = "") -> None:
        super().__init__(text, field=field)
        self.reason = reason
