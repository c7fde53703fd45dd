"""What can be chosen, and how typing finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

MOST_BUTTONS = 5


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: the standard's code, its words, pinyin initials for filtering, a quiet remark."""

    code: str
    text: str
    initials: str = ""
    detail: str = ""


Options = Callable[[], Iterable[Option]]


def matching_options(options: Iterable[Option], typed: str) -> list[Option]:
    """Return the options that what is typed finds: by code, initials or words, exact codes first."""
    sought = typed.strip().casefold()
    if not sought:
        return list(options)
    figures = sought.replace("-", "")
    ranked: list[tuple[int, Option]] = []
    for option in options:
        initials = option.initials.casefold()
        ranks = (
            option.code.casefold() == sought,
            option.code.casefold().startswith(sought)
            or (figures.isdecimal() and option.code.replace("-", "").startswith(figures)),
            initials.startswith(sought),
            option.text.casefold().startswith(sought),
            sought in option.text.casefold() or sought in initials,
        )
        if any(ranks):
            ranked.append((ranks.index(True), option))
    return [option for _, option in sorted(ranked, key=lambda pair: pair[0])]
