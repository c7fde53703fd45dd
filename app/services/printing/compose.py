"""Turns placed rows into what is drawn: set text, marks, pictures, fills and rules, all with their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from app.services.printing.arrange import Page, Placed, indent_of, marked_runs
from app.services.printing.grid import stronger
from app.services.printing.layout import PADDING, Cell, Fill, Picture, Rule, Template
from app.services.printing.tags import DRAWN_KINDS, Scope, Tag
from app.services.printing.textflow import Flow, Run, flow

Part = Literal["whole", "fixed", "own"]
_CLEAR = 1.5  # points that lines of text keep off the rules above and below, together
_BESIDE = frozenset({"left", "general", "right", "center", "centerContinuous"})


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
    across: str
    down: str
    turn: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A photo, bar code, QR code or row of digit boxes to draw in a box."""

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
    fills: list[tuple[Box, Fill]] = field(default_factory=list)
    pictures: list[tuple[Box, Picture]] = field(default_factory=list)
    rules: dict[Rule, list[tuple[float, float, float, float]]] = field(default_factory=dict)
    depth: float = 0.0

    def between(self, left: float, right: float) -> Sheet:
        """Return the sheet with what reaches into the columns between two edges only."""

        def is_in(box: Box) -> bool:
            return box.x < right - 0.01 and box.x + box.width > left + 0.01

        return Sheet(
            [text for text in self.texts if is_in(text.box)],
            [mark for mark in self.marks if is_in(mark.box)],
            [fill for fill in self.fills if is_in(fill[0])],
            [picture for picture in self.pictures if is_in(picture[0])],
            {
                rule: [line for line in lines if line[0] < right + 0.01 and line[2] > left - 0.01]
                for rule, lines in self.rules.items()
            },
            self.depth,
        )


