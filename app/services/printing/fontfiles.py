"""What is read out of a font file beside what ReportLab reads."""

from __future__ import annotations

import struct

from reportlab.pdfbase.ttfonts import TTFontFile

_ASCENT = 4  # bytes into hhea; the descent follows and counts downwards as a negative number


def line_metrics(face: TTFontFile) -> tuple[float, float]:
    """Return the ascent and descent that spreadsheets space lines by, both positive, in ems."""
    table: bytes = face.get_table("hhea")  # type: ignore[no-untyped-call]
    ascent, descent = struct.unpack_from(">hh", table, _ASCENT)
    return ascent / face.unitsPerEm, -descent / face.unitsPerEm
