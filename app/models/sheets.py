"""The papers a counter prints on, and how a form is laid on one; lengths in millimetres, offsets in tenths of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MOST_OFFSET = 200
"""Tenths of a millimetre that a print may be moved either way."""
TRACTOR = 12.7
"""Millimetres at either edge of continuous paper that carry the holes."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in millimetres."""

    width: float
    height: float

    @property
    def words(self) -> str:
        """Return the size as a clerk reads it."""
        return f"{self.width:g}×{self.height:g} 毫米"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of paper. Fed paper goes through upright and is never turned; a roll has no height of its own.

    `edge` is the strip at the left and at the right in which nothing prints.
    """

    key: str
    label: str
    size: Size
    is_fed: bool = False
    edge: float = 0.0

    @property
    def is_roll(self) -> bool:
        """Whether the paper is as long as what is printed on it."""
        return not self.size.height

    @property
    def words(self) -> str:
        """Return the name with the size, as it is written on the box."""
        if self.is_roll:
            return self.label
        return f"{self.label}（{int(self.size.width)}×{round(self.size.height, 1):g} 毫米）"


_WIDE, _HIGH = (
    9.5 * 25.4,
    11 * 25.4,
)  # continuous paper is made in inches: drivers cut anything else to whole points

SHEETS: Mapping[str, Sheet] = {
    sheet.key: sheet
    for sheet in (
        Sheet("A4", "A4", Size(210, 297)),
        Sheet("A5", "A5", Size(148, 210)),
        Sheet("241", "241 连续纸整张", Size(_WIDE, _HIGH), is_fed=True, edge=TRACTOR),
        Sheet("241/2", "241 连续纸二等分", Size(_WIDE, _HIGH / 2), is_fed=True, edge=TRACTOR),
        Sheet("241/3", "241 连续纸三等分", Size(_WIDE, _HIGH / 3), is_fed=True, edge=TRACTOR),
        Sheet("80", "80 毫米热敏卷纸", Size(80, 0), is_fed=True, edge=4.0),
    )
}


@dataclass(frozen=True, slots=True)
class Lay:
    """How a form goes onto a printer's paper: which paper (empty: the form's own), moved how far, with lines or 套打.

    `x` and `y` are tenths of a millimetre to the right and down. `is_raw` sends ESC/POS past the driver.
    """

    paper: str = ""
    x: int = 0
    y: int = 0
    has_lines: bool = True
    copies: int = 1
    is_raw: bool = False

    @property
    def sheet(self) -> Sheet | None:
        """Return the paper; none when every form brings its own."""
        return SHEETS.get(self.paper)

    @property
    def moved(self) -> str:
        """Say how far the print is moved."""
        across = f"{'右' if self.x > 0 else '左'}移 {abs(self.x) / 10:.1f}" if self.x else ""
        down = f"{'下' if self.y > 0 else '上'}移 {abs(self.y) / 10:.1f}" if self.y else ""
        said = "、".join(part for part in (across, down) if part)
        return f"{said} 毫米" if said else "不偏移"
