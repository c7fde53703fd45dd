"""Turns placed rows into what is drawn: set text, marks, fills and rules, all with their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from app.services.printing.arrange import PADDING, Page, Placed
from app.services.printing.layout import Cell, Face, Rule, Template
from app.services.printing.tags import DRAWN_KINDS, Scope, Tag, mask_of
from app.services.printing.template import stronger
from app.services.printing.textflow import TURNED_OVER, Flow, flow

_CLEAR = 2.5  # points that lines of text keep off the rules above and below, together
_INDENT = 9.0  # points a level, three digits of Excel's normal font


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points; `y` is its top, counted down from the top of the page's content."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class SetText:
    """Text in its box, ready to draw."""

    box: Box
    flow: Flow
    face: Face
    across: str
    down: str
    turn: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A photo, bar code or QR code to draw in a box."""

    box: Box
    tag: Tag
    value: object


@dataclass(frozen=True, slots=True)
class Overflow:
    """Text that went to the continuation page, with the label of its cell."""

    label: str
    text: str


@dataclass(slots=True)
class Sheet:
    """One page, composed."""

    texts: list[SetText] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    fills: list[tuple[Box, tuple[float, float, float]]] = field(default_factory=list)
    rules: dict[Rule, list[tuple[float, float, float, float]]] = field(default_factory=dict)


class Composer:
    """Composes the pages of one form and gathers what overflowed; 套打 (`only_values`) leaves the printed form out."""

    def __init__(self, template: Template, *, only_values: bool = False) -> None:
        self._template = template
        self._only_values = only_values
        edges = [0.0]
        for width in template.columns:
            edges.append(edges[-1] + width)
        self._edges = edges
        self.overflows: list[Overflow] = []

    def sheet(self, page: Page) -> Sheet:
        """Return one page composed."""
        sheet = Sheet()
        for at, placed in enumerate(page):
            taken = _columns_taken(placed)
            for cell, text, end in zip(placed.row.band.cells, placed.row.texts, placed.row.ends, strict=True):
                bottom = placed.bottom
                for below in page[at + 1 :]:
                    if not placed.row.number < below.row.number <= end or below.y < placed.y:
                        break
                    bottom = below.bottom
                left, right = self._edges[cell.column], self._edges[cell.column + cell.columns]
                box = Box(left, placed.y, right - left, bottom - placed.y)
                self._cell(sheet, cell, text, box, placed.row.scope, taken)
        if not self._only_values:
            self._rule(sheet, page)
        return sheet

    def _cell(
        self, sheet: Sheet, cell: Cell, text: str, box: Box, scope: Scope, taken: frozenset[int]
    ) -> None:
        if cell.fill is not None and not self._only_values:
            sheet.fills.append((box, cell.fill))
        for line, rising in zip(cell.diagonals, (False, True), strict=True):
            if line is not None and not self._only_values:
                top, foot = (box.y + box.height, box.y) if rising else (box.y, box.y + box.height)
                sheet.rules.setdefault(line, []).append((box.x, top, box.x + box.width, foot))
        for part in cell.parts:
            if isinstance(part, Tag) and part.kind in DRAWN_KINDS:
                sheet.marks.append(Mark(box, part, scope.value(part.key)))
        if text.strip(" \u3000") or (text and cell.face.is_underlined):
            mask = mask_of(cell.parts, scope, self._template.copies_key) if self._only_values else ""
            sheet.texts.append(_masked(self._set(cell, text, box, taken), text, mask))

    def _set(self, cell: Cell, text: str, box: Box, taken: frozenset[int]) -> SetText:
        if (
            not cell.wraps
            and not cell.shrinks
            and cell.turn == 0
            and cell.across in {"left", "centerContinuous"}
        ):
            box = self._spilled(cell, box, taken)
        indent = cell.indent * _INDENT
        width, height = box.width - 2 * PADDING - indent, box.height - _CLEAR
        if cell.turn in {90, -90}:
            width, height = box.height - 2 * PADDING, box.width
        face = cell.face
        shown = text if cell.turn != 255 else "\n".join(text.replace("\n", ""))
        done = flow(
            shown, face.role, is_bold=face.is_bold, size=face.size, width=max(width, 1.0), height=height,
            wraps=cell.wraps, shrinks=cell.shrinks or cell.is_static,
        )  # fmt: skip
        if done.rest:
            self.overflows.append(Overflow(cell.label, text))
        if indent:
            shift = indent if cell.across != "right" else 0.0
            box = Box(box.x + shift, box.y, box.width - indent, box.height)
        return SetText(box, done, face, cell.across, cell.down, cell.turn)

    def _spilled(self, cell: Cell, box: Box, taken: frozenset[int]) -> Box:
        """Return the box widened over the empty cells to its right, as Excel lets text run on."""
        last = cell.column + cell.columns
        while last < len(self._edges) - 1 and last not in taken:
            last += 1
        return Box(box.x, box.y, self._edges[last] - box.x, box.height)

    def _rule(self, sheet: Sheet, page: Page) -> None:
        """Join the edges of neighbouring cells into as few lines as there are."""
        for above, below in _neighbours(page):
            upper = above.row.band.bottoms if above else None
            lower = below.row.band.tops if below else None
            y = below.y if below else above.bottom if above else 0.0
            covered = _columns_crossing(page, above, below)
            for start, stop, line in _stretches(upper, lower, len(self._template.columns), covered):
                sheet.rules.setdefault(line, []).append((self._edges[start], y, self._edges[stop], y))
        for column in range(len(self._edges)):
            self._upright(sheet, page, column)

    def _upright(self, sheet: Sheet, page: Page, column: int) -> None:
        x = self._edges[column]
        current: Rule | None = None
        start = end = 0.0
        for placed in page:
            line = placed.row.band.sides[column]
            if line != current or abs(placed.y - end) > 0.01:
                if current is not None:
                    sheet.rules.setdefault(current, []).append((x, start, x, end))
                current, start = line, placed.y
            end = placed.bottom
        if current is not None:
            sheet.rules.setdefault(current, []).append((x, start, x, end))


