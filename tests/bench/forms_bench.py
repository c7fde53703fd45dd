"""How fast forms print, beside the same text drawn raw with ReportLab."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from app.services.printing.catalogue import FORMS
from app.services.printing.engine import _composed, render, render_many
from app.services.printing.fonts import Role, typeface
from app.services.printing.template import load

sys.path.insert(0, str(Path(__file__).parent.parent / "services" / "printing"))
from tests.services.printing.form_samples import VALUES

_MANY = 500


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _raw(lines: list[tuple[float, float, float, str]], count: int) -> bytes:
    """Draw the same lines at the same places with `drawString` and nothing else."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1)
    for _ in range(count):
        for x, y, size, text in lines:
            canvas.setFont("NotoSerifSC-Regular", size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def run() -> list[tuple[str, float, str]]:
    """Return (what was measured, value, unit) for one form and for five hundred."""
    form = FORMS["training_subsidy"]
    typeface(Role.SERIF).runs("字")
    first = _timed(lambda: load(form.file.read_bytes(), name="cold"))
    template = form.template
    render(template, VALUES)
    lines = [
        (text.box.x + 70, 780 - text.box.y - at * text.flow.leading, text.flow.size, line.text)
        for sheet in _composed(template, VALUES, "", only_values=False).sheets
        for text in sheet.texts
        for at, line in enumerate(text.flow.lines)
    ]
    one = min(_timed(lambda: render(template, VALUES)) for _ in range(5))
    raw_one = min(_timed(lambda: _raw(lines, 1)) for _ in range(5))
    many = _timed(lambda: render_many(template, [VALUES] * _MANY))
    raw_many = _timed(lambda: _raw(lines, _MANY))
    return [
        ("form: workbook read once", first * 1000, "ms"),
        ("form: one", one * 1000, "ms"),
        ("form: one, raw ReportLab", raw_one * 1000, "ms"),
        ("form: one, ratio", one / raw_one, "x"),
        ("form: 500 in a batch", many, "s"),
        ("form: 500, raw ReportLab", raw_many, "s"),
        ("form: 500, ratio", many / raw_many, "x"),
    ]


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name:32} {value:8.2f} {unit}")