class Composer:
    """Composes the pages of one form and gathers what overflowed; 套打 (`only_values`) leaves the printed form out."""

    def __init__(self, template: Template, *, only_values: bool = False) -> None:
        self._template = template
        self._only_values = only_values
        edges = [0.0]
        for width in template.columns:
            edges.append(edges[-1] + width)
        self.edges = tuple(edges)
        self.overflows: list[Overflow] = []

    def sheet(self, page: Page, *, part: Part = "whole") -> Sheet:
        """Return one page composed: whole, or what every form has alike (`fixed`), or what is this one's `own`."""
        sheet = Sheet(depth=max((placed.bottom for placed in page), default=0.0))
        for at, placed in enumerate(page):
            taken = _columns_taken(placed)
            for cell, runs, end in zip(placed.row.band.cells, placed.row.said, placed.row.ends, strict=True):
                bottom = placed.bottom if end == placed.row.number else _bottom(page, at, end)
                left, right = self.edges[cell.column], self.edges[cell.column + cell.columns]
                box = Box(left, placed.y, right - left, bottom - placed.y)
                if part != "own" and not self._only_values:
                    self._ground(sheet, cell, box)
                if part == "whole" or (part == "fixed") == cell.is_static:
                    self._cell(sheet, cell, runs, box, placed.row.scope, taken)
        if part != "own" and not self._only_values:
            self._picture(sheet, page)
            self._rule(sheet, page)
        return sheet

    def _picture(self, sheet: Sheet, page: Page) -> None:
        """Lay each picture down once for every row that its corner is in."""
        if not self._template.pictures:
            return
        numbers = {id(band): at for at, band in enumerate(self._template.bands)}
        for placed in page:
            at = numbers.get(id(placed.row.band))
            for picture in self._template.pictures:
                if picture.band == at:
                    box = Box(picture.x, placed.y + picture.y, picture.width, picture.height)
                    sheet.pictures.append((box, picture))

    def _cell(
        self, sheet: Sheet, cell: Cell, runs: tuple[Run, ...], box: Box, scope: Scope, taken: frozenset[int]
    ) -> None:
        if self._only_values:
            runs = marked_runs(cell, scope, self._template.copies_key)
        for part in cell.parts:
            if isinstance(part, Tag) and part.kind in DRAWN_KINDS:
                sheet.marks.append(Mark(box, part, scope.value(part.key)))
        if any(run.text.strip(" \u3000") or run.face.underline for run in runs):
            sheet.texts.append(self._set(cell, runs, box, taken))

    def _ground(self, sheet: Sheet, cell: Cell, box: Box) -> None:
        if cell.fill is not None:
            sheet.fills.append((box, cell.fill))
        for line, rising in zip(cell.diagonals, (False, True), strict=True):
            if line is not None:
                top, foot = (box.y + box.height, box.y) if rising else (box.y, box.y + box.height)
                sheet.rules.setdefault(line, []).append((box.x, top, box.x + box.width, foot))

    def _set(self, cell: Cell, runs: tuple[Run, ...], box: Box, taken: frozenset[int]) -> SetText:
        indent = indent_of(self._template, cell)
        across = "left" if cell.across == "general" else cell.across
        if not cell.wraps and not cell.shrinks and cell.turn == 0 and cell.across in _BESIDE:
            box = self._spilled(cell, runs, box, taken, indent)
        width, height = box.width - 2 * PADDING - indent, box.height - _CLEAR
        if cell.turn == 255:
            runs = tuple(run._replace(text="\n".join(run.text.replace("\n", ""))) for run in runs)
            across = "center" if cell.across == "general" else across
        elif abs(cell.turn) == 90:
            width, height = box.height - 2 * PADDING, box.width
            across = _ALONG.get((cell.turn, cell.down), "center")
        elif cell.turn:
            width = height = float("inf")  # as in Excel, slanted text is not held by its cell
        elif cell.across == "fill":
            runs = _repeated(runs, width)
        done = flow(
            runs,
            width=max(width, 1.0),
            height=height,
            wraps=cell.wraps,
            shrinks=cell.shrinks or cell.is_static,
        )
        if done.rest:
            self.overflows.append(Overflow(cell.label, "".join(run.text for run in runs)))
        if indent:
            shift = 0.0 if across == "right" else indent
            box = Box(
                box.x + shift, box.y, box.width - indent * (2 if across == "distributed" else 1), box.height
            )
        down = cell.down if abs(cell.turn) != 90 else _ASIDE.get((cell.turn, cell.across), "center")
        return SetText(box, done, across, down, cell.turn)

    def _spilled(
        self, cell: Cell, runs: tuple[Run, ...], box: Box, taken: frozenset[int], indent: float
    ) -> Box:
        """Return the box widened over empty neighbours, as a sheet lets text run on; it stays where it fits."""
        first, last = cell.column, cell.column + cell.columns
        if cell.across == "centerContinuous":
            while last < len(self.edges) - 1 and last not in taken:
                last += 1
            return Box(box.x, box.y, self.edges[last] - box.x, box.height)
        wanted = sum(run.width for run in runs if "\n" not in run.text) + 2 * PADDING + indent
        if wanted <= box.width or cell.columns > 1 or cell.rows > 1:
            return box
        left, right = box.x, box.x + box.width
        share = (wanted - box.width) / (2 if cell.across == "center" else 1)
        if cell.across != "right":
            while right - box.x - box.width < share and last < len(self.edges) - 1 and last not in taken:
                last += 1
                right = self.edges[last]
        if cell.across in {"right", "center"}:
            while box.x - left < share and first > 0 and first - 1 not in taken:
                first -= 1
                left = self.edges[first]
        if cell.across == "center":  # it stays over the middle of its own cell
            reach = min(box.x - left, right - box.x - box.width)
            left, right = box.x - reach, box.x + box.width + reach
        return Box(left, box.y, right - left, box.height)

    def _rule(self, sheet: Sheet, page: Page) -> None:
        """Join the edges of neighbouring cells into as few lines as there are."""
        for above, below in _neighbours(page):
            upper = above.row.band.bottoms if above else None
            lower = below.row.band.tops if below else None
            y = below.y if below else above.bottom if above else 0.0
            covered = _columns_crossing(page, above, below)
            for start, stop, line in _stretches(upper, lower, len(self._template.columns), covered):
                sheet.rules.setdefault(line, []).append((self.edges[start], y, self.edges[stop], y))
        for column in range(len(self.edges)):
            self._upright(sheet, page, column)

    def _upright(self, sheet: Sheet, page: Page, column: int) -> None:
        x = self.edges[column]
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


# Where the lines of text turned a quarter begin: along them, and aside of them.
_ALONG = {(90, "bottom"): "left", (90, "top"): "right", (-90, "top"): "left", (-90, "bottom"): "right"}
_ASIDE = {
    (90, "general"): "top", (90, "left"): "top", (90, "right"): "bottom",
    (-90, "general"): "bottom", (-90, "left"): "bottom", (-90, "right"): "top",
}  # fmt: skip


def _repeated(runs: tuple[Run, ...], width: float) -> tuple[Run, ...]:
    """Return text repeated as often as it fits whole (填充)."""
    once = sum(run.width for run in runs)
    return runs * max(1, int(width / once)) if once else runs


def _bottom(page: Page, at: int, end: int) -> float:
    """Return where a merged cell ends that begins in the row at `at` and grows down to row number `end`."""
    placed = page[at]
    bottom = placed.bottom
    for below in page[at + 1 :]:
        if not placed.row.number < below.row.number <= end or below.y < placed.y:
            break
        bottom = below.bottom
    return bottom


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
