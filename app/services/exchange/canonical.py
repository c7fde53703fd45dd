"""The one way a value is written as JSON, so that its hash is the same everywhere."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, date, datetime
from typing import TypeAlias

from app.faults import UserError

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")

GENESIS = "0" * 64
"""What stands for the hash before the first of a chain."""


def canonical(value: Json) -> bytes:
    """Return `value` as UTF-8 JSON with sorted keys and no spaces.

    Raises: UserError when a text holds half a surrogate pair, which no file can carry.
    """
    text = _WRITER.encode(value)
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UserError("文字中有无法保存的残缺字符，请删除该字后重新录入。") from error


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _whole_numbers_only(text: str) -> int:
    raise ValueError(text)


def _no_repeats(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    result = dict(pairs)
    if len(result) != len(pairs):
        raise ValueError("repeated key")
    return result


_READER = json.JSONDecoder(
    parse_float=_whole_numbers_only, parse_constant=_whole_numbers_only, object_pairs_hook=_no_repeats
)


def parse(data: bytes) -> Json:
    """Read one JSON value; fractions, NaN and repeated keys are refused.

    Raises: ValueError (of which UnicodeDecodeError and JSONDecodeError are kinds), RecursionError.
    """
    value: Json = _READER.decode(data.decode("utf-8"))
    return value


def instant_text(instant: datetime) -> str:
    """Write an aware instant in UTC as `2026-11-24T08:00:00.000000Z` (always microseconds, so it sorts)."""
    return f"{instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def instant_from(text: str) -> datetime:
    """Read what `instant_text` wrote.

    Raises: ValueError.
    """
    if not _INSTANT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def day_from(text: str) -> date:
    """Read an ISO day `2026-11-24`.

    Raises: ValueError.
    """
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day
