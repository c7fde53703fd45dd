"""What a form template says, frozen: the grid, its cells, its lines and its paper; all lengths in points."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.printing.fonts import Role
from app.services.printing.tags import Part

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Face:
    """How the characters of a cell look."""

    role: Role
    size: float
    is_bold: bool = False
    is_italic: bool = False
    is_underlined: bool = False
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True)
class Rule:
    """One border line; `dash` is empty for a solid one."""

    width: float
    dash: tuple[float, ...] = ()
    colour: Colour = BLACK
    is_double: bool = False

    @property
    def weight(self) -> tuple[bool, float, bool]:
        """The order in which two neighbours' lines win a shared edge."""
        return (self.is_double, self.width, not self.dash)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell or merged area; `row` and `column` count from 0 in the print area."""

    row: int
    column: int
    rows: int
    columns: int
    parts: tuple[Part, ...]
    face: Face
    across: str
    down: str
    wraps: bool
    shrinks: bool
    indent: int
    turn: int
    fill: Colour | None
    diagonals: tuple[Rule | None, Rule | None]
    label: str

    @property
    def is_static(self) -> bool:
        """Whether the cell prints the same text on every form."""
        return all(isinstance(part, str) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Band:
    """One row of the sheet: `height` None grows with its text; `sides` has one entry more than columns."""

    height: float | None
    cells: tuple[Cell, ...]
    tops: tuple[Rule | None, ...]
    bottoms: tuple[Rule | None, ...]
    sides: tuple[Rule | None, ...]
    repeats: str = ""
    at_least: int = 0
    foots: str = ""
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """The page setup: size, margins (left, top, right, bottom), centring and scale."""

    width: float
    height: float
    margins: tuple[float, float, float, float]
    header: float
    footer: float
    is_centred_across: bool
    is_centred_down: bool
    scale: float
    fit_pages: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Running:
    """One section of a header or footer: `place` is left, center or right."""

    place: str
    is_header: bool
    parts: tuple[Part, ...]
    face: Face


@dataclass(frozen=True, slots=True)
class Template:
    """A form, read once; `warnings` names everything in the workbook that will not be printed as drawn."""

    name: str
    title: str
    columns: tuple[float, ...]
    bands: tuple[Band, ...]
    head: tuple[int, ...]
    breaks: frozenset[int]
    paper: Paper
    running: tuple[Running, ...]
    copies_key: str
    copies: tuple[str, ...]
    has_print_area: bool
    has_note: bool
    warnings: tuple[str, ...]
