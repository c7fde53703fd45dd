"""Draws composed pages on a ReportLab canvas."""

from __future__ import annotations

import re
from itertools import groupby

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from app.services.printing.arrange import PADDING
from app.services.printing.compose import Box, SetText, Sheet
from app.services.printing.fonts import typeface
from app.services.printing.layout import BLACK, Face, Rule
from app.services.printing.marks import draw_mark, draw_tick_box
from app.services.printing.tags import TICKED_BOX
from app.services.printing.textflow import Line

_BOXES = re.compile("([□☑☐])")
_CENTRE = 0.38  # ems from the baseline up to the middle of a Chinese character
_SLANT = 0.2


class Pen:
    """Writes one page's text in one text object, changing font and colour only where they change."""

    def __init__(self, canvas: Canvas, *, only_values: bool = False) -> None:
        self._canvas = canvas
        self._only_values = only_values
        self._text: PDFTextObject = canvas.beginText()
        self._font: tuple[str, float] = ("", 0.0)
        self._colour = BLACK
        self._mode = 0
        self._is_slanted = False
        self._boxes: list[tuple[float, float, float, bool]] = []
        self._underlines: list[tuple[float, float, float, float]] = []

    def write_line(self, x: float, y: float, line: Line, face: Face, size: float, gap: float = 0.0) -> None:
        """Write what the line's mask shows, each piece where it stands in the whole line."""
        if not line.mask:
            self.write(x, y, line.text, face, size)
            return
        letters, at = typeface(face.role, is_bold=face.is_bold), 0
        for is_shown, run in groupby(line.mask, lambda sign: sign == "1"):
            piece = line.text[at : at + len(list(run))]
            at += len(piece)
            if is_shown:
                self.write(x, y, piece, face, size)
            x += letters.width(piece) * size + gap * len(piece)

    def write(self, x: float, y: float, text: str, face: Face, size: float) -> None:
        """Write one line from a point on its baseline."""
        if face.colour != self._colour:
            self._text.setFillColorRGB(*face.colour)
            self._colour = face.colour
        if "□" not in text and "☑" not in text and "☐" not in text:
            self._run(x, y, text, face, size)
            return
        letters = typeface(face.role, is_bold=face.is_bold)
        for piece in _BOXES.split(text):
            if piece in {"□", "☐", "☑"}:
                self._boxes.append((x, y, size, piece == TICKED_BOX))
                self._hidden(x, y, "■" if piece == TICKED_BOX else "□", face, size)
                x += size
            elif piece:
                x += self._run(x, y, piece, face, size, width=letters.width(piece) * size)

    def _hidden(self, x: float, y: float, text: str, face: Face, size: float) -> None:
        self._text.setTextRenderMode(3)
        self._run(x, y, text, face, size)
        self._text.setTextRenderMode(0)

    def _run(self, x: float, y: float, text: str, face: Face, size: float, *, width: float = 0.0) -> float:
        pen = self._text
        if face.is_italic:
            pen.setTextTransform(1, 0, _SLANT, 1, x, y)
        else:
            pen.setTextOrigin(x, y)
        for name, run in typeface(face.role, is_bold=face.is_bold).runs(text):
            if (name, size) != self._font:
                pen.setFont(name, size)
                self._font = (name, size)
            pen.textOut(run)
        return width

    def spread(self, gap: float) -> None:
        """Set the extra space after each character, in points."""
        self._text.setCharSpace(gap)

    def underline(self, x: float, y: float, width: float, size: float) -> None:
        """Note a line under text."""
        self._underlines.append((x, y - 0.12 * size, x + width, y - 0.12 * size))

    def finish(self) -> None:
        """Put the text and its vector marks on the page."""
        self._canvas.drawText(self._text)
        for x, y, size, is_ticked in self._boxes:
            draw_tick_box(self._canvas, x, y, size, is_ticked=is_ticked, has_square=not self._only_values)
        if self._underlines:
            self._canvas.setLineWidth(0.5)
            self._canvas.lines(self._underlines)


def draw_sheet(canvas: Canvas, sheet: Sheet, *, only_values: bool = False) -> None:
    """Draw fills, then text and marks, then rules; the origin is the top left of the content, y going up."""
    for box, colour in sheet.fills:
        canvas.setFillColorRGB(*colour)
        canvas.rect(box.x, -box.y - box.height, box.width, box.height, stroke=0, fill=1)
    canvas.setFillColorRGB(*BLACK)
    pen = Pen(canvas, only_values=only_values)
    turned = [text for text in sheet.texts if text.turn in {90, -90}]
    for text in sheet.texts:
        if text.turn not in {90, -90}:
            _write(pen, text, text.box)
    pen.finish()
    for text in turned:
        _write_turned(canvas, text, only_values=only_values)
    for mark in sheet.marks:
        draw_mark(canvas, mark, only_values=only_values)
    for rule, lines in sheet.rules.items():
        draw_rules(canvas, rule, lines)


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


def _write(pen: Pen, text: SetText, box: Box) -> None:
    flow, size = text.flow, text.flow.size
    depth = size + (len(flow.lines) - 1) * flow.leading
    if text.down == "top":
        first = box.y + min(1.5, max(0.0, (box.height - depth) / 2))
    elif text.down in {"center", "justify", "distributed"}:
        first = box.y + (box.height - depth) / 2
    else:
        first = box.y + box.height - depth - min(1.5, max(0.0, (box.height - depth) / 2))
    for at, line in enumerate(flow.lines):
        baseline = -(first + at * flow.leading + size * (0.5 + _CENTRE))
        _write_line(pen, text, line, box, baseline)


def _write_line(pen: Pen, text: SetText, line: Line, box: Box, baseline: float) -> None:
    size = text.flow.size
    width, room = line.width * size, box.width - 2 * PADDING
    x = box.x + PADDING
    is_spread = text.across == "distributed" or (text.across == "justify" and not line.ends)
    if is_spread and len(line.text) > 1 and width < room and not _BOXES.search(line.text):
        gap = (room - width) / (len(line.text) - 1)
        pen.spread(gap)
        pen.write_line(x, baseline, line, text.face, size, gap)
        pen.spread(0.0)
        width = room
    else:
        if text.across in {"center", "centerContinuous", "distributed"} or text.turn == 255:
            x = box.x + (box.width - width) / 2
        elif text.across == "right":
            x = box.x + box.width - PADDING - width
        pen.write_line(x, baseline, line, text.face, size)
    if text.face.is_underlined:
        pen.underline(x, baseline, width, size)


def _write_turned(canvas: Canvas, text: SetText, *, only_values: bool) -> None:
    box = text.box
    canvas.saveState()
    canvas.translate(box.x + box.width / 2, -box.y - box.height / 2)
    canvas.rotate(text.turn)
    pen = Pen(canvas, only_values=only_values)
    _write(pen, text, Box(-box.height / 2, -box.width / 2, box.height, box.width))
    pen.finish()
    canvas.restoreState()
