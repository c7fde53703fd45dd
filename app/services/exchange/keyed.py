"""Keyed hashes of identity numbers: who has the key can ask for a person, nobody can read a list of them off; pure.

An identity number has few unknown digits, so whoever holds key and list can try them all: the list is sealed in
transit, encrypted at rest, and each station's key is its own.
"""

from __future__ import annotations

import hashlib
import hmac

from app.services.policy.ages import normal_number

SALT = "salt"
"""The fact of a package's header that holds the key, in hexadecimals."""
_BYTES = 16


def salt_for(secret: str, station: str) -> str:
    """Return a station's own key, derived from the county's secret."""
    return hmac.new(secret.encode("utf-8"), f"JMK/1 index {station}".encode(), hashlib.sha256).hexdigest()


def keyed(salt: str, text: str) -> str:
    """Return the keyed hash of an identity or certificate number, however it was written."""
    number = normal_number(text.strip().upper())
    return hmac.new(bytes.fromhex(salt), number.encode("utf-8"), hashlib.sha256).digest()[:_BYTES].hex()
