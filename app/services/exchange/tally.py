"""How many events of each type there are, and one hash a type rolled over them: what two sides compare; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.services.exchange.canonical import sha256


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts and rolled hashes by event type."""

    counts: Mapping[str, int] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)


def tally(lines: Iterable[tuple[str, bytes]]) -> Tally:
    """Return the tally of these lines, each with its type, in the order of their numbers."""
    counts: dict[str, int] = {}
    hashes: dict[str, str] = {}
    for kind, line in lines:
        counts[kind] = counts.get(kind, 0) + 1
        hashes[kind] = sha256(f"{hashes.get(kind, '')}{sha256(line)}".encode())
    return Tally(counts, hashes)


def uneven(ours: Tally, theirs: Tally) -> tuple[tuple[str, int, int], ...]:
    """Return the types that differ with both counts; these are equal where the content differs.

    An older county tells no hashes: then only the counts are compared.
    """
    kinds = sorted(ours.counts.keys() | theirs.counts.keys())
    told = ((kind, ours.counts.get(kind, 0), theirs.counts.get(kind, 0)) for kind in kinds)
    return tuple(
        (kind, here, there)
        for kind, here, there in told
        if here != there or (theirs.hashes and ours.hashes.get(kind) != theirs.hashes.get(kind))
    )
