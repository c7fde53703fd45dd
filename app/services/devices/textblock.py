"""The 256-byte text block a card reader's chip gives, taken apart; pure, for every reader that yields one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.faults import UserError
from app.services.devices.reader import Card, read_day

SIZE: Final = 256
_KIND_AT: Final = 248  # the type flag of the cards issued since 2017 stands before six spare bytes

# Field and its length in bytes, in the order of the block (counter: text block, 256 bytes UTF-16LE).
_CITIZEN: Final = (
    ("name", 30), ("sex", 2), ("nation", 4), ("birth", 16), ("address", 70), ("id_number", 36), ("issuer", 30),
    ("valid_from", 16), ("valid_to", 16),
)  # fmt: skip
_FOREIGNER: Final = (
    ("latin_name", 120), ("sex", 2), ("id_number", 30), ("country", 6), ("name", 30), ("valid_from", 16),
    ("valid_to", 16), ("birth", 16),
)  # fmt: skip
_LAYOUTS: Final[Mapping[str, tuple[str, tuple[tuple[str, int], ...]]]] = {
    "I": ("07", _FOREIGNER),
    "J": ("09", _CITIZEN),
}
_UNREADABLE = "读卡器给出的内容不完整，请拿起身份证，重新放好再读。"


def read_block(block: bytes) -> Card:
    """Return the card in a text block; the name is kept exactly as read.

    The flag `I` means a foreigner's residence card of 2017, `J` the residence card of Hong Kong, Macao and
    Taiwan residents; everything else is a citizen's card.

    Raises:
        UserError: the block is cut short or its days are none.

    """
    if len(block) != SIZE:
        raise UserError(_UNREADABLE)
    kind = block[_KIND_AT : _KIND_AT + 2].decode("utf-16-le", errors="replace")
    id_type, layout = _LAYOUTS.get(kind, ("01", _CITIZEN))
    text = _cut(block, layout)
    try:
        birth = read_day(text["birth"])
        days = read_day(text["valid_from"]), read_day(text["valid_to"])
    except ValueError as fault:
        raise UserError(_UNREADABLE) from fault
    if birth is None or not text["id_number"]:
        raise UserError(_UNREADABLE)
    return Card(
        id_number=text["id_number"].upper(),
        name=text["name"] or text.get("latin_name", ""),
        sex=text["sex"],
        nation=text.get("nation", "") if id_type == "01" else "",
        birth=birth,
        address=text.get("address", ""),
        issuer=text.get("issuer", ""),
        valid_from=days[0],
        valid_to=days[1],
        id_type=id_type,
    )


def _cut(block: bytes, layout: tuple[tuple[str, int], ...]) -> dict[str, str]:
    found, at = {}, 0
    for key, length in layout:
        part = block[at : at + length].decode("utf-16-le", errors="replace")
        found[key] = part.strip(" \0\u3000")
        at += length
    return found
