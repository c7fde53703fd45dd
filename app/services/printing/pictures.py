"""Pictures that lie on a sheet, and the drawn objects that cannot be printed (ECMA-376 part 1, 20.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import NamedTuple
from xml.etree import ElementTree as ET

from PIL import Image as Pixels
from PIL import UnidentifiedImageError

from app.services.printing.layout import Picture
from app.services.printing.package import Drawing

_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_ANCHORS = {f"{_XDR}oneCellAnchor", f"{_XDR}twoCellAnchor"}
_EMU = 12700.0  # English Metric Units a point
_SHAPES = {"sp": "文本框和图形", "cxnSp": "连接线", "grpSp": "组合图形", "graphicFrame": "图表"}


class _Marker(NamedTuple):
    """A place on the sheet: column and row from 0, and points into them."""

    column: int
    x: float
    row: int
    y: float


def pictures_of(
    drawings: Sequence[Drawing],
    edges: Mapping[int, float],
    bands: Mapping[int, int],
    height_of: Callable[[int], float],
) -> tuple[Picture, ...]:
    """Return the pictures whose corner is in the print area.

    `edges` gives the distance of a column's left edge (counted from 1) and `bands` the band of a row (from 1).
    """
    found: list[Picture] = []
    for anchor, content in _anchored(drawings):
        start = _marker(anchor, "from")
        if start is None or not is_readable(content):
            continue
        if start.row + 1 not in bands or start.column + 1 not in edges:
            continue
        x = edges[start.column + 1] + start.x
        extent = anchor.find(f"{_XDR}ext")
        end = _marker(anchor, "to")
        if end is not None:
            width = edges.get(end.column + 1, max(edges.values())) + end.x - x
            height = sum(height_of(row) for row in range(start.row + 1, end.row + 1)) + end.y - start.y
        elif extent is not None:
            width, height = (int(extent.get(side, "0")) / _EMU for side in ("cx", "cy"))
        else:
            continue
        found.append(Picture(bands[start.row + 1], x, start.y, max(width, 1.0), max(height, 1.0), content))
    return tuple(found)


def _anchored(drawings: Sequence[Drawing]) -> Iterator[tuple[ET.Element, bytes]]:
    for drawing in drawings:
        for anchor in ET.fromstring(drawing.xml):  # noqa: S314 - openpyxl has parsed it
            if anchor.tag in _ANCHORS:
                for picture in anchor.findall(f"{_XDR}pic"):
                    blip = next(picture.iter(_BLIP), None)
                    content = drawing.media.get(blip.get(_EMBED, ""), b"") if blip is not None else b""
                    yield anchor, content


def _marker(anchor: ET.Element, name: str) -> _Marker | None:
    place = anchor.find(f"{_XDR}{name}")
    if place is None:
        return None
    column, x, row, y = (
        int(place.findtext(f"{_XDR}{part}", "0")) for part in ("col", "colOff", "row", "rowOff")
    )
    return _Marker(column, x / _EMU, row, y / _EMU)


def drawing_warnings(drawings: Sequence[Drawing]) -> list[str]:
    """Name the drawn objects that will not be printed."""
    found: list[str] = []
    pictures = 0
    for drawing in drawings:
        for element in ET.fromstring(drawing.xml).iter():  # noqa: S314 - openpyxl has parsed it
            name = element.tag.rpartition("}")[2]
            if name in _SHAPES:
                found.append(f"{_SHAPES[name]}不能打印，请改用单元格")
            pictures += name == "pic"
            if name == "srcRect" and any(element.get(side, "0") != "0" for side in "ltrb"):
                found.append("图片的裁剪不起作用，打印整张图片")
            if name == "xfrm" and element.get("rot", "0") != "0":
                found.append("图片的旋转不起作用")
    readable = sum(is_readable(content) for _, content in _anchored(drawings))
    if pictures > readable:
        found.append(f"有 {pictures - readable} 张图片不能打印，请换成固定在单元格上的 PNG 或 JPEG 图片")
    return found


def is_readable(content: bytes) -> bool:
    """Return whether the bytes are a picture that can be printed."""
    try:
        with Pixels.open(BytesIO(content)) as pixels:
            pixels.verify()
    except (UnidentifiedImageError, OSError, SyntaxError):
        return False
    return True
