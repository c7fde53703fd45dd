"""The words of a slip that its proof covers, as a person reads them, and what they hash to; pure.

All words are hashed as they stand on the paper: a station that keeps its prints shows them line by line. The main
words are hashed once more alone: number, day, who, last four, promised day. Those few a clerk at any other counter
types from the paper. Both hashes start with the check word, which stands on the paper and not in the code: whoever
has the code alone learns nothing by trying names and numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from app.services.slips.payload import base32

Words = tuple[tuple[str, str], ...]
"""Label and text of each line, in the order of the paper."""

_HASH_BYTES = 10
_CHECK_BYTES = 5
NUMBER, FILED, WHO, TAIL, DUE = "受理编号", "受理日期", "申请人", "证件号码后四位", "承诺办结"
MAIN = (NUMBER, FILED, WHO, TAIL, DUE)
TYPED = (WHO, TAIL, DUE)


def words_of(values: Mapping[str, Mapping[str, object]], materials: Sequence[Mapping[str, object]]) -> Words:
    """Return the words of a slip from the values it is printed with."""
    case, slip, station, clerk = (values[name] for name in ("application", "slip", "station", "clerk"))
    lines = [
        (NUMBER, _text(case["case_number"])),
        ("事项名称", _text(case["kind_text"])),
        (FILED, _text(case["filed_on"])),
        (WHO, _text(slip["masked_name"])),
        (TAIL, _text(slip["id_tail"])),
        (DUE, _text(slip["due_on"])),
    ]
    for number, row in enumerate(materials, 1):
        parts = (_text(row[key]) for key in ("name", "count", "form", "handling"))
        lines.append((f"材料 {number}", "　".join(parts)))
    lines += [
        ("补正事项", _text(slip["to_complete"])),
        ("经办人", _text(clerk["name"])),
        ("服务站", _text(station["name"])),
    ]
    return tuple(lines)


def check_word(words: Words, seed: bytes) -> str:
    """Return the eight letters that are printed beside the code: the same words always give the same."""
    made = hmac.new(seed, b"JMK1S check word\n" + _canonical(words).encode(), hashlib.sha256)
    bare = base32(made.digest()[:_CHECK_BYTES])
    return f"{bare[:4]}-{bare[4:]}"


def main_hash(words: Words, check: str) -> str:
    """Return the hash of the main words."""
    held = dict(words)
    return _hash(tuple((label, held[label]) for label in MAIN), check)


def whole_hash(words: Words, check: str) -> str:
    """Return the hash of all words."""
    return _hash(words, check)


def _hash(words: Words, check: str) -> str:
    text = f"JMK1S words\n{fold(check).replace('-', '')}\n{_canonical(words)}"
    return base32(hashlib.sha256(text.encode()).digest()[:_HASH_BYTES])


def _canonical(words: Words) -> str:
    return "".join(f"{label}:{fold(text)}\n" for label, text in words)


def fold(text: str) -> str:
    """Return a text as it is compared: full and half width, blanks and small letters make no difference."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
