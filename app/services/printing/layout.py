"""What a form template says, frozen: the grid, its cells, its lines and its paper; all lengths in points."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.printing.fonts import Role
from app.services.printing.tags import Part

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
PIXEL = 0.75  # points of a pixel at 96 dpi, in which sheets measure rows and columns
PADDING = 1.5  # points left free at either side of a cell: Excel leaves two, LibreOffice one


@dataclass(frozen=True, slots=True)
class Face:
    """How characters look: `size` as the author gave it; `lift` is 1 raised, -1 lowered, 0 on the line.

    `underline` is nothing, `single` or `double`.
    """

    role: Role
    size: float
    is_bold: bool = False
    is_italic: bool = False
    underline: str = ""
    is_struck: bool = False
    lift: int = 0
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
class Fill:
    """What is behind a cell: one colour, or a straight gradient of (place 0 to 1, colour) at `angle` degrees."""

    colour: Colour
    stops: tuple[tuple[float, Colour], ...] = ()
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell or merged area; `row` and `column` count from 0 in the print area.

    `faces` has the face of each part where they differ, else it is empty and `face` serves all. `number` is
    the number format that a value put in by the only tag takes.
    """

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
    fill: Fill | None
    diagonals: tuple[Rule | None, Rule | None]
    label: str
    faces: tuple[Face, ...] = ()
    number: str = "General"

    @property
    def is_static(self) -> bool:
        """Whether the cell prints the same text on every form."""
        return all(isinstance(part, str) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Band:
    """One row of the sheet: `height` None grows with its text; `sides` has one entry more than columns.

    `source` is the row's number in the workbook, from 1.
    """

    height: float | None
    cells: tuple[Cell, ...]
    tops: tuple[Rule | None, ...]
    bottoms: tuple[Rule | None, ...]
    sides: tuple[Rule | None, ...]
    repeats: str = ""
    at_least: int = 0
    foots: str = ""
    is_cut: bool = False
    source: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that lies on the sheet: its band, and where its top left corner is within that band."""

    band: int
    x: float
    y: float
    width: float
    height: float
    content: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """The page setup: size, margins (left, top, right, bottom), centring and scale.

    `fit_pages` is (pages across, pages down) to shrink to, 0 for as many as it takes. `is_over_first` says
    that the pages of a wide sheet are numbered from left to right before going down.
    """

    width: float
    height: float
    margins: tuple[float, float, float, float]
    header: float
    footer: float
    is_centred_across: bool
    is_centred_down: bool
    scale: float
    fit_pages: tuple[int, int] | None
    is_over_first: bool = False
    first_number: int = 1


@dataclass(frozen=True, slots=True)
class Running:
    """One section of a header or footer: `place` is left, center or right; `on` is odd, even or first.

    `lines` holds, for each line, its parts with the face of each.
    """

    place: str
    is_header: bool
    on: str
    lines: tuple[tuple[tuple[Part, Face], ...], ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A form, read once; `warnings` names everything in the workbook that will not be printed as drawn.

    `breaks` and `column_breaks` are the rows and columns after which a new page begins; `head` and `side` the
    rows and columns that every page repeats. `left` is the workbook's column (from 1) of the first column,
    `digit` the pixels of its widest digit, and `more` the further print areas, each on pages of its own.
    """

    name: str
    title: str
    columns: tuple[float, ...]
    bands: tuple[Band, ...]
    head: tuple[int, ...]
    breaks: frozenset[int]
    paper: Paper
    running: tuple[Running, ...]
    running_kinds: frozenset[str]
    copies_key: str
    copies: tuple[str, ...]
    has_print_area: bool
    has_note: bool
    warnings: tuple[str, ...]
    side: tuple[int, ...] = ()
    column_breaks: frozenset[int] = frozenset()
    pictures: tuple[Picture, ...] = ()
    left: int = 1
    tab: str = ""
    digit: int = 7
    more: tuple[Template, ...] = ()
