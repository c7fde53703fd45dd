"""A card reader without a reader: invented cards from the samples, for training, the demonstration and tests."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from app.services.devices.reader import Card, read_day


def read_cards(path: Path) -> tuple[Card, ...]:
    """Return the invented cards of a fixture file."""
    listed = json.loads(path.read_text(encoding="utf-8"))["cards"]
    return tuple(card_of(row) for row in listed)


def card_of(row: Mapping[str, str]) -> Card:
    """Return one card of the fixture."""
    birth = read_day(row["birth"])
    if birth is None:
        raise ValueError("a card bears a birthday")
    return Card(
        id_number=row["id_number"],
        name=row["name"],
        sex=row["sex"],
        nation=row["nation"],
        birth=birth,
        address=row["address"],
        issuer=row["issuer"],
        valid_from=read_day(row["valid_from"]),
        valid_to=read_day(row["valid_to"]),
    )


class Simulator:
    """Gives the cards in turn, or the one that was put on it."""

    gives_unasked = False
    no_card = "读卡器上没有卡：请放好身份证再按 F4。"

    def __init__(self, cards: tuple[Card, ...]) -> None:
        self.cards = cards
        self._cards = deque(cards)
        self._lying: Card | None = None

    def put(self, card: Card) -> None:
        """Lay a card on the reader."""
        self._lying = card

    def open(self) -> None:
        """Have nothing to open."""

    def poll(self) -> Card | None:
        """Return the card lying there, else the next of the samples."""
        if self._lying is not None:
            card, self._lying = self._lying, None
            return card
        if not self._cards:
            return None
        self._cards.rotate(-1)
        return self._cards[-1]

    def close(self) -> None:
        """Have nothing to close."""
