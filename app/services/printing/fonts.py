"""Fonts by role, the glyph-by-glyph fallback, and the widths of text set in them.

A role that is not bundled (仿宋, 小标宋, 楷体) is taken from the PC where it has such a font, and falls back to what is
bundled. A character that no font draws keeps its place as a blank of one em, unless a clerk drew it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from reportlab.pdfbase import pdfmetrics, ttfonts

from app.paths import resources
from app.services.printing.fontfiles import FontFile, find, line_metrics
from app.services.printing.fontmaking import make_font
from app.services.printing.tracing import outline

_BLOCK = 100  # a bfchar block of a CMap holds at most one hundred lines


class Role(StrEnum):
    """What a font is for; a template's family names are mapped to these."""

    SERIF = "serif"
    SANS = "sans"
    FANGSONG = "fangsong"
    TITLE = "title"
    KAI = "kai"


_SERIF_WORDS = ("宋", "明", "song", "sun", "ming", "serif", "times", "roman", "cambria")
_ROLE_WORDS: Mapping[Role, tuple[str, ...]] = {
    Role.FANGSONG: ("仿宋", "fangsong", "fang song", "simfang", "stfangsong"),
    Role.TITLE: ("小标宋", "xiaobiaosong", "xbs"),
    Role.KAI: ("楷", "kai"),
}
_WANTED: Mapping[Role, tuple[str, ...]] = {
    Role.FANGSONG: (
        "仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "方正仿宋_GBK", "FZFangSong-Z02", "方正仿宋简体",
        "FZFangSong-Z02S", "华文仿宋", "STFangsong",
    ),
    Role.TITLE: ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
    Role.KAI: (
        "楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "方正楷体_GBK", "FZKai-Z03", "方正楷体简体", "FZKai-Z03S",
        "华文楷体", "STKaiti",
    ),
}  # fmt: skip
"""What the PC's own fonts of a role are called, the one that official papers name first."""
_SERIF = ("NotoSerifSC-Regular", "NotoSansSC-Regular", "HanaMinB")
_SERIF_BOLD = ("NotoSerifSC-Bold", *_SERIF)
_CHAINS: Mapping[tuple[Role, bool], tuple[str, ...]] = {
    (Role.SERIF, False): _SERIF,
    (Role.SERIF, True): _SERIF_BOLD,
    (Role.SANS, False): ("NotoSansSC-Regular", "NotoSerifSC-Regular", "HanaMinB"),
    (Role.SANS, True): ("NotoSansSC-Bold", "NotoSansSC-Regular", "NotoSerifSC-Regular", "HanaMinB"),
    (Role.FANGSONG, False): _SERIF,
    (Role.FANGSONG, True): _SERIF_BOLD,
    (Role.TITLE, False): _SERIF_BOLD,
    (Role.TITLE, True): _SERIF_BOLD,
    (Role.KAI, False): _SERIF,
    (Role.KAI, True): _SERIF_BOLD,
}
"""The bundled fonts of a role; the PC's own stands before them."""
_GAP, _DRAWN = "Gap", "Drawn-"
_INVISIBLE = frozenset(range(0xFE00, 0xFE10)) | frozenset(range(0xE0100, 0xE01F0)) | {0x200B, 0x200D, 0xFEFF}


def role_of(family: str) -> Role:
    """Return the role of a font family as Excel or WPS names it; an unknown family is sans."""
    low = family.lower()
    special = next((role for role, words in _ROLE_WORDS.items() if any(word in low for word in words)), None)
    if special is not None:
        return special
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


class _Shelf:
    """What was put beside the bundled fonts: the PC's folders, and the characters that clerks drew."""

    def __init__(self) -> None:
        self.folders: tuple[Path, ...] = ()
        self.pictures: Mapping[int, bytes] = {}
        self.drawn = ""
        self.own: dict[Role, str] = {}

    def chain(self, role: Role, *, is_bold: bool) -> tuple[str, ...]:
        """Return the fonts of a role: what was drawn, the PC's own, the bundled."""
        own = self._own(role) if role in _WANTED and self.folders else ""
        return (*filter(None, (self.drawn, own)), *_CHAINS[role, is_bold])

    def _own(self, role: Role) -> str:
        if role not in self.own:
            font = find(self.folders, _WANTED[role])
            self.own[role] = _register_own(role, font) if font is not None else ""
        return self.own[role]


_SHELF = _Shelf()


