"""Renders a form: template and values in, one reproducible PDF out."""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from app.progress import NoProgress, Progress
from app.services.printing.arrange import arrange
from app.services.printing.compose import Composer, Overflow, Sheet
from app.services.printing.draw import Pen, draw_sheet
from app.services.printing.fonts import Role, missing_glyphs, typeface
from app.services.printing.layout import Face, Running, Template
from app.services.printing.tags import Scope, text_of
from app.services.printing.textflow import LEADING, Line, break_lines

_NOTE = Face(Role.SANS, 9.0)
_BODY = Face(Role.SERIF, 10.5)
_HEAD = Face(Role.SERIF, 16.0, is_bold=True)
_BOX_SIGNS = "□☑☐\u3000"


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
class _Form:
    sheets: tuple[Sheet, ...]
    overflows: tuple[Overflow, ...]
    scale: float
    scope: Scope


def render(template: Template, values: Mapping[str, object], *, copies_note: str = "") -> Rendered:
    """Return one form filled with the values; equal input gives equal bytes.

    `values` are looked up by dotted key, flat or nested; blank ones print as nothing. Amounts are integer 分.
    `copies_note` (such as 补打 第2次) prints where the form has `{{note}}`, else at the top right.
    """
    return render_many(template, (values,), copies_note=copies_note)


def render_many(
    template: Template,
    records: Iterable[Mapping[str, object]],
    *,
    copies_note: str = "",
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
    problems: list[str] = []
    starts: list[int] = []
    pages = 0
    for at, values in enumerate(everyone):
        watch.step(at, len(everyone), template.title)
        form = _composed(template, values, copies_note)
        problems += _problems(form)
        starts.append(pages)
        pages += _drawn(canvas, template, form, copies_note)
    if not pages:
        canvas.showPage()
    canvas.save()
    pdf = buffer.getvalue()
    return Rendered(
        pdf, hashlib.sha256(pdf).hexdigest(), max(pages, 1), tuple(dict.fromkeys(problems)), tuple(starts)
    )


def _composed(template: Template, values: Mapping[str, object], note: str) -> _Form:
    own: dict[str, object] = {"note": note, "form.title": template.title}
    scope = Scope(ChainMap(own, dict(values)))
    pages, scale = arrange(template, scope)
    composer = Composer(template)
    sheets = tuple(composer.sheet(page) for page in pages)
    return _Form(sheets, tuple(dict.fromkeys(composer.overflows)), scale, scope)


def _problems(form: _Form) -> list[str]:
    found = [f"“{item.label or '表格'}”内容太长，已转印到附页" for item in form.overflows]
    absent = sorted(form.scope.absent)
    if absent:
        found.append("没有给出的填写项：" + "、".join(absent))
    printed = "".join(line.text for sheet in form.sheets for text in sheet.texts for line in text.flow.lines)
    lost = missing_glyphs("".join(char for char in dict.fromkeys(printed) if char not in _BOX_SIGNS))
    if lost:
        codes = "、".join(f"U+{ord(char):04X}" for char in lost)
        found.append(f"字库里没有这些字：{codes}，印出来是空白；请到「表样」的「补字」配图片，或印好后手写")
    return found


def _drawn(canvas: Canvas, template: Template, form: _Form, note: str) -> int:
    extra = _continuation(template, form.overflows)
    count = len(form.sheets) + len(extra)
    paper = template.paper
    left, top, right, _ = paper.margins
    for number in range(count):
        canvas.saveState()
        if number < len(form.sheets):
            used = sum(template.columns) * form.scale
            shift = max(0.0, (paper.width - left - right - used) / 2) if paper.is_centred_across else 0.0
            drop = _centred_drop(form.sheets[number], template, form.scale) if paper.is_centred_down else 0.0
            canvas.translate(left + shift, paper.height - top - drop)
            if form.scale != 1.0:
                canvas.scale(form.scale, form.scale)
            draw_sheet(canvas, form.sheets[number])
        else:
            _draw_lines(canvas, template, extra[number - len(form.sheets)])
        canvas.restoreState()
        _draw_running(canvas, template, form.scope, number + 1, count)
        if note and not template.has_note:
            _draw_at(canvas, note, _NOTE, paper.width - right, paper.height - top / 2, "right")
        canvas.showPage()
    return count


def _centred_drop(sheet: Sheet, template: Template, scale: float) -> float:
    lowest = max((text.box.y + text.box.height for text in sheet.texts), default=0.0)
    room = template.paper.height - template.paper.margins[1] - template.paper.margins[3]
    return max(0.0, (room - lowest * scale) / 2)


def _draw_running(canvas: Canvas, template: Template, scope: Scope, page: int, pages: int) -> None:
    paper = template.paper
    numbers: dict[str, object] = {"page": page, "pages": pages}
    inner = replace(scope, values=ChainMap(numbers, dict(scope.values)))
    for item in template.running:
        x = {"left": paper.margins[0], "center": paper.width / 2, "right": paper.width - paper.margins[2]}[
            item.place
        ]
        lines = text_of(item.parts, inner).split("\n")
        for at, line in enumerate(lines):
            _draw_at(canvas, line, item.face, x, _running_y(template, item, at, len(lines)), item.place)


def _running_y(template: Template, item: Running, at: int, lines: int) -> float:
    leading = item.face.size * LEADING
    if item.is_header:
        return template.paper.height - template.paper.header - item.face.size * 0.88 - at * leading
    return template.paper.footer + item.face.size * 0.12 + (lines - 1 - at) * leading


def _draw_at(canvas: Canvas, text: str, face: Face, x: float, y: float, place: str) -> None:
    width = typeface(face.role, is_bold=face.is_bold).width(text) * face.size
    pen = Pen(canvas)
    pen.write(x - {"left": 0.0, "center": width / 2, "right": width}[place], y, text, face, face.size)
    pen.finish()


def _continuation(template: Template, overflows: tuple[Overflow, ...]) -> list[list[tuple[Face, Line]]]:
    if not overflows:
        return []
    paper = template.paper
    room = paper.width - paper.margins[0] - paper.margins[2]
    lines: list[tuple[Face, Line]] = []
    for number, item in enumerate(overflows, 1):
        for text, face in (
            (f"{number}. {item.label or '内容'}", replace(_BODY, is_bold=True)),
            (item.text, _BODY),
        ):
            letters = typeface(face.role, is_bold=face.is_bold)
            lines += [(face, line) for line in break_lines(text, letters, room / face.size)]
    high = paper.height - paper.margins[1] - paper.margins[3] - 40
    most = max(1, int(high / (_BODY.size * 1.6)))
    title = f"附页 · {template.title}"
    head = (_HEAD, Line(title, typeface(_HEAD.role, is_bold=True).width(title), ends=True))
    return [[head, *lines[at : at + most]] for at in range(0, len(lines), most)]


def _draw_lines(canvas: Canvas, template: Template, lines: list[tuple[Face, Line]]) -> None:
    paper = template.paper
    pen = Pen(canvas)
    y = paper.height - paper.margins[1] - _HEAD.size
    face, line = lines[0]
    pen.write((paper.width - line.width * face.size) / 2, y, line.text, face, face.size)
    y -= 36
    for face, line in lines[1:]:
        pen.write(paper.margins[0], y, line.text, face, face.size)
        y -= face.size * 1.6
    pen.finish()
