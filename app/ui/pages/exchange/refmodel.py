"""What the pane of reference data says: versions with their origin, and what putting one in force would change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.ports import CHINA
from app.services.references.results import Affected, Preview, ReferenceCard, State, TableDifference

Target = tuple[str, int]
"""A page and what it is to open."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that changes; `target` leads to the person or the case it is about."""

    mark: str
    title: str
    detail: str
    target: Target | None = None


def name_text(card: object) -> str:
    """Return kind and number."""
    return card.name if isinstance(card, ReferenceCard) else ""


def state_text(card: object) -> str:
    """Return where it stands; a list whose last day is over says so."""
    if not isinstance(card, ReferenceCard):
        return ""
    if card.state is State.IN_FORCE and card.applied_at is not None:
        since = f"{card.applied_at.astimezone(CHINA):%m-%d %H:%M} 起在用"
        return f"{since}，已过期，请向县里要新的" if card.is_expired else since
    return (
        f"{card.state.label}，已过期" if card.is_expired and card.state is State.WAITING else card.state.label
    )


def span_text(card: object) -> str:
    """Return the last day on which it may be put in force."""
    return card.expires.isoformat() if isinstance(card, ReferenceCard) and card.expires else ""


def origin_text(card: object) -> str:
    """Return when the county published it, who did, with how many signatures, and who took it in."""
    if not isinstance(card, ReferenceCard):
        return ""
    taken = f"{card.taken_at.astimezone(CHINA):%m-%d} 读入"
    if card.published_at is None:
        return taken
    signed = "两人签名" if len(card.signers) > 1 else "一人签名"
    return f"县里 {card.published_at.astimezone(CHINA):%m-%d} 发布，{signed}；{taken}"


def summary(preview: Preview) -> tuple[str, ...]:
    """Return what would change, and for whom: the answer first, then how it was found."""
    effect = preview.effect
    if effect is None:
        changed = sum(table.new + table.changed + table.retired + table.released for table in preview.tables)
        return (f"{changed:,} 处变化" if changed else "没有变化", *(table.text for table in preview.tables))
    looked = f"核对了有班期或证书的 {effect.looked:,} 人和 {effect.cases:,} 件在办申请"
    kept = "没复核的件和草稿仍按原来的政策，可逐件「按新政策重新核对」"
    return (effect.text, f"{looked}；{kept}", *preview.notes[-1:])


def change_rows(preview: Preview) -> tuple[ChangeRow, ...]:
    """Return everything that would change, people before records."""
    effect = preview.effect
    if effect is None:
        return tuple(row for table in preview.tables for row in _lines(table))
    parts: Sequence[tuple[str, Iterable[Affected]]] = (
        ("将符合", effect.gained), ("不再符合", effect.lost), ("有变化", effect.other),
    )  # fmt: skip
    return tuple(_affected(mark, one) for mark, listed in parts for one in listed)


def mark_text(row: object) -> str:
    """Return what happens."""
    return row.mark if isinstance(row, ChangeRow) else ""


def title_text(row: object) -> str:
    """Return to whom or to what."""
    return row.title if isinstance(row, ChangeRow) else ""


def detail_text(row: object) -> str:
    """Return what is different."""
    return row.detail if isinstance(row, ChangeRow) else ""


def _lines(table: TableDifference) -> Iterable[ChangeRow]:
    return (ChangeRow(f"{line.mark}{table.label}", line.title, line.detail) for line in table.lines)


def _affected(mark: str, one: Affected) -> ChangeRow:
    target = ("applications", one.application_id) if one.application_id else ("workers", one.worker_id)
    detail = f"{one.subsidy}：{one.before} → {one.after}"
    return ChangeRow(
        mark, one.who, f"{detail}。{one.why}" if one.why else detail, target if target[1] else None
    )
