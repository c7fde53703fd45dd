"""What services hand up to the window, shared by all of them: frozen, plain, free of the database."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.models.checks.finding import Finding


@dataclass(frozen=True, slots=True)
class Changes:
    """Which kinds of records a verb changed, so that open pages know what to read again."""

    entities: frozenset[str] = frozenset()
    uids: frozenset[str] = frozenset()

    def touches(self, *names: str) -> bool:
        """Tell whether any of the named kinds changed."""
        return bool(self.entities & set(names))


@dataclass(frozen=True, slots=True)
class Saved:
    """A record was saved: its id here, its uid everywhere, what to say, and the warnings that were kept.

    `is_changed` is false when it stood so already: then there is nothing to take back.
    """

    id: int
    uid: str
    version: int
    text: str
    changes: Changes
    warnings: tuple[Finding, ...] = ()
    is_changed: bool = True


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was saved: every error at once, in the order of the form."""

    findings: tuple[Finding, ...] = field(default_factory=tuple)
