"""Where a page lands on the paper in a printer, or why it does not; nothing is ever scaled to fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.models.sheets import SHEETS, Lay, Sheet, Size

TOLERANCE = 0.5
"""Millimetres by which a page may be larger than the paper: 93.1 is a third of 11 inches, rounded."""
_WHITE = 250
_INKED = bytes(0 if level < _WHITE else 255 for level in range(256))


@dataclass(frozen=True, slots=True)
class Ink:
    """The box in which a page has any print at all, in millimetres from its left and top edge."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Placement:
    """The page's left top corner on the paper, and the paper as it is fed; `is_turned`: the sheet lies on its side."""

    paper: Size
    x: float
    y: float
    is_turned: bool = False


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a page does not go onto the paper, and the papers it does go onto."""

    reason: str
    offers: tuple[str, ...]

    @property
    def words(self) -> str:
        """Say both."""
        return f"{self.reason}{'可改用：' + '、'.join(self.offers) + '。' if self.offers else ''}"


def place(page: Size, lay: Lay, ink: Ink | None = None) -> Placement | Misfit:
    """Return where a page of a form lands; without a paper of its own the lay takes the page's.

    `ink` is what of the page is printed at all: an offset may push white margins off the paper, never print.
    """
    sheet = lay.sheet or own_sheet(page)
    if sheet is None:
        paper, x, is_turned = page, 0.0, False
    else:
        found = _on(sheet, page)
        if found is None:
            own = own_sheet(page)
            need = f"要用 {own.words}" if own is not None else f"是 {_rounded(page).words}"
            reason = f"这张表{need}，打印机里设的纸是 {sheet.words}，放不下。"
            return Misfit(reason, tuple(_offers(page, sheet)))
        paper, x, is_turned = found
    placed = Placement(paper, x + lay.x / 10, lay.y / 10, is_turned=is_turned)
    lost = _lost(placed, ink, sheet) if ink is not None else ""
    if lost:
        return Misfit(f"按现在的偏移（{lay.moved}），{lost}。请把偏移改小。", ())
    return placed


def own_sheet(page: Size) -> Sheet | None:
    """Return the paper that has the page's very size, either way up."""
    for sheet in SHEETS.values():
        found = None if sheet.is_roll else _on(sheet, page)
        if found is not None and _is_close(page, found[0]):
            return sheet
    return None


def ink_of(width: int, height: int, stride: int, pixels: bytes, dpi: int) -> Ink | None:
    """Return what of a picture (three bytes a pixel) is not white, or nothing for a blank page."""
    left, right, rows = width * 3, 0, []
    for at in range(height):
        row = pixels[at * stride : at * stride + width * 3].translate(_INKED)
        kept = row.lstrip(b"\xff")
        if kept:
            rows.append(at)
            left = min(left, len(row) - len(kept))
            right = max(right, len(row.rstrip(b"\xff")))
    if not rows:
        return None
    mm = 25.4 / dpi
    return Ink(left // 3 * mm, rows[0] * mm, -(-right // 3) * mm, (rows[-1] + 1) * mm)


def _on(sheet: Sheet, page: Size) -> tuple[Size, float, bool] | None:
    """Return the paper as fed, how far from the left the page stands, and whether the sheet is turned."""
    paper = sheet.size
    if sheet.is_roll:
        room = paper.width - 2 * sheet.edge
        is_in = page.width <= room + TOLERANCE
        return (Size(paper.width, page.height), sheet.edge, False) if is_in else None
    if _is_within(page, paper):
        return paper, (paper.width - page.width) / 2 if sheet.is_fed else 0.0, False
    turned = Size(paper.height, paper.width)
    return (turned, 0.0, True) if not sheet.is_fed and _is_within(page, turned) else None


def _offers(page: Size, besides: Sheet) -> Iterator[str]:
    for sheet in SHEETS.values():
        if sheet is not besides and _on(sheet, page) is not None:
            yield sheet.words


def _lost(placed: Placement, ink: Ink, sheet: Sheet | None) -> str:
    edge = sheet.edge if sheet is not None else 0.0
    over = {
        "左边": edge - (placed.x + ink.left),
        "上边": -(placed.y + ink.top),
        "右边": placed.x + ink.right - (placed.paper.width - edge),
        "下边": placed.y + ink.bottom - placed.paper.height,
    }
    if sheet is not None and sheet.is_roll:
        over.pop("下边")
    side, most = max(over.items(), key=lambda one: one[1])
    return f"{side}有 {most:.1f} 毫米内容印到纸外或齿孔上" if most > TOLERANCE else ""


def _is_within(page: Size, paper: Size) -> bool:
    return page.width <= paper.width + TOLERANCE and page.height <= paper.height + TOLERANCE


def _is_close(page: Size, paper: Size) -> bool:
    return abs(page.width - paper.width) <= 1 and abs(page.height - paper.height) <= 1


def _rounded(page: Size) -> Size:
    return Size(round(page.width, 1), round(page.height, 1))
