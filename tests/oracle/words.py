"""Words of a PDF with the places of their baselines, and how far two sets of them lie apart."""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium
from pypdfium2 import raw

NEAR = 1.5 * 72 / 25.4
"""How far apart, in points, the same word may stand in two renderings."""
_LATIN = re.compile(r"[A-Za-z0-9]")
_IGNORED = re.compile(r"[\s□☑☐■\ufffe\uffff\u0000]")


@dataclass(frozen=True, slots=True)
class Word:
    """A Latin word or number, or one other character: its page from 0 and, in points from the top left, its start."""

    page: int
    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Figures:
    """How well two renderings agree; `worst` is the page with the most words out of place, from 0."""

    words: int
    near: int
    pages: tuple[int, int]
    worst: int
    strays: tuple[Word, ...]

    @property
    def share(self) -> float:
        """The share of words within `NEAR`; a word that only one side has counts as out of place."""
        return self.near / self.words if self.words else 1.0


def words_of(pdf: bytes) -> tuple[Word, ...]:
    """Return the words of every page in reading order of the file."""
    document = pdfium.PdfDocument(pdf)
    try:
        found: list[Word] = []
        for number in range(len(document)):
            page = document[number]
            found += _words(page, number)
            page.close()
        return tuple(found)
    finally:
        document.close()


def _words(page: pdfium.PdfPage, number: int) -> Iterator[Word]:
    text = page.get_textpage()
    height = page.get_height()
    word, start, before = "", (0.0, 0.0), (0.0, 0.0)
    for char, x, y in _chars(text, height):
        is_latin = bool(_LATIN.match(char))
        is_near = abs(y - before[1]) < 0.6 and -0.5 < x - before[0] < 14
        if word and not (is_latin and is_near):
            yield Word(number, word, *start)
            word = ""
        if is_latin:
            start = start if word else (x, y)
            word, before = word + char, (x, y)
        elif char:
            yield Word(number, char, x, y)
    if word:
        yield Word(number, word, *start)
    text.close()


def _chars(text: pdfium.PdfTextPage, height: float) -> Iterator[tuple[str, float, float]]:
    """Yield characters with their origins; an empty one parts words."""
    x, y = ctypes.c_double(), ctypes.c_double()
    high = 0
    for at in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, at)
        if 0xD800 <= code < 0xDC00:  # characters beyond U+FFFF come in two halves
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
        raw.FPDFText_GetCharOrigin(text, at, x, y)
        char = chr(code)
        yield ("" if _IGNORED.match(char) else char), round(x.value, 1), round(height - y.value, 1)


def compare(ours: tuple[Word, ...], theirs: tuple[Word, ...], pages: tuple[int, int]) -> Figures:
    """Return how many words stand within `NEAR` of the same word on the same page."""
    sides: dict[tuple[int, str], tuple[list[Word], list[Word]]] = defaultdict(lambda: ([], []))
    for word in ours:
        sides[word.page, word.text][0].append(word)
    for word in theirs:
        sides[word.page, word.text][1].append(word)
    near, strays = 0, []
    for left, right in sides.values():
        met = _met(left, right)
        near += len(met)
        strays += [word for at, word in enumerate(left) if at not in met]
    counts: dict[int, int] = defaultdict(int)
    for word in strays:
        counts[word.page] += 1
    worst = max(counts, key=lambda page: counts[page], default=0)
    return Figures(max(len(ours), len(theirs)), near, pages, worst, tuple(strays))


def _met(left: list[Word], right: list[Word]) -> frozenset[int]:
    """Return which words of one side have one of the other near them, each used once, the nearest first."""
    pairs = sorted(
        (distance, at, to)
        for at, one in enumerate(left)
        for to, other in enumerate(right)
        if (distance := ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5) <= NEAR
    )
    used: set[int] = set()
    met: set[int] = set()
    for _, at, to in pairs:
        if at not in met and to not in used:
            met.add(at)
            used.add(to)
    return frozenset(met)


def record(path: Path, words: tuple[Word, ...], pages: int) -> None:
    """Write words down, one a line, under the number of pages."""
    lines = [f"pages {pages}", *(f"{word.page} {word.x:.1f} {word.y:.1f} {word.text}" for word in words)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def recorded(path: Path) -> tuple[tuple[Word, ...], int]:
    """Return words that were written down, and the number of pages."""
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    words = []
    for line in lines:
        page, x, y, text = line.split(" ", 3)
        words.append(Word(int(page), text, float(x), float(y)))
    return tuple(words), int(head.split()[1])
