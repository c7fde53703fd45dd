"""How fast forms print: beside the same text drawn raw, beside LibreOffice, and beside an HTML template engine.

LibreOffice is measured where `soffice` is installed, WeasyPrint where it can be imported (neither is needed to run
or to test the product); what is missing is said.
"""

from __future__ import annotations

import importlib
import importlib.util
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from app.paths import resources
from app.services.printing.catalogue import FORMS
from app.services.printing.engine import Leaf, _composed, render, render_many
from app.services.printing.filled import fill
from app.services.printing.fonts import Role, typeface
from app.services.printing.preview import page_image
from app.services.printing.template import _load, load
from tests.oracle import office
from tests.services.printing.form_samples import VALUES

_MANY = 1_000
_SOME = 100
_DPI = 96


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _lines(leaves: tuple[Leaf, ...]) -> list[tuple[float, float, float, str]]:
    """Return (x, y, size, text) of every line of the form."""
    found = []
    for leaf in leaves:
        for text in leaf.sheet.texts:
            for at, line in enumerate(text.flow.lines):
                size = line.runs[0].size * text.flow.factor
                found.append((text.box.x + 70, 780 - text.box.y - at * size, size, line.text))
    return found


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
    """Return (what was measured, value, unit) for one form, for a thousand, and for the other programs."""
    form = FORMS["training_subsidy"]
    data = form.file.read_bytes()
    typeface(Role.SERIF).runs("字")
    _load.cache_clear()
    first = _timed(lambda: load(data, name=form.key))
    template = form.template
    opened = _timed(lambda: page_image(render(template, VALUES).pdf, 0, _DPI))
    other = FORMS["living_allowance"]
    fresh = _timed(
        lambda: page_image(render(load(other.file.read_bytes(), name="other"), VALUES).pdf, 0, _DPI)
    )
    lines = _lines(_composed(template, VALUES, "", None, only_values=False).leaves)
    one = min(_timed(lambda: render(template, VALUES)) for _ in range(7))
    seen = min(_timed(lambda: page_image(render(template, VALUES).pdf, 0, _DPI)) for _ in range(7))
    raw_one = min(_timed(lambda: _raw(lines, 1)) for _ in range(7))
    many = _timed(lambda: render_many(template, [VALUES] * _MANY))
    raw_many = _timed(lambda: _raw(lines, _MANY))
    size = len(render(template, VALUES).pdf)
    return [
        ("form: workbook read for the first time", first * 1000, "ms"),
        ("form: first preview page of all, its fonts read for it", opened * 1000, "ms"),
        ("form: first preview page of a form never read, fonts read ahead", fresh * 1000, "ms (aim 150)"),
        ("form: preview page of a form read ahead or before", seen * 1000, "ms (aim 150)"),
        ("form: one", one * 1000, "ms"),
        ("form: one, raw ReportLab", raw_one * 1000, "ms"),
        ("form: one, ratio", one / raw_one, "x"),
        (f"form: {_MANY:,} in a file", many, "s"),
        (f"form: {_MANY:,}, raw ReportLab", raw_many, "s"),
        (f"form: {_MANY:,}, ratio", many / raw_many, "x (aim 1.5)"),
        ("form: PDF of one page", size / 1000, "kB (aim 150)"),
        (f"form: PDF of {_MANY:,}", len(render_many(template, [VALUES] * _MANY).pdf) / 1e6, "MB"),
        *_office(data, one),
        *_html(lines, one),
    ]


def _office(data: bytes, one: float) -> list[tuple[str, float, str]]:
    """Measure LibreOffice on filled workbooks, all in one start of the program."""
    if not office.is_here():
        return [("LibreOffice", 0.0, "not installed here: not measured")]
    filling = min(_timed(lambda: fill(data, VALUES, name="form")) for _ in range(3))
    filled = fill(data, VALUES, name="form")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        files = [folder / f"form{at}.xlsx" for at in range(_SOME)]
        for file in files:
            file.write_bytes(filled)
        office.convert(files[:1], folder)
        single = _timed(lambda: office.convert(files[:1], folder))
        some = _timed(lambda: office.convert(files, folder))
        size = (folder / "form0.pdf").stat().st_size
    return [
        ("filled workbook (.xlsx): one", filling * 1000, "ms"),
        ("LibreOffice: one, with its start", single * 1000, "ms"),
        (f"LibreOffice: each of {_SOME} in one start", some / _SOME * 1000, "ms"),
        ("LibreOffice: each, beside ours", some / _SOME / one, "x"),
        ("LibreOffice: PDF of one page", size / 1000, "kB"),
    ]


def _html(lines: list[tuple[float, float, float, str]], one: float) -> list[tuple[str, float, str]]:
    """Measure WeasyPrint on a page with the same text at the same places."""
    if importlib.util.find_spec("weasyprint") is None:
        return [("WeasyPrint", 0.0, "not installed here: not measured")]
    weasyprint = importlib.import_module("weasyprint")
    page = "".join(
        f'<p style="left:{x:.1f}pt;top:{800 - y:.1f}pt;font-size:{size}pt">{text}</p>'
        for x, y, size, text in lines
    )
    font = (resources() / "fonts" / "NotoSerifSC-Regular.ttf").as_uri()
    style = f"@font-face{{font-family:Song;src:url('{font}')}}"
    style = f"<style>{style}@page{{size:A4;margin:0}}p{{position:absolute;margin:0;font-family:Song}}</style>"
    best = min(_timed(lambda: weasyprint.HTML(string=style + page).write_pdf()) for _ in range(3))
    size = len(weasyprint.HTML(string=style + page).write_pdf())
    return [
        ("WeasyPrint: one", best * 1000, "ms"),
        ("WeasyPrint: one, beside ours", best / one, "x"),
        ("WeasyPrint: PDF of one page", size / 1000, "kB"),
    ]


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name:52} {value:10.2f} {unit}")