def use_folders(folders: Iterable[Path]) -> None:
    """Look for the PC's own fonts in these folders, when a form first asks for one; none is looked at before."""
    _SHELF.folders, _SHELF.own = tuple(folders), {}
    typeface.cache_clear()


def use_pictures(pictures: Mapping[int, bytes]) -> None:
    """Draw these code points as a clerk drew them, before any font; pictures as `tracing.as_bitmap` returns them."""
    if dict(pictures) == _SHELF.pictures:
        return
    _SHELF.pictures, _SHELF.drawn = dict(pictures), ""
    if pictures:
        digest = sha256(b"".join(b"%x %s " % (point, pictures[point]) for point in sorted(pictures)))
        _SHELF.drawn = f"{_DRAWN}{digest.hexdigest()[:12]}"
        glyphs = {point: outline(picture) for point, picture in pictures.items()}
        _register(_SHELF.drawn, BytesIO(make_font(_SHELF.drawn, glyphs)))
    typeface.cache_clear()


def _register_own(role: Role, font: FontFile) -> str:
    """Return the name the PC's font of a role was registered under, or nothing when ReportLab cannot read it."""
    told = sha256(f"{font.path} {font.index}".encode()).hexdigest()[:8]
    name = f"PC-{role.value}-{told}"  # ReportLab keeps the first font of a name for good
    try:
        _register(name, str(font.path), index=font.index)
    except (ttfonts.TTFError, OSError, struct.error, ValueError, IndexError, KeyError):
        return ""
    return name


def _register(name: str, file: str | BytesIO, *, index: int = 0) -> None:
    vars(ttfonts)["makeToUnicodeCMap"] = to_unicode_cmap
    pdfmetrics.registerFont(ttfonts.TTFont(name, file, subfontIndex=index))
    _face.cache_clear()


@cache
def _face(name: str) -> ttfonts.TTFontFace:
    """Return a font, registering a bundled one on first need: the large one is parsed only for a rare name."""
    if name not in pdfmetrics.getRegisteredFontNames():
        gap = BytesIO(make_font(_GAP, {})) if name == _GAP else None
        _register(name, gap or str(resources() / "fonts" / f"{name}.ttf"))
    font = pdfmetrics.getFont(name)
    assert isinstance(font, ttfonts.TTFont)  # noqa: S101 - nothing else is registered under these names
    return font.face


def _draws(name: str, point: int) -> bool:
    """Tell whether a font draws a character; glyph 0 is the box that stands for what it lacks."""
    return bool(_face(name).charToGlyph.get(point))


class Typeface:
    """One role and weight: splits text into runs of one font and measures it."""

    def __init__(self, chain: tuple[str, ...]) -> None:
        self._chain = chain
        self._main = next(name for name in chain if not name.startswith(_DRAWN))
        self._known: dict[str, tuple[str, float]] = {}

    @property
    def ascent(self) -> float:
        """Return how far above the baseline a line of the chain's first font reaches, in ems."""
        return line_metrics(_face(self._main))[0]

    @property
    def descent(self) -> float:
        """Return how far below the baseline a line of the chain's first font reaches, in ems."""
        return line_metrics(_face(self._main))[1]

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
        return point in _INVISIBLE or any(_draws(name, point) for name in self._chain)

    def _find(self, char: str) -> tuple[str, float]:
        point = ord(char)
        found = ("", 0.0)
        if point not in _INVISIBLE:
            name = next((name for name in self._chain if _draws(name, point)), "")
            found = (name, self._width(name, point)) if name else (_gap(point), 1.0)
        self._known[char] = found
        return found

    @staticmethod
    def _width(name: str, point: int) -> float:
        face = _face(name)
        return float(face.charWidths.get(point, face.defaultWidth)) / 1000


def _gap(point: int) -> str:
    """Return the font that keeps a character's place: a blank of one em that copies back as the character."""
    face = _face(_GAP)
    face.charToGlyph[point], face.charWidths[point] = 1, 1000
    return _GAP


@cache
def typeface(role: Role, *, is_bold: bool = False) -> Typeface:
    """Return the typeface of a role and weight; its measurements are kept for the life of the process."""
    return Typeface(_SHELF.chain(role, is_bold=is_bold))


def missing_glyphs(text: str) -> str:
    """Return, once each and in order, the characters that no font draws and no clerk drew."""
    face = typeface(Role.SERIF)
    return "".join(char for char in dict.fromkeys(text) if char >= " " and not face.has(char))
