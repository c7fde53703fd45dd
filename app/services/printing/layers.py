"""What all forms of one print run have alike: composed once, drawn once, and laid under every page that has it."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from app.services.printing.arrange import Page
from app.services.printing.compose import Composer, Overflow, Sheet
from app.services.printing.draw import draw_sheet

_REACH = 5000  # points from the content's corner within which everything of a page lies

Key = tuple[int, tuple[tuple[int, float], ...]]


@dataclass(frozen=True, slots=True)
class Layer:
    """The fixed part of one page: its name in the PDF, what is on it, and which of its text did not fit."""

    name: str
    sheet: Sheet
    overflows: tuple[Overflow, ...]


class Layers:
    """The layers of one print run. Pages with the same rows at the same places share one."""

    def __init__(self) -> None:
        self._known: dict[Key, Layer] = {}
        self._drawn: set[str] = set()

    def under(self, area: int, page: Page, composer: Composer) -> Layer:
        """Return the fixed part of a page, composed by its first form."""
        key = (area, tuple((id(placed.row.band), round(placed.y, 2)) for placed in page))
        known = self._known.get(key)
        if known is None:
            before = len(composer.overflows)
            sheet = composer.sheet(page, part="fixed")
            overflows = tuple(composer.overflows[before:])
            del composer.overflows[before:]
            known = self._known[key] = Layer(f"fixed{len(self._known)}", sheet, overflows)
        return known

    def lay(self, canvas: Canvas, layer: Layer) -> None:
        """Lay a layer on the page at the canvas's origin."""
        if layer.name not in self._drawn:
            self._drawn.add(layer.name)
            canvas.beginForm(layer.name, -_REACH, -_REACH, _REACH, _REACH)
            draw_sheet(canvas, layer.sheet)
            canvas.endForm()
        canvas.doForm(layer.name)
