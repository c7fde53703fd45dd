"""The paragraphs of the notice behind every clause string, verbatim, for the screen and the printed page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from app.services.policy.pack_reader import parse


@dataclass(frozen=True, slots=True)
class Clause:
    """One paragraph: `quote` is the notice's own words, empty where a page is missing; `note` is ours."""

    id: str
    title: str
    quote: str
    note: str
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class PolicyText:
    """The notice as it is at hand: its name, what is missing from it, and its clauses in order."""

    document: str
    issued_by: str
    file: str
    gap: str
    clauses: Mapping[str, Clause]

    def quote(self, clause: str) -> str:
        """Return the original words of `clause`, "" when it is not in the index."""
        found = self.clauses.get(clause)
        return found.quote if found else ""


def read_clauses(path: Path) -> PolicyText:
    """Return the clause index of a notice.

    Raises:
        UserError: the file is not complete.

    """
    root = parse(path)
    head = root.table("text")
    found: dict[str, Clause] = {}
    for table in root.tables("clause"):
        quote = table.text("quote", "")
        clause = Clause(table.text("id"), table.text("title"), quote, table.text("note", ""), bool(quote))
        if clause.id in found:
            raise table.wrong("id", f"条款“{clause.id}”出现了两次")
        found[clause.id] = clause
        table.done()
    text = PolicyText(
        head.text("document"),
        head.text("issued_by"),
        head.text("file"),
        head.text("gap"),
        MappingProxyType(found),
    )
    head.done()
    root.done()
    return text
