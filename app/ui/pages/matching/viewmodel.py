"""What the page of recommendations says: reasons in words with numbers, and why there is nothing."""

from __future__ import annotations

from app.models.values import format_yuan
from app.services.recommending import MatchRow, WorkerMatches
from app.ui.kit import ReasonRow


def why_line(found: WorkerMatches) -> str:
    """Return how many jobs were looked at, what removed most, and what would open some."""
    if found.why is not None:
        more = f"；{found.why.relaxation}" if found.why.relaxation else ""
        return f"没有符合的岗位：{found.why.text}{more}"
    removed = sorted(found.jobs.removed, key=lambda gate: -gate[2])[:3]
    parts = "，".join(f"{label} {count} 个" for _, label, count in removed if count)
    return f"看了 {found.jobs.total} 个岗位，{found.jobs.feasible} 个符合" + (
        f"；不合适的主要是：{parts}" if parts else ""
    )


def job_rows(found: WorkerMatches) -> tuple[ReasonRow, ...]:
    """Return the jobs with three pluses and at most two minuses."""
    return tuple(
        ReasonRow(
            f"{match.rank}　{match.job.title} · {match.job.employer}",
            _pay(match.job.pay_low, match.job.pay_high),
            match.pluses,
            match.minuses,
            payload=match.job.id,
        )
        for match in found.jobs.matches
    )


def course_rows(found: WorkerMatches) -> tuple[ReasonRow, ...]:
    """Return the courses by what they open."""
    return tuple(
        ReasonRow(
            f"{match.rank}　{match.course.title} · {match.course.institution}",
            f"{match.course.starts_on:%m-%d} 开班",
            match.pluses,
            match.minuses,
            note=match.headline,
            payload=match.course.id,
        )
        for match in found.courses.matches
    )


def due_text(row: object) -> str:
    """Return when a recommendation should be followed up."""
    return row.due.isoformat() if isinstance(row, MatchRow) and row.due else ""


def _pay(low: int, high: int) -> str:
    if not high:
        return "面议"
    return format_yuan(high) if low == high else f"{format_yuan(low).removesuffix(' 元')}–{format_yuan(high)}"
