"""The card reader as a protocol, the card it reads, and what the card tells the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from app.models.checks.finding import Finding, warning
from app.models.checks.names import check_name, private_warning
from app.services import codes

FOREVER = "长期"


@dataclass(frozen=True, slots=True)
class Card:
    """One 居民身份证 as the reader gives it: dates as days, `valid_to` None for 长期; the name is kept as read.

    A reader that only types gives the number alone: no name, no address. `photo` is the picture file that
    came with the card, or nothing.
    """

    id_number: str
    name: str
    sex: str
    nation: str
    birth: date
    address: str
    issuer: str
    valid_from: date | None
    valid_to: date | None
    id_type: str = "01"
    photo: bytes = field(default=b"", repr=False)

    def values(self) -> Mapping[str, object]:
        """Return what the card fills in, by field key; the village only where the address names it for certain."""
        village = village_in(self.address)
        filled: dict[str, object] = {
            "id_type": self.id_type,
            "id_number": self.id_number,
            "name": self.name,
            "sex": self.sex,
            "nation": self.nation,
            "birth": self.birth,
            "hukou_text": self.address,
        }
        if village:
            filled["hukou_code"] = village
        return {key: value for key, value in filled.items() if value}

    def findings(self, today: date) -> tuple[Finding, ...]:
        """Return what the clerk should know: an expired card, or characters from an old card's private area."""
        found = list(check_name(self.name, field="name").findings) if self.name else []
        found += private_warning(self.address, field="hukou_text", label="住址")
        if self.valid_to is not None and self.valid_to < today:
            text = f"这张身份证 {self.valid_to} 已过期，请提醒本人换证"
            found.append(warning("id_number", "card_expired", text))
        return tuple(found)


class CardReader(Protocol):
    """A reader: open it, ask whether a new card lies on it, close it; a card is read once until it is lifted."""

    @property
    def gives_unasked(self) -> bool:
        """Whether a card may be taken as soon as it is there, without F4."""

    @property
    def no_card(self) -> str:
        """Return what to tell a clerk who pressed F4 and no card came."""

    def open(self) -> None:
        """Make the device ready.

        Raises: UserError when it is not there.
        """

    def poll(self) -> Card | None:
        """Return the card that was newly put on the reader, or None; never wait for the device.

        Raises: UserError when the card or the device failed.
        """

    def close(self) -> None:
        """Let go of the device."""


def village_in(address: str) -> str:
    """Return the code of the one village that the address names behind its town, or behind its county.

    Nothing where it names none, or two villages of one name: the text is kept and the clerk chooses.
    """
    found: dict[str, int] = {}
    for division in codes.divisions().values():
        name = codes.short_village(division.village)
        for above in (division.town, division.county):
            _, marker, rest = address.partition(above)
            if marker and rest.startswith(name):
                found[division.code] = len(name)
    longest = [code for code, length in found.items() if length == max(found.values())]
    return longest[0] if len(longest) == 1 else ""


def read_day(text: str) -> date | None:
    """Return a card's day (YYYYMMDD); None for 长期 and for a blank."""
    if not text or text == FOREVER:
        return None
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
