"""Sets text into a box: breaks lines by Chinese rules, shrinks to a floor, and says what did not fit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from app.services.printing.fonts import Role, Typeface, typeface

FLOOR = 7.0  # points; smaller print cannot be read on a photocopy
LEADING = 1.3  # as Excel sets rows of Song
TIGHT = 1.12
TURNED_OVER = "（转附页）"
_TOKEN = re.compile(r"[□☑☐][^\s□☑☐]{0,16}|[A-Za-z0-9@._\-/+%#&']+|.")
_NOT_FIRST = frozenset("、，。；：！？）》」』】〕”’·…%‰℃,.;:!?)]}")
_NOT_LAST = frozenset("（《「『【〔“‘([{￥$□☑☐")


@dataclass(frozen=True, slots=True)
class Line:
    """One set line; `width` is in ems; `mask`, where there is one, has a 0 for each character that stays blank."""

    text: str
    width: float
    ends: bool
    mask: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """Text set at a size, `leading` points apart; `rest` is what the box cannot hold."""

    lines: tuple[Line, ...]
    size: float
    leading: float
    rest: str = ""


@lru_cache(maxsize=16384)
def flow(
    text: str,
    role: Role,
    *,
    is_bold: bool,
    size: float,
    width: float,
    height: float,
    wraps: bool,
    shrinks: bool,
) -> Flow:
    """Return the text set in a box of `width` × `height` points.

    A box that wraps takes the largest size at which all lines fit; one that shrinks keeps a single line as
    long as the floor allows. What does not fit at the floor is returned as `rest`, never dropped.
    """
    face = typeface(role, is_bold=is_bold)
    whole = face.width(text) if "\n" not in text else float("inf")
    if whole * size <= width and size <= height + 1:
        return Flow((Line(text, whole, ends=True),), size, size * LEADING)
    floor = min(FLOOR, size)
    if shrinks and not wraps and whole != float("inf"):
        fitting = int(min(width / whole if whole else size, height + 1) * 10) / 10
        if fitting >= floor:
            return Flow((Line(text, whole, ends=True),), min(fitting, size), size * LEADING)
    step = size
    while step >= floor:
        lines = break_lines(text, face, width / step)
        if _depth(len(lines), step, TIGHT) <= height + 0.5:
            leading = LEADING if len(lines) == 1 else min(LEADING, (height - step) / (len(lines) - 1) / step)
            return Flow(lines, step, step * max(leading, TIGHT))
        step = step - 0.5 if step - 0.5 >= floor or step == floor else floor
    return _cut(text, face, width, height, floor)


def needed(text: str, face: Typeface, size: float, width: float) -> float:
    """Return the height in points that the text takes at its own size."""
    return _depth(len(break_lines(text, face, width / size)), size, LEADING)


def _depth(lines: int, size: float, leading: float) -> float:
    return size * (1 + (lines - 1) * leading)


def _cut(text: str, face: Typeface, width: float, height: float, floor: float) -> Flow:
    room = max(1, int((height + 0.5 - floor) / (floor * TIGHT)) + 1)
    kept = list(break_lines(text, face, width / floor)[:room])
    last = kept[-1].text
    while last and face.width(last + TURNED_OVER) * floor > width:
        last = last[:-1]
    shown = sum(len(line.text) for line in kept[:-1]) + len(last)
    kept[-1] = Line(last + TURNED_OVER, face.width(last + TURNED_OVER), ends=True)
    return Flow(tuple(kept), floor, floor * TIGHT, rest=text[min(shown, len(text) - 1) :] or text)


def break_lines(text: str, face: Typeface, width: float) -> tuple[Line, ...]:
    """Return the text in lines of at most `width` ems, keeping words and Chinese punctuation whole."""
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        lines += _broken(paragraph, face, width)
    return tuple(lines)


def _broken(text: str, face: Typeface, width: float) -> list[Line]:
    total = face.width(text)
    if total <= width:
        return [Line(text, total, ends=True)]
    lines: list[Line] = []
    held: list[str] = []
    used = 0.0
    for piece in _tokens(text, face, width):
        size = face.width(piece)
        if used + size > width + 1e-6 and held:
            carried = _carried(held, piece)
            kept = held[: len(held) - carried]
            shown = "".join(kept).rstrip(" ")
            lines.append(Line(shown, face.width(shown), ends=False))
            held = held[len(held) - carried :]
            used = face.width("".join(held))
            if not held and piece.isspace() and piece != "\u3000":
                continue
        held.append(piece)
        used += size
    shown = "".join(held)
    lines.append(Line(shown, face.width(shown), ends=True))
    return lines


def _tokens(text: str, face: Typeface, width: float) -> list[str]:
    tokens: list[str] = []
    for piece in _TOKEN.findall(text):
        tokens += list(piece) if len(piece) > 1 and face.width(piece) > width else [piece]
    return tokens


def _carried(held: list[str], piece: str) -> int:
    """Count the tokens that go down to the next line with the one that did not fit."""
    count = 0
    while count < min(3, len(held) - 1):
        after = held[len(held) - count] if count else piece
        before = held[len(held) - count - 1]
        if after[0] not in _NOT_FIRST and before[-1] not in _NOT_LAST:
            return count
        count += 1
    return 0 if piece[0] in _NOT_FIRST and count >= 3 else count
