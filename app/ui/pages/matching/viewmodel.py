"""What the page of recommendations says: reasons in words with numbers, and why there is nothing."""

from __future__ import annotations

from app.models.values import format_yuan
from app.services.offers import Particulars, Seeker
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


def about_line(seeker: Seeker) -> str:
    """Return who this is: sex, age, schooling, village and what he does now."""
    return " · ".join(part for part in (seeker.about, seeker.village, seeker.state) if part)


def wish_line(seeker: Seeker) -> str:
    """Return what he can do and looks for; what is not filled in is left to `missing_line`."""
    parts = (("会做", seeker.skills), ("想做", seeker.wish), ("期望月薪", seeker.pay),
             ("范围", seeker.area), ("不能承受", seeker.limits))  # fmt: skip
    return "　".join(f"{label} {text}" for label, text in parts if text)


def missing_line(seeker: Seeker) -> str:
    """Return which answers would make the order better, empty where all are there."""
    parts = (("想做的工作", seeker.wish), ("期望月薪", seeker.pay), ("工作范围", seeker.area))
    missing = [label for label, text in parts if not text]
    return f"还没问：{'、'.join(missing)}；问清了推荐更准" if missing else ""


def job_rows(found: WorkerMatches) -> tuple[ReasonRow, ...]:
    """Return the jobs with three pluses and at most two minuses."""
    return tuple(
        ReasonRow(
            f"{match.rank}　{match.job.title} · {match.job.employer}",
            _pay(match.job.pay_low, match.job.pay_high),
            match.pluses,
            match.minuses,
            note=_made(found, match.job.id, "已推荐，进展见「跟踪」"),
            payload=match.job.id,
        )
        for match in found.jobs.matches
    )


def course_rows(found: WorkerMatches) -> tuple[ReasonRow, ...]:
    """Return the sessions by what they open; the rest of the seats is told where it is known."""
    rows = []
    for match in found.courses.matches:
        left = match.course.seats_left
        seats = f"余 {left} 个名额" if left is not None else ""
        note = _made(found, match.course.id, "已报名") or seats
        rows.append(
            ReasonRow(
                f"{match.rank}　{match.course.title} · {match.course.institution}",
                f"{match.course.starts_on:%m-%d} 开班",
                match.pluses,
                match.minuses,
                note=note,
                payload=match.course.id,
            )
        )
    return tuple(rows)


def course_line(found: WorkerMatches) -> str:
    """Return why there is no session to join, or an empty text."""
    if found.courses.matches:
        return ""
    if not found.courses.total:
        return "还没有登记班期。到「岗位与培训」导入开班计划"
    removed = max(found.courses.removed, key=lambda gate: gate[2], default=None)
    return f"看了 {found.courses.total} 个班，没有能报的" + (
        f"：{removed[2]} 个因“{removed[1]}”" if removed else ""
    )


def offer_line(told: Particulars) -> str:
    """Return everything that is known of an offer in one text."""
    return "　".join(f"{label} {words}" for label, words in told.parts)


def due_text(row: object) -> str:
    """Return when a recommendation should be followed up."""
    if not isinstance(row, MatchRow) or row.due is None:
        return ""
    return f"{row.due:%m-%d} 到了" if row.is_due else f"{row.due:%m-%d}"


def follow_line(row: MatchRow) -> str:
    """Return where a recommendation stands, whole."""
    note = f"，{row.note}" if row.note else ""
    return f"{row.name} · {row.title}：{row.since:%m-%d} {row.outcome}{note}"


def _made(found: WorkerMatches, uid: str, words: str) -> str:
    day = found.made.get(uid)
    return f"{day:%m-%d} {words}" if day else ""


def _pay(low: int, high: int) -> str:
    if not high:
        return "面议"
    return format_yuan(high) if low == high else f"{format_yuan(low).removesuffix(' 元')}–{format_yuan(high)}"
