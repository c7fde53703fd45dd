"""Writes text on a page: glyph runs, tick boxes, and the lines under and through characters."""

from __future__ import annotations

import re

from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from app.services.printing.fonts import typeface
from app.services.printing.layout import BLACK, Colour, Face
from app.services.printing.marks import draw_tick_box
from app.services.printing.tags import TICKED_BOX
from app.services.printing.textflow import Run

_BOXES = re.compile("([□☑☐])")
_SLANT = 0.2
_RISE = {1: 0.33, -1: -0.08}  # of the size, for raised and lowered characters
_UNDER, _THROUGH = 0.12, -0.3  # ems below the line


class Pen:
    """Writes one page's text in one text object, changing font and colour only where they change.

    With `only_values` (套打) what stands on every form, and the squares of tick boxes, take their room unseen.
    """

    def __init__(self, canvas: Canvas, *, only_values: bool = False) -> None:
        self._canvas = canvas
        self._only_values = only_values
        self._text: PDFTextObject = canvas.beginText()
        self._font: tuple[str, float] = ("", 0.0)
        self._colour = BLACK
        self._boxes: list[tuple[float, float, float, bool]] = []
        self._lines: dict[Colour, list[tuple[float, float, float, float]]] = {}

    def write(self, x: float, y: float, run: Run, factor: float = 1.0, *, gap: float = 0.0) -> float:
        """Write a run from a point on its baseline and return where the next begins.

        `factor` shrinks it; `gap` is the extra space that `spread` has set.
        """
        face, size = run.face, run.size * factor
        letters = typeface(face.role, is_bold=face.is_bold)
        width = letters.width(run.text) * size + gap * len(run.text)
        if run.is_fixed and self._only_values:
            return x + width
        if face.colour != self._colour:
            self._text.setFillColorRGB(*face.colour)
            self._colour = face.colour
        base = y + _RISE.get(face.lift, 0.0) * face.size * factor
        if "□" in run.text or "☑" in run.text or "☐" in run.text:
            self._with_boxes(x, base, run.text, face, size)
        else:
            self._run(x, base, run.text, face, size)
        if face.underline or face.is_struck:
            self._line(x, base, width, size, face)
        return x + width

    def _with_boxes(self, x: float, y: float, text: str, face: Face, size: float) -> None:
        letters = typeface(face.role, is_bold=face.is_bold)
        for piece in _BOXES.split(text):
            if piece in {"□", "☐", "☑"}:
                self._boxes.append((x, y, size, piece == TICKED_BOX))
                self._hidden(x, y, "■" if piece == TICKED_BOX else "□", face, size)
                x += letters.width(piece) * size
            elif piece:
                self._run(x, y, piece, face, size)
                x += letters.width(piece) * size

    def _hidden(self, x: float, y: float, text: str, face: Face, size: float) -> None:
        self._text.setTextRenderMode(3)
        self._run(x, y, text, face, size)
        self._text.setTextRenderMode(0)

    def _run(self, x: float, y: float, text: str, face: Face, size: float) -> None:
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

    def spread(self, gap: float) -> None:
        """Set the extra space after each character, in points."""
        self._text.setCharSpace(gap)

    def _line(self, x: float, y: float, width: float, size: float, face: Face) -> None:
        lines = self._lines.setdefault(face.colour, [])
        heights = [y - _THROUGH * size] if face.is_struck else []
        if face.underline:
            heights.append(y - _UNDER * size)
        if face.underline == "double":
            heights.append(y - _UNDER * size - 1.5)
        lines += [(x, height, x + width, height) for height in heights]

    def finish(self) -> None:
        """Put the text and its vector marks on the page."""
        self._canvas.drawText(self._text)
        for x, y, size, is_ticked in self._boxes:
            draw_tick_box(self._canvas, x, y, size, is_ticked=is_ticked, has_square=not self._only_values)
        for colour, lines in self._lines.items():
            self._canvas.setStrokeColorRGB(*colour)
            self._canvas.setLineWidth(0.5)
            self._canvas.setLineCap(0)
            self._canvas.lines(lines)
