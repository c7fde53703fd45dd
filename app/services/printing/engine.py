"""Renders a form: template and values in, one reproducible PDF out."""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from app.progress import NoProgress, Progress
from app.services.printing.across import Group, groups
from app.services.printing.arrange import arrange
from app.services.printing.compose import Composer, Overflow, Sheet
from app.services.printing.draw import draw_sheet
from app.services.printing.fonts import Role, missing_glyphs
from app.services.printing.layers import Layer, Layers
from app.services.printing.layout import Face, Running, Template
from app.services.printing.pen import Pen
from app.services.printing.tags import Part, Scope, Tag, filled, is_on_the_paper
from app.services.printing.textflow import Line, Run, break_lines, line_of

rl_config.useA85 = 0  # pages as bytes, not as letters: a fifth smaller, and quicker
_NOTE = Face(Role.SANS, 9.0)
_BODY = Face(Role.SERIF, 10.5)
_HEAD = Face(Role.SERIF, 16.0, is_bold=True)
_BOX_SIGNS = "□☑☐\u3000"
_PAGE_KEYS = frozenset({"page", "pages"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """A printed form: the very bytes that are previewed, printed and archived.

    `problems` says in plain Chinese what the clerk should know; `starts` is the first page of each record.
    """

    pdf: bytes
    sha256: str
    pages: int
    problems: tuple[str, ...]
    starts: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a form: what is on it, which columns, and where its content begins from the left edge."""

    sheet: Sheet
    group: Group
    template: Template
    edges: tuple[float, ...]
    scale: float
    under: Layer | None = None


@dataclass(frozen=True, slots=True)
class _Form:
    leaves: tuple[Leaf, ...]
    overflows: tuple[Overflow, ...]
    scope: Scope
    only_values: bool


def render(
    template: Template, values: Mapping[str, object], *, copies_note: str = "", only_values: bool = False
) -> Rendered:
    """Return one form filled with the values; equal input gives equal bytes.

    `values` are looked up by dotted key, flat or nested; blank ones print as nothing. Amounts are integer 分.
    `copies_note` (such as 补打 第2次) prints where the form has `{{note}}`, else at the top right.
    `only_values` (套打) leaves out what a printed form already has: rules, fills, fixed text, empty boxes.
    """
    return render_many(template, (values,), copies_note=copies_note, only_values=only_values)


def render_many(
    template: Template,
    records: Iterable[Mapping[str, object]],
    *,
    copies_note: str = "",
    only_values: bool = False,
    progress: Progress | None = None,
) -> Rendered:
    """Return one PDF with a form for every record; pages are counted within each record.

    Raises: Cancelled when the clerk stops it.
    """
    watch = progress or NoProgress()
    everyone = list(records)
    buffer = BytesIO()
    size = (template.paper.width, template.paper.height)
    canvas = Canvas(buffer, pagesize=size, invariant=1, pageCompression=1)
    canvas.setTitle(template.title)
    canvas.setCreator("家门口")
    layers = Layers() if len(everyone) > 1 and not only_values else None
    problems: list[str] = []
    starts: list[int] = []
    pages = 0
    for at, values in enumerate(everyone):
        watch.step(at, len(everyone), template.title)
        form = _composed(template, values, copies_note, layers, only_values=only_values)
        problems += _problems(form)
        starts.append(pages)
        pages += _drawn(canvas, template, form, copies_note, layers)
    if not pages:
        canvas.showPage()
    canvas.save()
    pdf = buffer.getvalue()
    return Rendered(
        pdf, hashlib.sha256(pdf).hexdigest(), max(pages, 1), tuple(dict.fromkeys(problems)), tuple(starts)
    )


def _composed(
    template: Template, values: Mapping[str, object], note: str, layers: Layers | None, *, only_values: bool
) -> _Form:
    own: dict[str, object] = {"note": note, "form.title": template.title}
    scope = Scope(ChainMap(own, dict(values)))
    leaves: list[Leaf] = []
    overflows: list[Overflow] = []
    for number, area in enumerate((template, *template.more)):
        pages, scale = arrange(area, scope)
        composer = Composer(area, only_values=only_values)
        parts = groups(area, scale)
        if layers is None or len(parts) > 1:
            sheets = [composer.sheet(page) for page in pages]
            leaves += _leaves(area, sheets, composer.edges, scale)
        else:
            for page in pages:
                under = layers.under(number, page, composer)
                sheet = composer.sheet(page, part="own")
                leaves.append(Leaf(sheet, parts[0], area, composer.edges, scale, under))
                overflows += under.overflows
        overflows += composer.overflows
    return _Form(tuple(leaves), tuple(dict.fromkeys(overflows)), scope, only_values)


def _leaves(area: Template, sheets: list[Sheet], edges: tuple[float, ...], scale: float) -> Iterator[Leaf]:
    """Yield the pages in the order they are numbered in."""
    parts = groups(area, scale)
    if len(parts) == 1:
        yield from (Leaf(sheet, parts[0], area, edges, scale) for sheet in sheets)
        return
    order = (
        ((sheet, part) for sheet in sheets for part in parts)
        if area.paper.is_over_first
        else ((sheet, part) for part in parts for sheet in sheets)
    )
    for sheet, part in order:
        yield Leaf(sheet, part, area, edges, scale)


def _problems(form: _Form) -> list[str]:
    found = [f"“{item.label or '表格'}”内容太长，已转印到附页" for item in form.overflows]
    absent = sorted(form.scope.absent)
    if absent:
        found.append("没有给出的填写项：" + "、".join(absent))
    printed = {line.text for leaf in form.leaves for text in leaf.sheet.texts for line in text.flow.lines}
    lost = missing_glyphs(
        "".join(char for char in dict.fromkeys("".join(sorted(printed))) if char not in _BOX_SIGNS)
    )
    if lost:
        codes = "、".join(f"U+{ord(char):04X}" for char in lost)
        found.append(f"字库里没有这些字：{codes}，印出来是空白；请到「表样」的「补字」配图片，或印好后手写")
    return found


def _drawn(canvas: Canvas, template: Template, form: _Form, note: str, layers: Layers | None) -> int:
    extra = _continuation(template, form.overflows)
    count = len(form.leaves) + len(extra)
    for number in range(count):
        canvas.saveState()
        if number < len(form.leaves):
            _draw_leaf(canvas, form.leaves[number], layers, only_values=form.only_values)
        else:
            _draw_lines(canvas, template, extra[number - len(form.leaves)])
        canvas.restoreState()
        _draw_running(canvas, template, form, number + 1, count)
        if note and not template.has_note:
            _draw_note(canvas, template, note)
        canvas.showPage()
    return count


def _draw_leaf(canvas: Canvas, leaf: Leaf, layers: Layers | None, *, only_values: bool) -> None:
    """Draw the columns of one page, the repeated ones first; only a wide sheet is cut at its columns' edges."""
    paper, edges, scale = leaf.template.paper, leaf.edges, leaf.scale
    left, top, right, bottom = paper.margins
    stretches = [(edges[at], edges[at + 1]) for at in leaf.group.side]
    stretches.append((edges[leaf.group.start], edges[leaf.group.stop]))
    used = sum(last - first for first, last in stretches) * scale
    shift = max(0.0, (paper.width - left - right - used) / 2) if paper.is_centred_across else 0.0
    drop = (paper.height - top - bottom - leaf.sheet.depth * scale) / 2 if paper.is_centred_down else 0.0
    canvas.translate(left + shift, paper.height - top - max(drop, 0.0))
    if scale != 1.0:
        canvas.scale(scale, scale)
    if len(stretches) == 1 and stretches[0] == (edges[0], edges[-1]):
        if layers is not None and leaf.under is not None:
            layers.lay(canvas, leaf.under)
        draw_sheet(canvas, leaf.sheet, only_values=only_values)
        return
    x = 0.0
    for first, last in stretches:
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(x - 1, -leaf.sheet.depth - 1, last - first + 2, leaf.sheet.depth + 2)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.translate(x - first, 0)
        draw_sheet(canvas, leaf.sheet.between(first, last), only_values=only_values)
        canvas.restoreState()
        x += last - first


def _draw_running(canvas: Canvas, template: Template, form: _Form, page: int, pages: int) -> None:
    paper, scope = template.paper, form.scope
    numbers: dict[str, object] = {"page": page + paper.first_number - 1, "pages": pages}
    inner = replace(scope, values=ChainMap(numbers, dict(scope.values)))
    kind = "odd"
    if "first" in template.running_kinds and page == 1:
        kind = "first"
    elif "even" in template.running_kinds and page % 2 == 0:
        kind = "even"
    for item in template.running:
        if item.on == kind:
            _draw_section(Pen(canvas, only_values=form.only_values), template, item, inner)


def _draw_section(pen: Pen, template: Template, item: Running, scope: Scope) -> None:
    paper = template.paper
    lines = [line_of(_said(line, scope)) for line in item.lines if line] or []
    if item.is_header:
        y = paper.height - paper.header
    else:
        y = paper.footer + sum(line.ascent + line.descent for line in lines)
    for line in lines:
        x = {"left": paper.margins[0], "center": (paper.width + paper.margins[0] - paper.margins[2] - line.width) / 2,
             "right": paper.width - paper.margins[2] - line.width}[item.place]  # fmt: skip
        for run in line.runs:
            x = pen.write(x, y - line.ascent, run)
        y -= line.ascent + line.descent
    pen.finish()


def _said(parts: tuple[tuple[Part, Face], ...], scope: Scope) -> tuple[Run, ...]:
    """Return one line of a header or footer filled in; a page number may be shifted, as `&P+3` says."""
    runs: list[Run] = []
    for part, face in parts:
        if isinstance(part, Tag) and part.key in _PAGE_KEYS and part.argument:
            number = scope.value(part.key)
            text = str(number + int(part.argument)) if isinstance(number, int) else ""
        else:
            text = part if isinstance(part, str) else filled(part, scope)
        runs.append(Run(text, face, is_fixed=isinstance(part, str) or is_on_the_paper(part, text)))
    return tuple(runs)


def _draw_note(canvas: Canvas, template: Template, note: str) -> None:
    """Write a note at the top right, in the margin."""
    paper, run = template.paper, Run(note, _NOTE)
    pen = Pen(canvas)
    pen.write(paper.width - paper.margins[2] - run.width, paper.height - paper.margins[1] / 2, run)
    pen.finish()


def _continuation(template: Template, overflows: tuple[Overflow, ...]) -> list[list[Line]]:
    if not overflows:
        return []
    paper = template.paper
    room = paper.width - paper.margins[0] - paper.margins[2]
    lines: list[Line] = []
    for number, item in enumerate(overflows, 1):
        lines += break_lines((Run(f"{number}. {item.label or '内容'}", replace(_BODY, is_bold=True)),), room)
        lines += break_lines((Run(item.text, _BODY),), room)
    high = paper.height - paper.margins[1] - paper.margins[3] - 40
    most = max(1, int(high / (_BODY.size * 1.6)))
    head = line_of((Run(f"附页 · {template.title}", _HEAD),))
    return [[head, *lines[at : at + most]] for at in range(0, len(lines), most)]


def _draw_lines(canvas: Canvas, template: Template, lines: list[Line]) -> None:
    paper = template.paper
    pen = Pen(canvas)
    y = paper.height - paper.margins[1] - _HEAD.size
    head, *others = lines
    for run in head.runs:
        pen.write((paper.width - head.width) / 2, y, run)
    y -= 36
    for line in others:
        x = paper.margins[0]
        for run in line.runs:
            x = pen.write(x, y, run)
        y -= _BODY.size * 1.6
    pen.finish()
