"""Lays a template's rows out on pages: repeats list rows, breaks, repeats heads, stacks copies."""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.services.printing.across import groups
from app.services.printing.layout import PADDING, PIXEL, Band, Cell, Template
from app.services.printing.numberformats import shown
from app.services.printing.tags import Scope, Tag, filled, is_on_the_paper, text_of
from app.services.printing.textflow import Run, break_lines

_DEFAULT_HEIGHT = 15.0
_ROW_EMS = 1.3  # a line's share of a row that grows with its text, as Excel sets rows of Song
_LEAST_PERCENT = 10


@dataclass(frozen=True, slots=True)
class Row:
    """One row to print: `number` counts through the copy, `said` is each cell's text.

    `ends` gives the last row of each merged cell.
    """

    number: int
    band: Band
    height: float
    said: tuple[tuple[Run, ...], ...]
    ends: tuple[int, ...]
    scope: Scope


@dataclass(frozen=True, slots=True)
class Placed:
    """A row on a page; `y` is the distance of its top from the top of the page's content."""

    row: Row
    y: float

    @property
    def bottom(self) -> float:
        """The distance of its lower edge."""
        return self.y + self.row.height


Page = tuple[Placed, ...]


def arrange(template: Template, scope: Scope) -> tuple[list[Page], float]:
    """Return the pages of one form, as wide as the sheet, and the scale they are printed at."""
    copies = template.copies or ("",)
    blocks = [_expanded(template, _copy_scope(template, scope, label)) for label in copies]
    cuts = [[row for row in block if row.band.is_cut] for block in blocks]
    bodies = [[row for row in block if not row.band.is_cut] for block in blocks]
    for scale in _scales(template, sum(row.height for row in bodies[0])):
        pages = _pages(template, bodies, cuts, scale)
        if _is_within(template, len(pages), scale):
            break
    return pages, scale


def _scales(template: Template, height: float) -> Iterator[float]:
    """Yield the scales to try, the largest first: whole percents, never larger than life."""
    paper = template.paper
    if paper.fit_pages is None:
        yield paper.scale
        return
    left, top, right, bottom = paper.margins
    across, down = paper.fit_pages
    wide = (paper.width - left - right) / max(sum(template.columns), 1.0)
    high = (paper.height - top - bottom) / max(height, 1.0)
    most = min(1.0, wide * across if across else 1.0, high * down if down else 1.0)
    percent = max(_LEAST_PERCENT, math.floor(most * 100 + 1e-9))
    while percent > _LEAST_PERCENT:
        yield percent / 100
        percent -= 1
    yield _LEAST_PERCENT / 100


def _is_within(template: Template, pages: int, scale: float) -> bool:
    if template.paper.fit_pages is None:
        return True
    across, down = template.paper.fit_pages
    return (not across or len(groups(template, scale)) <= across) and (
        not down or len(template.copies) > 1 or pages <= down
    )


def _pages(template: Template, bodies: list[list[Row]], cuts: list[list[Row]], scale: float) -> list[Page]:
    paper = template.paper
    room = (paper.height - paper.margins[1] - paper.margins[3]) / scale
    share = room / len(bodies)
    half = max((sum(row.height for row in cut) / 2 for cut in cuts), default=0.0)
    if len(bodies) > 1 and all(sum(row.height for row in body) + half <= share for body in bodies):
        return [_stacked(bodies, cuts, share)]
    return [page for body in bodies for page in _paged(template, body, room)]


def _copy_scope(template: Template, scope: Scope, label: str) -> Scope:
    if not label:
        return scope
    extra: dict[str, object] = {template.copies_key: label}
    return replace(scope, values=ChainMap(extra, dict(scope.values)))


def _stacked(bodies: list[list[Row]], cuts: list[list[Row]], share: float) -> Page:
    placed: list[Placed] = []
    for at, body in enumerate(bodies):
        y = max(at * share, placed[-1].bottom if placed else 0.0)
        for row in body:
            placed.append(Placed(row, y))
            y += row.height
        if at + 1 < len(bodies):
            y = (at + 1) * share - sum(row.height for row in cuts[at]) / 2
            for row in cuts[at]:
                placed.append(Placed(row, max(y, placed[-1].bottom)))
                y += row.height
    return tuple(placed)


def _expanded(template: Template, scope: Scope) -> list[Row]:
    drafts: list[tuple[int, Band, Scope]] = []
    for index, band in enumerate(template.bands):
        if band.repeats:
            drafts += [(index, band, inner) for inner in _row_scopes(band, scope)]
        else:
            drafts.append((index, band, scope))
    last = {index: number for number, (index, _, _) in enumerate(drafts)}
    rows: list[Row] = []
    for number, (index, band, inner) in enumerate(drafts):
        ends = tuple(
            max((last[at] for at in range(index, index + cell.rows) if at in last), default=number)
            if cell.rows > 1 and not band.repeats
            else number
            for cell in band.cells
        )
        said = tuple(runs_of(cell, inner) for cell in band.cells)
        rows.append(Row(number, band, _height(template, band, said), said, ends, inner))
    return rows


def runs_of(cell: Cell, scope: Scope) -> tuple[Run, ...]:
    """Return what a cell says once filled in; nothing when it is blank."""
    if cell.faces:
        pieces = (
            Run(part if isinstance(part, str) else filled(part, scope), face)
            for part, face in zip(cell.parts, cell.faces, strict=True)
        )
        return tuple(run for run in pieces if run.text)
    is_whole = cell.number != "General" and len(cell.parts) == 1
    text = _formatted(cell, scope) if is_whole else text_of(cell.parts, scope)
    return (Run(text, cell.face),) if text else ()


