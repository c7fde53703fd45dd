"""Numbers of the invented town that pass every public check digit and belong to nobody."""

from __future__ import annotations

from datetime import date

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def id_check(body: str) -> str:
    """Return the check character of a 17-digit body.

    Source: GB 11643-1999, MOD 11-2.
    """
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(body))
    return "10X98765432"[total % 11]


def id_number(division: str, birth: date, order: int, sex: str) -> str:
    """Return an identity number with a sequence from 900 up (9xx is how a sample is told at sight)."""
    sequence = 900 + 2 * order + (1 if sex == "1" else 0)
    body = f"{division[:6]}{birth:%Y%m%d}{sequence}"
    return body + id_check(body)


def organisation_check(body: str) -> str:
    """Return the check character of an eight-character organisation code.

    Source: GB 11714.
    """
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    value = 11 - sum(w * ORG_ALPHABET.index(c) for w, c in zip(weights, body, strict=True)) % 11
    return {10: "X", 11: "0"}.get(value, str(value))


def uscc(prefix: str, division: str, order: int) -> str:
    """Return a unified social credit code with both check characters right.

    Source: GB 32100-2015.
    """
    letters = {"N": "MF0", "5": "MJ0", "1": "400"}.get(prefix[0], "MA0")
    organisation = f"{letters}99{order:03d}"
    body = f"{prefix}{division[:6]}{organisation}{organisation_check(organisation)}"
    total = sum(USCC_ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(body))
    return body + USCC_ALPHABET[(31 - total % 31) % 31]


def phone(order: int) -> str:
    """Return a mobile number of the block 199 0000 xxxx, which the samples keep to themselves."""
    return f"1990000{order:04d}"


def certificate_number(order: int, level: int, year: int) -> str:
    """Return a 22-character skill-level certificate number of an invented institution in Shanxi."""
    return f"S000014999900{year % 100:02d}{level}{order:06d}"
