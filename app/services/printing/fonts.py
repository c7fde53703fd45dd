"""The bundled fonts by role, the glyph-by-glyph fallback, and the widths of text set in them."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from reportlab.pdfbase import pdfmetrics, ttfonts

from app.paths import resources
from app.services.printing.fontfiles import line_metrics

_BLOCK = 100  # a bfchar block of a CMap holds at most one hundred lines


class Role(StrEnum):
    """What a font is for; a template's family names are mapped to these."""

    SERIF = "serif"
    SANS = "sans"


_SERIF_WORDS = (
    "宋",
    "仿宋",
    "楷",
    "song",
    "sun",
    "fang",
    "kai",
    "ming",
    "serif",
    "times",
    "roman",
    "cambria",
)
_CHAINS: dict[tuple[Role, bool], tuple[str, ...]] = {
    (Role.SERIF, False): ("NotoSerifSC-Regular", "NotoSansSC-Regular", "HanaMinB"),
    (Role.SERIF, True): ("NotoSerifSC-Bold", "NotoSerifSC-Regular", "NotoSansSC-Regular", "HanaMinB"),
    (Role.SANS, False): ("NotoSansSC-Regular", "NotoSerifSC-Regular", "HanaMinB"),
    (Role.SANS, True): ("NotoSansSC-Bold", "NotoSansSC-Regular", "NotoSerifSC-Regular", "HanaMinB"),
}
_INVISIBLE = frozenset(range(0xFE00, 0xFE10)) | frozenset(range(0xE0100, 0xE01F0)) | {0x200B, 0x200D, 0xFEFF}


def role_of(family: str) -> Role:
    """Return the role of a font family as Excel or WPS names it; an unknown family is sans."""
    low = family.lower()
    if "sans" in low:
        return Role.SANS
    return Role.SERIF if any(word in low for word in _SERIF_WORDS) else Role.SANS


def to_unicode_cmap(font_name: str, subset: list[int]) -> str:
    """Return the ToUnicode CMap of a subset with characters beyond U+FFFF as UTF-16 pairs.

    ReportLab writes such a character as five hexadecimal digits, which every reader takes for another
    character: a name like 李𬱖 could then not be searched or copied.
    """
    entries = [f"<{code:02X}> <{_utf16(point)}>" for code, point in enumerate(subset)]
    blocks: list[str] = []
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo",
            f"<< /Registry ({font_name})",
            f"/Ordering ({font_name})",
            "/Supplement 0",
            ">> def",
            f"/CMapName /{font_name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            f"<00> <{len(subset) - 1:02X}>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


def _utf16(point: int) -> str:
    return chr(point).encode("utf-16-be", "surrogatepass").hex().upper()


@cache
def _face(name: str) -> ttfonts.TTFontFace:
    """Register a bundled font on first need: the large fallback font is parsed only for a rare name."""
    vars(ttfonts)["makeToUnicodeCMap"] = to_unicode_cmap
    font = ttfonts.TTFont(name, str(resources() / "fonts" / f"{name}.ttf"))
    pdfmetrics.registerFont(font)
    return font.face


class Typeface:
    """One role and weight: splits text into runs of one font and measures it."""

    def __init__(self, chain: tuple[str, ...]) -> None:
        self._chain = chain
        self._known: dict[str, tuple[str, float]] = {}

    @property
    def ascent(self) -> float:
        """Return how far above the baseline a line of the chain's first font reaches, in ems."""
        return line_metrics(_face(self._chain[0]))[0]

    @property
    def descent(self) -> float:
        """Return how far below the baseline a line of the chain's first font reaches, in ems."""
        return line_metrics(_face(self._chain[0]))[1]

    def width(self, text: str) -> float:
        """Return the width of the text in ems."""
        known = self._known
        total = 0.0
        for char in text:
            total += known[char][1] if char in known else self._find(char)[1]
        return total

    def advance(self, char: str) -> float:
        """Return the width of one character in ems."""
        known = self._known.get(char)
        return known[1] if known else self._find(char)[1]

    def runs(self, text: str) -> list[tuple[str, str]]:
        """Return the text cut into (registered font name, text) runs; what prints nothing is left out."""
        runs: list[tuple[str, str]] = []
        current, start = "", 0
        known = self._known
        for at, char in enumerate(text):
            name = known[char][0] if char in known else self._find(char)[0]
            if name != current:
                if current:
                    runs.append((current, text[start:at]))
                current, start = name, at
        if current:
            runs.append((current, text[start:]))
        return runs

    def has(self, char: str) -> bool:
        """Return whether any font of the chain draws the character."""
        point = ord(char)
        return point in _INVISIBLE or any(point in _face(name).charToGlyph for name in self._chain)

    def _find(self, char: str) -> tuple[str, float]:
        point = ord(char)
        found = ("", 0.0)
        if point not in _INVISIBLE:
            found = (self._chain[0], 1.0)
            for name in self._chain:
                face = _face(name)
                if point in face.charToGlyph:
                    found = (name, float(face.charWidths.get(point, face.defaultWidth)) / 1000)
                    break
        self._known[char] = found
        return found


@cache
def typeface(role: Role, *, is_bold: bool = False) -> Typeface:
    """Return the typeface of a role and weight; its measurements are kept for the life of the process."""
    return Typeface(_CHAINS[role, is_bold])


def missing_glyphs(text: str) -> str:
    """Return, once each and in order, the characters that no bundled font can draw."""
    face = typeface(Role.SERIF)
    return "".join(char for char in dict.fromkeys(text) if char >= " " and not face.has(char))
