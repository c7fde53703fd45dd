"""Draws composed pages on a ReportLab canvas."""

from __future__ import annotations

import math
import re
from io import BytesIO

from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.services.printing.compose import Box, SetText, Sheet
from app.services.printing.layout import BLACK, PADDING, Fill, Picture, Rule
from app.services.printing.marks import draw_mark
from app.services.printing.pen import Pen
from app.services.printing.textflow import Flow, Line

_BOXES = re.compile("[□☑☐]")
_SQUEEZE = 0.75  # lines come no closer than this share of their natural distance
_INSET = 1.0  # points kept free above and below text that stands at an edge
_UPRIGHT = 255


def draw_sheet(canvas: Canvas, sheet: Sheet, *, only_values: bool = False) -> None:
    """Draw fills, then text and marks, then rules; the origin is the top left of the content, y going up."""
    for box, fill in sheet.fills:
        _fill(canvas, box, fill)
    canvas.setFillColorRGB(*BLACK)
    pen = Pen(canvas, only_values=only_values)
    turned = [text for text in sheet.texts if text.turn not in {0, _UPRIGHT}]
    for text in sheet.texts:
        if text.turn in {0, _UPRIGHT}:
            write_flow(pen, text, text.box)
    pen.finish()
    for text in turned:
        _write_turned(canvas, text, only_values=only_values)
    for mark in sheet.marks:
        draw_mark(canvas, mark, only_values=only_values)
    for rule, lines in sheet.rules.items():
        draw_rules(canvas, rule, lines)
    for box, picture in sheet.pictures:
        _picture(canvas, box, picture)


def draw_rules(canvas: Canvas, rule: Rule, lines: list[tuple[float, float, float, float]]) -> None:
    """Draw lines of one kind; y counts down."""
    canvas.setStrokeColorRGB(*rule.colour)
    canvas.setLineWidth(rule.width)
    canvas.setLineCap(0 if rule.dash else 2)
    canvas.setDash(list(rule.dash))
    for offset in (-0.75, 0.75) if rule.is_double else (0.0,):
        canvas.lines(
            [
                (x1 + (offset if x1 == x2 else 0), -y1 + (offset if x1 != x2 else 0),
                 x2 + (offset if x1 == x2 else 0), -y2 + (offset if x1 != x2 else 0))
                for x1, y1, x2, y2 in lines
            ]
        )  # fmt: skip
    canvas.setDash([])


def _fill(canvas: Canvas, box: Box, fill: Fill) -> None:
    if not fill.stops:
        canvas.setFillColorRGB(*fill.colour)
        canvas.rect(box.x, -box.y - box.height, box.width, box.height, stroke=0, fill=1)
        return
    canvas.saveState()
    path = canvas.beginPath()
    path.rect(box.x, -box.y - box.height, box.width, box.height)
    canvas.clipPath(path, stroke=0, fill=0)
    middle = (box.x + box.width / 2, -box.y - box.height / 2)
    turn = math.radians(fill.angle)
    reach = (abs(math.cos(turn)) * box.width + abs(math.sin(turn)) * box.height) / 2
    ahead = (math.cos(turn) * reach, -math.sin(turn) * reach)
    canvas.linearGradient(
        middle[0] - ahead[0],
        middle[1] - ahead[1],
        middle[0] + ahead[0],
        middle[1] + ahead[1],
        [Color(*colour) for _, colour in fill.stops],
        positions=[place for place, _ in fill.stops],
    )
    canvas.restoreState()


def _picture(canvas: Canvas, box: Box, picture: Picture) -> None:
    image = ImageReader(BytesIO(picture.content))
    canvas.drawImage(image, box.x, -box.y - box.height, box.width, box.height, mask="auto")


def write_flow(pen: Pen, text: SetText, box: Box) -> None:
    """Write the lines of a text into a box, aligned as its cell says."""
    flow = text.flow
    squeeze = max(min(1.0, box.height / flow.depth), _SQUEEZE) if flow.depth else 1.0
    depth = flow.depth * squeeze
    top, gap = _start(text, box, depth)
    y = top
    for line in flow.lines:
        ascent, descent = line.ascent * flow.factor * squeeze, line.descent * flow.factor * squeeze
        _write_line(pen, text, line, box, -(y + ascent))
        y += ascent + descent + gap


def _start(text: SetText, box: Box, depth: float) -> tuple[float, float]:
    """Return where the first line begins and the extra distance between lines."""
    spare = box.height - depth
    count = len(text.flow.lines)
    if text.down in {"justify", "distributed"} and count > 1 and spare > 0:
        return box.y, spare / (count - 1)
    if spare < 0 or text.down in {"center", "distributed"}:
        return box.y + spare / 2, 0.0
    inset = min(_INSET, spare / 2)
    return box.y + (spare - inset if text.down == "bottom" else inset), 0.0


def _write_line(pen: Pen, text: SetText, line: Line, box: Box, baseline: float) -> None:
    factor = text.flow.factor
    width, room = line.width * factor, box.width - 2 * PADDING
    count = len(line.text)
    is_spread = text.across == "distributed" or (text.across == "justify" and not line.ends)
    if is_spread and count > 1 and width < room and not _BOXES.search(line.text):
        _write_spread(pen, text.flow, line, box.x + PADDING, baseline, room - width)
        return
    x = box.x + PADDING
    if text.across in {"center", "centerContinuous", "distributed"}:
        x = box.x + (box.width - width) / 2
    elif text.across == "right":
        x = box.x + box.width - PADDING - width
    for run in line.runs:
        x = pen.write(x, baseline, run, factor)


def _write_spread(pen: Pen, flow: Flow, line: Line, x: float, baseline: float, spare: float) -> None:
    """Widen the gaps between the characters of a line until it fills its box."""
    gap = spare / (len(line.text) - 1)
    pen.spread(gap)
    for run in line.runs:
        x = pen.write(x, baseline, run, flow.factor, gap=gap)
    pen.spread(0.0)


def _write_turned(canvas: Canvas, text: SetText, *, only_values: bool) -> None:
    box, turn = text.box, math.radians(text.turn)
    if abs(text.turn) == 90:
        inner = Box(-box.height / 2, -box.width / 2, box.height, box.width)
        middle = (box.x + box.width / 2, -box.y - box.height / 2)
    else:
        wide = max(line.width for line in text.flow.lines) * text.flow.factor + 2 * PADDING
        high = text.flow.depth
        inner = Box(-wide / 2, -high / 2, wide, high)
        middle = _middle(text, wide, high, turn)
    canvas.saveState()
    canvas.translate(*middle)
    canvas.rotate(text.turn)
    pen = Pen(canvas, only_values=only_values)
    write_flow(pen, text, inner)
    pen.finish()
    canvas.restoreState()


def _middle(text: SetText, wide: float, high: float, turn: float) -> tuple[float, float]:
    """Return where the middle of slanted text comes so that its outline touches the edges it is aligned to."""
    box = text.box
    reach_x = (abs(math.cos(turn)) * wide + abs(math.sin(turn)) * high) / 2
    reach_y = (abs(math.sin(turn)) * wide + abs(math.cos(turn)) * high) / 2
    x = {"left": box.x + reach_x, "right": box.x + box.width - reach_x}.get(
        text.across, box.x + box.width / 2
    )
    y = {"top": box.y + reach_y, "bottom": box.y + box.height - reach_y}.get(
        text.down, box.y + box.height / 2
    )
    return x, -y
