"""What the page of recommendations says: reasons in words with numbers, and why there is nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from app.models.values import format_yuan
from app.services.matching.jobs import JobMatch
from app.services.recommending import MatchRow, WorkerMatches
from app.ui.kit import ReasonRow


def why_line(found: WorkerMatches) -> str:
    """Return how many jobs were looked at, what removed most, and what would open some."""
    if found.why is not None:
        more = f"；{found.why.relaxation}" if found.why.relaxation else ""
        return f"为什么没有：{found.why.text}{more}"
    removed = sorted(found.jobs.removed, key=lambda gate: -gate[2])[:3]
    parts = "，".join(f"{label} {count} 个" for _, label, count in removed if count)
    return f"看了 {found.jobs.total} 个岗位，{found.jobs.feasible} 个符合" + (
        f"；不合适的主要是：{parts}" if parts else ""
    )


def job_title(match: JobMatch) -> str:
    """Return what a job is called in a recommendation and in its follow-up."""
    return f"{match.job.title}（{match.job.employer}）"


def job_rows(found: WorkerMatches, told: Mapping[str, str]) -> tuple[ReasonRow, ...]:
    """Return the jobs with three pluses and at most two minuses.

    `told` holds what was recommended to this person before, title by how far it has come.
    """
    return tuple(
        ReasonRow(
            f"{match.rank}　{match.job.title} · {match.job.employer}",
            _pay(match.job.pay_low, match.job.pay_high),
            match.pluses,
            match.minuses,
            note=f"● 本人：{told[job_title(match)]}" if job_title(match) in told else "",
            payload=match.job.id,
        )
        for match in found.jobs.matches
    )


def course_rows(found: WorkerMatches) -> tuple[ReasonRow, ...]:
    """Return the courses by what they open; the headline only where no reason says it already."""
    return tuple(
        ReasonRow(
            f"{match.rank}　{match.course.title} · {match.course.institution}",
            f"{match.course.starts_on:%m-%d} 开班",
            match.pluses,
            match.minuses,
            note="" if any(match.headline in one for one in match.pluses) else match.headline,
            payload=match.course.id,
        )
        for match in found.courses.matches
    )


def told_to(worker_id: int, rows: Iterable[MatchRow]) -> dict[str, str]:
    """Return what one person was recommended and how far that has come."""
    return {row.title: row.outcome for row in rows if row.worker_id == worker_id}


def soonest_first(rows: Iterable[MatchRow]) -> list[MatchRow]:
    """Return the follow-ups by the day they are due, the longest overdue first."""
    return sorted(rows, key=lambda row: (row.due or date.max, row.id))


def due_text(row: object, today: date) -> str:
    """Return when a recommendation should be followed up, in words that say whether it is late."""
    if not isinstance(row, MatchRow) or row.due is None:
        return ""
    days = (today - row.due).days
    if days > 0:
        return f"过期 {days} 天"
    return "今天" if days == 0 else f"{row.due:%m-%d}"


def _pay(low: int, high: int) -> str:
    if not high:
        return "面议"
    return format_yuan(high) if low == high else f"{format_yuan(low).removesuffix(' 元')}–{format_yuan(high)}"
