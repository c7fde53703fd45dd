"""Cuts a sheet that is wider than its paper into groups of columns, each of which goes on pages of its own."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.printing.layout import Template

_SLACK = 0.5  # points a column may stand over before it goes to the next page


@dataclass(frozen=True, slots=True)
class Group:
    """Columns from `start` up to, without, `stop`; `side` are the columns repeated to their left."""

    start: int
    stop: int
    side: tuple[int, ...] = ()


def groups(template: Template, scale: float) -> tuple[Group, ...]:
    """Return the groups of columns in order; one that holds every column when the sheet fits."""
    paper, widths = template.paper, template.columns
    room = (paper.width - paper.margins[0] - paper.margins[2]) / scale
    side_width = sum(widths[at] for at in template.side)
    found: list[Group] = []
    start, used = 0, 0.0
    for at, width in enumerate(widths):
        is_cut = at - 1 in template.column_breaks and paper.fit_pages is None
        if at > start and (is_cut or used + width > room + _SLACK):
            found.append(_group(template, start, at))
            start = at
            used = side_width if all(column < at for column in template.side) else 0.0
        used += width
    return (*found, _group(template, start, len(widths)))


def _group(template: Template, start: int, stop: int) -> Group:
    is_after = template.side and all(column < start for column in template.side)
    return Group(start, stop, template.side if is_after else ())
