"""Sets text into a box: breaks lines by Chinese rules, shrinks to a floor, and says what did not fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from app.services.printing.fonts import typeface
from app.services.printing.layout import Face

FLOOR = 7.0  # points; smaller print cannot be read on a photocopy
TIGHT = 1.12  # ems from line to line below which lines touch
LIFTED = 0.58  # of the size, for raised and lowered characters
TURNED_OVER = "（转附页）"
_TOKEN = re.compile(r"[□☑☐][^\s□☑☐]{0,16}|[￥¥]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[A-Za-z0-9@._\-/+%#&']+|.")
_PIECE = re.compile(r"[^-/@_]*[-/@_]|.+")  # a long number or address is rather broken behind its joints
_NOT_FIRST = frozenset("、，。；：！？）》」』】〕”’·…%‰℃,.;:!?)]}")
_NOT_LAST = frozenset("（《「『【〔“‘([{￥$□☑☐")


class Run(NamedTuple):
    """Characters of one face; `is_fixed` ones stand on every form, and stay out of a print into a printed form."""

    text: str
    face: Face
    is_fixed: bool = False

    @property
    def size(self) -> float:
        """The size its characters are drawn at, in points."""
        return self.face.size * LIFTED if self.face.lift else self.face.size

    @property
    def width(self) -> float:
        """Its width in points."""
        return typeface(self.face.role, is_bold=self.face.is_bold).width(self.text) * self.size


@dataclass(frozen=True, slots=True)
class Line:
    """One set line; lengths are in points before the flow's `factor`."""

    runs: tuple[Run, ...]
    width: float
    ascent: float
    descent: float
    ends: bool

    @property
    def text(self) -> str:
        """The characters of the line."""
        return self.runs[0].text if len(self.runs) == 1 else "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Flow:
    """Text set in lines; `factor` shrinks everything in them, `rest` is what the box cannot hold."""

    lines: tuple[Line, ...]
    factor: float = 1.0
    rest: str = ""

    @property
    def depth(self) -> float:
        """The height of all lines at their natural distance, in points."""
        return sum(line.ascent + line.descent for line in self.lines) * self.factor


@lru_cache(maxsize=16384)
def flow(runs: tuple[Run, ...], *, width: float, height: float, wraps: bool, shrinks: bool) -> Flow:
    """Return the text set in a box of `width` × `height` points.

    A box that wraps takes the largest size at which all lines fit; one that shrinks keeps a single line as
    long as the floor allows. What does not fit at the floor is returned as `rest`, never dropped.
    """
    text = _Text(runs)
    base = max(run.face.size for run in runs)
    whole = text.width if "\n" not in text.chars else float("inf")
    if whole <= width and base <= height + 1:
        return Flow((text.line(0, len(text.chars), ends=True),))
    floor = min(FLOOR, base)
    if shrinks and not wraps and whole != float("inf"):
        fitting = min(base * width / whole if whole else base, height + 1, base)
        if fitting >= floor:
            return Flow((text.line(0, len(text.chars), ends=True),), int(fitting * 10) / 10 / base)
    size = base
    while size >= floor:
        factor = size / base
        lines = text.broken(width / factor)
        if _least(lines, base) * factor <= height + 0.5:
            return Flow(lines, factor)
        size = size - 0.5 if size - 0.5 >= floor or size == floor else floor
    return _cut(text, width, height, floor / base, base)


def break_lines(runs: tuple[Run, ...], width: float) -> tuple[Line, ...]:
    """Return the text in lines of at most `width` points, keeping words and Chinese punctuation whole."""
    return _Text(runs).broken(width)


def line_of(runs: tuple[Run, ...]) -> Line:
    """Return the text as one line."""
    text = _Text(runs)
    return text.line(0, len(text.chars), ends=True)


def _least(lines: Sequence[Line], base: float) -> float:
    """Return the height below which the lines would touch; `base` is the size of the largest characters."""
    return base * (1 + (len(lines) - 1) * TIGHT)


def _cut(text: _Text, width: float, height: float, factor: float, base: float) -> Flow:
    room = max(1, int((height + 0.5 - base * factor) / (base * factor * TIGHT)) + 1)
    kept = list(text.spans(width / factor)[:room])
    start, stop, _ = kept[-1]
    tail = Run(TURNED_OVER, text.face_at(start))
    while stop > start and (text.between(start, stop) + tail.width) * factor > width:
        stop -= 1
    lines = [text.line(*span[:2], ends=span[2]) for span in kept[:-1]]
    lines.append(line_of((*text.runs_between(start, stop), tail)))
    return Flow(tuple(lines), factor, rest=text.chars[min(stop, len(text.chars) - 1) :] or text.chars)


