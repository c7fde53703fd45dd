"""Puts the words of a reprint on pages that were printed before."""

from __future__ import annotations

from io import BytesIO

import pypdfium2 as pdfium
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.services.printing.fonts import Role, typeface

_SIZE = 9.0
_TOP = 7 * mm
_NARROW = 100 * mm
_EDGES = (3 * mm, 16 * mm)  # from the right on a roll, and on paper that may have holes there


def stamped(pdf: bytes, words: str) -> bytes:
    """Return the pages with the words at the top right of each, and nothing else changed."""
    document = pdfium.PdfDocument(pdf)
    try:
        for page in document:
            width, height = page.get_size()
            stamp = pdfium.PdfDocument(_stamp(words, width, height))
            page.insert_obj(stamp.page_as_xobject(0, document).as_pageobject())
            page.gen_content()
            stamp.close()
        buffer = BytesIO()
        document.save(buffer)
        return buffer.getvalue()
    finally:
        document.close()


def _stamp(words: str, width: float, height: float) -> bytes:
    face = typeface(Role.SANS)
    edge = _EDGES[width > _NARROW]
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(width, height), invariant=1)
    x = width - edge - face.width(words) * _SIZE
    for name, run in face.runs(words):
        canvas.setFont(name, _SIZE)
        canvas.drawString(x, height - _TOP, run)
        x += canvas.stringWidth(run, name, _SIZE)
    canvas.save()
    return buffer.getvalue()
