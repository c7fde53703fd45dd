"""A picture of a character becomes an outline: its ink is found, fitted to the em square and walked around; pure."""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from app.faults import UserError
from app.services.printing.fontmaking import ASCENT, EM

MOST_INPUT: Final = 8 << 20
_MOST_PIXELS: Final = 40_000_000
_FORMATS: Final = ("JPEG", "PNG", "BMP")
GRID: Final = 128  # at 12 points 770 dots an inch, finer than the printer
_INSIDE: Final = 118  # of the grid: as much room as the fonts leave around a character
_LEAST_INK, _MOST_INK = 0.01, 0.7
_NO_PICTURE = "这不是能用的图片：请选 jpg、png 或 bmp 文件；手机拍的 heic 请先另存为 jpg。"
_TOO_LARGE = "图片太大，请裁到只剩这一个字再选（不超过 8 MB）。"
_NO_INK = "图片里没有看清字：请在白纸上用黑笔写一个大字，拍正、拍清楚，裁到只剩这个字。"

Point = tuple[int, int]


def as_bitmap(data: bytes) -> bytes:
    """Return a picture file as a small PNG in black on white with the character filling the em square.

    Raises:
        UserError: it is no picture, or there is no character in it.

    """
    grey = ImageOps.autocontrast(_opened(data), cutoff=1)
    edge = _edge(grey)
    ink = grey.point(lambda level: 255 if level < edge else 0)
    box = ink.getbbox()
    if box is None:
        raise UserError(_NO_INK, field="glyph")
    cut = ink.crop(box)
    share = _INSIDE / max(cut.size)
    fitted = cut.resize(
        (max(1, round(cut.width * share)), max(1, round(cut.height * share))), Image.Resampling.LANCZOS
    )
    square = Image.new("L", (GRID, GRID), 0)
    square.paste(fitted, ((GRID - fitted.width) // 2, (GRID - fitted.height) // 2))
    bits = square.point(lambda level: 255 if level >= 128 else 0)
    inked = bits.histogram()[255] / (GRID * GRID)
    if not _LEAST_INK <= inked <= _MOST_INK:
        raise UserError(_NO_INK, field="glyph")
    made = io.BytesIO()
    ImageOps.invert(bits).convert("1").save(made, "PNG", optimize=True)
    return made.getvalue()


def outline(bitmap: bytes) -> list[list[Point]]:
    """Return the outline of a character kept as a bitmap, in thousandths of an em."""
    with Image.open(io.BytesIO(bitmap), formats=("PNG",)) as opened:
        picture = opened.convert("L")
    wide, high = picture.size
    level = picture.tobytes()
    ink = {(x, y) for y in range(high) for x in range(wide) if level[y * wide + x] < 128}
    return [[_placed(point, wide, high) for point in _straightened(loop)] for loop in _loops(ink)]


def _placed(point: Point, wide: int, high: int) -> Point:
    return round(point[0] * EM / wide), ASCENT - round(point[1] * EM / high)


def _loops(ink: set[Point]) -> list[list[Point]]:
    """Return the closed lines around the ink, walked with the ink at the right hand (y counts down)."""
    steps: dict[Point, list[Point]] = {}
    for x, y in sorted(ink):
        for beside, start, end in (
            ((x, y - 1), (x, y), (x + 1, y)),
            ((x + 1, y), (x + 1, y), (x + 1, y + 1)),
            ((x, y + 1), (x + 1, y + 1), (x, y + 1)),
            ((x - 1, y), (x, y + 1), (x, y)),
        ):
            if beside not in ink:
                steps.setdefault(start, []).append(end)
    loops = []
    while steps:
        start = at = next(iter(steps))
        loop = []
        while at in steps:
            loop.append(at)
            ways = steps[at]
            before = loop[-2] if len(loop) > 1 else None
            way = _right_most(before, at, ways) if before else ways[0]
            ways.remove(way)
            if not ways:
                del steps[at]
            at = way
            if at == start:
                break
        loops.append(loop)
    return loops


def _right_most(before: Point, at: Point, ways: list[Point]) -> Point:
    """Return the way that turns right where two pieces of ink touch at a corner."""
    dx, dy = at[0] - before[0], at[1] - before[1]
    right = (at[0] - dy, at[1] + dx)
    return right if right in ways else ways[0]


def _straightened(loop: list[Point]) -> list[Point]:
    """Return a loop without the points that lie on a straight line."""
    around = zip([loop[-1], *loop[:-1]], loop, [*loop[1:], loop[0]], strict=True)
    return [at for (ax, ay), at, (bx, by) in around if not (ax == at[0] == bx or ay == at[1] == by)]


def _edge(grey: Image.Image) -> int:
    """Return the level that parts ink from paper best (Otsu)."""
    counts = grey.histogram()
    total, weight = sum(counts), sum(level * count for level, count in enumerate(counts))
    best, edge, below, dark = -1.0, 128, 0, 0
    for level, count in enumerate(counts):
        below += count
        dark += level * count
        if not 0 < below < total:
            continue
        apart = dark / below - (weight - dark) / (total - below)
        spread = below * (total - below) * apart * apart
        if spread > best:
            best, edge = spread, level + 1
    return edge


def _opened(data: bytes) -> Image.Image:
    if len(data) > MOST_INPUT:
        raise UserError(_TOO_LARGE, field="glyph")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is judged here
            opened = Image.open(io.BytesIO(data), formats=_FORMATS)
        if opened.width * opened.height > _MOST_PIXELS:
            raise UserError(_TOO_LARGE, field="glyph")
        opened.draft("L", (GRID * 8, GRID * 8))
        picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except Image.DecompressionBombError as fault:
        raise UserError(_TOO_LARGE, field="glyph") from fault
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, IndexError) as fault:
        raise UserError(_NO_PICTURE, field="glyph") from fault
    ground = Image.new("RGBA", picture.size, "white")
    grey = Image.alpha_composite(ground, picture).convert("L")
    grey.thumbnail((GRID * 8, GRID * 8))
    return grey
