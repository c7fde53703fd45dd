"""The things on a form that are not text: tick boxes, photos, bar codes and QR codes."""

from __future__ import annotations

from io import BytesIO

import segno
from PIL import UnidentifiedImageError
from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from app.services.printing.compose import Box, Mark
from app.services.printing.fonts import Role, typeface
from app.services.printing.tags import plain

_PHOTO = (25 * 72 / 25.4, 35 * 72 / 25.4)
_QUIET = 2.0  # points around a code, beside its own quiet zone


def draw_tick_box(
    canvas: Canvas, x: float, y: float, size: float, *, is_ticked: bool, has_square: bool = True
) -> None:
    """Draw a square at a point on the baseline, and a tick that reaches out of it when it is chosen."""
    edge = size * 0.74
    left, foot = x + size * 0.1, y + size * 0.38 - edge / 2
    canvas.setLineWidth(max(0.5, size * 0.055))
    canvas.setLineCap(0)
    canvas.setStrokeColorRGB(0, 0, 0)
    if has_square:
        canvas.rect(left, foot, edge, edge, stroke=1, fill=0)
    if is_ticked:
        canvas.setLineWidth(size * 0.11)
        path = canvas.beginPath()
        path.moveTo(left + edge * 0.16, foot + edge * 0.52)
        path.lineTo(left + edge * 0.42, foot + edge * 0.2)
        path.lineTo(left + edge * 0.98, foot + edge * 1.04)
        canvas.drawPath(path, stroke=1, fill=0)


def draw_mark(canvas: Canvas, mark: Mark, *, only_values: bool = False) -> None:
    """Draw a photo, QR code, Code 128 or row of digit boxes centred in its cell."""
    if mark.tag.kind == "photo":
        if mark.value or not only_values:
            _photo(canvas, mark.box, mark.value)
        return
    text = plain(mark.value)
    if not text:
        return
    if mark.tag.kind == "qr":
        _qr(canvas, mark.box, text)
    elif mark.tag.kind == "code128":
        _code128(canvas, mark.box, text)
    else:
        _digit_boxes(canvas, mark.box, text, int(mark.tag.argument or len(text)), has_grid=not only_values)


def _photo(canvas: Canvas, box: Box, value: object) -> None:
    wide, high = min(_PHOTO[0], box.width - 4), min(_PHOTO[1], box.height - 4)
    left, foot = box.x + (box.width - wide) / 2, -box.y - box.height / 2 - high / 2
    image = _image(value)
    if image is not None:
        canvas.drawImage(image, left, foot, wide, high, preserveAspectRatio=True, anchor="c")
        return
    face = typeface(Role.SERIF)
    for at, text in enumerate(("照", "片")):
        ((name, _),) = face.runs(text)
        canvas.setFont(name, 12)
        canvas.drawCentredString(box.x + box.width / 2, -box.y - box.height / 2 + 12 - at * 28, text)


def _image(value: object) -> ImageReader | None:
    if not isinstance(value, bytes) or not value:
        return None
    try:
        return ImageReader(BytesIO(value))
    except (UnidentifiedImageError, OSError):
        return None


def _qr(canvas: Canvas, box: Box, text: str) -> None:
    matrix = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix]
    cells = len(matrix) + 4
    step = min(box.width - 2 * _QUIET, box.height - 2 * _QUIET) / cells
    left = box.x + (box.width - step * cells) / 2 + 2 * step
    top = -box.y - (box.height - step * cells) / 2 - 2 * step
    path = canvas.beginPath()
    for down, row in enumerate(matrix):
        for across, is_dark in enumerate(row):
            if is_dark:
                path.rect(left + across * step, top - (down + 1) * step, step, step)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawPath(path, stroke=0, fill=1)


def _code128(canvas: Canvas, box: Box, text: str) -> None:
    high = max(6.0, box.height - 2 * _QUIET)
    narrow = Code128(text, barWidth=1.0, barHeight=high, quiet=0)
    bar = min(1.0, (box.width - 2 * _QUIET) / (narrow.width + 20))
    code = Code128(text, barWidth=bar, barHeight=high, quiet=0)
    code.drawOn(canvas, box.x + (box.width - code.width) / 2, -box.y - box.height / 2 - high / 2)


def _digit_boxes(canvas: Canvas, box: Box, text: str, count: int, *, has_grid: bool) -> None:
    edge = min((box.width - 4) / max(count, 1), box.height - 4)
    left, foot = box.x + (box.width - edge * count) / 2, -box.y - box.height / 2 - edge / 2
    canvas.setLineWidth(0.5)
    if has_grid:
        canvas.grid([left + at * edge for at in range(count + 1)], [foot, foot + edge])
    face = typeface(Role.SERIF)
    size = min(12.0, edge * 0.8)
    for at, char in enumerate(text[:count]):
        for name, run in face.runs(char):
            canvas.setFont(name, size)
            canvas.drawCentredString(left + (at + 0.5) * edge, foot + edge / 2 - 0.38 * size, run)
