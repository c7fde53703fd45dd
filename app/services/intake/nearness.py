"""Which label of a code list a misspelt word must be: one sign away from one label and from no other."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.intake.folding import fold

_LEAST = 4
_TURNS = frozenset("不未无非没否已有是")
"""Signs that turn a meaning round; one more or less of them is never a slip."""
_TELLING = frozenset("一二三四五六七八九十0123456789初中高大小男女省市县乡镇村城农内外")
"""Signs that tell labels of one list apart; where one of them differs, nothing is certain."""


def nearest(table: Mapping[str, str], text: str) -> str | None:
    """Return the spelling of the one code whose label is one sign away; None when there is none, or are two."""
    word = fold(text)
    if len(word) < _LEAST:
        return None
    near = [label for label in table if len(label) >= _LEAST and _is_slip(word, label)]
    return near[0] if len({table[label] for label in near}) == 1 else None


def _is_slip(word: str, label: str) -> bool:
    """Whether the two differ in one sign typed, left out or mistaken, and in none that matters."""
    if word == label or abs(len(word) - len(label)) > 1:
        return False
    start = next((at for at, (one, other) in enumerate(zip(word, label, strict=False)) if one != other),
                 min(len(word), len(label)))  # fmt: skip
    ours, theirs = word[start:], label[start:]
    if len(word) == len(label):
        if ours[1:] != theirs[1:]:
            return False
        differing = {ours[0], theirs[0]}
    elif len(word) > len(label):
        if ours[1:] != theirs:
            return False
        differing = {ours[0]}
    else:
        if theirs[1:] != ours:
            return False
        differing = {theirs[0]}
    return not differing & (_TURNS | _TELLING)
