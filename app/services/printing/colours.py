"""The colours of a workbook: RGB, the indexed palette, and theme colours with their tint."""

from __future__ import annotations

import colorsys
from xml.etree import ElementTree as ET

from openpyxl.styles.colors import COLOR_INDEX, Color

from app.services.printing.layout import BLACK, Colour

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_ORDER = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    "accent1",
    "accent2",
    "accent3",
    "accent4",
    "accent5",
    "accent6",
    "hlink",
    "folHlink",
)


def theme_colours(theme: bytes | str | None) -> tuple[Colour, ...]:
    """Return the twelve colours of a workbook theme in the order that cells refer to them."""
    plain: tuple[Colour, ...] = ((1.0, 1.0, 1.0), BLACK)
    if not theme:
        return plain
    scheme = ET.fromstring(theme).find(f".//{_DRAWING}clrScheme")  # noqa: S314 - openpyxl has parsed it
    if scheme is None:
        return plain
    found: dict[str, Colour] = {}
    for entry in scheme:
        for colour in entry:
            found[entry.tag.removeprefix(_DRAWING)] = _rgb(
                colour.get("lastClr") or colour.get("val") or "000000"
            )
    return tuple(found.get(name, BLACK) for name in _ORDER)


def colour_of(colour: Color | None, theme: tuple[Colour, ...], default: Colour = BLACK) -> Colour:
    """Return a cell's colour; an absent or automatic one is the default."""
    if colour is None:
        return default
    if colour.type == "theme":
        base = theme[colour.theme] if colour.theme < len(theme) else default
        return _tinted(base, float(colour.tint or 0))
    if colour.type == "indexed":
        return _rgb(COLOR_INDEX[colour.indexed]) if colour.indexed < len(COLOR_INDEX) else default
    if colour.type == "rgb" and isinstance(colour.rgb, str):
        return _rgb(colour.rgb)
    return default


def _rgb(text: str) -> Colour:
    digits = text[-6:]
    if len(digits) < 6 or any(char not in "0123456789abcdefABCDEF" for char in digits):
        return BLACK
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return (round(red, 4), round(green, 4), round(blue, 4))


def _tinted(colour: Colour, tint: float) -> Colour:
    if not tint:
        return colour
    hue, light, saturation = colorsys.rgb_to_hls(*colour)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = colorsys.hls_to_rgb(hue, light, saturation)
    return (round(red, 4), round(green, 4), round(blue, 4))


def blended(front: Colour, back: Colour, share: float) -> Colour:
    """Return the colour seen when `share` of a surface is the front colour."""
    red, green, blue = (
        round(over * share + under * (1 - share), 4) for over, under in zip(front, back, strict=True)
    )
    return (red, green, blue)
