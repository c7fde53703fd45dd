"""Lays a template's rows out on pages: repeats list rows, breaks, repeats heads, stacks copies."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.services.printing.fonts import typeface
from app.services.printing.layout import Band, Cell, Template
from app.services.printing.tags import Scope, text_of
from app.services.printing.textflow import needed

PADDING = 2.0  # points left free at either side of a cell, as Excel does
_DEFAULT_HEIGHT = 15.0


@dataclass(frozen=True, slots=True)
class Row:
    """One row to print: `number` counts through the copy, `ends` gives the last row of each merged cell."""

    number: int
    band: Band
    height: float
    texts: tuple[str, ...]
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


def scale_of(template: Template, heights: float) -> float:
    """Return the factor that the sheet is printed at: as set up, and never wider than the paper."""
    paper = template.paper
    left, top, right, bottom = paper.margins
    wide = (paper.width - left - right + 0.5) / max(sum(template.columns), 1)
    if paper.fit_pages is None:
        return min(paper.scale, wide)
    tall = paper.fit_pages[1]
    high = (paper.height - top - bottom) * tall / heights if tall and heights else 1.0
    return min(1.0, wide * (paper.fit_pages[0] or 100), high)


def arrange(template: Template, scope: Scope) -> tuple[list[Page], float]:
    """Return the pages of one form and the scale they are printed at."""
    copies = template.copies or ("",)
    blocks = [_expanded(template, _copy_scope(template, scope, label)) for label in copies]
    cuts = [[row for row in block if row.band.is_cut] for block in blocks]
    bodies = [[row for row in block if not row.band.is_cut] for block in blocks]
    heights = sum(row.height for row in bodies[0])
    scale = scale_of(template, heights)
    paper = template.paper
    room = (paper.height - paper.margins[1] - paper.margins[3]) / scale
    share = room / len(copies)
    if len(copies) > 1 and all(sum(row.height for row in body) <= share for body in bodies):
        return [_stacked(bodies, cuts, share)], scale
    pages: list[Page] = []
    for body in bodies:
        pages += _paged(template, body, room)
    return pages, scale


def _copy_scope(template: Template, scope: Scope, label: str) -> Scope:
    if not label:
        return scope
    extra: dict[str, object] = {template.copies_key: label}
    return replace(scope, values=ChainMap(extra, dict(scope.values)))


def _stacked(bodies: list[list[Row]], cuts: list[list[Row]], share: float) -> Page:
    placed: list[Placed] = []
    for at, body in enumerate(bodies):
        y = at * share
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
        texts = tuple(text_of(cell.parts, inner) for cell in band.cells)
        rows.append(Row(number, band, _height(template, band, texts), texts, ends, inner))
    return rows


def _row_scopes(band: Band, scope: Scope) -> list[Scope]:
    items: list[Mapping[str, object] | None] = [*scope.rows(band.repeats)]
    items += [None] * (band.at_least - len(items))
    return [
        replace(scope, row=item, row_list=band.repeats, row_number=at + 1 if item is not None else 0)
        for at, item in enumerate(items)
    ]


def _height(template: Template, band: Band, texts: tuple[str, ...]) -> float:
    if band.height is not None and not band.repeats:
        return band.height
    height = band.height or _DEFAULT_HEIGHT
    for cell, text in zip(band.cells, texts, strict=True):
        if text and cell.rows == 1 and cell.wraps and not cell.turn:
            face = typeface(cell.face.role, is_bold=cell.face.is_bold)
            width = width_of(template, cell) - 2 * PADDING - cell.indent * cell.face.size
            height = max(height, needed(text, face, cell.face.size, max(width, 1)) + 0.5 * cell.face.size)
    return height


def width_of(template: Template, cell: Cell) -> float:
    """Return the width of a cell or merged area in points."""
    return sum(template.columns[cell.column : cell.column + cell.columns])


def _paged(template: Template, rows: list[Row], room: float) -> list[Page]:
    head = [row for row in rows if any(template.bands[at] is row.band for at in template.head)]
    head_height = sum(row.height for row in head)
    feet = {row.band.foots: row for row in rows if row.band.foots}
    glued = _glued(rows, room)
    breaks = {row.number for row in rows for at in template.breaks if row.band is template.bands[at]}
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
                replace(foot, scope=scope, texts=tuple(text_of(c.parts, scope) for c in foot.band.cells))
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