def marked_runs(cell: Cell, scope: Scope, copies_key: str) -> tuple[Run, ...]:
    """Return what a cell says with what a printed form already has told apart; the lines under it are the form's."""
    faces = cell.faces or (cell.face,) * len(cell.parts)
    found: list[Run] = []
    for part, face in zip(cell.parts, faces, strict=True):
        plain = replace(face, underline="")
        if isinstance(part, str):
            found.append(Run(part, plain, is_fixed=True))
            continue
        is_whole = cell.number != "General" and len(cell.parts) == 1
        text = _formatted(cell, scope) if is_whole else filled(part, scope)
        found.append(Run(text, plain, is_fixed=is_on_the_paper(part, text, copies_key)))
    return tuple(run for run in found if run.text)


def _formatted(cell: Cell, scope: Scope) -> str:
    """Return the text of a cell that is one plain tag, in the cell's own number format."""
    (part,) = cell.parts
    value = scope.value(part.key) if isinstance(part, Tag) and part.kind == "" else None
    if isinstance(value, (int, float, date)) and not isinstance(value, bool):
        return shown(value, cell.number)[0]
    return text_of(cell.parts, scope)


def _row_scopes(band: Band, scope: Scope) -> list[Scope]:
    items: list[Mapping[str, object] | None] = [*scope.rows(band.repeats)]
    items += [None] * (band.at_least - len(items))
    return [
        replace(scope, row=item, row_list=band.repeats, row_number=at + 1 if item is not None else 0)
        for at, item in enumerate(items)
    ]


def _height(template: Template, band: Band, said: tuple[tuple[Run, ...], ...]) -> float:
    if band.height is not None and not band.repeats:
        return band.height
    height = band.height or _DEFAULT_HEIGHT
    for cell, runs in zip(band.cells, said, strict=True):
        if runs and cell.rows == 1 and not cell.turn:
            height = max(height, _wanted(template, cell, runs))
    return math.ceil(height / PIXEL - 1e-6) * PIXEL


def _wanted(template: Template, cell: Cell, runs: tuple[Run, ...]) -> float:
    """Return the height a row grows to for one of its cells."""
    largest = max(run.face.size for run in runs)
    if not cell.wraps:
        return largest * _ROW_EMS if not cell.shrinks else 0.0
    width = width_of(template, cell) - 2 * PADDING - indent_of(template, cell)
    return len(break_lines(runs, max(width, 1.0))) * largest * _ROW_EMS + 0.5


def indent_of(template: Template, cell: Cell) -> float:
    """Return how far a cell's text is moved in, in points: three spaces of the normal font a level."""
    return cell.indent * (template.digit + 2) * 0.75


def width_of(template: Template, cell: Cell) -> float:
    """Return the width of a cell or merged area in points."""
    return sum(template.columns[cell.column : cell.column + cell.columns])


def _paged(template: Template, rows: list[Row], room: float) -> list[Page]:
    heading = {id(template.bands[at]) for at in template.head}
    head = [row for row in rows if id(row.band) in heading]
    head_height = sum(row.height for row in head)
    feet = {row.band.foots: row for row in rows if row.band.foots}
    glued = _glued(rows, room)
    broken = {id(template.bands[at]) for at in template.breaks}
    breaks = {row.number for row in rows if id(row.band) in broken}
    pages: list[Page] = []
    placed: list[Placed] = []
    start = 0
    while start < len(rows):
        y = 0.0
        placed = []
        if pages and head and rows[start].number > head[-1].number:
            placed = _stack(head, 0.0)
            y = head_height
        stop = _stop(rows, start, room - y, glued, breaks, feet)
        body = [row for row in rows[start:stop] if not row.band.foots]
        placed += _with_feet(rows[start:stop], body, y, feet)
        pages.append(tuple(placed))
        start = stop
    return pages or [()]


def _stop(
    rows: list[Row], start: int, room: float, glued: set[int], breaks: set[int], feet: Mapping[str, Row]
) -> int:
    used, at = 0.0, start
    while at < len(rows):
        row = rows[at]
        foot = feet.get(row.scope.row_list) if row.band.repeats else None
        if used + row.height + (foot.height if foot else 0) > room + 0.5 and at > start:
            break
        used += row.height
        at += 1
        if row.number in breaks:
            return at
    stop = at
    while start < stop < len(rows) and stop in glued:
        stop -= 1
    return stop if stop > start else at


def _with_feet(rows: list[Row], body: list[Row], y: float, feet: Mapping[str, Row]) -> list[Placed]:
    """Place a page's rows and, after the last row of a list on it, the list's row of page totals."""
    ordered: list[Row] = []
    for at, row in enumerate(body):
        ordered.append(row)
        key = row.scope.row_list if row.band.repeats else ""
        if key in feet and (at + 1 == len(body) or body[at + 1].scope.row_list != key):
            shown = [
                item.scope.row for item in rows if item.band.repeats == key and item.scope.row is not None
            ]
            foot = feet[key]
            scope = replace(foot.scope, page_rows={key: shown})
            ordered.append(
                replace(foot, scope=scope, said=tuple(runs_of(cell, scope) for cell in foot.band.cells))
            )
    return _stack(ordered, y)


def _stack(rows: list[Row], y: float) -> list[Placed]:
    placed: list[Placed] = []
    for row in rows:
        placed.append(Placed(row, y))
        y += row.height
    return placed


def _glued(rows: list[Row], room: float) -> set[int]:
    """Return the rows that may not begin a page because a merged cell that fits a page spans into them."""
    glued: set[int] = set()
    for row in rows:
        for end in row.ends:
            if end > row.number and sum(item.height for item in rows[row.number : end + 1]) <= room:
                glued.update(range(row.number + 1, end + 1))
    return glued