class _Text:
    """The characters of some runs with the width up to each, so that any stretch is measured at once."""

    def __init__(self, runs: tuple[Run, ...]) -> None:
        self._runs = runs
        self.chars = "".join(run.text for run in runs)
        self._starts = [0]
        self._sums = [0.0]
        total = 0.0
        for run in runs:
            letters = typeface(run.face.role, is_bold=run.face.is_bold)
            size = run.size
            for char in run.text:
                total += letters.advance(char) * size
                self._sums.append(total)
            self._starts.append(self._starts[-1] + len(run.text))

    @property
    def width(self) -> float:
        return self._sums[-1]

    def between(self, start: int, stop: int) -> float:
        return self._sums[stop] - self._sums[start]

    def face_at(self, at: int) -> Face:
        for run, (start, stop) in zip(self._runs, pairwise(self._starts), strict=True):
            if start <= at < stop:
                return run.face
        return self._runs[-1].face

    def runs_between(self, start: int, stop: int) -> tuple[Run, ...]:
        if len(self._runs) == 1:
            run = self._runs[0]
            return (run if stop - start == len(run.text) else run._replace(text=run.text[start:stop]),)
        return tuple(
            run._replace(text=run.text[max(start - first, 0) : stop - first])
            for run, (first, last) in zip(self._runs, pairwise(self._starts), strict=True)
            if first < stop and last > start
        ) or (Run("", self.face_at(start)),)

    def line(self, start: int, stop: int, *, ends: bool) -> Line:
        runs = self.runs_between(start, stop)
        ascent = descent = 0.0
        for run in runs:
            letters = typeface(run.face.role, is_bold=run.face.is_bold)
            ascent = max(ascent, letters.ascent * run.face.size)
            descent = max(descent, letters.descent * run.face.size)
        return Line(runs, self.between(start, stop), ascent, descent, ends)

    def broken(self, width: float) -> tuple[Line, ...]:
        return tuple(self.line(start, stop, ends=ends) for start, stop, ends in self.spans(width))

    def spans(self, width: float) -> list[tuple[int, int, bool]]:
        """Return (start, stop, whether a paragraph ends) of every line."""
        found: list[tuple[int, int, bool]] = []
        start = 0
        for paragraph in self.chars.split("\n"):
            found += self._broken(start, start + len(paragraph), width)
            start += len(paragraph) + 1
        return found

    def _broken(self, start: int, stop: int, width: float) -> list[tuple[int, int, bool]]:
        if self.between(start, stop) <= width:
            return [(start, stop, True)]
        lines: list[tuple[int, int, bool]] = []
        held: list[tuple[int, int]] = []
        begin = start
        for first, last in self._tokens(start, stop, width):
            if held and self.between(begin, last) > width + 1e-6:
                if self.chars[first:last] == " ":
                    continue
                kept = held[: len(held) - self._carried(held, first)]
                lines.append((begin, self._trimmed(begin, kept[-1][1]), False))
                held = held[len(kept) :]
                begin = held[0][0] if held else first
            held.append((first, last))
        lines.append((begin, stop, True))
        return lines

    def _trimmed(self, start: int, stop: int) -> int:
        while stop > start and self.chars[stop - 1] == " ":
            stop -= 1
        return stop

    def _tokens(self, start: int, stop: int, width: float) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for match in _TOKEN.finditer(self.chars, start, stop):
            first, last = match.span()
            if last - first == 1 or self.between(first, last) <= width:
                found.append((first, last))
                continue
            for piece in _PIECE.finditer(self.chars, first, last):
                begin, end = piece.span()
                is_whole = self.between(begin, end) <= width
                found += [(begin, end)] if is_whole else [(at, at + 1) for at in range(begin, end)]
        return found

    def _carried(self, held: list[tuple[int, int]], at: int) -> int:
        """Count the tokens that go down to the next line with the one at `at`, which did not fit."""
        count = 0
        while count < min(3, len(held) - 1):
            after = self.chars[held[len(held) - count][0]] if count else self.chars[at]
            before = self.chars[held[len(held) - count - 1][1] - 1]
            if after not in _NOT_FIRST and before not in _NOT_LAST:
                return count
            count += 1
        return 0 if self.chars[at] in _NOT_FIRST and count >= 3 else count