def _masked(set_text: SetText, text: str, mask: str) -> SetText:
    """Return the text in the same place, with a blank for each character that the mask leaves out."""
    if not mask:
        return set_text
    lines, at = [], 0
    for line in set_text.flow.lines:
        kept = line.text.removesuffix(TURNED_OVER)
        at = max(text.find(kept, at), at)
        shown = mask[at : at + len(kept)].ljust(len(line.text), "1")
        lines.append(replace(line, mask=shown))
        at += len(kept)
    face = replace(set_text.face, is_underlined=False)
    return replace(set_text, face=face, flow=replace(set_text.flow, lines=tuple(lines)))


def _columns_taken(placed: Placed) -> frozenset[int]:
    return frozenset(
        column
        for cell in placed.row.band.cells
        for column in range(cell.column, cell.column + cell.columns)
        if cell.parts or cell.columns > 1 or cell.rows > 1
    )


def _neighbours(page: Page) -> Iterator[tuple[Placed | None, Placed | None]]:
    before: Placed | None = None
    for placed in page:
        if before is not None and abs(before.bottom - placed.y) > 0.01:
            yield before, None
            before = None
        yield before, placed
        before = placed
    if before is not None:
        yield before, None


def _columns_crossing(page: Page, above: Placed | None, below: Placed | None) -> frozenset[int]:
    """Return the columns where a merged cell, grown over repeated rows, runs across the edge."""
    if above is None or below is None:
        return frozenset()
    return frozenset(
        column
        for placed in page
        if placed.y <= above.y
        for cell, end in zip(placed.row.band.cells, placed.row.ends, strict=True)
        if placed.row.number <= above.row.number < below.row.number <= end
        for column in range(cell.column, cell.column + cell.columns)
    )


def _stretches(
    upper: tuple[Rule | None, ...] | None,
    lower: tuple[Rule | None, ...] | None,
    columns: int,
    covered: frozenset[int],
) -> Iterator[tuple[int, int, Rule]]:
    current: Rule | None = None
    start = 0
    for column in range(columns):
        line = stronger(upper[column] if upper else None, lower[column] if lower else None)
        line = None if column in covered else line
        if line != current:
            if current is not None:
                yield start, column, current
            current, start = line, column
    if current is not None:
        yield start, columns, current
