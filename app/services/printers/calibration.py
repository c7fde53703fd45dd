"""The calibration sheet: a cross at a known place, rulers from the edges, and a second cross that shows scaling."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from app.models.sheets import SHEETS, Lay, Size
from app.services.printing.fonts import Role, typeface

_ARM = 8.0
_LARGEST = 11.0  # points


@dataclass(frozen=True, slots=True)
class Target:
    """What is printed on one paper, in millimetres: the page, the cross to measure, the distance to the other cross."""

    page: Size
    cross: tuple[float, float]
    apart: tuple[float, float]


def target_of(lay: Lay) -> Target:
    """Return where the crosses stand on the paper of this lay; A4 where every form brings its own."""
    sheet = lay.sheet or SHEETS["A4"]
    if sheet.is_roll:
        return Target(Size(sheet.size.width - 2 * sheet.edge, 60), (20.0, 20.0), (40.0, 30.0))
    wide, high = sheet.size.width, sheet.size.height
    return Target(
        sheet.size, (30.0, 30.0), (float(int(wide - 70) // 10 * 10), float(int(high - 45) // 10 * 10))
    )


def seen_from_paper(lay: Lay) -> tuple[float, float]:
    """Return where the cross should be measured, from the paper's left and top edge."""
    target = target_of(lay)
    margin = lay.sheet.edge if lay.sheet is not None and lay.sheet.is_roll else 0.0
    return target.cross[0] + margin, target.cross[1]


def calibration_sheet(lay: Lay, printer: str) -> bytes:
    """Return the sheet for a printer's paper, with the words that say what to measure."""
    target = target_of(lay)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(target.page.width * mm, target.page.height * mm), invariant=1)
    canvas.setTitle("打印校准页")
    drawing = _Drawing(canvas, target.page.height)
    x, y = target.cross
    drawing.cross(x, y)
    drawing.cross(x + target.apart[0], y + target.apart[1])
    drawing.rulers(x, y, target.apart)
    drawing.lines(_words(lay, printer, target), x + 4, y + 5, target.page.width - x - 8)
    canvas.save()
    return buffer.getvalue()


def _words(lay: Lay, printer: str, target: Target) -> tuple[str, ...]:
    across, down = seen_from_paper(lay)
    paper = (lay.sheet or SHEETS["A4"]).label
    if lay.sheet is not None and lay.sheet.is_roll:
        return (
            f"打印校准页 {paper}",
            printer,
            f"左上十字到纸左边应为 {across:.1f} 毫米",
            f"两个十字横向相距应为 {target.apart[0]:.0f} 毫米",
        )
    return (
        f"打印校准页　{printer}　{paper}　{lay.moved}",
        f"1. 量左上十字中心到纸左边的距离：应为 {across:.1f} 毫米，量得 ________ 毫米",
        f"2. 量左上十字中心到纸上边的距离：应为 {down:.1f} 毫米，量得 ________ 毫米",
        "3. 把量得的两个数填到「设置」的「打印机」里，按“按量得的调整”，再打一张核对",
        f"右下十字应在左上十字右 {target.apart[0]:.0f}、下 {target.apart[1]:.0f} 毫米；不对说明驱动在缩放，请设为 100%",
    )


class _Drawing:
    """A canvas that counts millimetres from the left top corner."""

    def __init__(self, canvas: Canvas, height: float) -> None:
        self._canvas, self._height = canvas, height
        canvas.setLineWidth(0.2 * mm)

    def line(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self._canvas.line(x1 * mm, (self._height - y1) * mm, x2 * mm, (self._height - y2) * mm)

    def cross(self, x: float, y: float) -> None:
        self.line(x - _ARM, y, x + _ARM, y)
        self.line(x, y - _ARM, x, y + _ARM)
        self._canvas.circle(x * mm, (self._height - y) * mm, 3 * mm)

    def rulers(self, x: float, y: float, apart: tuple[float, float]) -> None:
        """Draw a scale from the first cross to the right and down, a long tick every ten millimetres."""
        for at in range(int(apart[0]) + 1):
            self.line(x + at, y - 12, x + at, y - 12 + self._tick(at))
        for at in range(int(apart[1]) + 1):
            self.line(x - 12, y + at, x - 12 + self._tick(at), y + at)

    @staticmethod
    def _tick(at: int) -> float:
        return 3.0 if at % 10 == 0 else 2.0 if at % 5 == 0 else 1.0

    def lines(self, words: tuple[str, ...], x: float, y: float, room: float) -> None:
        """Write one line below the other, as large as the widest may be."""
        face = typeface(Role.SANS)
        size = min(_LARGEST, room * mm / max(face.width(text) for text in words))
        for text in words:
            y += size * 0.6
            left = x * mm
            for name, run in face.runs(text):
                self._canvas.setFont(name, size)
                self._canvas.drawString(left, (self._height - y) * mm, run)
                left += self._canvas.stringWidth(run, name, size)
