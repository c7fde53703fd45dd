"""The case number on every slip: unique without a network, no personal data, safe to read over a phone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.faults import UserError
from app.models.reading import narrow

MOST_A_DAY: Final = 9999
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPE = re.compile(r"([0-9]{12})([A-Z]{2})([0-9]{8})([A-Z])([0-9]{4})([0-9A-Z])")
_LENGTH = 28
_DIGIT_PLACES = (*range(12), *range(14, 22), *range(23, 27))
_LOOKALIKES = str.maketrans("OIL", "011")
_EXAMPLE = "140321100001-PX-20261124-A0007-Y"


def check_character(text: str) -> str:
    """Return the ISO 7064 MOD 37,36 check character of the digits and capital letters given."""
    rest = 36
    for character in text:
        rest = (rest + _ALPHABET.index(character)) % 36 or 36
        rest = rest * 2 % 37
    return _ALPHABET[(37 - rest) % 36]


@dataclass(frozen=True, slots=True, order=True)
class CaseNumber:
    """A case number in its parts; ordered by station, business, day, epoch and sequence.

    `epoch` changes with every restore or new PC; `sequence` counts from 1 within all of them.
    """

    station: str
    business: str
    day: date
    epoch: str
    sequence: int

    def __post_init__(self) -> None:
        if _SHAPE.fullmatch(f"{self._body()}0") is None or not 1 <= self.sequence <= MOST_A_DAY:
            raise ValueError(f"not the parts of a case number: {self._body()}")

    def _body(self) -> str:
        return f"{self.station}{self.business}{self.day:%Y%m%d}{self.epoch}{self.sequence:04d}"

    @property
    def check(self) -> str:
        """Return the check character."""
        return check_character(self._body())

    def __str__(self) -> str:
        return (
            f"{self.station}-{self.business}-{self.day:%Y%m%d}-{self.epoch}{self.sequence:04d}-{self.check}"
        )

    @classmethod
    def parse(cls, text: str, *, field: str = "case_number") -> CaseNumber:
        """Read a case number as printed or as heard: with or without hyphens, any case, O for 0, I for 1.

        Raises: UserError for a wrong length, a wrong shape, an impossible day or a wrong check character.
        """
        bare = "".join(c for c in narrow(text).upper() if c.isalnum())
        if len(bare) != _LENGTH:
            raise UserError(
                f"受理编号应为 {_LENGTH} 位，现在是 {len(bare)} 位；样子如 {_EXAMPLE}", field=field
            )
        letters = list(bare)
        for place in _DIGIT_PLACES:
            letters[place] = letters[place].translate(_LOOKALIKES)
        match = _SHAPE.fullmatch("".join(letters))
        if match is None:
            raise UserError(f"受理编号的样子不对，应如 {_EXAMPLE}，请对照回执重新输入", field=field)
        if check_character(match[0][:-1]) != match[6]:
            raise UserError("受理编号校验不符，可能有一位录错或相邻两位录反，请对照回执重新输入", field=field)
        try:
            day = date(int(match[3][:4]), int(match[3][4:6]), int(match[3][6:]))
            return cls(match[1], match[2], day, match[4], int(match[5]))
        except ValueError:
            raise UserError("受理编号里的日期或顺序号不对，请对照回执重新输入", field=field) from None
